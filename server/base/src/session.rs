//! A session owns the transaction: it alone finds, inserts and changes records, within its actor's reach, and audits.

use crate::{
    Held, Reach, Record, Stamp, Store, audit,
    error::{defect, internal},
    outbox,
    sealed::{Place, Sealed, Sensitive},
};
use chrono::{DateTime, Utc};
use contract::{Act, Fault, Kind, Page, Permission, Scope, live::Event, registry::Purpose};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, Condition, DatabaseTransaction, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{ExprTrait, IntoCondition, Order, SimpleExpr},
};
use std::{marker::PhantomData, sync::Mutex};
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

/// A person who is signed in, in one capacity.
#[derive(Clone, Debug)]
pub struct Operator {
    /// The account.
    pub user: Uuid,
    /// Its name.
    pub account: String,
    /// What colleagues see.
    pub shown_name: String,
    /// The registered person behind it, for residents.
    pub person: Option<Uuid>,
    /// Key of the role acted in.
    pub role_key: String,
    /// Name of the role acted in.
    pub capacity: String,
    /// The organisation: the accessing unit.
    pub organisation: Option<Uuid>,
    /// Its name.
    pub organisation_name: String,
    /// Permissions of the capacity, each with the areas of its grants.
    pub permissions: Vec<(Permission, Vec<String>)>,
}

/// Who acts.
#[derive(Clone, Debug)]
pub enum Actor {
    /// A person.
    Operator(Box<Operator>),
    /// A part of the system, named as in the audit; it reaches everything.
    System(&'static str),
}

impl Actor {
    /// How far the actor reaches for an act on a kind; none when the act is not allowed at all.
    #[must_use]
    pub fn reach(&self, kind: Kind, act: Act) -> Option<Reach> {
        let Self::Operator(operator) = self else { return Some(Reach { is_all: true, ..Reach::default() }) };
        let mut reach = Reach::default();
        let mut is_allowed = false;
        for (permission, areas) in &operator.permissions {
            if permission.kind != kind || permission.act != act {
                continue;
            }
            is_allowed = true;
            match permission.scope {
                Scope::All => reach.is_all = true,
                Scope::Areas => reach.areas.extend(areas.iter().cloned()),
                Scope::Organisation => reach.organisation = operator.organisation,
                Scope::Assigned => reach.assigned = Some(operator.user),
                Scope::Own => (reach.own, reach.own_person) = (Some(operator.user), operator.person),
            }
        }
        is_allowed.then_some(reach)
    }

    /// The account, for people.
    #[must_use]
    pub fn user(&self) -> Option<Uuid> {
        match self {
            Self::Operator(operator) => Some(operator.user),
            Self::System(_) => None,
        }
    }

    /// What colleagues see.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        match self {
            Self::Operator(operator) => &operator.shown_name,
            Self::System(module) => module,
        }
    }

    /// The name of the capacity.
    #[must_use]
    pub fn capacity(&self) -> &str {
        match self {
            Self::Operator(operator) => &operator.capacity,
            Self::System(_) => "system",
        }
    }
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
        self.actor.reach(kind, act).ok_or_else(|| {
            self.note(Refusal { kind, act, object: None, is_out_of_reach: false });
            Fault::Denied { kind, act }
        })
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
            return Err(Fault::Denied { kind, act: Act::Create });
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

/// A query already narrowed to the session's reach; it can be refined but not widened or run elsewhere.
pub struct Found<'s, R: Record> {
    session: &'s Session,
    kind: Kind,
    act: Act,
    select: Select<R>,
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
