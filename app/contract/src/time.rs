//! Time as people here read it: Asia/Shanghai, 24 hours; UTC everywhere inside.

use crate::Fault;
use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

/// Asia/Shanghai: eight hours ahead of UTC the whole year since 1991.
#[must_use]
pub fn shanghai() -> FixedOffset {
    // Invariant: eight hours lie inside chrono's range, so the fall-back is never taken.
    FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| chrono::Offset::fix(&Utc))
}

/// The day in Shanghai at an instant.
#[must_use]
pub fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&shanghai()).date_naive()
}

/// The day that a text says, such as `2026-03-02`, of the years 1 to 9999: those are written with four digits, and their
/// instants can be reckoned with.
#[must_use]
pub fn read_day(text: &str) -> Option<NaiveDate> {
    text.trim().parse().ok().filter(|day: &NaiveDate| (1..=9999).contains(&day.year()))
}

/// The day that a field says; every function that takes a day takes it as a text and reads it so.
///
/// # Errors
/// [`Fault::Invalid`] with the field, for what [`read_day`] does not take.
pub fn take_day(field: &str, text: &str) -> Result<NaiveDate, Fault> {
    read_day(text).ok_or_else(|| Fault::invalid(field, "field.not_a_day"))
}

/// Midnight in Shanghai at the start of a day.
#[must_use]
pub fn start_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - Duration::hours(8)
}

/// The most days that figures look back over: two years, so that a year can be compared with the one before it.
pub const MOST_FIGURE_DAYS: u32 = 2 * 366;

/// The first of so many days up to today, as figures count them and as the lists behind them begin.
#[must_use]
pub fn first_day(today: NaiveDate, days: u32) -> NaiveDate {
    today - Duration::days(i64::from(days.clamp(1, MOST_FIGURE_DAYS)) - 1)
}

/// When work is done, so that a deadline in working hours can be computed; data, changed by an administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingHours {
    /// First minute of the working day, counted from midnight.
    pub from_minute: u32,
    /// First minute after it.
    pub to_minute: u32,
    /// Working weekdays, Monday first.
    pub weekdays: [bool; 7],
    /// Days off on which one would work otherwise.
    pub holidays: Vec<NaiveDate>,
    /// Weekend days that are worked to make up for a holiday (调休).
    pub workdays: Vec<NaiveDate>,
}

impl Default for WorkingHours {
    /// 08:30 to 18:00 on every day of the week: a property office has no weekend.
    fn default() -> Self {
        Self { from_minute: 510, to_minute: 1080, weekdays: [true; 7], holidays: vec![], workdays: vec![] }
    }
}

impl WorkingHours {
    /// Whether people work on that day.
    #[must_use]
    pub fn is_workday(&self, day: NaiveDate) -> bool {
        if self.workdays.contains(&day) {
            return true;
        }
        !self.holidays.contains(&day) && self.weekdays[day.weekday().num_days_from_monday() as usize]
    }

    /// The instant after so much working time.
    ///
    /// A calendar without any working time in a year ahead counts plain time, so that a deadline always exists.
    #[must_use]
    pub fn add(&self, from: DateTime<Utc>, time: Duration) -> DateTime<Utc> {
        let mut left = time;
        for (begin, end) in self.spans(from) {
            if begin + left <= end {
                return begin + left;
            }
            left -= end - begin;
        }
        from + time
    }

    /// The working time from one instant to another, so that [`WorkingHours::add`] leads there again; none when the other
    /// is no later.
    #[must_use]
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Duration {
        if to <= from {
            return Duration::zero();
        }
        let mut spans = self.spans(from).peekable();
        if spans.peek().is_none() {
            return to - from;
        }
        spans.take_while(|(begin, _)| *begin < to).map(|(begin, end)| end.min(to) - begin).sum()
    }

    /// From when until when people work, day by day: a year ahead from an instant on.
    fn spans(&self, from: DateTime<Utc>) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        let span = move |day: NaiveDate| {
            let at = |minute: u32| start_of(day) + Duration::minutes(i64::from(minute));
            (at(self.from_minute).max(from), at(self.to_minute))
        };
        let days = day_of(from).iter_days().take(366).filter(move |day| self.is_workday(*day));
        days.map(span).filter(|(begin, end)| begin < end)
    }
}

/// A weekly window in Shanghai time, such as the quiet hours of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyWindow {
    /// Weekdays, Monday first.
    pub weekdays: [bool; 7],
    /// First minute of the day.
    pub from_minute: u32,
    /// First minute after it; smaller than `from_minute` runs past midnight.
    pub to_minute: u32,
}

impl WeeklyWindow {
    /// Whether an instant lies in the window; past midnight the window belongs to the day on which it began.
    #[must_use]
    pub fn holds(&self, at: DateTime<Utc>) -> bool {
        let local = at.with_timezone(&shanghai());
        let minute =
            u32::try_from(local.time().signed_duration_since(NaiveTime::MIN).num_minutes()).unwrap_or(0);
        let on = |day: Weekday| self.weekdays[day.num_days_from_monday() as usize];
        if self.from_minute <= self.to_minute {
            on(local.weekday()) && (self.from_minute..self.to_minute).contains(&minute)
        } else {
            (on(local.weekday()) && minute >= self.from_minute)
                || (on(local.weekday().pred()) && minute < self.to_minute)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    /// An instant of March 2026: the day, the hour and the minute.
    fn march(day_and_time: &str) -> DateTime<Utc> {
        let (day, time) = day_and_time.split_once(' ').unwrap();
        at(&format!("2026-03-{day}T{time}:00+08:00"))
    }

    fn weekdays_only() -> WorkingHours {
        let holidays = vec![NaiveDate::from_ymd_opt(2026, 3, 10).unwrap()];
        let weekdays = [true, true, true, true, true, false, false];
        WorkingHours { weekdays, holidays, ..Default::default() }
    }

    #[test]
    fn a_day_is_read_of_years_that_can_be_reckoned_with() {
        for text in ["0001-01-01", "2026-03-02", " 9999-12-31 "] {
            let day = read_day(text).unwrap();
            assert_eq!(day_of(start_of(day)), day);
        }
        let beyond = ["-262143-01-01", "+262142-12-31", "+10000-01-01", "0000-12-31"];
        for text in beyond.into_iter().chain(["2026-02-30", "2026-03", "tomorrow", ""]) {
            assert_eq!(read_day(text), None, "{text}");
        }
    }

    #[test]
    fn working_minutes_run_on_over_the_night() {
        let hours = WorkingHours::default();
        let half_an_hour = Duration::minutes(30);
        assert_eq!(hours.add(march("02 17:50"), half_an_hour), march("03 08:50"));
        assert_eq!(hours.add(march("02 22:00"), half_an_hour), march("03 09:00"));
    }

    #[test]
    fn between_two_instants_only_working_time_counts() {
        let hours = weekdays_only();
        for (from, to, minutes) in [
            ("02 09:00", "02 16:00", 7 * 60),
            ("02 17:50", "03 08:50", 30),
            ("02 20:00", "03 09:00", 30),
            ("02 06:00", "02 23:00", 570),
            ("02 18:00", "03 08:30", 0),
            ("06 17:00", "09 09:30", 120),
            ("09 17:00", "11 09:30", 120),
            ("02 09:00", "04 09:00", 2 * 570),
            ("02 16:00", "02 09:00", 0),
        ] {
            let counted = hours.between(march(from), march(to));
            assert_eq!(counted, Duration::minutes(minutes), "from {from} to {to}");
        }
        let idle = WorkingHours { weekdays: [false; 7], ..Default::default() };
        assert_eq!(idle.between(march("02 20:00"), march("03 09:00")), Duration::hours(13), "as it adds");
    }

    #[test]
    fn what_lies_between_is_what_was_added() {
        let hours = weekdays_only();
        for from in ["02 06:00", "02 12:34", "02 18:00", "06 23:00", "07 12:00", "10 12:00"].map(march) {
            for time in [0, 1, 570, 571, 4_321].map(Duration::minutes) {
                assert_eq!(hours.between(from, hours.add(from, time)), time, "{time} from {from}");
            }
        }
    }

    #[test]
    fn a_holiday_is_skipped_and_a_make_up_day_counts() {
        let hours = WorkingHours {
            weekdays: [true, true, true, true, true, false, false],
            holidays: vec![
                NaiveDate::from_ymd_opt(2026, 10, 1).unwrap(),
                NaiveDate::from_ymd_opt(2026, 10, 2).unwrap(),
            ],
            workdays: vec![NaiveDate::from_ymd_opt(2026, 10, 3).unwrap()],
            ..Default::default()
        };
        let later = hours.add(at("2026-09-30T18:30:00+08:00"), Duration::minutes(60));
        assert_eq!(later, at("2026-10-03T09:30:00+08:00"));
    }

    #[test]
    fn a_calendar_without_work_still_gives_a_deadline() {
        let hours = WorkingHours { weekdays: [false; 7], ..Default::default() };
        assert_eq!(hours.add(march("02 12:00"), Duration::minutes(5)), march("02 12:05"));
    }

    #[test]
    fn a_window_past_midnight_belongs_to_the_evening() {
        let window = WeeklyWindow {
            weekdays: [true, false, false, false, false, false, false],
            from_minute: 1320,
            to_minute: 360,
        };
        assert!(window.holds(at("2026-03-02T23:00:00+08:00")), "Monday night");
        assert!(window.holds(at("2026-03-03T05:00:00+08:00")), "still Monday's window");
        assert!(!window.holds(at("2026-03-03T23:00:00+08:00")), "Tuesday night");
    }
}
