//! Field surveys (实地采集): what a surveyor measured on the spot adds to the model, and corrects it where that is wanted.

mod read;
mod write;

pub use read::read;
pub use write::write;

use super::Notes;
use contract::{
    geo::{Ring, Wgs84},
    spatial::{BuildingUse, GroundClass, Provenance},
};

use crate::geometry::Geometry;

/// What was read of a survey.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SurveyReading {
    /// Rows of the file.
    pub read: u32,
    /// What was surveyed.
    pub objects: Vec<Surveyed>,
    /// What was refused or mended.
    pub notes: Notes,
}

/// An object as it was surveyed.
#[derive(Clone, Debug, PartialEq)]
pub struct Surveyed {
    /// Its row.
    pub row: u32,
    /// Its identifier in the survey.
    pub id: String,
    /// Name.
    pub name: Option<String>,
    /// What it is.
    pub what: SurveyedKind,
    /// When and with what it was surveyed.
    pub provenance: Provenance,
}

/// What was surveyed.
#[derive(Clone, Debug, PartialEq)]
pub enum SurveyedKind {
    /// A building.
    Building(SurveyedBuilding),
    /// A feature of the ground: an entrance, a gate, a place.
    Ground {
        /// Class.
        class: GroundClass,
        /// Category within its class.
        category: Option<String>,
        /// Width in metres.
        width_m: Option<f64>,
        /// Shape in WGS-84.
        geometry: Geometry,
    },
}

/// A building as it was surveyed; what was not measured is none.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyedBuilding {
    /// Where.
    pub at: Wgs84,
    /// Footprint in WGS-84; none for a point taken on a building.
    pub footprint: Option<Ring>,
    /// Use.
    pub use_: Option<BuildingUse>,
    /// Storeys above ground.
    pub storeys: Option<u32>,
    /// Height above ground in metres.
    pub height_m: Option<f64>,
    /// Year in which it was finished.
    pub built_in: Option<i32>,
}
