//! Words for readers when the page changes by itself: one polite and one urgent region, at most one message in five
//! seconds each, so that fifty alarms are one sentence.

use leptos::prelude::*;
use std::{cell::RefCell, time::Duration};

/// The least time between two messages.
const PAUSE: Duration = Duration::from_secs(5);

struct Voice {
    said: ArcRwSignal<String>,
    next: RefCell<Option<String>>,
    is_pausing: std::cell::Cell<bool>,
}

impl Voice {
    fn new() -> Self {
        Self {
            said: ArcRwSignal::new(String::new()),
            next: RefCell::new(None),
            is_pausing: std::cell::Cell::new(false),
        }
    }
}

thread_local! {
    static POLITE: Voice = Voice::new();
    static URGENT: Voice = Voice::new();
}

type Region = &'static std::thread::LocalKey<Voice>;

/// Says something when the reader is free; while it pauses, the newest message wins.
pub fn announce(text: String) {
    say(&POLITE, text);
}

/// Says at once that an alarm of level 1 or 2 has come.
pub fn announce_alarm(text: String) {
    say(&URGENT, text);
}

fn say(region: Region, text: String) {
    if region.with(|voice| voice.is_pausing.get()) {
        region.with(|voice| voice.next.replace(Some(text)));
        return;
    }
    region.with(|voice| voice.is_pausing.set(true));
    let said = region.with(|voice| voice.said.clone());
    said.set(text);
    set_timeout(
        move || {
            region.with(|voice| voice.is_pausing.set(false));
            if let Some(text) = region.with(|voice| voice.next.take()) {
                say(region, text);
            }
        },
        PAUSE,
    );
}

/// The two regions.
pub(crate) fn regions_view() -> AnyView {
    let polite = POLITE.with(|voice| voice.said.clone());
    let urgent = URGENT.with(|voice| voice.said.clone());
    view! {
        <div class="visually-hidden" role="status">{move || polite.get()}</div>
        <div class="visually-hidden" role="alert">{move || urgent.get()}</div>
    }
    .into_any()
}
