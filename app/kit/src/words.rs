//! Words on the glass, by key. The language is fixed for one load of the page: switching keeps it and loads again.

use contract::{
    Act, Kind, Lang, Term, label,
    work::{self, WorkState},
};
use std::cell::Cell;

use crate::store;

thread_local! {
    static LANG: Cell<Lang> = const { Cell::new(Lang::Zh) };
}

const KEPT: &str = "lang";

/// Puts the kept language, theme and edition onto the page, and watches what would be lost by leaving it; the first line of
/// the program.
pub fn start() {
    // Before the router is there: on the window listeners hear of Back in the order in which they came.
    crate::leave::watch();
    set_lang(match store::kept(KEPT).as_deref() {
        Some("en") => Lang::En,
        _ => Lang::Zh,
    });
    crate::look::restore();
}

/// Sets the language without keeping it: for a kiosk's visitor, and for tests.
pub fn set_lang(lang: Lang) {
    LANG.set(lang);
    crate::look::mark_page("lang", lang.tag());
}

/// Keeps a language and loads the page again in it.
pub fn choose_lang(lang: Lang) {
    store::keep(
        KEPT,
        match lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        },
    );
    if let Some(window) = web_sys::window() {
        // A page that can't be loaded again keeps its language; the choice holds from the next load on.
        let _ = window.location().reload();
    }
}

/// The language of this load.
#[must_use]
pub fn lang() -> Lang {
    LANG.get()
}

/// The words of a key.
#[must_use]
pub fn t(key: &str) -> String {
    label::label(key, lang())
}

/// The words of a key with its `{holes}` filled.
#[must_use]
pub fn tf(key: &str, holes: &[(&str, &str)]) -> String {
    label::phrase(key, lang(), holes)
}

/// The words of the first key if the catalogue has it, else of the second.
#[must_use]
pub fn t_or(first_key: &str, else_key: &str) -> String {
    t(if label::exists(first_key) { first_key } else { else_key })
}

/// The words of a vocabulary's value.
#[must_use]
pub fn term<T: Term>(value: T) -> String {
    label::term_label(value, lang())
}

/// The verb of an act on a work item, in the words of its case type.
#[must_use]
pub fn act_word(kind: Kind, act: Act) -> String {
    t(&work::act_key(kind, act))
}

/// The state of a work item, in the words of its case type.
#[must_use]
pub fn state_word(kind: Kind, state: WorkState) -> String {
    t(&work::state_key(kind, state))
}
