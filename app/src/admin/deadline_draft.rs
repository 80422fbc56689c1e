//! The form of the deadlines of a case type: minutes for each state that has a deadline, when to warn, and whom to tell.

use contract::{
    Fault, Kind, Term,
    applications::case_types,
    field::{Field, Input},
    work::{Deadline, DeadlineRow, DeadlineRule, WorkState},
};
use std::{collections::BTreeMap, sync::OnceLock};

/// What can be changed of the deadlines of a case type at a level, as typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DeadlineDraft {
    minutes: BTreeMap<WorkState, String>,
    warn_percent: String,
    escalate_to: String,
}

impl DeadlineDraft {
    /// What holds now.
    pub(super) fn of(row: &DeadlineRow) -> Self {
        Self {
            minutes: row.times.iter().map(|time| (time.state, time.minutes.to_string())).collect(),
            warn_percent: row.warn_percent.to_string(),
            escalate_to: row.escalate_to.clone(),
        }
    }

    /// The rule that was typed.
    ///
    /// # Errors
    /// [`Fault::Invalid`] where no whole number stands; the ranges are checked by the server.
    pub(super) fn rule(&self) -> Result<DeadlineRule, Fault> {
        let minutes = self
            .minutes
            .iter()
            .map(|(state, text)| whole(state.key(), text).map(|minutes| (*state, minutes)));
        Ok(DeadlineRule {
            minutes: minutes.collect::<Result<_, Fault>>()?,
            warn_percent: whole("warn_percent", &self.warn_percent)?,
            escalate_to: self.escalate_to.clone(),
        })
    }

    fn time(&self, state: WorkState) -> String {
        self.minutes.get(&state).cloned().unwrap_or_default()
    }

    fn set_time(&mut self, state: WorkState, text: &str) {
        self.minutes.insert(state, text.into());
    }
}

fn whole(key: &str, text: &str) -> Result<u32, Fault> {
    text.trim().parse().map_err(|_| Fault::invalid(key, "field.not_a_number"))
}

/// The form of a case type: a field for each of its deadlines.
pub(super) fn fields_of(kind: Kind) -> &'static [Field<DeadlineDraft>] {
    static FORMS: OnceLock<Vec<(Kind, Vec<Field<DeadlineDraft>>)>> = OnceLock::new();
    let forms = FORMS.get_or_init(|| {
        case_types()
            .map(|case| {
                (case.kind, case.deadlines.iter().map(|of| time_field(case.kind, of)).chain(rest()).collect())
            })
            .collect()
    });
    forms.iter().find(|(of, _)| *of == kind).map_or(&[], |(_, fields)| fields.as_slice())
}

/// How the text of a state is read and written, and the key of its label.
type Slot = (&'static str, fn(&DeadlineDraft) -> String, fn(&mut DeadlineDraft, &str));

/// The slot of a state.
macro_rules! slot {
    ($state:ident, $label:literal) => {
        ($label, |d| d.time(WorkState::$state), |d, v| d.set_time(WorkState::$state, v))
    };
}

/// A field of minutes.
fn time_field(kind: Kind, deadline: &Deadline) -> Field<DeadlineDraft> {
    let (label, get, set): Slot = match deadline.state {
        WorkState::Reported => slot!(Reported, "work_state.reported"),
        WorkState::Accepted => slot!(Accepted, "work_state.accepted"),
        WorkState::Dispatched => slot!(Dispatched, "work_state.dispatched"),
        WorkState::Taken => slot!(Taken, "work_state.taken"),
        WorkState::Arrived => slot!(Arrived, "work_state.arrived"),
        WorkState::Suspended => slot!(Suspended, "work_state.suspended"),
        WorkState::Resolved => slot!(Resolved, "work_state.resolved"),
        WorkState::Closed => slot!(Closed, "work_state.closed"),
        WorkState::Cancelled => slot!(Cancelled, "work_state.cancelled"),
    };
    let own = contract::label::known(&contract::work::state_key(kind, deadline.state));
    let hint = if deadline.in_working_hours { "deadline.minutes_working" } else { "deadline.minutes_round" };
    Field {
        key: deadline.state.key(),
        label: own.unwrap_or(label),
        hint: Some(hint),
        input: Input::Number(1.0, 43_200.0),
        optional: false,
        get,
        set,
    }
}

fn rest() -> [Field<DeadlineDraft>; 2] {
    [
        Field {
            key: "warn_percent",
            label: "deadline.warn_percent",
            hint: Some("deadline.warn_percent.hint"),
            input: Input::Number(0.0, 90.0),
            optional: false,
            get: |d| d.warn_percent.clone(),
            set: |d, v| d.warn_percent = v.into(),
        },
        Field {
            key: "escalate_to",
            label: "deadline.escalate_to",
            hint: Some("deadline.escalate_to.hint"),
            input: Input::Pick("target"),
            optional: true,
            get: |d| d.escalate_to.clone(),
            set: |d, v| d.escalate_to = v.into(),
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{applications::case_type, sensing::Level, work::StateTime};

    #[test]
    fn a_form_has_a_field_for_each_deadline_and_gives_back_what_it_was_given() {
        let case = case_type(Kind::Repair).unwrap();
        let time = |d: &Deadline| StateTime {
            state: d.state,
            minutes: d.minutes,
            in_working_hours: d.in_working_hours,
        };
        let row = DeadlineRow {
            kind: Kind::Repair,
            level: Level::Three,
            times: case.deadlines.iter().map(time).collect(),
            warn_percent: 25,
            escalate_to: case.escalate_to.into(),
            escalate_name: String::new(),
            revision: 0,
            changed_by: String::new(),
            changed_at: None,
            object: uuid::Uuid::nil(),
        };
        assert_eq!(DeadlineDraft::of(&row).rule(), Ok(DeadlineRule::seed(case)));
        let fields = fields_of(Kind::Repair);
        assert_eq!(fields.len(), case.deadlines.len() + 2);
        let mut draft = DeadlineDraft::of(&row);
        for field in fields {
            assert_eq!(field.check(&draft), None, "{}", field.key);
            assert!(contract::label::exists(field.label), "{}", field.label);
        }
        (fields[0].set)(&mut draft, "1.5");
        assert_eq!(draft.rule(), Err(Fault::invalid("reported", "field.not_a_number")));
    }
}
