//! The rows of the outbox as they stand on this device, for all tabs of the program.

use uuid::Uuid;
use wasm_bindgen::JsValue;

use super::{
    machine::Item,
    store::{self, NotKept, Shelf},
    unread,
};

/// What is written down here, whoever typed it; what this program can't read stands among it, and is sent by none.
pub async fn all() -> Vec<Item> {
    let mut items = Vec::new();
    for key in store::keys(Shelf::Outbox).await {
        if let (Ok(id), Some(text)) = (key.parse(), text(&key).await) {
            items.push(unread::read(id, &text));
        }
    }
    items
}

async fn text(key: &str) -> Option<String> {
    store::get(Shelf::Outbox, key).await?.as_string()
}

/// Writes an item down, in place of what was written of it before.
///
/// # Errors
/// The device would not keep it.
pub async fn write(item: &Item) -> Result<(), NotKept> {
    let text = serde_json::to_string(item).map_err(|_| NotKept)?;
    store::put(Shelf::Outbox, &item.id().to_string(), &JsValue::from_str(&text)).await
}

/// Whether nothing is written down of it any longer: another tab has sent it, or it was deleted there.
pub async fn is_gone(id: Uuid) -> bool {
    store::is_gone(Shelf::Outbox, &id.to_string()).await
}

/// Forgets an item and leaves its photos.
pub async fn delete(id: Uuid) {
    store::delete(Shelf::Outbox, &id.to_string()).await;
}

/// Forgets an item with its photos.
pub async fn delete_whole(item: &Item) {
    delete(item.id()).await;
    for photo in item.parcel.photos() {
        store::delete_photo(*photo).await;
    }
}
