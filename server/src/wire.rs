//! Wiring: the store from the configuration, and the parts that react to events.

use base::{
    Actor, Clock, Config, KeyRing, Mode, Store, file::Shelf, job::Worker, subscription::Subscriber,
    sweep::Sweep,
};
use contract::Fault;
use std::{fs, path::PathBuf, sync::Arc};

/// Opens keys and database, and seeds roles and rules.
///
/// # Errors
/// A sentence that says what could not be opened.
pub async fn open(config: &Config) -> Result<Store, String> {
    fs::create_dir_all(&config.folder)
        .map_err(|error| format!("{} can't be made: {error}", config.folder.display()))?;
    let keys =
        KeyRing::open(&key_path(config)).map_err(|error| format!("the key file can't be opened: {error}"))?;
    let store = Store::open(&config.database_url, keys, Clock::system(), config.folder.clone())
        .await
        .map_err(|error| format!("the database can't be opened: {error}"))?;
    seed(&store).await.map_err(|fault| format!("roles and rules can't be seeded: {fault:?}"))?;
    sensing::watch::partitions(&store)
        .await
        .map_err(|fault| format!("partitions can't be made: {fault:?}"))?;
    Ok(store)
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
        Arc::new(Sweep { shelf: shelf.clone(), theirs: vec![sensing::rejection::KEPT] }),
    ]
}

/// Adds a master key.
///
/// # Errors
/// A sentence that says what could not be written.
pub fn rotate_keys(config: &Config) -> Result<(), String> {
    let path = key_path(config);
    let mut keys = KeyRing::open(&path).map_err(|error| format!("the key file can't be opened: {error}"))?;
    keys.rotate();
    keys.write(&path).map_err(|error| format!("the key file can't be written: {error}"))?;
    println!("A new master key is in {}; restart the server to seal under it.", path.display());
    Ok(())
}

/// Checks the audit chain and says what was found.
///
/// # Errors
/// A sentence when the chain is broken or can't be read.
pub async fn verify_audit(config: &Config) -> Result<(), String> {
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
