//! Made-up rows: the same on every day.

use chrono::{DateTime, Utc};
use contract::{
    Act, Cell, Column, Count, FileId, Listing, Mark, Page, Quantity,
    work::{EntryRow, Source, Step, WorkState, Workflow},
};

use crate::{Album, words::t};

/// A made-up row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub number: usize,
    pub title: String,
}

/// How many there are.
pub(crate) const MANY: usize = 10_000;

pub(crate) const COLUMNS: &[Column<Row>] = &[
    Column { key: "number", label: "work.number", sortable: true, cell: |r| Cell::Code(number(r)) },
    Column { key: "title", label: "work.title", sortable: false, cell: |r| Cell::Text(r.title.clone()) },
    Column {
        key: "person", label: "person.name", sortable: false, cell: |_| Cell::Masked("演***01".into())
    },
    Column { key: "state", label: "work.state", sortable: true, cell: |r| state(r) },
    Column { key: "value", label: "list.density", sortable: false, cell: |r| value(r) },
    Column { key: "due_at", label: "work.due_at", sortable: true, cell: |r| due(r) },
    Column {
        key: "reported_at",
        label: "work.reported_at",
        sortable: true,
        cell: |r| Cell::Instant(at(r.number as i64)),
    },
];

pub(crate) fn number(row: &Row) -> String {
    format!("R-{:04}", row.number)
}

fn state(row: &Row) -> Cell {
    const MARKS: [Mark; 8] = [
        Mark::Normal,
        Mark::Warn,
        Mark::Level1,
        Mark::Level2,
        Mark::Level3,
        Mark::Level4,
        Mark::Offline,
        Mark::Unknown,
    ];
    let mark = MARKS[row.number % MARKS.len()];
    Cell::State(mark, format!("mark.{}", mark.key()))
}

fn value(row: &Row) -> Cell {
    if row.number.is_multiple_of(7) {
        return Cell::Empty;
    }
    Cell::Quantity(Quantity { value: (row.number % 100) as f64 / 10.0, sign: "%/m".into() })
}

fn due(row: &Row) -> Cell {
    if row.number.is_multiple_of(5) {
        return Cell::Empty;
    }
    let minutes = row.number as i64 * 3;
    Cell::Deadline { near: at(minutes * 3 / 4), due: at(minutes) }
}

/// Minutes after a fixed moment.
pub(crate) fn at(minutes: i64) -> DateTime<Utc> {
    // 2026-03-02 08:00 in Shanghai.
    DateTime::from_timestamp(1_772_409_600 + minutes * 60, 0).unwrap_or_default()
}

/// One page of ten thousand rows.
pub(crate) fn page(listing: &Listing) -> Page<Row> {
    let from = listing.after.as_deref().and_then(|after| after.parse::<usize>().ok()).unwrap_or(0);
    let to = (from + listing.rows() as usize).min(MANY);
    let rows = (from + 1..=to).map(row).collect();
    Page { rows, next: (to < MANY).then(|| to.to_string()), count: Count::Over(Count::LIMIT) }
}

pub(crate) fn row(number: usize) -> Row {
    let title = if number.is_multiple_of(4) { t("kit.sample.title") } else { t("fire_hazard.new_for") };
    Row { number, title }
}

/// A workflow with a straight way and a way back.
pub(crate) const FLOW: Workflow = Workflow {
    version: 1,
    start: WorkState::Reported,
    stages: &[
        WorkState::Reported,
        WorkState::Accepted,
        WorkState::Dispatched,
        WorkState::Taken,
        WorkState::Resolved,
        WorkState::Closed,
    ],
    steps: &[
        Step { from: &[WorkState::Dispatched], act: Act::Take, to: Some(WorkState::Taken), evidence: &[] },
        Step {
            from: &[WorkState::Taken],
            act: Act::Resolve,
            to: Some(WorkState::Resolved),
            evidence: &[contract::work::Evidence::Photo, contract::work::Evidence::Note],
        },
        Step {
            from: &[WorkState::Taken, WorkState::Resolved],
            act: Act::Return,
            to: Some(WorkState::Dispatched),
            evidence: &[contract::work::Evidence::Reason],
        },
        Step {
            from: &[WorkState::Taken],
            act: Act::Transfer,
            to: Some(WorkState::Dispatched),
            evidence: &[contract::work::Evidence::Assignee],
        },
        Step {
            from: &[WorkState::Taken],
            act: Act::Note,
            to: None,
            evidence: &[contract::work::Evidence::Note],
        },
    ],
};

/// The same as a value that lives as long as the page.
pub(crate) static LASTING_FLOW: Workflow = FLOW;

/// No photos.
pub(crate) fn album() -> Album {
    Album { url: |_| String::new(), taken: Vec::new(), place: None }
}

pub(crate) fn entries() -> Vec<EntryRow> {
    let entry = |minutes: i64, source: Source, act: Act, state: WorkState, note: &str| EntryRow {
        id: FileId::fresh().0,
        at: at(minutes),
        typed_at: (minutes == 33).then(|| at(31)),
        source,
        actor: if source == Source::Person { t("kit.sample.worker") } else { t("work.actor.rule") },
        capacity: String::new(),
        act,
        state,
        note: note.to_owned(),
        photos: Vec::new(),
        assignee_name: (act == Act::Dispatch).then(|| t("kit.sample.worker")),
    };
    vec![
        entry(0, Source::Device, Act::Create, WorkState::Reported, ""),
        entry(1, Source::Rule, Act::Accept, WorkState::Accepted, ""),
        entry(2, Source::Rule, Act::Dispatch, WorkState::Dispatched, ""),
        entry(33, Source::Person, Act::Take, WorkState::Taken, ""),
        entry(-900, Source::Person, Act::Note, WorkState::Reported, &t("kit.sample.title")),
    ]
}
