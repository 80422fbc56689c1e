//! Reading aloud, where the device can: the same words that stand on the screen.

use kit::t;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use web_sys::{SpeechSynthesis, SpeechSynthesisUtterance};

fn voice() -> Option<SpeechSynthesis> {
    let window = window();
    // The binding would throw where the browser has none.
    if !js_sys::Reflect::has(&window, &JsValue::from_str("speechSynthesis")).unwrap_or(false) {
        return None;
    }
    window.speech_synthesis().ok()
}

/// Whether this device can read aloud.
#[must_use]
pub fn can_read_aloud() -> bool {
    voice().is_some()
}

/// Stops reading.
pub fn stop_reading() {
    if let Some(voice) = voice() {
        voice.cancel();
    }
}

/// Reads a text; calls back when it has ended.
fn read(text: &str, then: impl Fn() + 'static) {
    let Some(voice) = voice() else { return then() };
    voice.cancel();
    let Ok(words) = SpeechSynthesisUtterance::new_with_text(text) else { return then() };
    words.set_lang(kit::lang().tag());
    // A little slower than a young ear wants it.
    words.set_rate(0.9);
    let ended = Closure::once_into_js(then);
    words.set_onend(Some(ended.unchecked_ref()));
    voice.speak(&words);
}

/// A button that reads a text aloud, and stops; says that it can't where the device can't.
#[must_use]
pub fn read_button(text: impl Fn() -> String + 'static) -> AnyView {
    if !can_read_aloud() {
        return view! { <span class="hint">{t("resident.read_unavailable")}</span> }.into_any();
    }
    let is_reading = RwSignal::new(false);
    on_cleanup(stop_reading);
    let press = move |_| {
        if is_reading.get_untracked() {
            stop_reading();
            is_reading.set(false);
        } else {
            is_reading.set(true);
            read(&text(), move || {
                is_reading.try_set(false);
            });
        }
    };
    view! {
        <button
            type="button"
            class="button"
            aria-pressed=move || if is_reading.get() { "true" } else { "false" }
            on:click=press
        >
            {kit::icon("read")}
            {move || t(if is_reading.get() { "resident.read_stop" } else { "resident.read_aloud" })}
        </button>
    }
    .into_any()
}
