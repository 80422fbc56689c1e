//! Screens of work items: lists, the record with its acts, dispatching several at once, duty lists and figures.

mod bulk;
pub mod case;
pub mod duty;
pub mod figure;
mod new;
mod record;
pub mod viewing;
