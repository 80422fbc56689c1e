//! What a notice needs to know of an area.

use base::{Session, internal};
use contract::Fault;
use sea_orm::entity::prelude::*;

/// An area, as far as notices are concerned.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "area")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its path: `a/b/`.
    pub path: String,
    /// What it is called.
    pub name: String,
    /// Since when it is out of use.
    pub retired_at: Option<DateTimeUtc>,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// The area with an id.
pub(crate) async fn by_id(session: &Session, id: Uuid) -> Result<Option<Model>, Fault> {
    one(session, Column::Id.eq(id)).await
}

/// The area at a path.
pub(crate) async fn by_path(session: &Session, path: &str) -> Result<Option<Model>, Fault> {
    one(session, Column::Path.eq(path)).await
}

async fn one(session: &Session, which: Expr) -> Result<Option<Model>, Fault> {
    Entity::find()
        .filter(which)
        .filter(Column::RetiredAt.is_null())
        .one(session.txn())
        .await
        .map_err(internal("reading an area"))
}
