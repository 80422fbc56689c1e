//! Organisations: a tree, each with the area to which its people's data scope follows.

use sea_orm::entity::prelude::*;

/// An organisation.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The one above.
    pub parent_id: Option<Uuid>,
    /// Name.
    pub name: String,
    /// What it is, such as `property_company`.
    pub kind: String,
    /// Its area.
    pub area_id: Uuid,
    /// Path of its area.
    pub area_path: String,
    /// Unified code.
    pub code: String,
    /// The dwelling in which it has its premises.
    pub dwelling_id: Option<Uuid>,
    /// The public number of its duty desk.
    pub duty_phone: Option<String>,
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

crate::record!(Entity, kinds: [Organisation], module: "identity", scope: crate::ScopeColumns::by_area(Column::AreaPath),
    plain: [ParentId, Name, Kind, AreaId, DwellingId, DutyPhone, RetiredAt], sealed: []);
