//! An external broker, mosquitto or EMQX: we are one of its clients.
//!
//! Our session there is persistent and our subscriptions are QoS 1; a message is acknowledged when it is stored, in
//! the order in which it came, while the next ones are already on their way to the store. What we did not acknowledge
//! comes again after a reconnection. Who may publish on which topic is the broker's to enforce: its access list must
//! bind `linli/<code>/...` to the user `<code>`, and a credential that shall no longer work is ended there. It does not
//! tell us who is connected: the platform goes by when a device was last heard of.

mod settle;
mod url;

use crate::{
    CommandMessage, CommandSink, Intake, Undelivered, command::encode, lasting::Lasting, pause::Pause, topic,
};
use async_trait::async_trait;
use rumqttc::{AsyncClient, Event, EventLoop, MqttOptions, Outgoing, Packet, QoS, SubscribeFilter};
use settle::{Link, Pending, store};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::{sleep, timeout},
};
pub use url::UrlProblem;

/// The largest packet that MQTT knows: refusing a smaller one would break the connection, and the broker would
/// send it again for ever. What is too large is counted by [`mod@crate::decode`].
const MAX_IN_BYTES: usize = 268_435_460;
const MAX_OUT_BYTES: usize = 1024 * 1024;
/// Messages on their way to the store.
const MAX_PENDING: usize = 1_024;
/// Acknowledgements and commands on their way to the broker.
const MAX_REQUESTS: usize = 2_048;
/// How long a command may wait for its turn.
const COMMAND_PATIENCE: Duration = Duration::from_secs(5);
/// How long stopping may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// A running connection to an external broker. It ends when dropped; [`External::stop`] says goodbye first.
pub struct External {
    client: AsyncClient,
    link: Arc<Link>,
    stop: watch::Sender<bool>,
    conversation: JoinHandle<()>,
    settlement: JoinHandle<()>,
    lasting: Lasting,
}

/// Connects to the broker at `url`, `mqtt://user:password@host:1883?client_id=linli-gateway`, now and again whenever
/// the connection breaks. Must be called inside a Tokio runtime.
///
/// # Errors
/// When the URL can't be understood. A broker that is away is waited for.
pub fn connect(url: &str, intake: Arc<dyn Intake>) -> Result<External, UrlProblem> {
    let target = url::parse(url)?;
    let mut options = MqttOptions::new(target.client_id, target.host, target.port);
    options
        .set_clean_session(false)
        .set_manual_acks(true)
        .set_keep_alive(Duration::from_secs(30))
        .set_max_packet_size(MAX_IN_BYTES, MAX_OUT_BYTES);
    if let Some((user, password)) = target.credentials {
        options.set_credentials(user, password);
    }
    let (client, eventloop) = AsyncClient::new(options, MAX_REQUESTS);
    let link = Arc::new(Link::default());
    let (pending, inbox) = mpsc::channel(MAX_PENDING);
    let (stop, stopped) = watch::channel(false);
    let lasting = Lasting::new();
    let settlement = settle::settle(inbox, client.clone(), Arc::clone(&link));
    let settlement = tokio::spawn(lasting.keep("acknowledging at the MQTT broker", settlement));
    let conversation =
        Conversation { client: client.clone(), link: Arc::clone(&link), intake, pending, stopped };
    let conversation = conversation.hold(eventloop);
    let conversation = tokio::spawn(lasting.keep("the conversation with the MQTT broker", conversation));
    Ok(External { client, link, stop, conversation, settlement, lasting })
}

impl External {
    /// Whether the broker is there.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.link.is_connected()
    }

    /// Waits until a part of it has ended that goes on until it is stopped; a broker that is away ends none.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + 'static + use<> {
        self.lasting.ended()
    }

    /// Says goodbye. Messages that are not stored yet come again next time.
    pub async fn stop(&self) {
        self.lasting.stop();
        let _ = self.stop.send(true);
        let _ = timeout(FAREWELL, async {
            while !self.conversation.is_finished() {
                sleep(Duration::from_millis(5)).await;
            }
        })
        .await;
        self.conversation.abort();
        self.settlement.abort();
    }
}

impl Drop for External {
    fn drop(&mut self) {
        self.lasting.stop();
        self.conversation.abort();
        self.settlement.abort();
    }
}

#[async_trait]
impl CommandSink for External {
    async fn send(&self, device_code: &str, command: &CommandMessage) -> Result<(), Undelivered> {
        if !topic::is_device_code(device_code) {
            return Err(Undelivered::NoSuchDevice);
        }
        if !self.is_connected() {
            return Err(Undelivered::BrokerAway);
        }
        let payload = encode(command)?;
        let publish = self.client.publish(topic::command(device_code), QoS::AtLeastOnce, false, payload);
        match timeout(COMMAND_PATIENCE, publish).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Undelivered::BrokerAway),
        }
    }

    /// Does nothing: accounts and connections are the broker's.
    async fn send_away(&self, _device_code: &str) {}

    fn tells_presence(&self) -> bool {
        false
    }
}

/// Our side of the connection.
struct Conversation {
    client: AsyncClient,
    link: Arc<Link>,
    intake: Arc<dyn Intake>,
    pending: mpsc::Sender<Pending>,
    stopped: watch::Receiver<bool>,
}

impl Conversation {
    async fn hold(mut self, mut eventloop: EventLoop) {
        let mut pause = Pause::new();
        loop {
            let event = tokio::select! {
                event = eventloop.poll() => event,
                _ = self.stopped.changed() => return self.part(eventloop).await,
            };
            match event {
                Ok(Event::Incoming(Packet::ConnAck(_))) => {
                    pause.reset();
                    self.link.begin();
                    self.subscribe();
                    tracing::info!("connected to the MQTT broker");
                }
                Ok(Event::Incoming(Packet::Publish(publish))) => {
                    let generation = self.link.generation();
                    let work = tokio::spawn(store(
                        Arc::clone(&self.intake),
                        Arc::clone(&self.link),
                        generation,
                        publish.clone(),
                    ));
                    // When too much is pending we stop reading, and the broker keeps the rest.
                    let _ = self.pending.send(Pending { generation, publish, work }).await;
                }
                Ok(_) => {}
                Err(error) => {
                    self.link.end();
                    let pause = pause.grow();
                    tracing::warn!(%error, seconds = pause.as_secs(), "the MQTT broker is away");
                    tokio::select! {
                        () = sleep(pause) => {}
                        _ = self.stopped.changed() => return,
                    }
                }
            }
        }
    }

    /// Beside the conversation, which has to go on for the request to leave.
    fn subscribe(&self) {
        let client = self.client.clone();
        tokio::spawn(async move {
            let filters = ["linli/+/observation", "linli/+/ack"]
                .map(|filter| SubscribeFilter::new(filter.to_owned(), QoS::AtLeastOnce));
            if let Err(error) = client.subscribe_many(filters).await {
                tracing::error!(%error, "can't subscribe at the MQTT broker");
            }
        });
    }

    async fn part(self, mut eventloop: EventLoop) {
        self.link.end();
        if self.client.try_disconnect().is_err() {
            return;
        }
        let goodbye = async {
            loop {
                match eventloop.poll().await {
                    Ok(Event::Outgoing(Outgoing::Disconnect)) | Err(_) => return,
                    Ok(_) => {}
                }
            }
        };
        let _ = timeout(FAREWELL / 2, goodbye).await;
    }
}
