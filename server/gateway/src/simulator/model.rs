//! What a simulated device observes, and how it obeys.

use super::dice::Dice;
use crate::CommandMessage;
use serde_json::{Map, Value, json};
use std::{collections::BTreeMap, time::Duration};

/// Reports between two that also tell of battery and self-test.
const CARE: u64 = 60;
/// Longest text that a device takes, characters.
const TEXT_CHARS: usize = 200;
/// Seconds between two reports of a device at rest.
const REST_S: u64 = 300;
/// Kinds that have nothing to measure: their properties, how they stand, and whether they can be commanded.
const AT_REST: &[(&str, &[(&str, Rest, bool)])] = &[
    ("siren", &[("sounding", Rest::Flag(false), true)]),
    ("screen", &[("text", Rest::Text("平安社区"), true)]),
    ("camera", &[("online", Rest::Flag(true), false), ("preset", Rest::Text("home"), true)]),
    ("door", &[("locked", Rest::Flag(true), true), ("open", Rest::Flag(false), false)]),
];

/// A device's inner life.
pub(super) struct Model {
    state: State,
    reports: u64,
}

enum State {
    Smoke { haze: f64, care: Care },
    Heat { warmth: f64, care: Care },
    HydrantPressure { pressure: f64 },
    FirePump { pressure: f64 },
    Extinguisher { pressure: f64 },
    AtRest(BTreeMap<&'static str, Standing>),
    Environment { pm25: f64, warmth: f64, humidity: f64, noise: f64 },
}

/// How a property stands until it is commanded.
enum Rest {
    Flag(bool),
    Text(&'static str),
}

/// How a property stands now.
struct Standing {
    value: Value,
    is_commanded: bool,
}

/// What a detector knows of itself.
struct Care {
    battery: f64,
    self_test: &'static str,
}

impl Model {
    /// A device of this kind in good order, but for `flaws_per_mille` of them; none when there is no such kind.
    pub(super) fn of_kind(kind: &str, dice: &mut Dice, flaws_per_mille: u32) -> Option<Self> {
        let is_flawed = dice.falls(flaws_per_mille);
        let care = |dice: &mut Dice| Care {
            battery: if is_flawed { dice.between(9.0, 14.0) } else { dice.between(55.0, 100.0) },
            self_test: if is_flawed { "failed" } else { "passed" },
        };
        let state = match kind {
            "smoke" => State::Smoke { haze: dice.between(0.1, 0.6), care: care(dice) },
            "heat" => State::Heat { warmth: dice.between(18.0, 27.0), care: care(dice) },
            "hydrant_pressure" => State::HydrantPressure { pressure: dice.between(0.32, 0.48) },
            "fire_pump" => State::FirePump { pressure: dice.between(0.55, 0.75) },
            "extinguisher" => {
                State::Extinguisher { pressure: if is_flawed { 0.92 } else { dice.between(1.15, 1.35) } }
            }
            "environment" => State::Environment {
                pm25: dice.between(20.0, 50.0),
                warmth: dice.between(16.0, 24.0),
                humidity: dice.between(40.0, 65.0),
                noise: dice.between(46.0, 56.0),
            },
            kind => State::AtRest(at_rest(kind)?),
        };
        Some(Self { state, reports: 0 })
    }

    /// How often it reports when nothing happens.
    pub(super) fn period(&self) -> Duration {
        Duration::from_secs(match self.state {
            State::Smoke { .. } | State::Heat { .. } | State::FirePump { .. } | State::Environment { .. } => {
                60
            }
            State::HydrantPressure { .. } => 120,
            State::AtRest(_) => REST_S,
            State::Extinguisher { .. } => 600,
        })
    }

    /// Whether it notices a fire.
    pub(super) fn is_detector(&self) -> bool {
        matches!(self.state, State::Smoke { .. } | State::Heat { .. })
    }

    /// What it observes now; `fire` is from 0 to 1.
    pub(super) fn observe(&mut self, dice: &mut Dice, fire: f64) -> Map<String, Value> {
        let mut values = Map::new();
        let mut put = |key: &str, value: Value| values.insert(key.into(), value);
        let tells_care = self.reports.is_multiple_of(CARE);
        self.reports += 1;
        match &mut self.state {
            State::Smoke { haze, care } => {
                *haze = walk(dice, *haze, 0.05, 0.05, 0.9);
                put("smoke_obscuration", quantity(*haze + 24.0 * fire, 2, "%/m"));
                if tells_care {
                    care.tell(&mut put);
                }
            }
            State::Heat { warmth, care } => {
                *warmth = walk(dice, *warmth, 0.2, 15.0, 30.0);
                put("temperature", quantity(*warmth + (72.0 - *warmth) * fire, 1, "Cel"));
                if tells_care {
                    care.tell(&mut put);
                }
            }
            State::HydrantPressure { pressure } => {
                *pressure = walk(dice, *pressure, 0.005, 0.30, 0.50);
                put("pressure", quantity(*pressure, 3, "MPa"));
            }
            State::FirePump { pressure } => {
                *pressure = walk(dice, *pressure, 0.005, 0.50, 0.80);
                put("running", json!(false));
                put("pressure", quantity(*pressure, 3, "MPa"));
                put("power", json!(true));
            }
            State::Extinguisher { pressure } => {
                put("pressure", quantity(*pressure, 2, "MPa"));
                put("in_place", json!(true));
            }
            State::AtRest(properties) => {
                for (key, standing) in properties.iter() {
                    put(key, standing.value.clone());
                }
            }
            State::Environment { pm25, warmth, humidity, noise } => {
                *pm25 = walk(dice, *pm25, 1.5, 8.0, 90.0);
                *warmth = walk(dice, *warmth, 0.2, 5.0, 33.0);
                *humidity = walk(dice, *humidity, 0.6, 25.0, 85.0);
                *noise = walk(dice, *noise, 2.0, 40.0, 66.0);
                put("pm25", quantity(*pm25, 1, "ug/m3"));
                put("pm10", quantity(*pm25 * 1.6, 1, "ug/m3"));
                put("temperature", quantity(*warmth, 1, "Cel"));
                put("humidity", quantity(*humidity, 1, "%"));
                put("noise", quantity(*noise, 1, "dB[SPL]"));
            }
        }
        values
    }

    /// Carries a command out and gives the property's value now.
    ///
    /// # Errors
    /// Why it can't, with the value as it stays.
    pub(super) fn obey(&mut self, command: &CommandMessage) -> Result<Value, (Value, &'static str)> {
        let property = match &mut self.state {
            State::AtRest(properties) => properties.get_mut(command.property.as_str()),
            _ => None,
        };
        let Some(standing) = property.filter(|standing| standing.is_commanded) else {
            return Err((Value::Null, "no such property can be commanded"));
        };
        let refused = match (&standing.value, &command.desired) {
            (Value::Bool(_), Value::Bool(_)) => None,
            (Value::Bool(_), _) => Some("neither true nor false"),
            (_, Value::String(text)) => (text.chars().count() > TEXT_CHARS).then_some("the text is too long"),
            _ => Some("no text"),
        };
        match refused {
            Some(why) => Err((standing.value.clone(), why)),
            None => {
                standing.value.clone_from(&command.desired);
                Ok(command.desired.clone())
            }
        }
    }
}

impl Care {
    fn tell(&mut self, put: &mut impl FnMut(&str, Value) -> Option<Value>) {
        self.battery = (self.battery - 0.01).max(0.0);
        put("battery", quantity(self.battery, 1, "%"));
        put("self_test", json!(self.self_test));
    }
}

/// The properties of a kind at rest; none when there is no such kind.
fn at_rest(kind: &str) -> Option<BTreeMap<&'static str, Standing>> {
    let (_, properties) = AT_REST.iter().find(|(key, _)| *key == kind)?;
    let standing = |(key, rest, is_commanded): &(&'static str, Rest, bool)| {
        let value = match rest {
            Rest::Flag(flag) => json!(flag),
            Rest::Text(text) => json!(text),
        };
        (*key, Standing { value, is_commanded: *is_commanded })
    };
    Some(properties.iter().map(standing).collect())
}

/// One step up or down, drawn back from the bounds.
fn walk(dice: &mut Dice, value: f64, step: f64, low: f64, high: f64) -> f64 {
    let middle = f64::midpoint(low, high);
    (value + dice.between(-step, step) + (middle - value) * 0.01).clamp(low, high)
}

fn quantity(value: f64, places: i32, unit: &str) -> Value {
    let scale = 10_f64.powi(places);
    json!({ "value": (value * scale).round() / scale, "unit": unit })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEASURING: [&str; 6] =
        ["smoke", "heat", "hydrant_pressure", "fire_pump", "extinguisher", "environment"];

    fn device(kind: &str) -> (Model, Dice) {
        let mut dice = Dice::of_device(1, kind);
        (Model::of_kind(kind, &mut dice, 0).unwrap(), dice)
    }

    #[test]
    fn what_every_kind_reports_can_be_decoded() {
        for kind in MEASURING.into_iter().chain(AT_REST.iter().map(|(kind, _)| *kind)) {
            let (mut model, mut dice) = device(kind);
            for _ in 0..100 {
                let payload = json!({ "values": model.observe(&mut dice, 0.0) }).to_string();
                crate::decode("D-1", payload.as_bytes(), 0).unwrap();
            }
        }
        assert!(Model::of_kind("lift", &mut Dice::of_device(1, "x"), 0).is_none());
    }

    #[test]
    fn smoke_stays_far_below_the_alarm_until_it_burns() {
        let (mut model, mut dice) = device("smoke");
        let mut smoke = |fire| model.observe(&mut dice, fire)["smoke_obscuration"]["value"].as_f64().unwrap();
        assert!((0..10_000).all(|_| smoke(0.0) < 1.0));
        assert!(smoke(1.0) > 20.0);
    }

    #[test]
    fn a_siren_obeys_and_says_so() {
        let (mut model, mut dice) = device("siren");
        let mut command =
            CommandMessage { command_id: "1".into(), property: "sounding".into(), desired: json!(true) };
        assert_eq!(model.obey(&command), Ok(json!(true)));
        assert_eq!(model.observe(&mut dice, 0.0)["sounding"], json!(true));
        command.desired = json!("loud");
        assert_eq!(model.obey(&command), Err((json!(true), "neither true nor false")));
        command.property = "colour".into();
        assert!(model.obey(&command).is_err());
    }

    #[test]
    fn a_screen_shows_the_sentence_that_it_is_sent() {
        let (mut model, mut dice) = device("screen");
        let sentence = json!("3-1502 发生火情。走楼梯撤离，不要乘电梯。");
        let command =
            CommandMessage { command_id: "1".into(), property: "text".into(), desired: sentence.clone() };
        assert_eq!(model.obey(&command), Ok(sentence.clone()));
        assert_eq!(model.observe(&mut dice, 0.0)["text"], sentence);
    }
}
