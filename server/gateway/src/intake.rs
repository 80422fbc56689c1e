//! The port behind which the platform stands: who may come in, and what becomes of what they say.

use crate::{CommandAck, Message, Rejection, RejectionReason};
use async_trait::async_trait;
use std::net::SocketAddr;

/// What a broker needs from the platform. The sensing engine implements it.
#[async_trait]
pub trait Intake: Send + Sync + 'static {
    /// Checks a device's credentials.
    ///
    /// The identity's code must be the user name: topics are checked against the user name from then on. A refusal is
    /// reported back by the broker through [`Intake::rejected`]; don't count it here too.
    ///
    /// # Errors
    /// The reason for which the client may not come in.
    async fn authenticate(&self, client: Client<'_>) -> Result<DeviceIdentity, Refusal>;

    /// Stores the values of one message, and resolves only when they are committed.
    ///
    /// # Errors
    /// [`NotStored::Rejected`] when they can never be stored; the broker acknowledges and counts it.
    /// [`NotStored::Unavailable`] when they can't be stored now; the broker does not acknowledge.
    async fn accept(&self, message: Message) -> Result<Accepted, NotStored>;

    /// Records a device's answer to a command, and resolves only when it is committed.
    ///
    /// # Errors
    /// As for [`Intake::accept`].
    async fn acknowledge(&self, device_code: &str, ack: CommandAck) -> Result<(), NotStored>;

    /// Counts something that was refused. `payload_excerpt` is at most [`crate::rejection::EXCERPT_BYTES`] long.
    async fn rejected(
        &self,
        device_code: Option<&str>,
        reason: RejectionReason,
        detail: &str,
        payload_excerpt: &[u8],
    );

    /// A device's first connection came, or its last one went. Calls for one device arrive in order.
    async fn presence(&self, device_code: &str, online: bool);
}

/// A client that wants to sign in.
#[derive(Clone, Copy)]
pub struct Client<'a> {
    /// Its MQTT client identifier; one made by the broker when it gave none.
    pub client_id: &'a str,
    /// Its user name: the device's code.
    pub username: &'a str,
    /// Its password as it came, which need not be text.
    pub password: Option<&'a [u8]>,
    /// Where it connects from.
    pub peer: SocketAddr,
}

/// A device that was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceIdentity {
    /// Its code.
    pub device_code: String,
}

/// Why a client may not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No device in use has this code.
    #[error("unknown device")]
    UnknownDevice,
    /// The device exists, the password is missing, wrong or revoked.
    #[error("wrong credentials")]
    WrongCredentials,
    /// It can't be told now.
    #[error("credentials can't be checked now")]
    Unavailable,
}

/// What became of a message's values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Values that are new.
    pub stored: u32,
    /// Values that were known already, word for word.
    pub duplicate: u32,
    /// Values that contradict a known one for the same instant; the first was kept.
    pub conflicting: u32,
}

/// Why something was not stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotStored {
    /// It is wrong and will stay wrong.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// The store is away; the same message may succeed later.
    #[error("unavailable: {0}")]
    Unavailable(String),
}
