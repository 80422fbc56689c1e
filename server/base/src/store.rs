//! The store: where sessions begin.

use crate::{
    Actor, Clock, Dialect, KeyRing, Mode, Session, audit,
    dialect::{connect, connect_existing},
    error::{internal, unavailable},
    session::Refusal,
};
use contract::{Fault, live::Moment};
use migration::Migrator;
use sea_orm::{DatabaseConnection, DbErr, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::{Notify, Semaphore, broadcast};

/// A moment with whom it is addressed to.
pub type Addressee = Arc<(crate::Addressed, Moment)>;

/// Database, keys, clock, and the bells that ring when something was written.
#[derive(Clone)]
pub struct Store {
    pub(crate) db: DatabaseConnection,
    pub(crate) dialect: Dialect,
    pub(crate) keys: Arc<KeyRing>,
    pub(crate) clock: Clock,
    /// Rings when rows wait for a position.
    pub(crate) written: Arc<Notify>,
    /// One writer at a time on SQLite, waiting in order instead of polling the file lock.
    writer: Arc<Semaphore>,
    feed: broadcast::Sender<Addressee>,
    folder: Arc<PathBuf>,
    /// Whether the audit chain was cut, as the sequencer found it.
    chain_is_cut: Arc<AtomicBool>,
}

impl Store {
    /// Connects and brings the schema up to date.
    ///
    /// # Errors
    /// The database can't be reached, or a migration fails.
    pub async fn open(url: &str, keys: KeyRing, clock: Clock, folder: PathBuf) -> Result<Self, DbErr> {
        let db = connect(url).await?;
        Migrator::up(&db, None).await?;
        Ok(Self::over(db, keys, clock, folder))
    }

    /// Connects to a database that is there and leaves its schema as it is: the program that runs on it may be an older
    /// one.
    ///
    /// # Errors
    /// The database can't be reached.
    pub async fn open_as_it_is(
        url: &str,
        keys: KeyRing,
        clock: Clock,
        folder: PathBuf,
    ) -> Result<Self, DbErr> {
        Ok(Self::over(connect_existing(url).await?, keys, clock, folder))
    }

    fn over(db: DatabaseConnection, keys: KeyRing, clock: Clock, folder: PathBuf) -> Self {
        Self {
            dialect: Dialect::of(&db),
            db,
            keys: Arc::new(keys),
            clock,
            written: Arc::new(Notify::new()),
            writer: Arc::new(Semaphore::new(1)),
            feed: broadcast::channel(4096).0,
            folder: Arc::new(folder),
            chain_is_cut: Arc::new(AtomicBool::new(false)),
        }
    }

    /// Whether the schema is the one that this program knows, and no migration is pending.
    ///
    /// # Errors
    /// The database can't be reached, or a newer program has changed its schema.
    pub async fn is_up_to_date(&self) -> Result<bool, DbErr> {
        Ok(Migrator::get_pending_migrations_read_only(&self.db).await?.is_empty())
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Which database it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// The connection pool, for the few parts that own tables which belong to nobody: observations, jobs, sessions.
    #[must_use]
    pub fn pool(&self) -> &DatabaseConnection {
        &self.db
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &PathBuf {
        &self.folder
    }

    /// Whether the audit chain reached to its kept head when the sequencer last looked.
    #[must_use]
    pub fn is_chain_whole(&self) -> bool {
        !self.chain_is_cut.load(Ordering::Relaxed)
    }

    /// Notes whether the audit chain is whole; answers whether that is news.
    pub(crate) fn mark_chain(&self, is_whole: bool) -> bool {
        self.chain_is_cut.swap(!is_whole, Ordering::Relaxed) == is_whole
    }

    /// Listens to what happens, from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Addressee> {
        self.feed.subscribe()
    }

    /// Tells the listeners of this process.
    pub(crate) fn tell(&self, moment: Addressee) {
        // Nobody listening is no error.
        let _ = self.feed.send(moment);
    }

    /// Rings for the sequencer.
    pub fn ring(&self) {
        self.written.notify_one();
    }

    /// Begins a session for somebody.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when the database is away.
    pub async fn begin(&self, actor: Actor, mode: Mode) -> Result<Session, Fault> {
        let (options, permit) = match (mode, self.dialect) {
            (Mode::Write, Dialect::Sqlite) => {
                let waiting = Arc::clone(&self.writer).acquire_owned();
                (
                    self.dialect.writing(),
                    Some(waiting.await.map_err(|error| unavailable("waiting to write", &error))?),
                )
            }
            _ => (Default::default(), None),
        };
        let txn = self
            .db
            .begin_with_options(options)
            .await
            .map_err(|error| unavailable("beginning a transaction", &error))?;
        Ok(Session::new(self.clone(), actor, txn, permit))
    }

    /// Writes down that something was refused, in a transaction of its own.
    pub(crate) async fn note_refusal(&self, actor: Actor, refusal: Refusal) {
        let written: Result<(), Fault> = async {
            let session = self.begin(actor, Mode::Write).await?;
            audit::refused(&session, &refusal).await?;
            session.commit().await
        }
        .await;
        if let Err(fault) = written {
            tracing::error!(%fault, ?refusal, "a refusal could not be written to the audit trail");
        }
    }

    /// Whether the community is a synthetic one: every screen then says so.
    ///
    /// # Errors
    /// [`Fault::Unavailable`].
    pub async fn is_demo(&self) -> Result<bool, Fault> {
        crate::setting::read_plain(&self.db, "demo").await.map(|value| value.is_some())
    }

    /// Answers whether the database can be reached.
    ///
    /// # Errors
    /// [`Fault::Unavailable`].
    pub async fn ping(&self) -> Result<(), Fault> {
        self.db.ping().await.map_err(internal("asking the database for a sign of life"))
    }
}
