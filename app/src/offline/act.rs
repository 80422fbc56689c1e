//! Which acts wait to be sent, so that no page offers them once more: the second would find the first one done, and be
//! refused.

use contract::{Act, WorkItemId};
use leptos::prelude::*;

use super::{machine, queue};

/// The acts on a work item that wait on this device. While something is on its way they stay as they were, so that no
/// button goes and comes back under a finger.
#[must_use]
pub fn waiting_acts(item: WorkItemId, is_busy: RwSignal<bool>) -> Memo<Vec<Act>> {
    Memo::new(move |before: Option<&Vec<Act>>| {
        let is_busy = is_busy.get();
        match before {
            Some(before) if is_busy => before.clone(),
            _ => machine::acts(&queue().of(item)),
        }
    })
}
