//! Wiring: the store from the configuration, and the parts that react to events.

use base::{
    Actor, Clock, Config, Custody, KeyRing, Mode, Store, file::Shelf, job::Worker, subscription::Subscriber,
    sweep::Sweep,
};
use contract::Fault;
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
        .map_err(|error| format!("the database can't be opened: {error}"))?;
    guard_keys(&store, is_fresh, &path).await?;
    seed(&store).await.map_err(|fault| format!("roles and rules can't be seeded: {fault:?}"))?;
    sensing::watch::partitions(&store)
        .await
        .map_err(|fault| format!("partitions can't be made: {fault:?}"))?;
    Ok(store)
}

fn read_keys(path: &Path) -> Result<Option<KeyRing>, String> {
    KeyRing::read(path).map_err(|error| format!("the key file {} can't be read: {error}", path.display()))
}

/// Makes sure that keys and database belong together, and keeps fresh keys before anything is sealed under them.
async fn guard_keys(store: &Store, is_fresh: bool, path: &Path) -> Result<(), String> {
    let unknown = |fault: Fault| format!("keys and database can't be compared: {fault:?}");
    let path_shown = path.display();
    match base::custody(store, is_fresh).await.map_err(unknown)? {
        Custody::Own => {}
        Custody::Lost => {
            return Err(format!(
                "there is no key file at {path_shown}, but what is in the database was sealed under keys: put the \
                 key file of this installation there, or name an empty database"
            ));
        }
        Custody::Foreign => {
            return Err(format!(
                "the keys at {path_shown} are not those that the database was sealed under, or are a copy from \
                 before the newest was added: put the key file of this installation there"
            ));
        }
    }
    if is_fresh {
        let written = store.keys().write(path);
        written.map_err(|error| format!("the key file {path_shown} can't be written: {error}"))?;
    }
    base::keep_fingerprints(store).await.map_err(unknown)
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

/// Refuses a folder without an installation, rather than making one there and finding it in order.
///
/// # Errors
/// A sentence that names the folder.
pub fn must_be_installed(config: &Config) -> Result<(), String> {
    if key_path(config).exists() {
        return Ok(());
    }
    Err(format!("there is no installation in {}; LINLI_DATA names another", config.folder.display()))
}

/// Checks the audit chain and says what was found.
///
/// # Errors
/// A sentence when the chain is broken or can't be read.
pub async fn verify_audit(config: &Config) -> Result<(), String> {
    must_be_installed(config)?;
    let store = open(config).await?;
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
