//! The table of alarms.

use base::Stored;
use contract::sensing::Level;
use sea_orm::entity::prelude::*;

/// An alarm: open until it is both acknowledged and cleared, or until another takes its place.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "alarm")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// `<rule>/<device>` while it is open, so that there is only one.
    pub open_key: Option<String>,
    /// The rule that raised it.
    pub rule_key: String,
    /// The device.
    pub device_id: Uuid,
    /// Its area.
    pub area_path: String,
    /// Level.
    pub level: Stored<Level>,
    /// Key of the alarm kind.
    pub kind: String,
    /// Key of the property that was judged.
    pub property: String,
    /// Where, in short.
    pub place: String,
    /// Standard address.
    pub address: String,
    /// The device's name then.
    pub device_name: String,
    /// The device's number on the map.
    pub device_no: i32,
    /// The dwelling's number on the map.
    pub dwelling_no: Option<i32>,
    /// The building's number on the map.
    pub building_no: Option<i32>,
    /// The dwelling.
    pub dwelling_id: Option<Uuid>,
    /// Longitude, WGS-84 degrees.
    pub lon: f64,
    /// Latitude, WGS-84 degrees.
    pub lat: f64,
    /// The reading that raised it, as JSON.
    pub raised_value: Option<String>,
    /// When it was raised.
    pub raised_at: DateTimeUtc,
    /// When it was acknowledged.
    pub acknowledged_at: Option<DateTimeUtc>,
    /// By whom.
    pub acknowledged_by: Option<Uuid>,
    /// Their name as colleagues see it.
    pub acknowledged_name: Option<String>,
    /// When the device said that the cause is gone.
    pub cleared_at: Option<DateTimeUtc>,
    /// When nobody's silence was passed on.
    pub escalated_at: Option<DateTimeUtc>,
    /// Not over.
    pub is_open: bool,
    /// Nearest camera's name.
    pub nearest_camera: Option<String>,
    /// The case that was opened.
    pub work_item_id: Option<Uuid>,
    /// Its number.
    pub work_number: Option<String>,
    /// Version.
    pub revision: i32,
    /// Who changed it last.
    pub changed_by: Option<Uuid>,
    /// When.
    pub changed_at: DateTimeUtc,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

base::record!(Entity, kinds: [Alarm], module: "sensing", scope: base::ScopeColumns::by_area(Column::AreaPath),
    plain: [RuleKey, Level, Kind, Place, RaisedValue, RaisedAt, AcknowledgedAt, ClearedAt, EscalatedAt, WorkNumber], sealed: []);
