//! Figures of alarms: the counts behind a board, each of which a list can be asked for.

use serde::{Deserialize, Serialize};

/// Figures of the alarms that were raised in a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AlarmFigures {
    /// Raised.
    pub raised: u32,
    /// Of those, not over yet.
    pub open: u32,
    /// Of those, passed on because nobody acknowledged them in time.
    pub escalated: u32,
    /// Median minutes from raising to acknowledgement.
    pub acknowledged_minutes: Option<f64>,
    /// Median minutes from raising until both acknowledged and cleared.
    pub closed_minutes: Option<f64>,
    /// Counts by a dimension's key: kind, level, state, day.
    pub by: Vec<(String, Vec<(String, u32)>)>,
    /// Counts by area, most first.
    pub areas: Vec<AreaCount>,
}

/// How many in an area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaCount {
    /// The area's unified code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many.
    pub count: u32,
}
