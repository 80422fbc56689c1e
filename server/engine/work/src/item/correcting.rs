//! Correcting an item that was reported: its category, what it is about, where it is.

use super::{
    bare_entry, details_place,
    entity::Entity,
    kind_of,
    report::{is_within_grants, said},
    sheet_of, tell, tell_former, type_of, write_entry,
};
use base::{Sensitive, Session, Stored};
use contract::{
    Act, Fault, WorkItemId,
    field::{Input, check_text},
    work::{CaseType, WorkChange, WorkSheet, check_details},
};
use sea_orm::ActiveValue::Set;
use spatial::Spot;
use uuid::Uuid;

/// Corrects an open item; the timeline says who did, the audit trail what it was before. An area that it leaves is told no
/// more than that.
///
/// # Permission
/// `change` on its kind, with the item within reach before and after.
///
/// # Errors
/// [`Fault::Blocked`] when nothing more is to be done about it; [`Fault::Changed`]; [`Fault::Invalid`].
pub async fn change(
    session: &Session,
    id: WorkItemId,
    revision: i32,
    change: &WorkChange,
) -> Result<WorkSheet, Fault> {
    let kind = kind_of(session, id).await?;
    let held = session.held::<Entity>(kind, Act::Change, id.0).await?;
    let from = held.state.0;
    if from.is_final() {
        return Err(Fault::Blocked { from, act: Act::Change });
    }
    let case = type_of(kind)?;
    checked(case, change)?;
    let spot = moved_to(session, &held.place, change.place.trim()).await?;
    let details = match &change.details {
        Some(details) => Some(session.seal(details_place(id.0), &Sensitive::new(details.to_string()))?),
        None => None,
    };
    let level =
        case.category(&change.category).filter(|category| category.key != held.category).map(|c| c.level);
    let before = (*held).clone();
    let row = session
        .change(Act::Change, held, Some(revision), |row| {
            row.category = Set(change.category.clone());
            row.title = Set(change.title.trim().into());
            if let Some(level) = level {
                row.level = Set(Stored(level));
            }
            if let Some(details) = details {
                row.details_sealed = Set(details);
            }
            if let Some(spot) = spot {
                row.area_path = Set(spot.area_path);
                row.place = Set(spot.place);
                row.address = Set(spot.address);
                row.lon = Set(Some(spot.at.lon));
                row.lat = Set(Some(spot.at.lat));
                row.building_no = Set(spot.building_no);
                row.dwelling_no = Set(spot.dwelling_no);
            }
        })
        .await?;
    let mut entry = bare_entry(Uuid::now_v7());
    entry.note = Set(change.note.trim().into());
    write_entry(session, &row, Act::Change, entry).await?;
    tell(session, &row, Act::Change).await?;
    tell_former(session, &before, &row, Act::Change).await?;
    sheet_of(session, row).await
}

fn checked(case: &CaseType, change: &WorkChange) -> Result<(), Fault> {
    let mut fields = said(case, &change.category, &change.title);
    fields.extend(check_text("place", Input::Text(80), false, &change.place));
    fields.extend(check_text("note", Input::Long(2000), true, &change.note));
    if let Some(Err(more)) = change.details.as_ref().map(|details| check_details(case, details)) {
        fields.extend(more);
    }
    if fields.is_empty() { Ok(()) } else { Err(Fault::Invalid { fields }) }
}

/// Where an item moves to; nowhere when the words for its place stay the same.
async fn moved_to(session: &Session, before: &str, place: &str) -> Result<Option<Spot>, Fault> {
    if place == before {
        return Ok(None);
    }
    let spot = spatial::locate(session, place, None).await?.filter(|spot| is_within_grants(session, spot));
    spot.map(Some).ok_or_else(|| Fault::invalid("place", "field.no_such_place"))
}
