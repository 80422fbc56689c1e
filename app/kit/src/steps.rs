//! The bar of stages: what is done, by whom and when, where it stands, what comes, and what was sent back.

use contract::{
    Act, Kind,
    work::{EntryRow, WorkState, Workflow, stage_key},
};
use leptos::prelude::*;

use crate::{
    screen, time,
    words::{state_word, t, tf},
};

/// How a stage stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stand {
    Done,
    Now,
    Later,
    Returned,
}

impl Stand {
    fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::Later => "later",
            Self::Returned => "returned",
        }
    }
}

#[derive(Clone)]
struct Stage {
    name: String,
    stand: Stand,
    note: Option<(String, chrono::DateTime<chrono::Utc>)>,
}

/// The bar of a work item; on a phone a line that opens the whole list.
#[must_use]
pub fn steps(kind: Kind, flow: &'static Workflow, state: WorkState, entries: &[EntryRow]) -> AnyView {
    let stages = stages_of(kind, flow, state, entries);
    let is_narrow = screen::is_narrow();
    let stages = StoredValue::new(stages);
    let view = move || {
        let stages = stages.get_value();
        if is_narrow.get() { brief_view(stages, state_word(kind, state)) } else { bar_view(stages, "steps") }
    };
    view.into_any()
}

fn stages_of(kind: Kind, flow: &Workflow, state: WorkState, entries: &[EntryRow]) -> Vec<Stage> {
    let at = place_of(flow, state, entries);
    let arrivals = arrivals(entries);
    let was_returned = arrivals.last().is_some_and(|last| is_sent_back(last.act));
    flow.stages
        .iter()
        .enumerate()
        .map(|(n, stage)| {
            let stand = match n.cmp(&at) {
                std::cmp::Ordering::Less => Stand::Done,
                std::cmp::Ordering::Equal if state.is_final() => Stand::Done,
                std::cmp::Ordering::Equal if was_returned => Stand::Returned,
                std::cmp::Ordering::Equal => Stand::Now,
                std::cmp::Ordering::Greater => Stand::Later,
            };
            // Who sent it back didn't do that stage, unless it stands there for that reason.
            let note = arrivals
                .iter()
                .rfind(|entry| {
                    entry.state == *stage && (stand == Stand::Returned || !is_sent_back(entry.act))
                })
                .filter(|_| stand != Stand::Later)
                .map(|entry| (entry.actor.clone(), entry.at));
            Stage { name: t(&stage_key(kind, *stage)), stand, note }
        })
        .collect()
}

/// Where on the straight way it stands; a state beside it (suspended, cancelled) stands where it left.
fn place_of(flow: &Workflow, state: WorkState, entries: &[EntryRow]) -> usize {
    let place = |state: WorkState| flow.stages.iter().position(|stage| *stage == state);
    let before = || {
        let mut entries: Vec<&EntryRow> = entries.iter().collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        entries.iter().find_map(|entry| place(entry.state))
    };
    place(state).or_else(before).unwrap_or(0)
}

/// The entries that brought the item into another state or to somebody else, rather than only adding to it; the earliest
/// first.
fn arrivals(entries: &[EntryRow]) -> Vec<&EntryRow> {
    let mut arrivals: Vec<&EntryRow> = entries.iter().collect();
    // What happened in the same instant keeps the server's order.
    arrivals.sort_by_key(|entry| entry.at);
    let mut before = None;
    arrivals.retain(|entry| before.replace(entry.state) != Some(entry.state) || entry.act == Act::Transfer);
    arrivals
}

fn is_sent_back(act: Act) -> bool {
    matches!(act, Act::Return | Act::Reopen | Act::Recall)
}

fn bar_view(stages: Vec<Stage>, class: &'static str) -> AnyView {
    let stages = stages.into_iter().map(stage_view).collect::<Vec<_>>();
    view! {
        <ol class=class aria-label=t("steps.title")>
            {stages}
        </ol>
    }
    .into_any()
}

fn stage_view(stage: Stage) -> AnyView {
    let is_now = matches!(stage.stand, Stand::Now | Stand::Returned);
    let spoken = match (stage.stand, &stage.note) {
        (Stand::Done, Some((_, at))) => {
            tf("steps.done_at", &[("state", &stage.name), ("time", &time::exact(*at))])
        }
        (Stand::Done, None) => stage.name.clone(),
        (Stand::Now, _) => tf("steps.current", &[("state", &stage.name)]),
        (Stand::Later, _) => tf("steps.later", &[("state", &stage.name)]),
        (Stand::Returned, _) => tf("steps.returned", &[("state", &stage.name)]),
    };
    let note = stage.note.map(|(actor, at)| {
        view! {
            <span class="step-note">
                {actor}
                " "
                {time::absolute_view(at)}
            </span>
        }
    });
    view! {
        <li class="step" data-state=stage.stand.key() aria-current=is_now.then_some("step")>
            <span class="step-sign" aria-hidden="true"></span>
            <span class="step-name">
                <span aria-hidden="true">{stage.name}</span>
                <span class="visually-hidden">{spoken}</span>
            </span>
            {note}
        </li>
    }
    .into_any()
}

fn brief_view(stages: Vec<Stage>, now: String) -> AnyView {
    let count = stages.len();
    let at = stages.iter().filter(|stage| stage.stand != Stand::Later).count();
    view! {
        <details class="steps-brief">
            <summary>
                <span class="steps-now">{now}</span>
                <span class="steps-count">{format!("{at}/{count}")}</span>
                <progress
                    class="progress"
                    max=count.to_string()
                    value=at.to_string()
                    aria-label=t("steps.title")
                ></progress>
            </summary>
            {bar_view(stages, "steps upright")}
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::work::{Source, Step};

    const FLOW: Workflow = Workflow {
        version: 1,
        start: WorkState::Reported,
        stages: &[WorkState::Reported, WorkState::Taken, WorkState::Resolved, WorkState::Closed],
        steps: &[Step {
            from: &[WorkState::Reported],
            act: Act::Take,
            to: Some(WorkState::Taken),
            evidence: &[],
        }],
    };

    fn entry(minute: i64, act: Act, state: WorkState) -> EntryRow {
        EntryRow {
            id: contract::FileId::fresh().0,
            at: chrono::DateTime::from_timestamp(minute * 60, 0).unwrap(),
            typed_at: None,
            source: Source::Person,
            actor: "演示网格员01".into(),
            capacity: "网格员".into(),
            act,
            state,
            note: String::new(),
            photos: vec![],
            assignee_name: None,
        }
    }

    fn stands(state: WorkState, entries: &[EntryRow]) -> Vec<Stand> {
        stages_of(Kind::FireHazard, &FLOW, state, entries).into_iter().map(|stage| stage.stand).collect()
    }

    #[test]
    fn what_lies_before_is_done() {
        let entries = [entry(0, Act::Create, WorkState::Reported), entry(1, Act::Take, WorkState::Taken)];
        assert_eq!(stands(WorkState::Taken, &entries), [Stand::Done, Stand::Now, Stand::Later, Stand::Later]);
    }

    #[test]
    fn a_suspended_item_stands_where_it_left() {
        let entries = [
            entry(0, Act::Create, WorkState::Reported),
            entry(1, Act::Take, WorkState::Taken),
            entry(2, Act::Suspend, WorkState::Suspended),
        ];
        assert_eq!(stands(WorkState::Suspended, &entries)[1], Stand::Now);
    }

    #[test]
    fn what_was_sent_back_shows_it() {
        let entries = [entry(1, Act::Resolve, WorkState::Resolved), entry(2, Act::Return, WorkState::Taken)];
        assert_eq!(stands(WorkState::Taken, &entries)[1], Stand::Returned);
    }

    #[test]
    fn a_stage_names_who_did_it_and_not_who_sent_it_back() {
        let mut entries = [
            entry(0, Act::Take, WorkState::Taken),
            entry(1, Act::Resolve, WorkState::Resolved),
            entry(2, Act::Return, WorkState::Taken),
            entry(3, Act::Resolve, WorkState::Resolved),
        ];
        entries[2].actor = "演示督查01".into();
        let stages = stages_of(Kind::FireHazard, &FLOW, WorkState::Resolved, &entries);
        assert_eq!(stages[1].note.as_ref().map(|(actor, _)| actor.as_str()), Some("演示网格员01"));
        let stages = stages_of(Kind::FireHazard, &FLOW, WorkState::Taken, &entries[..3]);
        assert_eq!(stages[1].note.as_ref().map(|(actor, _)| actor.as_str()), Some("演示督查01"));
    }

    #[test]
    fn a_repair_ends_with_its_own_stages() {
        let names = |kind| stages_of(kind, &FLOW, WorkState::Taken, &[]).into_iter().map(|stage| stage.name);
        assert_eq!(names(Kind::Repair).collect::<Vec<_>>(), ["上报", "接单", "完成", "评价"]);
        assert_eq!(names(Kind::FireHazard).collect::<Vec<_>>(), ["上报", "接单", "待核查", "办结"]);
    }

    #[test]
    fn at_the_end_all_is_done() {
        let entries = [entry(3, Act::Close, WorkState::Closed)];
        assert!(stands(WorkState::Closed, &entries).iter().all(|stand| *stand == Stand::Done));
    }
}
