//! Whether this device has a network, as the browser says; it may still not reach the server.

use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::{JsCast, prelude::Closure};

thread_local! {
    static IS_ONLINE: ArcRwSignal<bool> = ArcRwSignal::new(window().navigator().on_line());
    static RETURNS: ArcRwSignal<u32> = ArcRwSignal::new(0);
    static BEGUN: Cell<bool> = const { Cell::new(false) };
}

/// Whether this device has a network; tracked.
#[must_use]
pub fn is_online() -> bool {
    listen();
    IS_ONLINE.with(Clone::clone).get()
}

/// Whether this device has a network now.
pub(super) fn is_online_now() -> bool {
    listen();
    IS_ONLINE.with(Clone::clone).get_untracked()
}

/// Counts how often the network came back; whoever shows a copy reads again then.
#[must_use]
pub fn returns() -> Signal<u32> {
    listen();
    let returns = RETURNS.with(Clone::clone);
    Signal::derive(move || returns.get())
}

/// Hears the browser's two events, for the life of the page.
fn listen() {
    if BEGUN.replace(true) {
        return;
    }
    hear("online", || {
        IS_ONLINE.with(Clone::clone).set(true);
        RETURNS.with(Clone::clone).update(|n| *n = n.wrapping_add(1));
        super::engine::back_online();
    });
    hear("offline", || IS_ONLINE.with(Clone::clone).set(false));
}

fn hear(event: &str, call: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(call);
    // A browser without these events never says that it is offline; sending still finds out.
    let _ = window().add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}
