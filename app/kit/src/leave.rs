//! Leaving what was typed: a sheet, a dialog or a page whose form would lose something is left only after a question.

use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::{JsCast, prelude::Closure};

use crate::{confirm, route, words::t};

/// A form whose text is neither saved nor kept says so.
const UNSAVED: &str = "form[data-unsaved]";

thread_local! {
    static IS_WATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Does what takes the page's form away; asks first when something typed would be lost.
pub fn leave(then: impl FnOnce() + 'static) {
    if is_unsaved_here() {
        ask(then);
    } else {
        then();
    }
}

/// Asks whether what was typed may be lost.
pub(crate) fn ask(then: impl FnOnce() + 'static) {
    confirm(t("form.leave_question"), None, t("form.leave"), true, then);
}

/// Whether a form within it would lose what was typed.
pub(crate) fn is_unsaved_in(element: &web_sys::Element) -> bool {
    element.query_selector(UNSAVED).ok().flatten().is_some()
}

fn is_unsaved_here() -> bool {
    document().query_selector(UNSAVED).ok().flatten().is_some()
}

/// Asks before a link leads away, for the life of the page.
pub(crate) fn watch_links() {
    let Some(window) = web_sys::window() else { return };
    if IS_WATCHING.replace(true) {
        return;
    }
    let heard = Closure::<dyn Fn(web_sys::MouseEvent)>::new(|event: web_sys::MouseEvent| hold(&event));
    // On the way down, before the router hears of it.
    let _ = window.add_event_listener_with_callback_and_bool("click", heard.as_ref().unchecked_ref(), true);
    heard.forget();
}

fn hold(event: &web_sys::MouseEvent) {
    let opens_beside = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if event.button() != 0 || opens_beside {
        return;
    }
    let Some(path) = path_of(event).filter(|_| is_unsaved_here()) else { return };
    event.prevent_default();
    event.stop_propagation();
    ask(move || route::go(&path));
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
