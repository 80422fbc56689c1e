//! The shared clock: one timer for each pace, however many times are on the screen.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

thread_local! {
    static SECOND: ArcRwSignal<DateTime<Utc>> = ticking(1_000);
    static HALF_MINUTE: ArcRwSignal<DateTime<Utc>> = ticking(30_000);
}

/// The clock now.
#[must_use]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// The clock, read again every second by whoever tracks it.
#[must_use]
pub fn each_second() -> DateTime<Utc> {
    SECOND.with(Clone::clone).get()
}

/// The clock, read again every half minute by whoever tracks it.
#[must_use]
pub fn each_half_minute() -> DateTime<Utc> {
    HALF_MINUTE.with(Clone::clone).get()
}

fn ticking(milliseconds: u32) -> ArcRwSignal<DateTime<Utc>> {
    let signal = ArcRwSignal::new(Utc::now());
    let told = signal.clone();
    // Lives as long as the page.
    gloo::timers::callback::Interval::new(milliseconds, move || told.set(Utc::now())).forget();
    signal
}
