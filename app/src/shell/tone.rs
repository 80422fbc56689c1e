//! A tone made by WebAudio, no file.

use wasm_bindgen::JsValue;
use web_sys::{AudioContext, GainNode, OscillatorNode};

/// How long a tone takes to begin and end, so that it does not click; seconds.
const EDGE_S: f64 = 0.02;

/// A tone that begins then, lasts so long and is that loud.
///
/// # Errors
/// What the browser says when it can't.
pub fn tone(context: &AudioContext, hz: f32, at: f64, lasts_s: f64, volume: f32) -> Result<(), JsValue> {
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
