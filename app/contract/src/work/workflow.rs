//! Workflows as const tables: the same table draws the buttons, guards the server, and is tested.

use super::WorkState;
use crate::Act;

/// What an act must bring along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A reason of at least [`LEAST_REASON`](crate::field::LEAST_REASON) characters.
    Reason,
    /// A note.
    Note,
    /// At least one photo.
    Photo,
    /// Somebody to give it to.
    Assignee,
    /// A rating of 1 to 5.
    Rating,
}

/// One arrow: from any of these states, by this act, to that state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// States in which the act is allowed.
    pub from: &'static [WorkState],
    /// The act.
    pub act: Act,
    /// The state after it; none stays where it is.
    pub to: Option<WorkState>,
    /// What it must bring along.
    pub evidence: &'static [Evidence],
}

/// A workflow of one version.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Workflow {
    /// Version; an item keeps the one it began with.
    pub version: i32,
    /// State of a new item.
    pub start: WorkState,
    /// The straight way through, for the stage bar.
    pub stages: &'static [WorkState],
    /// The arrows, the likeliest act of a state first.
    pub steps: &'static [Step],
}

/// How long a state may last; a seed, changed by an administrator later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The state.
    pub state: WorkState,
    /// Minutes.
    pub minutes: u32,
    /// Whether only working hours count.
    pub in_working_hours: bool,
}

impl Workflow {
    /// The arrow that an act takes from a state.
    #[must_use]
    pub fn step(&self, from: WorkState, act: Act) -> Option<&'static Step> {
        self.steps.iter().find(|step| step.act == act && step.from.contains(&from))
    }

    /// Acts that a state allows, the likeliest first.
    pub fn acts(&self, from: WorkState) -> impl Iterator<Item = Act> + '_ {
        self.steps.iter().filter(move |step| step.from.contains(&from)).map(|step| step.act)
    }

    /// States that can be reached from the start.
    #[must_use]
    pub fn reachable(&self) -> Vec<WorkState> {
        let mut reached = vec![self.start];
        let mut next = 0;
        while next < reached.len() {
            let from = reached[next];
            for to in self.steps.iter().filter(|s| s.from.contains(&from)).filter_map(|s| s.to) {
                if !reached.contains(&to) {
                    reached.push(to);
                }
            }
            next += 1;
        }
        reached
    }
}
