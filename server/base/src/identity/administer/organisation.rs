//! Organisations: their list, and adding one, changing one, giving one another area, taking one out of use.

use super::grant::is_below;
use crate::{
    Addressed, Session, Stored,
    error::internal,
    identity::{
        capacity, organisation,
        tree::{below, up_from},
        user,
    },
};
use contract::{
    Act, AreaId, Fault, Kind, OrganisationId, field,
    identity::{ORGANISATION_FIELDS, OrganisationDraft, OrganisationRow, UserState},
    live::Event,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use std::collections::HashMap;

/// The organisations, each with its area and people.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list_organisations(session: &Session) -> Result<Vec<OrganisationRow>, Fault> {
    let rows = session
        .find::<organisation::Entity>()?
        .filter(organisation::Column::RetiredAt.is_null())
        .order(organisation::Column::AreaPath, sea_orm::Order::Asc)
        .all()
        .await?;
    let mut shown = vec![];
    for row in rows {
        shown.push(view(session, row).await?);
    }
    Ok(shown)
}

async fn view(session: &Session, row: organisation::Model) -> Result<OrganisationRow, Fault> {
    let users = user::Entity::find()
        .filter(user::Column::OrganisationId.eq(row.id))
        .filter(user::Column::State.ne(Stored(UserState::Retired)))
        .count(session.txn())
        .await
        .map_err(internal("counting an organisation's users"))?;
    let area = capacity::area_of(session, row.area_id).await?;
    Ok(OrganisationRow {
        id: OrganisationId(row.id),
        parent: row.parent_id.map(OrganisationId),
        area: AreaId(row.area_id),
        area_name: area.map_or_else(String::new, |(_, name)| name),
        name: row.name,
        code: row.code,
        kind: row.kind,
        duty_phone: row.duty_phone,
        users: u32::try_from(users).unwrap_or(u32::MAX),
        revision: row.revision,
    })
}

/// Adds an organisation under the code that was given for it.
///
/// # Permission
/// `organisation.create`; without `role.change`, only where its people reach no further than the actor might grant.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Invalid`] with the field at fault.
pub async fn add_organisation(
    session: &Session,
    id: OrganisationId,
    code: &str,
    draft: &OrganisationDraft,
) -> Result<OrganisationRow, Fault> {
    session.reach(Kind::Organisation, Act::Create)?;
    let (parent, area, path) = placed(session, draft).await?;
    let row = organisation::ActiveModel {
        id: Set(id.0),
        parent_id: Set(parent),
        name: Set(draft.name.trim().into()),
        kind: Set(draft.kind.trim().into()),
        area_id: Set(area),
        area_path: Set(path),
        code: Set(code.into()),
        duty_phone: Set(typed_phone(draft)),
        retired_at: Set(None),
        ..Default::default()
    };
    let row = session.insert::<organisation::Entity>(Kind::Organisation, row).await?;
    keep_reach(session, Act::Create, row.id).await?;
    view(session, row).await
}

/// Renames an organisation, puts it below another, or gives it another area or another duty phone.
///
/// # Permission
/// `organisation.change`; without `role.change`, only where its people reach no further than the actor might grant.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Changed`]; [`Fault::Invalid`], also when it would come below itself.
pub async fn change_organisation(
    session: &Session,
    id: OrganisationId,
    revision: i32,
    draft: &OrganisationDraft,
) -> Result<OrganisationRow, Fault> {
    let held = session.held::<organisation::Entity>(Kind::Organisation, Act::Change, id.0).await?;
    if held.retired_at.is_some() {
        return Err(Fault::Missing { kind: Kind::Organisation });
    }
    let (parent, area, path) = placed(session, draft).await?;
    if let Some(parent) = parent {
        let comes_below = below(session.txn(), id.0).await?.iter().any(|row| row.id == parent);
        if parent == id.0 || comes_below {
            return Err(Fault::invalid("parent", "field.not_offered"));
        }
    }
    let is_moved = (held.parent_id, held.area_id) != (parent, area);
    let row = session
        .change(Act::Change, held, Some(revision), |row| {
            row.parent_id = Set(parent);
            row.name = Set(draft.name.trim().into());
            row.kind = Set(draft.kind.trim().into());
            row.area_id = Set(area);
            row.area_path = Set(path.clone());
            row.duty_phone = Set(typed_phone(draft));
        })
        .await?;
    if is_moved {
        keep_reach(session, Act::Change, id.0).await?;
        follow(session, id.0, path).await?;
    }
    tell(session, &row).await?;
    view(session, row).await
}

/// Gives an organisation another area; the data scope of all its people follows at once.
///
/// # Permission
/// As [`change_organisation`].
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Changed`], [`Fault::Missing`] when there is no such area.
pub async fn move_organisation(
    session: &Session,
    id: OrganisationId,
    area: AreaId,
    revision: i32,
) -> Result<(), Fault> {
    session.reach(Kind::Organisation, Act::Change)?;
    let (path, _) = capacity::area_of(session, area.0).await?.ok_or(Fault::Missing { kind: Kind::Area })?;
    let held = session.held::<organisation::Entity>(Kind::Organisation, Act::Change, id.0).await?;
    session
        .change(Act::Change, held, Some(revision), |row| {
            row.area_id = Set(area.0);
            row.area_path = Set(path.clone());
        })
        .await?;
    keep_reach(session, Act::Change, id.0).await?;
    follow(session, id.0, path).await
}

/// Takes an organisation out of use.
///
/// # Permission
/// `organisation.retire`.
///
/// # Errors
/// [`Fault::InUse`] while it has users or organisations below it; [`Fault::Changed`].
pub async fn retire_organisation(session: &Session, id: OrganisationId, revision: i32) -> Result<(), Fault> {
    let held = session.held::<organisation::Entity>(Kind::Organisation, Act::Retire, id.0).await?;
    let row = view(session, (*held).clone()).await?;
    let below = below(session.txn(), id.0).await?.len();
    let count = row.users.saturating_add(u32::try_from(below).unwrap_or(u32::MAX));
    if count > 0 {
        return Err(Fault::InUse { count });
    }
    let now = session.now();
    let row =
        session.change(Act::Retire, held, Some(revision), |row| row.retired_at = Set(Some(now))).await?;
    tell(session, &row).await
}

/// Tells the maps on which it stands.
async fn tell(session: &Session, row: &organisation::Model) -> Result<(), Fault> {
    let event = Event::RecordChanged { kind: Kind::Organisation, id: row.id };
    session.emit(Addressed::area(Kind::Organisation, &row.area_path), &event).await
}

/// What a draft says of an organisation's place: the one above, its area, the area's path.
async fn placed(session: &Session, draft: &OrganisationDraft) -> Result<(Option<Uuid>, Uuid, String), Fault> {
    field::check(ORGANISATION_FIELDS, draft)?;
    let parent = match draft.parent.trim() {
        "" => None,
        id => Some(known_organisation(session, "parent", id).await?.id),
    };
    let unknown = || Fault::invalid("area", "field.not_offered");
    let area: Uuid = draft.area.trim().parse().map_err(|_| unknown())?;
    let (path, _) = capacity::area_of(session, area).await?.ok_or_else(unknown)?;
    Ok((parent, area, path))
}

/// The duty phone in a draft; none when it was left empty.
fn typed_phone(draft: &OrganisationDraft) -> Option<String> {
    Some(draft.duty_phone.trim().to_owned()).filter(|phone| !phone.is_empty())
}

/// Refuses what lets people reach further than the actor might grant them: those of an organisation that has come to a
/// place, and of all above it, who reach what lies below them.
async fn keep_reach(session: &Session, act: Act, id: Uuid) -> Result<(), Fault> {
    let branch = up_from(session.txn(), id).await?;
    let people = user::Entity::find()
        .filter(user::Column::OrganisationId.is_in(branch))
        .all(session.txn())
        .await
        .map_err(internal("looking for whose reach follows an organisation"))?;
    for user in &people {
        if !is_below(session, user).await? {
            return Err(session.deny_on(Kind::Organisation, act, id));
        }
    }
    Ok(())
}

/// The users of an organisation lie where it does.
async fn follow(session: &Session, organisation: Uuid, path: String) -> Result<(), Fault> {
    user::Entity::update_many()
        .col_expr(user::Column::AreaPath, path.into())
        .filter(user::Column::OrganisationId.eq(organisation))
        .exec(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("moving an organisation's users"))
}

/// The organisation that a field names.
pub(super) async fn known_organisation(
    session: &Session,
    field: &str,
    id: &str,
) -> Result<organisation::Model, Fault> {
    let unknown = || Fault::invalid(field, "field.not_offered");
    let id: Uuid = id.trim().parse().map_err(|_| unknown())?;
    let found =
        session.find::<organisation::Entity>()?.one(id).await.map_err(|fault| not_offered(field, fault))?;
    if found.retired_at.is_some() { Err(unknown()) } else { Ok(found) }
}

/// What a field is told when it names nothing within reach; whatever else went wrong is said as it is.
pub(super) fn not_offered(field: &str, fault: Fault) -> Fault {
    if matches!(fault, Fault::Missing { .. }) { Fault::invalid(field, "field.not_offered") } else { fault }
}

/// What organisations are called.
pub(super) async fn organisation_names(session: &Session) -> Result<HashMap<Uuid, String>, Fault> {
    let all =
        organisation::Entity::find().all(session.txn()).await.map_err(internal("reading organisations"))?;
    Ok(all.into_iter().map(|o| (o.id, o.name)).collect())
}
