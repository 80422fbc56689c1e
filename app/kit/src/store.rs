//! What this device keeps, and what it hands out as a file.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

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
