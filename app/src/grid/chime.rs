//! The sound of a new task: one short tone made by WebAudio, no file. A browser that nobody has pressed yet stays silent;
//! the row and the words are there all the same.

use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::{AudioContext, GainNode, OscillatorNode};

/// Its pitch in hertz, its length in seconds, its volume.
const TONE: (f32, f64, f32) = (740.0, 0.25, 0.4);
/// How long it takes to begin and end, so that it does not click; seconds.
const EDGE_S: f64 = 0.02;

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
        && let Err(error) = sound(&context)
    {
        leptos::logging::warn!("no sound: {error:?}");
    }
}

fn sound(context: &AudioContext) -> Result<(), JsValue> {
    let (hz, lasts_s, volume) = TONE;
    let at = context.current_time();
    let (source, gain) = (OscillatorNode::new(context)?, GainNode::new(context)?);
    source.frequency().set_value(hz);
    let level = gain.gain();
    level.set_value_at_time(0.0, at)?;
    level.linear_ramp_to_value_at_time(volume, at + EDGE_S)?;
    level.set_value_at_time(volume, at + lasts_s - EDGE_S)?;
    level.linear_ramp_to_value_at_time(0.0, at + lasts_s)?;
    source.connect_with_audio_node(&gain)?;
    gain.connect_with_audio_node(&context.destination())?;
    source.start_with_when(at)?;
    source.stop_with_when(at + lasts_s)
}
