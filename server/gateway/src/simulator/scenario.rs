//! What shall happen in the simulated community.

use super::SimulatedDevice;
use std::{str::FromStr, time::Duration};
use tokio::time::Instant;

/// Something that happens, as it may be typed: `fire 3-1502`, `clear 3-1502`, `silence SMK-3-1502`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scenario {
    /// It burns at this place: smoke and heat rise, stay, and fall.
    Fire {
        /// As in [`SimulatedDevice::place`].
        place: String,
    },
    /// The fire at this place is put out: smoke and heat fall now.
    Clear {
        /// As in [`SimulatedDevice::place`].
        place: String,
    },
    /// A device stays connected and says nothing for half an hour and more.
    Silence {
        /// Its code.
        device_code: String,
    },
}

/// What can't be understood as a scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is none of: fire <place>, clear <place>, silence <device code>")]
pub struct ScenarioProblem(pub String);

impl FromStr for Scenario {
    type Err = ScenarioProblem;

    fn from_str(text: &str) -> Result<Self, ScenarioProblem> {
        let problem = || ScenarioProblem(text.to_owned());
        let (verb, object) = text.trim().split_once(char::is_whitespace).ok_or_else(problem)?;
        let object = object.trim().to_owned();
        match verb {
            "fire" => Ok(Self::Fire { place: object }),
            "clear" => Ok(Self::Clear { place: object }),
            "silence" => Ok(Self::Silence { device_code: object }),
            _ => Err(problem()),
        }
    }
}

impl Scenario {
    /// Whether the device takes part.
    pub(super) fn concerns(&self, device: &SimulatedDevice) -> bool {
        match self {
            Self::Fire { place } | Self::Clear { place } => !place.is_empty() && device.place == *place,
            Self::Silence { device_code } => device.code == *device_code,
        }
    }
}

const RISE: Duration = Duration::from_secs(40);
const STAY: Duration = Duration::from_secs(90);
const FALL: Duration = Duration::from_secs(60);

/// A fire's course at one detector.
#[derive(Clone, Copy)]
pub(super) struct Course {
    begun_at: Instant,
    /// When it was put out, and how strong it was.
    put_out: Option<(Instant, f64)>,
}

impl Course {
    pub(super) fn begin(now: Instant) -> Self {
        Self { begun_at: now, put_out: None }
    }

    pub(super) fn put_out(&mut self, now: Instant) {
        if self.put_out.is_none() {
            self.put_out = Some((now, self.strength(now).unwrap_or(0.0)));
        }
    }

    /// From 0 (nothing) to 1 (full); none when it is over.
    pub(super) fn strength(&self, now: Instant) -> Option<f64> {
        let falling = |since: Instant, from: f64| {
            let share = (now - since).as_secs_f64() / FALL.as_secs_f64();
            (share < 1.0).then_some(from * (1.0 - share))
        };
        if let Some((since, from)) = self.put_out {
            return falling(since, from);
        }
        let elapsed = now - self.begun_at;
        if elapsed < RISE {
            Some(elapsed.as_secs_f64() / RISE.as_secs_f64())
        } else if elapsed < RISE + STAY {
            Some(1.0)
        } else {
            falling(self.begun_at + RISE + STAY, 1.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_is_read_as_it_is_typed() {
        assert_eq!(" fire  3-1502\n".parse::<Scenario>(), Ok(Scenario::Fire { place: "3-1502".into() }));
        assert_eq!(
            "clear 3 号楼 15 层".parse::<Scenario>(),
            Ok(Scenario::Clear { place: "3 号楼 15 层".into() })
        );
        assert_eq!(
            "silence SMK-1".parse::<Scenario>(),
            Ok(Scenario::Silence { device_code: "SMK-1".into() })
        );
        for text in ["", "fire", "flood 3-1502"] {
            assert!(text.parse::<Scenario>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_fire_rises_stays_falls_and_is_over() {
        let begun_at = Instant::now();
        let course = Course::begin(begun_at);
        let at = |seconds| course.strength(begun_at + Duration::from_secs(seconds));
        assert_eq!(at(0), Some(0.0));
        assert_eq!(at(20), Some(0.5));
        assert_eq!(at(100), Some(1.0));
        assert_eq!(at(160), Some(0.5));
        assert_eq!(at(190), None);
    }

    #[test]
    fn a_fire_that_is_put_out_falls_from_where_it_was() {
        let begun_at = Instant::now();
        let mut course = Course::begin(begun_at);
        course.put_out(begun_at + Duration::from_secs(20));
        assert_eq!(course.strength(begun_at + Duration::from_secs(50)), Some(0.25));
        assert_eq!(course.strength(begun_at + Duration::from_secs(80)), None);
    }
}
