//! How long single observations are kept. Every night those that are older are dropped; the hourly roll-ups stay, and so
//! do alarms, which carry the value that raised them. Words and flags have no roll-up.
//!
//! PostgreSQL drops the partitions of months that are over as a whole; what is left, and all of SQLite, goes in batches
//! of a few thousand rows, each in a transaction of its own, so that the intake never waits for long.

use async_trait::async_trait;
use base::{
    Actor, Mode, Session, Store, internal,
    job::{self, Worker, next_night},
};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use contract::{
    Fault,
    time::{day_of, start_of},
};
use sea_orm::{
    QueryOrder, QuerySelect, Statement,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::datastream::{self, observation};

/// Name of the job.
const KIND: &str = "retention";
/// Rows that one transaction drops at most, but for those of one instant.
const BATCH: u64 = 5_000;
/// Datastreams that one transaction looks at.
const STREAMS: u64 = 500;

/// Drops old observations.
pub struct Retention {
    /// Days for which single observations are kept, today not counted; none keeps them for ever.
    pub days: Option<u32>,
}

/// Puts the nightly job in the queue; one that waits already, or was missed, is left as it is.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn plan(store: &Store) -> Result<(), Fault> {
    let session = store.begin(Actor::System(KIND), Mode::Write).await?;
    let result = job::enqueue(&session, KIND, "observation", "", next_night(session.now())).await;
    session.finish(result).await
}

#[async_trait]
impl Worker for Retention {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn work(&self, session: &Session, _job: &job::Model) -> Result<Option<DateTime<Utc>>, Fault> {
        let Some(days) = self.days else { return Ok(Some(next_night(session.now()))) };
        let first = day_of(session.now()) - Days::new(days.into());
        partitions(session, first).await?;
        let is_done = batch(session, start_of(first).timestamp_millis()).await?;
        Ok(Some(if is_done { next_night(session.now()) } else { session.now() }))
    }
}

/// Drops one batch of what is older than an instant; says whether nothing is left.
async fn batch(session: &Session, before_ms: i64) -> Result<bool, Fault> {
    let mut left = BATCH;
    let streams = old_streams(session, before_ms).await?;
    let count = streams.len() as u64;
    for stream in streams {
        let dropped = drop_oldest(session, stream, before_ms, left).await?;
        left = left.saturating_sub(dropped);
        if left == 0 {
            return Ok(false);
        }
    }
    Ok(count < STREAMS)
}

/// Datastreams that hold something older, by seeks in the primary key alone.
async fn old_streams(session: &Session, before_ms: i64) -> Result<Vec<i64>, Fault> {
    let older = Query::select()
        .expr(Expr::val(1))
        .from(observation::Entity)
        .and_where(
            Expr::col((observation::Entity, observation::Column::DatastreamNo))
                .equals((datastream::Entity, datastream::Column::No)),
        )
        .and_where(Expr::col((observation::Entity, observation::Column::PhenomenonAtMs)).lt(before_ms))
        .to_owned();
    datastream::Entity::find()
        .select_only()
        .column(datastream::Column::No)
        .filter(Expr::exists(older))
        .order_by_asc(datastream::Column::No)
        .limit(STREAMS)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("looking for old observations"))
}

/// Drops the oldest observations of a datastream, about `most` of them; says how many.
async fn drop_oldest(session: &Session, stream: i64, before_ms: i64, most: u64) -> Result<u64, Fault> {
    let old = || {
        observation::Entity::find()
            .filter(observation::Column::DatastreamNo.eq(stream))
            .filter(observation::Column::PhenomenonAtMs.lt(before_ms))
    };
    // The instant of the last row of the batch: neither database deletes with a limit.
    let last: Option<i64> = old()
        .select_only()
        .column(observation::Column::PhenomenonAtMs)
        .order_by_asc(observation::Column::PhenomenonAtMs)
        .offset(most.saturating_sub(1))
        .limit(1)
        .into_tuple()
        .one(session.txn())
        .await
        .map_err(internal("measuring a batch of old observations"))?;
    let until = last.map_or(before_ms, |at_ms| at_ms + 1);
    let dropped = observation::Entity::delete_many()
        .filter(observation::Column::DatastreamNo.eq(stream))
        .filter(observation::Column::PhenomenonAtMs.lt(until))
        .exec(session.txn())
        .await
        .map_err(internal("dropping old observations"))?;
    Ok(dropped.rows_affected)
}

/// Drops the partitions of months that ended before a day.
async fn partitions(session: &Session, first: NaiveDate) -> Result<(), Fault> {
    let dialect = session.store().dialect();
    let Some(list) = dialect.list_partitions() else { return Ok(()) };
    let rows = session
        .txn()
        .query_all_raw(Statement::from_string(dialect.backend(), list))
        .await
        .map_err(internal("listing partitions"))?;
    for row in rows {
        let name: String = row.try_get("", "name").map_err(internal("reading a partition's name"))?;
        let Some(month) = dialect.partition_month(&name) else { continue };
        if (month.year(), month.month()) < (first.year(), first.month()) {
            session
                .txn()
                .execute_unprepared(&dialect.drop_partition(month))
                .await
                .map_err(internal("dropping a partition"))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
