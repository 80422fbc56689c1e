//! When somebody may come: two hours each, today and tomorrow, while the property office works.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use contract::time::{day_of, start_of};
use kit::{t, tf};

use super::form::CALL_FIRST;

/// Hours at which slots begin.
const BEGIN: [i64; 5] = [8, 10, 12, 14, 16];
/// Hours of a slot.
const HOURS: i64 = 2;

/// A slot: what is sent, and what is read.
pub type Slot = (String, String);

/// The slots that have not begun, and being called first.
#[must_use]
pub fn slots(now: DateTime<Utc>) -> Vec<Slot> {
    let today = day_of(now);
    let tomorrow = today + Duration::days(1);
    let mut slots = vec![(CALL_FIRST.to_owned(), t("repair.call_first"))];
    for (day, key) in [(today, "repair.slot_today"), (tomorrow, "repair.slot_tomorrow")] {
        let open = BEGIN.into_iter().filter(|hour| start_of(day) + Duration::hours(*hour) > now);
        slots.extend(open.map(|hour| {
            let (a, b) = (clock(hour), clock(hour + HOURS));
            (value(day, &a, &b), tf(key, &[("a", &a), ("b", &b)]))
        }));
    }
    slots
}

/// A slot in words; one that was kept too long is named by its day.
#[must_use]
pub fn words(slot: &str, now: DateTime<Utc>) -> String {
    slots(now)
        .into_iter()
        .find(|(value, _)| value == slot)
        .map_or_else(|| slot.to_owned(), |(_, words)| words)
}

/// Whether a slot may still be chosen.
#[must_use]
pub fn is_open(slot: &str, now: DateTime<Utc>) -> bool {
    slots(now).iter().any(|(value, _)| value == slot)
}

fn clock(hour: i64) -> String {
    format!("{hour:02}:00")
}

fn value(day: NaiveDate, a: &str, b: &str) -> String {
    format!("{day} {a}-{b}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn a_slot_that_has_begun_is_not_offered() {
        let values: Vec<String> =
            slots(at("2026-03-02T13:00:00+08:00")).into_iter().map(|slot| slot.0).collect();
        assert_eq!(values[0], CALL_FIRST);
        assert_eq!(values[1], "2026-03-02 14:00-16:00");
        assert_eq!(values.len(), 1 + 2 + 5);
        assert!(!is_open("2026-03-02 12:00-14:00", at("2026-03-02T13:00:00+08:00")));
    }

    #[test]
    fn late_in_the_evening_tomorrow_is_the_next_day_here() {
        let values = slots(at("2026-03-02T23:30:00+08:00"));
        assert_eq!(values[1].0, "2026-03-03 08:00-10:00");
    }
}
