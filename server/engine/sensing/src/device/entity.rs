//! The table of devices.

use sea_orm::entity::prelude::*;

/// A device.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "device")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Number on the map.
    pub map_no: i32,
    /// Its code: the user name with which it signs in.
    pub code: String,
    /// Key of its kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Area.
    pub area_path: String,
    /// Building model that it is bound to.
    pub building_id: Option<Uuid>,
    /// Dwelling that it is in.
    pub dwelling_id: Option<Uuid>,
    /// The building's number on the map.
    pub building_no: Option<i32>,
    /// The dwelling's number on the map.
    pub dwelling_no: Option<i32>,
    /// Stairwell.
    pub stairwell: Option<i32>,
    /// Storey.
    pub storey: Option<i32>,
    /// Where, in short.
    pub place: String,
    /// Standard address.
    pub address: String,
    /// Longitude, WGS-84 degrees.
    pub lon: f64,
    /// Latitude, WGS-84 degrees.
    pub lat: f64,
    /// Height above ground in metres.
    pub height_m: f64,
    /// Whether it is connected.
    pub is_online: bool,
    /// When it was last heard of, milliseconds since 1970.
    pub heard_at_ms: Option<i64>,
    /// Worst open alarm.
    pub level: Option<String>,
    /// Whether all its open alarms are acknowledged.
    pub is_acknowledged: bool,
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

base::record!(Entity, kinds: [Device], module: "sensing", scope: base::ScopeColumns::by_area(Column::AreaPath),
    plain: [Code, Kind, Name, Place, Storey, RetiredAt], sealed: []);
