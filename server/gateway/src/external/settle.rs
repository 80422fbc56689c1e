//! Acknowledging in order what is stored side by side.
//!
//! # Source
//! MQTT 3.1.1, 4.6: acknowledgements leave in the order in which their messages came (MQTT-4.6.0-2).

use crate::{
    Intake, RejectionReason,
    inbound::{Outcome, receive},
    pause::Pause,
    rejection::{excerpt, shortened},
    topic,
};
use rumqttc::{AsyncClient, Publish};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::{sync::mpsc, task::JoinHandle, time::sleep};

/// Numbers the connections: odd while one lasts, even between two.
#[derive(Default)]
pub(super) struct Link(AtomicU64);

impl Link {
    pub(super) fn begin(&self) {
        if !self.is_connected() {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    pub(super) fn end(&self) {
        if self.is_connected() {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    pub(super) fn generation(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    pub(super) fn is_connected(&self) -> bool {
        self.generation() % 2 == 1
    }
}

/// A message on its way to the store.
pub(super) struct Pending {
    /// The connection on which it came, and alone may be acknowledged.
    pub(super) generation: u64,
    pub(super) publish: Publish,
    /// Whether it may be acknowledged.
    pub(super) work: JoinHandle<bool>,
}

/// Stores a message, trying again as long as its connection lasts; after that the broker sends it again.
pub(super) async fn store(
    intake: Arc<dyn Intake>,
    link: Arc<Link>,
    generation: u64,
    publish: Publish,
) -> bool {
    let Some((device_code, channel)) = topic::parse(&publish.topic) else {
        let detail = format!("{:?} is no topic of a device", shortened(&publish.topic));
        intake.rejected(None, RejectionReason::TopicRefused, &detail, excerpt(&publish.payload)).await;
        return true;
    };
    let mut pause = Pause::new();
    loop {
        match receive(intake.as_ref(), device_code, channel, &publish.payload).await {
            Outcome::Stored | Outcome::Rejected(_) => return true,
            Outcome::Unavailable => sleep(pause.grow()).await,
        }
        if link.generation() != generation {
            return false;
        }
    }
}

/// Acknowledges what is stored.
pub(super) async fn settle(mut inbox: mpsc::Receiver<Pending>, client: AsyncClient, link: Arc<Link>) {
    while let Some(Pending { generation, publish, work }) = inbox.recv().await {
        let may_acknowledge = work.await.unwrap_or_else(|error| {
            tracing::error!(%error, "storing a message broke off");
            false
        });
        // A message that came again carries its old packet identifier, so that an acknowledgement that slips past
        // this check into the next connection still names the same, stored message.
        if may_acknowledge && link.generation() == generation && client.ack(&publish).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_connection_has_a_number_of_its_own() {
        let link = Link::default();
        assert!(!link.is_connected());
        link.begin();
        let first = link.generation();
        assert!(link.is_connected());
        link.end();
        link.end();
        assert!(!link.is_connected());
        link.begin();
        assert_ne!(link.generation(), first);
    }
}
