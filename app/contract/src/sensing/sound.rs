//! Whether a rule could ever be right: what it compares with must be a reading that there can be.

use super::{
    Value, ValueType,
    rule::{Condition, Rule, Timing},
};
use crate::{Fault, FieldFault, applications::device_kind};

/// Longest silence that is waited for, in minutes.
const MOST_MINUTES: u32 = 100_000;
/// Longest window, in seconds: a day.
const MOST_SECONDS: u32 = 86_400;
/// Most readings that are counted within a window.
const MOST_READINGS: u32 = 1000;
/// Minutes of a day.
const DAY_MINUTES: u32 = 1440;

impl Rule {
    /// Checks the rule against the property that it looks at; the screen and the server do the same.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every field at fault: a limit that no reading can reach, one that could never be left
    /// again, a condition that the property has no values for, a time of nothing.
    pub fn check(&self) -> Result<(), Fault> {
        let mut wrong = self.condition_faults();
        wrong.extend(self.timing_faults());
        if wrong.is_empty() {
            return Ok(());
        }
        Err(Fault::Invalid {
            fields: wrong.into_iter().map(|(field, label)| FieldFault::new(field, label)).collect(),
        })
    }

    fn condition_faults(&self) -> Vec<(&'static str, &'static str)> {
        let outside = |field: &'static str| (field, "field.out_of_range");
        if let Condition::SilentFor { minutes } = self.condition {
            let is_sound = (1..=MOST_MINUTES).contains(&minutes);
            return if is_sound { vec![] } else { vec![outside("minutes")] };
        }
        let property = device_kind(&self.device_kind).and_then(|kind| kind.property(&self.property));
        let Some(values) = property.map(|property| property.values) else {
            return vec![("property", "field.not_offered")];
        };
        match (&self.condition, values) {
            (Condition::Above { limit, hysteresis }, ValueType::Number(_, low, high)) => {
                limit_faults(*limit, *hysteresis, (low, high), limit - hysteresis)
            }
            (Condition::Below { limit, hysteresis }, ValueType::Number(_, low, high)) => {
                limit_faults(*limit, *hysteresis, (low, high), limit + hysteresis)
            }
            (Condition::Outside { low, high }, ValueType::Number(_, least, most)) => {
                let mut wrong = vec![];
                if !(least..=most).contains(low) {
                    wrong.push(outside("low"));
                }
                if !(least..=most).contains(high) || high < low {
                    wrong.push(outside("high"));
                }
                wrong
            }
            (Condition::Rate { per_minute }, ValueType::Number(..)) => {
                if per_minute.is_finite() && *per_minute > 0.0 { vec![] } else { vec![outside("per_minute")] }
            }
            (Condition::Is { value }, values) => {
                if is_among(value, values) {
                    vec![]
                } else {
                    vec![outside("value")]
                }
            }
            (Condition::Changes, _) => vec![],
            _ => vec![("condition", "field.not_offered")],
        }
    }

    fn timing_faults(&self) -> Vec<(&'static str, &'static str)> {
        let (seconds, count) = match self.timing {
            Timing::AtOnce => (None, None),
            Timing::For { seconds } => (Some(seconds), None),
            Timing::Within { count, seconds } => (Some(seconds), Some(count)),
        };
        let mut wrong = vec![];
        if seconds.is_some_and(|seconds| !(1..=MOST_SECONDS).contains(&seconds)) {
            wrong.push(("seconds", "field.out_of_range"));
        }
        if count.is_some_and(|count| !(1..=MOST_READINGS).contains(&count)) {
            wrong.push(("count", "field.out_of_range"));
        }
        let is_out = |window: &crate::time::WeeklyWindow| {
            window.from_minute >= DAY_MINUTES || window.to_minute > DAY_MINUTES
        };
        if self.schedule.as_ref().is_some_and(is_out) {
            wrong.push(("schedule", "field.out_of_range"));
        }
        wrong
    }
}

/// `clears_at` is the last reading that ends the alarm again; there must be one.
fn limit_faults(
    limit: f64,
    hysteresis: f64,
    (low, high): (f64, f64),
    clears_at: f64,
) -> Vec<(&'static str, &'static str)> {
    let mut wrong = vec![];
    if !(low..=high).contains(&limit) {
        wrong.push(("limit", "field.out_of_range"));
    }
    let is_left_again = hysteresis >= 0.0 && (low..=high).contains(&clears_at);
    if wrong.is_empty() && !is_left_again {
        wrong.push(("hysteresis", "field.out_of_range"));
    }
    wrong
}

fn is_among(value: &Value, values: ValueType) -> bool {
    match (value, values) {
        (Value::Flag(_), ValueType::Flag) => true,
        (Value::Number(n), ValueType::Number(_, low, high)) => (low..=high).contains(n),
        (Value::Text(word), ValueType::Text(words)) => words.is_empty() || words.contains(&word.as_str()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{applications::APPLICATIONS, sensing::Level};

    fn faults(property: &str, condition: Condition, timing: Timing) -> Vec<String> {
        let rule = Rule {
            key: "r".into(),
            device_kind: "smoke".into(),
            property: property.into(),
            condition,
            timing,
            schedule: None,
            level: Level::One,
            alarm_kind: "fire".into(),
        };
        match rule.check() {
            Err(Fault::Invalid { fields }) => fields.into_iter().map(|fault| fault.field).collect(),
            _ => vec![],
        }
    }

    #[test]
    fn the_rules_to_begin_with_are_sound() {
        for rule in APPLICATIONS.iter().flat_map(|application| (application.rules)()) {
            assert_eq!(rule.check(), Ok(()), "{}", rule.key);
        }
    }

    #[test]
    fn a_limit_that_no_reading_reaches_and_one_that_none_leaves_are_refused() {
        let above = |limit, hysteresis| {
            faults("smoke_obscuration", Condition::Above { limit, hysteresis }, Timing::AtOnce)
        };
        assert!(above(5.0, 2.0).is_empty());
        assert_eq!(above(250.0, 2.0), ["limit"]);
        assert_eq!(above(f64::NAN, 2.0), ["limit"]);
        assert_eq!(above(5.0, -1.0), ["hysteresis"]);
        assert_eq!(above(5.0, 6.0), ["hysteresis"], "smoke is never less than none");
    }

    #[test]
    fn a_condition_fits_the_values_of_its_property() {
        let word = |word: &str| {
            faults("self_test", Condition::Is { value: Value::Text(word.into()) }, Timing::AtOnce)
        };
        assert!(word("failed").is_empty());
        assert_eq!(word("maybe"), ["value"]);
        assert_eq!(faults("self_test", Condition::Rate { per_minute: 1.0 }, Timing::AtOnce), ["condition"]);
        assert_eq!(faults("colour", Condition::Changes, Timing::AtOnce), ["property"]);
        assert_eq!(faults("battery", Condition::Outside { low: 60.0, high: 40.0 }, Timing::AtOnce), ["high"]);
    }

    #[test]
    fn a_time_of_nothing_is_refused() {
        assert_eq!(faults("any", Condition::SilentFor { minutes: 0 }, Timing::AtOnce), ["minutes"]);
        assert_eq!(faults("battery", Condition::Changes, Timing::For { seconds: 0 }), ["seconds"]);
        assert_eq!(
            faults("battery", Condition::Changes, Timing::Within { count: 0, seconds: 90_000 }),
            ["seconds", "count"]
        );
    }
}
