//! Subscribers: parts that react to events, each exactly once, with dead letters for what they can't take.

use crate::{
    Actor, Held, Mode, Session, Store,
    error::internal,
    outbox::{Addressed, stretch_after},
};
use async_trait::async_trait;
use contract::{Act, Fault, Kind, live::Moment};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict};
use std::{sync::Arc, time::Duration};

/// Tries before an event becomes a dead letter.
const TRIES: u32 = 5;

/// A part that reacts to events.
///
/// What it writes in the session commits together with how far it has read, so a crash repeats nothing and loses nothing.
#[async_trait]
pub trait Subscriber: Send + Sync + 'static {
    /// Stable name.
    fn name(&self) -> &'static str;
    /// Reacts to one event.
    async fn take(&self, session: &Session, to: &Addressed, moment: &Moment) -> Result<(), Fault>;
}

mod cursor {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "subscription")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub position: i64,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Events that a subscriber could not take.
pub mod dead_letter {
    use sea_orm::entity::prelude::*;

    /// One of them.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "dead_letter")]
    pub struct Model {
        /// Identity.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Who could not take it.
        pub subscriber: String,
        /// Its place in the feed.
        pub position: i64,
        /// Its area.
        pub area_path: String,
        /// The event, as JSON.
        pub event: String,
        /// Why not.
        pub error: String,
        /// When it was given up.
        pub at: DateTimeUtc,
        /// When it was taken after all, or put away.
        pub settled_at: Option<DateTimeUtc>,
    }
    /// It has no relations.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    crate::record!(Entity, kinds: [DeadLetter], module: "subscription",
        scope: crate::ScopeColumns::by_area(Column::AreaPath), plain: [SettledAt], sealed: [], revision: none);
}

/// Runs a subscriber until the program ends.
pub async fn run(store: Store, subscriber: Arc<dyn Subscriber>) {
    let mut heard = store.listen();
    loop {
        match drain(&store, subscriber.as_ref()).await {
            Ok(()) => {
                // Whatever was heard, even that some was missed, means there may be something to read.
                let _ = tokio::time::timeout(Duration::from_secs(1), heard.recv()).await;
            }
            Err(fault) => {
                tracing::warn!(subscriber = subscriber.name(), %fault, "the subscriber tries again");
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        }
    }
}

/// Takes everything that waits for a subscriber.
///
/// # Errors
/// [`Fault::Unavailable`]; what was taken is kept.
pub async fn drain(store: &Store, subscriber: &dyn Subscriber) -> Result<(), Fault> {
    let mut position = position(store, subscriber.name()).await?;
    loop {
        let stretch = stretch_after(store, position, 200).await?;
        let Some(end) = stretch.end else { return Ok(()) };
        for addressee in stretch.moments {
            let (to, moment) = addressee.as_ref();
            let mut tries = 0;
            while let Err(fault) = take(store, subscriber, to, moment).await {
                if fault == Fault::Unavailable {
                    return Err(fault);
                }
                tries += 1;
                if tries == TRIES {
                    give_up(store, subscriber.name(), to, moment, &fault).await?;
                    break;
                }
                tokio::time::sleep(Duration::from_millis(20 << tries)).await;
            }
            position = moment.position;
        }
        if position < end {
            pass_over(store, subscriber.name(), end).await?;
            position = end;
        }
    }
}

/// Moves on behind events that this program doesn't know.
async fn pass_over(store: &Store, name: &'static str, end: i64) -> Result<(), Fault> {
    let session = store.begin(Actor::System(name), Mode::Write).await?;
    let result = advance(&session, name, end).await.map(|_| ());
    session.finish(result).await
}

async fn take(
    store: &Store,
    subscriber: &dyn Subscriber,
    to: &Addressed,
    moment: &Moment,
) -> Result<(), Fault> {
    let session = store.begin(Actor::System(subscriber.name()), Mode::Write).await?;
    let result = async {
        if !advance(&session, subscriber.name(), moment.position).await? {
            return Ok(());
        }
        subscriber.take(&session, to, moment).await
    }
    .await;
    session.finish(result).await
}

async fn position(store: &Store, name: &str) -> Result<i64, Fault> {
    let row =
        cursor::Entity::find_by_id(name).one(&store.db).await.map_err(internal("reading a subscription"))?;
    Ok(row.map_or(0, |row| row.position))
}

/// Moves the cursor to a position; false when another process was there before.
async fn advance(session: &Session, name: &str, position: i64) -> Result<bool, Fault> {
    let doing = || internal("advancing a subscription");
    let start = cursor::ActiveModel { name: Set(name.into()), position: Set(0) };
    cursor::Entity::insert(start)
        .on_conflict(OnConflict::column(cursor::Column::Name).do_nothing().to_owned())
        .try_insert()
        .exec_without_returning(session.txn())
        .await
        .map_err(doing())?;
    let moved = cursor::Entity::update_many()
        .col_expr(cursor::Column::Position, position.into())
        .filter(cursor::Column::Name.eq(name))
        .filter(cursor::Column::Position.lt(position))
        .exec(session.txn())
        .await
        .map_err(doing())?;
    Ok(moved.rows_affected == 1)
}

async fn give_up(
    store: &Store,
    name: &str,
    to: &Addressed,
    moment: &Moment,
    fault: &Fault,
) -> Result<(), Fault> {
    tracing::error!(subscriber = name, position = moment.position, %fault, "an event became a dead letter");
    let session = store.begin(Actor::System("subscription"), Mode::Write).await?;
    let result = async {
        let row = dead_letter::ActiveModel {
            id: Set(Uuid::now_v7()),
            subscriber: Set(name.into()),
            position: Set(moment.position),
            area_path: Set(to.area_path.clone()),
            event: Set(serde_json::to_string(&moment.event).unwrap_or_default()),
            error: Set(format!("{fault:?}")),
            at: Set(session.now()),
            settled_at: Set(None),
        };
        session.insert::<dead_letter::Entity>(Kind::DeadLetter, row).await?;
        advance(&session, name, moment.position).await.map(|_| ())
    }
    .await;
    session.finish(result).await
}

/// Dead letters that are not settled, newest first.
///
/// # Permission
/// `dead_letter.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn unsettled(session: &Session) -> Result<Vec<dead_letter::Model>, Fault> {
    session
        .find::<dead_letter::Entity>()?
        .filter(dead_letter::Column::SettledAt.is_null())
        .order(dead_letter::Column::At, sea_orm::Order::Desc)
        .first(200)
        .all()
        .await
}

/// How many dead letters are not settled.
///
/// # Permission
/// `dead_letter.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn count_unsettled(session: &Session) -> Result<u64, Fault> {
    session.find::<dead_letter::Entity>()?.filter(dead_letter::Column::SettledAt.is_null()).count().await
}

/// Gives a dead letter to its subscriber once more. The session is of whoever asks for it; the subscriber acts in one of
/// its own, as it always does, since what it writes is beyond the rights of whoever minds the letters.
///
/// # Permission
/// `dead_letter.retry`.
///
/// # Errors
/// [`Fault::Missing`] when it is settled; what the subscriber says: the letter then stays.
pub async fn retry(session: Session, subscribers: &[Arc<dyn Subscriber>], id: Uuid) -> Result<(), Fault> {
    let store = session.store().clone();
    let asked = ask(&session, id).await;
    let name = session.finish(asked).await?;
    let subscriber = subscribers.iter().find(|s| s.name() == name).ok_or_else(lost)?;
    let session = store.begin(Actor::System(subscriber.name()), Mode::Write).await?;
    let result = settle(&session, subscriber.as_ref(), id).await;
    session.finish(result).await
}

/// Puts a dead letter away that nobody will ever take; what it would have set off never happens.
///
/// # Permission
/// `dead_letter.close`.
///
/// # Errors
/// [`Fault::Missing`] when it is settled.
pub async fn close(session: &Session, id: Uuid) -> Result<(), Fault> {
    let letter = waiting(session, Act::Close, id).await?;
    let now = session.now();
    session.change(Act::Close, letter, None, |row| row.settled_at = Set(Some(now))).await.map(|_| ())
}

fn lost() -> Fault {
    Fault::Missing { kind: Kind::DeadLetter }
}

/// A letter that waits, locked.
async fn waiting(session: &Session, act: Act, id: Uuid) -> Result<Held<'_, dead_letter::Entity>, Fault> {
    let letter = session.held::<dead_letter::Entity>(Kind::DeadLetter, act, id).await?;
    if letter.settled_at.is_some() { Err(lost()) } else { Ok(letter) }
}

/// Writes down who asks for a letter to be taken; answers which subscriber it is for.
async fn ask(session: &Session, id: Uuid) -> Result<String, Fault> {
    let letter = waiting(session, Act::Retry, id).await?;
    session.witness("subscription", Kind::DeadLetter, Act::Retry, Some(id), None).await?;
    Ok(letter.subscriber.clone())
}

/// What the subscriber writes commits together with the letter being settled.
async fn settle(session: &Session, subscriber: &dyn Subscriber, id: Uuid) -> Result<(), Fault> {
    let letter = waiting(session, Act::Retry, id).await?;
    let stored = crate::outbox::Entity::find()
        .filter(crate::outbox::Column::Position.eq(letter.position))
        .order_by_asc(crate::outbox::Column::Position)
        .limit(1)
        .one(session.txn())
        .await
        .map_err(internal("reading a dead letter"))?;
    let addressee = stored.and_then(crate::outbox::read).ok_or_else(lost)?;
    subscriber.take(session, &addressee.0, &addressee.1).await?;
    let now = session.now();
    session.change(Act::Retry, letter, None, |row| row.settled_at = Set(Some(now))).await.map(|_| ())
}
