//! Numbers that are given once and never again: map numbers, case numbers, serials of unified codes.

use crate::error::internal;
use contract::Fault;
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "series")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub next: i64,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Takes `count` numbers of a series and answers the first; the first of all is 1.
///
/// A number taken in a transaction that is undone is given again: it never was seen.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn take_number(txn: &impl ConnectionTrait, series: &str, count: i64) -> Result<i64, Fault> {
    let doing = || internal("taking a number");
    let start = ActiveModel { name: Set(series.into()), next: Set(1) };
    Entity::insert(start)
        .on_conflict(OnConflict::column(Column::Name).do_nothing().to_owned())
        .try_insert()
        .exec_without_returning(txn)
        .await
        .map_err(doing())?;
    // The update locks the row, so the number read after it is this transaction's own.
    Entity::update_many()
        .col_expr(Column::Next, sea_orm::sea_query::Expr::col(Column::Next).add(count))
        .filter(Column::Name.eq(series))
        .exec(txn)
        .await
        .map_err(doing())?;
    let row = Entity::find_by_id(series).one(txn).await.map_err(doing())?;
    Ok(row.map_or(1, |row| row.next - count))
}
