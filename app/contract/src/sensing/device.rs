//! Devices and their datastreams, as lists, forms and sheets show them.

use super::{AlarmRow, Level, Value};
use crate::{
    Cell, Column, DeviceId, DwellingId, Mark,
    field::{Field, Input},
    geo::Wgs84,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

terms! {
    /// What a device is linked to on the model of the community.
    DeviceLink in "device_link" {
        /// The dwelling that it is in, and with it the building and the storey.
        Dwelling = "dwelling",
        /// The building that it is in, on a storey where one is given.
        Building = "building",
        /// No model: only its position is known.
        Unlinked = "unlinked",
    }
}

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

    /// What it is linked to.
    #[must_use]
    pub fn link(&self) -> DeviceLink {
        match (self.dwelling, self.building_no) {
            (Some(_), _) => DeviceLink::Dwelling,
            (None, Some(_)) => DeviceLink::Building,
            (None, None) => DeviceLink::Unlinked,
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
        key: "link",
        label: "device.link",
        sortable: false,
        cell: |r| Cell::Term(format!("device_link.{}", r.link())),
    },
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
    /// Where: a dwelling such as `3-1502`, a building number such as `3`, or a unified code.
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

/// The building that a device is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceBuilding {
    /// Name.
    pub name: String,
    /// Unified code.
    pub code: String,
}

/// A device with all that its sheet shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceSheet {
    /// The row.
    pub row: DeviceRow,
    /// Standard address.
    pub address: String,
    /// The building that it is in, by itself or by its dwelling.
    pub building: Option<DeviceBuilding>,
    /// Unified code of the dwelling that it is in.
    pub dwelling_code: Option<String>,
    /// Its datastreams.
    pub streams: Vec<DatastreamRow>,
    /// Its open alarms.
    pub alarms: Vec<AlarmRow>,
}
