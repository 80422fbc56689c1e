//! The steps of an alarm's life.

use super::entity::{ActiveModel, Column, Entity, Model};
use base::{Addressed, Dialect, Held, Session, Stored, internal};
use chrono::{DateTime, Duration, Utc};
use contract::{
    Act, AlarmId, Fault, Kind,
    geo::Wgs84,
    live::{AlarmMoment, Event},
    sensing::{Value, rule::Rule},
};
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{device, rule};

/// How long after its cause was gone the same cause is another alarm, with a case, a linkage and an escalation of its own:
/// a value that swings about its limit comes back within minutes, a fire that comes back later is a new one.
const ANOTHER_AFTER: Duration = Duration::minutes(10);

/// Raises an alarm, or raises again one that had cleared but was not acknowledged; one that stands is left alone. One that
/// cleared a while ago is over, and the new one takes its place: it sounds until somebody acknowledges it.
///
/// Invariant: whoever raises, clears or ends alarms has locked their devices before (`device::lock`), so that no two wait for
/// each other; who passes one on or attaches a case locks that alarm, and no device after it.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn raise(
    session: &Session,
    device: &device::Model,
    rule: &Rule,
    value: Option<&Value>,
    open: Option<&Model>,
) -> Result<(), Fault> {
    let mut replaced = None;
    if let Some(open) = open {
        if open.cleared_at.is_none() {
            return Ok(());
        }
        let held = session.held::<Entity>(Kind::Alarm, Act::Change, open.id).await?;
        // Under the lock: somebody may have closed it meanwhile, and then this is another one.
        if held.is_open {
            let Some(cleared_at) = held.cleared_at else { return Ok(()) };
            if session.now() - cleared_at >= ANOTHER_AFTER {
                replaced = Some(session.change(Act::Change, held, None, end).await?);
            } else {
                return again(session, held).await;
            }
        }
    }
    let at = Wgs84 { lon: device.lon, lat: device.lat };
    let camera = device::cameras_near(session, &device.area_path, at).await?.into_iter().next();
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        open_key: Set(Some(open_key(rule, device.id))),
        rule_key: Set(rule.key.clone()),
        device_id: Set(device.id),
        area_path: Set(device.area_path.clone()),
        level: Set(Stored(rule.level)),
        kind: Set(rule.alarm_kind.clone()),
        property: Set(rule.property.clone()),
        place: Set(device.place.clone()),
        address: Set(device.address.clone()),
        device_name: Set(device.name.clone()),
        device_no: Set(device.map_no),
        dwelling_no: Set(device.dwelling_no),
        building_no: Set(device.building_no),
        dwelling_id: Set(device.dwelling_id),
        lon: Set(device.lon),
        lat: Set(device.lat),
        raised_value: Set(value.and_then(|v| serde_json::to_string(v).ok())),
        raised_at: Set(session.now()),
        acknowledged_at: Set(None),
        acknowledged_by: Set(None),
        acknowledged_name: Set(None),
        cleared_at: Set(None),
        escalated_at: Set(None),
        is_open: Set(true),
        nearest_camera: Set(camera.map(|c| c.name)),
        work_item_id: Set(None),
        work_number: Set(None),
        ..Default::default()
    };
    let row = session.insert::<Entity>(Kind::Alarm, row).await?;
    device::sum_up(session, device.id).await?;
    told(session, &row, session.now(), Event::AlarmRaised).await?;
    // After the new one, so that what both need is not switched off between.
    match replaced {
        Some(old) => told(session, &old, session.now(), Event::AlarmReplaced).await,
        None => Ok(()),
    }
}

/// The same alarm stands again. If nobody's silence was passed on before, it is again: this is news.
async fn again(session: &Session, held: Held<'_, Entity>) -> Result<(), Fault> {
    let after = session
        .change(Act::Change, held, None, |row| {
            row.cleared_at = Set(None);
            row.escalated_at = Set(None);
        })
        .await?;
    told(session, &after, session.now(), Event::AlarmRaised).await
}

/// The key under which only one alarm can be open.
#[must_use]
pub fn open_key(rule: &Rule, device: Uuid) -> String {
    format!("{}/{device}", rule.key)
}

/// Writes down that the device says the cause is gone; the device is locked.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn clear(session: &Session, open: &Model) -> Result<(), Fault> {
    if open.cleared_at.is_some() {
        return Ok(());
    }
    let held = session.held::<Entity>(Kind::Alarm, Act::Change, open.id).await?;
    if held.cleared_at.is_some() {
        return Ok(());
    }
    let now = session.now();
    let is_over = held.acknowledged_at.is_some();
    let after = session
        .change(Act::Change, held, None, |row| {
            row.cleared_at = Set(Some(now));
            if is_over {
                end(row);
            }
        })
        .await?;
    device::sum_up(session, after.device_id).await?;
    told(session, &after, now, Event::AlarmCleared).await
}

/// Clears the open alarms of a device or a rule that is put out of use, since nothing will ever say that their cause is
/// gone. It follows from an act that was allowed, and needs no right of its own.
///
/// # Errors
/// [`Fault::Internal`].
pub(crate) async fn clear_all(session: &Session, of: Condition) -> Result<u32, Fault> {
    let doing = || internal("clearing alarms");
    let standing = || {
        Entity::find().filter(of.clone()).filter(Column::IsOpen.eq(true)).filter(Column::ClearedAt.is_null())
    };
    let devices = standing().select_only().column(Column::DeviceId).into_tuple::<Uuid>();
    let devices = devices.all(session.txn()).await.map_err(doing())?;
    device::lock(session, device::Column::Id.is_in(devices)).await?;
    let mut held = standing().order_by_asc(Column::Id);
    if session.store().dialect() == Dialect::Postgres {
        held = held.lock_exclusive();
    }
    let now = session.now();
    let held = held.all(session.txn()).await.map_err(doing())?;
    let count = u32::try_from(held.len()).unwrap_or(u32::MAX);
    for before in held {
        let mut row = ActiveModel {
            id: Set(before.id),
            cleared_at: Set(Some(now)),
            revision: Set(before.revision + 1),
            changed_by: Set(session.actor().user()),
            changed_at: Set(now),
            ..Default::default()
        };
        if before.acknowledged_at.is_some() {
            end(&mut row);
        }
        let after = Entity::update(row).exec(session.txn()).await.map_err(doing())?;
        session.witness("sensing", Kind::Alarm, Act::Change, Some(after.id), None).await?;
        device::sum_up(session, after.device_id).await?;
        told(session, &after, now, Event::AlarmCleared).await?;
    }
    Ok(count)
}

/// Clears open alarms of rules that are not in use: one may be raised in the very moment in which its rule is switched
/// off, which then doesn't see it. Says how many.
///
/// # Errors
/// [`Fault::Internal`].
pub(crate) async fn clear_ruleless(session: &Session) -> Result<u32, Fault> {
    let active = rule::active(session).await?;
    let of = Column::RuleKey.is_not_in(active.into_iter().map(|rule| rule.key));
    clear_all(session, Condition::all().add(of)).await
}

/// It is over: another may be opened in its place.
fn end(row: &mut ActiveModel) {
    row.is_open = Set(false);
    row.open_key = Set(None);
}

/// Acknowledges alarms; those that somebody acknowledged before, or that another took the place of, are left as they are.
///
/// # Permission
/// `alarm.acknowledge`.
///
/// # Errors
/// [`Fault::Missing`] when one is out of reach; then none is acknowledged.
pub async fn acknowledge(session: &Session, ids: &[AlarmId]) -> Result<u32, Fault> {
    let devices = session
        .find_as::<Entity>(Kind::Alarm, Act::Acknowledge)?
        .filter(Column::Id.is_in(ids.iter().map(|id| id.0)))
        .select()
        .select_only()
        .column(Column::DeviceId)
        .into_tuple::<Uuid>()
        .all(session.txn())
        .await
        .map_err(internal("looking for the devices of alarms"))?;
    device::lock(session, device::Column::Id.is_in(devices)).await?;
    let mut count = 0;
    for id in ids {
        let held = session.held::<Entity>(Kind::Alarm, Act::Acknowledge, id.0).await?;
        if held.acknowledged_at.is_some() || !held.is_open {
            continue;
        }
        let (now, by, name) =
            (session.now(), session.actor().user(), session.actor().shown_name().to_owned());
        let is_over = held.cleared_at.is_some();
        let after = session
            .change(Act::Acknowledge, held, None, |row| {
                row.acknowledged_at = Set(Some(now));
                row.acknowledged_by = Set(by);
                row.acknowledged_name = Set(Some(name));
                if is_over {
                    end(row);
                }
            })
            .await?;
        device::sum_up(session, after.device_id).await?;
        told(session, &after, now, Event::AlarmAcknowledged).await?;
        count += 1;
    }
    Ok(count)
}

/// Writes down which case an alarm opened.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn attach_case(session: &Session, alarm: Uuid, item: Uuid, number: &str) -> Result<(), Fault> {
    let held = session.held::<Entity>(Kind::Alarm, Act::Change, alarm).await?;
    let number = number.to_owned();
    session
        .change(Act::Change, held, None, |row| {
            row.work_item_id = Set(Some(item));
            row.work_number = Set(Some(number));
        })
        .await
        .map(|_| ())
}

pub(super) async fn told(
    session: &Session,
    row: &Model,
    happened_at: DateTime<Utc>,
    event: fn(AlarmMoment) -> Event,
) -> Result<(), Fault> {
    let no = |n: i32| u32::try_from(n).unwrap_or(0);
    let moment = AlarmMoment {
        alarm: row.id,
        level: row.level.0,
        kind: row.kind.clone(),
        device: row.device_id,
        device_no: no(row.device_no),
        dwelling_no: row.dwelling_no.map(no),
        building_no: row.building_no.map(no),
        place: row.place.clone(),
        at: Wgs84 { lon: row.lon, lat: row.lat },
        happened_at,
    };
    session.emit(Addressed::area(Kind::Alarm, &row.area_path), &event(moment)).await
}
