//! Correcting what was reported.

use serde::{Deserialize, Serialize};

/// What can be corrected of a work item while it is open; what it was before stays in the audit trail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorkChange {
    /// Category key; another category brings its own gravity.
    pub category: String,
    /// What it is about.
    pub title: String,
    /// Where, as in a report; the same words leave the position as it is.
    pub place: String,
    /// The case type's own details; none leaves them as they are.
    #[serde(default)]
    pub details: Option<serde_json::Value>,
    /// Why, for the timeline.
    #[serde(default)]
    pub note: String,
}
