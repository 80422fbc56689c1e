//! The service worker that keeps the static shell, so that the program opens offline.

use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};

thread_local! {
    static IS_RENEWED: ArcRwSignal<bool> = ArcRwSignal::new(false);
    static IS_BEGUN: Cell<bool> = const { Cell::new(false) };
}

/// Whether the address is this machine's own.
#[must_use]
pub fn is_loopback() -> bool {
    matches!(window().location().hostname().as_deref(), Ok("127.0.0.1" | "localhost" | "[::1]"))
}

/// Whether a newer program has taken over since this page was loaded; tracked.
#[must_use]
pub fn is_renewed() -> bool {
    IS_RENEWED.with(Clone::clone).get()
}

/// Registers it where a browser allows it: over TLS, or on this machine.
pub fn register() {
    let is_safe = window().location().protocol().is_ok_and(|protocol| protocol == "https:");
    // Without a secure context the browser has no such container, and the binding would throw.
    if !(is_safe || is_loopback()) || !window().is_secure_context() || IS_BEGUN.replace(true) {
        return;
    }
    let container = window().navigator().service_worker();
    let is_update = container.controller().is_some();
    let renewed = Closure::<dyn Fn()>::new(move || {
        if is_update {
            IS_RENEWED.with(Clone::clone).set(true);
        }
    });
    let _ = container.add_event_listener_with_callback("controllerchange", renewed.as_ref().unchecked_ref());
    renewed.forget();
    let registering = JsFuture::from(container.register("/sw.js"));
    spawn_local(async move {
        if registering.await.is_err() {
            leptos::logging::warn!("the offline shell was not registered");
        }
    });
}
