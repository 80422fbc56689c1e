//! Reporting, reading and acting on work items.

mod correcting;
pub mod entity;
mod listing;
mod report;
mod shape;
mod stepping;
#[cfg(test)]
mod tests;

pub use correcting::change;
pub use listing::{list, open_count};
pub use report::{open_by_alarm, report};
pub use shape::shape;
pub use stepping::{by_rule, step};

use base::{Addressed, Place, Record, Session, file, internal};
use chrono::Duration;
use contract::{
    Act, AlarmId, Fault, FileId, Kind, UserId, WorkItemId,
    applications::case_type,
    geo::Wgs84,
    live::Event,
    work::{CaseType, EntryRow, PhotoFact, Source, WorkRow, WorkSheet, WorkState, Workflow},
};
use entity::{Entity, Model, entry};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*};

/// How long after one chase the next may follow.
pub const CHASE_PAUSE: Duration = Duration::hours(4);
/// How long after closing a rating is still taken.
pub const RATE_WITHIN: Duration = Duration::days(7);

/// The kind of an item, whoever asks; what they may do with it is decided after.
pub(crate) async fn kind_of(session: &Session, id: WorkItemId) -> Result<Kind, Fault> {
    let kind = Entity::find_by_id(id.0)
        .select_only()
        .column(entity::Column::Kind)
        .into_tuple::<String>()
        .one(session.txn())
        .await
        .map_err(internal("reading the kind of an item"))?;
    // What isn't there has no kind; the first stands for all.
    let missing = Fault::Missing { kind: <Entity as base::Record>::KINDS[0] };
    kind.and_then(|key| contract::Term::from_key(&key)).ok_or(missing)
}

pub(crate) fn type_of(kind: Kind) -> Result<&'static CaseType, Fault> {
    case_type(kind).ok_or_else(|| Fault::invalid("kind", "field.not_offered"))
}

/// The workflow that an item began with.
pub(crate) fn workflow_of(item: &Model) -> Result<&'static Workflow, Fault> {
    let found = type_of(item.kind.0)?.version(item.workflow_version);
    found.ok_or_else(|| base::defect("finding the workflow of an item", &item.workflow_version))
}

/// One item with its timeline and what the reader may do.
///
/// # Permission
/// Reading its kind.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn sheet(session: &Session, id: WorkItemId) -> Result<WorkSheet, Fault> {
    let kind = kind_of(session, id).await?;
    let item = session.find_as::<Entity>(kind, Act::Read)?.one(id.0).await?;
    sheet_of(session, item).await
}

pub(crate) async fn sheet_of(session: &Session, item: Model) -> Result<WorkSheet, Fault> {
    let rows = entry::Entity::find()
        .filter(entry::Column::ItemId.eq(item.id))
        .order_by_asc(entry::Column::At)
        .order_by_asc(entry::Column::Id)
        .all(session.txn())
        .await
        .map_err(internal("reading a timeline"))?;
    let kind = item.kind.0;
    let is_party =
        session.actor().user().is_some_and(|u| Some(u) == item.reporter_id || Some(u) == item.assignee_id);
    let details =
        session.masked(details_place(item.id), &item.details_sealed, |text| readable(text, is_party))?;
    // Whoever reads the item reads its photos.
    let photos = file::taken(session, item.id).await?;
    let workflow = workflow_of(&item)?;
    let may = |act: &Act| {
        let reach = session.actor().reach(kind, *act);
        reach.is_some_and(|reach| Entity::is_within(&item, &reach)) && !checks_own_work(session, &item, *act)
    };
    let may_change = !item.state.0.is_final() && may(&Act::Change);
    Ok(WorkSheet {
        may_change,
        acts: workflow.acts(item.state.0).filter(may).collect(),
        chase_again_at: item.chased_at.map(|at| at + CHASE_PAUSE).filter(|again| *again > session.now()),
        address: item.address.clone(),
        details: serde_json::from_str(&details).unwrap_or_default(),
        entries: rows.into_iter().map(entry_view).collect(),
        photos: photos.into_iter().map(photo_view).collect(),
        row: view(item),
    })
}

/// Nobody checks their own work: who handed it back neither closes it nor returns it.
pub(crate) fn checks_own_work(session: &Session, item: &Model, act: Act) -> bool {
    item.state.0 == WorkState::Resolved
        && matches!(act, Act::Close | Act::Return)
        && session.actor().user().is_some()
        && session.actor().user() == item.assignee_id
}

/// A phone number in the details is for those whom the item concerns.
fn readable(details: &str, is_party: bool) -> String {
    if is_party {
        return details.to_owned();
    }
    let mut value: serde_json::Value = serde_json::from_str(details).unwrap_or_default();
    if let Some(phone) = value.get("phone").and_then(|p| p.as_str()).filter(|p| !p.is_empty()) {
        value["phone"] = contract::registry::mask_phone(phone).into();
    }
    value.to_string()
}

pub(crate) fn details_place(item: Uuid) -> Place {
    Place { column: "work_item.details", row: item }
}

/// Writes an entry of the timeline.
pub(crate) async fn write_entry(
    session: &Session,
    item: &Model,
    act: Act,
    row: entry::ActiveModel,
) -> Result<(), Fault> {
    let actor = session.actor();
    let source = if actor.user().is_some() { Source::Person } else { Source::Rule };
    let row = entry::ActiveModel {
        item_id: Set(item.id),
        at: Set(session.now()),
        actor_id: Set(actor.user()),
        actor: Set(if actor.user().is_some() { actor.shown_name().to_owned() } else { String::new() }),
        capacity: Set(if actor.user().is_some() { actor.capacity().to_owned() } else { String::new() }),
        act: Set(base::Stored(act)),
        state: Set(item.state),
        source: if row.source.is_set() { row.source.clone() } else { Set(base::Stored(source)) },
        ..row
    };
    entry::Entity::insert(row)
        .exec_without_returning(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("writing a timeline"))
}

/// An entry without anything typed.
pub(crate) fn bare_entry(id: Uuid) -> entry::ActiveModel {
    entry::ActiveModel {
        id: Set(id),
        typed_at: Set(None),
        note: Set(String::new()),
        photos: Set("[]".into()),
        assignee_name: Set(None),
        ..Default::default()
    }
}

/// Tells whom it concerns that an item made a step.
pub(crate) async fn tell(session: &Session, item: &Model, act: Act) -> Result<(), Fault> {
    use contract::Term;
    let to = Addressed {
        kind: item.kind.0,
        area_path: item.area_path.clone(),
        owner: item.reporter_id,
        assignee: item.assignee_id,
    };
    let event = Event::WorkAdvanced {
        item: item.id,
        kind: item.kind.0,
        act: act.key().into(),
        state: item.state.0.key().into(),
        number: item.number.clone(),
        assignee: item.assignee_id,
        reporter: item.reporter_id,
        alarm: item.alarm_id,
    };
    session.emit(to, &event).await
}

/// Tells those whom an item has left: whose it was before a step, and the area from which a correction moved it. They may
/// no longer read it, so that nothing else would. They hear no more than a receipt says.
pub(crate) async fn tell_former(
    session: &Session,
    before: &Model,
    item: &Model,
    act: Act,
) -> Result<(), Fault> {
    use contract::Term;
    let assignee = before.assignee_id.filter(|_| before.assignee_id != item.assignee_id);
    let area_path = Some(&before.area_path).filter(|path| **path != item.area_path);
    if assignee.is_none() && area_path.is_none() {
        return Ok(());
    }
    let kind = item.kind.0;
    let to = Addressed { kind, area_path: area_path.cloned().unwrap_or_default(), owner: None, assignee };
    let event = Event::WorkAdvanced {
        item: item.id,
        kind,
        act: act.key().into(),
        state: item.state.0.key().into(),
        number: item.number.clone(),
        assignee: None,
        reporter: None,
        alarm: None,
    };
    session.emit(to, &event).await
}

fn entry_view(row: entry::Model) -> EntryRow {
    EntryRow {
        id: row.id,
        at: row.at,
        typed_at: row.typed_at,
        source: row.source.0,
        actor: row.actor,
        capacity: row.capacity,
        act: row.act.0,
        state: row.state.0,
        note: row.note,
        photos: serde_json::from_str(&row.photos).unwrap_or_default(),
        assignee_name: row.assignee_name,
    }
}

fn photo_view(row: file::Model) -> PhotoFact {
    PhotoFact {
        id: FileId(row.id),
        at: row.lon.zip(row.lat).map(|(lon, lat)| Wgs84 { lon, lat }),
        taken_at: row.taken_at,
    }
}

/// The row that lists show.
#[must_use]
pub fn view(row: Model) -> WorkRow {
    let no = |n: i32| u32::try_from(n).unwrap_or(0);
    WorkRow {
        id: WorkItemId(row.id),
        kind: row.kind.0,
        number: row.number,
        category: row.category,
        title: row.title,
        level: row.level.0,
        state: row.state.0,
        place: row.place,
        at: row.lon.zip(row.lat).map(|(lon, lat)| Wgs84 { lon, lat }),
        map_no: no(row.map_no),
        building_no: row.building_no.map(no),
        dwelling_no: row.dwelling_no.map(no),
        assignee: row.assignee_id.map(UserId),
        assignee_name: row.assignee_name,
        reported_at: row.reported_at,
        state_since: row.state_since,
        due_at: row.due_at,
        warn_at: row.warn_at,
        warned_at: row.warned_at,
        escalated_at: row.escalated_at,
        chased: no(row.chased),
        returned: no(row.returned),
        rating: row.rating.and_then(|n| u8::try_from(n).ok()),
        alarm: row.alarm_id.map(AlarmId),
        revision: row.revision,
    }
}
