//! When a state that begins now must be left, when its worker is warned, and who is told when it was not.
//!
//! What was so when the deadline began stays with the item: a change of the settings holds for new deadlines only.

use base::Session;
use chrono::{DateTime, Duration, Utc};
use contract::{
    Fault,
    sensing::Level,
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
}

impl Due {
    /// The same deadline with what was left of an earlier one: of that the same share is left when it is warned.
    pub(crate) fn with_left(self, now: DateTime<Utc>, left: Duration) -> Self {
        let at = now + left;
        let share = left * i32::try_from(self.warn_percent).unwrap_or(0) / 100;
        Self { at, warn_at: self.warn_at.map(|_| at - share), ..self }
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
    // The share is one of the time that counts: in working time, a night is no part of it.
    let until_warned = minutes - minutes * rule.warn_percent.min(100) / 100;
    let (at, warn_at) = if seed.in_working_hours {
        let hours = calendar::hours(session).await?;
        (hours.add(now, minutes), hours.add(now, until_warned))
    } else {
        let after = |minutes: u32| now + Duration::minutes(i64::from(minutes));
        (after(minutes), after(until_warned))
    };
    Ok(Some(Due {
        at,
        warn_at: (rule.warn_percent > 0).then_some(warn_at),
        escalate_to: Some(rule.escalate_to).filter(|role| !role.is_empty()),
        warn_percent: rule.warn_percent,
    }))
}
