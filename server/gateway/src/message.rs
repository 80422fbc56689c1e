//! What a device says.

/// The values that a device observed at one instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// The device's code.
    pub device_code: String,
    /// When it was so (phenomenon time), milliseconds since 1970 UTC; none when the device has no clock.
    pub phenomenon_at_ms: Option<i64>,
    /// Tells observations of the same millisecond apart; 0 when the device does not number them.
    pub seq: u32,
    /// Observed property and value, in the device's order; at least one, no property twice.
    pub values: Vec<(String, Value)>,
}

/// One observed value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A finite number.
    Number {
        /// The number.
        value: f64,
        /// Its unit in UCUM notation; none means the property's own unit.
        unit: Option<String>,
    },
    /// A word.
    Text(String),
    /// Yes or no.
    Flag(bool),
}
