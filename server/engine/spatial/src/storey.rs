//! The table of storeys.

use sea_orm::entity::prelude::*;

/// A storey of a building.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "storey")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its building.
    pub building_id: Uuid,
    /// Its number; 1 is at ground level.
    pub number: i32,
    /// Height of its floor above ground in metres.
    pub base_m: f64,
    /// Height from floor to floor in metres.
    pub height_m: f64,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
