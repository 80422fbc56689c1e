//! Work items: cases, orders, bookings and approvals are kinds of one thing with common columns.

use crate::{
    Act, AlarmId, Cell, Column, DutyId, FileId, Kind, Mark, UserId, WorkItemId, geo::Wgs84, sensing::Level,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

mod calendar;
mod case_type;
mod change;
mod deadline;
mod details;
mod word;
pub mod workflow;
pub use calendar::{CALENDAR_FIELDS, CalendarDraft, CalendarRow};
pub use case_type::{CaseList, CaseRight, CaseType, Category, DetailField};
pub use change::WorkChange;
pub use deadline::{DeadlineRow, DeadlineRule, StateTime, TargetRow, WARN_PERCENT};
pub use details::check_details;
pub use word::{act_key, done_key, question_key, rating_key, stage_key, state_key};
pub use workflow::{Deadline, Evidence, Step, Workflow};

terms! {
    /// State of a work item.
    WorkState in "work_state" {
        /// 已上报.
        Reported = "reported",
        /// 已受理.
        Accepted = "accepted",
        /// 已派单.
        Dispatched = "dispatched",
        /// 已接单.
        Taken = "taken",
        /// 已到场.
        Arrived = "arrived",
        /// 已挂起.
        Suspended = "suspended",
        /// 待核查.
        Resolved = "resolved",
        /// 已办结.
        Closed = "closed",
        /// 已撤销.
        Cancelled = "cancelled",
    }
}

impl WorkState {
    /// Whether nothing more is to be done.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::Cancelled)
    }
}

/// A work item in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkRow {
    /// Identity.
    pub id: WorkItemId,
    /// Its case type.
    pub kind: Kind,
    /// Number, such as `F-0318`.
    pub number: String,
    /// Category key.
    pub category: String,
    /// What it is about, in a line.
    pub title: String,
    /// Gravity.
    pub level: Level,
    /// State.
    pub state: WorkState,
    /// Where, in short.
    pub place: String,
    /// Position.
    pub at: Option<Wgs84>,
    /// Number on the map.
    pub map_no: u32,
    /// Building's number on the map.
    pub building_no: Option<u32>,
    /// Dwelling's number on the map.
    pub dwelling_no: Option<u32>,
    /// Whose it is now.
    pub assignee: Option<UserId>,
    /// Their name as shown.
    pub assignee_name: Option<String>,
    /// When it was reported.
    pub reported_at: DateTime<Utc>,
    /// Since when it is in its state: from then on its time runs.
    pub state_since: DateTime<Utc>,
    /// When the present state must be left; none when it is final or suspended.
    pub due_at: Option<DateTime<Utc>>,
    /// When it is to be warned of that; none when nothing is warned of.
    pub warn_at: Option<DateTime<Utc>>,
    /// When it was warned that the time of this state runs out.
    pub warned_at: Option<DateTime<Utc>>,
    /// When it was passed on that the time of this state ran out.
    pub escalated_at: Option<DateTime<Utc>>,
    /// How often it was chased.
    pub chased: u32,
    /// How often it was sent back.
    pub returned: u32,
    /// Rating 1 to 5.
    pub rating: Option<u8>,
    /// The alarm that it came from.
    pub alarm: Option<AlarmId>,
    /// Version for the next act.
    pub revision: i32,
}

impl WorkRow {
    /// From when on its deadline is near, and when that is over: near is what is warned of, else the last quarter.
    #[must_use]
    pub fn deadline(&self) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let due = self.due_at?;
        Some((self.warn_at.unwrap_or(due - (due - self.state_since) / 4), due))
    }
}

/// Columns of a list of work items.
pub const WORK_COLUMNS: &[Column<WorkRow>] = &[
    Column { key: "number", label: "work.number", sortable: false, cell: |r| Cell::Code(r.number.clone()) },
    Column {
        key: "level",
        label: "work.level",
        sortable: false,
        cell: |r| Cell::State(r.level.mark(), format!("level.{}", r.level)),
    },
    Column { key: "title", label: "work.title", sortable: false, cell: |r| Cell::Text(r.title.clone()) },
    Column {
        key: "category",
        label: "work.category",
        sortable: false,
        cell: |r| Cell::Term(format!("{}.category.{}", r.kind, r.category)),
    },
    Column { key: "place", label: "work.place", sortable: false, cell: |r| Cell::text(Some(&r.place)) },
    Column {
        key: "state",
        label: "work.state",
        sortable: false,
        cell: |r| {
            Cell::State(
                if r.state.is_final() { Mark::Normal } else { Mark::Warn },
                state_key(r.kind, r.state),
            )
        },
    },
    Column {
        key: "due_at",
        label: "work.due_at",
        sortable: false,
        cell: |r| r.deadline().map_or(Cell::Empty, |(near, due)| Cell::Deadline { near, due }),
    },
    Column {
        key: "assignee",
        label: "work.assignee",
        sortable: false,
        cell: |r| Cell::text(r.assignee_name.as_deref()),
    },
    Column {
        key: "reported_at",
        label: "work.reported_at",
        sortable: true,
        cell: |r| Cell::Instant(r.reported_at),
    },
];

/// What a report holds; its id is made by the client, so that a repeat is no second.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkDraft {
    /// Identity, made where it is typed.
    pub id: WorkItemId,
    /// Its case type.
    pub kind: Kind,
    /// Category key.
    pub category: String,
    /// What it is about.
    pub title: String,
    /// Where: a unified code where somebody chose, a dwelling such as `3-1502`, a building such as `3`, or words.
    pub place: String,
    /// Position, when it was taken from the map or the device.
    pub at: Option<Wgs84>,
    /// Photos, uploaded before.
    pub photos: Vec<FileId>,
    /// The case type's own details.
    pub details: serde_json::Value,
    /// When it was typed, if that was offline.
    pub typed_at: Option<DateTime<Utc>>,
}

/// One act on a work item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkStep {
    /// Identity of the timeline entry, made where it is typed, so that a repeat is no second.
    pub entry: uuid::Uuid,
    /// The item.
    pub item: WorkItemId,
    /// The version it was seen in; none to act on whatever it is now (what was typed offline).
    pub revision: Option<i32>,
    /// The act.
    pub act: Act,
    /// Reason or note.
    #[serde(default)]
    pub note: String,
    /// Photos.
    #[serde(default)]
    pub photos: Vec<FileId>,
    /// To whom, for dispatch and transfer.
    #[serde(default)]
    pub assignee: Option<UserId>,
    /// Rating 1 to 5.
    #[serde(default)]
    pub rating: Option<u8>,
    /// When it was typed, if that was offline.
    #[serde(default)]
    pub typed_at: Option<DateTime<Utc>>,
}

terms! {
    /// Where a timeline entry comes from.
    Source in "source" {
        /// A person.
        Person = "person",
        /// A device.
        Device = "device",
        /// A rule or a clock.
        Rule = "rule",
    }
}

/// An entry of a timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EntryRow {
    /// Identity.
    pub id: uuid::Uuid,
    /// When the server took it.
    pub at: DateTime<Utc>,
    /// When it was typed, if that was offline.
    pub typed_at: Option<DateTime<Utc>>,
    /// Where it comes from.
    pub source: Source,
    /// Who, as shown to this reader.
    pub actor: String,
    /// In which capacity.
    pub capacity: String,
    /// What was done.
    pub act: Act,
    /// State after it.
    pub state: WorkState,
    /// Reason or note.
    pub note: String,
    /// Photos.
    pub photos: Vec<FileId>,
    /// Given to whom, as shown.
    pub assignee_name: Option<String>,
}

/// When and where a photo was taken, as its camera said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhotoFact {
    /// The photo.
    pub id: FileId,
    /// Where.
    pub at: Option<Wgs84>,
    /// When.
    pub taken_at: Option<DateTime<Utc>>,
}

/// A work item in full.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkSheet {
    /// The common columns.
    pub row: WorkRow,
    /// Standard address.
    pub address: String,
    /// The case type's own details.
    pub details: serde_json::Value,
    /// Timeline, oldest first.
    pub entries: Vec<EntryRow>,
    /// When and where its photos were taken, of those whose cameras said anything.
    #[serde(default)]
    pub photos: Vec<PhotoFact>,
    /// Acts that the reader may do now, the first being the likeliest.
    pub acts: Vec<Act>,
    /// Whether the reader may correct it now.
    #[serde(default)]
    pub may_change: bool,
    /// Until when a chase must wait.
    pub chase_again_at: Option<DateTime<Utc>>,
}

/// Somebody to whom work can be given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkerRow {
    /// The user.
    pub user: UserId,
    /// Name as shown.
    pub name: String,
    /// Open items.
    pub open: u32,
    /// Whether the duty list names them now.
    pub is_on_duty: bool,
    /// Whether the system would choose them.
    pub is_suggested: bool,
}

/// An entry of a duty list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DutyRow {
    /// Identity.
    pub id: DutyId,
    /// Area.
    pub area_name: String,
    /// Which case type.
    pub kind: Kind,
    /// Who.
    pub user_name: String,
    /// First day.
    pub from_on: NaiveDate,
    /// Last day.
    pub to_on: NaiveDate,
}

/// Columns of a duty list.
pub const DUTY_COLUMNS: &[Column<DutyRow>] = &[
    Column { key: "area", label: "duty.area", sortable: false, cell: |r| Cell::Text(r.area_name.clone()) },
    Column {
        key: "kind",
        label: "duty.kind",
        sortable: false,
        cell: |r| Cell::Term(format!("kind.{}", r.kind)),
    },
    Column { key: "user", label: "duty.user", sortable: false, cell: |r| Cell::Text(r.user_name.clone()) },
    Column { key: "from_on", label: "duty.from_on", sortable: false, cell: |r| Cell::Day(r.from_on) },
    Column { key: "to_on", label: "duty.to_on", sortable: false, cell: |r| Cell::Day(r.to_on) },
];

/// Figures of a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Items reported.
    pub reported: u32,
    /// Items closed.
    pub closed: u32,
    /// Items open now.
    pub open: u32,
    /// Items open and overdue now.
    pub overdue: u32,
    /// Closed in time, per cent of closed.
    pub on_time_percent: Option<f64>,
    /// Median minutes from report to close.
    pub median_minutes: Option<f64>,
    /// Times sent back.
    pub returned: u32,
    /// Alarms raised.
    pub alarms: u32,
    /// Counts by a dimension's key: category, area, state, day, level.
    pub by: Vec<(String, Vec<(String, u32)>)>,
}
