//! A session owns the transaction: it alone finds, inserts and changes records, within its actor's reach, and audits.

mod actor;
mod found;
mod keyset;
#[cfg(test)]
mod tests;

pub use actor::{Actor, Operator};
pub use found::Found;
pub use keyset::Keyset;

use crate::{
    Held, Reach, Record, Stamp, Store, audit,
    error::{defect, internal},
    outbox,
    sealed::{Place, Sealed, Sensitive},
};
use chrono::{DateTime, Utc};
use contract::{Act, Fault, Kind, live::Event, registry::Purpose};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, DatabaseTransaction, IntoActiveModel, QueryFilter, QuerySelect,
};
use std::sync::Mutex;
use tokio::sync::OwnedSemaphorePermit;
use uuid::Uuid;

/// Whether a session only reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It only reads.
    Read,
    /// It writes.
    Write,
}

/// What was refused, to be audited once the transaction is over.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub(crate) kind: Kind,
    pub(crate) act: Act,
    pub(crate) object: Option<Uuid>,
    pub(crate) is_out_of_reach: bool,
}

/// One transaction of one actor.
pub struct Session {
    store: Store,
    actor: Actor,
    txn: DatabaseTransaction,
    began_at: DateTime<Utc>,
    refusal: Mutex<Option<Refusal>>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Session {
    pub(crate) fn new(
        store: Store,
        actor: Actor,
        txn: DatabaseTransaction,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Self {
        let began_at = store.clock.now();
        Self { store, actor, txn, began_at, refusal: Mutex::new(None), _permit: permit }
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The store that the session belongs to.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// When the session began; every row that it writes carries this instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.began_at
    }

    /// The transaction, for tables that belong to nobody and for figures; records go through `find` and `held`.
    #[must_use]
    pub fn txn(&self) -> &DatabaseTransaction {
        &self.txn
    }

    /// Keeps what was written.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when the database went away; then nothing was kept.
    pub async fn commit(self) -> Result<(), Fault> {
        self.txn.commit().await.map_err(internal("committing"))?;
        self.store.ring();
        Ok(())
    }

    /// Ends the session with a result: keeps what was written, or undoes it and audits a refusal.
    ///
    /// # Errors
    /// The result's own, or [`Fault::Unavailable`] when it can't be kept.
    pub async fn finish<T>(self, result: Result<T, Fault>) -> Result<T, Fault> {
        match result {
            Ok(value) => self.commit().await.map(|()| value),
            Err(fault) => {
                let refusal = self.refusal.lock().ok().and_then(|mut held| held.take());
                let (store, actor) = (self.store.clone(), self.actor.clone());
                if let Err(error) = self.txn.rollback().await {
                    tracing::warn!(%error, "rolling back");
                }
                drop(self._permit);
                if let Some(refusal) = refusal {
                    store.note_refusal(actor, refusal).await;
                }
                Err(fault)
            }
        }
    }

    fn note(&self, refusal: Refusal) {
        if let Ok(mut held) = self.refusal.lock() {
            *held = Some(refusal);
        }
    }

    /// How far the actor reaches for an act.
    ///
    /// # Errors
    /// [`Fault::Denied`] when the act is not allowed at all; it will be audited.
    pub fn reach(&self, kind: Kind, act: Act) -> Result<Reach, Fault> {
        self.actor.reach(kind, act).ok_or_else(|| self.deny(kind, act))
    }

    /// Refuses an act for want of a right: what to answer; it will be audited.
    #[must_use]
    pub fn deny(&self, kind: Kind, act: Act) -> Fault {
        self.note(Refusal { kind, act, object: None, is_out_of_reach: false });
        Fault::Denied { kind, act }
    }

    /// Refuses an act on one record that is within reach, but may not be done to it by this actor: what to answer; it will
    /// be audited.
    #[must_use]
    pub(crate) fn deny_on(&self, kind: Kind, act: Act, object: Uuid) -> Fault {
        self.note(Refusal { kind, act, object: Some(object), is_out_of_reach: false });
        Fault::Denied { kind, act }
    }

    /// Begins a query of the records of a table that the actor may read.
    ///
    /// # Errors
    /// [`Fault::Denied`].
    pub fn find<R: Record>(&self) -> Result<Found<'_, R>, Fault> {
        self.find_as(R::KINDS[0], Act::Read)
    }

    /// Begins a query of the records of one kind that the actor may do something with.
    ///
    /// # Errors
    /// [`Fault::Denied`].
    pub fn find_as<R: Record>(&self, kind: Kind, act: Act) -> Result<Found<'_, R>, Fault> {
        let reach = self.reach(kind, act)?;
        Ok(Found { session: self, kind, act, select: R::find().filter(R::within(kind, &reach)) })
    }

    /// Reads one record for an act, locking it.
    ///
    /// # Errors
    /// [`Fault::Denied`], or [`Fault::Missing`] when there is none within reach.
    pub async fn held<R: Record>(&self, kind: Kind, act: Act, id: Uuid) -> Result<Held<'_, R>, Fault> {
        self.find_as::<R>(kind, act)?.held(id).await
    }

    /// Adds a record; it must fall inside the reach of creating.
    ///
    /// # Errors
    /// [`Fault::Denied`]; [`Fault::Missing`] when it falls outside; [`Fault::Invalid`] when something unique is taken.
    pub async fn insert<R: Record>(&self, kind: Kind, mut row: R::ActiveModel) -> Result<R::Model, Fault>
    where
        R::ActiveModel: ActiveModelBehavior + Send,
        R::Model: IntoActiveModel<R::ActiveModel> + Sync,
    {
        let reach = self.reach(kind, Act::Create)?;
        R::set_stamp(&mut row, Stamp { revision: 1, by: self.actor.user(), at: self.began_at });
        let after = row.insert(&self.txn).await.map_err(internal("inserting a record"))?;
        self.still_within::<R>(kind, Act::Create, &reach, &after).await?;
        audit::done::<R>(self, Act::Create, None, &after, None).await?;
        Ok(after)
    }

    /// Adds many records at once, for imports: one entry of the audit trail says how many.
    ///
    /// # Permission
    /// Creating the kind everywhere: an import is not checked row by row.
    ///
    /// # Errors
    /// [`Fault::Denied`]; [`Fault::Invalid`] when something unique is taken.
    pub async fn insert_many<R: Record>(&self, kind: Kind, rows: Vec<R::ActiveModel>) -> Result<(), Fault>
    where
        R::ActiveModel: ActiveModelBehavior + Send,
    {
        if !self.reach(kind, Act::Create)?.is_all {
            return Err(self.deny(kind, Act::Create));
        }
        let count = rows.len();
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            // A statement has at most 32,766 parameters; no table of ours has more than sixty columns.
            let batch = rows.by_ref().take(500).map(|mut row| {
                R::set_stamp(&mut row, Stamp { revision: 1, by: self.actor.user(), at: self.began_at });
                row
            });
            R::insert_many(batch)
                .exec_without_returning(&self.txn)
                .await
                .map_err(internal("inserting records"))?;
        }
        self.witness(R::MODULE, kind, Act::Create, None, Some(&count.to_string())).await
    }

    /// Changes a record that was read for the same act; `revision` is the version that the person saw.
    ///
    /// # Errors
    /// [`Fault::Changed`] when somebody else was faster; [`Fault::Missing`] when it would leave the actor's reach.
    pub async fn change<R: Record>(
        &self,
        act: Act,
        held: Held<'_, R>,
        revision: Option<i32>,
        edit: impl FnOnce(&mut R::ActiveModel),
    ) -> Result<R::Model, Fault>
    where
        R::ActiveModel: ActiveModelBehavior + Send,
        R::Model: IntoActiveModel<R::ActiveModel> + Clone + Sync,
    {
        let before = held.row;
        let kind = R::kind(&before);
        let reach = self.reach(kind, act)?;
        let mut row = before.clone().into_active_model();
        if let Some(stamp) = R::stamp(&before) {
            if revision.is_some_and(|seen| seen != stamp.revision) {
                return Err(Fault::Changed { who: audit::shown_name(self, stamp.by).await?, at: stamp.at });
            }
            R::set_stamp(
                &mut row,
                Stamp { revision: stamp.revision + 1, by: self.actor.user(), at: self.began_at },
            );
        }
        edit(&mut row);
        let after = row.update(&self.txn).await.map_err(internal("changing a record"))?;
        // An act may move an item out of the actor's hands (hand back, return); editing may not.
        if act == Act::Change {
            self.still_within::<R>(kind, act, &reach, &after).await?;
        }
        audit::done::<R>(self, act, Some(&before), &after, None).await?;
        Ok(after)
    }

    async fn still_within<R: Record>(
        &self,
        kind: Kind,
        act: Act,
        reach: &Reach,
        row: &R::Model,
    ) -> Result<(), Fault> {
        let inside = R::find()
            .filter(R::within(kind, reach))
            .filter(sea_orm::ColumnTrait::eq(&R::id_column(), R::id(row)))
            .select_only()
            .column(R::id_column())
            .into_tuple::<Uuid>()
            .one(&self.txn)
            .await
            .map_err(internal("checking the reach of a write"))?;
        if inside.is_some() {
            return Ok(());
        }
        self.note(Refusal { kind, act, object: Some(R::id(row)), is_out_of_reach: true });
        Err(Fault::Missing { kind })
    }

    /// Says that something happened; subscribers and screens hear of it after the commit.
    ///
    /// # Errors
    /// [`Fault::Internal`].
    pub async fn emit(&self, to: crate::Addressed, event: &Event) -> Result<(), Fault> {
        outbox::write(self, to, event).await
    }

    /// Writes an entry of the audit trail for an act that changes no record: a sign-in, a check, a disclosure.
    ///
    /// # Errors
    /// [`Fault::Internal`].
    pub async fn witness(
        &self,
        module: &str,
        kind: Kind,
        act: Act,
        object: Option<Uuid>,
        purpose: Option<&str>,
    ) -> Result<(), Fault> {
        audit::witnessed(self, module, kind, act, object, purpose).await
    }

    /// Seals a value that belongs to no registered person.
    ///
    /// # Errors
    /// [`Fault::Internal`] when the key ring is broken.
    pub fn seal(&self, place: Place, value: &Sensitive<String>) -> Result<Sealed, Fault> {
        let sealed = self.store.keys.seal(&place.bytes(), value.expose().as_bytes());
        sealed.map(Sealed).ok_or_else(|| defect("sealing a value", &place.column))
    }

    /// Shows a sealed value through a mask.
    ///
    /// # Errors
    /// [`Fault::Internal`] when it was tampered with or its key is gone.
    pub fn masked(
        &self,
        place: Place,
        sealed: &Sealed,
        mask: impl FnOnce(&str) -> String,
    ) -> Result<String, Fault> {
        let plain = self
            .store
            .keys
            .open_sealed(&place.bytes(), &sealed.0)
            .and_then(|bytes| String::from_utf8(bytes).ok());
        plain.map(|text| mask(&text)).ok_or_else(|| defect("opening a sealed value", &place.column))
    }

    /// Shows a person's values in full, for a purpose that the audit keeps.
    ///
    /// # Permission
    /// `person.disclose`, with the person within reach.
    ///
    /// # Errors
    /// [`Fault::Denied`], [`Fault::Missing`].
    pub async fn disclose<R: Record>(
        &self,
        person: Uuid,
        purpose: Purpose,
        values: impl FnOnce(&R::Model) -> Vec<(Place, Sealed)>,
    ) -> Result<Vec<String>, Fault> {
        let row = self.find_as::<R>(Kind::Person, Act::Disclose)?.one(person).await?;
        let key = crate::identity::person_key::of(self, person).await?;
        let mut shown = vec![];
        for (place, sealed) in values(&row) {
            shown.push(key.masked(place, &sealed, str::to_owned)?);
        }
        self.witness(
            R::MODULE,
            Kind::Person,
            Act::Disclose,
            Some(person),
            Some(contract::Term::key(purpose)),
        )
        .await?;
        Ok(shown)
    }
}
