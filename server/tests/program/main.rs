//! The program itself, started as an operator starts it: killed in the middle of its work, and over TLS.

#![expect(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod device;
mod installation;
mod kill;
mod tls;
