//! The intake: observations in, committed in groups, judged by rules in the same transaction.
//!
//! A message is acknowledged only after its commit. A group is whatever came in while the group before was committing:
//! no timer, so one device's messages, which wait for each other, are not held back, and a thousand devices share a commit.

mod check;
mod count;
mod group;
mod judge;
mod tally;

pub use check::{Measured, Message, Rejection};
pub use count::Counts;

use base::{Actor, Mode, Store};
use contract::{Fault, live::LatestValue, sensing::Value};
use std::{collections::BTreeMap, convert::Infallible, sync::Arc, time::Duration};
use tally::Tally;
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::{device, rejection};

/// Messages that may wait before senders do.
const QUEUE: usize = 4096;
/// Messages in one commit.
const GROUP: usize = 500;
/// Tries before a message that fails by itself is refused.
const TRIES: u32 = 3;

/// What became of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is stored: so many values, so many known before, so many that contradict what is known and were counted.
    Stored {
        /// New values.
        stored: u32,
        /// Values known before.
        duplicate: u32,
        /// Values that contradict a known one of the same time; the first stays.
        conflicting: u32,
    },
    /// It was refused and counted; sending it again changes nothing.
    Rejected(Rejection),
    /// It could not be stored now; it must be sent again.
    Unavailable,
}

/// Fresh values with the area that they are from.
pub type Values = Arc<Vec<(String, LatestValue)>>;

struct Waiting {
    message: Message,
    answer: oneshot::Sender<Outcome>,
}

/// The door through which observations come in; cheap to clone.
#[derive(Clone)]
pub struct Intake {
    queue: mpsc::Sender<Waiting>,
    values: broadcast::Sender<Values>,
    tally: Arc<Tally>,
    counts: Arc<Counts>,
    /// Nothing is ever sent: it is closed when nobody counts any longer.
    counting: mpsc::Sender<Infallible>,
}

impl Intake {
    /// Starts the task that commits, and the one that counts what was refused at the door.
    #[must_use]
    pub fn start(store: Store) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let values = broadcast::channel(1024).0;
        let tally = Arc::new(Tally::new(store.clone()));
        let (counting, counts) = mpsc::channel(1);
        let count = tally::run(Arc::downgrade(&tally));
        tokio::spawn(async move {
            count.await;
            drop(counts);
        });
        let counted = Arc::new(Counts::default());
        tokio::spawn(commit(store, waiting, values.clone(), Arc::clone(&counted)));
        Self { queue, values, tally, counts: counted, counting }
    }

    /// Takes a message in; answers once it is committed, refused, or can't be stored.
    pub async fn accept(&self, message: Message) -> Outcome {
        let (answer, answered) = oneshot::channel();
        if self.queue.send(Waiting { message, answer }).await.is_err() {
            return Outcome::Unavailable;
        }
        answered.await.unwrap_or(Outcome::Unavailable)
    }

    /// Waits until nothing is committed any longer, which happens only when the one task that commits has fallen.
    pub async fn ended(&self) {
        self.queue.closed().await;
    }

    /// Waits until refusals are counted no longer, which happens only when the one task that does has fallen.
    pub async fn counting_ended(&self) {
        self.counting.closed().await;
    }

    /// Counts something that was refused before it came here; it is written within a second or two.
    pub fn refuse(&self, reason: &'static str, device_code: &str, detail: &str, excerpt: &[u8]) {
        self.counts.reject(reason);
        self.tally.add(reason, device_code, detail, excerpt);
    }

    /// What came in since the start.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Listens to fresh values.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Values> {
        self.values.subscribe()
    }
}

async fn commit(
    store: Store,
    mut waiting: mpsc::Receiver<Waiting>,
    values: broadcast::Sender<Values>,
    counts: Arc<Counts>,
) {
    let mut group = Vec::with_capacity(GROUP);
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        let messages: Vec<&Message> = group.iter().map(|w| &w.message).collect();
        let outcomes = match run(&store, &messages).await {
            Ok((outcomes, fresh)) => {
                let _ = values.send(Arc::new(fresh));
                outcomes
            }
            Err(fault @ Fault::Unavailable) => {
                tracing::warn!(%fault, messages = messages.len(), "observations could not be stored");
                vec![Outcome::Unavailable; messages.len()]
            }
            // One message that nobody foresaw must not take its group along.
            Err(_) => {
                let mut outcomes = vec![];
                for message in &messages {
                    outcomes.push(alone(&store, message, &values).await);
                }
                outcomes
            }
        };
        for (waiting, outcome) in group.drain(..).zip(outcomes) {
            counts.add(&outcome);
            // Whoever gave up waiting sends it again, and it will be a duplicate.
            let _ = waiting.answer.send(outcome);
        }
    }
}

/// Stores one message by itself. One that fails again and again, while the database is there, would be sent for ever:
/// it is refused and counted, and where not even that can be written, it is kept by its device.
async fn alone(store: &Store, message: &Message, values: &broadcast::Sender<Values>) -> Outcome {
    let mut tries = 0;
    loop {
        let fault = match run(store, &[message]).await {
            Ok((mut one, fresh)) => {
                let _ = values.send(Arc::new(fresh));
                return one.pop().unwrap_or(Outcome::Unavailable);
            }
            Err(fault) => fault,
        };
        tries += 1;
        if fault != Fault::Unavailable && tries < TRIES {
            tokio::time::sleep(Duration::from_millis(20 << tries)).await;
            continue;
        }
        tracing::warn!(%fault, device_code = message.device_code, "an observation could not be stored");
        let is_refused = fault != Fault::Unavailable && refused(store, message, &fault).await.is_ok();
        let reason = Rejection { reason: "internal", detail: fault.to_string() };
        return if is_refused { Outcome::Rejected(reason) } else { Outcome::Unavailable };
    }
}

async fn refused(store: &Store, message: &Message, fault: &Fault) -> Result<(), Fault> {
    let values: BTreeMap<&str, &Value> =
        message.values.iter().map(|(property, measured)| (property.as_str(), &measured.value)).collect();
    let excerpt = serde_json::to_vec(&values).unwrap_or_default();
    let session = store.begin(Actor::System("intake"), Mode::Write).await?;
    let result = async {
        let area = device::area_of(&session, &message.device_code).await?;
        let detail = fault.to_string();
        rejection::note(&session, "internal", &message.device_code, &area, &detail, &excerpt).await
    }
    .await;
    session.finish(result).await
}

async fn run(
    store: &Store,
    messages: &[&Message],
) -> Result<(Vec<Outcome>, Vec<(String, LatestValue)>), Fault> {
    let session = store.begin(Actor::System("intake"), Mode::Write).await?;
    let result = group::store(&session, messages).await;
    session.finish(result).await
}
