//! What kinds of devices observe: properties, their values, and the gravity of alarms on them.

use crate::{Cell, Mark, Quantity, Unit};
use serde::{Deserialize, Serialize};

/// A measured or reported value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A number in the property's unit.
    Number(f64),
    /// A word.
    Text(String),
}

/// What type a property's values have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueType {
    /// Numbers in this unit within this range; a value outside can't be true and is refused.
    Number(Unit, f64, f64),
    /// One of these words; any text of at most 200 characters when there are none.
    Text(&'static [&'static str]),
    /// Yes or no.
    Flag,
}

/// A property that a kind of device observes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ObservedProperty {
    /// Key in payloads, rules and labels (`property.<key>`).
    pub key: &'static str,
    /// Type, unit and range.
    pub values: ValueType,
    /// Whether it can be commanded.
    pub is_commanded: bool,
}

impl ObservedProperty {
    /// A measured number.
    #[must_use]
    pub const fn number(key: &'static str, unit: Unit, low: f64, high: f64) -> Self {
        Self { key, values: ValueType::Number(unit, low, high), is_commanded: false }
    }

    /// A reported state.
    #[must_use]
    pub const fn flag(key: &'static str) -> Self {
        Self { key, values: ValueType::Flag, is_commanded: false }
    }

    /// A reported word.
    #[must_use]
    pub const fn text(key: &'static str, words: &'static [&'static str]) -> Self {
        Self { key, values: ValueType::Text(words), is_commanded: false }
    }

    /// The same property, obeying commands.
    #[must_use]
    pub const fn commanded(self) -> Self {
        Self { is_commanded: true, ..self }
    }

    /// A value ready to show.
    #[must_use]
    pub fn cell(&self, value: &Value) -> Cell {
        match (value, self.values) {
            (Value::Number(n), ValueType::Number(unit, ..)) => {
                Cell::Quantity(Quantity { value: *n, sign: unit.sign.into() })
            }
            (Value::Number(n), _) => Cell::Quantity(Quantity { value: *n, sign: String::new() }),
            (Value::Flag(flag), _) => Cell::Flag(*flag),
            (Value::Text(text), _) => Cell::Text(text.clone()),
        }
    }
}

/// A kind of device, declared by an application.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeviceKind {
    /// Key in the database, in codes and labels (`device_kind.<key>`).
    pub key: &'static str,
    /// Letters with which codes of this kind begin.
    pub prefix: &'static str,
    /// Whether it is part of fire protection.
    pub is_fire: bool,
    /// What it observes.
    pub properties: &'static [ObservedProperty],
    /// The index that it must meet: label key of the sentence, and minutes after which silence is too long.
    pub silent_after_minutes: u32,
}

impl DeviceKind {
    /// The property with this key.
    #[must_use]
    pub fn property(&self, key: &str) -> Option<&'static ObservedProperty> {
        self.properties.iter().find(|p| p.key == key)
    }
}

terms! {
    /// Gravity of an alarm, one the gravest.
    ///
    /// # Source
    /// Colours and order of the national early-warning levels: 红 橙 黄 蓝.
    Level in "level" {
        /// Gravest.
        One = "level1",
        /// Grave.
        Two = "level2",
        /// Moderate.
        Three = "level3",
        /// Slight.
        Four = "level4",
        /// A limit comes near; nothing has happened.
        Warn = "warn",
    }
}

impl Level {
    /// The mark it is drawn with.
    #[must_use]
    pub fn mark(self) -> Mark {
        match self {
            Self::One => Mark::Level1,
            Self::Two => Mark::Level2,
            Self::Three => Mark::Level3,
            Self::Four => Mark::Level4,
            Self::Warn => Mark::Warn,
        }
    }
}
