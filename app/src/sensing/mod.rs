//! Screens of devices and alarms, and how a reading is put into words.

use contract::{
    Quantity, applications, label,
    sensing::{ObservedProperty, Value, ValueType},
};
use kit::t;

pub mod alarm;
mod command;
pub mod device;
pub mod figure;
mod linkage;
mod series;

pub use linkage::{Distance, linkage_count, linkage_view};

/// The property with this key, of whichever kind of device; a key means the same for all.
#[must_use]
pub fn property(key: &str) -> Option<&'static ObservedProperty> {
    applications::device_kinds().find_map(|kind| kind.property(key))
}

/// A reading in words: `8.2 %/m`, `运行中`, `通过`.
#[must_use]
pub fn value_text(key: &str, value: &Value) -> String {
    match value {
        Value::Number(number) => match property(key).map(|p| p.values) {
            Some(ValueType::Number(unit, ..)) => kit::quantity(*number, unit.sign),
            _ => kit::decimal(*number),
        },
        Value::Flag(flag) => {
            let word = format!("value.{key}.{flag}");
            if label::exists(&word) { t(&word) } else { t(if *flag { "cell.yes" } else { "cell.no" }) }
        }
        Value::Text(text) => {
            let word = format!("value.{key}.{text}");
            if label::exists(&word) { t(&word) } else { text.clone() }
        }
    }
}

/// A reading as a cell; a dash when there is none.
#[must_use]
pub fn value_cell(key: &str, value: Option<&Value>) -> contract::Cell {
    match (value, property(key).map(|p| p.values)) {
        (Some(Value::Number(number)), Some(ValueType::Number(unit, ..))) => {
            contract::Cell::Quantity(Quantity { value: *number, sign: unit.sign.into() })
        }
        (Some(value), _) => contract::Cell::Text(value_text(key, value)),
        (None, _) => contract::Cell::Empty,
    }
}
