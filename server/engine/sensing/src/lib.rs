//! Devices, observations, rules, alarms, linkage and commands.
//!
//! ```text
//! gateway -> intake (group commit: observations, latest values, roll-ups, rules, alarms)
//!         -> outbox -> linkage -> commands -> gateway -> acknowledgement
//! ```

pub mod alarm;
pub mod command;
pub mod credential;
pub mod datastream;
pub mod device;
pub mod intake;
pub mod linkage;
pub mod rejection;
pub mod retention;
pub mod rule;
pub mod scene;
pub mod watch;

#[cfg(test)]
mod tests;

pub use intake::{Intake, Measured, Message, Outcome, Rejection};
