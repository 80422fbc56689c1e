//! The table of dwellings.

use base::Stored;
use contract::{
    geo::{Ring, Wgs84},
    spatial::{Occupancy, Origin},
};
use sea_orm::{
    entity::prelude::*,
    sea_query::{Query, SimpleExpr},
};

use crate::geometry;

/// A dwelling (户).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "dwelling")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Number on the map.
    pub map_no: i32,
    /// Its building.
    pub building_id: Uuid,
    /// Its building's number on the map.
    pub building_no: i32,
    /// Area.
    pub area_path: String,
    /// Short name: `3-1502`.
    pub label: String,
    /// Number on the door: `1502`.
    pub number: String,
    /// Stairwell.
    pub stairwell: i32,
    /// Storey.
    pub storey: i32,
    /// Height of its floor above ground in metres.
    pub base_m: f64,
    /// Height of its ceiling above ground in metres.
    pub top_m: f64,
    /// Footprint, a JSON array of WGS-84 positions.
    pub footprint: String,
    /// Floor area in square metres.
    pub floor_area_m2: f64,
    /// Unified code.
    pub code: String,
    /// Standard address.
    pub address: String,
    /// Day on which it was found vacant.
    pub vacancy_checked_on: Option<Date>,
    /// Persons registered now.
    pub occupants: i32,
    /// Longitude of its middle, WGS-84 degrees.
    pub lon: f64,
    /// Latitude of its middle, WGS-84 degrees.
    pub lat: f64,
    /// Group of buildings under which its shape is served.
    pub group_key: String,
    /// By which path it came into the model.
    pub origin: Stored<Origin>,
    /// Day on which it was so.
    pub origin_on: Option<Date>,
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

    /// Occupancy by record: a vacancy counts only while nobody is registered.
    #[must_use]
    pub fn occupancy(&self) -> Occupancy {
        match (self.occupants, self.vacancy_checked_on) {
            (1.., _) => Occupancy::Occupied,
            (_, Some(_)) => Occupancy::Vacant,
            (_, None) => Occupancy::Unknown,
        }
    }
}

base::record!(Entity, kinds: [Dwelling], module: "spatial", scope: base::ScopeColumns::by_area(Column::AreaPath),
plain: [Label, Code, Address, Footprint, FloorAreaM2, VacancyCheckedOn, RetiredAt], sealed: [],
fn of_person(person: Uuid) -> Option<SimpleExpr> {
    use sea_orm::sea_query::ExprTrait;
    // The table of another engine, named and not imported: engines name each other only downward.
    let lived_in = Query::select()
        .column("dwelling_id")
        .from("tenancy")
        .and_where(Expr::col("person_id").eq(person))
        .and_where(Expr::col("to_on").is_null())
        .to_owned();
    Some(Expr::col((Entity, Column::Id)).in_subquery(lived_in))
});
