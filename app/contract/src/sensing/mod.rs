//! Devices, what they observe, and alarms; OGC SensorThings words.
//!
//! A device (Thing) has a datastream for each property that its kind observes. An observation has the time at which it
//! was true (phenomenon time) and a value in the property's one unit. Rules judge observations; an alarm is raised once
//! for each (rule, device), and is over when it is both acknowledged and cleared, or when another
//! took its place.
//!
//! # Source
//! OGC 18-088 SensorThings API 1.1; ISO 19156; alarm states after ANSI/ISA-18.2-2016.

use serde::{Deserialize, Serialize};

mod alarm;
mod credential;
mod device;
mod figure;
mod property;
pub mod rule;
mod sound;

pub use alarm::{
    ALARM_COLUMNS, ANSWER_WITHIN_SECONDS, AlarmRow, AlarmSheet, CommandState, LinkageKind, LinkageRow,
};
pub use credential::{CREDENTIAL_COLUMNS, CredentialRow, REJECTION_COLUMNS, RejectionRow};
pub use device::{
    DEVICE_COLUMNS, DEVICE_FIELDS, DatastreamRow, DeviceBuilding, DeviceDraft, DeviceLink, DeviceRow,
    DeviceSheet, SeriesPoint,
};
pub use figure::{AlarmFigures, AreaCount};
pub use property::{DeviceKind, Level, ObservedProperty, Value, ValueType};

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
