//! The one integration binary: the whole server behind its own door, on SQLite and on PostgreSQL.

mod backup;
mod bad_input;
mod fire;
mod house;
mod repair;
mod stranger;
