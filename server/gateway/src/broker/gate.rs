//! The rules at the embedded broker's door: who comes in, what may be published and heard, when PUBACK is sent.
//!
//! All of it happens in rmqtt's hooks, which are awaited one by one for each connection. The check of the right to
//! publish is awaited before PUBACK, and alone can refuse with or without closing the connection: so the message is
//! stored there.

use super::presence::Presence;
use crate::{
    Client, Intake, Refusal, RejectionReason,
    inbound::{Outcome, receive},
    rejection::{excerpt, shortened},
    topic::{self, Channel},
};
use async_trait::async_trait;
use rmqtt::{
    codec::v5::{PublishAckReason, SubscribeAckReason},
    context::ServerContext,
    hook::{Handler, HookResult, Parameter, ReturnType},
    session::Session,
    types::{
        AuthResult, ConnectInfo, From as Origin, FromType, Publish, PublishAclResult, PublishResult, QoS,
        Reason, Subscribe, SubscribeAclResult, TopicName,
    },
};
use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};
use tokio::sync::Semaphore;

/// Unacknowledged messages (QoS 0) that may be on their way to the store at once.
const MAX_UNDER_WAY: usize = 1_024;
/// How long a connection is held before it is closed when its message can't be stored, so that devices don't storm.
const HOLD: Duration = Duration::from_secs(2);
/// Where a last will goes that must not be heard. Nobody may subscribe to it.
const NOWHERE: &str = "linli/-/will";
/// When rmqtt does not know where a client comes from.
const UNKNOWN_PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

/// The keeper of the door.
pub(super) struct Gate {
    intake: Arc<dyn Intake>,
    pub(super) presence: Presence,
    /// The broker's own state; none after it stopped, since the two hold each other.
    context: RwLock<Option<ServerContext>>,
    under_way: Arc<Semaphore>,
}

impl Gate {
    pub(super) fn new(intake: Arc<dyn Intake>, presence: Presence, context: ServerContext) -> Self {
        Self {
            intake,
            presence,
            context: RwLock::new(Some(context)),
            under_way: Arc::new(Semaphore::new(MAX_UNDER_WAY)),
        }
    }

    /// Lets go of the broker's state.
    pub(super) fn close(&self) {
        self.presence.close();
        *self.context.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn context(&self) -> Option<ServerContext> {
        self.context.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn authenticate(&self, connect: &ConnectInfo) -> AuthResult {
        let Some(username) = connect.username() else {
            return self.refuse_client(None, RejectionReason::WrongCredentials, "no user name").await;
        };
        let device_code: &str = username;
        if !topic::is_device_code(device_code) {
            let detail = format!("{:?} is no device code", shortened(device_code));
            return self.refuse_client(None, RejectionReason::UnknownDevice, &detail).await;
        }
        let client = Client {
            client_id: connect.client_id(),
            username: device_code,
            password: connect.password().map(|password| &password[..]),
            peer: connect.ipaddress().unwrap_or(UNKNOWN_PEER),
        };
        let peer = client.peer;
        match self.intake.authenticate(client).await {
            Ok(identity) if identity.device_code != device_code => {
                tracing::error!(
                    device_code,
                    known_as = identity.device_code,
                    "a user name must be the device's code"
                );
                AuthResult::NotAuthorized
            }
            Ok(_) if self.is_of_another(connect, device_code).await => {
                let detail = format!("from {peer}: the client identifier is another device's");
                self.refuse_client(Some(device_code), RejectionReason::WrongCredentials, &detail).await
            }
            Ok(_) => AuthResult::Allow(false, None),
            Err(Refusal::UnknownDevice) => {
                let detail = format!("from {peer}");
                self.refuse_client(Some(device_code), RejectionReason::UnknownDevice, &detail).await
            }
            Err(Refusal::WrongCredentials) => {
                let detail = format!("from {peer}");
                self.refuse_client(Some(device_code), RejectionReason::WrongCredentials, &detail).await
            }
            Err(Refusal::Unavailable) => AuthResult::NotAuthorized,
        }
    }

    /// A client identifier that is in use takes over the session with its subscriptions, so it must be the same device's.
    async fn is_of_another(&self, connect: &ConnectInfo, device_code: &str) -> bool {
        let Some(context) = self.context() else { return false };
        let entry = context.extends.shared().await.entry(connect.id().clone());
        entry.session().is_some_and(|session| session.id.username_ref() != device_code)
    }

    async fn refuse_client(
        &self,
        device_code: Option<&str>,
        reason: RejectionReason,
        detail: &str,
    ) -> AuthResult {
        self.intake.rejected(device_code, reason, detail, &[]).await;
        AuthResult::BadUsernameOrPassword
    }

    async fn subscribe(&self, session: &Session, subscribe: &Subscribe) -> SubscribeAclResult {
        let device_code = session.id.username_ref();
        let filter: &str = &subscribe.topic_filter;
        if filter == topic::command(device_code) {
            return SubscribeAclResult::new_success(subscribe.opts.qos(), None);
        }
        let detail = format!("subscribing to {:?}", shortened(filter));
        self.intake.rejected(Some(device_code), RejectionReason::TopicRefused, &detail, &[]).await;
        SubscribeAclResult::new_failure(SubscribeAckReason::NotAuthorized)
    }

    async fn publish(self: &Arc<Self>, session: &Session, publish: &Publish) -> PublishAclResult {
        let device_code = session.id.username_ref();
        let Some(channel) = own_channel(device_code, publish) else {
            self.refuse_topic(device_code, publish).await;
            return refused(
                PublishAckReason::NotAuthorized,
                RejectionReason::TopicRefused.key(),
                Connection::Kept,
            );
        };
        if publish.qos == QoS::AtMostOnce {
            self.receive_beside(device_code, channel, publish).await;
            return PublishAclResult::allow();
        }
        match receive(self.intake.as_ref(), device_code, channel, &publish.payload).await {
            Outcome::Stored => PublishAclResult::allow(),
            Outcome::Rejected(reason) => {
                refused(PublishAckReason::PayloadFormatInvalid, reason.key(), Connection::Kept)
            }
            Outcome::Unavailable => {
                tokio::time::sleep(HOLD).await;
                refused(PublishAckReason::ImplementationSpecificError, "unavailable", Connection::Closed)
            }
        }
    }

    /// Nobody waits for the acknowledgement of a QoS 0 message, so that the next one need not wait either.
    async fn receive_beside(self: &Arc<Self>, device_code: &str, channel: Channel, publish: &Publish) {
        let Ok(permit) = Arc::clone(&self.under_way).acquire_owned().await else { return };
        let (gate, device_code, payload) =
            (Arc::clone(self), device_code.to_owned(), publish.payload.clone());
        tokio::spawn(async move {
            receive(gate.intake.as_ref(), &device_code, channel, &payload).await;
            drop(permit);
        });
    }

    /// rmqtt publishes last wills without asking for the right to, so that any device could command any other. Those
    /// on the device's own topics are taken like its other messages; whatever it is, nobody hears it.
    async fn bury_last_will(&self, from: &Origin, publish: &Publish) -> Option<Publish> {
        if !matches!(from.typ(), FromType::LastWill) {
            return None;
        }
        let device_code = from.id.username_ref();
        match own_channel(device_code, publish) {
            Some(channel) => {
                receive(self.intake.as_ref(), device_code, channel, &publish.payload).await;
            }
            None => self.refuse_topic(device_code, publish).await,
        }
        let mut unheard = publish.clone();
        unheard.topic = TopicName::from_static(NOWHERE);
        Some(unheard)
    }

    async fn refuse_topic(&self, device_code: &str, publish: &Publish) {
        let detail = format!("publishing to {:?}", shortened(&publish.topic));
        let payload = excerpt(&publish.payload);
        self.intake.rejected(Some(device_code), RejectionReason::TopicRefused, &detail, payload).await;
    }

    async fn disconnected(&self, session: &Session, reason: &Reason) {
        let device_code = session.id.username_ref();
        self.presence.left(device_code, &session.id);
        let reason = reason.to_string();
        // The codec's error reaches us as text only: `DecodeError::MaxSizeExceeded`, displayed or debugged.
        if reason.contains("Max size exceeded") || reason.contains("MaxSizeExceeded") {
            let detail = format!("the connection was closed: {reason}");
            self.intake.rejected(Some(device_code), RejectionReason::TooLarge, &detail, &[]).await;
        }
    }
}

/// What a device may publish: observations and answers of its own.
fn own_channel(device_code: &str, publish: &Publish) -> Option<Channel> {
    match topic::parse(&publish.topic) {
        Some((owner, channel @ (Channel::Observation | Channel::Ack))) if owner == device_code => {
            Some(channel)
        }
        _ => None,
    }
}

/// What a refusal does to the connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Connection {
    /// The message is acknowledged; MQTT 5 clients hear the reason.
    Kept,
    /// The message is not acknowledged.
    Closed,
}

fn refused(code: PublishAckReason, why: &'static str, connection: Connection) -> PublishAclResult {
    PublishAclResult(PublishResult::reason_code(code, Some(why.into()), connection == Connection::Closed))
}

/// The gate as rmqtt calls it.
pub(super) struct Hook(pub(super) Arc<Gate>);

#[async_trait]
impl Handler for Hook {
    async fn hook(&self, param: &Parameter, acc: Option<HookResult>) -> ReturnType {
        let gate = &self.0;
        let result = match param {
            Parameter::ClientAuthenticate(connect) => {
                HookResult::AuthResult(gate.authenticate(connect).await)
            }
            Parameter::ClientSubscribeCheckAcl(session, subscribe) => {
                HookResult::SubscribeAclResult(gate.subscribe(session, subscribe).await)
            }
            Parameter::MessagePublishCheckAcl(session, publish) => {
                HookResult::PublishAclResult(gate.publish(session, publish).await)
            }
            Parameter::MessagePublish(_, from, publish) => match gate.bury_last_will(from, publish).await {
                Some(unheard) => HookResult::Publish(unheard),
                None => return (true, acc),
            },
            Parameter::ClientConnected(session) => {
                gate.presence.joined(session.id.username_ref(), &session.id);
                return (true, acc);
            }
            Parameter::ClientDisconnected(session, reason) => {
                gate.disconnected(session, reason).await;
                return (true, acc);
            }
            _ => return (true, acc),
        };
        (false, Some(result))
    }
}
