//! Deadlines as data: how long each state of a case type may last at a level, when its worker is warned, and who is told
//! when it has passed. The case type's own are what an installation begins with.

use super::{CaseType, WorkState};
use crate::{Fault, FieldFault, Kind, Term, sensing::Level};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Share of the time, in per cent, that is left when it is warned, to begin with.
pub const WARN_PERCENT: u32 = 25;

/// The longest deadline: thirty days.
const MOST_MINUTES: u32 = 30 * 24 * 60;

/// The largest share of the time, in per cent, that may be left when it is warned.
const MOST_PERCENT: u32 = 90;

/// What can be changed of the deadlines of a case type at a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineRule {
    /// Minutes of each state that has a deadline.
    pub minutes: Vec<(WorkState, u32)>,
    /// Share of the time, in per cent, that is left when it is warned; 0 warns of nothing.
    pub warn_percent: u32,
    /// Key of the role that is told when a deadline has passed; empty tells nobody in particular.
    pub escalate_to: String,
}

impl DeadlineRule {
    /// What a case type begins with.
    #[must_use]
    pub fn seed(case: &CaseType) -> Self {
        Self {
            minutes: case.deadlines.iter().map(|deadline| (deadline.state, deadline.minutes)).collect(),
            warn_percent: WARN_PERCENT,
            escalate_to: case.escalate_to.into(),
        }
    }

    /// Minutes that a state may last; the case type's own where the rule leaves it out.
    #[must_use]
    pub fn minutes_of(&self, case: &CaseType, state: WorkState) -> Option<u32> {
        let seed = case.deadlines.iter().find(|deadline| deadline.state == state)?;
        let own = self.minutes.iter().find(|(of, _)| *of == state).map(|(_, minutes)| *minutes);
        Some(own.unwrap_or(seed.minutes))
    }

    /// Checks that every state of the case type has its minutes, no other has, and all numbers are in range.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every field at fault: states by their keys, and `warn_percent`.
    pub fn check(&self, case: &CaseType) -> Result<(), Fault> {
        let mut fields = vec![];
        for deadline in case.deadlines {
            let key = deadline.state.key();
            let own = self.minutes.iter().filter(|(state, _)| *state == deadline.state);
            let minutes: Vec<u32> = own.map(|(_, minutes)| *minutes).collect();
            match minutes.as_slice() {
                [1..=MOST_MINUTES] => {}
                [] => fields.push(FieldFault::new(key, "field.required")),
                _ => fields.push(FieldFault::new(key, "field.out_of_range")),
            }
        }
        let strangers = self.minutes.iter().map(|(state, _)| *state);
        for state in strangers.filter(|state| case.deadlines.iter().all(|deadline| deadline.state != *state))
        {
            fields.push(FieldFault::new(state.key(), "field.not_offered"));
        }
        if self.warn_percent > MOST_PERCENT {
            fields.push(FieldFault::new("warn_percent", "field.out_of_range"));
        }
        if fields.is_empty() { Ok(()) } else { Err(Fault::Invalid { fields }) }
    }
}

/// How long a state may last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateTime {
    /// The state.
    pub state: WorkState,
    /// Minutes.
    pub minutes: u32,
    /// Whether only working hours count.
    pub in_working_hours: bool,
}

/// The deadlines of a case type at a level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeadlineRow {
    /// The case type.
    pub kind: Kind,
    /// The level.
    pub level: Level,
    /// How long each state may last, in the order of the workflow.
    pub times: Vec<StateTime>,
    /// Share of the time, in per cent, that is left when it is warned.
    pub warn_percent: u32,
    /// Key of the role that is told when a deadline has passed.
    pub escalate_to: String,
    /// What that role is called.
    pub escalate_name: String,
    /// Version for the next change; 0 while it is what the case type began with.
    pub revision: i32,
    /// Who changed it last, as colleagues see them.
    pub changed_by: String,
    /// When.
    pub changed_at: Option<DateTime<Utc>>,
    /// Under which object the audit trail keeps its history.
    pub object: Uuid,
}

/// A role that can be told when a deadline has passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRow {
    /// The role's key.
    pub key: String,
    /// What it is called.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{applications::case_types, identity::role::ROLES};

    #[test]
    fn what_an_installation_begins_with_is_acceptable_and_tells_somebody_who_may_look() {
        for case in case_types() {
            let seed = DeadlineRule::seed(case);
            assert_eq!(seed.check(case), Ok(()), "{:?}", case.kind);
            let role = ROLES.iter().find(|role| role.key == seed.escalate_to).unwrap();
            let may_read =
                role.permissions().iter().any(|p| p.kind == case.kind && p.act == crate::Act::Read);
            assert!(may_read, "{:?} tells {}", case.kind, role.key);
        }
    }

    #[test]
    fn every_field_at_fault_is_named() {
        let case = case_types().find(|case| case.kind == Kind::FireHazard).unwrap();
        let mut rule = DeadlineRule { warn_percent: 91, ..DeadlineRule::seed(case) };
        rule.minutes.retain(|(state, _)| *state != WorkState::Taken);
        rule.minutes[0].1 = 0;
        rule.minutes.push((WorkState::Closed, 5));
        let Err(Fault::Invalid { fields }) = rule.check(case) else { panic!("accepted") };
        let named: Vec<_> = fields.iter().map(|f| (f.field.as_str(), f.label.as_str())).collect();
        let wanted = [
            ("reported", "field.out_of_range"),
            ("taken", "field.required"),
            ("closed", "field.not_offered"),
            ("warn_percent", "field.out_of_range"),
        ];
        assert_eq!(named, wanted);
    }
}
