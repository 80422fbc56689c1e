//! The nightly sweep: what nobody asks for any longer goes. Photos that came to belong to nothing; events that all
//! subscribers have taken; and of each table that only ever grows what is older than it is kept.
//!
//! It goes in batches, each in a transaction of its own, so that nobody who writes waits for long.

use crate::{
    Actor, Mode, Session, Store,
    error::internal,
    file::Shelf,
    job::{self, Worker, next_night},
    outbox,
};
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use contract::Fault;
use sea_orm::{
    ConnectionTrait,
    entity::prelude::DateTimeUtc,
    sea_query::{Expr, ExprTrait, Query},
};

/// Name of the job.
const KIND: &str = "sweep";
/// Rows of a table, or files, that one transaction drops at most.
const BATCH: u64 = 500;
/// How long an event is kept: for browsers that come back, and for dead letters.
const EVENT_DAYS: i64 = 30;
/// How long a photo may belong to nothing: longer than a report may wait on a device.
const LOOSE_FILE_DAYS: i64 = 31;

/// How long the rows of a table are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The table.
    pub table: &'static str,
    /// Its key.
    pub key: &'static str,
    /// The instant that their age counts from; rows without one stay.
    pub since: &'static str,
    /// For so many days.
    pub days: i64,
}

/// The tables of this crate.
const OURS: [Kept; 3] = [
    Kept { table: "sign_in_failure", key: "id", since: "at", days: 30 },
    Kept { table: "one_time_link", key: "token_hash", since: "expires_at", days: 30 },
    Kept { table: "job", key: "id", since: "done_at", days: 30 },
];

/// Does the sweep.
pub struct Sweep {
    /// Where files rest.
    pub shelf: Shelf,
    /// Tables of the engines.
    pub theirs: Vec<Kept>,
}

/// Puts the nightly job in the queue; one that waits already, or was missed, is left as it is.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn plan(store: &Store) -> Result<(), Fault> {
    let session = store.begin(Actor::System(KIND), Mode::Write).await?;
    let result = job::enqueue(&session, KIND, "all", "", next_night(session.now())).await;
    session.finish(result).await
}

#[async_trait]
impl Worker for Sweep {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn work(&self, session: &Session, _job: &job::Model) -> Result<Option<DateTime<Utc>>, Fault> {
        let now = session.now();
        let mut is_more = self.shelf.sweep(session, now - Duration::days(LOOSE_FILE_DAYS), BATCH).await?;
        is_more |= events(session, now - Duration::days(EVENT_DAYS)).await?;
        for kept in OURS.iter().chain(&self.theirs) {
            is_more |= rows(session, kept, now).await?;
        }
        Ok(Some(if is_more { now } else { next_night(now) }))
    }
}

/// Drops a batch of old rows; says whether there may be more.
async fn rows(session: &Session, kept: &Kept, now: DateTime<Utc>) -> Result<bool, Fault> {
    let before: DateTimeUtc = now - Duration::days(kept.days);
    let old = Query::select()
        .column(kept.key)
        .from(kept.table)
        .and_where(Expr::col(kept.since).lt(before))
        .limit(BATCH)
        .to_owned();
    let delete =
        Query::delete().from_table(kept.table).and_where(Expr::col(kept.key).in_subquery(old)).to_owned();
    let dropped = session.txn().execute(&delete).await.map_err(internal("dropping old rows"))?;
    Ok(dropped.rows_affected() == BATCH)
}

/// Drops a batch of old events. The newest stays, since positions go on from it; so does what a subscriber has not taken
/// yet, and what a dead letter tells of.
async fn events(session: &Session, before: DateTime<Utc>) -> Result<bool, Fault> {
    let position = || Expr::col("position");
    let newest = Query::select().expr(position().max()).from("outbox").to_owned();
    let waiting = Query::select()
        .expr(Expr::val(1))
        .from("subscription")
        .and_where(Expr::col(("subscription", "position")).lt(Expr::col(("outbox", "position"))))
        .to_owned();
    let letters = Query::select()
        .column("position")
        .from("dead_letter")
        .and_where(Expr::col("settled_at").is_null())
        .to_owned();
    let old = Query::select()
        .column("id")
        .from("outbox")
        .and_where(position().is_not_null())
        .and_where(Expr::col("at").lt(before))
        .and_where(position().not_in_subquery(newest))
        .and_where(position().not_in_subquery(letters))
        .and_where(Expr::exists(waiting).not())
        .limit(BATCH)
        .to_owned();
    let delete =
        Query::delete().from_table(outbox::Entity).and_where(Expr::col("id").in_subquery(old)).to_owned();
    let dropped = session.txn().execute(&delete).await.map_err(internal("dropping old events"))?;
    Ok(dropped.rows_affected() == BATCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Addressed, subscription, testing::World};
    use contract::{
        Kind,
        live::{Event, Moment},
    };
    use sea_orm::{EntityTrait, QueryOrder};
    use std::sync::Arc;
    use uuid::Uuid;

    struct Taker;

    #[async_trait]
    impl subscription::Subscriber for Taker {
        fn name(&self) -> &'static str {
            "taker"
        }
        async fn take(&self, _session: &Session, _to: &Addressed, moment: &Moment) -> Result<(), Fault> {
            // The second is one that can't be taken.
            if moment.position == 2 { Err(Fault::Expired) } else { Ok(()) }
        }
    }

    async fn emit(world: &World, events: usize) {
        let session = world.store.begin(Actor::System("test"), Mode::Write).await.unwrap();
        for _ in 0..events {
            let event = Event::RecordChanged { kind: Kind::Area, id: Uuid::nil() };
            session.emit(Addressed::area(Kind::Area, "0001/"), &event).await.unwrap();
        }
        session.commit().await.unwrap();
        world.sequence().await;
    }

    async fn nights(world: &World, days: i64) {
        world.store.clock().push(Duration::days(days));
        let sweep = Sweep { shelf: Shelf::open(&world.store).unwrap(), theirs: vec![] };
        let workers: [Arc<dyn Worker>; 1] = [Arc::new(sweep)];
        while job::due(&world.store, &workers).await.unwrap() > 0 {}
    }

    async fn positions(world: &World) -> Vec<i64> {
        let rows =
            outbox::Entity::find().order_by_asc(outbox::Column::Position).all(world.store.pool()).await;
        rows.unwrap().into_iter().filter_map(|row| row.position).collect()
    }

    #[tokio::test]
    async fn old_events_go_but_for_what_is_still_needed_and_positions_go_on() {
        let world = World::new().await;
        plan(&world.store).await.unwrap();
        emit(&world, 4).await;
        subscription::drain(&world.store, &Taker).await.unwrap();
        emit(&world, 2).await;
        nights(&world, 20).await;
        assert_eq!(positions(&world).await, [1, 2, 3, 4, 5, 6], "not old enough");
        nights(&world, 20).await;
        assert_eq!(
            positions(&world).await,
            [2, 5, 6],
            "a dead letter, and what the subscriber has not taken"
        );
        subscription::drain(&world.store, &Taker).await.unwrap();
        nights(&world, 1).await;
        assert_eq!(positions(&world).await, [2, 6], "the newest stays");
        emit(&world, 1).await;
        assert_eq!(positions(&world).await, [2, 6, 7]);
    }

    #[tokio::test]
    async fn what_was_done_long_ago_goes_and_what_waits_stays() {
        struct Once;
        #[async_trait]
        impl Worker for Once {
            fn kind(&self) -> &'static str {
                "once"
            }
            async fn work(
                &self,
                _session: &Session,
                _job: &job::Model,
            ) -> Result<Option<DateTime<Utc>>, Fault> {
                Ok(None)
            }
        }
        let world = World::new().await;
        plan(&world.store).await.unwrap();
        let session = world.store.begin(Actor::System("test"), Mode::Write).await.unwrap();
        let now = session.now();
        job::enqueue(&session, "once", "done", "", now).await.unwrap();
        job::enqueue(&session, "nobody's", "waits", "", now).await.unwrap();
        session.commit().await.unwrap();
        job::due(&world.store, &[Arc::new(Once) as Arc<dyn Worker>]).await.unwrap();
        nights(&world, 40).await;
        let rows = job::Entity::find().order_by_asc(job::Column::UniqueKey).all(world.store.pool()).await;
        let keys: Vec<String> = rows.unwrap().into_iter().map(|row| row.unique_key).collect();
        assert_eq!(keys, ["all", "waits"]);
    }
}
