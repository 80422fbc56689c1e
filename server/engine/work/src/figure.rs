//! Figures of a period.

use base::{Session, Stored, internal};
use chrono::{DateTime, Days, Utc};
use contract::{
    Act, Fault, Kind, Term,
    time::{day_of, start_of},
    work::{Figures, WorkState},
};
use sea_orm::{QuerySelect, entity::prelude::*};
use std::collections::BTreeMap;

use crate::item::entity::{Column, Entity, Model};

/// The figures of a kind over so many days up to today.
///
/// # Permission
/// Reading the kind; the figures cover what is within reach.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn read(session: &Session, kind: Kind, days: u32) -> Result<Figures, Fault> {
    let today = session.store().clock().today();
    let first = today - Days::new(u64::from(days.clamp(1, 400)) - 1);
    let since = start_of(first);
    let found = || session.find_as::<Entity>(kind, Act::Read);
    let reported = found()?.filter(Column::ReportedAt.gte(since)).all().await?;
    let closed = found()?
        .filter(Column::ClosedAt.gte(since))
        .filter(Column::State.eq(Stored(WorkState::Closed)))
        .all()
        .await?;
    let open = found()?.filter(Column::IsOpen.eq(true)).all().await?;
    let now = session.now();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut by_day: BTreeMap<String, u32> = BTreeMap::new();
    let mut day = first;
    while day <= today {
        by_day.insert(day.to_string(), 0);
        day = day + Days::new(1);
    }
    for item in &reported {
        *by_day.entry(day_of(item.reported_at).to_string()).or_default() += 1;
    }
    Ok(Figures {
        reported: count(reported.len()),
        closed: count(closed.len()),
        open: count(open.len()),
        overdue: count(open.iter().filter(|i| i.due_at.is_some_and(|due| due < now)).count()),
        on_time_percent: percent(closed.iter().filter(|i| !i.was_late).count(), closed.len()),
        median_minutes: median(&closed),
        returned: reported.iter().map(|i| u32::try_from(i.returned).unwrap_or(0)).sum(),
        alarms: alarms(session, since).await?,
        by: vec![
            ("category".into(), counted(&reported, |i| i.category.clone())),
            ("level".into(), counted(&reported, |i| i.level.0.key().into())),
            ("state".into(), counted(&open, |i| i.state.0.key().into())),
            ("day".into(), by_day.into_iter().collect()),
        ],
    })
}

fn counted(items: &[Model], key: impl Fn(&Model) -> String) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for item in items {
        *counts.entry(key(item)).or_default() += 1;
    }
    counts.into_iter().collect()
}

fn percent(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

/// Median minutes from report to close.
fn median(closed: &[Model]) -> Option<f64> {
    let mut minutes: Vec<f64> = closed
        .iter()
        .filter_map(|i| Some((i.closed_at? - i.reported_at).num_seconds() as f64 / 60.0))
        .collect();
    minutes.sort_by(f64::total_cmp);
    let middle = minutes.len() / 2;
    match minutes.len() {
        0 => None,
        n if n % 2 == 1 => Some(minutes[middle]),
        _ => Some(f64::midpoint(minutes[middle - 1], minutes[middle])),
    }
}

async fn alarms(session: &Session, since: DateTime<Utc>) -> Result<u32, Fault> {
    use sensing::alarm::entity as alarm;
    if session.actor().reach(Kind::Alarm, Act::Read).is_none() {
        return Ok(0);
    }
    let n = session.find::<alarm::Entity>()?.filter(alarm::Column::RaisedAt.gte(since)).count().await?;
    Ok(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Alarms raised in each hour of today so far.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn alarms_by_hour(session: &Session) -> Result<Vec<u32>, Fault> {
    use sensing::alarm::entity as alarm;
    let midnight = start_of(session.store().clock().today());
    let raised: Vec<DateTimeUtc> = session
        .find::<alarm::Entity>()?
        .filter(alarm::Column::RaisedAt.gte(midnight))
        .select()
        .select_only()
        .column(alarm::Column::RaisedAt)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("counting alarms by hour"))?;
    let hours = usize::try_from((session.now() - midnight).num_hours()).unwrap_or(0) + 1;
    let mut counts = vec![0; hours];
    for at in raised {
        if let Some(count) =
            usize::try_from((at - midnight).num_hours()).ok().and_then(|hour| counts.get_mut(hour))
        {
            *count += 1;
        }
    }
    Ok(counts)
}
