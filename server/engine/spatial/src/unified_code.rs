//! The table of unified codes: one row for every code that was ever allotted or registered.

use base::Stored;
use contract::spatial::code::CodeClass;
use sea_orm::entity::prelude::*;

/// A code and what it stands for.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "unified_code")]
pub struct Model {
    /// The code.
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    /// Class of the object.
    pub class: Stored<CodeClass>,
    /// The object.
    pub object_id: Uuid,
    /// When it was allotted or registered.
    pub allotted_at: DateTimeUtc,
    /// Since when its object is out of use.
    pub retired_at: Option<DateTimeUtc>,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
