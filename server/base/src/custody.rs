//! Whether keys and database belong together. The database keeps a fingerprint of each key, never a key: an installation
//! that lost its keys, or is given those of another, is not opened, rather than sealing on under keys that open nothing.

use crate::{
    Actor, Mode, Place, Store,
    error::{defect, internal},
    identity::user,
    setting::{read_plain, write_setting},
};
use contract::Fault;
use sea_orm::{QuerySelect, entity::prelude::*};
use std::collections::BTreeMap;

/// The setting that keeps the fingerprints.
const KEY: &str = "key_fingerprints";

/// How the keys that a store was opened with stand to its database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Custody {
    /// They are its own, or it has sealed nothing yet.
    Own,
    /// They were only just made, but the database was sealed under some before.
    Lost,
    /// They are of another installation, or a copy from before the newest was added.
    Foreign,
}

/// Compares the keys with what the database knows of its own. `is_fresh` says that there was no key file.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn custody(store: &Store, is_fresh: bool) -> Result<Custody, Fault> {
    let kept = kept(store).await?;
    let somebody = user::Entity::find().limit(1).one(&store.db).await;
    let somebody = somebody.map_err(internal("looking for an account"))?;
    if is_fresh {
        let is_empty = kept.is_none() && somebody.is_none();
        return Ok(if is_empty { Custody::Own } else { Custody::Lost });
    }
    let own = store.keys.fingerprints();
    let is_own = match (kept, somebody) {
        (Some(kept), _) => kept.iter().all(|(key, print)| own.get(key) == Some(print)),
        // An installation from before fingerprints were kept: what it sealed must open.
        (None, Some(user)) => {
            let place = Place { column: "app_user.name", row: user.id };
            store.keys.open_sealed(&place.bytes(), &user.name_sealed.0).is_some()
        }
        (None, None) => true,
    };
    Ok(if is_own { Custody::Own } else { Custody::Foreign })
}

/// Keeps the fingerprints of the keys, of one that was added too.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn keep_fingerprints(store: &Store) -> Result<(), Fault> {
    let own = store.keys.fingerprints();
    if kept(store).await?.as_ref() == Some(&own) {
        return Ok(());
    }
    let session = store.begin(Actor::System("keys"), Mode::Write).await?;
    let written = write_setting(&session, KEY, &own).await;
    session.finish(written).await
}

async fn kept(store: &Store) -> Result<Option<BTreeMap<String, String>>, Fault> {
    let text = read_plain(&store.db, KEY).await?;
    let kept = text.map(|text| serde_json::from_str(&text)).transpose();
    kept.map_err(|error| defect("reading the fingerprints of the keys", &error))
}
