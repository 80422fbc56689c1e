//! Keyboard shortcuts: single letters never work while somebody types or a dialog is open (WCAG 2.2, 2.1.4).

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;

/// Runs on a single key while nobody types and no dialog is open; ends with the component.
pub fn shortcut(key: &'static str, run: impl Fn() + 'static) {
    listen(move |event| {
        let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
        if is_plain && is_key(event, key) && !is_typing() && !is_dialog_open() {
            event.prevent_default();
            run();
        }
    });
}

/// Runs on Alt with a key, also while somebody types; ends with the component.
pub fn shortcut_alt(key: &'static str, run: impl Fn() + 'static) {
    listen(move |event| {
        // With Alt some keyboards type another character, so the physical key counts as well.
        let is_it = || is_key(event, key) || event.code() == format!("Digit{key}");
        if event.alt_key() && !event.ctrl_key() && is_it() && !is_dialog_open() {
            event.prevent_default();
            run();
        }
    });
}

/// Runs on a key such as `Escape`, also while somebody types, but not over a dialog; ends with the component.
pub fn shortcut_any(key: &'static str, run: impl Fn() + 'static) {
    listen(move |event| {
        if !event.default_prevented() && !event.is_composing() && is_key(event, key) && !is_dialog_open() {
            run();
        }
    });
}

fn listen(heard: impl Fn(&web_sys::KeyboardEvent) + 'static) {
    let handle = window_event_listener(ev::keydown, move |event| heard(&event));
    on_cleanup(move || handle.remove());
}

pub(crate) fn is_key(event: &web_sys::KeyboardEvent, key: &str) -> bool {
    // A browser that fills in a form sends a key event without a key.
    let pressed = js_sys::Reflect::get(event, &"key".into()).ok().and_then(|pressed| pressed.as_string());
    pressed.is_some_and(|pressed| pressed.eq_ignore_ascii_case(key))
}

/// Whether the focus is where letters are typed.
pub(crate) fn is_typing() -> bool {
    let Some(focused) = document().active_element() else { return false };
    match focused.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => {
            let input: &web_sys::HtmlInputElement = focused.unchecked_ref();
            !matches!(input.type_().as_str(), "checkbox" | "radio" | "button" | "submit" | "range")
        }
        _ => focused.get_attribute("contenteditable").is_some(),
    }
}

pub(crate) fn is_dialog_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}
