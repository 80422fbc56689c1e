//! Units of measure.

use serde::{Deserialize, Serialize};

/// A unit in UCUM case-sensitive notation, with the sign that people read.
///
/// # Source
/// The Unified Code for Units of Measure, version 2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// UCUM code, such as `Cel`.
    pub ucum: &'static str,
    /// What is printed, such as `℃`.
    pub sign: &'static str,
}

impl Unit {
    /// A pure number.
    pub const ONE: Self = Self { ucum: "1", sign: "" };
    /// Per cent.
    pub const PERCENT: Self = Self { ucum: "%", sign: "%" };
    /// Obscuration of light by smoke, per metre.
    pub const PERCENT_PER_METRE: Self = Self { ucum: "%/m", sign: "%/m" };
    /// Degrees Celsius.
    pub const CELSIUS: Self = Self { ucum: "Cel", sign: "℃" };
    /// Megapascal, above atmosphere.
    pub const MEGAPASCAL: Self = Self { ucum: "MPa", sign: "MPa" };
    /// Micrograms per cubic metre.
    pub const MICROGRAM_PER_M3: Self = Self { ucum: "ug/m3", sign: "µg/m³" };
    /// Sound pressure level, A-weighted.
    pub const DECIBEL: Self = Self { ucum: "dB[SPL]", sign: "dB" };
    /// Minutes.
    pub const MINUTE: Self = Self { ucum: "min", sign: "min" };

    /// What a value in `ucum` must be multiplied by and shifted with to be in this unit: `value * factor + offset`.
    ///
    /// Only conversions that devices of our kinds really send are known; any other is a wrong unit.
    #[must_use]
    pub fn from_ucum(self, ucum: &str) -> Option<(f64, f64)> {
        if ucum == self.ucum {
            return Some((1.0, 0.0));
        }
        Some(match (ucum, self.ucum) {
            ("kPa", "MPa") => (0.001, 0.0),
            ("bar", "MPa") => (0.1, 0.0),
            ("[degF]", "Cel") => (5.0 / 9.0, -160.0 / 9.0),
            ("K", "Cel") => (1.0, -273.15),
            ("mg/m3", "ug/m3") => (1000.0, 0.0),
            ("1", "%") => (100.0, 0.0),
            _ => return None,
        })
    }
}

/// A number with its unit's sign, ready to print.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The number.
    pub value: f64,
    /// The printed sign of the unit.
    pub sign: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_converted_to_the_property_s_unit() {
        let (factor, offset) = Unit::CELSIUS.from_ucum("[degF]").unwrap();
        assert!((212.0 * factor + offset - 100.0).abs() < 1e-9);
        assert_eq!(Unit::MEGAPASCAL.from_ucum("bar"), Some((0.1, 0.0)));
    }

    #[test]
    fn an_unknown_unit_is_refused() {
        assert_eq!(Unit::CELSIUS.from_ucum("furlong"), None);
    }
}
