//! Grants: who holds which role, where, and from when to when.

use crate::{
    Fault, FieldFault, GrantId, RoleId,
    field::{self, Field, Input},
    time::read_day,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

terms! {
    /// Whether a grant holds.
    GrantState in "grant_state" {
        /// It holds today.
        Current = "current",
        /// Its first day is still to come.
        Coming = "coming",
        /// Its last day has passed.
        Over = "over",
        /// Somebody ended it.
        Ended = "ended",
    }
}

/// A grant as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GrantRow {
    /// Identity.
    pub id: GrantId,
    /// The role.
    pub role: RoleId,
    /// The role's key.
    pub role_key: String,
    /// What the role is called.
    pub role_name: String,
    /// Where it reaches.
    pub area_name: String,
    /// Whether it reaches where the user's organisation does, following it when that moves.
    pub follows_organisation: bool,
    /// The user's organisation.
    pub organisation_name: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day.
    pub valid_to: Option<NaiveDate>,
    /// When somebody ended it.
    pub ended_at: Option<DateTime<Utc>>,
    /// Whether it holds.
    pub state: GrantState,
}

/// A grant as typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GrantDraft {
    /// Role.
    pub role: String,
    /// Area, when it is not the organisation's.
    pub area: String,
    /// First day; today when empty.
    pub valid_from: String,
    /// Last day.
    pub valid_to: String,
}

impl GrantDraft {
    /// The first and the last day.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every field at fault: a grant begins today at the earliest and ends no sooner than it begins.
    pub fn days(&self, today: NaiveDate) -> Result<(NaiveDate, Option<NaiveDate>), Fault> {
        field::check(GRANT_FIELDS, self)?;
        // Checked above: what is no day is empty.
        let from = read_day(&self.valid_from).unwrap_or(today);
        let to = read_day(&self.valid_to);
        let mut fields = vec![];
        if from < today {
            fields.push(FieldFault::new("valid_from", "field.day_past"));
        }
        if to.is_some_and(|to| to < from) {
            fields.push(FieldFault::new("valid_to", "field.days_reversed"));
        }
        if fields.is_empty() { Ok((from, to)) } else { Err(Fault::Invalid { fields }) }
    }
}

/// Fields of the form with which a role is granted.
pub const GRANT_FIELDS: &[Field<GrantDraft>] = &[
    Field {
        key: "role",
        label: "user.role",
        hint: None,
        input: Input::Pick("role"),
        optional: false,
        get: |d| d.role.clone(),
        set: |d, v| d.role = v.into(),
    },
    Field {
        key: "area",
        label: "user.area",
        hint: Some("user.area.hint"),
        input: Input::Pick("area"),
        optional: true,
        get: |d| d.area.clone(),
        set: |d, v| d.area = v.into(),
    },
    Field {
        key: "valid_from",
        label: "user.valid_from",
        hint: Some("user.valid_from.hint"),
        input: Input::Day,
        optional: true,
        get: |d| d.valid_from.clone(),
        set: |d, v| d.valid_from = v.into(),
    },
    Field {
        key: "valid_to",
        label: "user.valid_to",
        hint: Some("user.valid_to.hint"),
        input: Input::Day,
        optional: true,
        get: |d| d.valid_to.clone(),
        set: |d, v| d.valid_to = v.into(),
    },
];

/// Why a grant is ended, as typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ending {
    /// The reason; it stays in the audit trail.
    pub reason: String,
}

impl Ending {
    /// Checks the reason.
    ///
    /// # Errors
    /// [`Fault::Invalid`] when there is none, or it is too short or too long.
    pub fn check(&self) -> Result<(), Fault> {
        field::check(ENDING_FIELDS, self)?;
        let is_given = self.reason.trim().chars().count() >= field::LEAST_REASON;
        if is_given { Ok(()) } else { Err(Fault::invalid("reason", "field.reason")) }
    }
}

/// Fields of the form with which a grant is ended.
pub const ENDING_FIELDS: &[Field<Ending>] = &[Field {
    key: "reason",
    label: "user.reason",
    hint: Some("user.reason.hint"),
    input: Input::Long(200),
    optional: false,
    get: |d| d.reason.clone(),
    set: |d, v| d.reason = v.into(),
}];

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn draft(from: &str, to: &str) -> GrantDraft {
        GrantDraft { role: "x".into(), valid_from: from.into(), valid_to: to.into(), ..Default::default() }
    }

    #[test]
    fn a_grant_begins_today_unless_a_later_day_is_named() {
        let today = day("2026-03-02");
        assert_eq!(draft("", "").days(today), Ok((today, None)));
        let named = draft("2026-03-05", "2026-03-05").days(today);
        assert_eq!(named, Ok((day("2026-03-05"), Some(day("2026-03-05")))));
    }

    #[test]
    fn a_grant_neither_begins_in_the_past_nor_ends_before_it_begins() {
        let fault = draft("2026-03-01", "2026-02-01").days(day("2026-03-02"));
        let fields = vec![
            FieldFault::new("valid_from", "field.day_past"),
            FieldFault::new("valid_to", "field.days_reversed"),
        ];
        assert_eq!(fault, Err(Fault::Invalid { fields }));
        assert_eq!(
            draft("soon", "").days(day("2026-03-02")),
            Err(Fault::invalid("valid_from", "field.not_a_day"))
        );
    }

    #[test]
    fn a_grant_is_ended_with_a_reason() {
        assert_eq!(Ending { reason: "调岗".into() }.check(), Err(Fault::invalid("reason", "field.reason")));
        assert_eq!(Ending { reason: "调到物业工作".into() }.check(), Ok(()));
    }
}
