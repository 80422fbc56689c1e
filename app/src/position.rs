//! Where this device is, as its owner allows it to say.

use contract::geo::Wgs84;
use js_sys::Reflect;
use leptos::prelude::*;
use std::cell::Cell;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

/// How old a position may be, and how long finding one may take, in milliseconds.
const LIMITS_MS: (u32, u32) = (30_000, 20_000);
/// What a browser says when the person did not allow it.
const REFUSED: f64 = 1.0;

/// Where this device is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Position {
    /// It is being found.
    Finding,
    /// There, within so many metres.
    At(Wgs84, f64),
    /// The person did not allow it.
    Refused,
    /// The device can't tell.
    Unavailable,
}

impl Position {
    /// The position, when there is one.
    #[must_use]
    pub fn at(self) -> Option<Wgs84> {
        match self {
            Self::At(at, _) => Some(at),
            _ => None,
        }
    }
}

thread_local! {
    static POSITION: ArcRwSignal<Position> = ArcRwSignal::new(Position::Finding);
    static BEGUN: Cell<bool> = const { Cell::new(false) };
    /// What the browser calls that it is followed by.
    static WATCH: Cell<Option<i32>> = const { Cell::new(None) };
}

/// Where this device is; follows it for the life of the page. The first call asks the person.
#[must_use]
pub fn position() -> Signal<Position> {
    begin();
    let position = POSITION.with(Clone::clone);
    Signal::derive(move || position.get())
}

/// Where this device is now, as far as it is known.
#[must_use]
pub fn position_now() -> Position {
    begin();
    POSITION.with(Clone::clone).get_untracked()
}

/// Asks again, after a refusal was taken back or the sky is free.
pub fn find_again() {
    put(Position::Finding);
    follow();
}

fn begin() {
    if !BEGUN.replace(true) {
        follow();
    }
}

fn put(position: Position) {
    let signal = POSITION.with(Clone::clone);
    if signal.get_untracked() != position {
        signal.set(position);
    }
}

fn follow() {
    // Without a secure context a browser has none to give.
    let Ok(finder) = window().navigator().geolocation() else { return put(Position::Unavailable) };
    if !window().is_secure_context() || finder.is_undefined() {
        return put(Position::Unavailable);
    }
    let found = Closure::<dyn Fn(JsValue)>::new(|found: JsValue| {
        if let Some((at, within_m)) = read(&found) {
            put(Position::At(at, within_m));
        }
    });
    let lost = Closure::<dyn Fn(JsValue)>::new(|error: JsValue| {
        let is_refused = number(&error, "code") == Some(REFUSED);
        // A position of before is better than none while the next one is looked for.
        if is_refused || POSITION.with(Clone::clone).get_untracked().at().is_none() {
            put(if is_refused { Position::Refused } else { Position::Unavailable });
        }
    });
    let options = web_sys::PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_maximum_age(LIMITS_MS.0);
    options.set_timeout(LIMITS_MS.1);
    // Each one keeps the receiver on and speaks for itself: there is only one.
    if let Some(before) = WATCH.take() {
        finder.clear_watch(before);
    }
    let begun = finder.watch_position_with_error_callback_and_options(
        found.as_ref().unchecked_ref(),
        Some(lost.as_ref().unchecked_ref()),
        &options,
    );
    match begun {
        Ok(watch) => WATCH.set(Some(watch)),
        Err(_) => put(Position::Unavailable),
    }
    // They live as long as the page.
    found.forget();
    lost.forget();
}

fn read(found: &JsValue) -> Option<(Wgs84, f64)> {
    let coordinates = Reflect::get(found, &"coords".into()).ok()?;
    let at = Wgs84 { lon: number(&coordinates, "longitude")?, lat: number(&coordinates, "latitude")? };
    at.is_valid().then_some((at, number(&coordinates, "accuracy").unwrap_or(0.0)))
}

fn number(object: &JsValue, key: &str) -> Option<f64> {
    Reflect::get(object, &key.into()).ok()?.as_f64()
}
