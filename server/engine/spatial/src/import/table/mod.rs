//! Storey tables (楼盘表): from floors and flats to buildings, storeys and dwellings, each with its white model.
//!
//! Two layouts are common: one row for each dwelling, and one row for each building with its floors and flats. The
//! head of the table tells which it is.
//!
//! # Source
//! GB/T 17986.1-2000 (房产测量规范): 幢, 层, 户.

mod body;
mod dwelling;
mod header;
mod read;
mod site;
mod write;

pub use read::read;
pub use write::write;

use super::Notes;
use contract::{geo::Wgs84, spatial::BuildingUse};

/// What was read of a storey table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableReading {
    /// Rows below the head.
    pub read: u32,
    /// Buildings, in the order of the table.
    pub buildings: Vec<TableBuilding>,
    /// What was refused or mended.
    pub notes: Notes,
}

/// A building of a storey table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableBuilding {
    /// Its identifier: estate and short name.
    pub id: String,
    /// Its first row.
    pub row: u32,
    /// Whether that row tells of the whole building; else each dwelling has a row of its own.
    pub is_one_row: bool,
    /// Estate that it stands in.
    pub estate: Option<String>,
    /// Short name: `3`.
    pub label: String,
    /// Name: `3号楼`.
    pub name: String,
    /// Use.
    pub use_: BuildingUse,
    /// Whether the table names the use; else it is assumed.
    pub is_use_told: bool,
    /// Where it stands.
    pub place: TablePlace,
    /// Storeys above ground.
    pub storeys: u32,
    /// Height above ground in metres.
    pub height_m: f64,
    /// Whether the table tells the height; else it is assumed by the storeys.
    pub is_height_told: bool,
    /// Stairwells.
    pub stairwells: u32,
    /// Year in which it was finished.
    pub built_in: Option<i32>,
    /// Its dwellings.
    pub dwellings: Vec<TableDwelling>,
}

/// Where a building of a storey table stands.
#[derive(Clone, Debug, PartialEq)]
pub enum TablePlace {
    /// On the footprint of a building that stands already, by code, identifier, short name or name.
    Footprint(String),
    /// On a rectangle.
    Rectangle {
        /// Its middle.
        at: Wgs84,
        /// Along the front, metres.
        length_m: f64,
        /// From front to back, metres.
        width_m: f64,
        /// Direction of its length, degrees clockwise from north.
        bearing_deg: f64,
    },
}

/// A dwelling of a storey table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableDwelling {
    /// Its row.
    pub row: u32,
    /// Stairwell, from 1.
    pub stairwell: u32,
    /// Storey; 1 is at ground level, below it they are negative, and there is no 0.
    pub storey: i32,
    /// Number on the door: `1502`.
    pub number: String,
    /// Floor area in square metres; that of its outline where the table says nothing.
    pub area_m2: Option<f64>,
}
