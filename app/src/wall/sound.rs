//! The sound of alarms: two tones made by WebAudio, no file. A browser stays silent until somebody pressed something, so a
//! watch begins with a press and a test tone, and a wall whose sound is off says so.

use chrono::{DateTime, Duration, Utc};
use contract::sensing::{AlarmRow, Level};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::{AudioContext, AudioContextState};

use super::moment::{is_tone_due, quiet_after};
use crate::shell::tone::tone;

/// The two tones, hertz.
const TONES_HZ: [f32; 2] = [880.0, 660.0];
/// One low tone: the feed is cut, and silence must not look like calm.
const LOW_HZ: f32 = 220.0;
/// How long each tone lasts, seconds.
const TONE_S: f64 = 0.4;
/// The least volume, per cent: an alarm can't be turned off by turning it down.
pub const LEAST_VOLUME: u32 = 20;
/// How long a quiet lasts.
const QUIET: Duration = Duration::seconds(60);
/// How often it is looked whether a tone is due.
const BEAT: std::time::Duration = std::time::Duration::from_millis(100);
/// Where the volume of this wall is kept.
const KEPT: &str = "wall.volume";

/// How the sound is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loud {
    /// Nobody has begun a watch on this wall since it was loaded.
    Off,
    /// The test tone was played and nobody has said yet whether it was heard.
    Asked,
    /// On.
    On,
    /// It was on, and the browser has stopped it.
    Blocked,
}

/// The wall's loudspeaker.
#[derive(Clone, Copy)]
pub struct Sound {
    context: StoredValue<Option<AudioContext>, LocalStorage>,
    last_ms: StoredValue<f64>,
    /// How it is.
    pub loud: RwSignal<Loud>,
    /// Until when it is quiet.
    pub quiet_until: RwSignal<Option<DateTime<Utc>>>,
    /// Volume, per cent.
    pub volume: RwSignal<u32>,
    /// Since when somebody keeps watch.
    pub since: RwSignal<Option<DateTime<Utc>>>,
}

impl Sound {
    /// A silent loudspeaker that sounds what `level` says as soon as somebody keeps watch.
    pub fn new(level: impl Fn() -> Option<Level> + 'static) -> Self {
        let volume = kit::kept(KEPT).and_then(|text| text.parse::<u32>().ok()).unwrap_or(60);
        let this = Self {
            context: StoredValue::new_local(None),
            last_ms: StoredValue::new(f64::NEG_INFINITY),
            loud: RwSignal::new(Loud::Off),
            quiet_until: RwSignal::new(None),
            volume: RwSignal::new(volume.clamp(LEAST_VOLUME, 100)),
            since: RwSignal::new(None),
        };
        if let Ok(beat) = set_interval_with_handle(move || this.beat(level()), BEAT) {
            on_cleanup(move || {
                beat.clear();
                if let Some(Some(context)) = this.context.try_get_value() {
                    // A context that is closed already refuses, which is what is wanted.
                    let _ = context.close();
                }
            });
        }
        this
    }

    /// Begins a watch: plays the test tone and asks whether it was heard. Must be called by a press.
    pub fn start(self) {
        if self.context.with_value(Option::is_none) {
            match AudioContext::new() {
                Ok(context) => self.context.set_value(Some(context)),
                Err(error) => return warn("making the sound", &error),
            }
        }
        if let Some(context) = self.context.get_value()
            && let Err(error) = context.resume()
        {
            warn("beginning the sound", &error);
        }
        self.play();
        self.loud.set(Loud::Asked);
    }

    /// Takes the answer to the test tone.
    pub fn answer(self, is_heard: bool) {
        if is_heard {
            self.loud.set(Loud::On);
            self.since.set(Some(kit::now()));
        } else {
            self.start();
        }
    }

    /// Is quiet for a minute, or until a grave alarm comes. This is not acknowledging: the sound returns.
    pub fn quieten(self) {
        self.quiet_until.set(Some(kit::now() + QUIET));
    }

    /// An alarm came of which so much was known: what is new and grave ends the quiet.
    pub fn hear(self, level: Level, known: Option<&AlarmRow>) {
        let until = self.quiet_until.get_untracked();
        if quiet_after(until, level, known) != until {
            self.quiet_until.set(None);
        }
    }

    /// Sets the volume and keeps it for this wall.
    pub fn set_volume(self, per_cent: u32) {
        let per_cent = per_cent.clamp(LEAST_VOLUME, 100);
        self.volume.set(per_cent);
        kit::keep(KEPT, &per_cent.to_string());
    }

    /// Seconds of quiet that are left at a time.
    #[must_use]
    pub fn quiet_left(self, now: DateTime<Utc>) -> Option<i64> {
        self.quiet_until.get().map(|until| (until - now).num_seconds()).filter(|left| *left > 0)
    }

    /// The alarm once, unless it is off or quiet.
    pub fn play_once(self) {
        if self.loud.get_untracked() == Loud::On && !self.is_quiet() {
            self.play();
        }
    }

    /// One low tone, unless it is off.
    pub fn play_low(self) {
        if self.loud.get_untracked() == Loud::On {
            self.with(|context, volume| tone(context, LOW_HZ, context.current_time(), 2.0 * TONE_S, volume));
        }
    }

    fn is_quiet(self) -> bool {
        self.quiet_until.get_untracked().is_some_and(|until| until > kit::now())
    }

    fn beat(self, level: Option<Level>) {
        let Some(loud) = self.loud.try_get_untracked() else { return };
        let is_running = self
            .context
            .try_get_value()
            .flatten()
            .is_some_and(|context| context.state() == AudioContextState::Running);
        match (loud, is_running) {
            (Loud::On, false) => self.loud.set(Loud::Blocked),
            (Loud::Blocked, true) => self.loud.set(Loud::On),
            _ => {}
        }
        let now_ms = js_sys::Date::now();
        let since_ms = now_ms - self.last_ms.get_value();
        let Some(level) = level else { return };
        if loud == Loud::On && !self.is_quiet() && is_tone_due(level, since_ms) {
            self.last_ms.set_value(now_ms);
            self.play();
        }
    }

    fn play(self) {
        self.with(|context, volume| {
            let mut at = context.current_time();
            for hz in TONES_HZ {
                tone(context, hz, at, TONE_S, volume)?;
                at += TONE_S;
            }
            Ok(())
        });
    }

    fn with(self, act: impl FnOnce(&AudioContext, f32) -> Result<(), JsValue>) {
        let Some(context) = self.context.try_get_value().flatten() else { return };
        let volume = self.volume.get_untracked() as f32 / 100.0;
        if let Err(error) = act(&context, volume) {
            warn("playing a tone", &error);
        }
    }
}

fn warn(what: &str, error: &JsValue) {
    leptos::logging::warn!("{what}: {error:?}");
}
