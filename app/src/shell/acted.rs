//! What was done here: lists read their rows again after it, as they do when the live feed tells of something.

use leptos::prelude::*;

/// A count that grows with each act that changed what a page shows.
#[derive(Clone, Copy)]
pub struct Acted(RwSignal<u32>);

impl Acted {
    /// Nothing was done so far.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(0))
    }

    /// Something was done, and whoever counts on it reads again.
    pub fn renew(self) {
        self.0.try_update(|n| *n = n.wrapping_add(1));
    }

    /// Makes what runs now run again after the next act.
    pub fn track(self) {
        self.0.track();
    }

    /// When to read again: after an act.
    #[must_use]
    pub fn signal(self) -> Signal<u32> {
        self.0.into()
    }

    /// When to read again: after an act, and when another count grows, such as that of the live feed.
    #[must_use]
    pub fn or(self, tick: Signal<u32>) -> Signal<u32> {
        Signal::derive(move || tick.get().wrapping_add(self.0.get()))
    }
}
