//! Reading: a query within the session's reach, and what it answers with.

use super::{Refusal, Session};
use crate::{Held, Record, error::internal};
use contract::{Act, Fault, Kind};
use sea_orm::{
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{IntoCondition, Order},
};
use std::marker::PhantomData;
use uuid::Uuid;

/// A query already narrowed to the session's reach; it can be refined but not widened or run elsewhere.
pub struct Found<'s, R: Record> {
    pub(super) session: &'s Session,
    pub(super) kind: Kind,
    pub(super) act: Act,
    pub(super) select: Select<R>,
}

impl Session {
    /// One record that the actor may read; none otherwise. That is no refusal: who searches asks for nothing by name.
    ///
    /// # Errors
    /// [`Fault::Internal`].
    pub async fn seen<R: Record>(&self, id: Uuid) -> Result<Option<R::Model>, Fault> {
        if self.actor.reach(R::KINDS[0], Act::Read).is_none() {
            return Ok(None);
        }
        let by_id = sea_orm::ColumnTrait::eq(&R::id_column(), id);
        Ok(self.find::<R>()?.filter(by_id).first(1).all().await?.pop())
    }
}

impl<'s, R: Record> Found<'s, R> {
    /// Narrows it.
    #[must_use]
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.select = self.select.filter(condition.into_condition());
        self
    }

    /// Sorts it.
    #[must_use]
    pub fn order(mut self, by: R::Column, order: Order) -> Self {
        self.select = self.select.order_by(by, order);
        self
    }

    /// Keeps the first so many.
    #[must_use]
    pub fn first(mut self, rows: u64) -> Self {
        self.select = self.select.limit(rows);
        self
    }

    /// The rows.
    ///
    /// # Errors
    /// [`Fault::Internal`].
    pub async fn all(self) -> Result<Vec<R::Model>, Fault> {
        self.select.all(&self.session.txn).await.map_err(internal("reading records"))
    }

    /// How many there are.
    ///
    /// # Errors
    /// [`Fault::Internal`].
    pub async fn count(self) -> Result<u64, Fault>
    where
        R::Model: Send + Sync,
    {
        self.select.count(&self.session.txn).await.map_err(internal("counting records"))
    }

    /// The narrowed query, for figures; it stays inside the session.
    #[must_use]
    pub fn select(self) -> Select<R> {
        self.select
    }

    /// One record.
    ///
    /// # Errors
    /// [`Fault::Missing`]; when it exists out of reach that is audited, and the answer is the same.
    pub async fn one(self, id: Uuid) -> Result<R::Model, Fault> {
        let (session, kind, act) = (self.session, self.kind, self.act);
        let by_id = sea_orm::ColumnTrait::eq(&R::id_column(), id);
        let row = self
            .select
            .filter(by_id.clone())
            .one(&session.txn)
            .await
            .map_err(internal("reading a record"))?;
        if let Some(row) = row {
            return Ok(row);
        }
        let hidden = R::find().filter(by_id).one(&session.txn).await.map_err(internal("reading a record"))?;
        if hidden.is_some() {
            session.note(Refusal { kind, act, object: Some(id), is_out_of_reach: true });
        }
        Err(Fault::Missing { kind })
    }

    /// One record, locked for a change.
    ///
    /// # Errors
    /// [`Fault::Missing`].
    pub async fn held(mut self, id: Uuid) -> Result<Held<'s, R>, Fault> {
        if self.session.store.dialect == crate::Dialect::Postgres {
            self.select = self.select.lock_exclusive();
        }
        self.one(id).await.map(|row| Held { row, session: PhantomData })
    }
}
