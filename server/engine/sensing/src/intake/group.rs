//! One group of messages in one transaction.

use super::{Message, Outcome, Rejection, check::check, judge::judge};
use base::{Session, internal};
use contract::{Fault, live::LatestValue, sensing::Value};
use sea_orm::{
    ActiveValue::Set,
    entity::prelude::*,
    sea_query::{CaseStatement, Expr, ExprTrait, OnConflict},
};
use std::collections::{BTreeMap, HashMap};

use crate::{
    datastream::{self, hour, observation},
    device, rejection,
};

/// A checked value on its way.
pub(super) struct Fresh {
    pub(super) message: usize,
    pub(super) device: Uuid,
    pub(super) stream: i64,
    pub(super) property: &'static str,
    pub(super) at_ms: i64,
    /// The same, but never ahead of our own clock: by this, readings are compared with those before, so that a device
    /// whose clock was ahead is believed again at once when it is right.
    pub(super) by_our_clock_ms: i64,
    pub(super) seq: i64,
    pub(super) value: Value,
}

/// Stores a group: what is new, the latest values, the roll-ups; then judges the rules.
pub(super) async fn store(
    session: &Session,
    messages: &[&Message],
) -> Result<(Vec<Outcome>, Vec<(String, LatestValue)>), Fault> {
    let devices = devices(session, messages).await?;
    let mut streams = streams(session, &devices).await?;
    let now_ms = session.now().timestamp_millis();
    let mut outcomes = vec![Outcome::Stored { stored: 0, duplicate: 0, conflicting: 0 }; messages.len()];
    let mut fresh = vec![];
    for (index, message) in messages.iter().enumerate() {
        match checked(index, message, &devices, &streams, now_ms) {
            Ok(values) => fresh.extend(values),
            Err(reason) => {
                let area = devices.get(&message.device_code).map_or("", |d| d.area_path.as_str());
                rejection::note(session, reason.reason, &message.device_code, area, &reason.detail, b"")
                    .await?;
                outcomes[index] = Outcome::Rejected(reason);
            }
        }
    }
    let by_id: HashMap<Uuid, &device::Model> = devices.values().map(|d| (d.id, d)).collect();
    let new = without_known(session, fresh, &by_id, &mut outcomes).await?;
    insert(session, &new, now_ms).await?;
    heard(session, &devices, messages, &outcomes, now_ms).await?;
    let latest = judge(session, &new, &by_id, &mut streams).await?;
    Ok((outcomes, latest))
}

/// The devices of a group, locked: what is known of them is looked up after this, so that of two processes that have
/// the same message only one finds it new, rolls it up and judges it.
async fn devices(session: &Session, messages: &[&Message]) -> Result<HashMap<String, device::Model>, Fault> {
    let mut codes: Vec<&str> = messages.iter().map(|m| m.device_code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let in_use = device::Column::Code.is_in(codes).and(device::Column::RetiredAt.is_null());
    let rows = device::lock(session, in_use).await?;
    Ok(rows.into_iter().map(|row| (row.code.clone(), row)).collect())
}

/// The datastreams of a group by device and property.
pub(super) type Streams = HashMap<(Uuid, String), datastream::Model>;

async fn streams(session: &Session, devices: &HashMap<String, device::Model>) -> Result<Streams, Fault> {
    let rows = datastream::Entity::find()
        .filter(datastream::Column::DeviceId.is_in(devices.values().map(|d| d.id)))
        .all(session.txn())
        .await
        .map_err(internal("reading the datastreams of a group"))?;
    Ok(rows.into_iter().map(|row| ((row.device_id, row.property.clone()), row)).collect())
}

/// Checks a whole message: one wrong value refuses it, so that a device is never believed by half.
fn checked(
    index: usize,
    message: &Message,
    devices: &HashMap<String, device::Model>,
    streams: &Streams,
    now_ms: i64,
) -> Result<Vec<Fresh>, Rejection> {
    let unknown = |reason, detail: &str| Rejection { reason, detail: detail.into() };
    let device = devices
        .get(&message.device_code)
        .ok_or_else(|| unknown("unknown_device", "no such device is registered"))?;
    let mut values = vec![];
    for (property, measured) in &message.values {
        let (spec, value) = check(&device.kind, property, measured)?;
        let stream = streams
            .get(&(device.id, spec.key.to_owned()))
            .ok_or_else(|| unknown("unknown_property", "the device has no such datastream"))?;
        let at_ms = message.phenomenon_at_ms.unwrap_or(now_ms);
        values.push(Fresh {
            message: index,
            device: device.id,
            stream: stream.no,
            property: spec.key,
            at_ms,
            by_our_clock_ms: Ord::min(at_ms, now_ms),
            seq: message.seq.into(),
            value,
        });
    }
    Ok(values)
}

/// Datastream, phenomenon time in milliseconds, and sequence number.
type Key = (i64, i64, i64);

/// Leaves out what is known: the same value again is a duplicate; another value for the same key is a conflict, the first stays.
async fn without_known(
    session: &Session,
    fresh: Vec<Fresh>,
    devices: &HashMap<Uuid, &device::Model>,
    outcomes: &mut [Outcome],
) -> Result<Vec<Fresh>, Fault> {
    let mut known: HashMap<Key, (Option<f64>, Option<String>)> = HashMap::new();
    for batch in fresh.chunks(400) {
        let rows = observation::Entity::find()
            .filter(observation::Column::DatastreamNo.is_in(batch.iter().map(|f| f.stream)))
            .filter(observation::Column::PhenomenonAtMs.is_in(batch.iter().map(|f| f.at_ms)))
            .all(session.txn())
            .await
            .map_err(internal("looking for known observations"))?;
        known.extend(
            rows.into_iter()
                .map(|o| ((o.datastream_no, o.phenomenon_at_ms, o.seq), (o.value_number, o.value_text))),
        );
    }
    let mut new = vec![];
    for value in fresh {
        let Outcome::Stored { stored, duplicate, conflicting } = &mut outcomes[value.message] else {
            continue;
        };
        let columns = datastream::columns(&value.value);
        match known.get(&(value.stream, value.at_ms, value.seq)) {
            Some(before) if *before == columns => *duplicate += 1,
            Some(_) => {
                *conflicting += 1;
                let device = devices.get(&value.device);
                let (code, area) = device.map_or(("", ""), |d| (d.code.as_str(), d.area_path.as_str()));
                let detail = format!("another value of {} at the same time", value.property);
                rejection::note(session, "conflict", code, area, &detail, b"").await?;
            }
            None => {
                *stored += 1;
                known.insert((value.stream, value.at_ms, value.seq), columns);
                new.push(value);
            }
        }
    }
    Ok(new)
}

async fn insert(session: &Session, new: &[Fresh], now_ms: i64) -> Result<(), Fault> {
    let doing = || internal("storing observations");
    let rows: Vec<observation::ActiveModel> = new
        .iter()
        .map(|f| {
            let (number, text) = datastream::columns(&f.value);
            observation::ActiveModel {
                datastream_no: Set(f.stream),
                phenomenon_at_ms: Set(f.at_ms),
                seq: Set(f.seq),
                value_number: Set(number),
                value_text: Set(text),
                result_at_ms: Set(now_ms),
            }
        })
        .collect();
    for batch in rows.chunks(1000) {
        observation::Entity::insert_many(batch.iter().cloned())
            .on_conflict(
                OnConflict::columns([
                    observation::Column::DatastreamNo,
                    observation::Column::PhenomenonAtMs,
                    observation::Column::Seq,
                ])
                .do_nothing()
                .to_owned(),
            )
            .try_insert()
            .exec_without_returning(session.txn())
            .await
            .map_err(doing())?;
    }
    roll_up(session, new).await?;
    latest(session, new, now_ms).await
}

const HOUR_MS: i64 = 3_600_000;

async fn roll_up(session: &Session, new: &[Fresh]) -> Result<(), Fault> {
    let mut hours: BTreeMap<(i64, i64), (i64, f64, f64, f64)> = BTreeMap::new();
    for value in new {
        let Value::Number(n) = value.value else { continue };
        let hour = value.at_ms.div_euclid(HOUR_MS) * HOUR_MS;
        let (count, sum, low, high) = hours.entry((value.stream, hour)).or_insert((0, 0.0, n, n));
        *count += 1;
        *sum += n;
        *low = f64::min(*low, n);
        *high = f64::max(*high, n);
    }
    if hours.is_empty() {
        return Ok(());
    }
    let mine = |column| Expr::col((hour::Entity, column));
    let theirs = |column: hour::Column| Expr::col(("excluded", column));
    let least = CaseStatement::new()
        .case(theirs(hour::Column::Low).lt(mine(hour::Column::Low)), theirs(hour::Column::Low))
        .finally(mine(hour::Column::Low));
    let most = CaseStatement::new()
        .case(theirs(hour::Column::High).gt(mine(hour::Column::High)), theirs(hour::Column::High))
        .finally(mine(hour::Column::High));
    let again = OnConflict::columns([hour::Column::DatastreamNo, hour::Column::HourMs])
        .value(hour::Column::Count, mine(hour::Column::Count).add(theirs(hour::Column::Count)))
        .value(hour::Column::Sum, mine(hour::Column::Sum).add(theirs(hour::Column::Sum)))
        .value(hour::Column::Low, least)
        .value(hour::Column::High, most)
        .to_owned();
    let rows = hours.into_iter().map(|((stream, hour_ms), (count, sum, low, high))| hour::ActiveModel {
        datastream_no: Set(stream),
        hour_ms: Set(hour_ms),
        count: Set(count),
        sum: Set(sum),
        low: Set(low),
        high: Set(high),
    });
    hour::Entity::insert_many(rows)
        .on_conflict(again)
        .exec_without_returning(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("rolling up observations"))
}

/// Writes the newest value of each datastream, unless a newer one is there already; one that lies ahead of our clock is
/// none.
async fn latest(session: &Session, new: &[Fresh], now_ms: i64) -> Result<(), Fault> {
    let mut newest: BTreeMap<i64, &Fresh> = BTreeMap::new();
    for value in new {
        let held = newest.entry(value.stream).or_insert(value);
        if (value.at_ms, value.seq) >= (held.at_ms, held.seq) {
            *held = value;
        }
    }
    if newest.is_empty() {
        return Ok(());
    }
    let rows = newest.values().map(|f| {
        let (number, text) = datastream::columns(&f.value);
        datastream::ActiveModel {
            no: Set(f.stream),
            device_id: Set(f.device),
            property: Set(f.property.into()),
            value_number: Set(number),
            value_text: Set(text),
            phenomenon_at_ms: Set(Some(f.by_our_clock_ms)),
            ..Default::default()
        }
    });
    let mine = || Expr::col((datastream::Entity, datastream::Column::PhenomenonAtMs));
    let again = OnConflict::column(datastream::Column::No)
        .update_columns([
            datastream::Column::ValueNumber,
            datastream::Column::ValueText,
            datastream::Column::PhenomenonAtMs,
        ])
        .action_and_where(
            mine()
                .is_null()
                .or(mine().lte(Expr::col(("excluded", datastream::Column::PhenomenonAtMs))))
                .or(mine().gt(now_ms)),
        )
        .to_owned();
    datastream::Entity::insert_many(rows)
        .on_conflict(again)
        .exec_without_returning(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("keeping the latest values"))
}

async fn heard(
    session: &Session,
    devices: &HashMap<String, device::Model>,
    messages: &[&Message],
    outcomes: &[Outcome],
    now_ms: i64,
) -> Result<(), Fault> {
    let ids: Vec<Uuid> = messages
        .iter()
        .zip(outcomes)
        .filter(|(_, outcome)| matches!(outcome, Outcome::Stored { .. }))
        .filter_map(|(message, _)| devices.get(&message.device_code).map(|d| d.id))
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    device::Entity::update_many()
        .col_expr(device::Column::HeardAtMs, Some(now_ms).into())
        .filter(device::Column::Id.is_in(ids))
        .exec(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("keeping when devices were heard of"))
}
