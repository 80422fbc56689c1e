//! The outbox: what happened, written in the transaction in which it happened.

use crate::{Session, Store, error::internal, store::Addressee};
use contract::{
    Fault, Kind, Term,
    live::{Event, Moment},
};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*};
use std::{fmt, sync::Arc};

/// An event that waits for its position, or has it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Place in the feed, given by the sequencer.
    pub position: Option<i64>,
    /// When.
    pub at: DateTimeUtc,
    /// Whoever may read this kind hears of it.
    pub kind: String,
    /// If it lies inside their areas,
    pub area_path: String,
    /// or is their own,
    pub owner_id: Option<Uuid>,
    /// or was given to them.
    pub assignee_id: Option<Uuid>,
    /// The event, as JSON.
    pub event: String,
}

/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Who may hear of an event: those who may read the record that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressed {
    /// Kind of the record.
    pub kind: Kind,
    /// Its area.
    pub area_path: String,
    /// Whose it is.
    pub owner: Option<Uuid>,
    /// Whom it is given to.
    pub assignee: Option<Uuid>,
}

impl Addressed {
    /// About a record of an area.
    #[must_use]
    pub fn area(kind: Kind, area_path: &str) -> Self {
        Self { kind, area_path: area_path.into(), owner: None, assignee: None }
    }
}

pub(crate) async fn write(session: &Session, to: Addressed, event: &Event) -> Result<(), Fault> {
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        position: Set(None),
        at: Set(session.now()),
        kind: Set(to.kind.key().into()),
        area_path: Set(to.area_path),
        owner_id: Set(to.owner),
        assignee_id: Set(to.assignee),
        event: Set(serde_json::to_string(event).unwrap_or_default()),
    };
    Entity::insert(row)
        .exec_without_returning(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("writing the outbox"))
}

/// Reads a row as a moment; none when an older or newer program wrote an event that this one does not know.
pub(crate) fn read(row: Model) -> Option<Addressee> {
    let event = serde_json::from_str(&row.event)
        .inspect_err(|error| tracing::warn!(%error, position = row.position, "an event of another version is passed over"))
        .ok()?;
    let to = Addressed {
        kind: Kind::from_key(&row.kind)?,
        area_path: row.area_path,
        owner: row.owner_id,
        assignee: row.assignee_id,
    };
    Some(Arc::new((to, Moment { position: row.position?, at: row.at, event })))
}

/// A stretch of the feed: what this program knows of it, and how far it goes.
pub(crate) struct Stretch {
    /// The events that this program knows, oldest first.
    pub(crate) moments: Vec<Addressee>,
    /// The last position read, known or not; none when nothing was left to read.
    pub(crate) end: Option<i64>,
}

/// The next `rows` rows after a position.
///
/// # Errors
/// [`Fault::Unavailable`].
pub(crate) async fn stretch_after(store: &Store, position: i64, rows: u64) -> Result<Stretch, Fault> {
    let found = Entity::find()
        .filter(Column::Position.gt(position))
        .order_by_asc(Column::Position)
        .limit(rows)
        .all(&store.db)
        .await
        .map_err(internal("reading the feed"))?;
    let end = found.last().and_then(|row| row.position);
    Ok(Stretch { moments: found.into_iter().filter_map(read).collect(), end })
}

/// What happened after a position, oldest first, at most `rows`; fewer only when there is no more.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn moments_after(store: &Store, position: i64, rows: u64) -> Result<Vec<Addressee>, Fault> {
    let (mut moments, mut position) = (vec![], position);
    while (moments.len() as u64) < rows {
        let stretch = stretch_after(store, position, rows - moments.len() as u64).await?;
        moments.extend(stretch.moments);
        let Some(end) = stretch.end else { break };
        position = end;
    }
    Ok(moments)
}

/// How far somebody was told: a position, and when happened what stands there. A database that was put back to an earlier
/// day gives its later positions once more, so that a position alone may name another event than the one that was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeedMark {
    /// Place in the feed; 0 before its first event.
    pub position: i64,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
}

impl FeedMark {
    /// The mark of an event.
    #[must_use]
    pub fn of(moment: &Moment) -> Self {
        Self { position: moment.position, at_ms: moment.at.timestamp_millis() }
    }

    /// Reads a mark as it was written; none for anything else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (position, at_ms) = text.split_once('-')?;
        Some(Self { position: position.parse().ok()?, at_ms: at_ms.parse().ok()? })
    }
}

impl fmt::Display for FeedMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.position, self.at_ms)
    }
}

/// The mark of the newest event of the feed.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn head(store: &Store) -> Result<FeedMark, Fault> {
    let newest = Entity::find().filter(Column::Position.is_not_null()).order_by_desc(Column::Position);
    Ok(mark_of(store, newest).await?.unwrap_or_default())
}

/// The mark of the event at a position; none where there is none, or none that is still kept.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn mark_at(store: &Store, position: i64) -> Result<Option<FeedMark>, Fault> {
    mark_of(store, Entity::find().filter(Column::Position.eq(position))).await
}

async fn mark_of(store: &Store, events: Select<Entity>) -> Result<Option<FeedMark>, Fault> {
    let found = events
        .select_only()
        .column(Column::Position)
        .column(Column::At)
        .into_tuple::<(i64, DateTimeUtc)>()
        .one(&store.db)
        .await
        .map_err(internal("reading how far the feed has got"))?;
    Ok(found.map(|(position, at)| FeedMark { position, at_ms: at.timestamp_millis() }))
}

/// How many events wait for their position.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn waiting(session: &Session) -> Result<u64, Fault> {
    let found = Entity::find().filter(Column::Position.is_null());
    found.count(session.txn()).await.map_err(internal("counting the events that wait"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Sequencer,
        subscription::{Subscriber, drain},
        testing::World,
    };
    use std::sync::Mutex;

    /// Rows of the feed from position 1 on: known events, or such as another version of the program writes.
    async fn plant(world: &World, known: impl IntoIterator<Item = bool>) {
        let event =
            serde_json::to_string(&Event::RecordChanged { kind: Kind::Area, id: Uuid::nil() }).unwrap();
        let rows = (1..).zip(known).map(|(position, is_known)| ActiveModel {
            id: Set(Uuid::now_v7()),
            position: Set(Some(position)),
            at: Set(world.now()),
            kind: Set(Kind::Area.key().into()),
            area_path: Set("0001/".into()),
            owner_id: Set(None),
            assignee_id: Set(None),
            event: Set(if is_known { event.clone() } else { "{}".into() }),
        });
        Entity::insert_many(rows).exec_without_returning(world.store.pool()).await.unwrap();
    }

    #[derive(Default)]
    struct Taker(Mutex<Vec<i64>>);

    #[async_trait::async_trait]
    impl Subscriber for Taker {
        fn name(&self) -> &'static str {
            "taker"
        }
        async fn take(&self, _session: &Session, _to: &Addressed, moment: &Moment) -> Result<(), Fault> {
            self.0.lock().unwrap().push(moment.position);
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_page_is_full_of_what_is_known_as_long_as_there_is_more() {
        let world = World::new().await;
        plant(&world, [true, false, false, false, true, true]).await;
        let found = moments_after(&world.store, 0, 2).await.unwrap();
        assert_eq!(found.iter().map(|found| found.1.position).collect::<Vec<_>>(), [1, 5]);
        assert_eq!(moments_after(&world.store, 6, 2).await.unwrap().len(), 0);
    }

    #[tokio::test]
    async fn pages_of_events_of_another_version_stop_neither_subscribers_nor_listeners() {
        let world = World::new().await;
        let mut sequencer = Sequencer::new(world.store.clone()).await.unwrap();
        let mut heard = world.store.listen();
        plant(&world, (0..502).map(|n| n == 500)).await;
        sequencer.round().await.unwrap();
        assert_eq!(heard.try_recv().unwrap().1.position, 501);
        let taker = Taker::default();
        drain(&world.store, &taker).await.unwrap();
        drain(&world.store, &taker).await.unwrap();
        assert_eq!(*taker.0.lock().unwrap(), [501], "once");
    }
}
