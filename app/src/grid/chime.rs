//! The sound of a new task: one short tone made by WebAudio, no file. A browser that nobody has pressed yet stays silent;
//! the row and the words are there all the same.

use std::cell::RefCell;
use web_sys::AudioContext;

use crate::shell::tone::tone;

/// Its pitch in hertz.
const PITCH_HZ: f32 = 740.0;
/// How long it lasts, seconds.
const LASTS_S: f64 = 0.25;
/// How loud it is, of one.
const VOLUME: f32 = 0.4;

thread_local! {
    static CONTEXT: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// Sounds once.
pub fn chime() {
    let context = CONTEXT.with_borrow_mut(|known| {
        if known.is_none() {
            *known = AudioContext::new().ok();
        }
        known.clone()
    });
    if let Some(context) = context
        && let Err(error) = tone(&context, PITCH_HZ, context.current_time(), LASTS_S, VOLUME)
    {
        leptos::logging::warn!("no sound: {error:?}");
    }
}
