//! Payloads become values: pure, and suspicious of everything.
//!
//! An observation is a JSON object, `{"at": "2026-03-02T08:31:07.120+08:00", "seq": 0, "values": {..}}`, where `at`
//! (RFC 3339) and `seq` may be left out. Each value is a number, a text, `true` or `false`, or a number with its
//! unit: `{"value": 26.1, "unit": "Cel"}`. An object without `values` is taken as the values themselves. With
//! `values`, what else stands beside them is ignored, so that devices may say more than we ask.

#[cfg(test)]
mod tests;
mod tree;

use crate::{CommandAck, Message, Rejection, RejectionReason as Reason, Value, rejection::shortened};
use chrono::DateTime;
use std::collections::HashSet;
use tree::{Fields, Tree};

/// Longest payload, bytes.
pub const MAX_PAYLOAD_BYTES: usize = 64 * 1024;
/// Most values in one message.
pub const MAX_VALUES: usize = 64;
/// Longest text value, characters.
pub const MAX_TEXT_CHARS: usize = 1_000;
/// Longest name of a property and longest unit, characters.
const MAX_NAME_CHARS: usize = 64;

const MINUTE_MS: i64 = 60 * 1_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
/// A device's clock may be this far ahead of ours; clocks that are kept drift by seconds.
const MAX_AHEAD_MS: i64 = 5 * MINUTE_MS;
/// An observation may be this old.
const MAX_AGE_MS: i64 = 365 * DAY_MS;

/// The message in an observation's payload; `now_ms` is our clock, milliseconds since 1970 UTC.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn decode(device_code: &str, payload: &[u8], now_ms: i64) -> Result<Message, Rejection> {
    let Tree::Object(fields) = parse::<Tree>(payload)? else {
        return Err(Rejection::new(Reason::NotAnObject, "an observation is a JSON object"));
    };
    refuse_duplicates(&fields)?;

    let (mut at, mut seq, mut values, mut others) = (Tree::Null, Tree::Null, None, Fields::new());
    for (name, tree) in fields {
        match name.as_str() {
            "at" => at = tree,
            "seq" => seq = tree,
            "values" => values = Some(tree),
            _ => others.push((name, tree)),
        }
    }
    let values = match values {
        Some(Tree::Object(values)) => values,
        Some(_) => return Err(Rejection::new(Reason::WrongType, "values is no object")),
        None => others,
    };
    Ok(Message {
        device_code: device_code.to_owned(),
        phenomenon_at_ms: instant(at, now_ms)?,
        seq: sequence_number(&seq)?,
        values: values_of(values)?,
    })
}

/// The answer in an acknowledgement's payload.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn decode_ack(payload: &[u8]) -> Result<CommandAck, Rejection> {
    let mut ack: CommandAck = parse(payload)?;
    if ack.command_id.is_empty() || ack.command_id.len() > MAX_NAME_CHARS {
        return Err(Rejection::new(Reason::WrongType, "command_id is no identifier"));
    }
    // PostgreSQL keeps no NUL.
    let shown = |detail: String| detail.chars().filter(|c| *c != '\0').take(MAX_TEXT_CHARS).collect();
    ack.detail = ack.detail.map(shown);
    Ok(ack)
}

fn parse<T: for<'de> serde::Deserialize<'de>>(payload: &[u8]) -> Result<T, Rejection> {
    if payload.len() > MAX_PAYLOAD_BYTES {
        let detail = format!("{} bytes; {MAX_PAYLOAD_BYTES} are allowed", payload.len());
        return Err(Rejection::new(Reason::TooLarge, detail));
    }
    let text =
        std::str::from_utf8(payload).map_err(|error| Rejection::new(Reason::NotUtf8, error.to_string()))?;
    serde_json::from_str(text).map_err(|error| {
        let detail: String = error.to_string().chars().take(200).collect();
        let reason = if detail.starts_with("number out of range") {
            Reason::NotFinite
        } else if detail.starts_with("duplicate field") {
            Reason::DuplicateKey
        } else if error.is_data() {
            Reason::WrongType
        } else {
            Reason::MalformedJson
        };
        Rejection::new(reason, detail)
    })
}

fn refuse_duplicates(fields: &[(String, Tree)]) -> Result<(), Rejection> {
    let mut seen = HashSet::with_capacity(fields.len());
    for (name, _) in fields {
        if !seen.insert(name.as_str()) {
            return Err(Rejection::new(Reason::DuplicateKey, format!("{} twice", shortened(name))));
        }
    }
    Ok(())
}

fn instant(at: Tree, now_ms: i64) -> Result<Option<i64>, Rejection> {
    let text = match at {
        Tree::Null => return Ok(None),
        Tree::Text(text) => text,
        _ => return Err(Rejection::new(Reason::BadTime, "at is no text")),
    };
    let at = DateTime::parse_from_rfc3339(&text)
        .map_err(|error| Rejection::new(Reason::BadTime, format!("at {}: {error}", shortened(&text))))?;
    let at_ms = at.timestamp_millis();
    if at_ms > now_ms.saturating_add(MAX_AHEAD_MS) {
        return Err(Rejection::new(
            Reason::TimeOutOfRange,
            format!("{} is over five minutes ahead", shortened(&text)),
        ));
    }
    if at_ms < now_ms.saturating_sub(MAX_AGE_MS) {
        return Err(Rejection::new(
            Reason::TimeOutOfRange,
            format!("{} is over a year ago", shortened(&text)),
        ));
    }
    Ok(Some(at_ms))
}

fn sequence_number(seq: &Tree) -> Result<u32, Rejection> {
    match seq {
        Tree::Null => Ok(0),
        Tree::Number(n) if n.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(n) => Ok(*n as u32),
        _ => Err(Rejection::new(Reason::WrongType, "seq is no whole number from 0 to 4294967295")),
    }
}

fn values_of(fields: Fields) -> Result<Vec<(String, Value)>, Rejection> {
    if fields.is_empty() {
        return Err(Rejection::new(Reason::NoValues, "there are no values"));
    }
    if fields.len() > MAX_VALUES {
        let detail = format!("{} values; {MAX_VALUES} are allowed", fields.len());
        return Err(Rejection::new(Reason::TooManyValues, detail));
    }
    refuse_duplicates(&fields)?;
    fields
        .into_iter()
        .map(|(name, tree)| {
            if name.is_empty() || name.chars().count() > MAX_NAME_CHARS {
                let detail = format!("no property is called {:?}", shortened(&name));
                return Err(Rejection::new(Reason::UnknownProperty, detail));
            }
            let value = value_of(&name, tree)?;
            Ok((name, value))
        })
        .collect()
}

fn value_of(name: &str, tree: Tree) -> Result<Value, Rejection> {
    match tree {
        Tree::Object(fields) => {
            refuse_duplicates(&fields)?;
            let (mut value, mut unit) = (None, None);
            for (key, tree) in fields {
                match key.as_str() {
                    "value" => value = Some(tree),
                    "unit" => unit = Some(tree),
                    _ => return Err(wrong_type(name, "is an object with more than value and unit")),
                }
            }
            match (value, unit) {
                (Some(value), None | Some(Tree::Null)) => plain(name, value, None),
                (Some(value), Some(Tree::Text(unit))) if unit.chars().count() <= MAX_NAME_CHARS => {
                    plain(name, value, Some(unit))
                }
                (None, _) => Err(wrong_type(name, "is an object without value")),
                _ => Err(wrong_type(name, "has a unit that is none")),
            }
        }
        other => plain(name, other, None),
    }
}

fn plain(name: &str, tree: Tree, unit: Option<String>) -> Result<Value, Rejection> {
    match tree {
        Tree::Number(value) if value.is_finite() => Ok(Value::Number { value, unit }),
        Tree::Number(_) => {
            Err(Rejection::new(Reason::NotFinite, format!("{} is not finite", shortened(name))))
        }
        _ if unit.is_some() => Err(wrong_type(name, "has a unit and is no number")),
        Tree::Flag(flag) => Ok(Value::Flag(flag)),
        Tree::Text(text) if text.chars().count() > MAX_TEXT_CHARS => Err(Rejection::new(
            Reason::TooLarge,
            format!("{} is over {MAX_TEXT_CHARS} characters", shortened(name)),
        )),
        Tree::Text(text) => Ok(Value::Text(text)),
        Tree::Null => Err(wrong_type(name, "is null")),
        Tree::List => Err(wrong_type(name, "is a list")),
        Tree::Object(_) => Err(wrong_type(name, "is an object in an object")),
    }
}

fn wrong_type(name: &str, what: &str) -> Rejection {
    Rejection::new(Reason::WrongType, format!("{} {what}", shortened(name)))
}
