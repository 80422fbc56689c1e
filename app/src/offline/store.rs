//! The device's database: shelves of texts and photos under a key. A browser that has none (a private window) keeps them
//! for this load of the page only.

use contract::FileId;
use idb::{
    Database, Error, TransactionMode,
    builder::{DatabaseBuilder, ObjectStoreBuilder},
};
use std::{cell::RefCell, collections::HashMap, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};

const NAME: &str = "linli";
const VERSION: u32 = 1;

/// A shelf of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shelf {
    /// What waits to be sent.
    Outbox,
    /// Photos of it, and of forms that aren't sent yet.
    Photo,
    /// Copies of what was read.
    Copy,
}

impl Shelf {
    const ALL: [Self; 3] = [Self::Outbox, Self::Photo, Self::Copy];

    fn name(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Photo => "photo",
            Self::Copy => "copy",
        }
    }
}

/// The device would not keep it; most likely it is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotKept;

#[derive(Clone)]
enum Base {
    Unopened,
    Open(Rc<Database>),
    Absent,
}

thread_local! {
    static BASE: RefCell<Base> = const { RefCell::new(Base::Unopened) };
    static MEMORY: RefCell<HashMap<(Shelf, String), JsValue>> = RefCell::new(HashMap::new());
}

async fn base() -> Option<Rc<Database>> {
    match BASE.with_borrow(Clone::clone) {
        Base::Open(base) => return Some(base),
        Base::Absent => return None,
        Base::Unopened => {}
    }
    let shelves = Shelf::ALL.into_iter().map(|shelf| ObjectStoreBuilder::new(shelf.name()));
    let builder =
        shelves.fold(DatabaseBuilder::new(NAME).version(VERSION), DatabaseBuilder::add_object_store);
    match builder.build().await {
        Ok(base) => {
            let base = Rc::new(base);
            BASE.set(Base::Open(Rc::clone(&base)));
            Some(base)
        }
        Err(error) => {
            leptos::logging::warn!("this device keeps nothing: {error}");
            BASE.set(Base::Absent);
            None
        }
    }
}

/// Keeps a value under a key, in place of the one before.
///
/// # Errors
/// The device would not keep it.
pub async fn put(shelf: Shelf, key: &str, value: &JsValue) -> Result<(), NotKept> {
    let Some(base) = base().await else {
        MEMORY.with_borrow_mut(|memory| memory.insert((shelf, key.to_owned()), value.clone()));
        return Ok(());
    };
    written(put_in(&base, shelf, key, value).await)
}

async fn put_in(base: &Database, shelf: Shelf, key: &str, value: &JsValue) -> Result<bool, Error> {
    let transaction = base.transaction(&[shelf.name()], TransactionMode::ReadWrite)?;
    let request = transaction.object_store(shelf.name())?.put(value, Some(&JsValue::from_str(key)))?;
    // Heard from before the request ends, so that its end isn't missed.
    let done = transaction.into_future();
    request.await?;
    Ok(done.await?.is_committed())
}

fn written(result: Result<bool, Error>) -> Result<(), NotKept> {
    match result {
        Ok(true) => Ok(()),
        Ok(false) => Err(NotKept),
        Err(error) => {
            leptos::logging::warn!("not kept on this device: {error}");
            Err(NotKept)
        }
    }
}

/// The value under a key.
pub async fn get(shelf: Shelf, key: &str) -> Option<JsValue> {
    let Some(base) = base().await else {
        return MEMORY.with_borrow(|memory| memory.get(&(shelf, key.to_owned())).cloned());
    };
    get_from(&base, shelf, key).await.ok().flatten().filter(|value| !value.is_undefined() && !value.is_null())
}

async fn get_from(base: &Database, shelf: Shelf, key: &str) -> Result<Option<JsValue>, Error> {
    let transaction = base.transaction(&[shelf.name()], TransactionMode::ReadOnly)?;
    let request = transaction.object_store(shelf.name())?.get(JsValue::from_str(key))?;
    request.await
}

/// Whether nothing is under a key; what can't be read counts as there.
pub async fn is_gone(shelf: Shelf, key: &str) -> bool {
    let Some(base) = base().await else {
        return MEMORY.with_borrow(|memory| !memory.contains_key(&(shelf, key.to_owned())));
    };
    let found = get_from(&base, shelf, key).await;
    found.is_ok_and(|value| value.is_none_or(|value| value.is_undefined() || value.is_null()))
}

/// Whether what is kept here outlasts this load of the page.
pub async fn is_lasting() -> bool {
    base().await.is_some()
}

/// Forgets what is under a key.
pub async fn delete(shelf: Shelf, key: &str) {
    MEMORY.with_borrow_mut(|memory| memory.remove(&(shelf, key.to_owned())));
    if let Some(base) = base().await {
        let _ = written(delete_from(&base, shelf, key).await);
    }
}

async fn delete_from(base: &Database, shelf: Shelf, key: &str) -> Result<bool, Error> {
    let transaction = base.transaction(&[shelf.name()], TransactionMode::ReadWrite)?;
    let request = transaction.object_store(shelf.name())?.delete(JsValue::from_str(key))?;
    let done = transaction.into_future();
    request.await?;
    Ok(done.await?.is_committed())
}

/// Forgets everything on a shelf.
pub async fn clear(shelf: Shelf) {
    MEMORY.with_borrow_mut(|memory| memory.retain(|(other, _), _| *other != shelf));
    if let Some(base) = base().await {
        let _ = written(clear_in(&base, shelf).await);
    }
}

async fn clear_in(base: &Database, shelf: Shelf) -> Result<bool, Error> {
    let transaction = base.transaction(&[shelf.name()], TransactionMode::ReadWrite)?;
    let request = transaction.object_store(shelf.name())?.clear()?;
    let done = transaction.into_future();
    request.await?;
    Ok(done.await?.is_committed())
}

/// Forgets what is on a shelf, but for what is under these keys.
pub async fn clear_but(shelf: Shelf, kept: &[String]) {
    for key in keys(shelf).await.iter().filter(|key| !kept.contains(key)) {
        delete(shelf, key).await;
    }
}

/// All keys of a shelf.
pub async fn keys(shelf: Shelf) -> Vec<String> {
    let Some(base) = base().await else {
        return MEMORY.with_borrow(|memory| {
            memory.keys().filter(|(other, _)| *other == shelf).map(|(_, key)| key.clone()).collect()
        });
    };
    let keys = keys_from(&base, shelf).await.unwrap_or_default();
    keys.into_iter().filter_map(|key| key.as_string()).collect()
}

async fn keys_from(base: &Database, shelf: Shelf) -> Result<Vec<JsValue>, Error> {
    let transaction = base.transaction(&[shelf.name()], TransactionMode::ReadOnly)?;
    let request = transaction.object_store(shelf.name())?.get_all_keys(None, None)?;
    request.await
}

/// Keeps a photo.
///
/// # Errors
/// The device would not keep it.
pub async fn put_photo(id: FileId, photo: &web_sys::Blob) -> Result<(), NotKept> {
    put(Shelf::Photo, &id.to_string(), photo.as_ref()).await
}

/// A photo that was kept.
pub async fn photo(id: FileId) -> Option<web_sys::Blob> {
    get(Shelf::Photo, &id.to_string()).await?.dyn_into().ok()
}

/// Forgets a photo.
pub async fn delete_photo(id: FileId) {
    delete(Shelf::Photo, &id.to_string()).await;
}
