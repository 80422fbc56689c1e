//! Figures of alarms over a period.

use base::{Found, Session, figure::median};
use chrono::Days;
use contract::{
    Fault, Term,
    applications::APPLICATIONS,
    sensing::{AlarmFigures, AreaCount},
    time::{day_of, start_of},
};
use sea_orm::{QuerySelect, QueryTrait, entity::prelude::*};
use std::{cmp::Reverse, collections::BTreeMap};

use super::entity::{Column, Entity, Model};
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
    let first = today - Days::new(u64::from(days.clamp(1, 400)) - 1);
    let found = session.find::<Entity>()?.filter(Column::RaisedAt.gte(start_of(first)));
    let rows = of_application(found, application)?.all().await?;
    let mut by_day: BTreeMap<String, u32> =
        first.iter_days().take_while(|day| *day <= today).map(|day| (day.to_string(), 0)).collect();
    for row in &rows {
        *by_day.entry(day_of(row.raised_at).to_string()).or_default() += 1;
    }
    Ok(AlarmFigures {
        raised: number(rows.len()),
        open: number(rows.iter().filter(|row| row.is_open).count()),
        escalated: number(rows.iter().filter(|row| row.escalated_at.is_some()).count()),
        acknowledged_minutes: median(rows.iter().filter_map(|row| minutes(row, row.acknowledged_at?))),
        closed_minutes: median(
            rows.iter().filter_map(|row| minutes(row, row.acknowledged_at?.max(row.cleared_at?))),
        ),
        by: vec![
            ("kind".into(), counted(&rows, |row| row.kind.clone())),
            ("level".into(), counted(&rows, |row| row.level.0.key().into())),
            ("state".into(), counted(&rows, |row| state(row).into())),
            ("day".into(), by_day.into_iter().collect()),
        ],
        areas: areas(session, &rows).await?,
    })
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

/// Key of the state of an alarm, as `alarm_state` names it.
fn state(row: &Model) -> &'static str {
    match (row.acknowledged_at, row.cleared_at) {
        (None, None) => "raised",
        (Some(_), None) => "acknowledged",
        (None, Some(_)) => "cleared",
        (Some(_), Some(_)) => "closed",
    }
}

fn minutes(row: &Model, until: DateTimeUtc) -> Option<f64> {
    let seconds = (until - row.raised_at).num_seconds();
    (seconds >= 0).then(|| seconds as f64 / 60.0)
}

fn counted(rows: &[Model], key: impl Fn(&Model) -> String) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows {
        *counts.entry(key(row)).or_default() += 1;
    }
    counts.into_iter().collect()
}

async fn areas(session: &Session, rows: &[Model]) -> Result<Vec<AreaCount>, Fault> {
    let mut areas = Vec::new();
    for (path, count) in counted(rows, |row| row.area_path.clone()) {
        if let Some(area) = spatial::area::by_path(session, &path).await? {
            areas.push(AreaCount { code: area.code, name: area.name, count });
        }
    }
    areas.sort_by_key(|area| Reverse(area.count));
    Ok(areas)
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
