//! The limit on attempts to sign in or to pair: who failed too often within a quarter of an hour must wait.

use crate::{Actor, Mode, Session, Store, audit, error::internal, keyring::digest};
use chrono::Duration;
use contract::{Fault, Kind};
use sea_orm::{ActiveValue::Set, ConnectionTrait, entity::prelude::*};
use tokio::sync::Mutex;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_failure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub subject: String,
    pub at: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

const MINUTES: i64 = 15;

/// Whose failures are counted, and how many are allowed; kept as a digest.
pub(super) struct Subject {
    digest: String,
    most: u64,
}

impl Subject {
    /// A subject, such as ("address", "192.0.2.1").
    pub(super) fn new(what: &str, who: &str, most: u64) -> Self {
        Self { digest: digest(format!("{what}:{who}").as_bytes()), most }
    }
}

/// An attempt that was let in: it counts as failed until it is forgiven, so that those side by side are counted too.
#[must_use]
pub(super) struct Attempt(Vec<Uuid>);

/// Lets an attempt in and counts it, before anything slow is done for it.
///
/// # Errors
/// [`Fault::Limited`].
pub(super) async fn begin(store: &Store, subjects: &[Subject]) -> Result<Attempt, Fault> {
    // Counting and taking down are one step, or those side by side would all find room. SQLite has one writer anyway.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
    // Whoever must wait costs no writing.
    allow(store, &store.db, subjects).await?;
    let _turn = ONE_AT_A_TIME.lock().await;
    let session = store.begin(Actor::System("identity"), Mode::Write).await?;
    let result = async {
        allow(store, session.txn(), subjects).await?;
        take_down(&session, subjects).await
    }
    .await;
    session.finish(result).await
}

/// Whether another attempt is allowed.
async fn allow(store: &Store, db: &impl ConnectionTrait, subjects: &[Subject]) -> Result<(), Fault> {
    let since = store.clock.now() - Duration::minutes(MINUTES);
    for subject in subjects {
        let failures = Entity::find()
            .filter(Column::Subject.eq(&subject.digest))
            .filter(Column::At.gt(since))
            .count(db)
            .await
            .map_err(internal("counting failed attempts"))?;
        if failures >= subject.most {
            return Err(Fault::Limited { minutes: u32::try_from(MINUTES).unwrap_or(15) });
        }
    }
    Ok(())
}

async fn take_down(session: &Session, subjects: &[Subject]) -> Result<Attempt, Fault> {
    let mut ids = vec![];
    for subject in subjects {
        let id = Uuid::now_v7();
        let row = ActiveModel { id: Set(id), subject: Set(subject.digest.clone()), at: Set(session.now()) };
        Entity::insert(row)
            .exec_without_returning(session.txn())
            .await
            .map_err(internal("keeping an attempt"))?;
        ids.push(id);
    }
    Ok(Attempt(ids))
}

impl Attempt {
    /// It succeeded, in the session of what it led to.
    ///
    /// # Errors
    /// [`Fault::Internal`].
    pub(super) async fn forgive(self, session: &Session) -> Result<(), Fault> {
        Entity::delete_many()
            .filter(Column::Id.is_in(self.0))
            .exec(session.txn())
            .await
            .map(|_| ())
            .map_err(internal("forgetting an attempt"))
    }

    /// It failed: it stays counted, and is audited.
    ///
    /// # Errors
    /// [`Fault::Unavailable`].
    pub(super) async fn fail(self, store: &Store, kind: Kind) -> Result<(), Fault> {
        let session = store.begin(Actor::System("identity"), Mode::Write).await?;
        let result = audit::sign_in_failed(&session, kind).await;
        session.finish(result).await
    }
}
