//! The live feed: what a screen is told as it happens. Ids and parameters, never rendered text or personal data.

use crate::{Kind, UserId, sensing::Level};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What happened, as it travels through the outbox to subscribers and browsers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// An alarm was raised.
    AlarmRaised(AlarmMoment),
    /// An alarm was acknowledged.
    AlarmAcknowledged(AlarmMoment),
    /// The device says that the cause is gone.
    AlarmCleared(AlarmMoment),
    /// Nobody acknowledged in time.
    AlarmEscalated(AlarmMoment),
    /// Another took its place, which waits to be acknowledged instead.
    AlarmReplaced(AlarmMoment),
    /// One action of a linkage has a result, or began.
    LinkageAdvanced {
        /// The alarm that set it off.
        alarm: Uuid,
        /// The action.
        action: Uuid,
        /// Key of its state.
        state: String,
    },
    /// A work item came into being or made a step.
    WorkAdvanced {
        /// The item.
        item: Uuid,
        /// Its permission kind.
        kind: Kind,
        /// Key of the act.
        act: String,
        /// Key of the state after it.
        state: String,
        /// Number, such as `F-0318`.
        number: String,
        /// Whose it is now, as a user.
        assignee: Option<Uuid>,
        /// Who reported it, as a user.
        reporter: Option<Uuid>,
        /// The alarm it came from.
        alarm: Option<Uuid>,
    },
    /// A work item is over its deadline; whoever holds the role is to see that it goes on.
    WorkEscalated {
        /// The item.
        item: Uuid,
        /// Its permission kind.
        kind: Kind,
        /// Number, such as `F-0318`.
        number: String,
        /// Key of the role that is told.
        role: String,
    },
    /// A record of a list was made, changed or retired; whoever shows it reads it again.
    RecordChanged {
        /// Its kind.
        kind: Kind,
        /// Its id.
        id: Uuid,
    },
    /// A device came or went.
    DevicePresence {
        /// The device.
        device: Uuid,
        /// Its number on the map.
        map_no: u32,
        /// Whether it is connected.
        is_online: bool,
    },
}

/// An alarm's step, with what a map needs to turn to it at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AlarmMoment {
    /// The alarm.
    pub alarm: Uuid,
    /// Its level.
    pub level: Level,
    /// Key of the alarm kind, such as `fire`.
    pub kind: String,
    /// The device.
    pub device: Uuid,
    /// The device's number on the map.
    pub device_no: u32,
    /// The dwelling's number on the map.
    pub dwelling_no: Option<u32>,
    /// The building's number on the map.
    pub building_no: Option<u32>,
    /// Where, in short: `3-1502`.
    pub place: String,
    /// Position.
    pub at: crate::geo::Wgs84,
    /// Raised, acknowledged or cleared when.
    pub happened_at: DateTime<Utc>,
}

/// One message of the feed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// Place in the feed; with the instant the `Last-Event-ID` of a reconnecting browser.
    pub position: i64,
    /// When the transaction ran.
    pub at: DateTime<Utc>,
    /// What happened.
    pub event: Event,
}

/// A fresh value of a datastream; not kept in the feed, the latest is read again after a break.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LatestValue {
    /// The device's number on the map.
    pub device_no: u32,
    /// Key of the observed property.
    pub property: String,
    /// The value.
    pub value: crate::sensing::Value,
    /// When it was so.
    pub phenomenon_at: DateTime<Utc>,
}

/// Somebody who has a record open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The account.
    pub user: UserId,
    /// What colleagues see.
    pub name: String,
}

/// Who has a work item open, after somebody came; not kept in the feed, each screen asks again by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewing {
    /// The item.
    pub item: Uuid,
    /// All who have it open.
    pub viewers: Vec<Viewer>,
}

/// What one message of the stream holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Batch {
    /// Events, in order of position.
    pub moments: Vec<Moment>,
    /// Values, the newest of each datastream.
    pub values: Vec<LatestValue>,
    /// Who has what open.
    #[serde(default)]
    pub viewing: Vec<Viewing>,
}
