//! When a state that begins now must be left, when its worker is warned, and who is told when it was not.
//!
//! What was so when the deadline began stays with the item: a change of the settings holds for new deadlines only. While an
//! item is suspended its deadline stands. What was left is kept as plain time, and what of that counts is reckoned when it
//! goes on: no night is taken from it, and none is given to it.

use base::Session;
use chrono::{DateTime, Duration, Utc};
use contract::{
    Fault,
    sensing::Level,
    time::WorkingHours,
    work::{CaseType, WorkState},
};

use crate::{calendar, deadline};

/// A deadline that begins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Due {
    /// When the state must be left.
    pub(crate) at: DateTime<Utc>,
    /// When it is warned; never when the settings say so.
    pub(crate) warn_at: Option<DateTime<Utc>>,
    /// Key of the role that is told when it has passed.
    pub(crate) escalate_to: Option<String>,
    warn_percent: u32,
    /// The hours that it counts; none when it counts all time.
    hours: Option<WorkingHours>,
}

impl Due {
    /// The same deadline with what of an earlier one was left when it was interrupted, less than nothing when it was late
    /// already: so much of it as counts, with the same share left when it is warned.
    pub(crate) fn with_left(self, now: DateTime<Utc>, interrupted_at: DateTime<Utc>, left: Duration) -> Self {
        let left = match &self.hours {
            Some(hours) if left > Duration::zero() => hours.between(interrupted_at, interrupted_at + left),
            _ => left,
        };
        let at = later(self.hours.as_ref(), now, left);
        let until_warned = until_warned(left, self.warn_percent);
        let warn_at = self.warn_at.map(|_| later(self.hours.as_ref(), now, until_warned));
        Self { at, warn_at, ..self }
    }
}

/// How much of a time has passed when so many per cent of it are left.
fn until_warned(time: Duration, warn_percent: u32) -> Duration {
    time - time * i32::try_from(warn_percent.min(100)).unwrap_or(0) / 100
}

/// The instant when so much time has passed, of all hours or of those that are given.
fn later(hours: Option<&WorkingHours>, from: DateTime<Utc>, time: Duration) -> DateTime<Utc> {
    match hours {
        Some(hours) if time >= Duration::zero() => hours.add(from, time),
        // What was late already stays late by as much.
        _ => from + time,
    }
}

/// The deadline of a state that begins now; none for states without one.
pub(crate) async fn due(
    session: &Session,
    case: &CaseType,
    level: Level,
    state: WorkState,
    now: DateTime<Utc>,
) -> Result<Option<Due>, Fault> {
    let Some(seed) = case.deadlines.iter().find(|d| d.state == state) else { return Ok(None) };
    let rule = deadline::rule_of(session, case, level).await?;
    let minutes = rule.minutes_of(case, state).unwrap_or(seed.minutes);
    let time = Duration::minutes(i64::from(minutes));
    let hours = if seed.in_working_hours { Some(calendar::hours(session).await?) } else { None };
    let after = |time: Duration| later(hours.as_ref(), now, time);
    // The share is one of the time that counts: in working time, a night is no part of it.
    let (at, warn_at) = (after(time), after(until_warned(time, rule.warn_percent)));
    Ok(Some(Due {
        at,
        warn_at: (rule.warn_percent > 0).then_some(warn_at),
        escalate_to: Some(rule.escalate_to).filter(|role| !role.is_empty()),
        warn_percent: rule.warn_percent,
        hours,
    }))
}
