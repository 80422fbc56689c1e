//! Screens of places: dwellings with who lives there, and buildings.

pub mod building;
mod disclosure;
pub mod dwelling;
mod occupant;
pub mod place;
