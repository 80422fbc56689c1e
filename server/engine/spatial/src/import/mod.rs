//! Imports: the three paths by which a community comes into the static model.
//!
//! A city's share is GeoJSON with the tags of OpenStreetMap, a storey table is comma-separated values, a field survey is
//! GeoJSON with what was measured. Reading is pure and judges every row: what can't be taken is left out with a finding,
//! what was mended is taken with one, nothing is dropped in silence. Writing is idempotent: what came from the same
//! source before stays. What stands already is not overwritten unless whoever imports says so.

mod correct;
mod csv;
mod height;
mod kind;
mod notes;
mod outline;
mod read;
mod standing;
pub mod survey;
pub mod table;
mod text;
mod twin;
mod write;

pub use notes::Notes;
pub use read::read;
pub use text::{decoded, describe};
pub use write::write;

use contract::{
    geo::Ring,
    spatial::{BuildingUse, GroundClass, ImportFinding},
};

use crate::geometry::Geometry;

/// What becomes of an object that stands already and is told otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// It stays, and the row is left out with a finding.
    Report,
    /// It is corrected.
    Replace,
}

/// What was read: ready to be written, and all that was noticed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Rows of all sources.
    pub read: u32,
    /// Buildings.
    pub buildings: Vec<ReadBuilding>,
    /// Roads, gates, places.
    pub ground: Vec<ReadGround>,
    /// What was refused or mended.
    pub findings: Vec<ImportFinding>,
}

/// A building as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadBuilding {
    /// Its identifier in the source.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// Use.
    pub use_: BuildingUse,
    /// Footprint in WGS-84.
    pub footprint: Ring,
    /// Storeys above ground.
    pub storeys: u32,
    /// Height above ground in metres.
    pub height_m: f64,
    /// Year in which it was finished.
    pub built_in: Option<i32>,
}

/// A feature of the base map as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadGround {
    /// Its identifier in the source.
    pub id: String,
    /// Class.
    pub class: GroundClass,
    /// Name.
    pub name: Option<String>,
    /// Category within its class.
    pub category: Option<String>,
    /// Width in metres.
    pub width_m: Option<f64>,
    /// Shape in WGS-84.
    pub geometry: Geometry,
}
