//! Linkage: what an alarm sets off on other devices, each action with its own result.

use async_trait::async_trait;
use base::{Addressed, Session, internal, subscription::Subscriber};
use chrono::Duration;
use contract::{
    Fault, Term,
    applications::linkage,
    label::{Lang, phrase},
    live::{AlarmMoment, Event, Moment},
    sensing::{CommandState, LinkageKind, Value},
};
use sea_orm::{Condition, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*};

use crate::{
    alarm,
    command::{self, Undo},
    datastream, device,
};

/// Minutes for which a screen gives the all-clear.
pub const ALL_CLEAR_MINUTES: i64 = 10;

/// Carries out the linkage of alarm kinds as the applications declare it.
pub struct Linkage;

#[async_trait]
impl Subscriber for Linkage {
    fn name(&self) -> &'static str {
        "linkage"
    }

    async fn take(&self, session: &Session, _to: &Addressed, moment: &Moment) -> Result<(), Fault> {
        match &moment.event {
            Event::AlarmRaised(raised) => set_off(session, raised).await,
            Event::AlarmCleared(over) | Event::AlarmAcknowledged(over) | Event::AlarmReplaced(over) => {
                silence(session, over).await
            }
            _ => Ok(()),
        }
    }
}

async fn set_off(session: &Session, raised: &AlarmMoment) -> Result<(), Fault> {
    let Some(plan) = linkage(&raised.kind) else { return Ok(()) };
    if !command::of_alarm(session, raised.alarm).await?.is_empty() {
        return Ok(());
    }
    let Some(source) = device::Entity::find_by_id(raised.device)
        .one(session.txn())
        .await
        .map_err(internal("reading the alarm's device"))?
    else {
        return Ok(());
    };
    let mut planned = vec![];
    for action in plan.actions {
        planned.push((*action, targets(session, &source, *action).await?));
    }
    let wanted = planned.iter().flat_map(|(_, targets)| targets).map(|target| target.id);
    device::lock(session, device::Column::Id.is_in(wanted)).await?;
    // What is told late, or once more, may be over: nobody would end what it set off.
    if !alarm::stays_open(session, raised.alarm).await? {
        return Ok(());
    }
    for (action, targets) in planned {
        if targets.is_empty() {
            let asked = command::Ask::none(raised.alarm, action, &source);
            command::ask(session, asked).await?;
        }
        for target in targets {
            let (property, desired) = desired(action, &source);
            let asked = command::Ask {
                property,
                desired,
                linkage: Some(action),
                alarm: Some(raised.alarm),
                state: CommandState::Waiting,
                device: target,
            };
            command::ask(session, asked).await?;
        }
    }
    Ok(())
}

fn desired(action: LinkageKind, source: &device::Model) -> (&'static str, Value) {
    match action {
        LinkageKind::Siren => ("sounding", Value::Flag(true)),
        LinkageKind::Screen => {
            ("text", Value::Text(phrase("evacuation.text", Lang::Zh, &[("place", &source.place)])))
        }
        LinkageKind::Door => ("locked", Value::Flag(false)),
        LinkageKind::Camera => ("preset", Value::Text(source.place.clone())),
    }
}

/// The devices that an action is carried out on: the building's sirens and screens, the nearest camera, and the doors of
/// the stairwell with those that belong to none, such as a main entrance; all doors when nobody knows which stairwell.
async fn targets(
    session: &Session,
    source: &device::Model,
    action: LinkageKind,
) -> Result<Vec<device::Model>, Fault> {
    if action == LinkageKind::Camera {
        let at = contract::geo::Wgs84 { lon: source.lon, lat: source.lat };
        return Ok(device::cameras_near(session, &source.area_path, at).await?.into_iter().take(1).collect());
    }
    let Some(building) = source.building_id else { return Ok(vec![]) };
    let mut wanted = Condition::all()
        .add(device::Column::Kind.eq(action.key()))
        .add(device::Column::BuildingId.eq(building))
        .add(device::Column::RetiredAt.is_null());
    if let (LinkageKind::Door, Some(stairwell)) = (action, source.stairwell) {
        let here = Condition::any()
            .add(device::Column::Stairwell.eq(stairwell))
            .add(device::Column::Stairwell.is_null());
        wanted = wanted.add(here);
    }
    device::Entity::find()
        .filter(wanted)
        .all(session.txn())
        .await
        .map_err(internal("looking for linked devices"))
}

/// Once an alarm is over, its sirens stop and its screens give the all-clear; doors stay as they are. Where another
/// alarm is still open, the siren sounds on and the screen names that one.
async fn silence(session: &Session, over: &AlarmMoment) -> Result<(), Fault> {
    let alarm = alarm::entity::Entity::find_by_id(over.alarm).one(session.txn()).await;
    if alarm.map_err(internal("reading an alarm"))?.is_none_or(|row| row.is_open) {
        return Ok(());
    }
    let undo = command::to_undo(session, over.alarm).await?;
    let wanted = device::Column::Id.is_in(undo.iter().map(|undo| undo.done.device_id));
    let devices = device::lock(session, wanted).await?;
    for Undo { done, needed } in undo {
        let Some(device) = devices.iter().find(|device| device.id == done.device_id) else { continue };
        let quiet = |property, desired| command::Ask {
            device: device.clone(),
            property,
            desired,
            linkage: None,
            alarm: None,
            state: CommandState::Waiting,
        };
        let asked = match (done.property.as_str(), needed) {
            ("sounding", Some(_)) => continue,
            ("sounding", None) => quiet("sounding", Value::Flag(false)),
            // It was asked for last, so the screen shows it.
            (_, Some(needed)) if needed.asked_at >= done.asked_at => continue,
            (_, Some(needed)) => {
                let Ok(text) = serde_json::from_str(&needed.desired) else { continue };
                let linkage = needed.linkage.map(|kind| kind.0);
                command::Ask { linkage, alarm: needed.alarm_id, ..quiet("text", text) }
            }
            (_, None) => quiet("text", all_clear()),
        };
        command::ask(session, asked).await?;
    }
    Ok(())
}

fn all_clear() -> Value {
    Value::Text(phrase("evacuation.all_clear", Lang::Zh, &[]))
}

/// Takes the all-clear off screens that have shown it for long enough; says off how many.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn end_all_clear(session: &Session) -> Result<u32, Fault> {
    let doing = || internal("looking for screens with an all-clear");
    let before = session.now() - Duration::minutes(ALL_CLEAR_MINUTES);
    let showing = datastream::Entity::find()
        .filter(datastream::Column::Property.eq("text"))
        .filter(datastream::Column::Desired.eq(serde_json::to_string(&all_clear()).unwrap_or_default()))
        .select_only()
        .column(datastream::Column::DeviceId)
        .into_query();
    let screens = Condition::all()
        .add(device::Column::Kind.eq(LinkageKind::Screen.key()))
        .add(device::Column::RetiredAt.is_null())
        .add(device::Column::Id.in_subquery(showing));
    let mut count = 0;
    for device in device::lock(session, screens).await? {
        let since = command::Entity::find()
            .filter(command::Column::DeviceId.eq(device.id))
            .filter(command::Column::Property.eq("text"))
            .order_by_desc(command::Column::AskedAt)
            .one(session.txn())
            .await
            .map_err(doing())?;
        if since.is_some_and(|asked| asked.asked_at > before) {
            continue;
        }
        let blank = command::Ask {
            device,
            property: "text",
            desired: Value::Text(String::new()),
            linkage: None,
            alarm: None,
            state: CommandState::Waiting,
        };
        command::ask(session, blank).await?;
        count += 1;
    }
    Ok(count)
}
