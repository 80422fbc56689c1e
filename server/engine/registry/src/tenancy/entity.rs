//! The table of tenancies: a person, a dwelling, a right, and from when until when.

use base::Stored;
use sea_orm::entity::prelude::*;

/// A tenancy.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "tenancy")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who.
    pub person_id: Uuid,
    /// Where.
    pub dwelling_id: Uuid,
    /// The dwelling's area.
    pub area_path: String,
    /// By what right.
    pub relation: Stored<contract::registry::Relation>,
    /// First day.
    pub from_on: Date,
    /// Day of moving out; none while it lasts.
    pub to_on: Option<Date>,
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

base::record!(Entity, kinds: [Tenancy], module: "registry", scope: base::ScopeColumns::by_area(Column::AreaPath),
    plain: [PersonId, DwellingId, Relation, FromOn, ToOn], sealed: []);
