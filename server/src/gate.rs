//! Between the gateway's protocols and the sensing engine.

use async_trait::async_trait;
use base::Store;
use contract::{CommandId, Fault, sensing::Value};
use gateway::{
    Accepted, Client, CommandAck, CommandMessage, CommandSink, DeviceIdentity, Intake, Message, NotStored,
    Refusal, Rejection, RejectionReason,
};
use sensing::{Measured, Outcome, command::Courier};
use std::{sync::Arc, time::Duration};

/// How often the answer to a command is tried.
const ANSWER_TRIES: usize = 3;
/// Between two tries to keep who is connected, while the database is away.
const PRESENCE_PAUSE: Duration = Duration::from_secs(1);

/// Hands what devices send to the sensing engine.
pub struct Gate {
    /// The store.
    pub store: Store,
    /// The engine's door.
    pub intake: sensing::Intake,
}

#[async_trait]
impl Intake for Gate {
    async fn authenticate(&self, client: Client<'_>) -> Result<DeviceIdentity, Refusal> {
        let secret = client.password.unwrap_or_default();
        match sensing::credential::is_right(&self.store, client.username, secret).await {
            Ok(true) => Ok(DeviceIdentity { device_code: client.username.to_owned() }),
            Ok(false) => Err(Refusal::WrongCredentials),
            Err(_) => Err(Refusal::Unavailable),
        }
    }

    async fn accept(&self, message: Message) -> Result<Accepted, NotStored> {
        let values =
            message.values.into_iter().map(|(property, value)| (property, measured(value))).collect();
        let message = sensing::Message {
            device_code: message.device_code,
            phenomenon_at_ms: message.phenomenon_at_ms,
            seq: message.seq,
            values,
        };
        match self.intake.accept(message).await {
            Outcome::Stored { stored, duplicate, conflicting } => {
                Ok(Accepted { stored, duplicate, conflicting })
            }
            // The engine has counted it; to the broker it is done with.
            Outcome::Rejected(_) => Ok(Accepted::default()),
            Outcome::Unavailable => Err(NotStored::Unavailable("the database is away".into())),
        }
    }

    async fn acknowledge(&self, device_code: &str, ack: CommandAck) -> Result<(), NotStored> {
        let Ok(command) = ack.command_id.parse::<CommandId>() else {
            return Err(NotStored::Rejected(Rejection::new(
                RejectionReason::WrongType,
                "command_id is not a UUID",
            )));
        };
        let answer = sensing::command::Answer { command, is_done: ack.ok, detail: ack.detail };
        for _ in 0..ANSWER_TRIES {
            match sensing::command::answered(&self.store, device_code, &answer).await {
                Ok(()) => return Ok(()),
                Err(Fault::Unavailable) => return Err(NotStored::Unavailable("the database is away".into())),
                Err(fault) => tracing::warn!(%fault, device_code, "an answer could not be stored"),
            }
        }
        // It is counted and done with, or it would be sent again for ever and keep all behind it waiting.
        self.intake.refuse("internal", device_code, "the answer to a command", b"");
        Ok(())
    }

    async fn rejected(
        &self,
        device_code: Option<&str>,
        reason: RejectionReason,
        detail: &str,
        payload_excerpt: &[u8],
    ) {
        self.intake.refuse(reason.key(), device_code.unwrap_or_default(), detail, payload_excerpt);
    }

    async fn presence(&self, device_code: &str, online: bool) {
        loop {
            match sensing::watch::presence(&self.store, device_code, online).await {
                // Whoever reports waits, so that the order stays.
                Err(Fault::Unavailable) => tokio::time::sleep(PRESENCE_PAUSE).await,
                Err(fault) => return tracing::warn!(%fault, device_code, "presence could not be kept"),
                Ok(()) => return,
            }
        }
    }
}

fn measured(value: gateway::Value) -> Measured {
    match value {
        gateway::Value::Number { value, unit } => Measured { value: Value::Number(value), unit },
        gateway::Value::Text(text) => Measured { value: Value::Text(text), unit: None },
        gateway::Value::Flag(flag) => Measured { value: Value::Flag(flag), unit: None },
    }
}

/// Carries commands to devices over whichever broker there is.
pub struct Carrier(pub Option<Arc<dyn CommandSink>>);

#[async_trait]
impl Courier for Carrier {
    async fn deliver(
        &self,
        device_code: &str,
        command: CommandId,
        property: &str,
        desired: &str,
    ) -> Result<(), String> {
        let Some(sink) = &self.0 else { return Err("no broker is configured".into()) };
        let message = CommandMessage {
            command_id: command.to_string(),
            property: property.into(),
            desired: serde_json::from_str(desired).unwrap_or_default(),
        };
        sink.send(device_code, &message).await.map_err(|undelivered| format!("{undelivered:?}"))
    }

    async fn send_away(&self, device_code: &str) {
        if let Some(sink) = &self.0 {
            sink.send_away(device_code).await;
        }
    }

    fn tells_presence(&self) -> bool {
        self.0.as_ref().is_none_or(|sink| sink.tells_presence())
    }
}
