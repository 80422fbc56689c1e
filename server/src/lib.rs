//! Linli's server: wiring, HTTP, live feed, static files, and what an operator does on the command line.

pub mod backup;
pub mod bench;
pub mod gate;
pub mod http;
pub mod import;
pub mod plant;
pub mod serve;
pub mod simulate;
pub mod vigil;
pub mod wire;
