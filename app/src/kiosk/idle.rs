//! Whether somebody is still there. After 40 s without a touch it asks, after 60 s everything that the last person typed
//! or chose is gone: the page is loaded anew, so that nothing of it stays in memory. A report on its way is waited for.
//! Who signed in for themselves is signed out.

use contract::Lang;
use kit::{Theme, button, dialog, primary_button, t, tf};
use leptos::{ev, prelude::*};
use std::cell::Cell;

use super::{frame::LARGE, person};
use crate::resident::stop_reading;

/// Seconds without a touch after which it asks, and after which it forgets.
const ASKS_S: f64 = 40.0;
const FORGETS_S: f64 = 60.0;
/// Seconds for which a report on its way is waited for.
const WAITS_S: f64 = 30.0;
/// What is kept of the person who stands here.
const KEPT: [&str; 5] = ["lang", "theme", "elder", LARGE, "notice.size"];

/// The ring that runs out while it asks.
const RING: &str = "<circle cx=\"20\" cy=\"20\" r=\"18\"></circle><circle cx=\"20\" cy=\"20\" r=\"18\" pathLength=\"20\" \
                    class=\"kiosk-ring-left\"></circle>";

thread_local! {
    static TOUCHED_MS: Cell<f64> = Cell::new(now_ms());
    static SENDING_SINCE_MS: Cell<Option<f64>> = const { Cell::new(None) };
    static IS_TOUCHED: Cell<bool> = const { Cell::new(false) };
}

/// How it stands with the person before the kiosk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Somebody is there, or nobody has been.
    Calm,
    /// It asks, with so many seconds left.
    Asking(u32),
    /// Nobody is there any longer.
    Gone,
}

fn phase(idle_s: f64, sending_s: Option<f64>) -> Phase {
    if sending_s.is_some_and(|s| s < WAITS_S) || idle_s < ASKS_S {
        Phase::Calm
    } else if idle_s < FORGETS_S {
        Phase::Asking((FORGETS_S - idle_s).ceil() as u32)
    } else {
        Phase::Gone
    }
}

fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// A report is on its way, or has arrived.
pub fn sending(is_sending: bool) {
    SENDING_SINCE_MS.set(is_sending.then(now_ms));
    touch();
}

fn touch() {
    TOUCHED_MS.set(now_ms());
    IS_TOUCHED.set(true);
}

/// Seconds since somebody touched the screen.
#[must_use]
pub fn untouched_s() -> f64 {
    (now_ms() - TOUCHED_MS.get()) / 1000.0
}

/// Whether there is anything to forget: an untouched home, or page of signing in, with everything as it begins has nothing.
fn is_pristine() -> bool {
    let path = window().location().pathname().unwrap_or_default();
    let is_home = ["/kiosk", "/signin"].contains(&path.trim_end_matches('/'));
    let is_plain = kit::lang() == Lang::Zh && kit::theme() == Theme::Auto && kit::kept(LARGE).is_none();
    is_home && is_plain && !IS_TOUCHED.get() && !person::is_here()
}

/// Forgets what the person who stood here typed and chose, and begins anew at home.
pub fn reset() {
    forget();
    let _ = window().location().replace("/kiosk");
}

/// Forgets what this device kept of the person who stood here.
pub fn forget() {
    stop_reading();
    for key in KEPT {
        kit::drop_kept(key);
    }
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = storage.clear();
    }
}

/// The person has gone.
fn part() {
    if person::is_here() {
        person::leave();
    } else {
        reset();
    }
}

/// The question, and the watch that asks it; once on every page of a kiosk and on its page of signing in.
#[must_use]
pub fn dialog_view() -> AnyView {
    // Somebody has just come to this page.
    TOUCHED_MS.set(now_ms());
    let left = RwSignal::new(0u32);
    let is_asking = RwSignal::new(false);
    let go_on = move || {
        touch();
        is_asking.set(false);
    };
    // Any touch counts, but the question goes only after it: a button under the finger must still hear it.
    let pointer = window_event_listener(ev::pointerdown, |_| touch());
    let key = window_event_listener(ev::keydown, |_| touch());
    let wheel = window_event_listener(ev::wheel, |_| touch());
    let click = window_event_listener(ev::click, move |_| go_on());
    on_cleanup(move || {
        for handle in [pointer, key, wheel, click] {
            handle.remove();
        }
    });
    Effect::new(move |_| {
        let _ = kit::each_second();
        if is_pristine() {
            return;
        }
        let sending_s = SENDING_SINCE_MS.get().map(|since| (now_ms() - since) / 1000.0);
        match phase(untouched_s(), sending_s) {
            Phase::Calm if untouched_s() < 1.0 => {}
            Phase::Calm => is_asking.set(false),
            Phase::Asking(seconds) => {
                left.set(seconds);
                is_asking.set(true);
            }
            Phase::Gone => {
                is_asking.set(false);
                part();
            }
        }
    });
    let question = move || {
        let key = if person::is_here() { "kiosk.idle_question_person" } else { "kiosk.idle_question" };
        tf(key, &[("n", &left.get().to_string())])
    };
    let body = move || {
        view! {
            <svg class="kiosk-ring" viewBox="0 0 40 40" aria-hidden="true" inner_html=RING></svg>
            <p class="dialog-text" role="timer">{question}</p>
        }
        .into_any()
    };
    let acts = move || {
        // The first one has the focus: going on.
        view! {
            {primary_button(t("kiosk.continue"), go_on)}
            {button(t(if person::is_here() { "app.sign_out" } else { "kiosk.clear_and_leave" }), part)}
        }
        .into_any()
    };
    dialog(is_asking, Signal::derive(|| t("kiosk.idle_title")), body, acts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_asks_for_twenty_seconds_and_then_forgets() {
        assert_eq!(phase(39.9, None), Phase::Calm);
        assert_eq!(phase(40.0, None), Phase::Asking(20));
        assert_eq!(phase(59.5, None), Phase::Asking(1));
        assert_eq!(phase(60.0, None), Phase::Gone);
    }

    #[test]
    fn a_report_on_its_way_is_waited_for_but_not_for_ever() {
        assert_eq!(phase(70.0, Some(29.0)), Phase::Calm);
        assert_eq!(phase(70.0, Some(31.0)), Phase::Gone);
    }
}
