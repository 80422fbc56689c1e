//! How an item comes into being: somebody reports it, or an alarm opens it.

use super::{
    bare_entry, details_place,
    entity::{ActiveModel, Entity, Model},
    tell, type_of, view, write_entry,
};
use base::{Sensitive, Session, Stored, file, internal, take_number};
use chrono::{DateTime, Duration, Utc};
use contract::{
    Act, Fault, FieldFault, Kind, Term,
    field::{Input, LEAST_REASON, check_text},
    live::AlarmMoment,
    sensing::Level,
    work::{CaseType, Evidence, Source, WorkDraft, WorkRow, check_details},
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use spatial::Spot;

use crate::timing;

/// Photos that a report may have.
const MOST_PHOTOS: u32 = 9;
/// How long something may have waited on a device; its files wait as long for it.
const TYPED_WITHIN: Duration = Duration::days(30);
/// How far a device's clock may be ahead of ours.
const CLOCK_AHEAD: Duration = Duration::minutes(5);

/// Takes a report; the same id by the same reporter answers the same item, so that sent twice never makes two.
///
/// # Permission
/// Creating its kind, with the place within reach.
///
/// # Errors
/// [`Fault::Invalid`] with every field at fault.
pub async fn report(session: &Session, draft: &WorkDraft) -> Result<WorkRow, Fault> {
    session.reach(draft.kind, Act::Create)?;
    let known =
        Entity::find_by_id(draft.id.0).one(session.txn()).await.map_err(internal("looking for a report"))?;
    if let Some(known) = known {
        let is_same = known.reporter_id.is_some() && known.reporter_id == session.actor().user();
        return if is_same { Ok(view(known)) } else { Err(Fault::invalid("id", "field.taken")) };
    }
    let case = type_of(draft.kind)?;
    checked(case, draft, session.now())?;
    let spot = spot(session, draft).await?;
    if !is_within_grants(session, &spot) {
        return Err(Fault::invalid("place", "field.no_such_place"));
    }
    let level = case.category(&draft.category).map_or(Level::Four, |c| c.level);
    let new = New {
        id: draft.id.0,
        category: &draft.category,
        title: draft.title.trim(),
        level,
        spot: &spot,
        details: &draft.details,
        alarm: None,
    };
    let row = insert(session, case, new).await?;
    file::attach(session, &draft.photos, row.id, &row.area_path).await?;
    let mut entry = bare_entry(Uuid::now_v7());
    entry.typed_at = Set(draft.typed_at);
    entry.photos = Set(serde_json::to_string(&draft.photos).unwrap_or_default());
    write_entry(session, &row, Act::Create, entry).await?;
    tell(session, &row, Act::Create).await?;
    Ok(view(row))
}

/// What a report and its correction both say: of which category it is, and what it is about.
pub(super) fn said(case: &CaseType, category: &str, title: &str) -> Vec<FieldFault> {
    let mut fields = vec![];
    if case.category(category).is_none() {
        fields.push(FieldFault::new("category", "field.not_offered"));
    }
    fields.extend(check_text("title", Input::Long(500), false, title));
    fields
}

fn checked(case: &CaseType, draft: &WorkDraft, now: DateTime<Utc>) -> Result<(), Fault> {
    let mut fields = said(case, &draft.category, &draft.title);
    fields.extend(check_text("place", Input::Text(80), draft.at.is_some(), &draft.place));
    if draft.photos.len() > MOST_PHOTOS as usize {
        fields.push(FieldFault::limit("photos", "field.too_long", MOST_PHOTOS));
    }
    if draft.at.is_some_and(|at| !at.is_valid()) {
        fields.push(FieldFault::new("at", "field.no_such_place"));
    }
    if let Err(more) = check_details(case, &draft.details) {
        fields.extend(more);
    }
    fields.extend(typed_in_time(draft.typed_at, now));
    if fields.is_empty() { Ok(()) } else { Err(Fault::Invalid { fields }) }
}

/// What says that it was typed long ago or is yet to be typed comes from a wrong clock, or isn't true.
fn typed_in_time(typed_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<FieldFault> {
    let is_in_time = |at: DateTime<Utc>| at >= now - TYPED_WITHIN && at <= now + CLOCK_AHEAD;
    typed_at.is_some_and(|at| !is_in_time(at)).then(|| FieldFault::new("typed_at", "field.typed_at"))
}

async fn spot(session: &Session, draft: &WorkDraft) -> Result<Spot, Fault> {
    let named = match draft.place.trim() {
        "" => None,
        place => spatial::locate(session, place, draft.at).await?,
    };
    let spot = match (named, draft.at) {
        (Some(mut spot), at) => {
            spot.at = at.unwrap_or(spot.at);
            Some(spot)
        }
        (None, Some(at)) => spatial::locate_at(session, at).await?.map(|mut spot| {
            spot.at = at;
            if !draft.place.trim().is_empty() {
                spot.place = draft.place.trim().to_owned();
            }
            spot
        }),
        (None, None) => None,
    };
    spot.ok_or_else(|| Fault::invalid("place", "field.no_such_place"))
}

/// Whoever may only create their own still reports only where their grants reach.
pub(super) fn is_within_grants(session: &Session, spot: &Spot) -> bool {
    match session.actor() {
        base::Actor::System(_) => true,
        base::Actor::Operator(operator) => operator
            .permissions
            .iter()
            .flat_map(|(_, areas)| areas)
            .any(|area| spot.area_path.starts_with(area.as_str())),
    }
}

struct New<'a> {
    id: Uuid,
    category: &'a str,
    title: &'a str,
    level: Level,
    spot: &'a Spot,
    details: &'a serde_json::Value,
    alarm: Option<Uuid>,
}

async fn insert(session: &Session, case: &'static CaseType, new: New<'_>) -> Result<Model, Fault> {
    let number = take_number(session.txn(), &format!("work:{}", case.kind.key()), 1).await?;
    let map_no = take_number(session.txn(), "map_no", 1).await?;
    let workflow = case.workflow();
    let now = session.now();
    let due = timing::due(session, case, new.level, workflow.start, now).await?;
    let organisation = match session.actor() {
        base::Actor::Operator(operator) => operator.organisation,
        base::Actor::System(_) => None,
    };
    let details = Sensitive::new(new.details.to_string());
    let row = ActiveModel {
        id: Set(new.id),
        kind: Set(Stored(case.kind)),
        workflow_version: Set(workflow.version),
        number: Set(format!("{}-{number:04}", case.prefix)),
        category: Set(new.category.into()),
        title: Set(new.title.into()),
        level: Set(Stored(new.level)),
        state: Set(Stored(workflow.start)),
        is_open: Set(true),
        area_path: Set(new.spot.area_path.clone()),
        place: Set(new.spot.place.clone()),
        address: Set(new.spot.address.clone()),
        lon: Set(Some(new.spot.at.lon)),
        lat: Set(Some(new.spot.at.lat)),
        map_no: Set(i32::try_from(map_no).unwrap_or(i32::MAX)),
        building_no: Set(new.spot.building_no),
        dwelling_no: Set(new.spot.dwelling_no),
        reporter_id: Set(session.actor().user()),
        organisation_id: Set(organisation),
        assignee_id: Set(None),
        assignee_name: Set(None),
        alarm_id: Set(new.alarm),
        reported_at: Set(now),
        state_since: Set(now),
        due_at: Set(due.as_ref().map(|due| due.at)),
        warn_at: Set(due.as_ref().and_then(|due| due.warn_at)),
        escalate_to: Set(due.and_then(|due| due.escalate_to)),
        left_ms: Set(None),
        warned_at: Set(None),
        escalated_at: Set(None),
        chased_at: Set(None),
        chased: Set(0),
        returned: Set(0),
        was_late: Set(false),
        rating: Set(None),
        closed_at: Set(None),
        details_sealed: Set(session.seal(details_place(new.id), &details)?),
        ..Default::default()
    };
    session.insert::<Entity>(case.kind, row).await
}

/// Opens the case that an alarm kind opens by rule; none when the alarm has opened it before.
///
/// # Errors
/// [`Fault::Missing`] when nobody knows the alarm's device.
pub async fn open_by_alarm(
    session: &Session,
    case: &'static CaseType,
    category: &str,
    alarm: &AlarmMoment,
    title: &str,
) -> Result<Option<Model>, Fault> {
    let known =
        Entity::find().filter(super::entity::Column::AlarmId.eq(alarm.alarm)).one(session.txn()).await;
    if known.map_err(internal("looking for an alarm's case"))?.is_some() {
        return Ok(None);
    }
    let spot = spot_of(session, alarm).await?;
    let details = serde_json::json!({});
    let new = New {
        id: Uuid::now_v7(),
        category,
        title,
        level: alarm.level,
        spot: &spot,
        details: &details,
        alarm: Some(alarm.alarm),
    };
    let row = insert(session, case, new).await?;
    let mut entry = bare_entry(Uuid::now_v7());
    entry.source = Set(Stored(Source::Device));
    write_entry(session, &row, Act::Create, entry).await?;
    tell(session, &row, Act::Create).await?;
    Ok(Some(row))
}

/// Where the case of an alarm is: where its device is registered, never what its place could mean, since every estate may
/// have a building 3. Outside of buildings a device may be registered far up the tree: there the innermost area around it
/// is answerable.
async fn spot_of(session: &Session, alarm: &AlarmMoment) -> Result<Spot, Fault> {
    let device = sensing::device::spot(session, alarm.device).await?;
    let around = match device.building_id {
        Some(_) => None,
        None => spatial::locate_at(session, alarm.at)
            .await?
            .filter(|around| around.area_path.starts_with(device.area_path.as_str())),
    };
    Ok(Spot { at: alarm.at, place: alarm.place.clone(), ..around.unwrap_or(device) })
}

/// Checks what a step must bring along.
pub(super) fn evidence(
    needed: &[Evidence],
    step: &contract::work::WorkStep,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let note = step.note.trim();
    let mut fields = vec![];
    for need in needed {
        let missing = match need {
            Evidence::Reason => (note.chars().count() < LEAST_REASON).then_some(("note", "field.reason")),
            Evidence::Note => note.is_empty().then_some(("note", "field.note")),
            Evidence::Photo => step.photos.is_empty().then_some(("photos", "field.photo")),
            Evidence::Assignee => step.assignee.is_none().then_some(("assignee", "field.assignee")),
            Evidence::Rating => {
                (!step.rating.is_some_and(|n| (1..=5).contains(&n))).then_some(("rating", "field.rating"))
            }
        };
        fields.extend(missing.map(|(field, label)| FieldFault::new(field, label)));
    }
    fields.extend(check_text("note", Input::Long(2000), true, note));
    fields.extend(typed_in_time(step.typed_at, now));
    if step.photos.len() > MOST_PHOTOS as usize {
        fields.push(FieldFault::limit("photos", "field.too_long", MOST_PHOTOS));
    }
    if fields.is_empty() { Ok(()) } else { Err(Fault::Invalid { fields }) }
}

/// The kinds of items that are drawn on the map for an actor.
pub(super) fn readable_kinds(session: &Session) -> Vec<Kind> {
    contract::applications::case_types()
        .map(|case| case.kind)
        .filter(|kind| session.actor().reach(*kind, Act::Read).is_some())
        .collect()
}
