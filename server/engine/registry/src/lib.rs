//! People and where they live: the register of persons, kept only sealed, and the dated tenancies that tie them to
//! dwellings.
//!
//! One of the four registers of 一标三实 (standard address; actual population, houses, organisations). Nobody is
//! found by part of a name: what is sealed has only blind indexes, so a search is exact or finds nothing.

mod dwelling;
pub mod link;
pub mod organisation;
mod orphan;
pub mod person;
mod plant;
pub mod tenancy;
#[cfg(test)]
mod tests;

pub use orphan::one_standard_three_actual;
pub use plant::{NewPerson, NewTenancy, plant};
pub use tenancy::counts;
