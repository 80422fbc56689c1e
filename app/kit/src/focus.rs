//! Where the keyboard is: opening a layer moves it in, closing it moves it back to what opened it.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Moves the focus to the element with that id, once it is drawn, and the page to where it is seen.
pub fn focus_on(id: &'static str) {
    request_animation_frame(move || {
        if let Some(element) = document().get_element_by_id(id) {
            element.scroll_into_view();
            focus_now(id);
        }
    });
}

/// Focuses the element with that id, once it is drawn.
pub(crate) fn focus_later(id: String) {
    request_animation_frame(move || focus_now(&id));
}

/// Focuses the element with that id, once it is drawn, when nothing has the focus.
pub fn focus_unless_held(id: String) {
    request_animation_frame(move || {
        if focused().is_none() {
            focus_now(&id);
        }
    });
}

/// Focuses the element with that id, which is drawn already.
pub fn focus_now(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let element: web_sys::HtmlElement = element.unchecked_into();
        // An element that went away meanwhile has no focus to take.
        let _ = element.focus();
    }
}

/// Focuses the element with that id, once it is drawn; not away from a field, where somebody is typing or choosing.
pub(crate) fn focus_later_unless_in_field(id: String) {
    request_animation_frame(move || {
        if !is_in_field() {
            focus_now(&id);
        }
    });
}

fn is_in_field() -> bool {
    focused().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || element.get_attribute("contenteditable").is_some()
    })
}

/// What has the focus, unless that is nothing.
pub(crate) fn focused() -> Option<web_sys::HtmlElement> {
    let element = document().active_element()?;
    (element.tag_name() != "BODY").then(|| element.unchecked_into())
}

/// Gives the focus back to an element that is still on the page, when nothing has it.
pub(crate) fn give_back(opener: &web_sys::HtmlElement) {
    if focused().is_none() && opener.is_connected() {
        let _ = opener.focus();
    }
}

/// A fresh id for an element, so that two parts of one kind can stand on a page.
pub(crate) fn fresh_id(prefix: &str) -> String {
    use std::cell::Cell;
    thread_local! {
        static NEXT: Cell<u32> = const { Cell::new(1) };
    }
    let n = NEXT.get();
    NEXT.set(n + 1);
    format!("{prefix}-{n}")
}
