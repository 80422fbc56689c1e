//! What a wall and a kiosk show at a glance.

use crate::{geo::Wgs84, sensing::DatastreamRow};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Days up to today over which the wall says how promptly cases were closed.
pub const PROMPTNESS_DAYS: u32 = 30;

/// The figures on the wall.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WallNow {
    /// What the community is called.
    pub community: String,
    /// Where the camera begins.
    pub at: Wgs84,
    /// Devices connected.
    pub online: u32,
    /// Devices in all.
    pub devices: u32,
    /// Open alarms.
    pub alarms: u32,
    /// Open work items.
    pub cases: u32,
    /// Alarms raised today.
    pub alarms_today: u32,
    /// Alarms raised in each hour of today so far, from midnight.
    pub by_hour: Vec<u32>,
    /// Median minutes from report to close, of items closed in the last [`PROMPTNESS_DAYS`].
    pub median_minutes: Option<f64>,
    /// The share of these that was closed in time, per cent.
    pub on_time_percent: Option<f64>,
}

/// A station's values now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EnvironmentNow {
    /// The station's name.
    pub name: String,
    /// Where it stands.
    pub at: Wgs84,
    /// When it was last heard of.
    pub heard_at: Option<DateTime<Utc>>,
    /// Its values.
    pub streams: Vec<DatastreamRow>,
}

/// An event that a subscriber could not take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeadLetterRow {
    /// Identity.
    pub id: uuid::Uuid,
    /// Who could not take it.
    pub subscriber: String,
    /// Its place in the feed.
    pub position: i64,
    /// The event, as JSON.
    pub event: String,
    /// Why not.
    pub error: String,
    /// When it was given up.
    pub at: DateTime<Utc>,
}
