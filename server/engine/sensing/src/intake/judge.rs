//! The rules judged on what a group brought.

use super::group::{Fresh, Streams};
use base::{Session, internal};
use contract::{
    Fault,
    live::LatestValue,
    sensing::{
        Value,
        rule::{Condition, Reading, Rule, Verdict},
    },
};
use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*};
use std::collections::{BTreeSet, HashMap};

use crate::{
    alarm,
    datastream::{self, observation},
    device, rejection, rule,
};

/// How many readings of its window a rule looks at, at most: the newest. What must hold for longer than they reach back is
/// not met.
const MOST_READINGS: u64 = 10_000;

/// Judges the rules on every new reading that is not older than what was known, in the order of time. What comes late is
/// history, which neither raises nor clears anything now; but the device isn't silent, and that its clock may have fallen
/// back is counted where operators look.
pub(super) async fn judge(
    session: &Session,
    new: &[Fresh],
    devices: &HashMap<Uuid, &device::Model>,
    streams: &mut Streams,
) -> Result<Vec<(String, LatestValue)>, Fault> {
    let rules = rule::active(session).await?;
    let now_ms = session.now().timestamp_millis();
    let mut ordered: Vec<&Fresh> = new.iter().collect();
    ordered.sort_by_key(|f| (f.at_ms, f.seq));
    let mut open = alarm::open_by_key(session, devices.keys().copied()).await?;
    let mut latest = vec![];
    let mut late = BTreeSet::new();
    for value in ordered {
        let Some(device) = devices.get(&value.device) else { continue };
        let Some(stream) = streams.get_mut(&(value.device, value.property.to_owned())) else { continue };
        // By a time that is yet to come nothing is late.
        let is_before = |known: i64| known <= now_ms && value.by_our_clock_ms < known;
        let is_late = stream.phenomenon_at_ms.is_some_and(is_before);
        if is_late && late.insert(value.message) {
            let detail = format!("{} is older than what was known of it", value.property);
            rejection::note(session, "late", &device.code, &device.area_path, &detail, b"").await?;
        }
        let before = datastream::value(
            &device.kind,
            value.property,
            stream.value_number,
            stream.value_text.as_deref(),
        );
        let before = before.zip(stream.phenomenon_at_ms);
        if !is_late {
            (stream.value_number, stream.value_text) = datastream::columns(&value.value);
            stream.phenomenon_at_ms = Some(value.by_our_clock_ms);
        }
        let phenomenon_at = chrono::DateTime::from_timestamp_millis(value.by_our_clock_ms);
        if let Some(phenomenon_at) = phenomenon_at.filter(|_| !is_late) {
            latest.push((
                device.area_path.clone(),
                LatestValue {
                    device_no: u32::try_from(device.map_no).unwrap_or(0),
                    property: value.property.into(),
                    value: value.value.clone(),
                    phenomenon_at,
                },
            ));
        }
        let judged = rules.iter().filter(|r| r.device_kind == device.kind);
        for rule in judged {
            let is_silence = matches!(rule.condition, Condition::SilentFor { .. });
            let verdict = if is_silence {
                Verdict::Clear
            } else if !is_late && rule.property == value.property {
                let window = window(session, rule, value, device, before.as_ref()).await?;
                rule.judge(&window, session.now())
            } else {
                continue;
            };
            let key = alarm::open_key(rule, device.id);
            match (verdict, open.get(&key)) {
                (Verdict::Raise, standing) if standing.is_none_or(|a| a.cleared_at.is_some()) => {
                    alarm::raise(session, device, rule, Some(&value.value), standing).await?;
                    open = alarm::open_by_key(session, devices.keys().copied()).await?;
                }
                (Verdict::Clear, Some(standing)) if standing.cleared_at.is_none() => {
                    alarm::clear(session, standing).await?;
                    open = alarm::open_by_key(session, devices.keys().copied()).await?;
                }
                _ => {}
            }
        }
    }
    Ok(latest)
}

/// The readings that a rule looks at, oldest first, ending with the new one; of a window that holds too many, the newest
/// alone, so that nothing is taken to have been so while nobody looked.
async fn window(
    session: &Session,
    rule: &Rule,
    value: &Fresh,
    device: &device::Model,
    before: Option<&(Value, i64)>,
) -> Result<Vec<Reading>, Fault> {
    let instant = |ms| chrono::DateTime::from_timestamp_millis(ms).unwrap_or_default();
    let newest = Reading { at: instant(value.by_our_clock_ms), value: value.value.clone() };
    if !rule.looks_back() {
        return Ok(vec![newest]);
    }
    if rule.window().is_zero() {
        let before = before.map(|(value, at)| Reading { at: instant(*at), value: value.clone() });
        return Ok(before.into_iter().chain([newest]).collect());
    }
    let since = value.at_ms - rule.window().num_milliseconds();
    let of_stream = || observation::Entity::find().filter(observation::Column::DatastreamNo.eq(value.stream));
    let mut rows = of_stream()
        .filter(observation::Column::PhenomenonAtMs.gte(since))
        .filter(observation::Column::PhenomenonAtMs.lte(value.at_ms))
        .order_by_desc(observation::Column::PhenomenonAtMs)
        .order_by_desc(observation::Column::Seq)
        .limit(MOST_READINGS)
        .all(session.txn())
        .await
        .map_err(internal("reading a rule's window"))?;
    if (rows.len() as u64) < MOST_READINGS {
        // What held before the window began, since no device reports just at its beginning.
        let first = of_stream()
            .filter(observation::Column::PhenomenonAtMs.lt(since))
            .order_by_desc(observation::Column::PhenomenonAtMs)
            .order_by_desc(observation::Column::Seq)
            .limit(1)
            .one(session.txn())
            .await
            .map_err(internal("reading what was before a rule's window"))?;
        rows.extend(first);
    }
    let reading = |o: observation::Model| {
        let value = datastream::value(&device.kind, value.property, o.value_number, o.value_text.as_deref())?;
        Some(Reading { at: instant(o.phenomenon_at_ms), value })
    };
    Ok(rows.into_iter().rev().filter_map(reading).collect())
}
