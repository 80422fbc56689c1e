//! The one sequencer: gives events and audit entries their positions after their commit, and links the audit chain.
//!
//! Transactions commit in another order than they begin, so a position given inside one could appear after a reader
//! has passed it. Given afterwards, by one process at a time, positions only ever grow, and a reader that has seen a
//! position has seen all before it.

use crate::{
    Session, Store, audit,
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
        let told = outbox::head(&store).await?;
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
            let moments = outbox::moments_after(&self.store, self.told, ROUND).await?;
            for moment in &moments {
                self.told = moment.1.position;
                self.store.tell(moment.clone());
            }
            if (moments.len() as u64) < ROUND {
                return Ok(());
            }
        }
    }
}

/// Numbers what waits; says whether more may be waiting.
async fn number(store: &Store) -> Result<bool, Fault> {
    let doing = || internal("numbering events");
    let (events, entries) = waiting(&store.db).await?;
    if !events && !entries {
        return Ok(false);
    }
    let session = store.begin(crate::Actor::System("sequencer"), crate::Mode::Write).await?;
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
    let more = events.len() as u64 == ROUND;
    session.commit().await?;
    if let Some(head) = head {
        write_head(store, &head)?;
    }
    Ok(more)
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

/// Gives the audit entries that wait their positions and links.
async fn link_entries(store: &Store, txn: &impl ConnectionTrait) -> Result<Option<(i64, String)>, Fault> {
    let doing = || internal("linking the audit chain");
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
    Ok(Some((position, link)))
}

fn head_path(store: &Store) -> PathBuf {
    store.folder().join("audit-head")
}

/// Keeps the chain's head outside the database too, so that cutting off its end is noticed.
fn write_head(store: &Store, (position, link): &(i64, String)) -> Result<(), Fault> {
    let path = head_path(store);
    let beside = path.with_extension("new");
    let written = fs::File::create(&beside)
        .and_then(|mut file| writeln!(file, "{position} {link}").and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, &path));
    written.map_err(|error| defect("writing the head of the audit chain", &error))
}

/// Checks the whole chain: no entry changed, none missing in between, none cut off the end.
///
/// # Permission
/// `audit.verify`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn verify(session: &Session) -> Result<ChainReport, Fault> {
    session.reach(Kind::Audit, Act::Verify)?;
    let store = session.store();
    let (mut expected, mut link) = (0_i64, String::new());
    let mut broken_at = None;
    'pages: loop {
        let page = audit::Entity::find()
            .filter(audit::Column::Position.gt(expected))
            .order_by_asc(audit::Column::Position)
            .limit(ROUND)
            .all(session.txn())
            .await
            .map_err(internal("checking the audit chain"))?;
        let is_last = (page.len() as u64) < ROUND;
        for entry in page {
            expected += 1;
            link = store.keys.link(&link, &audit::signed(&entry));
            if entry.position != Some(expected) || entry.link.as_deref() != Some(&link) {
                broken_at = Some(expected);
                break 'pages;
            }
        }
        if is_last {
            break;
        }
    }
    let head = fs::read_to_string(head_path(store)).unwrap_or_default();
    let kept =
        head.trim().split_once(' ').and_then(|(n, link)| Some((n.parse::<i64>().ok()?, link.to_owned())));
    if broken_at.is_none() {
        broken_at = match kept {
            Some((position, _)) if position > expected => Some(expected + 1),
            Some((position, head)) if position == expected && head != link => Some(expected),
            _ => None,
        };
    }
    session.witness("audit", Kind::Audit, Act::Verify, None, None).await?;
    Ok(ChainReport { entries: expected, broken_at, checked_at: session.now() })
}
