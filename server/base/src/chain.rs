//! The one sequencer: gives events and audit entries their positions after their commit, and links the audit chain.
//!
//! Transactions commit in another order than they begin, so a position given inside one could appear after a reader
//! has passed it. Given afterwards, by one process at a time, positions only ever grow, and a reader that has seen a
//! position has seen all before it.
//!
//! The head of the audit chain is kept in a file beside the database. It is written after the commit, so it may stand
//! behind the last entry but never beyond it: where the entry that it names is gone or another, somebody cut the chain.
//! A chain that was cut is not continued, or its new end would cover what is missing; events go on.

use crate::{
    Mode, Session, Store, audit,
    error::{defect, internal},
    outbox,
};
use contract::{Act, Fault, Kind, identity::ChainReport};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QueryOrder, QuerySelect, entity::prelude::*};
use std::{fs, io::Write, path::PathBuf, time::Duration};

/// Rows that one round takes.
const ROUND: u64 = 500;

/// Gives out positions and tells the listeners of this process.
pub struct Sequencer {
    store: Store,
    told: i64,
}

impl Sequencer {
    /// A sequencer that tells what happens from now on.
    ///
    /// # Errors
    /// [`Fault::Unavailable`].
    pub async fn new(store: Store) -> Result<Self, Fault> {
        let told = outbox::head(&store).await?.position;
        Ok(Self { store, told })
    }

    /// Runs until the program ends: at each write, and every quarter of a second for what other processes wrote.
    pub async fn run(mut self) {
        loop {
            let rung = self.store.written.notified();
            let _ = tokio::time::timeout(Duration::from_millis(250), rung).await;
            if let Err(fault) = self.round().await {
                tracing::warn!(%fault, "the sequencer tries again");
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        }
    }

    /// One round: everything that waits gets its position, and is told.
    ///
    /// # Errors
    /// [`Fault::Unavailable`]; nothing is lost, the next round does it.
    pub async fn round(&mut self) -> Result<(), Fault> {
        while number(&self.store).await? {}
        loop {
            let stretch = outbox::stretch_after(&self.store, self.told, ROUND).await?;
            for moment in stretch.moments {
                self.store.tell(moment);
            }
            let Some(end) = stretch.end else { return Ok(()) };
            self.told = end;
        }
    }
}

/// Numbers what waits; says whether more may be waiting.
async fn number(store: &Store) -> Result<bool, Fault> {
    let doing = || internal("numbering events");
    let (events, entries) = waiting(&store.db).await?;
    // Entries of a chain that was cut wait for good, and are no work to do.
    let is_entry_due = entries && is_whole(store, &store.db).await?;
    if !events && !is_entry_due {
        return Ok(false);
    }
    let session = store.begin(crate::Actor::System("sequencer"), Mode::Write).await?;
    let txn = session.txn();
    if let Some(lock) = store.dialect.sequencer_lock() {
        txn.execute_unprepared(lock).await.map_err(doing())?;
    }
    let mut next = max(txn, "outbox").await? + 1;
    let events = outbox::Entity::find()
        .filter(outbox::Column::Position.is_null())
        .order_by_asc(outbox::Column::At)
        .order_by_asc(outbox::Column::Id)
        .limit(ROUND)
        .all(txn)
        .await
        .map_err(doing())?;
    for event in &events {
        let row = outbox::ActiveModel { id: Set(event.id), position: Set(Some(next)), ..Default::default() };
        outbox::Entity::update(row).exec_without_returning(txn).await.map_err(doing())?;
        next += 1;
    }
    let head = link_entries(store, txn).await?;
    let linked = head.as_ref().map_or(0, |(_, linked)| *linked);
    session.commit().await?;
    if let Some((head, _)) = head {
        write_head(store, &head)?;
    }
    Ok(events.len().max(linked) as u64 == ROUND)
}

async fn waiting(db: &impl ConnectionTrait) -> Result<(bool, bool), Fault> {
    let events = outbox::Entity::find().filter(outbox::Column::Position.is_null()).limit(1).one(db).await;
    let entries = audit::Entity::find().filter(audit::Column::Position.is_null()).limit(1).one(db).await;
    let doing = || internal("looking for what waits");
    Ok((events.map_err(doing())?.is_some(), entries.map_err(doing())?.is_some()))
}

async fn max(txn: &impl ConnectionTrait, table: &'static str) -> Result<i64, Fault> {
    use sea_orm::sea_query::{Expr, ExprTrait, Query};
    let query = Query::select().expr_as(Expr::col("position").max(), "n").from(table).to_owned();
    let row = txn.query_one(&query).await.map_err(internal("reading the last position"))?;
    let position = row.map(|row| row.try_get::<Option<i64>>("", "n")).transpose();
    Ok(position.map_err(internal("reading the last position"))?.flatten().unwrap_or(0))
}

/// Gives the audit entries that wait their positions and links, none of them when the chain was cut; answers its new head
/// and how many came to it.
async fn link_entries(store: &Store, txn: &impl ConnectionTrait) -> Result<Option<(Head, usize)>, Fault> {
    let doing = || internal("linking the audit chain");
    if !is_whole(store, txn).await? {
        return Ok(None);
    }
    let last = audit::Entity::find()
        .filter(audit::Column::Position.is_not_null())
        .order_by_desc(audit::Column::Position)
        .one(txn)
        .await
        .map_err(doing())?;
    let (mut position, mut link) =
        last.map_or((0, String::new()), |row| (row.position.unwrap_or(0), row.link.unwrap_or_default()));
    let entries = audit::Entity::find()
        .filter(audit::Column::Position.is_null())
        .order_by_asc(audit::Column::At)
        .order_by_asc(audit::Column::Id)
        .limit(ROUND)
        .all(txn)
        .await
        .map_err(doing())?;
    if entries.is_empty() {
        return Ok(None);
    }
    let count = entries.len();
    for mut entry in entries {
        position += 1;
        entry.position = Some(position);
        link = store.keys.link(&link, &audit::signed(&entry));
        let row = audit::ActiveModel {
            id: Set(entry.id),
            position: Set(Some(position)),
            link: Set(Some(link.clone())),
            ..Default::default()
        };
        audit::Entity::update(row).exec_without_returning(txn).await.map_err(doing())?;
    }
    Ok(Some(((position, link), count)))
}

/// Position and link of the last entry, as kept outside the database.
type Head = (i64, String);

fn head_path(store: &Store) -> PathBuf {
    store.folder().join("audit-head")
}

/// Keeps the chain's head outside the database too, so that cutting off its end is noticed.
fn write_head(store: &Store, (position, link): &Head) -> Result<(), Fault> {
    let path = head_path(store);
    let beside = path.with_extension("new");
    let written = fs::File::create(&beside)
        .and_then(|mut file| writeln!(file, "{position} {link}").and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, &path));
    written.map_err(|error| defect("writing the head of the audit chain", &error))
}

/// The head as it was kept last; none before the first entry.
fn kept_head(store: &Store) -> Option<Head> {
    let text = fs::read_to_string(head_path(store)).ok()?;
    let (position, link) = text.trim().split_once(' ')?;
    Some((position.parse().ok()?, link.to_owned()))
}

/// Whether the entry that the kept head names is still there with the same link; says so once when it is not.
async fn is_whole(store: &Store, db: &impl ConnectionTrait) -> Result<bool, Fault> {
    let Some((position, link)) = kept_head(store) else { return Ok(true) };
    let entry = audit::Entity::find()
        .filter(audit::Column::Position.eq(position))
        .one(db)
        .await
        .map_err(internal("comparing the audit chain with its head"))?;
    let is_whole = entry.is_some_and(|entry| entry.link == Some(link));
    if store.mark_chain(is_whole) && !is_whole {
        let head = head_path(store);
        tracing::error!(
            position,
            head = %head.display(),
            "the audit chain was cut: its head is gone; entries are kept but not linked until this is looked into"
        );
    }
    Ok(is_whole)
}

/// Checks the whole chain: no entry changed, none missing in between, none cut off the end. The session is of whoever asks.
///
/// The walk may take minutes. It reads page by page outside any transaction, so that on SQLite nobody who writes waits for
/// it; that it was done is written down in a short transaction of its own.
///
/// # Permission
/// `audit.verify`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn verify(session: Session) -> Result<ChainReport, Fault> {
    let (store, actor) = (session.store().clone(), session.actor().clone());
    let allowed = session.reach(Kind::Audit, Act::Verify);
    session.finish(allowed).await?;
    // Read before the walk: what is linked meanwhile lies beyond it.
    let kept = kept_head(&store);
    let (entries, broken_at) = walk(&store, &store.db, kept).await?;
    let session = store.begin(actor, Mode::Write).await?;
    let checked_at = session.now();
    let written = session.witness("audit", Kind::Audit, Act::Verify, None, None).await;
    session.finish(written).await?;
    Ok(ChainReport { entries, broken_at, checked_at })
}

/// How many entries hold, and the first that does not; the one that the kept head names must have its link.
async fn walk(
    store: &Store,
    db: &impl ConnectionTrait,
    kept: Option<Head>,
) -> Result<(i64, Option<i64>), Fault> {
    let (mut expected, mut link) = (0_i64, String::new());
    loop {
        let page = audit::Entity::find()
            .filter(audit::Column::Position.gt(expected))
            .order_by_asc(audit::Column::Position)
            .limit(ROUND)
            .all(db)
            .await
            .map_err(internal("checking the audit chain"))?;
        let is_last = (page.len() as u64) < ROUND;
        for entry in page {
            expected += 1;
            link = store.keys.link(&link, &audit::signed(&entry));
            let is_kept = kept.as_ref().is_none_or(|(position, kept)| *position != expected || *kept == link);
            if entry.position != Some(expected) || entry.link.as_deref() != Some(&link) || !is_kept {
                return Ok((expected, Some(expected)));
            }
        }
        if is_last {
            break;
        }
    }
    let is_cut = kept.is_some_and(|(position, _)| position > expected);
    Ok((expected, is_cut.then_some(expected + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, Addressed, testing::World};
    use contract::live::Event;

    /// Writes an entry, tells of it, and gives out positions where they are given.
    async fn witness(world: &World) {
        let session = world.store.begin(Actor::System("test"), Mode::Write).await.unwrap();
        session.witness("test", Kind::User, Act::Read, None, None).await.unwrap();
        let event = Event::RecordChanged { kind: Kind::User, id: Uuid::now_v7() };
        session.emit(Addressed::area(Kind::User, ""), &event).await.unwrap();
        session.commit().await.unwrap();
        world.sequence().await;
    }

    async fn checked(world: &World) -> Option<i64> {
        let session = world.store.begin(Actor::System("test"), Mode::Read).await.unwrap();
        let report = verify(session).await.unwrap();
        world.sequence().await;
        report.broken_at
    }

    async fn cut(world: &World, position: i64) {
        let gone = audit::Entity::delete_many().filter(audit::Column::Position.gte(position));
        assert!(gone.exec(&world.store.db).await.unwrap().rows_affected > 0);
    }

    async fn waits(world: &World) -> u64 {
        let waiting = audit::Entity::find().filter(audit::Column::Position.is_null());
        waiting.count(&world.store.db).await.unwrap()
    }

    #[tokio::test]
    async fn a_check_is_written_down_whatever_others_write_meanwhile() {
        let world = World::new().await;
        witness(&world).await;
        let session = world.store.begin(Actor::System("test"), Mode::Read).await.unwrap();
        // From here on the session reads what stood now; others write on.
        audit::Entity::find().one(session.txn()).await.unwrap();
        witness(&world).await;
        let writing = world.store.begin(Actor::System("test"), Mode::Write).await.unwrap();
        writing.witness("test", Kind::User, Act::Read, None, None).await.unwrap();
        let check = tokio::spawn(verify(session));
        tokio::time::sleep(Duration::from_millis(50)).await;
        writing.commit().await.unwrap();
        let report = check.await.unwrap().unwrap();
        assert_eq!((report.entries, report.broken_at), (2, None), "what is linked, as far as the walk came");
        assert_eq!(waits(&world).await, 2, "what was written meanwhile, and the check");
        assert_eq!(checked(&world).await, None);
    }

    #[tokio::test]
    async fn a_check_without_the_right_is_refused_and_that_is_written_down() {
        let world = World::new().await;
        let session = world.store.begin(crate::testing::actor("nobody", &[], &[]), Mode::Read).await.unwrap();
        assert_eq!(verify(session).await, Err(Fault::Denied { kind: Kind::Audit, act: Act::Verify }));
        assert_eq!(waits(&world).await, 1);
    }

    /// Shows: PLT-6.8.2-3
    #[tokio::test]
    async fn a_chain_that_was_cut_is_not_continued_over_the_gap() {
        let world = World::new().await;
        for _ in 0..3 {
            witness(&world).await;
        }
        assert_eq!(checked(&world).await, None);
        let head = kept_head(&world.store);
        // The check is an entry too.
        assert_eq!(head.as_ref().map(|(position, _)| *position), Some(4));
        cut(&world, 3).await;
        let told = outbox::head(&world.store).await.unwrap().position;
        witness(&world).await;
        assert_eq!(waits(&world).await, 1, "the entry stays, without a link");
        assert_eq!(kept_head(&world.store), head, "what is kept of the chain is not written over");
        assert_eq!(outbox::head(&world.store).await.unwrap().position, told + 1, "events go on");
        assert!(!world.store.is_chain_whole());
        assert_eq!(checked(&world).await, Some(3));
    }

    #[tokio::test]
    async fn an_entry_in_place_of_the_last_one_does_not_pass_for_it() {
        let world = World::new().await;
        witness(&world).await;
        witness(&world).await;
        let kept = kept_head(&world.store).unwrap();
        write_head(&world.store, &(kept.0, "0".repeat(kept.1.len()))).unwrap();
        witness(&world).await;
        assert_eq!(waits(&world).await, 1);
        assert_eq!(checked(&world).await, Some(2));
        write_head(&world.store, &kept).unwrap();
        witness(&world).await;
        assert_eq!(waits(&world).await, 0, "once the chain is whole again, what waited is linked");
        assert!(world.store.is_chain_whole());
        assert_eq!(checked(&world).await, None);
    }

    #[tokio::test]
    async fn a_head_is_compared_at_its_own_position_however_far_the_chain_has_come() {
        let world = World::new().await;
        witness(&world).await;
        let before = kept_head(&world.store).unwrap();
        witness(&world).await;
        witness(&world).await;
        let db = &world.store.db;
        assert_eq!(walk(&world.store, db, Some(before.clone())).await, Ok((3, None)));
        let other = (before.0, String::from("another link"));
        assert_eq!(walk(&world.store, db, Some(other)).await, Ok((1, Some(1))));
        // A program that ended between its commit and the file left the head behind: that is no cut.
        write_head(&world.store, &before).unwrap();
        witness(&world).await;
        assert_eq!((waits(&world).await, checked(&world).await), (0, None));
    }
}
