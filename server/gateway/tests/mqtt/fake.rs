//! A platform in memory, and devices that drive the broker.

use async_trait::async_trait;
use gateway::{
    Accepted, Broker, Client, CommandAck, DeviceIdentity, Intake, Message, NotStored, Refusal,
    RejectionReason,
};
use rumqttc::{AsyncClient, ConnectionError, Event, EventLoop, MqttOptions, Packet};
use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{sync::Semaphore, time::timeout};

/// Longer than anything takes that happens at all.
pub const LONG: Duration = Duration::from_secs(10);
/// Long enough to believe that something does not happen.
pub const SHORT: Duration = Duration::from_millis(400);

/// Knows the devices `A` and `B` with password `secret`, and remembers everything.
pub struct Platform {
    accepted: Mutex<Vec<Message>>,
    acks: Mutex<Vec<(String, CommandAck)>>,
    rejections: Mutex<Vec<(Option<String>, RejectionReason)>>,
    presence: Mutex<Vec<(String, bool)>>,
    /// A message is accepted when there is a permit for it.
    pub gate: Semaphore,
    /// Whether the database is away.
    pub is_away: AtomicBool,
    /// Whether it panics when it is told who comes and goes.
    pub is_broken: AtomicBool,
}

impl Platform {
    pub fn new() -> Arc<Self> {
        Self::with_permits(1_000)
    }

    pub fn with_permits(permits: usize) -> Arc<Self> {
        Arc::new(Self {
            accepted: Mutex::default(),
            acks: Mutex::default(),
            rejections: Mutex::default(),
            presence: Mutex::default(),
            gate: Semaphore::new(permits),
            is_away: AtomicBool::new(false),
            is_broken: AtomicBool::new(false),
        })
    }

    pub fn accepted(&self) -> Vec<Message> {
        locked(&self.accepted).clone()
    }

    pub fn acks(&self) -> Vec<(String, CommandAck)> {
        locked(&self.acks).clone()
    }

    pub fn presence(&self) -> Vec<(String, bool)> {
        locked(&self.presence).clone()
    }

    pub fn has_counted(&self, device_code: Option<&str>, reason: RejectionReason) -> bool {
        locked(&self.rejections)
            .iter()
            .any(|(code, counted)| code.as_deref() == device_code && *counted == reason)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Intake for Platform {
    async fn authenticate(&self, client: Client<'_>) -> Result<DeviceIdentity, Refusal> {
        match (client.username, client.password) {
            ("A" | "B", Some(b"secret")) => Ok(DeviceIdentity { device_code: client.username.to_owned() }),
            ("A" | "B", _) => Err(Refusal::WrongCredentials),
            _ => Err(Refusal::UnknownDevice),
        }
    }

    async fn accept(&self, message: Message) -> Result<Accepted, NotStored> {
        if self.is_away.load(Ordering::SeqCst) {
            return Err(NotStored::Unavailable("the database is away".into()));
        }
        match self.gate.acquire().await {
            Ok(permit) => permit.forget(),
            Err(closed) => return Err(NotStored::Unavailable(closed.to_string())),
        }
        let stored = u32::try_from(message.values.len()).unwrap_or(u32::MAX);
        locked(&self.accepted).push(message);
        Ok(Accepted { stored, ..Accepted::default() })
    }

    async fn acknowledge(&self, device_code: &str, ack: CommandAck) -> Result<(), NotStored> {
        locked(&self.acks).push((device_code.to_owned(), ack));
        Ok(())
    }

    async fn rejected(
        &self,
        device_code: Option<&str>,
        reason: RejectionReason,
        _detail: &str,
        excerpt: &[u8],
    ) {
        assert!(excerpt.len() <= gateway::rejection::EXCERPT_BYTES);
        locked(&self.rejections).push((device_code.map(str::to_owned), reason));
    }

    async fn presence(&self, device_code: &str, online: bool) {
        assert!(!self.is_broken.load(Ordering::SeqCst), "what nobody foresaw");
        locked(&self.presence).push((device_code.to_owned(), online));
    }
}

/// A broker on a free port of this machine.
pub async fn broker(platform: &Arc<Platform>) -> Broker {
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    match gateway::broker::serve(anywhere, platform.clone()).await {
        Ok(broker) => broker,
        Err(problem) => panic!("{problem}"),
    }
}

/// A device, not connected yet.
pub fn device(broker: &Broker, client_id: &str, username: &str, password: &str) -> (AsyncClient, EventLoop) {
    AsyncClient::new(options(broker, client_id, username, password), 16)
}

pub fn options(broker: &Broker, client_id: &str, username: &str, password: &str) -> MqttOptions {
    let mut options = MqttOptions::new(client_id, "127.0.0.1", broker.local_addr().port());
    options.set_credentials(username, password).set_max_packet_size(1 << 20, 64 << 20);
    options
}

/// A device that is connected.
pub async fn connected(broker: &Broker, code: &str) -> (AsyncClient, EventLoop) {
    let (client, mut eventloop) = device(broker, code, code, "secret");
    heard(&mut eventloop, |packet| matches!(packet, Packet::ConnAck(_))).await;
    (client, eventloop)
}

/// The next packet that is wanted. It must come.
pub async fn heard(eventloop: &mut EventLoop, wanted: impl Fn(&Packet) -> bool) -> Packet {
    match next(eventloop, wanted, LONG).await {
        Some(Ok(packet)) => packet,
        Some(Err(error)) => panic!("the connection broke: {error}"),
        None => panic!("nothing came"),
    }
}

/// The next packet that is wanted, or the connection's end; none when neither comes in time.
pub async fn next(
    eventloop: &mut EventLoop,
    wanted: impl Fn(&Packet) -> bool,
    patience: Duration,
) -> Option<Result<Packet, ConnectionError>> {
    let search = async {
        loop {
            match eventloop.poll().await {
                Ok(Event::Incoming(packet)) if wanted(&packet) => return Ok(packet),
                Ok(_) => {}
                Err(error) => return Err(error),
            }
        }
    };
    timeout(patience, search).await.ok()
}

/// Waits until something is so.
pub async fn until(what: &str, is_so: impl Fn() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    if timeout(LONG, wait).await.is_err() {
        panic!("it did not happen that {what}");
    }
}
