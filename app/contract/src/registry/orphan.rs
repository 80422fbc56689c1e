//! What is not linked as 一标三实 asks for: standard addresses, actual population, houses and organisations that refer
//! to nothing.

use super::LinkRow;
use serde::{Deserialize, Serialize};

/// Records that lack a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orphan {
    /// How many there are.
    pub count: u64,
    /// The first twenty of them.
    pub first: Vec<LinkRow>,
}

/// Records that lack a link, by the link that they lack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orphans {
    /// Dwellings without a standard address.
    pub dwellings_without_address: Orphan,
    /// Persons who neither live nor lived in any dwelling.
    pub persons_without_dwelling: Orphan,
    /// Dwellings of no building.
    pub dwellings_without_building: Orphan,
    /// Organisations of no area.
    pub organisations_without_area: Orphan,
    /// Organisations without premises in a dwelling.
    pub organisations_without_dwelling: Orphan,
}
