//! Air and noise in the community, shown on the kiosk and on public screens.
//!
//! # Source
//! HJ 633-2012, table 1 (24-hour limits of PM2.5) for the plain word; GB 3096-2008, class 1 for noise by day.

use super::{Application, Draws, Layer};
use crate::{
    Unit,
    sensing::{
        DeviceKind, Level, ObservedProperty as P,
        rule::{Condition, Rule, Timing},
    },
};

/// The application.
pub const APPLICATION: Application = Application {
    key: "environment",
    device_kinds: &[DeviceKind {
        key: "environment",
        prefix: "ENV",
        is_fire: false,
        properties: &[
            P::number("pm25", Unit::MICROGRAM_PER_M3, 0.0, 2000.0),
            P::number("pm10", Unit::MICROGRAM_PER_M3, 0.0, 5000.0),
            P::number("temperature", Unit::CELSIUS, -60.0, 70.0),
            P::number("humidity", Unit::PERCENT, 0.0, 100.0),
            P::number("noise", Unit::DECIBEL, 0.0, 160.0),
        ],
        silent_after_minutes: 30,
    }],
    case_types: &[],
    rules: || {
        vec![Rule {
            key: "pm25_high".into(),
            device_kind: "environment".into(),
            property: "pm25".into(),
            condition: Condition::Above { limit: 150.0, hysteresis: 15.0 },
            timing: Timing::For { seconds: 600 },
            schedule: None,
            level: Level::Four,
            alarm_kind: "air".into(),
        }]
    },
    linkages: &[],
    layers: &[Layer { key: "environment", draws: Draws::Devices(&["environment"]), is_on: true }],
};

/// The plain word for a concentration of PM2.5 in µg/m³, as a label key.
#[must_use]
pub fn air_word(pm25: f64) -> &'static str {
    match pm25 {
        n if n <= 35.0 => "air.excellent",
        n if n <= 75.0 => "air.good",
        n if n <= 115.0 => "air.slight",
        n if n <= 150.0 => "air.moderate",
        n if n <= 250.0 => "air.heavy",
        _ => "air.severe",
    }
}
