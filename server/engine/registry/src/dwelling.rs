//! What the register needs to know of a dwelling.

use base::{Session, internal};
use contract::Fault;
use sea_orm::{entity::prelude::*, sea_query::ExprTrait};
use std::collections::HashMap;

/// A dwelling, as far as people are concerned.
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
    /// Its area.
    pub area_path: String,
    /// Short name: `3-1502`.
    pub label: String,
    /// Unified code.
    pub code: String,
    /// Standard address.
    pub address: String,
    /// Persons registered now.
    pub occupants: i32,
    /// Longitude, WGS-84 degrees.
    pub lon: f64,
    /// Latitude, WGS-84 degrees.
    pub lat: f64,
    /// Group of buildings under which its shape is served.
    pub group_key: String,
    /// Since when it is out of use.
    pub retired_at: Option<DateTimeUtc>,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

base::record!(Entity, kinds: [Dwelling], module: "registry", scope: base::ScopeColumns::by_area(Column::AreaPath),
    plain: [], sealed: [], revision: none);

/// The dwellings with these ids, of records that are already known to be within reach.
pub(crate) async fn by_id(session: &Session, ids: &[Uuid]) -> Result<HashMap<Uuid, Model>, Fault> {
    let rows = Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .all(session.txn())
        .await
        .map_err(internal("reading dwellings"))?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Counts the occupants of all dwellings anew, `living` of each; those that stay the same are not touched. As with one
/// dwelling, a checked vacancy ends when somebody is registered.
pub(crate) async fn recount_all(session: &Session, living: Expr) -> Result<(), Fault> {
    let doing = || internal("counting the occupants of dwellings");
    Entity::update_many()
        .col_expr(Column::Occupants, living.clone())
        .col_expr("changed_at", session.now().into())
        .filter(Expr::col((Entity, Column::Occupants)).ne(living))
        .exec(session.txn())
        .await
        .map_err(doing())?;
    Entity::update_many()
        .col_expr("vacancy_checked_on", None::<Date>.into())
        .filter(Column::Occupants.gt(0))
        .filter(Expr::col("vacancy_checked_on").is_not_null())
        .exec(session.txn())
        .await
        .map(|_| ())
        .map_err(doing())
}
