//! Wiring: the store from the configuration, and the parts that react to events.

use base::{
    Actor, Clock, Config, Custody, KeyRing, Mode, Store, file::Shelf, job::Worker, subscription::Subscriber,
    sweep::Sweep,
};
use contract::Fault;
use sea_orm::DbErr;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Opens keys and database, and seeds roles and rules. Keys are made only for a database that has sealed nothing yet.
///
/// # Errors
/// A sentence that says what could not be opened, or that the keys are not those of the database.
pub async fn open(config: &Config) -> Result<Store, String> {
    fs::create_dir_all(&config.folder)
        .map_err(|error| format!("{} can't be made: {error}", config.folder.display()))?;
    let path = key_path(config);
    let found = read_keys(&path)?;
    let is_fresh = found.is_none();
    let keys = found.unwrap_or_else(KeyRing::fresh);
    let store = Store::open(&config.database_url, keys, Clock::system(), config.folder.clone())
        .await
        .map_err(unopened)?;
    guard_keys(&store, is_fresh, &path).await?;
    seed(&store).await.map_err(|fault| format!("roles and rules can't be seeded: {fault:?}"))?;
    sensing::watch::partitions(&store)
        .await
        .map_err(|fault| format!("partitions can't be made: {fault:?}"))?;
    Ok(store)
}

/// Opens keys and database of an installation, seeds nothing and leaves the schema as it is: its server may be running,
/// and be an older program. Whether keys and database belong together is not asked.
///
/// # Errors
/// A sentence that says what could not be opened; a folder without an installation is refused, rather than one made there
/// and found in order.
pub async fn open_as_it_is(config: &Config) -> Result<Store, String> {
    let keys = read_keys(&key_path(config))?.ok_or_else(|| {
        format!("there is no installation in {}; LINLI_DATA names another", config.folder.display())
    })?;
    Store::open_as_it_is(&config.database_url, keys, Clock::system(), config.folder.clone())
        .await
        .map_err(unopened)
}

fn unopened(error: DbErr) -> String {
    format!("the database can't be opened: {error}")
}

fn read_keys(path: &Path) -> Result<Option<KeyRing>, String> {
    KeyRing::read(path).map_err(|error| format!("the key file {} can't be read: {error}", path.display()))
}

/// Makes sure that keys and database belong together, and keeps fresh keys before anything is sealed under them.
async fn guard_keys(store: &Store, is_fresh: bool, path: &Path) -> Result<(), String> {
    compare_keys(store, is_fresh, path).await?;
    if is_fresh {
        let written = store.keys().write(path);
        written.map_err(|error| format!("the key file {} can't be written: {error}", path.display()))?;
    }
    base::keep_fingerprints(store).await.map_err(uncompared)
}

/// Refuses keys that the database was not sealed under.
async fn compare_keys(store: &Store, is_fresh: bool, path: &Path) -> Result<(), String> {
    let path = path.display();
    match base::custody(store, is_fresh).await.map_err(uncompared)? {
        Custody::Own => Ok(()),
        Custody::Lost => Err(format!(
            "there is no key file at {path}, but what is in the database was sealed under keys: put the \
             key file of this installation there, or name an empty database"
        )),
        Custody::Foreign => Err(format!(
            "the keys at {path} are not those that the database was sealed under, or are a copy from \
             before the newest was added: put the key file of this installation there"
        )),
    }
}

fn uncompared(fault: Fault) -> String {
    format!("keys and database can't be compared: {fault:?}")
}

/// Writes the roles and rules that an installation begins with.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn seed(store: &Store) -> Result<(), Fault> {
    let session = store.begin(Actor::System("seed"), Mode::Write).await?;
    let result = async {
        base::identity::seed_roles(&session).await?;
        sensing::rule::seed(&session).await
    }
    .await;
    session.finish(result).await
}

fn key_path(config: &Config) -> PathBuf {
    config.folder.join("keys.json")
}

/// The parts that react to events.
#[must_use]
pub fn subscribers() -> Vec<Arc<dyn Subscriber>> {
    vec![Arc::new(sensing::linkage::Linkage), Arc::new(work::opening::Opening)]
}

/// The parts that do durable jobs.
#[must_use]
pub fn workers(config: &Config, shelf: &Shelf) -> Vec<Arc<dyn Worker>> {
    vec![
        Arc::new(sensing::retention::Retention { days: config.observation_days }),
        Arc::new(registry::tenancy::Ending),
        Arc::new(Sweep { shelf: shelf.clone(), theirs: vec![sensing::rejection::KEPT] }),
    ]
}

/// Adds a master key.
///
/// # Errors
/// A sentence that says what could not be written.
pub fn rotate_keys(config: &Config) -> Result<(), String> {
    let path = key_path(config);
    let found = read_keys(&path)?;
    let mut keys = found.ok_or_else(|| format!("there is no key file at {}", path.display()))?;
    keys.rotate();
    keys.write(&path).map_err(|error| format!("the key file can't be written: {error}"))?;
    println!("A new master key is in {}; restart the server to seal under it.", path.display());
    Ok(())
}

/// Checks the audit chain of an installation, whose schema stays as it is, and says what was found.
///
/// # Errors
/// A sentence when the chain is broken or can't be read, or the database waits for migrations.
pub async fn verify_audit(config: &Config) -> Result<(), String> {
    let store = open_as_it_is(config).await?;
    if !store.is_up_to_date().await.map_err(unopened)? {
        return Err(
            "the database is still that of an older program: check the chain with that one, or after the \
                    server of this one was started, which brings the database up to date"
                .into(),
        );
    }
    compare_keys(&store, false, &key_path(config)).await?;
    check_chain(&store).await
}

/// Checks the audit chain and says what was found.
///
/// # Errors
/// A sentence when the chain is broken or can't be read.
pub async fn check_chain(store: &Store) -> Result<(), String> {
    let said = |fault: Fault| format!("the audit chain can't be checked: {fault:?}");
    let session = store.begin(Actor::System("verify"), Mode::Read).await.map_err(said)?;
    let report = base::verify_chain(session).await.map_err(said)?;
    match report.broken_at {
        None => {
            println!("The audit chain is whole: {} entries.", report.entries);
            Ok(())
        }
        Some(position) => Err(format!("the audit chain breaks at entry {position}")),
    }
}
