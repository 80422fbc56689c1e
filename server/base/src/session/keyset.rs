//! Paging by key: each page begins after the last row of the page before, so that rows that come or go shift nothing.

use super::Found;
use crate::{Record, error::internal};
use contract::{Fault, Page};
use sea_orm::{
    Condition, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ExprTrait, Order, SimpleExpr},
};
use uuid::Uuid;

/// How a list is paged: an indexed column that is never null, how its value is written and read.
pub struct Keyset<R: Record> {
    /// The column.
    pub column: R::Column,
    /// Largest first.
    pub descending: bool,
    /// The row's key as text.
    pub key: fn(&R::Model) -> String,
    /// The key from text.
    pub parse: fn(&str) -> Option<sea_orm::Value>,
}

impl<R: Record> Found<'_, R> {
    /// A page in keyset order: by `by`, then by id; `after` is the last row's `key` as it was answered.
    ///
    /// # Errors
    /// [`Fault::Invalid`] when `after` is none of ours.
    pub async fn page(self, by: Keyset<R>, after: Option<&str>, rows: u64) -> Result<Page<R::Model>, Fault>
    where
        R::Model: Send + Sync,
    {
        let txn = &self.session.txn;
        let limit = u64::from(contract::Count::LIMIT);
        let counted = self.select.clone().select_only().column(R::id_column()).limit(limit + 1);
        let count = counted.into_tuple::<Uuid>().all(txn).await.map_err(internal("counting records"))?.len();
        let count = match u32::try_from(count) {
            Ok(n) if n <= contract::Count::LIMIT => contract::Count::Exact(n),
            _ => contract::Count::Over(contract::Count::LIMIT),
        };
        let mut select = self.select;
        if let Some(after) = after {
            let lost = || Fault::invalid("after", "field.not_offered");
            let (key, id) = after.rsplit_once('~').ok_or_else(lost)?;
            let id: Uuid = id.parse().map_err(|_| lost())?;
            let key = (by.parse)(key).ok_or_else(lost)?;
            select = select.filter(beyond::<R>(&by, key, id));
        }
        let order = if by.descending { Order::Desc } else { Order::Asc };
        let mut found = select
            .order_by(by.column, order.clone())
            .order_by(R::id_column(), order)
            .limit(rows + 1)
            .all(txn)
            .await
            .map_err(internal("reading a page"))?;
        let has_more = found.len() as u64 > rows;
        found.truncate(usize::try_from(rows).unwrap_or(usize::MAX));
        let next = found.last().filter(|_| has_more).map(|row| format!("{}~{}", (by.key)(row), R::id(row)));
        Ok(Page { rows: found, next, count })
    }
}

fn beyond<R: Record>(by: &Keyset<R>, key: sea_orm::Value, id: Uuid) -> Condition {
    let column = || SimpleExpr::from(sea_orm::sea_query::Expr::col((R::default(), by.column)));
    let same_key = column().eq(key.clone());
    let id_column = SimpleExpr::from(sea_orm::sea_query::Expr::col((R::default(), R::id_column())));
    let (further, tie) = if by.descending {
        (column().lt(key), id_column.lt(id))
    } else {
        (column().gt(key), id_column.gt(id))
    };
    Condition::any().add(further).add(Condition::all().add(same_key).add(tie))
}
