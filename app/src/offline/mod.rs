//! What works without a network: an outbox of what was typed, and copies of what was read.
//!
//! A report or a step gets its identity where it is typed and is written down on this device before anything else
//! happens to it. From there it is sent in order, photos first, until the server has it; the same identity again is no
//! second. What the server would not take stays here until the person says what becomes of it.
//!
//! Reading order: `machine` (the states, pure), `store` (the device's database), `row` and `unread` (what of the outbox
//! stands in it), `engine` (when things are sent), `turn` (by which tab), `act` (what of it is not offered again),
//! `copy` (reading offline), `photo` (photos of a form that isn't sent yet).

mod act;
mod copy;
mod engine;
mod machine;
mod network;
mod photo;
mod row;
mod store;
mod turn;
mod unread;

pub use act::{is_outdated, waiting_acts};
pub use copy::{Copied, as_of_band, remembered};
pub use engine::{Settled, forget, queue, unsent};
pub use machine::{Failure, Item, Parcel, State, Tally};
pub use network::{is_online, returns};
pub use photo::kept_photos;
