//! Server functions: session, domain call, reply. The only crate compiled for both sides with different bodies.

#![expect(missing_docs, reason = "the server macro makes a public struct of each function's arguments")]

mod reply;

#[cfg(feature = "ssr")]
mod door;

pub mod identity;
pub mod publishing;
pub mod registry;
pub mod seat;
pub mod sensing;
pub mod spatial;
pub mod terminal;
pub mod work;

pub use reply::{Refusal, Reply};

#[cfg(feature = "ssr")]
pub use door::{Platform, actor_of, prolong, take_seat};

/// Registers every server function.
#[cfg(feature = "ssr")]
pub fn register() {
    identity::register();
    publishing::register();
    registry::register();
    seat::register();
    sensing::register();
    spatial::register();
    terminal::register();
    work::register();
}
