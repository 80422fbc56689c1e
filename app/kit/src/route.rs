//! The query of the address: what a colleague must see when the link is pasted. Filters, sort and camera replace the
//! entry in the history; a sheet or a step pushes one, so that Back closes the top layer first.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
    location::Location,
};
use std::{cell::RefCell, rc::Rc};

type Go = Rc<dyn Fn(&str, NavigateOptions)>;

thread_local! {
    static GO: RefCell<Option<Go>> = const { RefCell::new(None) };
    static DRAWN: RefCell<Option<Location>> = const { RefCell::new(None) };
}

/// Remembers the router, so that the address can also be changed from where no component is (a timer, a reply).
/// Frames do so; must be called inside a `Router`.
pub fn remember_router() {
    let go = use_navigate();
    GO.set(Some(Rc::new(move |path: &str, options| go(path, options))));
    DRAWN.set(Some(use_location()));
}

/// One parameter of the address; must be called inside a `Router`.
#[must_use]
pub fn query(key: &'static str) -> Memo<Option<String>> {
    remember_router();
    let map = use_query_map();
    Memo::new(move |_| map.with(|map| map.get(key).filter(|value| !value.is_empty())))
}

/// Sets or clears parameters without an entry in the history.
pub fn set_query(pairs: &[(&str, Option<&str>)]) {
    go_to(pairs, true);
}

/// Sets or clears parameters with an entry in the history, so that Back undoes it.
pub fn push_query(pairs: &[(&str, Option<&str>)]) {
    go_to(pairs, false);
}

/// Goes to a path of the program.
pub fn go(path: &str) {
    travel(path, NavigateOptions::default());
}

/// Goes back in the history.
pub(crate) fn back() {
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        let _ = history.back();
    }
}

/// The address whose page is drawn; after Back or Forward the browser's is another, until the router has heard of it.
pub(crate) fn drawn() -> Option<String> {
    DRAWN.with_borrow(|location| {
        let location = location.as_ref()?;
        let (path, search) = (location.pathname.get_untracked(), location.search.get_untracked());
        let mark = if search.is_empty() { "" } else { "?" };
        Some(format!("{path}{mark}{search}{}", location.hash.get_untracked()))
    })
}

/// Whether the browser is at an address that would take away a form which is drawn at another.
pub(crate) fn is_elsewhere(form: &str) -> bool {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return false };
    let (Ok(path), Ok(search)) = (location.pathname(), location.search()) else { return false };
    place_of(form) != place_of(&format!("{path}{search}"))
}

/// What of an address says which form stands there: a fragment doesn't, nor does the step of a form.
fn place_of(address: &str) -> (&str, Vec<&str>) {
    let whole = address.split_once('#').map_or(address, |(whole, _)| whole);
    let (path, search) = whole.split_once('?').unwrap_or((whole, ""));
    let pairs = search.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("step="));
    (path, pairs.collect())
}

fn go_to(pairs: &[(&str, Option<&str>)], replace: bool) {
    let Some(window) = web_sys::window() else { return };
    let location = window.location();
    let (Ok(path), Ok(search)) = (location.pathname(), location.search()) else { return };
    let Ok(params) = web_sys::UrlSearchParams::new_with_str(&search) else { return };
    for (key, value) in pairs {
        match value {
            Some(value) if !value.is_empty() => params.set(key, value),
            _ => params.delete(key),
        }
    }
    let search: String = params.to_string().into();
    let address = if search.is_empty() { path } else { format!("{path}?{search}") };
    travel(
        &address,
        NavigateOptions { replace, scroll: false, resolve: false, ..NavigateOptions::default() },
    );
}

fn travel(address: &str, options: NavigateOptions) {
    let known = GO.with_borrow(Clone::clone);
    match known {
        Some(go) => go(address, options),
        // Without a router the browser goes there itself.
        None => {
            if let Some(window) = web_sys::window() {
                let _ = window.location().set_href(address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_page_or_record_is_another_place_and_a_step_or_a_fragment_is_none() {
        let sheet = "/admin/rule?sel=1";
        for same in ["/admin/rule?sel=1", "/admin/rule?sel=1#main", "/admin/rule?sel=1&step=2"] {
            assert_eq!(place_of(sheet), place_of(same), "{same}");
        }
        for other in ["/admin/rule", "/admin/rule?sel=2", "/admin/user?sel=1", "/admin/rule?sel=1&q=a"] {
            assert_ne!(place_of(sheet), place_of(other), "{other}");
        }
        assert_eq!(place_of("/grid/report?step=3"), place_of("/grid/report"));
    }
}
