//! Figures of alarms over a period.

use base::{Found, Session, figure::median, internal};
use contract::{
    Fault,
    applications::APPLICATIONS,
    sensing::{AlarmFigures, AreaCount},
    time::{day_of, first_day, start_of},
};
use sea_orm::{FromQueryResult, QuerySelect, QueryTrait, entity::prelude::*};
use std::{cmp::Reverse, collections::BTreeMap};

use super::entity::{Column, Entity};
use crate::device;

/// The figures of the alarms raised in so many days up to today, of one application's devices or of all.
///
/// # Permission
/// `alarm.read`; the figures cover what is within reach.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Invalid`] for an application that there is not.
pub async fn figures(session: &Session, days: u32, application: Option<&str>) -> Result<AlarmFigures, Fault> {
    let today = session.store().clock().today();
    let first = first_day(today, days);
    let found = || {
        let found = session.find::<Entity>()?.filter(Column::RaisedAt.gte(start_of(first)));
        of_application(found, application)
    };
    let groups = groups(session, found()?).await?;
    let times = times(session, found()?).await?;
    let mut by_day: BTreeMap<String, u32> =
        first.iter_days().take_while(|day| *day <= today).map(|day| (day.to_string(), 0)).collect();
    for (raised_at, ..) in &times {
        *by_day.entry(day_of(*raised_at).to_string()).or_default() += 1;
    }
    let sum = |number: fn(&Group) -> i64| count(groups.iter().map(number).sum());
    let acknowledged = times.iter().filter_map(|(raised, at, _)| minutes(*raised, (*at)?));
    let closed = times.iter().filter_map(|(raised, at, cleared)| minutes(*raised, (*at)?.max((*cleared)?)));
    Ok(AlarmFigures {
        raised: sum(|group| group.number),
        open: sum(|group| if group.is_open { group.number } else { 0 }),
        escalated: sum(|group| group.escalated),
        acknowledged_minutes: median(acknowledged),
        closed_minutes: median(closed),
        by: vec![
            ("kind".into(), counted(&groups, |group| vec![(group.kind.clone(), group.number)])),
            ("level".into(), counted(&groups, |group| vec![(group.level.clone(), group.number)])),
            ("state".into(), counted(&groups, states)),
            ("day".into(), by_day.into_iter().collect()),
        ],
        areas: areas(session, &groups).await?,
    })
}

/// How many alarms are open.
///
/// # Permission
/// `alarm.read`; counted are those within reach.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn count_open(session: &Session) -> Result<u64, Fault> {
    session.find::<Entity>()?.filter(Column::IsOpen.eq(true)).count().await
}

/// Alarms of one kind, level, area, open or not, as the database counts them.
#[derive(FromQueryResult)]
struct Group {
    kind: String,
    level: String,
    area_path: String,
    is_open: bool,
    number: i64,
    acknowledged: i64,
    cleared: i64,
    escalated: i64,
}

async fn groups(session: &Session, found: Found<'_, Entity>) -> Result<Vec<Group>, Fault> {
    found
        .select()
        .select_only()
        .columns([Column::Kind, Column::Level, Column::AreaPath, Column::IsOpen])
        .column_as(Column::Id.count(), "number")
        .column_as(Column::AcknowledgedAt.count(), "acknowledged")
        .column_as(Column::ClearedAt.count(), "cleared")
        .column_as(Column::EscalatedAt.count(), "escalated")
        .group_by(Column::Kind)
        .group_by(Column::Level)
        .group_by(Column::AreaPath)
        .group_by(Column::IsOpen)
        .into_model()
        .all(session.txn())
        .await
        .map_err(internal("counting alarms"))
}

/// When an alarm was raised, acknowledged, cleared.
type Times = (DateTimeUtc, Option<DateTimeUtc>, Option<DateTimeUtc>);

/// The instants alone of each alarm: medians, and the days in Shanghai, are not the same query on both databases.
async fn times(session: &Session, found: Found<'_, Entity>) -> Result<Vec<Times>, Fault> {
    found
        .select()
        .select_only()
        .columns([Column::RaisedAt, Column::AcknowledgedAt, Column::ClearedAt])
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("reading when alarms were raised"))
}

/// Narrows alarms to those of one application's devices.
///
/// # Errors
/// [`Fault::Invalid`] for an application that there is not.
pub(super) fn of_application<'s>(
    found: Found<'s, Entity>,
    application: Option<&str>,
) -> Result<Found<'s, Entity>, Fault> {
    let Some(key) = application else { return Ok(found) };
    let application = APPLICATIONS.iter().find(|application| application.key == key);
    let application = application.ok_or_else(|| Fault::invalid("application", "field.not_offered"))?;
    let devices = device::Entity::find()
        .filter(device::Column::Kind.is_in(application.device_kinds.iter().map(|kind| kind.key)))
        .select_only()
        .column(device::Column::Id)
        .into_query();
    Ok(found.filter(Column::DeviceId.in_subquery(devices)))
}

/// Keys of the states of a group's alarms, as `alarm_state` names them. An open alarm is never both acknowledged and
/// cleared; one that is over is closed, also when another took its place.
fn states(group: &Group) -> Vec<(String, i64)> {
    if !group.is_open {
        return vec![("closed".into(), group.number)];
    }
    vec![
        ("raised".into(), group.number - group.acknowledged - group.cleared),
        ("acknowledged".into(), group.acknowledged),
        ("cleared".into(), group.cleared),
    ]
}

fn minutes(raised_at: DateTimeUtc, until: DateTimeUtc) -> Option<f64> {
    let seconds = (until - raised_at).num_seconds();
    (seconds >= 0).then(|| seconds as f64 / 60.0)
}

/// Adds up what groups hold by a key; keys that none has are left out.
fn counted(groups: &[Group], keys: impl Fn(&Group) -> Vec<(String, i64)>) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for (key, number) in groups.iter().flat_map(keys).filter(|(_, number)| *number > 0) {
        *counts.entry(key).or_default() += number;
    }
    counts.into_iter().map(|(key, number)| (key, count(number))).collect()
}

/// The areas that have alarms, each with those of the areas below it, as its list has them.
async fn areas(session: &Session, groups: &[Group]) -> Result<Vec<AreaCount>, Fault> {
    let mut areas = Vec::new();
    let exact = counted(groups, |group| vec![(group.area_path.clone(), group.number)]);
    for (path, _) in &exact {
        let count = exact.iter().filter(|(below, _)| below.starts_with(path)).map(|(_, count)| count).sum();
        if let Some(area) = spatial::area::by_path(session, path).await? {
            areas.push(AreaCount { code: area.code, name: area.name, count });
        }
    }
    areas.sort_by_key(|area| Reverse(area.count));
    Ok(areas)
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
