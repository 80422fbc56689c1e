//! Which acts wait to be sent, or were sent and don't show in the record yet, so that no page offers them once more: the
//! second would find the first one done, and be refused.

use chrono::{DateTime, Utc};
use contract::{Act, WorkItemId};
use leptos::prelude::*;

use super::{
    machine::{self, Item},
    queue,
};

/// The acts on a work item that its record, as it was read then, doesn't show yet. While something is on its way they
/// stay as they were, so that no button goes and comes back under a finger.
#[must_use]
pub fn waiting_acts(
    item: WorkItemId,
    is_busy: RwSignal<bool>,
    read_at: Signal<Option<DateTime<Utc>>>,
) -> Memo<Vec<Act>> {
    Memo::new(move |before: Option<&Vec<Act>>| {
        let is_busy = is_busy.get();
        match before {
            Some(before) if is_busy => before.clone(),
            _ => machine::acts(&missing(item, read_at.get())),
        }
    })
}

/// Whether the record of a work item, as it was read then, doesn't show all that was done here.
#[must_use]
pub fn is_outdated(item: WorkItemId, read_at: DateTime<Utc>) -> bool {
    !untrack(|| missing(item, Some(read_at))).is_empty()
}

/// What was done here with a work item and doesn't show in its record, as it was read then; tracked.
fn missing(item: WorkItemId, read_at: Option<DateTime<Utc>>) -> Vec<Item> {
    let is_missing = |other: &Item| other.parcel.item() == item && other.is_missing_from(read_at);
    queue().items().into_iter().filter(is_missing).collect()
}
