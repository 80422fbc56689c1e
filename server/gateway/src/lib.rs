//! How devices come in: MQTT 3.1.1 and 5.0, by a broker of our own or by one that the community already has.
//!
//! A device signs in with its code as user name, publishes observations on `linli/<code>/observation` and answers
//! to commands on `linli/<code>/ack`, and listens on `linli/<code>/command`; nothing else is open to it. A message
//! is checked here, handed to an [`Intake`], and acknowledged when the intake has **stored** it: PUBACK means
//! stored. What is refused is acknowledged as well, so that a device does not send it for ever, and counted with its
//! [`RejectionReason`]. When the database is away nothing is acknowledged, and the device keeps its message.
//!
//! # Source
//! OASIS MQTT 3.1.1 (ISO/IEC 20922:2016) and MQTT 5.0; instants after RFC 3339; units in UCUM.

pub mod broker;
pub mod command;
pub mod decode;
pub mod external;
mod inbound;
pub mod intake;
mod lasting;
pub mod message;
mod pause;
pub mod rejection;
pub mod simulator;
pub mod topic;

pub use broker::{Broker, ListenProblem};
pub use command::{CommandAck, CommandMessage, CommandSink, Undelivered};
pub use decode::{decode, decode_ack};
pub use external::{External, UrlProblem};
pub use intake::{Accepted, Client, DeviceIdentity, Intake, NotStored, Refusal};
pub use message::{Message, Value};
pub use rejection::{Rejection, RejectionReason};
