//! Alarm rules: data of a closed vocabulary, judged by one pure function.

use super::{Level, Value};
use crate::time::WeeklyWindow;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// When a reading matters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "when", rename_all = "snake_case")]
pub enum Condition {
    /// The value is above a limit; it is over again when it is below `limit - hysteresis`.
    Above {
        /// In the property's unit.
        limit: f64,
        /// How far it must fall below the limit to clear.
        hysteresis: f64,
    },
    /// The value is below a limit; it is over again when it is above `limit + hysteresis`.
    Below {
        /// In the property's unit.
        limit: f64,
        /// How far it must rise above the limit to clear.
        hysteresis: f64,
    },
    /// The value lies outside a range.
    Outside {
        /// Lowest good value.
        low: f64,
        /// Highest good value.
        high: f64,
    },
    /// The value is exactly this.
    Is {
        /// The word or flag.
        value: Value,
    },
    /// Nothing was heard for so long.
    SilentFor {
        /// Minutes.
        minutes: u32,
    },
    /// The value is another than before.
    Changes,
    /// The value moved faster than so much a minute, up or down.
    Rate {
        /// In the property's unit for each minute.
        per_minute: f64,
    },
}

/// How long or how often the condition must hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "holds", rename_all = "snake_case")]
pub enum Timing {
    /// One reading is enough.
    AtOnce,
    /// All readings of so many seconds.
    For {
        /// Seconds.
        seconds: u32,
    },
    /// So many readings within so many seconds.
    Within {
        /// Readings.
        count: u32,
        /// Seconds.
        seconds: u32,
    },
}

/// A rule for all devices of a kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Stable key.
    pub key: String,
    /// Key of the device kind.
    pub device_kind: String,
    /// Key of the property; the device's any, for silence.
    pub property: String,
    /// When a reading matters.
    pub condition: Condition,
    /// How long or how often.
    pub timing: Timing,
    /// Only then; always when there is none.
    pub schedule: Option<WeeklyWindow>,
    /// Gravity.
    pub level: Level,
    /// Key of the alarm kind (`alarm_kind.<key>`).
    pub alarm_kind: String,
}

/// A reading of the window that a rule looks at.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// When it was so.
    pub at: DateTime<Utc>,
    /// The value.
    pub value: Value,
}

/// How far apart two readings are between which a rate is taken: in a second, noise alone is a steep rise.
const LEAST_APART: Duration = Duration::seconds(15);

/// What a rule says of a device now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The condition holds as long or as often as it must.
    Raise,
    /// Neither: an open alarm stays, a closed one does too.
    Hold,
    /// The condition is over.
    Clear,
}

impl Rule {
    /// How far back the readings that matter reach; the last one before them matters too, since devices report when they
    /// do. For a change that is all.
    #[must_use]
    pub fn window(&self) -> Duration {
        match self.timing {
            Timing::AtOnce if matches!(self.condition, Condition::Rate { .. }) => LEAST_APART,
            Timing::AtOnce => Duration::zero(),
            Timing::For { seconds } | Timing::Within { seconds, .. } => Duration::seconds(i64::from(seconds)),
        }
    }

    /// Whether the readings before the newest one matter at all.
    #[must_use]
    pub fn looks_back(&self) -> bool {
        self.timing != Timing::AtOnce || matches!(self.condition, Condition::Changes | Condition::Rate { .. })
    }

    /// Judges a window of readings, oldest first, at an instant.
    #[must_use]
    pub fn judge(&self, window: &[Reading], now: DateTime<Utc>) -> Verdict {
        if self.schedule.as_ref().is_some_and(|schedule| !schedule.holds(now)) {
            return Verdict::Hold;
        }
        let Some(newest) = window.last() else { return Verdict::Hold };
        if let Condition::SilentFor { minutes } = self.condition {
            let is_silent = now - newest.at > Duration::minutes(i64::from(minutes));
            return if is_silent { Verdict::Raise } else { Verdict::Clear };
        }
        let is_rate = matches!(self.condition, Condition::Rate { .. });
        let hit = |index: usize| {
            let reading = &window[index];
            let is_apart = |before: &&Reading| !is_rate || reading.at - before.at >= LEAST_APART;
            self.condition.hit(reading, window[..index].iter().rev().find(is_apart))
        };
        let last = window.len() - 1;
        match (hit(last), &self.timing) {
            (Hit::Unclear, _) => Verdict::Hold,
            (Hit::No, _) => Verdict::Clear,
            (Hit::Yes, Timing::AtOnce) => Verdict::Raise,
            (Hit::Yes, Timing::For { seconds }) => {
                let first = (0..=last).rev().take_while(|&i| hit(i) != Hit::No).last().unwrap_or(last);
                let held = newest.at - window[first].at;
                if held >= Duration::seconds(i64::from(*seconds)) { Verdict::Raise } else { Verdict::Hold }
            }
            (Hit::Yes, Timing::Within { count, seconds }) => {
                let since = newest.at - Duration::seconds(i64::from(*seconds));
                let hits = (0..=last).filter(|&i| window[i].at >= since && hit(i) == Hit::Yes).count();
                if hits >= *count as usize { Verdict::Raise } else { Verdict::Hold }
            }
        }
    }

    /// The number to draw as a limit beside a value, if the rule has one.
    #[must_use]
    pub fn limit(&self) -> Option<f64> {
        match self.condition {
            Condition::Above { limit, .. } | Condition::Below { limit, .. } => Some(limit),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Hit {
    Yes,
    /// Between the limit and its hysteresis.
    Unclear,
    No,
}

impl From<bool> for Hit {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

impl Condition {
    fn hit(&self, reading: &Reading, before: Option<&Reading>) -> Hit {
        let number = match reading.value {
            Value::Number(n) => Some(n),
            _ => None,
        };
        match (self, number) {
            (Self::Above { limit, hysteresis }, Some(n)) => grade(n - limit, *hysteresis),
            (Self::Below { limit, hysteresis }, Some(n)) => grade(limit - n, *hysteresis),
            (Self::Outside { low, high }, Some(n)) => (n < *low || n > *high).into(),
            (Self::Is { value }, _) => (reading.value == *value).into(),
            (Self::Changes, _) => before.is_some_and(|b| b.value != reading.value).into(),
            (Self::Rate { per_minute }, Some(n)) => {
                let Some(Reading { at, value: Value::Number(m) }) = before else { return Hit::No };
                let minutes = (reading.at - *at).num_milliseconds() as f64 / 60_000.0;
                (((n - m) / minutes).abs() > *per_minute).into()
            }
            _ => Hit::Unclear,
        }
    }
}

/// `over` counts from the limit towards the alarm.
fn grade(over: f64, hysteresis: f64) -> Hit {
    if over > 0.0 {
        Hit::Yes
    } else if over > -hysteresis {
        Hit::Unclear
    } else {
        Hit::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(condition: Condition, timing: Timing) -> Rule {
        Rule {
            key: "r".into(),
            device_kind: "smoke".into(),
            property: "smoke_obscuration".into(),
            condition,
            timing,
            schedule: None,
            level: Level::One,
            alarm_kind: "fire".into(),
        }
    }
    fn t(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_770_000_000 + second, 0).unwrap()
    }
    fn numbers(values: &[(i64, f64)]) -> Vec<Reading> {
        values.iter().map(|&(s, n)| Reading { at: t(s), value: Value::Number(n) }).collect()
    }

    #[test]
    fn smoke_above_its_limit_raises_at_once_and_clears_below_the_hysteresis() {
        let rule = rule(Condition::Above { limit: 5.0, hysteresis: 1.0 }, Timing::AtOnce);
        for (value, verdict) in
            [(5.1, Verdict::Raise), (5.0, Verdict::Hold), (4.5, Verdict::Hold), (4.0, Verdict::Clear)]
        {
            assert_eq!(rule.judge(&numbers(&[(0, value)]), t(0)), verdict, "{value}");
        }
    }

    #[test]
    fn low_pressure_must_last() {
        let rule = rule(Condition::Below { limit: 0.14, hysteresis: 0.02 }, Timing::For { seconds: 120 });
        assert_eq!(rule.judge(&numbers(&[(0, 0.1), (60, 0.1)]), t(60)), Verdict::Hold);
        assert_eq!(rule.judge(&numbers(&[(0, 0.1), (60, 0.1), (120, 0.11)]), t(120)), Verdict::Raise);
        assert_eq!(
            rule.judge(&numbers(&[(0, 0.1), (60, 0.3), (120, 0.1)]), t(120)),
            Verdict::Hold,
            "it recovered between"
        );
    }

    #[test]
    fn so_many_within_counts_only_the_window() {
        let rule =
            rule(Condition::Above { limit: 1.0, hysteresis: 0.0 }, Timing::Within { count: 3, seconds: 60 });
        assert_eq!(rule.judge(&numbers(&[(0, 2.0), (30, 2.0), (61, 2.0)]), t(61)), Verdict::Hold);
        assert_eq!(rule.judge(&numbers(&[(10, 2.0), (30, 2.0), (61, 2.0)]), t(61)), Verdict::Raise);
    }

    #[test]
    fn a_silent_device_raises_and_its_voice_clears() {
        let rule = rule(Condition::SilentFor { minutes: 30 }, Timing::AtOnce);
        let heard = numbers(&[(0, 1.0)]);
        assert_eq!(rule.judge(&heard, t(1801)), Verdict::Raise);
        assert_eq!(rule.judge(&heard, t(1800)), Verdict::Clear);
        assert_eq!(rule.judge(&[], t(0)), Verdict::Hold, "a device never heard of is unknown, not silent");
    }

    #[test]
    fn a_rate_needs_two_readings() {
        let rule = rule(Condition::Rate { per_minute: 8.0 }, Timing::AtOnce);
        assert_eq!(rule.judge(&numbers(&[(0, 20.0)]), t(0)), Verdict::Clear);
        assert_eq!(rule.judge(&numbers(&[(0, 20.0), (60, 30.0)]), t(60)), Verdict::Raise);
    }

    #[test]
    fn a_rate_is_taken_between_readings_that_lie_apart() {
        let rule = rule(Condition::Rate { per_minute: 8.0 }, Timing::AtOnce);
        assert_eq!(rule.judge(&numbers(&[(0, 20.0), (1, 20.2)]), t(1)), Verdict::Clear, "noise");
        let fire = numbers(&[(0, 20.0), (5, 21.0), (10, 22.0), (15, 23.0)]);
        assert_eq!(rule.judge(&fire, t(15)), Verdict::Raise, "3 °C in a quarter of a minute");
    }

    #[test]
    fn outside_its_schedule_a_rule_is_silent() {
        let mut rule = rule(Condition::Is { value: Value::Flag(true) }, Timing::AtOnce);
        rule.schedule = Some(WeeklyWindow { weekdays: [false; 7], from_minute: 0, to_minute: 1440 });
        assert_eq!(rule.judge(&[Reading { at: t(0), value: Value::Flag(true) }], t(0)), Verdict::Hold);
    }
}
