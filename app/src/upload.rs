//! Photos on their way to the server. The id is made here, so that sending one twice makes no second.

use api::Refusal;
use contract::FileId;
use gloo_net::http::Request;
use kit::{PickedPhoto, Trouble};

use crate::trouble::trouble_of;

/// Where a photo is read.
#[must_use]
pub fn photo_url(id: FileId) -> String {
    format!("/file/{id}")
}

/// Sends a photo.
///
/// # Errors
/// What kept it from being stored.
pub async fn send_photo(id: FileId, photo: &web_sys::Blob) -> Result<(), Trouble> {
    let away = |error: gloo_net::Error| Trouble::Network(error.to_string());
    let request = Request::post(&photo_url(id))
        .header("Content-Type", "image/jpeg")
        .body(photo.clone())
        .map_err(away)?;
    let response = request.send().await.map_err(away)?;
    if response.ok() {
        return Ok(());
    }
    let refusal = response.json::<Refusal>().await;
    Err(refusal.map_or_else(|_| Trouble::Network(format!("status {}", response.status())), trouble_of))
}

/// Sends photos one after the other; answers their ids.
///
/// # Errors
/// What kept the first that failed from being stored.
pub async fn send_photos(photos: &[PickedPhoto]) -> Result<Vec<FileId>, Trouble> {
    for photo in photos {
        send_photo(photo.id, &photo.blob).await?;
    }
    Ok(photos.iter().map(|photo| photo.id).collect())
}
