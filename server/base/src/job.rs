//! Durable jobs: what must happen later, once, even if the program ends in between.

use crate::{Actor, Mode, Session, Store, error::internal};
use async_trait::async_trait;
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use contract::{
    Fault,
    time::{day_of, start_of},
};
use sea_orm::{
    ActiveValue::Set,
    QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};
use std::sync::Arc;

/// A job that waits, or is done.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which worker does it.
    pub kind: String,
    /// The same (kind, key) is one job.
    pub unique_key: String,
    /// What to do, as JSON.
    pub payload: String,
    /// Not before.
    pub run_at: DateTimeUtc,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was done.
    pub done_at: Option<DateTimeUtc>,
    /// Why the last try failed.
    pub last_error: Option<String>,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Does jobs of a kind. What it writes in the session commits together with the job being done.
#[async_trait]
pub trait Worker: Send + Sync + 'static {
    /// Kind of job.
    fn kind(&self) -> &'static str;
    /// Does one; `Some` runs it again at that time.
    async fn work(&self, session: &Session, job: &Model) -> Result<Option<DateTime<Utc>>, Fault>;
}

/// Puts a job in the queue; one with the same key that is not done is left as it is, one that is done runs again.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn enqueue(
    session: &Session,
    kind: &str,
    key: &str,
    payload: &str,
    run_at: DateTime<Utc>,
) -> Result<(), Fault> {
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        kind: Set(kind.into()),
        unique_key: Set(key.into()),
        payload: Set(payload.into()),
        run_at: Set(run_at),
        attempts: Set(0),
        done_at: Set(None),
        last_error: Set(None),
    };
    let again = OnConflict::columns([Column::Kind, Column::UniqueKey])
        .update_columns([Column::Payload, Column::RunAt, Column::Attempts, Column::DoneAt])
        .action_and_where(Expr::col((Entity, Column::DoneAt)).is_not_null())
        .to_owned();
    Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("queueing a job"))
}

/// The next night, at three in Shanghai: the quietest of the day.
#[must_use]
pub fn next_night(now: DateTime<Utc>) -> DateTime<Utc> {
    let tonight = |day: NaiveDate| start_of(day) + Duration::hours(3);
    let today = day_of(now);
    if tonight(today) > now { tonight(today) } else { tonight(today + Days::new(1)) }
}

/// Runs jobs until the program ends.
pub async fn run(store: Store, workers: Vec<Arc<dyn Worker>>) {
    loop {
        match due(&store, &workers).await {
            Ok(0) => tokio::time::sleep(std::time::Duration::from_millis(500)).await,
            Ok(_) => {}
            Err(fault) => {
                tracing::warn!(%fault, "jobs wait");
                tokio::time::sleep(std::time::Duration::from_secs(2)).await;
            }
        }
    }
}

/// Does the jobs that are due; says how many.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn due(store: &Store, workers: &[Arc<dyn Worker>]) -> Result<usize, Fault> {
    let jobs = Entity::find()
        .filter(Column::DoneAt.is_null())
        .filter(Column::RunAt.lte(store.clock.now()))
        .order_by_asc(Column::RunAt)
        .limit(50)
        .all(&store.db)
        .await
        .map_err(internal("looking for jobs"))?;
    let mut done = 0;
    for job in jobs {
        if let Some(worker) = workers.iter().find(|w| w.kind() == job.kind) {
            one(store, worker.as_ref(), job).await?;
            done += 1;
        }
    }
    Ok(done)
}

async fn one(store: &Store, worker: &dyn Worker, job: Model) -> Result<(), Fault> {
    let session = store.begin(Actor::System(worker.kind()), Mode::Write).await?;
    let result = async {
        // Another process may have done it since it was read.
        let is_mine = Entity::update_many()
            .col_expr(Column::Attempts, (job.attempts + 1).into())
            .filter(Column::Id.eq(job.id))
            .filter(Column::Attempts.eq(job.attempts))
            .filter(Column::DoneAt.is_null())
            .exec(session.txn())
            .await
            .map_err(internal("taking a job"))?
            .rows_affected
            == 1;
        if !is_mine {
            return Ok(());
        }
        let again = worker.work(&session, &job).await?;
        let mut row = ActiveModel { id: Set(job.id), ..Default::default() };
        match again {
            Some(at) => (row.run_at, row.attempts) = (Set(at), Set(0)),
            None => row.done_at = Set(Some(session.now())),
        }
        Entity::update(row)
            .exec_without_returning(session.txn())
            .await
            .map(|_| ())
            .map_err(internal("ending a job"))
    }
    .await;
    match session.finish(result).await {
        Err(fault) if fault != Fault::Unavailable => postpone(store, &job, &fault).await,
        other => other,
    }
}

/// A job that failed waits longer each time, an hour at most.
async fn postpone(store: &Store, job: &Model, fault: &Fault) -> Result<(), Fault> {
    tracing::warn!(kind = job.kind, key = job.unique_key, %fault, "a job is tried again later");
    let pause = Duration::seconds(Ord::min(2_i64 << Ord::clamp(job.attempts, 0, 11), 3600));
    let row = ActiveModel {
        id: Set(job.id),
        attempts: Set(job.attempts + 1),
        run_at: Set(store.clock.now() + pause),
        last_error: Set(Some(format!("{fault:?}"))),
        ..Default::default()
    };
    Entity::update(row)
        .exec_without_returning(&store.db)
        .await
        .map(|_| ())
        .map_err(internal("postponing a job"))
}
