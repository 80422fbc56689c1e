//! What is asked of devices, and what they answer.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

/// A wish for one property of a device, sent as JSON on `linli/<code>/command`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommandMessage {
    /// Identifies the command in the answer: a UUID.
    pub command_id: String,
    /// The property, such as `sounding`.
    pub property: String,
    /// What its value shall be.
    pub desired: serde_json::Value,
}

/// A device's answer to a command, received as JSON on `linli/<code>/ack`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommandAck {
    /// The command that is answered.
    pub command_id: String,
    /// Whether it was carried out.
    pub ok: bool,
    /// The property's value now, as the device says.
    #[serde(default)]
    pub reported: serde_json::Value,
    /// Why not, in the device's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// The way to the devices.
#[async_trait]
pub trait CommandSink: Send + Sync {
    /// Hands a command over for delivery at least once. That it arrived is known only from the device's answer.
    ///
    /// # Errors
    /// Why it could not be handed over.
    async fn send(&self, device_code: &str, command: &CommandMessage) -> Result<(), Undelivered>;

    /// Ends the device's connections, where they are ours to end. It may come back at once, if it may come in at all.
    async fn send_away(&self, device_code: &str);

    /// Whether the broker tells who is connected, by [`crate::Intake::presence`].
    fn tells_presence(&self) -> bool;
}

/// Why a command did not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// The code can't be part of a topic.
    #[error("no device can have this code")]
    NoSuchDevice,
    /// The device is not connected.
    #[error("the device is offline")]
    Offline,
    /// The device is connected, but did not subscribe to its commands.
    #[error("the device does not listen to commands")]
    NotListening,
    /// There is no connection to the external broker.
    #[error("the broker is away")]
    BrokerAway,
    /// The command can't be written as JSON.
    #[error("the command can't be encoded")]
    Unencodable,
}

/// The command as it goes over the wire.
pub(crate) fn encode(command: &CommandMessage) -> Result<Vec<u8>, Undelivered> {
    serde_json::to_vec(command).map_err(|_| Undelivered::Unencodable)
}
