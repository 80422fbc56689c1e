//! The intake: observations in, committed in groups, judged by rules in the same transaction.
//!
//! A message is acknowledged only after its commit. A group is whatever came in while the group before was committing:
//! no timer, so one device's messages, which wait for each other, are not held back, and a thousand devices share a commit.

mod check;
mod group;
mod judge;

pub use check::{Measured, Message, Rejection};

use base::{Actor, Mode, Store};
use contract::{Fault, live::LatestValue};
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, oneshot};

/// Messages that may wait before senders do.
const QUEUE: usize = 4096;
/// Messages in one commit.
const GROUP: usize = 500;

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
}

impl Intake {
    /// Starts the one task that commits.
    #[must_use]
    pub fn start(store: Store) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let values = broadcast::channel(1024).0;
        tokio::spawn(commit(store, waiting, values.clone()));
        Self { queue, values }
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

    /// Listens to fresh values.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Values> {
        self.values.subscribe()
    }
}

async fn commit(store: Store, mut waiting: mpsc::Receiver<Waiting>, values: broadcast::Sender<Values>) {
    let mut group = Vec::with_capacity(GROUP);
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        let messages: Vec<&Message> = group.iter().map(|w| &w.message).collect();
        let outcomes = match run(&store, &messages).await {
            Ok((outcomes, fresh)) => {
                let _ = values.send(Arc::new(fresh));
                outcomes
            }
            // One message that nobody foresaw must not take its group along.
            Err(fault) if fault != Fault::Unavailable && messages.len() > 1 => {
                let mut outcomes = vec![];
                for message in &messages {
                    outcomes.push(match run(&store, &[message]).await {
                        Ok((mut one, fresh)) => {
                            let _ = values.send(Arc::new(fresh));
                            one.pop().unwrap_or(Outcome::Unavailable)
                        }
                        Err(_) => Outcome::Unavailable,
                    });
                }
                outcomes
            }
            Err(fault) => {
                tracing::warn!(%fault, messages = messages.len(), "observations could not be stored");
                vec![Outcome::Unavailable; messages.len()]
            }
        };
        for (waiting, outcome) in group.drain(..).zip(outcomes) {
            // Whoever gave up waiting sends it again, and it will be a duplicate.
            let _ = waiting.answer.send(outcome);
        }
    }
}

async fn run(
    store: &Store,
    messages: &[&Message],
) -> Result<(Vec<Outcome>, Vec<(String, LatestValue)>), Fault> {
    let session = store.begin(Actor::System("intake"), Mode::Write).await?;
    let result = group::store(&session, messages).await;
    session.finish(result).await
}
