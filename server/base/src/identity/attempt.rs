//! The limit on attempts to sign in or to pair: who failed too often within a quarter of an hour must wait.

use crate::{Actor, Mode, Store, audit, error::internal, keyring::digest};
use chrono::Duration;
use contract::{Fault, Kind};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

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

/// Whether another attempt is allowed.
///
/// # Errors
/// [`Fault::Limited`].
pub(super) async fn allow(store: &Store, subjects: &[Subject]) -> Result<(), Fault> {
    let since = store.clock.now() - Duration::minutes(MINUTES);
    for subject in subjects {
        let failures = Entity::find()
            .filter(Column::Subject.eq(&subject.digest))
            .filter(Column::At.gt(since))
            .count(&store.db)
            .await
            .map_err(internal("counting failed attempts"))?;
        if failures >= subject.most {
            return Err(Fault::Limited { minutes: u32::try_from(MINUTES).unwrap_or(15) });
        }
    }
    Ok(())
}

/// Counts a failed attempt, and audits it.
///
/// # Errors
/// [`Fault::Unavailable`].
pub(super) async fn fail(store: &Store, kind: Kind, subjects: &[Subject]) -> Result<(), Fault> {
    let session = store.begin(Actor::System("identity"), Mode::Write).await?;
    let result = async {
        for subject in subjects {
            let row = ActiveModel {
                id: Set(Uuid::now_v7()),
                subject: Set(subject.digest.clone()),
                at: Set(session.now()),
            };
            Entity::insert(row)
                .exec_without_returning(session.txn())
                .await
                .map_err(internal("keeping a failed attempt"))?;
        }
        audit::sign_in_failed(&session, kind).await
    }
    .await;
    session.finish(result).await
}
