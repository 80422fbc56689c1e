//! Leaving what was typed: a sheet, a dialog or a page that would lose something is left only after a question; where the
//! page itself is closed or loaded anew, the browser asks. Back and Forward can't be held back: the browser has gone when
//! they are heard. The form's address is then put after the one that it went to, and a yes goes back there.

use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

use crate::{confirm, route, words::t};

/// What holds something that is neither saved nor kept says so.
const UNSAVED: &str = "[data-unsaved]";

thread_local! {
    static IS_LET_GO: Cell<bool> = const { Cell::new(false) };
    /// Whether the browser goes back because the answer was yes.
    static IS_LEAVING: Cell<bool> = const { Cell::new(false) };
}

/// Does what takes what was typed away; asks first when it would be lost.
pub fn leave(then: impl FnOnce() + 'static) {
    if is_unsaved() {
        ask(then);
    } else {
        then();
    }
}

/// Asks whether what was typed may be lost.
pub(crate) fn ask(then: impl FnOnce() + 'static) {
    confirm(t("form.leave_question"), None, t("form.leave"), true, then);
}

/// Whether leaving it would lose something typed.
pub(crate) fn is_unsaved_in(element: &web_sys::Element) -> bool {
    element.query_selector(UNSAVED).ok().flatten().is_some()
}

/// Whether leaving the page would lose something typed.
#[must_use]
pub fn is_unsaved() -> bool {
    document().query_selector(UNSAVED).ok().flatten().is_some()
}

/// Gives up what was typed for good: the page is about to be loaded anew, and who was asked has answered.
pub fn let_go() {
    IS_LET_GO.set(true);
}

/// Asks before a link, Back, Forward or the closing of the page takes something away, for the life of the page.
pub(crate) fn watch() {
    let Some(window) = web_sys::window() else { return };
    let pressed = Closure::<dyn Fn(web_sys::MouseEvent)>::new(|event: web_sys::MouseEvent| hold(&event));
    let gone = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| fetch_back(&event));
    let closed = Closure::<dyn Fn(web_sys::Event)>::new(|event: web_sys::Event| {
        if is_unsaved() && !IS_LET_GO.get() {
            event.prevent_default();
        }
    });
    let listeners: [(&str, &JsValue); 3] =
        [("click", pressed.as_ref()), ("popstate", gone.as_ref()), ("beforeunload", closed.as_ref())];
    for (name, heard) in listeners {
        let _ = window.add_event_listener_with_callback_and_bool(name, heard.unchecked_ref(), true);
    }
    pressed.forget();
    gone.forget();
    closed.forget();
}

fn hold(event: &web_sys::MouseEvent) {
    let opens_beside = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if event.button() != 0 || opens_beside {
        return;
    }
    let Some(path) = path_of(event).filter(|_| is_unsaved()) else { return };
    event.prevent_default();
    event.stop_propagation();
    ask(move || route::go(&path));
}

/// After Back or Forward: puts the form's address in front again, of which the router hears nothing, and asks. Whoever
/// presses twice is asked again, and a yes leads to where the last press had gone.
fn fetch_back(event: &web_sys::Event) {
    if IS_LEAVING.replace(false) || !is_unsaved() {
        return;
    }
    let Some(form) = route::drawn().filter(|form| route::is_elsewhere(form)) else { return };
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
    if history.push_state_with_url(&JsValue::NULL, "", Some(&form)).is_err() {
        return;
    }
    event.stop_immediate_propagation();
    ask(|| {
        IS_LEAVING.set(true);
        route::back();
    });
}

/// The path of the program to which the pressed link leads. A link out of it is the browser's to ask about.
fn path_of(event: &web_sys::MouseEvent) -> Option<String> {
    let pressed: web_sys::Element = event.target()?.dyn_into().ok()?;
    let link: web_sys::HtmlAnchorElement = pressed.closest("a[href]").ok()??.dyn_into().ok()?;
    let stays = link.get_attribute("href").is_some_and(|href| href.starts_with('#'));
    let is_other =
        !link.target().is_empty() || link.has_attribute("download") || link.rel().contains("external");
    let is_ours = link.origin() == web_sys::window()?.location().origin().ok()?;
    (is_ours && !stays && !is_other).then(|| format!("{}{}{}", link.pathname(), link.search(), link.hash()))
}
