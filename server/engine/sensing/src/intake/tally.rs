//! What the gateway refused: gathered in memory and written at most once a second, so that a flood of strangers costs one
//! transaction a second. What was gathered since is lost with the process.

use base::{Actor, Mode, Store};
use contract::Fault;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};
use tokio::{
    sync::Notify,
    time::{sleep, timeout},
};

use crate::rejection::{self, KEPT_PER_DAY, Refused};

/// How often it is written at most.
const PACE: Duration = Duration::from_secs(1);

/// What waits to be written.
pub(super) struct Tally {
    store: Store,
    waiting: Mutex<HashMap<&'static str, Waiting>>,
    rung: Notify,
}

/// What waits of one reason.
#[derive(Default)]
struct Waiting {
    number: i64,
    /// The first of them, no more than are kept on a day.
    refused: Vec<Refused>,
}

impl Waiting {
    fn add(&mut self, number: i64, refused: impl IntoIterator<Item = Refused>) {
        self.number += number;
        let room = usize::try_from(KEPT_PER_DAY).unwrap_or(0).saturating_sub(self.refused.len());
        self.refused.extend(refused.into_iter().take(room));
    }
}

impl Tally {
    pub(super) fn new(store: Store) -> Self {
        Self { store, waiting: Mutex::default(), rung: Notify::new() }
    }

    pub(super) fn add(&self, reason: &'static str, device_code: &str, detail: &str, excerpt: &[u8]) {
        let refused = Refused::new(self.store.clock().now(), device_code, detail, excerpt);
        self.waiting().entry(reason).or_default().add(1, [refused]);
        self.rung.notify_one();
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<&'static str, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn write(&self) {
        let waiting = std::mem::take(&mut *self.waiting());
        for (reason, Waiting { number, refused }) in waiting {
            if let Err(fault) = self.keep(reason, number, &refused).await {
                tracing::warn!(%fault, reason, "refusals could not be counted yet");
                self.waiting().entry(reason).or_default().add(number, refused);
                self.rung.notify_one();
            }
        }
    }

    async fn keep(&self, reason: &str, number: i64, refused: &[Refused]) -> Result<(), Fault> {
        let session = self.store.begin(Actor::System("gateway"), Mode::Write).await?;
        let result = rejection::note_all(&session, reason, number, refused).await;
        session.finish(result).await
    }
}

/// Writes what was refused until nobody is left who refuses.
pub(super) async fn run(tally: Weak<Tally>) {
    while let Some(tally) = tally.upgrade() {
        if timeout(PACE, tally.rung.notified()).await.is_ok() {
            tally.write().await;
            sleep(PACE).await;
        }
    }
}
