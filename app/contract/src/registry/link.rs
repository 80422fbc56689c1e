//! 一标三实: from any one of a standard address, a person, a dwelling and an organisation to the other three.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

terms! {
    /// One of the four registers that refer to one another.
    ///
    /// # Source
    /// 一标三实: 标准地址; 实有人口, 实有房屋, 实有单位.
    Register in "register" {
        /// 标准地址.
        Address = "address",
        /// 实有人口.
        Person = "person",
        /// 实有房屋.
        Dwelling = "dwelling",
        /// 实有单位.
        Organisation = "organisation",
    }
}

/// A record that is linked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    /// Identity.
    pub id: Uuid,
    /// What it is called; a person's name is masked.
    pub title: String,
}

/// What one record leads to, each record once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Links {
    /// Standard addresses.
    pub addresses: Vec<String>,
    /// Dwellings.
    pub dwellings: Vec<LinkRow>,
    /// Persons who are registered there now.
    pub persons: Vec<LinkRow>,
    /// Organisations that have their premises there.
    pub organisations: Vec<LinkRow>,
}

/// How much each register holds within reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterCounts {
    /// Standard addresses of dwellings, each counted once.
    pub addresses: u64,
    /// Persons.
    pub persons: u64,
    /// Persons who are registered in some dwelling now.
    pub residents: u64,
    /// Dwellings.
    pub dwellings: u64,
    /// Organisations.
    pub organisations: u64,
}
