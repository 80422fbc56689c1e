//! The program itself, started as an operator starts it: its first hour, its commands, its log, killed in the
//! middle of its work, and over TLS.

#![expect(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod command;
mod device;
mod first;
mod installation;
mod kill;
mod metrics;
mod secret;
mod tls;
mod visitor;
