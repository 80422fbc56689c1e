//! Alarms and the linkage that they set off, as lists and sheets show them.

use super::{Level, Value};
use crate::{AlarmId, Cell, Column, CommandId, DeviceId, geo::Wgs84};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An alarm in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlarmRow {
    /// Identity.
    pub id: AlarmId,
    /// Level.
    pub level: Level,
    /// Key of the alarm kind (`alarm_kind.<key>`).
    pub kind: String,
    /// Device.
    pub device: DeviceId,
    /// Its number on the map.
    pub device_no: u32,
    /// Its name.
    pub device_name: String,
    /// Where: `3-1502`.
    pub place: String,
    /// Standard address of the dwelling or building.
    pub address: String,
    /// The dwelling's number on the map.
    pub dwelling_no: Option<u32>,
    /// The building's number on the map.
    pub building_no: Option<u32>,
    /// Key of the property that was judged.
    pub property: String,
    /// The reading that raised it.
    pub raised_value: Option<Value>,
    /// The reading now.
    pub value: Option<Value>,
    /// Position.
    pub at: Wgs84,
    /// When it was raised.
    pub raised_at: DateTime<Utc>,
    /// When it was acknowledged.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// By whom, masked.
    pub acknowledged_by: Option<String>,
    /// When the device said that the cause is gone.
    pub cleared_at: Option<DateTime<Utc>>,
    /// When nobody's silence was passed on.
    pub escalated_at: Option<DateTime<Utc>>,
    /// When another took its place, since its cause came back long after it was gone and nobody had acknowledged it.
    #[serde(default)]
    pub replaced_at: Option<DateTime<Utc>>,
    /// The case that was opened: id and number.
    pub case: Option<(crate::WorkItemId, String)>,
    /// How many are registered where it burns, and how many of them are 65 or over.
    pub registered: Option<(u32, u32)>,
    /// Nearest camera's name.
    pub nearest_camera: Option<String>,
}

impl AlarmRow {
    /// Whether it is still open: not both acknowledged and cleared, and no other took its place.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.replaced_at.is_none() && (self.acknowledged_at.is_none() || self.cleared_at.is_none())
    }

    /// Whether it is for somebody to acknowledge.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.replaced_at.is_none() && self.acknowledged_at.is_none()
    }

    /// Label key of its state.
    #[must_use]
    pub fn state(&self) -> &'static str {
        if self.replaced_at.is_some() {
            return "alarm_state.replaced";
        }
        match (self.acknowledged_at, self.cleared_at) {
            (None, None) => "alarm_state.raised",
            (Some(_), None) => "alarm_state.acknowledged",
            (None, Some(_)) => "alarm_state.cleared",
            (Some(_), Some(_)) => "alarm_state.closed",
        }
    }
}

/// Columns of the alarm list.
pub const ALARM_COLUMNS: &[Column<AlarmRow>] = &[
    Column {
        key: "level",
        label: "alarm.level",
        sortable: true,
        cell: |r| Cell::State(r.level.mark(), format!("level.{}", r.level)),
    },
    Column {
        key: "kind",
        label: "alarm.kind",
        sortable: false,
        cell: |r| Cell::Term(format!("alarm_kind.{}", r.kind)),
    },
    Column { key: "place", label: "alarm.place", sortable: false, cell: |r| Cell::Text(r.place.clone()) },
    Column {
        key: "device",
        label: "alarm.device",
        sortable: false,
        cell: |r| Cell::Text(r.device_name.clone()),
    },
    Column { key: "state", label: "alarm.state", sortable: false, cell: |r| Cell::Term(r.state().into()) },
    Column {
        key: "raised_at",
        label: "alarm.raised_at",
        sortable: true,
        cell: |r| Cell::Instant(r.raised_at),
    },
    Column {
        key: "acknowledged_at",
        label: "alarm.acknowledged_at",
        sortable: false,
        cell: |r| r.acknowledged_at.map_or(Cell::Empty, Cell::Instant),
    },
    Column {
        key: "cleared_at",
        label: "alarm.cleared_at",
        sortable: false,
        cell: |r| r.cleared_at.map_or(Cell::Empty, Cell::Instant),
    },
];

terms! {
    /// What a linkage does when an alarm is raised.
    LinkageKind in "linkage" {
        /// Sound the building's siren.
        Siren = "siren",
        /// Show the evacuation text on the building's screen.
        Screen = "screen",
        /// Unlock the doors of the stairwell.
        Door = "door",
        /// Name the nearest camera and turn it there.
        Camera = "camera",
    }
}

terms! {
    /// How far a command has come.
    CommandState in "command_state" {
        /// Written down, not yet sent.
        Waiting = "waiting",
        /// Sent, not yet answered.
        Sent = "sent",
        /// The device did it.
        Done = "done",
        /// The device refused or failed.
        Failed = "failed",
        /// No answer in time; its state is not known.
        Unanswered = "unanswered",
    }
}

/// Seconds after which a command without an answer counts as unanswered.
pub const ANSWER_WITHIN_SECONDS: i64 = 10;

/// One action of a linkage, with its own result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkageRow {
    /// The command that carries it out.
    pub command: CommandId,
    /// What it does.
    pub kind: LinkageKind,
    /// The device.
    pub device: DeviceId,
    /// Its name.
    pub device_name: String,
    /// How far it has come.
    pub state: CommandState,
    /// When it began.
    pub asked_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// Seconds from sending to giving up, by the server's clock, when it was not answered.
    #[serde(default)]
    pub waited_seconds: Option<i64>,
    /// What the device said, when it failed.
    pub detail: Option<String>,
}

/// An alarm with what it set off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlarmSheet {
    /// The row.
    pub row: AlarmRow,
    /// Linkage, in the order in which it began.
    pub linkage: Vec<LinkageRow>,
}
