//! The working calendar as typed: the hours of the week, and the holidays and make-up workdays (调休) of one year.

use crate::{
    Fault, FieldFault,
    field::{self, Field, Input},
    time::{WorkingHours, read_day},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Timelike, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Years of which days can be typed.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// The working calendar with its version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalendarRow {
    /// The hours and days.
    pub hours: WorkingHours,
    /// Version for the next change; 0 while it was never changed.
    pub revision: i32,
    /// Who changed it last, as colleagues see them.
    pub changed_by: String,
    /// When.
    pub changed_at: Option<DateTime<Utc>>,
    /// Under which object the audit trail keeps its history.
    pub object: Uuid,
}

/// The working calendar as typed; the days are those of one year.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CalendarDraft {
    /// The year.
    pub year: i32,
    /// When work begins, such as `08:30`.
    pub opens: String,
    /// When it ends.
    pub closes: String,
    /// Working weekdays, Monday first.
    pub weekdays: [bool; 7],
    /// Days off: a day or a span (`2026-10-01~2026-10-07`) on each line.
    pub holidays: String,
    /// Weekend days that are worked, in the same form.
    pub workdays: String,
}

impl CalendarDraft {
    /// What a calendar holds for a year.
    #[must_use]
    pub fn of(hours: &WorkingHours, year: i32) -> Self {
        Self {
            year,
            opens: clock_of(hours.from_minute),
            closes: clock_of(hours.to_minute),
            weekdays: hours.weekdays,
            holidays: lines_of(&hours.holidays, year),
            workdays: lines_of(&hours.workdays, year),
        }
    }

    /// The calendar with what was typed; the days of other years stay.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every field at fault.
    pub fn put_into(&self, hours: &WorkingHours) -> Result<WorkingHours, Fault> {
        field::check(CALENDAR_FIELDS, self)?;
        if !YEARS.contains(&self.year) {
            return Err(Fault::invalid("year", "field.out_of_range"));
        }
        let mut fields = vec![];
        let opens = part(minute_of("opens", &self.opens), &mut fields);
        let closes = part(minute_of("closes", &self.closes), &mut fields);
        let holidays = part(days_of("holidays", &self.holidays, self.year), &mut fields);
        let workdays = part(days_of("workdays", &self.workdays, self.year), &mut fields);
        if fields.is_empty() && opens >= closes {
            fields.push(FieldFault::new("closes", "field.closes_early"));
        }
        if !self.weekdays.contains(&true) {
            fields.push(FieldFault::new("monday", "field.no_weekday"));
        }
        if workdays.iter().any(|day| holidays.contains(day)) {
            fields.push(FieldFault::new("workdays", "field.day_twice"));
        }
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        Ok(WorkingHours {
            from_minute: opens,
            to_minute: closes,
            weekdays: self.weekdays,
            holidays: with_year(&hours.holidays, self.year, holidays),
            workdays: with_year(&hours.workdays, self.year, workdays),
        })
    }
}

/// What a part came to; what is wrong with it is kept beside the faults of the others.
fn part<T: Default>(read: Result<T, FieldFault>, faults: &mut Vec<FieldFault>) -> T {
    read.unwrap_or_else(|fault| {
        faults.push(fault);
        T::default()
    })
}

fn clock_of(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Minutes since midnight; `24:00` is the end of the day.
fn minute_of(key: &str, text: &str) -> Result<u32, FieldFault> {
    let text = text.trim();
    if text == "24:00" {
        return Ok(24 * 60);
    }
    let at =
        NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| FieldFault::new(key, "field.not_a_time"))?;
    Ok(at.hour() * 60 + at.minute())
}

fn lines_of(days: &[NaiveDate], year: i32) -> String {
    let mut days: Vec<NaiveDate> = days.iter().copied().filter(|day| day.year() == year).collect();
    days.sort_unstable();
    days.iter().map(NaiveDate::to_string).collect::<Vec<_>>().join("\n")
}

/// The days of lines, in order and each once.
fn days_of(key: &str, text: &str, year: i32) -> Result<Vec<NaiveDate>, FieldFault> {
    let day = |text: &str| -> Result<NaiveDate, FieldFault> {
        let day = read_day(text).ok_or_else(|| FieldFault::new(key, "field.not_days"))?;
        let in_year = day.year() == year;
        let limit = u32::try_from(year).unwrap_or_default();
        if in_year { Ok(day) } else { Err(FieldFault::limit(key, "field.not_in_year", limit)) }
    };
    let mut days = vec![];
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (first, last) = line.split_once(['~', '～', '至']).unwrap_or((line, line));
        let (mut at, last) = (day(first)?, day(last)?);
        if last < at {
            return Err(FieldFault::new(key, "field.days_reversed"));
        }
        while at <= last {
            days.push(at);
            at = at + Days::new(1);
        }
    }
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

/// All days with those of one year replaced.
fn with_year(all: &[NaiveDate], year: i32, days: Vec<NaiveDate>) -> Vec<NaiveDate> {
    let mut all: Vec<NaiveDate> = all.iter().copied().filter(|day| day.year() != year).chain(days).collect();
    all.sort_unstable();
    all
}

/// A weekday to tick.
macro_rules! weekday {
    ($key:literal, $label:literal, $n:literal) => {
        Field {
            key: $key,
            label: $label,
            hint: None,
            input: Input::Flag,
            optional: true,
            get: |d: &CalendarDraft| d.weekdays[$n].to_string(),
            set: |d: &mut CalendarDraft, v: &str| d.weekdays[$n] = v == "true",
        }
    };
}

/// Fields of the calendar's form.
pub const CALENDAR_FIELDS: &[Field<CalendarDraft>] = &[
    Field {
        key: "opens",
        label: "calendar.opens",
        hint: Some("calendar.time.hint"),
        input: Input::Text(5),
        optional: false,
        get: |d| d.opens.clone(),
        set: |d, v| d.opens = v.into(),
    },
    Field {
        key: "closes",
        label: "calendar.closes",
        hint: Some("calendar.time.hint"),
        input: Input::Text(5),
        optional: false,
        get: |d| d.closes.clone(),
        set: |d, v| d.closes = v.into(),
    },
    weekday!("monday", "calendar.weekday.1", 0),
    weekday!("tuesday", "calendar.weekday.2", 1),
    weekday!("wednesday", "calendar.weekday.3", 2),
    weekday!("thursday", "calendar.weekday.4", 3),
    weekday!("friday", "calendar.weekday.5", 4),
    weekday!("saturday", "calendar.weekday.6", 5),
    weekday!("sunday", "calendar.weekday.7", 6),
    Field {
        key: "holidays",
        label: "calendar.holidays",
        hint: Some("calendar.days.hint"),
        input: Input::Long(4500),
        optional: true,
        get: |d| d.holidays.clone(),
        set: |d, v| d.holidays = v.into(),
    },
    Field {
        key: "workdays",
        label: "calendar.workdays",
        hint: Some("calendar.workdays.hint"),
        input: Input::Long(4500),
        optional: true,
        get: |d| d.workdays.clone(),
        set: |d, v| d.workdays = v.into(),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn named(fault: Result<WorkingHours, Fault>) -> Vec<(String, String)> {
        let Err(Fault::Invalid { fields }) = fault else { panic!("accepted") };
        fields.into_iter().map(|f| (f.field, f.label)).collect()
    }

    #[test]
    fn a_calendar_survives_its_form_and_other_years_stay() {
        let hours = WorkingHours {
            holidays: vec![day("2025-10-01"), day("2026-10-01")],
            workdays: vec![day("2026-10-10")],
            ..Default::default()
        };
        let mut draft = CalendarDraft::of(&hours, 2026);
        assert_eq!((draft.opens.as_str(), draft.holidays.as_str()), ("08:30", "2026-10-01"));
        assert_eq!(draft.put_into(&hours).as_ref(), Ok(&hours));
        draft.holidays = "2026-10-02 ~ 2026-10-03\n\n2026-10-01".into();
        let after = draft.put_into(&hours).unwrap();
        let wanted = ["2025-10-01", "2026-10-01", "2026-10-02", "2026-10-03"].map(day);
        assert_eq!(after.holidays, wanted);
    }

    #[test]
    fn every_field_at_fault_is_named() {
        let hours = WorkingHours::default();
        let wrong = CalendarDraft {
            opens: "halb".into(),
            weekdays: [false; 7],
            holidays: "2027-01-01".into(),
            workdays: "2026-02-30".into(),
            ..CalendarDraft::of(&hours, 2026)
        };
        let pairs = [
            ("opens", "field.not_a_time"),
            ("holidays", "field.not_in_year"),
            ("workdays", "field.not_days"),
            ("monday", "field.no_weekday"),
        ];
        assert_eq!(named(wrong.put_into(&hours)), pairs.map(|(f, l)| (f.to_owned(), l.to_owned())));
        let early = CalendarDraft { closes: "08:00".into(), ..CalendarDraft::of(&hours, 2026) };
        assert_eq!(named(early.put_into(&hours))[0].1, "field.closes_early");
        let twice = CalendarDraft {
            holidays: "2026-05-01".into(),
            workdays: "2026-05-01".into(),
            ..CalendarDraft::of(&hours, 2026)
        };
        assert_eq!(named(twice.put_into(&hours))[0].1, "field.day_twice");
    }
}
