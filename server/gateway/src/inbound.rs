//! One message from a device: decoded, handed to the intake, and what the device shall hear.

use crate::{
    Intake, NotStored, Rejection, RejectionReason, decode, decode_ack, rejection::excerpt, topic::Channel,
};
use chrono::Utc;

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is stored: acknowledge.
    Stored,
    /// It was refused and counted: acknowledge, so that the device does not send it again.
    Rejected(RejectionReason),
    /// It can't be stored now: do not acknowledge.
    Unavailable,
}

/// Brings a message in.
pub(crate) async fn receive(
    intake: &dyn Intake,
    device_code: &str,
    channel: Channel,
    payload: &[u8],
) -> Outcome {
    let stored = match channel {
        Channel::Observation => match decode(device_code, payload, Utc::now().timestamp_millis()) {
            Ok(message) => intake.accept(message).await.map(|_| ()),
            Err(rejection) => Err(rejection.into()),
        },
        Channel::Ack => match decode_ack(payload) {
            Ok(ack) => intake.acknowledge(device_code, ack).await,
            Err(rejection) => Err(rejection.into()),
        },
        Channel::Command => {
            Err(Rejection::new(RejectionReason::TopicRefused, "devices don't publish commands").into())
        }
    };
    match stored {
        Ok(()) => Outcome::Stored,
        Err(NotStored::Rejected(Rejection { reason, detail })) => {
            intake.rejected(Some(device_code), reason, &detail, excerpt(payload)).await;
            Outcome::Rejected(reason)
        }
        Err(NotStored::Unavailable(why)) => {
            tracing::warn!(device_code, why, "a message could not be stored; the device keeps it");
            Outcome::Unavailable
        }
    }
}
