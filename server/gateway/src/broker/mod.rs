//! The embedded broker: rmqtt, with our rules at its door.
//!
//! One connection's messages are stored one after another: rmqtt reads a connection's next packet when the last one
//! is acknowledged. So a connection carries at most one QoS 1 message in the time of a commit, and many connections
//! share a commit. A device that has more to say puts several values into a message, opens several connections, or
//! takes QoS 0; a gateway for hundreds of devices belongs to an external broker ([`crate::external`]).

mod gate;
mod presence;

use crate::{CommandMessage, CommandSink, Intake, Undelivered, command::encode, lasting::Lasting, topic};
use async_trait::async_trait;
use gate::{Gate, Hook};
use presence::Presence;
use rmqtt::{
    context::ServerContext,
    hook::Type,
    net::Builder,
    server::MqttServer,
    types::{ClientId, CodecPublish, From as Origin, Id, Publish, QoS},
};
use std::{
    net::SocketAddr,
    num::NonZeroU16,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    task::{JoinHandle, JoinSet},
    time::{sleep, timeout},
};

/// Longest packet; a longer one closes its connection.
const MAX_PACKET_BYTES: u32 = 1024 * 1024;
/// Longest client identifier.
const MAX_CLIENT_ID_BYTES: usize = 256;
/// Most sessions, connected or kept.
const MAX_SESSIONS: isize = 50_000;
/// How long a session is kept for a device that went away.
const SESSION_LIFE: Duration = Duration::from_secs(60 * 60);
/// How long an undelivered command is worth delivering.
const COMMAND_LIFE: Duration = Duration::from_secs(60);
/// After which a command that the device did not acknowledge is sent again.
const COMMAND_RETRY: Duration = Duration::from_secs(10);
/// How often connections are looked at that may have gone without a word.
const SWEEP: Duration = Duration::from_secs(30);
/// How long stopping may take.
const FAREWELL: Duration = Duration::from_secs(5);
/// QoS 1 and 2 messages that may be unacknowledged in one direction.
const MAX_INFLIGHT: NonZeroU16 = match NonZeroU16::new(128) {
    Some(number) => number,
    None => NonZeroU16::MIN,
};
/// The hooks we want.
const HOOKS: [Type; 6] = [
    Type::ClientAuthenticate,
    Type::ClientSubscribeCheckAcl,
    Type::MessagePublishCheckAcl,
    Type::MessagePublish,
    Type::ClientConnected,
    Type::ClientDisconnected,
];

/// A running broker. Dropped, it lets nobody in any more; [`Broker::stop`] also sends away who is in.
pub struct Broker {
    local_addr: SocketAddr,
    context: ServerContext,
    gate: Arc<Gate>,
    listener: JoinHandle<()>,
    sweeper: JoinHandle<()>,
    reporters: Mutex<JoinSet<()>>,
    lasting: Lasting,
}

/// Why the broker could not start.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("can't listen for devices on {address}: {reason}")]
pub struct ListenProblem {
    /// Where it should have listened.
    pub address: SocketAddr,
    /// What the system said.
    pub reason: String,
}

/// Starts the broker on `listen`, in plain TCP; port 0 takes a free one, see [`Broker::local_addr`].
///
/// # Errors
/// When the address can't be had.
pub async fn serve(listen: SocketAddr, intake: Arc<dyn Intake>) -> Result<Broker, ListenProblem> {
    let problem = |error: rmqtt::Error| ListenProblem { address: listen, reason: format!("{error:#}") };
    let listener = Builder::new()
        .name("linli")
        .laddr(listen)
        .reuseaddr(Some(true))
        .nodelay(true)
        .allow_anonymous(false)
        .max_packet_size(MAX_PACKET_BYTES)
        .max_clientid_len(MAX_CLIENT_ID_BYTES)
        .max_inflight(MAX_INFLIGHT)
        .max_subscriptions(4)
        .session_expiry_interval(SESSION_LIFE)
        .max_session_expiry_interval(SESSION_LIFE)
        .message_expiry_interval(COMMAND_LIFE)
        .message_retry_interval(COMMAND_RETRY)
        .bind()
        .and_then(rmqtt::net::Listener::tcp)
        .map_err(problem)?;
    let local_addr = listener.local_addr().map_err(problem)?;

    // Without the check for a busy machine, which would turn devices away just when everything happens at once.
    let context = ServerContext::new().busy_check_enable(false).mqtt_max_sessions(MAX_SESSIONS).build().await;
    let lasting = Lasting::new();
    let (presence, reporters) = Presence::new(&intake, &lasting);
    let gate = Arc::new(Gate::new(intake, presence, context.clone()));
    let register = context.extends.hook_mgr().register();
    for hook in HOOKS {
        register.add(hook, Box::new(Hook(Arc::clone(&gate)))).await;
    }
    register.start().await;

    let server = MqttServer::new(context.clone()).listener_by_id(listener, local_addr.port()).build();
    let listener = tokio::spawn(lasting.keep("the MQTT listener", async move {
        if let Err(error) = server.run().await {
            tracing::error!(%error, "the MQTT listener ended");
        }
    }));
    let sweep = sweep(Arc::clone(&gate), context.clone());
    let sweeper = tokio::spawn(lasting.keep("the search for broken connections", sweep));
    tracing::info!(%local_addr, "devices may connect");
    Ok(Broker { local_addr, context, gate, listener, sweeper, reporters: Mutex::new(reporters), lasting })
}

impl Broker {
    /// Where it listens.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.local_addr
    }

    /// Whether the device has a connection.
    #[must_use]
    pub fn is_online(&self, device_code: &str) -> bool {
        self.gate.presence.is_online(device_code)
    }

    /// Publishes `payload` on the device's command topic, at least once.
    ///
    /// # Errors
    /// When the device is not connected or does not listen.
    pub async fn send_command(&self, device_code: &str, payload: Vec<u8>) -> Result<(), Undelivered> {
        if !topic::is_device_code(device_code) {
            return Err(Undelivered::NoSuchDevice);
        }
        if !self.is_online(device_code) {
            return Err(Undelivered::Offline);
        }
        let packet = CodecPublish {
            dup: false,
            retain: false,
            qos: QoS::AtLeastOnce,
            topic: topic::command(device_code).into(),
            packet_id: None,
            payload: payload.into(),
            properties: None,
        };
        let publish = Publish::from(packet).create_time(chrono::Utc::now().timestamp_millis());
        let ourselves = Id::from(self.context.node.id(), ClientId::from_static("linli"));
        let shared = self.context.extends.shared().await;
        match shared.forwards(None, Origin::from_system(ourselves), publish).await {
            Ok(0) => Err(Undelivered::NotListening),
            Ok(_) => Ok(()),
            Err((0, _)) => Err(Undelivered::Offline),
            Err(_) => Ok(()),
        }
    }

    /// Waits until a part of it has ended that goes on until it is stopped; does not keep the broker.
    pub fn ended(&self) -> impl Future<Output = ()> + Send + 'static + use<> {
        self.lasting.ended()
    }

    /// Closes the listener and all connections, and waits until the devices' absence is reported.
    pub async fn stop(&self) {
        self.lasting.stop();
        self.listener.abort();
        self.sweeper.abort();
        let shared = self.context.extends.shared().await;
        // Collected first: the iterator holds what a kick needs.
        let sessions: Vec<_> = shared.iter().collect();
        drop(shared);
        let mut farewells = JoinSet::new();
        for mut session in sessions {
            farewells.spawn(async move {
                if let Err(error) = session.kick(true, true, true).await {
                    tracing::debug!(%error, "a session did not end");
                }
            });
        }
        let _ = timeout(FAREWELL, async { while farewells.join_next().await.is_some() {} }).await;
        let _ = timeout(FAREWELL, async {
            while !self.listener.is_finished() || !self.gate.presence.connections().is_empty() {
                sleep(Duration::from_millis(5)).await;
            }
        })
        .await;
        self.gate.close();
        let mut reporters =
            std::mem::take(&mut *self.reporters.lock().unwrap_or_else(PoisonError::into_inner));
        let _ = timeout(FAREWELL, async { while reporters.join_next().await.is_some() {} }).await;
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.lasting.stop();
        self.listener.abort();
        self.sweeper.abort();
    }
}

#[async_trait]
impl CommandSink for Broker {
    async fn send(&self, device_code: &str, command: &CommandMessage) -> Result<(), Undelivered> {
        self.send_command(device_code, encode(command)?).await
    }

    async fn send_away(&self, device_code: &str) {
        let shared = self.context.extends.shared().await;
        let sessions: Vec<_> = self
            .gate
            .presence
            .of(device_code)
            .into_iter()
            .map(|connection| shared.entry(connection))
            .collect();
        drop(shared);
        // Beside the caller: a connection that hangs takes seconds to end.
        tokio::spawn(async move {
            for mut session in sessions {
                if let Err(error) = session.kick(true, true, true).await {
                    tracing::debug!(%error, "a session did not end");
                }
            }
        });
    }

    fn tells_presence(&self) -> bool {
        true
    }
}

/// rmqtt says nothing about a connection that breaks while it is being welcomed, so it is looked for.
async fn sweep(gate: Arc<Gate>, context: ServerContext) {
    loop {
        sleep(SWEEP).await;
        for (device_code, connection) in gate.presence.connections() {
            let entry = context.extends.shared().await.entry(connection.clone());
            let is_alive = entry.id_same() == Some(true) && entry.tx().is_some_and(|tx| !tx.is_closed());
            if !is_alive {
                gate.presence.left(&device_code, &connection);
            }
        }
    }
}
