//! Voice input, where the device has it; what was heard is put after what is typed, where it can be corrected.
//!
//! Browsers have it under two names and `web-sys` binds neither for good, so it is called by name.

use js_sys::{Function, Reflect};
use kit::t;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

fn maker() -> Option<Function> {
    let window = window();
    ["SpeechRecognition", "webkitSpeechRecognition"]
        .into_iter()
        .find_map(|name| Reflect::get(&window, &name.into()).ok()?.dyn_into::<Function>().ok())
}

/// A button that listens and adds what it heard; nothing where the device can't.
#[must_use]
pub fn voice_button(text: RwSignal<String>) -> Option<AnyView> {
    let maker = maker()?;
    let is_listening = RwSignal::new(false);
    let press = move |_| {
        if !is_listening.get_untracked() {
            is_listening.set(true);
            if listen(&maker, text, is_listening).is_err() {
                is_listening.set(false);
            }
        }
    };
    Some(
        view! {
            <button
                type="button"
                class="button"
                aria-pressed=move || if is_listening.get() { "true" } else { "false" }
                on:click=press
            >
                {kit::icon("voice")}
                {move || t(if is_listening.get() { "form.voice_on" } else { "form.voice" })}
            </button>
        }
        .into_any(),
    )
}

fn listen(maker: &Function, text: RwSignal<String>, is_listening: RwSignal<bool>) -> Result<(), JsValue> {
    let ear = Reflect::construct(maker, &js_sys::Array::new())?;
    Reflect::set(&ear, &"lang".into(), &kit::lang().tag().into())?;
    let heard = Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
        if let Some(words) = transcript(&event) {
            text.try_update(|text| text.push_str(&words));
        }
    });
    // Both a refusal and silence end with this event.
    let ended = Closure::once_into_js(move || {
        is_listening.try_set(false);
    });
    Reflect::set(&ear, &"onresult".into(), heard.as_ref())?;
    Reflect::set(&ear, &"onend".into(), &ended)?;
    // Heard at most once for each press; the browser lets go of it with its ear.
    heard.forget();
    let start: Function = Reflect::get(&ear, &"start".into())?.dyn_into()?;
    Reflect::apply(&start, &ear, &js_sys::Array::new())?;
    Ok(())
}

/// `event.results[0][0].transcript`.
fn transcript(event: &JsValue) -> Option<String> {
    let mut value = event.clone();
    for key in ["results", "0", "0", "transcript"] {
        value = Reflect::get(&value, &key.into()).ok()?;
    }
    value.as_string()
}
