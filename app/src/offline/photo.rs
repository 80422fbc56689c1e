//! Photos of a form that isn't sent yet: kept on this device as soon as they are taken, back for who took them after a
//! reload.

use contract::FileId;
use kit::{Photos, PickedPhoto};
use leptos::{prelude::*, task::spawn_local};

use super::{queue, row, store};

/// The photos of a form; `place` names the form on this device.
#[must_use]
pub fn kept_photos(place: &str) -> Photos {
    let photos = kit::photos();
    let key = format!("photos.{place}");
    let ids = ids_of(kit::typed(&key));
    spawn_local(async move {
        let found = picked(&left_in_form(ids).await).await;
        photos.try_update(|list| {
            for photo in found.into_iter().rev() {
                if !list.iter().any(|other| other.id == photo.id) {
                    list.insert(0, photo);
                }
            }
        });
    });
    Effect::new(move |before: Option<Vec<FileId>>| {
        let now: Vec<FileId> = photos.with(|list| list.iter().map(|photo| photo.id).collect());
        let Some(before) = before else { return now };
        if before != now {
            let added = photos.with_untracked(|list| {
                list.iter().filter(|photo| !before.contains(&photo.id)).cloned().collect::<Vec<_>>()
            });
            let gone: Vec<FileId> = before.into_iter().filter(|id| !now.contains(id)).collect();
            keep(&key, &now);
            spawn_local(turn_over(added, gone));
        }
        now
    });
    photos
}

/// Those that the outbox doesn't hold: a form that was left while it was sent could not forget its photos itself.
async fn left_in_form(ids: Vec<FileId>) -> Vec<FileId> {
    if ids.is_empty() {
        return ids;
    }
    let items = row::all().await;
    let is_left = |id: &FileId| !items.iter().any(|item| item.parcel.photos().contains(id));
    ids.into_iter().filter(is_left).collect()
}

/// The photos of forms that others have not sent yet.
pub(super) fn of_others() -> Vec<FileId> {
    kit::typed_by_others("photos.").into_iter().flat_map(|ids| ids_of(Some(ids))).collect()
}

/// Photos that were kept, ready to be shown.
pub(super) async fn picked(ids: &[FileId]) -> Vec<PickedPhoto> {
    let mut found = Vec::new();
    for id in ids {
        let Some(blob) = store::photo(*id).await else { continue };
        if let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) {
            found.push(PickedPhoto { id: *id, blob, url });
        }
    }
    found
}

async fn turn_over(added: Vec<PickedPhoto>, gone: Vec<FileId>) {
    for photo in added {
        // A full device says so when the form is sent.
        let _ = store::put_photo(photo.id, &photo.blob).await;
    }
    for id in gone {
        if !queue().holds(id) {
            store::delete_photo(id).await;
        }
    }
}

fn keep(key: &str, ids: &[FileId]) {
    if ids.is_empty() {
        kit::drop_typed(key);
    } else {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        kit::keep_typed(key, &ids.join(","));
    }
}

fn ids_of(kept: Option<String>) -> Vec<FileId> {
    kept.map(|text| text.split(',').filter_map(|id| id.parse().ok()).collect()).unwrap_or_default()
}
