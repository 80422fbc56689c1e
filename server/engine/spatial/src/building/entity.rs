//! The table of buildings.

use base::Stored;
use contract::{
    geo::{Ring, Wgs84},
    spatial::{BuildingUse, Origin, Provenance},
};
use sea_orm::entity::prelude::*;

use crate::geometry;

/// A building.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "building")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Number on the map.
    pub map_no: i32,
    /// Area.
    pub area_path: String,
    /// Short name, as in the first part of `3-1502`.
    pub label: String,
    /// Name.
    pub name: String,
    /// Unified code.
    pub code: String,
    /// Use.
    #[sea_orm(column_name = "use")]
    pub use_: Stored<BuildingUse>,
    /// Standard address.
    pub address: String,
    /// Footprint, a JSON array of WGS-84 positions.
    pub footprint: String,
    /// Storeys above ground.
    pub storeys: i32,
    /// Height from floor to floor in metres.
    pub storey_height_m: f64,
    /// Height above ground in metres.
    pub height_m: f64,
    /// Stairwells.
    pub stairwells: i32,
    /// Dwellings.
    pub dwellings: i32,
    /// Year in which it was finished.
    pub built_in: Option<i32>,
    /// Longitude of its middle, WGS-84 degrees.
    pub lon: f64,
    /// Latitude of its middle, WGS-84 degrees.
    pub lat: f64,
    /// Group of buildings whose dwellings are served together.
    pub group_key: String,
    /// Where it comes from.
    pub source: String,
    /// Its identifier there.
    pub source_id: String,
    /// By which path it came into the model.
    pub origin: Stored<Origin>,
    /// Day on which it was so.
    pub origin_on: Option<Date>,
    /// What it was surveyed with.
    pub surveyed_with: Option<String>,
    /// How far its position is off at most, in metres.
    pub accuracy_m: Option<f64>,
    /// Version.
    pub revision: i32,
    /// Who changed it last.
    pub changed_by: Option<Uuid>,
    /// When.
    pub changed_at: DateTimeUtc,
    /// Since when it is out of use.
    pub retired_at: Option<DateTimeUtc>,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The footprint.
    #[must_use]
    pub fn ring(&self) -> Ring {
        geometry::positions(&self.footprint)
    }

    /// Its middle.
    #[must_use]
    pub fn at(&self) -> Wgs84 {
        Wgs84 { lon: self.lon, lat: self.lat }
    }

    /// Where it comes from, and from when it is.
    #[must_use]
    pub fn provenance(&self) -> Provenance {
        Provenance {
            origin: self.origin.0,
            on: self.origin_on,
            device: self.surveyed_with.clone(),
            accuracy_m: self.accuracy_m,
        }
    }
}

base::record!(Entity, kinds: [Building], module: "spatial", scope: base::ScopeColumns::by_area(Column::AreaPath),
    plain: [Label, Name, Code, Use, Address, Footprint, Storeys, StoreyHeightM, HeightM, Stairwells, BuiltIn, Lon, Lat,
        Origin, OriginOn, SurveyedWith, AccuracyM, RetiredAt], sealed: []);
