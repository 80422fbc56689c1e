//! The one clock: UTC, in whole milliseconds, so that both databases keep what was written.

use chrono::{DateTime, Duration, NaiveDate, SubsecRound, Utc};
use std::sync::{Arc, Mutex, PoisonError};

/// What time it is. Tests hold it still and push it forward.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<Mutex<DateTime<Utc>>>>);

impl Clock {
    /// The machine's time.
    #[must_use]
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands until it is pushed.
    #[must_use]
    pub fn standing_at(at: DateTime<Utc>) -> Self {
        Self(Some(Arc::new(Mutex::new(at))))
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match &self.0 {
            Some(held) => *held.lock().unwrap_or_else(PoisonError::into_inner),
            None => Utc::now(),
        };
        now.trunc_subsecs(3)
    }

    /// The day in Shanghai.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        contract::time::day_of(self.now())
    }

    /// Pushes a standing clock forward; the machine's clock can't be pushed.
    pub fn push(&self, by: Duration) {
        if let Some(held) = &self.0 {
            *held.lock().unwrap_or_else(PoisonError::into_inner) += by;
        }
    }
}
