//! What this device keeps, and what it hands out as a file.

use leptos::prelude::*;
use std::cell::RefCell;
use wasm_bindgen::JsCast;

/// How the keys begin under which forms are kept; the writer's id and the form's place follow.
const TYPED: &str = "linli.typed.";

thread_local! {
    static WRITER: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// Keeps a text on this device. A device that keeps nothing (private window, full) loses it: nothing may depend on it.
pub fn keep(key: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&format!("linli.{key}"), text);
    }
}

/// What was kept under a key.
#[must_use]
pub fn kept(key: &str) -> Option<String> {
    storage()?.get_item(&format!("linli.{key}")).ok().flatten()
}

/// Forgets what was kept under a key.
pub fn drop_kept(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&format!("linli.{key}"));
    }
}

/// Says by an id who types on this device from now on; while nobody does, nothing that is typed is kept.
pub fn set_writer(id: Option<String>) {
    WRITER.set(id);
}

/// Keeps what the writer typed into a form and has not sent. It comes back to them alone: on a shared device the next one
/// finds an empty form.
pub fn keep_typed(place: &str, text: &str) {
    if let (Some(storage), Some(key)) = (storage(), typed_key(place)) {
        let _ = storage.set_item(&key, text);
    }
}

/// What the writer typed into a form before.
#[must_use]
pub fn typed(place: &str) -> Option<String> {
    storage()?.get_item(&typed_key(place)?).ok().flatten()
}

/// Forgets what the writer typed into a form.
pub fn drop_typed(place: &str) {
    if let (Some(storage), Some(key)) = (storage(), typed_key(place)) {
        let _ = storage.remove_item(&key);
    }
}

/// Forgets what the writer typed into any form.
pub fn forget_typed() {
    let (Some(storage), Some(writer)) = (storage(), WRITER.with_borrow(Clone::clone)) else { return };
    for key in keys(&storage) {
        if parted(&key).is_some_and(|(id, _)| id == writer) {
            let _ = storage.remove_item(&key);
        }
    }
}

/// What other people typed here into forms whose place begins so.
#[must_use]
pub fn typed_by_others(place: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let writer = WRITER.with_borrow(Clone::clone);
    let is_theirs = |key: &String| {
        parted(key).is_some_and(|(id, at)| Some(id) != writer.as_deref() && at.starts_with(place))
    };
    let theirs = keys(&storage).into_iter().filter(is_theirs);
    theirs.filter_map(|key| storage.get_item(&key).ok().flatten()).collect()
}

fn typed_key(place: &str) -> Option<String> {
    WRITER.with_borrow(|writer| writer.as_ref().map(|id| format!("{TYPED}{id}.{place}")))
}

/// Whose a key is, and the form's place.
fn parted(key: &str) -> Option<(&str, &str)> {
    key.strip_prefix(TYPED)?.split_once('.')
}

fn keys(storage: &web_sys::Storage) -> Vec<String> {
    let count = storage.length().unwrap_or(0);
    (0..count).filter_map(|n| storage.key(n).ok().flatten()).collect()
}

/// Hands a text to the person as a file.
pub fn download(name: &str, mime: &str, text: &str) {
    let parts = js_sys::Array::of1(&text.into());
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type(mime);
    let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &kind) else { return };
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
    if let Ok(link) = document().create_element("a") {
        let link: web_sys::HtmlAnchorElement = link.unchecked_into();
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The browser has begun to read the file by then.
    set_timeout(
        move || {
            let _ = web_sys::Url::revoke_object_url(&url);
        },
        std::time::Duration::from_secs(60),
    );
}

/// Copies a text; calls back with whether it worked.
pub(crate) fn copy(text: String, then: impl FnOnce(bool) + 'static) {
    let Some(window) = web_sys::window() else { return then(false) };
    // An insecure address has no clipboard, and the binding would throw.
    if !window.is_secure_context() {
        return then(false);
    }
    let promise = window.navigator().clipboard().write_text(&text);
    wasm_bindgen_futures::spawn_local(async move {
        then(wasm_bindgen_futures::JsFuture::from(promise).await.is_ok());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_kept_for_its_writer_alone() {
        assert_eq!(typed_key("case.7"), None, "nobody types, so nothing is kept");
        set_writer(Some("one".into()));
        let key = typed_key("case.7").unwrap();
        assert_eq!(parted(&key), Some(("one", "case.7")));
        set_writer(Some("two".into()));
        assert_ne!(typed_key("case.7"), Some(key));
        assert_eq!(parted("linli.theme"), None);
    }
}
