//! Figures of a period.

use base::{
    Found, Session, Stored,
    figure::{counted, median},
    internal,
};
use chrono::{DateTime, Utc};
use contract::{
    Act, Fault, Kind,
    time::{day_of, first_day, start_of},
    work::{Figures, WorkState},
};
use sea_orm::{QuerySelect, entity::prelude::*};
use std::collections::BTreeMap;

use crate::item::entity::{Column, Entity};

/// The figures of a kind over so many days up to today.
///
/// # Permission
/// Reading the kind; the figures cover what is within reach.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn read(session: &Session, kind: Kind, days: u32) -> Result<Figures, Fault> {
    let today = session.store().clock().today();
    let first = first_day(today, days);
    let since = start_of(first);
    let found = || session.find_as::<Entity>(kind, Act::Read);
    let reported = || Ok::<_, Fault>(found()?.filter(Column::ReportedAt.gte(since)));
    let open = || Ok::<_, Fault>(found()?.filter(Column::IsOpen.eq(true)));
    let reports = reports(session, reported()?).await?;
    let closed = closed_since(session, kind, since).await?;
    let by_state = counted(session, open()?, Column::State).await?;
    let overdue = open()?.filter(Column::DueAt.lt(session.now())).count().await?;
    let mut by_day: BTreeMap<String, u32> =
        first.iter_days().take_while(|day| *day <= today).map(|day| (day.to_string(), 0)).collect();
    for (at, _) in &reports {
        *by_day.entry(day_of(*at).to_string()).or_default() += 1;
    }
    Ok(Figures {
        reported: number(reports.len() as u64),
        closed: number(closed.len() as u64),
        open: by_state.iter().map(|(_, count)| count).sum(),
        overdue: number(overdue),
        on_time_percent: on_time(&closed),
        median_minutes: median(closed.iter().filter_map(Closed::minutes)),
        returned: reports.iter().map(|(_, returned)| u32::try_from(*returned).unwrap_or(0)).sum(),
        alarms: alarms(session, since).await?,
        by: vec![
            ("category".into(), counted(session, reported()?, Column::Category).await?),
            ("level".into(), counted(session, reported()?, Column::Level).await?),
            ("state".into(), by_state),
            ("day".into(), by_day.into_iter().collect()),
        ],
    })
}

/// How promptly the items of these kinds were closed in so many days up to today: median minutes from report to close,
/// and the share closed in time, per cent. Kinds that the actor may not read are left out.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn promptness(
    session: &Session,
    kinds: &[Kind],
    days: u32,
) -> Result<(Option<f64>, Option<f64>), Fault> {
    let since = start_of(first_day(session.store().clock().today(), days));
    let mut closed = vec![];
    for kind in kinds {
        if session.actor().reach(*kind, Act::Read).is_some() {
            closed.extend(closed_since(session, *kind, since).await?);
        }
    }
    Ok((median(closed.iter().filter_map(Closed::minutes)), on_time(&closed)))
}

/// When each was reported, and how often it was sent back: a day of ours is no day of the database's.
async fn reports(session: &Session, found: Found<'_, Entity>) -> Result<Vec<(DateTimeUtc, i32)>, Fault> {
    let columns = found.select().select_only().column(Column::ReportedAt).column(Column::Returned);
    columns.into_tuple().all(session.txn()).await.map_err(internal("reading when items were reported"))
}

/// What figures need of an item that was closed.
struct Closed {
    reported_at: DateTimeUtc,
    closed_at: Option<DateTimeUtc>,
    was_late: bool,
}

impl Closed {
    /// From report to close.
    fn minutes(&self) -> Option<f64> {
        Some((self.closed_at? - self.reported_at).num_seconds() as f64 / 60.0)
    }
}

async fn closed_since(session: &Session, kind: Kind, since: DateTime<Utc>) -> Result<Vec<Closed>, Fault> {
    let rows: Vec<(DateTimeUtc, Option<DateTimeUtc>, bool)> = session
        .find_as::<Entity>(kind, Act::Read)?
        .filter(Column::ClosedAt.gte(since))
        .filter(Column::State.eq(Stored(WorkState::Closed)))
        .select()
        .select_only()
        .column(Column::ReportedAt)
        .column(Column::ClosedAt)
        .column(Column::WasLate)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("reading when items were closed"))?;
    let closed = |(reported_at, closed_at, was_late)| Closed { reported_at, closed_at, was_late };
    Ok(rows.into_iter().map(closed).collect())
}

/// The share that was closed in time, per cent.
fn on_time(closed: &[Closed]) -> Option<f64> {
    let in_time = closed.iter().filter(|item| !item.was_late).count();
    (!closed.is_empty()).then(|| in_time as f64 * 100.0 / closed.len() as f64)
}

fn number(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

async fn alarms(session: &Session, since: DateTime<Utc>) -> Result<u32, Fault> {
    use sensing::alarm::entity as alarm;
    if session.actor().reach(Kind::Alarm, Act::Read).is_none() {
        return Ok(0);
    }
    let n = session.find::<alarm::Entity>()?.filter(alarm::Column::RaisedAt.gte(since)).count().await?;
    Ok(number(n))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        item,
        tests::{ESTATE, a_repair, a_world, put},
    };
    use base::testing::{actor, by};
    use chrono::Duration;
    use contract::{Listing, Scope, sensing::Level};
    use sea_orm::ActiveValue::Set;

    #[tokio::test]
    async fn figures_count_what_was_reported_closed_and_is_open_within_reach() {
        let world = a_world().await;
        let now = world.now();
        for (n, (minutes, was_late)) in (10..).zip([(30, false), (90, true), (60, false)]) {
            let done = a_repair(&world).await;
            put(&world, done, |row| {
                row.number = Set(format!("R-{n:04}"));
                row.map_no = Set(n);
                row.state = Set(Stored(WorkState::Closed));
                row.is_open = Set(false);
                row.reported_at = Set(now - Duration::days(1));
                row.closed_at = Set(Some(now - Duration::days(1) + Duration::minutes(minutes)));
                row.was_late = Set(was_late);
                row.returned = Set(i32::from(was_late));
                row.level = Set(Stored(Level::Four));
            })
            .await;
        }
        let open = a_repair(&world).await;
        put(&world, open, |row| {
            row.number = Set("R-0020".into());
            row.map_no = Set(20);
            row.due_at = Set(Some(now - Duration::minutes(1)));
        })
        .await;
        let reader = |area: &str| actor("reader", &[area], &[(Kind::Repair, Scope::Areas, &[Act::Read])]);
        let figures = async |area: &str, days: u32| {
            by(&world, &reader(area), async |session: &Session| read(session, Kind::Repair, days).await).await
        };
        let found = figures(ESTATE, 2).await.unwrap();
        assert_eq!((found.reported, found.closed, found.open, found.overdue), (4, 3, 1, 1));
        assert_eq!((found.median_minutes, found.returned), (Some(60.0), 1));
        assert!((found.on_time_percent.unwrap() - 66.667).abs() < 0.001);
        let count_by = |key: &str| found.by.iter().find(|(by, _)| by == key).unwrap().1.clone();
        let counts = |counts: &[(&str, u32)]| -> Vec<(String, u32)> {
            counts.iter().map(|(key, n)| ((*key).to_owned(), *n)).collect()
        };
        assert_eq!(count_by("level"), counts(&[("level3", 1), ("level4", 3)]));
        assert_eq!(count_by("state"), counts(&[("reported", 1)]));
        assert_eq!(count_by("day"), counts(&[("2026-03-01", 3), ("2026-03-02", 1)]));
        assert_eq!(figures(ESTATE, 1).await.unwrap().reported, 1);
        let listed = async |key: &str, day: &str| {
            let mut listing = Listing { limit: 50, ..Listing::default() };
            listing.set(key, vec![day.to_owned()]);
            by(&world, &reader(ESTATE), async |session: &Session| {
                item::list(session, Kind::Repair, &listing).await
            })
            .await
            .unwrap()
            .rows
            .len()
        };
        assert_eq!(listed("from", "2026-03-01").await, 4, "the list behind what was reported");
        assert_eq!(listed("closed_from", "2026-03-01").await, 3, "and the one behind what was closed");
        assert_eq!(listed("closed_from", "2026-03-02").await, 0);
        let prompt = async |days: u32| {
            by(&world, &reader(ESTATE), async |session: &Session| {
                promptness(session, &[Kind::Repair, Kind::FireHazard], days).await
            })
            .await
            .unwrap()
        };
        let of_both_days = (found.median_minutes, found.on_time_percent);
        assert_eq!(
            prompt(2).await,
            of_both_days,
            "of what the list behind it holds, as far as it may be read"
        );
        assert_eq!(prompt(1).await, (None, None));
        // A year is compared with the one before it, so figures reach two years back.
        let old = a_repair(&world).await;
        put(&world, old, |row| {
            row.number = Set("R-0099".into());
            row.map_no = Set(99);
            row.reported_at = Set(now - Duration::days(700));
        })
        .await;
        assert_eq!(figures(ESTATE, 366).await.unwrap().reported, 4);
        assert_eq!(figures(ESTATE, 732).await.unwrap().reported, 5);
        assert_eq!(figures("0009/", 2).await.unwrap().reported, 0);
    }
}
