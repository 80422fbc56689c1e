//! Why something is refused. The set is closed and its keys are stable: they are counted, shown and labelled.

use std::fmt;

/// How much of a refused payload is kept for the person who looks into it.
pub const EXCERPT_BYTES: usize = 256;

/// How many characters of a name are repeated in a detail.
const NAME_CHARS: usize = 40;

/// Why a message or a client was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RejectionReason {
    /// The payload is not UTF-8.
    NotUtf8,
    /// The payload is not JSON, or nested too deeply.
    MalformedJson,
    /// The payload is JSON, but no object.
    NotAnObject,
    /// There is nothing in it.
    NoValues,
    /// A value, unit or sequence number has the wrong type.
    WrongType,
    /// A number is too large to be held.
    NotFinite,
    /// The time is not RFC 3339.
    BadTime,
    /// The time is more than five minutes ahead or more than a year ago.
    TimeOutOfRange,
    /// The payload or one of its texts is too long.
    TooLarge,
    /// The device has no such property.
    UnknownProperty,
    /// No device has this code.
    UnknownDevice,
    /// The password is missing or wrong, or the client identifier is another device's.
    WrongCredentials,
    /// The topic is not the device's.
    TopicRefused,
    /// There are too many values in one message.
    TooManyValues,
    /// An object names a key twice.
    DuplicateKey,
}

impl RejectionReason {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 15] = [
        Self::NotUtf8,
        Self::MalformedJson,
        Self::NotAnObject,
        Self::NoValues,
        Self::WrongType,
        Self::NotFinite,
        Self::BadTime,
        Self::TimeOutOfRange,
        Self::TooLarge,
        Self::UnknownProperty,
        Self::UnknownDevice,
        Self::WrongCredentials,
        Self::TopicRefused,
        Self::TooManyValues,
        Self::DuplicateKey,
    ];

    /// Its key in the database, in labels, and as `reason` of `linli_rejections_total` in the metrics.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NotUtf8 => "not_utf8",
            Self::MalformedJson => "malformed_json",
            Self::NotAnObject => "not_an_object",
            Self::NoValues => "no_values",
            Self::WrongType => "wrong_type",
            Self::NotFinite => "not_finite",
            Self::BadTime => "bad_time",
            Self::TimeOutOfRange => "time_out_of_range",
            Self::TooLarge => "too_large",
            Self::UnknownProperty => "unknown_property",
            Self::UnknownDevice => "unknown_device",
            Self::WrongCredentials => "wrong_credentials",
            Self::TopicRefused => "topic_refused",
            Self::TooManyValues => "too_many_values",
            Self::DuplicateKey => "duplicate_key",
        }
    }
}

impl fmt::Display for RejectionReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// A refusal with what it is about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}: {detail}")]
pub struct Rejection {
    /// Why.
    pub reason: RejectionReason,
    /// What exactly, in English, for the person who repairs the device.
    pub detail: String,
}

impl Rejection {
    /// A refusal for `reason`.
    #[must_use]
    pub fn new(reason: RejectionReason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }
}

/// The beginning of a payload, as much as is kept.
#[must_use]
pub fn excerpt(payload: &[u8]) -> &[u8] {
    payload.get(..EXCERPT_BYTES).unwrap_or(payload)
}

/// A name as it may stand in a detail: its beginning.
pub(crate) fn shortened(name: &str) -> String {
    match name.char_indices().nth(NAME_CHARS) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_reason_has_a_key_of_its_own() {
        let keys: HashSet<_> = RejectionReason::ALL.iter().map(|reason| reason.key()).collect();
        assert_eq!(keys.len(), RejectionReason::ALL.len());
    }

    #[test]
    fn a_long_name_is_cut_between_characters() {
        assert_eq!(shortened("烟"), "烟");
        assert_eq!(shortened(&"烟".repeat(10_000)).chars().count(), NAME_CHARS + 1);
    }

    #[test]
    fn an_excerpt_is_no_longer_than_it_may_be() {
        assert_eq!(excerpt(&[7; 1_000]).len(), EXCERPT_BYTES);
        assert_eq!(excerpt(b"short"), b"short");
    }
}
