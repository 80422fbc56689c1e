//! Devices, what they observe, and alarms; OGC SensorThings words.
//!
//! A device (Thing) has a datastream for each property that its kind observes. An observation has the time at which it
//! was true (phenomenon time) and a value in the property's one unit. Rules judge observations; an alarm is raised once
//! for each (rule, device), and is over when it is both acknowledged and cleared.
//!
//! # Source
//! OGC 18-088 SensorThings API 1.1; ISO 19156; alarm states after ANSI/ISA-18.2-2016.

use crate::{
    AlarmId, Cell, Column, CommandId, DeviceId, DwellingId, Mark,
    field::{Field, Input},
    geo::Wgs84,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

mod property;
pub mod rule;

pub use property::{DeviceKind, Level, ObservedProperty, Value, ValueType};

/// A device in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceRow {
    /// Identity.
    pub id: DeviceId,
    /// Number on the map.
    pub map_no: u32,
    /// Unified code.
    pub code: String,
    /// Key of its kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Where it is: `3-1502`, `3 号楼 15 层`.
    pub place: String,
    /// The dwelling it is in.
    pub dwelling: Option<DwellingId>,
    /// Its number on the map.
    pub dwelling_no: Option<u32>,
    /// Its building's number on the map; none when it is bound to no model.
    pub building_no: Option<u32>,
    /// Storey.
    pub storey: Option<i32>,
    /// Position.
    pub at: Wgs84,
    /// Whether it is connected, or was heard of lately.
    pub is_online: bool,
    /// When it was last heard of.
    pub heard_at: Option<DateTime<Utc>>,
    /// Worst open alarm.
    pub level: Option<Level>,
    /// Whether all open alarms are acknowledged.
    pub is_acknowledged: bool,
    /// Version for the next change.
    pub revision: i32,
}

impl DeviceRow {
    /// The mark of its state.
    #[must_use]
    pub fn mark(&self) -> Mark {
        match (self.level, self.is_online, self.heard_at) {
            (Some(level), ..) => level.mark(),
            (None, true, _) => Mark::Normal,
            (None, false, Some(_)) => Mark::Offline,
            (None, false, None) => Mark::Unknown,
        }
    }
}

/// Columns of the device list.
pub const DEVICE_COLUMNS: &[Column<DeviceRow>] = &[
    Column {
        key: "state",
        label: "device.state",
        sortable: false,
        cell: |r| Cell::State(r.mark(), format!("mark.{}", r.mark().key())),
    },
    Column { key: "name", label: "device.name", sortable: false, cell: |r| Cell::Text(r.name.clone()) },
    Column {
        key: "kind",
        label: "device.kind",
        sortable: false,
        cell: |r| Cell::Term(format!("device_kind.{}", r.kind)),
    },
    Column { key: "code", label: "device.code", sortable: true, cell: |r| Cell::Code(r.code.clone()) },
    Column { key: "place", label: "device.place", sortable: false, cell: |r| Cell::text(Some(&r.place)) },
    Column {
        key: "heard_at",
        label: "device.heard_at",
        sortable: true,
        cell: |r| r.heard_at.map_or(Cell::Empty, Cell::Instant),
    },
];

/// A device as typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeviceDraft {
    /// Key of its kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Where: a dwelling such as `3-1502`, or a building number such as `3`.
    pub place: String,
    /// Storey, when it is in a building but in no dwelling.
    pub storey: String,
}

/// Fields of the device form.
pub const DEVICE_FIELDS: &[Field<DeviceDraft>] = &[
    Field {
        key: "kind",
        label: "device.kind",
        hint: None,
        input: Input::Pick("device_kind"),
        optional: false,
        get: |d| d.kind.clone(),
        set: |d, v| d.kind = v.into(),
    },
    Field {
        key: "name",
        label: "device.name",
        hint: None,
        input: Input::Text(60),
        optional: false,
        get: |d| d.name.clone(),
        set: |d, v| d.name = v.into(),
    },
    Field {
        key: "place",
        label: "device.place",
        hint: Some("device.place.hint"),
        input: Input::Text(40),
        optional: false,
        get: |d| d.place.clone(),
        set: |d, v| d.place = v.into(),
    },
    Field {
        key: "storey",
        label: "device.storey",
        hint: Some("device.storey.hint"),
        input: Input::Number(-5.0, 200.0),
        optional: true,
        get: |d| d.storey.clone(),
        set: |d, v| d.storey = v.into(),
    },
];

/// A datastream with its latest value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DatastreamRow {
    /// Key of the observed property.
    pub property: String,
    /// Printed sign of its unit.
    pub sign: String,
    /// Latest value.
    pub value: Option<Value>,
    /// When it was so.
    pub phenomenon_at: Option<DateTime<Utc>>,
    /// What a command asked for, where the property can be commanded.
    pub desired: Option<Value>,
    /// Limits of the rules on it, to compare with.
    pub limits: Vec<(Level, f64)>,
}

/// A point of a series: hour's start, mean, lowest, highest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeriesPoint {
    /// Start of the hour, or the moment of a single value; milliseconds since 1970.
    pub at_ms: i64,
    /// Mean.
    pub mean: f64,
    /// Lowest.
    pub low: f64,
    /// Highest.
    pub high: f64,
}

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
    /// The case that was opened: id and number.
    pub case: Option<(crate::WorkItemId, String)>,
    /// How many are registered where it burns, and how many of them are 65 or over.
    pub registered: Option<(u32, u32)>,
    /// Nearest camera's name.
    pub nearest_camera: Option<String>,
}

impl AlarmRow {
    /// Whether it is still open: not both acknowledged and cleared.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.acknowledged_at.is_none() || self.cleared_at.is_none()
    }

    /// Label key of its state.
    #[must_use]
    pub fn state(&self) -> &'static str {
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

/// One action of a linkage, with its own result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkageRow {
    /// The command that carries it out.
    pub command: CommandId,
    /// What it does.
    pub kind: LinkageKind,
    /// The device's name.
    pub device_name: String,
    /// How far it has come.
    pub state: CommandState,
    /// When it began.
    pub asked_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// What the device said, when it failed.
    pub detail: Option<String>,
}

/// A device's credential, without its secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CredentialRow {
    /// Identity.
    pub id: uuid::Uuid,
    /// The device's code: its user name.
    pub device_code: String,
    /// The device's name.
    pub device_name: String,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// When it ends; none while it lasts.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Last use.
    pub used_at: Option<DateTime<Utc>>,
    /// Last refusal of this device: reason key.
    pub last_refusal: Option<String>,
}

/// Columns of the credential list.
pub const CREDENTIAL_COLUMNS: &[Column<CredentialRow>] = &[
    Column {
        key: "device_code",
        label: "credential.device_code",
        sortable: true,
        cell: |r| Cell::Code(r.device_code.clone()),
    },
    Column {
        key: "device_name",
        label: "credential.device_name",
        sortable: false,
        cell: |r| Cell::Text(r.device_name.clone()),
    },
    Column {
        key: "issued_at",
        label: "credential.issued_at",
        sortable: false,
        cell: |r| Cell::Instant(r.issued_at),
    },
    Column {
        key: "used_at",
        label: "credential.used_at",
        sortable: false,
        cell: |r| r.used_at.map_or(Cell::Empty, Cell::Instant),
    },
    Column {
        key: "revoked_at",
        label: "credential.revoked_at",
        sortable: false,
        cell: |r| r.revoked_at.map_or(Cell::Empty, Cell::Instant),
    },
    Column {
        key: "last_refusal",
        label: "credential.last_refusal",
        sortable: false,
        cell: |r| r.last_refusal.as_ref().map_or(Cell::Empty, |k| Cell::Term(format!("rejection.{k}"))),
    },
];

/// Messages refused for one reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RejectionRow {
    /// Identity.
    pub id: uuid::Uuid,
    /// Reason key (`rejection.<key>`).
    pub reason: String,
    /// Who sent it, as far as known.
    pub device_code: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What was wrong.
    pub detail: String,
    /// The first bytes of it.
    pub excerpt: String,
}

/// Columns of the rejection list.
pub const REJECTION_COLUMNS: &[Column<RejectionRow>] = &[
    Column { key: "at", label: "rejection.at", sortable: true, cell: |r| Cell::Instant(r.at) },
    Column {
        key: "reason",
        label: "rejection.reason",
        sortable: false,
        cell: |r| Cell::Term(format!("rejection.{}", r.reason)),
    },
    Column {
        key: "device_code",
        label: "rejection.device_code",
        sortable: false,
        cell: |r| Cell::Code(r.device_code.clone()),
    },
    Column {
        key: "detail",
        label: "rejection.detail",
        sortable: false,
        cell: |r| Cell::Text(r.detail.clone()),
    },
    Column {
        key: "excerpt",
        label: "rejection.excerpt",
        sortable: false,
        cell: |r| Cell::Text(r.excerpt.clone()),
    },
];

/// A device with all that its sheet shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceSheet {
    /// The row.
    pub row: DeviceRow,
    /// Standard address.
    pub address: String,
    /// Its datastreams.
    pub streams: Vec<DatastreamRow>,
    /// Its open alarms.
    pub alarms: Vec<AlarmRow>,
}

/// An alarm with what it set off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlarmSheet {
    /// The row.
    pub row: AlarmRow,
    /// Linkage, in the order in which it began.
    pub linkage: Vec<LinkageRow>,
}

/// A rule as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleRow {
    /// Identity.
    pub id: crate::RuleId,
    /// The rule.
    pub rule: rule::Rule,
    /// Whether it is judged.
    pub is_on: bool,
    /// Version for the next change.
    pub revision: i32,
}
