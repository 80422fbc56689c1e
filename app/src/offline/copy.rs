//! Copies of what was read, so that it can be read offline, with the time at which it was so.

use chrono::{DateTime, Utc};
use contract::{Fault, UserId};
use kit::{BandLevel, Trouble, band, t, tf, time};
use leptos::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::JsValue;

use super::{
    engine::owner,
    store::{self, Shelf},
};

/// Something that was read, now or before.
#[derive(Clone, Debug, PartialEq)]
pub struct Copied<T> {
    /// What was read.
    pub value: T,
    /// When it was asked for: what was done since may not show in it.
    pub read_at: DateTime<Utc>,
    /// When, if it is a copy of before.
    pub as_of: Option<DateTime<Utc>>,
}

#[derive(Serialize, Deserialize)]
struct Kept<T> {
    owner: UserId,
    at: DateTime<Utc>,
    value: T,
}

/// Reads something and keeps a copy; answers the copy while the server is not reached.
///
/// # Errors
/// What kept the server from answering, when there is no copy either.
pub async fn remembered<T: Serialize + DeserializeOwned>(
    key: String,
    load: impl Future<Output = Result<T, Trouble>>,
) -> Result<Copied<T>, Trouble> {
    let asked_at = time::now();
    match load.await {
        Ok(value) => {
            let kept = Kept { owner: owner(), at: asked_at, value };
            if let Ok(text) = serde_json::to_string(&kept) {
                // A copy that can't be kept is only missed offline.
                let _ = store::put(Shelf::Copy, &key, &JsValue::from_str(&text)).await;
            }
            Ok(Copied { value: kept.value, read_at: asked_at, as_of: None })
        }
        Err(Trouble::Network(detail)) => recall(&key).await.ok_or(Trouble::Network(detail)),
        Err(trouble) => {
            // Who may not see it any longer keeps no copy of it.
            if matches!(trouble, Trouble::Fault(Fault::Denied { .. } | Fault::Missing { .. })) {
                store::delete(Shelf::Copy, &key).await;
            }
            Err(trouble)
        }
    }
}

async fn recall<T: DeserializeOwned>(key: &str) -> Option<Copied<T>> {
    let text = store::get(Shelf::Copy, key).await?.as_string()?;
    let kept: Kept<T> = serde_json::from_str(&text).ok()?;
    (kept.owner == owner()).then_some(Copied { value: kept.value, read_at: kept.at, as_of: Some(kept.at) })
}

/// Says of when a copy is; nothing when it was read now.
#[must_use]
pub fn as_of_band(as_of: Option<DateTime<Utc>>) -> Option<AnyView> {
    as_of.map(|at| {
        let text = tf("grid.as_of", &[("time", &time::absolute(at, time::now()))]);
        band(BandLevel::Offline, text, Some(t("grid.pill.offline")), None)
    })
}
