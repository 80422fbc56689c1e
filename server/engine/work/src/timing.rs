//! Deadlines: data under a setting, seeded from the case type, counted in working hours where it says so.

use base::{Session, read_setting};
use chrono::{DateTime, Duration, Utc};
use contract::{
    Fault, Term,
    time::WorkingHours,
    work::{CaseType, WorkState},
};
use std::collections::BTreeMap;

/// When a state that begins now must be left; none for states without a deadline.
///
/// The setting `deadline.<kind>` maps states to minutes; what it leaves out is the case type's own.
pub(crate) async fn due(
    session: &Session,
    case: &CaseType,
    state: WorkState,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Fault> {
    let Some(seed) = case.deadlines.iter().find(|d| d.state == state) else { return Ok(None) };
    let own: BTreeMap<String, u32> = read_setting(session, &format!("deadline.{}", case.kind.key())).await?;
    let minutes = own.get(state.key()).copied().unwrap_or(seed.minutes);
    if !seed.in_working_hours {
        return Ok(Some(now + Duration::minutes(i64::from(minutes))));
    }
    let hours: WorkingHours = read_setting(session, "working_hours").await?;
    Ok(Some(hours.add(now, minutes)))
}
