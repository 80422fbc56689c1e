//! Alarms: raised by rules, acknowledged by people, cleared by devices; over when both, or when a new one takes the place
//! of one that cleared a while ago and that nobody acknowledged.
//!
//! # Source
//! ANSI/ISA-18.2-2016: acknowledgement and clearing are independent.

pub mod entity;
mod escalation;
mod figure;
mod lifecycle;

pub use escalation::escalate_overdue;
pub use figure::{count_open, figures};
pub use lifecycle::{acknowledge, attach_case, clear, open_key, raise};
pub(crate) use lifecycle::{clear_all, clear_ruleless};

use base::{Dialect, Keyset, Session, internal, search::anywhere};
use contract::{
    AlarmId, DeviceId, Fault, Listing, Page, WorkItemId,
    geo::Wgs84,
    sensing::{AlarmRow, AlarmSheet},
};
use entity::{Column, Entity, Model};
use sea_orm::{Condition, QueryOrder, QuerySelect, entity::prelude::*};
use std::collections::{HashMap, HashSet};

use crate::{command, datastream, device};

/// Lists alarms; `open=true` leaves only those that are not over.
///
/// # Permission
/// `alarm.read`.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Invalid`] for an application that there is not, and for what is no day.
pub async fn list(session: &Session, listing: &Listing) -> Result<Page<AlarmRow>, Fault> {
    let mut found = figure::of_application(session.find::<Entity>()?, listing.narrowed_to("application"))?;
    if listing.narrowed_to("open") == Some("true") {
        found = found.filter(Column::IsOpen.eq(true));
    }
    if !listing.filter("state").is_empty() {
        // Nothing has no identity: a key that is none of ours finds nothing.
        let nothing = Condition::any().add(Column::Id.is_null());
        let any = listing.filter("state").iter().filter_map(|key| in_state(key));
        found = found.filter(any.fold(nothing, |any, state| any.add(state)));
    }
    if let Some(code) = listing.narrowed_to("area") {
        let area = spatial::area::by_code(session, code).await?;
        found = match area {
            Some(area) => found.filter(base::path_under(Column::AreaPath, &area.path)),
            None => found.filter(Column::Id.is_null()),
        };
    }
    if let Some(day) = listing.day("since")? {
        found = found.filter(Column::RaisedAt.gte(contract::time::start_of(day)));
    }
    for (key, column) in [("level", Column::Level), ("kind", Column::Kind)] {
        if !listing.filter(key).is_empty() {
            found = found.filter(column.is_in(listing.filter(key).iter().cloned()));
        }
    }
    if let Some(text) = listing.search.as_deref() {
        let any = Condition::any().add(anywhere(Column::Place, text)).add(anywhere(Column::DeviceName, text));
        found = found.filter(any);
    }
    if let Some(day) = listing.day("day")? {
        let from = contract::time::start_of(day);
        found = found
            .filter(Column::RaisedAt.gte(from))
            .filter(Column::RaisedAt.lt(from + chrono::Duration::days(1)));
    }
    if let Some(no) = listing.narrowed_to("dwelling_no").and_then(|n| n.parse::<i32>().ok()) {
        found = found.filter(Column::DwellingNo.eq(no));
    }
    let by = Keyset {
        column: Column::RaisedAt,
        descending: listing.sort.as_ref().is_none_or(|s| s.descending),
        key: |row: &Model| row.raised_at.to_rfc3339(),
        parse: |text| text.parse::<DateTimeUtc>().ok().map(Into::into),
    };
    let page = found.page(by, listing.after.as_deref(), listing.rows()).await?;
    let rows = views(session, page.rows).await?;
    Ok(Page { rows, next: page.next, count: page.count })
}

/// The condition of a state, as `alarm_state` names it; none for a key that is none of ours.
fn in_state(key: &str) -> Option<Condition> {
    let (is_acknowledged, is_cleared) = match key {
        "raised" => (false, false),
        "acknowledged" => (true, false),
        "cleared" => (false, true),
        "closed" => return Some(Condition::all().add(Column::IsOpen.eq(false))),
        _ => return None,
    };
    let set = |column: Column, is_set: bool| {
        if is_set { column.is_not_null() } else { column.is_null() }
    };
    let acknowledged = set(Column::AcknowledgedAt, is_acknowledged);
    let open = Condition::all().add(Column::IsOpen.eq(true));
    Some(open.add(acknowledged).add(set(Column::ClearedAt, is_cleared)))
}

/// One alarm with its linkage.
///
/// # Permission
/// `alarm.read`.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn sheet(session: &Session, id: AlarmId) -> Result<AlarmSheet, Fault> {
    let row = session.find::<Entity>()?.one(id.0).await?;
    let linkage = command::of_alarm(session, row.id).await?;
    let dwelling = row.dwelling_id;
    let mut row =
        views(session, vec![row]).await?.pop().ok_or(Fault::Missing { kind: contract::Kind::Alarm })?;
    if let Some(dwelling) = dwelling {
        row.registered = Some(registry::counts(session, dwelling).await?);
    }
    Ok(AlarmSheet { row, linkage })
}

/// The open alarms of a device.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn open_of(session: &Session, device: Uuid) -> Result<Vec<AlarmRow>, Fault> {
    let rows = Entity::find()
        .filter(Column::DeviceId.eq(device))
        .filter(Column::IsOpen.eq(true))
        .order_by_desc(Column::RaisedAt)
        .all(session.txn())
        .await
        .map_err(internal("reading a device's alarms"))?;
    views(session, rows).await
}

/// The open alarms of devices, by the key under which only one can be open.
///
/// # Errors
/// [`Fault::Internal`].
pub(crate) async fn open_by_key(
    session: &Session,
    devices: impl Iterator<Item = Uuid>,
) -> Result<HashMap<String, Model>, Fault> {
    let rows = Entity::find()
        .filter(Column::DeviceId.is_in(devices))
        .filter(Column::IsOpen.eq(true))
        .all(session.txn())
        .await
        .map_err(internal("reading open alarms"))?;
    Ok(rows.into_iter().filter_map(|row| Some((row.open_key.clone()?, row))).collect())
}

/// Whether an alarm is open, and stays so until the session ends.
///
/// # Errors
/// [`Fault::Internal`].
pub(crate) async fn stays_open(session: &Session, id: Uuid) -> Result<bool, Fault> {
    let mut found = Entity::find_by_id(id).filter(Column::IsOpen.eq(true));
    if session.store().dialect() == Dialect::Postgres {
        found = found.lock_shared();
    }
    let row = found.one(session.txn()).await.map_err(internal("reading whether an alarm is open"))?;
    Ok(row.is_some())
}

/// Devices with an open alarm whose cause is not gone.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn uncleared_devices(session: &Session) -> Result<HashSet<Uuid>, Fault> {
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::DeviceId)
        .filter(Column::IsOpen.eq(true))
        .filter(Column::ClearedAt.is_null())
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("reading uncleared alarms"))?;
    Ok(ids.into_iter().collect())
}

async fn views(session: &Session, rows: Vec<Model>) -> Result<Vec<AlarmRow>, Fault> {
    let devices: Vec<Uuid> = rows.iter().map(|row| row.device_id).collect();
    let doing = || internal("reading the values of alarms");
    let streams = datastream::Entity::find()
        .filter(datastream::Column::DeviceId.is_in(devices.clone()))
        .all(session.txn())
        .await
        .map_err(doing())?;
    let kinds: HashMap<Uuid, String> = device::Entity::find()
        .select_only()
        .column(device::Column::Id)
        .column(device::Column::Kind)
        .filter(device::Column::Id.is_in(devices))
        .into_tuple::<(Uuid, String)>()
        .all(session.txn())
        .await
        .map_err(doing())?
        .into_iter()
        .collect();
    let now_of = |row: &Model| {
        let stream = streams.iter().find(|s| s.device_id == row.device_id && s.property == row.property)?;
        let kind = kinds.get(&row.device_id)?;
        datastream::value(kind, &row.property, stream.value_number, stream.value_text.as_deref())
    };
    Ok(rows
        .into_iter()
        .map(|row| (now_of(&row), row))
        .map(|(value, row)| AlarmRow { value, ..view(row) })
        .collect())
}

fn view(row: Model) -> AlarmRow {
    let no = |n: i32| u32::try_from(n).unwrap_or(0);
    AlarmRow {
        id: AlarmId(row.id),
        level: row.level.0,
        kind: row.kind,
        device: DeviceId(row.device_id),
        device_no: no(row.device_no),
        device_name: row.device_name,
        place: row.place,
        address: row.address,
        dwelling_no: row.dwelling_no.map(no),
        building_no: row.building_no.map(no),
        property: row.property,
        raised_value: row.raised_value.and_then(|text| serde_json::from_str(&text).ok()),
        value: None,
        at: Wgs84 { lon: row.lon, lat: row.lat },
        raised_at: row.raised_at,
        acknowledged_at: row.acknowledged_at,
        acknowledged_by: row.acknowledged_name,
        cleared_at: row.cleared_at,
        escalated_at: row.escalated_at,
        // Over without anybody having acknowledged it, which is the last thing that happens to an alarm.
        replaced_at: (!row.is_open && row.acknowledged_at.is_none()).then_some(row.changed_at),
        case: row.work_item_id.map(WorkItemId).zip(row.work_number),
        registered: None,
        nearest_camera: row.nearest_camera,
    }
}
