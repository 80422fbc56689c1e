//! What the window is like, as signals that follow it.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, prelude::Closure};

/// Narrower than a tablet.
const NARROW: &str = "(max-width: 39.99em)";
/// As wide as a pc.
const WIDE: &str = "(min-width: 64em)";

thread_local! {
    static IS_NARROW: ArcRwSignal<bool> = following(NARROW);
    static IS_WIDE: ArcRwSignal<bool> = following(WIDE);
}

/// Whether the window is as narrow as a phone.
#[must_use]
pub fn is_narrow() -> Signal<bool> {
    let signal = IS_NARROW.with(Clone::clone);
    Signal::derive(move || signal.get())
}

/// Whether the window is as wide as a pc's.
#[must_use]
pub fn is_wide() -> Signal<bool> {
    let signal = IS_WIDE.with(Clone::clone);
    Signal::derive(move || signal.get())
}

/// Whether the person asked their device for less motion.
#[must_use]
pub fn reduced_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

pub(crate) fn matches(query: &str) -> bool {
    media(query).is_some_and(|m| m.matches())
}

fn media(query: &str) -> Option<web_sys::MediaQueryList> {
    web_sys::window()?.match_media(query).ok().flatten()
}

/// Calls back whenever a media query changes its mind, for the life of the page.
pub(crate) fn on_media(query: &str, call: impl Fn(bool) + 'static) {
    let Some(media) = media(query) else { return };
    let listened = media.clone();
    let closure = Closure::<dyn Fn()>::new(move || call(listened.matches()));
    let _ = media.add_event_listener_with_callback("change", closure.as_ref().unchecked_ref());
    closure.forget();
}

fn following(query: &'static str) -> ArcRwSignal<bool> {
    let signal = ArcRwSignal::new(matches(query));
    let followed = signal.clone();
    on_media(query, move |is| followed.set(is));
    signal
}
