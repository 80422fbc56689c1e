//! What the register does, through its functions, on a database of each test's own.

mod erasure;
mod fixture;
mod moving;
mod plain_sight;
mod register;
