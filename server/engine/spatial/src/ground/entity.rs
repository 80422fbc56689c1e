//! The table of base map features.

use base::{Reach, Stored, lineage, path_under};
use contract::{
    geo::Wgs84,
    spatial::{GroundClass, Origin, Provenance},
};
use sea_orm::{Condition, entity::prelude::*};

use crate::geometry::Geometry;

/// A road, a lawn, a gate, a place.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "ground")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Area.
    pub area_path: String,
    /// Class.
    pub class: Stored<GroundClass>,
    /// Name.
    pub name: Option<String>,
    /// Category within its class, such as `clinic`.
    pub category: Option<String>,
    /// Width of a road or path in metres.
    pub width_m: Option<f64>,
    /// Shape, a GeoJSON geometry in WGS-84.
    pub geometry: String,
    /// Longitude to label it at, WGS-84 degrees.
    pub lon: f64,
    /// Latitude to label it at, WGS-84 degrees.
    pub lat: f64,
    /// Number on the map.
    pub map_no: i32,
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
    /// Since when it is out of use.
    pub retired_at: Option<DateTimeUtc>,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Where to label it.
    #[must_use]
    pub fn at(&self) -> Wgs84 {
        Wgs84 { lon: self.lon, lat: self.lat }
    }

    /// The shape; none when it is not one of ours.
    #[must_use]
    pub fn shape(&self) -> Option<Geometry> {
        Geometry::read(&self.geometry)
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

base::record!(Entity, kinds: [Ground], module: "spatial", scope: base::ScopeColumns::by_area(Column::AreaPath),
plain: [Class, Name, Category, WidthM, Geometry, Lon, Lat, Origin, OriginOn, SurveyedWith, AccuracyM, RetiredAt],
sealed: [], revision: none,
/// Whoever may see the ground of a grid sees the roads of its community too: they lie at the areas above.
fn within(_: contract::Kind, reach: &Reach) -> Condition {
    if reach.is_all || reach.areas.iter().any(String::is_empty) {
        return Condition::all();
    }
    // Nothing has no identity.
    let nothing = Condition::any().add(Column::Id.is_null());
    reach.areas.iter().fold(nothing, |any, area| {
        any.add(path_under(Column::AreaPath, area)).add(Column::AreaPath.is_in(lineage(area)))
    })
});
