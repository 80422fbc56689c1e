//! Points in time as people here say them: Asia/Shanghai, 24 hours, relative while it is fresh.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use contract::time::{day_of, shanghai};

use crate::words::{t, tf};

mod tick;
mod view;
pub use tick::*;
pub use view::*;

/// The hour and minute: `08:31`.
#[must_use]
pub fn clock(at: DateTime<Utc>) -> String {
    at.with_timezone(&shanghai()).format("%H:%M").to_string()
}

/// The hour, minute and second: `08:31:07`.
#[must_use]
pub fn clock_seconds(at: DateTime<Utc>) -> String {
    at.with_timezone(&shanghai()).format("%H:%M:%S").to_string()
}

/// In full: `2026-03-02 08:31:07`.
#[must_use]
pub fn exact(at: DateTime<Utc>) -> String {
    at.with_timezone(&shanghai()).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Under a minute in seconds, under an hour in minutes, then as [`absolute`].
#[must_use]
pub fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (now - at).num_seconds();
    match seconds {
        // A clock that is a little ahead of ours has not yet happened only on paper.
        -5..=0 => t("time.just_now"),
        1..=59 => tf("time.seconds_ago", &[("n", &seconds.to_string())]),
        60..=3599 => tf("time.minutes_ago", &[("n", &(seconds / 60).to_string())]),
        _ => absolute(at, now),
    }
}

/// Today the hour, this year day and hour, else in full without seconds.
#[must_use]
pub fn absolute(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (then, today) = (day_of(at), day_of(now));
    if then == today {
        clock(at)
    } else if then.year() == today.year() {
        tf("time.day_time", &[("month", &month(then)), ("d", &then.day().to_string()), ("time", &clock(at))])
    } else {
        at.with_timezone(&shanghai()).format("%Y-%m-%d %H:%M").to_string()
    }
}

/// A day of this year without its year: `3月2日`; of another year in full.
#[must_use]
pub fn day(on: NaiveDate) -> String {
    if on.year() == day_of(now()).year() { month_day(on) } else { on.to_string() }
}

/// A day as a head over entries: `今天 3月2日`.
#[must_use]
pub fn day_head(on: NaiveDate, today: NaiveDate) -> String {
    let plain = if on.year() == today.year() { month_day(on) } else { on.to_string() };
    match (today - on).num_days() {
        0 => format!("{} {plain}", t("time.today")),
        1 => format!("{} {plain}", t("time.yesterday")),
        _ => plain,
    }
}

/// The weekday: `周一`.
#[must_use]
pub fn weekday(on: NaiveDate) -> String {
    t(&format!("time.weekday.{}", on.weekday().number_from_monday()))
}

fn month_day(on: NaiveDate) -> String {
    tf("time.day", &[("month", &month(on)), ("d", &on.day().to_string())])
}

fn month(on: NaiveDate) -> String {
    t(&format!("time.month.{}", on.month()))
}

/// A span given in minutes: `1 小时 14 分`.
#[must_use]
pub fn span_minutes(minutes: f64) -> String {
    let minutes = minutes.max(0.0).round() as i64;
    let (h, m) = (minutes / 60, minutes % 60);
    match (h, m) {
        (0, m) => tf("time.minutes", &[("n", &m.to_string())]),
        (h, 0) if h < 48 => tf("time.hours", &[("n", &h.to_string())]),
        (h, m) if h < 48 => tf("time.hours_minutes", &[("h", &h.to_string()), ("m", &m.to_string())]),
        (h, _) => tf("time.days", &[("n", &(h / 24).to_string())]),
    }
}

/// What is left until a deadline, or by how much it is over: `剩 14 分`, `超 2 小时`.
#[must_use]
pub fn left(due: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (due - now).num_seconds();
    if seconds >= 0 {
        // A minute that has begun is still left.
        let minutes = (seconds + 59) / 60;
        return match (minutes / 60, minutes % 60) {
            (0, m) => tf("time.left_minutes", &[("n", &m.to_string())]),
            (h, 0) if h < 24 => tf("time.left_hours", &[("n", &h.to_string())]),
            (h, m) if h < 24 => {
                tf("time.left_hours_minutes", &[("h", &h.to_string()), ("m", &m.to_string())])
            }
            (h, _) => tf("time.left_days", &[("n", &(h / 24).to_string())]),
        };
    }
    let minutes = (-seconds / 60).max(1);
    match minutes {
        1..=59 => tf("time.over_minutes", &[("n", &minutes.to_string())]),
        60..=2879 => tf("time.over_hours", &[("n", &(minutes / 60).to_string())]),
        _ => tf("time.over_days", &[("n", &(minutes / 1440).to_string())]),
    }
}

/// How urgent a deadline looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeadlineLook {
    /// There is time.
    Calm,
    /// It is warned of.
    Near,
    /// It is over.
    Over,
}

impl DeadlineLook {
    /// The value of `data-state`; none while it is calm.
    #[must_use]
    pub fn key(self) -> Option<&'static str> {
        match self {
            Self::Calm => None,
            Self::Near => Some("near"),
            Self::Over => Some("over"),
        }
    }
}

/// The look of a deadline that is near from an instant on.
#[must_use]
pub fn deadline_look(near: DateTime<Utc>, due: DateTime<Utc>, now: DateTime<Utc>) -> DeadlineLook {
    if (due - now).num_seconds() < 0 {
        DeadlineLook::Over
    } else if now >= near {
        DeadlineLook::Near
    } else {
        DeadlineLook::Calm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn what_is_fresh_is_told_relatively() {
        let now = at("2026-03-02T08:31:07+08:00");
        assert_eq!(relative(at("2026-03-02T08:31:07+08:00"), now), "刚刚");
        assert_eq!(relative(at("2026-03-02T08:30:55+08:00"), now), "12 秒前");
        assert_eq!(relative(at("2026-03-02T08:27:00+08:00"), now), "4 分钟前");
        assert_eq!(relative(at("2026-03-02T07:31:00+08:00"), now), "07:31");
    }

    #[test]
    fn the_older_it_is_the_more_is_said() {
        let now = at("2026-03-02T08:31:07+08:00");
        assert_eq!(absolute(at("2026-03-01T23:59:00+08:00"), now), "3月1日 23:59");
        assert_eq!(absolute(at("2025-12-31T08:31:00+08:00"), now), "2025-12-31 08:31");
    }

    #[test]
    fn today_begins_at_midnight_in_shanghai() {
        let now = at("2026-03-02T00:10:00+08:00");
        assert_eq!(absolute(at("2026-03-01T16:05:00Z"), now), "00:05");
        assert_eq!(absolute(at("2026-03-01T15:55:00Z"), now), "3月1日 23:55");
    }

    #[test]
    fn a_deadline_counts_begun_minutes_as_left_and_whole_ones_as_over() {
        let now = at("2026-03-02T08:00:00+08:00");
        assert_eq!(left(at("2026-03-02T08:13:01+08:00"), now), "剩 14 分");
        assert_eq!(left(at("2026-03-02T09:10:00+08:00"), now), "剩 1 小时 10 分");
        assert_eq!(left(at("2026-03-04T09:00:00+08:00"), now), "剩 2 天");
        assert_eq!(left(at("2026-03-02T06:00:00+08:00"), now), "超 2 小时");
        assert_eq!(left(at("2026-03-02T07:59:59+08:00"), now), "超 1 分");
    }

    #[test]
    fn a_deadline_is_near_from_when_it_is_warned_of_until_it_is_over() {
        let (near, due) = (at("2026-03-02T08:30:00+08:00"), at("2026-03-02T09:00:00+08:00"));
        assert_eq!(deadline_look(near, due, at("2026-03-02T08:29:59+08:00")), DeadlineLook::Calm);
        assert_eq!(deadline_look(near, due, near), DeadlineLook::Near);
        assert_eq!(deadline_look(near, due, due), DeadlineLook::Near);
        assert_eq!(deadline_look(near, due, at("2026-03-02T09:00:01+08:00")), DeadlineLook::Over);
    }

    #[test]
    fn a_span_is_told_in_hours_and_minutes() {
        assert_eq!(span_minutes(14.2), "14 分");
        assert_eq!(span_minutes(74.0), "1 小时 14 分");
        assert_eq!(span_minutes(4320.0), "3 天");
    }
}
