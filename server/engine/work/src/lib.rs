//! Work items: one engine for cases, orders, bookings and approvals, generic over the case types that applications declare.

pub mod calendar;
pub mod clock;
pub mod deadline;
pub mod duty;
pub mod figure;
pub mod item;
pub mod opening;
#[cfg(test)]
mod tests;
mod timing;
mod viewing;

pub use viewing::{Told, Viewers};
