//! What a message may hold: known properties, in units that convert, within a range that can be true.

use contract::{
    applications::device_kind,
    sensing::{ObservedProperty, Value, ValueType},
};

/// A message from a device, as its protocol carried it.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The device's code.
    pub device_code: String,
    /// When it was so, milliseconds since 1970; the server's time when there is none.
    pub phenomenon_at_ms: Option<i64>,
    /// Tells apart what has the same time.
    pub seq: u32,
    /// Values by property key.
    pub values: Vec<(String, Measured)>,
}

/// A value as measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The value.
    pub value: Value,
    /// UCUM code of its unit; the property's own when there is none.
    pub unit: Option<String>,
}

/// Why a message was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Reason key (`rejection.<key>`).
    pub reason: &'static str,
    /// What was wrong, for whoever mends the device.
    pub detail: String,
}

/// Checks one value and converts it to its property's unit.
pub(super) fn check(
    kind: &str,
    property: &str,
    measured: &Measured,
) -> Result<(&'static ObservedProperty, Value), Rejection> {
    let refuse = |reason, detail: String| Err(Rejection { reason, detail });
    let Some(spec) = device_kind(kind).and_then(|k| k.property(property)) else {
        return refuse("unknown_property", format!("a {kind} has no property `{property}`"));
    };
    let value = match (&measured.value, spec.values) {
        (Value::Number(n), ValueType::Number(unit, low, high)) => {
            let (factor, offset) = match measured.unit.as_deref() {
                None => (1.0, 0.0),
                Some(ucum) => match unit.from_ucum(ucum) {
                    Some(conversion) => conversion,
                    None => {
                        return refuse(
                            "unknown_unit",
                            format!("`{property}` is in {}, not in `{ucum}`", unit.ucum),
                        );
                    }
                },
            };
            let n = n * factor + offset;
            if !n.is_finite() {
                return refuse("not_finite", format!("`{property}` is not a finite number"));
            }
            if !(low..=high).contains(&n) {
                return refuse("out_of_range", format!("`{property}` = {n} is not within {low} to {high}"));
            }
            Value::Number(n)
        }
        (Value::Flag(flag), ValueType::Flag) => Value::Flag(*flag),
        (Value::Text(text), ValueType::Text(words)) => {
            if text.chars().count() > 200 || text.contains('\0') {
                return refuse("out_of_range", format!("`{property}` has more than 200 characters"));
            }
            if !words.is_empty() && !words.contains(&text.as_str()) {
                return refuse("out_of_range", format!("`{property}` is one of {}", words.join(", ")));
            }
            Value::Text(text.clone())
        }
        _ => return refuse("wrong_type", format!("`{property}` has a value of the wrong type")),
    };
    Ok((spec, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: f64, unit: Option<&str>) -> Measured {
        Measured { value: Value::Number(value), unit: unit.map(str::to_owned) }
    }

    #[test]
    fn a_value_is_converted_and_must_be_possible() {
        assert_eq!(
            check("heat", "temperature", &number(212.0, Some("[degF]"))).unwrap().1,
            Value::Number(100.0)
        );
        let reason = |property, measured| check("heat", property, &measured).unwrap_err().reason;
        assert_eq!(reason("temperature", number(1e9, None)), "out_of_range");
        assert_eq!(reason("temperature", number(f64::NAN, None)), "not_finite");
        assert_eq!(reason("temperature", number(1.0, Some("furlong"))), "unknown_unit");
        assert_eq!(reason("colour", number(1.0, None)), "unknown_property");
        assert_eq!(reason("temperature", Measured { value: Value::Flag(true), unit: None }), "wrong_type");
        assert_eq!(
            reason("self_test", Measured { value: Value::Text("maybe".into()), unit: None }),
            "out_of_range"
        );
    }
}
