//! Photos: taken or chosen, made smaller on the device, shown before they are sent.

use contract::FileId;
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

use crate::{
    part,
    words::{t, tf},
};

mod album;
mod exif;
mod making;
mod squeeze;

pub use album::{Album, photo_list};
use making::Making;
pub use making::{all_made, once_made};

/// A photo that was taken or chosen, not yet uploaded.
#[derive(Clone)]
pub struct PickedPhoto {
    /// Its identity, made here, so that uploading twice makes no second.
    pub id: FileId,
    /// The picture: JPEG of at most 1,600 pixels, with what its camera wrote.
    pub blob: web_sys::Blob,
    /// Where this page shows it.
    pub url: String,
}

/// Photos that were taken or chosen.
pub type Photos = RwSignal<Vec<PickedPhoto>, LocalStorage>;

/// No photos yet.
#[must_use]
pub fn photos() -> Photos {
    RwSignal::new_local(Vec::new())
}

/// What became of the last file.
#[derive(Clone, Copy, PartialEq)]
enum Reading {
    Idle,
    Busy,
    NotAPhoto,
}

/// Takes or chooses up to `most` photos.
#[must_use]
pub fn photo_input(photos: Photos, most: usize) -> AnyView {
    let reading = RwSignal::new(Reading::Idle);
    let list = move || {
        let photos_now = photos.get();
        photos_now
            .into_iter()
            .enumerate()
            .map(|(n, photo)| {
                let name = (n + 1).to_string();
                view! {
                    <li class="photo">
                        <img src=photo.url alt=tf("photo.open", &[("n", &name)]) />
                        <button
                            type="button"
                            class="photo-remove"
                            aria-label=tf("photo.remove", &[("n", &name)])
                            on:click=move |_| remove(photos, n)
                        >
                            {part::icon("close")}
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    let has_room = move || photos.with(|photos| photos.len() < most);
    let told = move || match reading.get() {
        Reading::Idle => ().into_any(),
        Reading::Busy => {
            view! { <p class="field-hint" role="status">{t("photo.compressing")}</p> }.into_any()
        }
        Reading::NotAPhoto => {
            view! { <p class="field-error" role="alert">{t("photo.not_a_photo")}</p> }.into_any()
        }
    };
    let count = move || {
        let n = photos.with(Vec::len).to_string();
        tf("photo.count", &[("n", &n), ("m", &most.to_string())])
    };
    view! {
        <p class="field-label">
            {t("photo.title")}
            <span class="field-optional">{count}</span>
        </p>
        <ul class="photos">
            {list}
            {move || has_room().then(|| picker_view(photos, most, reading, "camera"))}
            {move || has_room().then(|| picker_view(photos, most, reading, "photo"))}
        </ul>
        {told}
        <p class="field-hint">{t("photo.record")}</p>
    }
    .into_any()
}

fn remove(photos: Photos, n: usize) {
    photos.update(|photos| {
        if n < photos.len() {
            let gone = photos.remove(n);
            // The page showed it under this address; nobody else does.
            let _ = web_sys::Url::revoke_object_url(&gone.url);
        }
    });
}

/// A button with its hidden file input: the camera, or the album.
fn picker_view(photos: Photos, most: usize, reading: RwSignal<Reading>, picture: &'static str) -> AnyView {
    let input = NodeRef::<html::Input>::new();
    let is_camera = picture == "camera";
    let label = t(if is_camera { "photo.take" } else { "photo.choose" });
    view! {
        <li>
            <button
                type="button"
                class="photo-add"
                on:click=move |_| {
                    if let Some(input) = input.get_untracked() {
                        input.click();
                    }
                }
            >
                {part::icon(picture)}
                {label}
            </button>
            <input
                type="file"
                accept="image/*"
                capture=is_camera.then_some("environment")
                multiple=!is_camera
                hidden
                tabindex="-1"
                aria-hidden="true"
                node_ref=input
                on:change=move |event| {
                    let input: web_sys::HtmlInputElement = event_target(&event);
                    take(&input, photos, most, reading);
                }
            />
        </li>
    }
    .into_any()
}

fn take(input: &web_sys::HtmlInputElement, photos: Photos, most: usize, reading: RwSignal<Reading>) {
    let Some(files) = input.files() else { return };
    let files: Vec<web_sys::File> = (0..files.length()).filter_map(|n| files.get(n)).collect();
    // The same file can be chosen again after it was removed.
    input.set_value("");
    reading.set(Reading::Busy);
    let mut making = Making::begin();
    wasm_bindgen_futures::spawn_local(async move {
        let mut outcome = Reading::Idle;
        for file in files {
            let is_full = photos.try_with_untracked(|photos| photos.len() >= most);
            if is_full != Some(false) {
                break;
            }
            match squeeze::squeeze(file.unchecked_ref()).await {
                Ok(blob) => {
                    if let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) {
                        photos
                            .try_update(|photos| photos.push(PickedPhoto { id: FileId::fresh(), blob, url }));
                    }
                }
                Err(_) => {
                    making.is_whole = false;
                    outcome = Reading::NotAPhoto;
                }
            }
        }
        reading.try_set(outcome);
        drop(making);
    });
}
