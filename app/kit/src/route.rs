//! The query of the address: what a colleague must see when the link is pasted. Filters, sort and camera replace the
//! entry in the history; a sheet or a step pushes one, so that Back closes the top layer first.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use std::{cell::RefCell, rc::Rc};

type Go = Rc<dyn Fn(&str, NavigateOptions)>;

thread_local! {
    static GO: RefCell<Option<Go>> = const { RefCell::new(None) };
}

/// Remembers the router, so that the address can also be changed from where no component is (a timer, a reply).
/// Frames do so; must be called inside a `Router`.
pub fn remember_router() {
    let go = use_navigate();
    GO.set(Some(Rc::new(move |path: &str, options| go(path, options))));
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
