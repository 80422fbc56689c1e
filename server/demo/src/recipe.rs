//! What a demo community is made from.

use serde::Serialize;

use crate::calendar::Date;

/// The fewest dwellings a community can have: buildings 1 to 3 at their smallest.
pub const FEWEST_DWELLINGS: u32 = 60;

/// The most dwellings a community can have.
pub const MOST_DWELLINGS: u32 = 20_000;

/// The dwelling that exists in every demo community and that tests, pictures and tours may rely on:
/// occupied by three registered persons, one of them over 65, and fitted with a smoke detector.
pub const LANDMARK_DWELLING: &str = "3-1502";

/// What to generate; equal recipes give equal communities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recipe {
    /// Any number; another seed gives another community of the same size.
    pub seed: u64,
    /// How many dwellings, [`FEWEST_DWELLINGS`] to [`MOST_DWELLINGS`]; the community has exactly this many.
    pub dwellings: u32,
    /// How many devices; `None` for as many as the buildings call for. Fewer than the five that an alarm
    /// in [`LANDMARK_DWELLING`] needs are taken as five.
    pub devices: Option<u32>,
    /// The day on which the community is described; ages, tenancies and notices are counted from it.
    pub today: Date,
}

impl Default for Recipe {
    fn default() -> Self {
        Self { seed: 7, dwellings: 400, devices: None, today: (2026, 3, 2) }
    }
}
