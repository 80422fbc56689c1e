//! The working calendar: data under a setting, changed by an administrator, with its history in the audit.

use base::{Session, Standing, change_setting, standing};
use chrono::NaiveDate;
use contract::{
    Act, Fault, Kind,
    time::WorkingHours,
    work::{CalendarDraft, CalendarRow},
};

const KEY: &str = "working_hours";

/// The hours that hold for new deadlines.
pub(crate) async fn hours(session: &Session) -> Result<WorkingHours, Fault> {
    let found: Standing<WorkingHours> = standing(session, KEY).await?;
    Ok(found.value.unwrap_or_default())
}

/// The working calendar.
///
/// # Permission
/// `setting.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn read(session: &Session) -> Result<CalendarRow, Fault> {
    session.reach(Kind::Setting, Act::Read)?;
    let found: Standing<WorkingHours> = standing(session, KEY).await?;
    Ok(CalendarRow {
        hours: found.value.unwrap_or_default(),
        revision: found.revision,
        changed_by: found.changed_by,
        changed_at: found.changed_at,
        object: found.object,
    })
}

/// Changes the hours of the week and the days of one year, for deadlines that begin from now on.
///
/// # Permission
/// `setting.change`.
///
/// # Errors
/// [`Fault::Changed`]; [`Fault::Invalid`] with every field at fault.
pub async fn change(session: &Session, revision: i32, draft: &CalendarDraft) -> Result<CalendarRow, Fault> {
    session.reach(Kind::Setting, Act::Change)?;
    let before = hours(session).await?;
    let after = draft.put_into(&before)?;
    let (old, new) = (CalendarDraft::of(&before, draft.year), CalendarDraft::of(&after, draft.year));
    let changes = [
        ("opens", old.opens, new.opens),
        ("closes", old.closes, new.closes),
        ("weekdays", weekdays(&before), weekdays(&after)),
        ("holidays", days(&before.holidays), days(&after.holidays)),
        ("workdays", days(&before.workdays), days(&after.workdays)),
    ];
    change_setting(session, "work", KEY, revision, &after, &changes).await?;
    read(session).await
}

/// Numbers of the working weekdays, Monday being 1.
fn weekdays(hours: &WorkingHours) -> String {
    let worked = (1..).zip(hours.weekdays).filter(|(_, is_worked)| *is_worked);
    worked.map(|(number, _): (u32, bool)| number.to_string()).collect::<Vec<_>>().join(" ")
}

fn days(days: &[NaiveDate]) -> String {
    days.iter().map(NaiveDate::to_string).collect::<Vec<_>>().join(" ")
}
