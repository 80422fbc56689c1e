//! The words both sides of the wire share: ids, terms, units, rows, drafts, columns, workflows, events, faults.
//!
//! No I/O lives here, so the crate compiles for the server and for the browser alike, and every rule that both
//! must agree on (what a draft may hold, which act a state allows, when a reading is an alarm) is tested once.

#[macro_use]
mod term;
#[macro_use]
mod id;

pub mod applications;
pub mod architecture;
mod fault;
pub mod field;
pub mod geo;
pub mod identity;
mod kind;
pub mod label;
mod list;
pub mod live;
pub mod publishing;
pub mod registry;
pub mod sensing;
pub mod spatial;
pub mod time;
mod unit;
pub mod wall;
pub mod work;

pub use fault::{Fault, FieldFault};
pub use id::*;
pub use kind::{Act, Kind, Permission, Scope};
pub use label::{Lang, label, phrase, term_label};
pub use list::{Cell, Column, Count, Listing, Mark, Page, Sort};
pub use term::Term;
pub use unit::{Quantity, Unit};
