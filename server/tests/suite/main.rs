//! The one integration binary: the whole server behind its own door, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what fails in a test fails the test")]

mod backup;
mod bad_input;
mod call;
mod code;
mod dead_letter;
mod edge;
mod elsewhere;
mod feed;
mod fire;
mod hazard;
mod house;
mod import;
mod linkage;
mod metrics;
mod namesake;
mod page;
mod pairing;
mod people;
mod photo;
mod reach;
mod recall;
mod register;
mod repair;
mod scene;
mod sensor;
mod session;
mod stranger;
mod viewing;
