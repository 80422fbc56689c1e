//! What came in since the program started, for whoever watches over it. It begins anew with each start: what lasts is counted
//! by day in the database.

use super::Outcome;
use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// Counts that only ever grow.
#[derive(Debug, Default)]
pub struct Counts {
    stored: AtomicU64,
    rejected: Mutex<BTreeMap<&'static str, u64>>,
}

impl Counts {
    /// Observations that were stored.
    #[must_use]
    pub fn stored(&self) -> u64 {
        self.stored.load(Ordering::Relaxed)
    }

    /// Messages and clients that were refused, by reason key.
    #[must_use]
    pub fn rejected(&self) -> BTreeMap<&'static str, u64> {
        self.reasons().clone()
    }

    pub(super) fn add(&self, outcome: &Outcome) {
        match outcome {
            Outcome::Stored { stored, .. } => {
                self.stored.fetch_add(u64::from(*stored), Ordering::Relaxed);
            }
            Outcome::Rejected(rejection) => self.reject(rejection.reason),
            // It comes again.
            Outcome::Unavailable => {}
        }
    }

    pub(super) fn reject(&self, reason: &'static str) {
        *self.reasons().entry(reason).or_default() += 1;
    }

    fn reasons(&self) -> MutexGuard<'_, BTreeMap<&'static str, u64>> {
        self.rejected.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
