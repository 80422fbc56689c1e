//! Grants: adding one, ending one, and what a user holds.

use super::{
    account::still_there, organisation::organisation_names, role::keep_an_administrator, user::tell_user,
};
use crate::{
    Session,
    audit::{self, Alteration},
    error::internal,
    identity::{capacity, grant, organisation, role, tree, user},
};
use chrono::NaiveDate;
use contract::{
    Act, Fault, GrantId, Kind, RoleId, UserId,
    identity::{Ending, GrantDraft, GrantRow, GrantState},
};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*};
use std::collections::HashMap;

/// The grants of a user, those that hold first.
///
/// # Permission
/// `user.read`, with the user within reach.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn list_grants(session: &Session, id: UserId) -> Result<Vec<GrantRow>, Fault> {
    let user = session.find::<user::Entity>()?.one(id.0).await?;
    let grants = grant::Entity::find()
        .filter(grant::Column::UserId.eq(user.id))
        .order_by_desc(grant::Column::ValidFrom)
        .order_by_desc(grant::Column::Id)
        .all(session.txn())
        .await
        .map_err(internal("reading a user's grants"))?;
    let mut rows = vec![];
    for grant in grants {
        rows.push(view(session, &user, grant).await?);
    }
    rows.sort_by_key(|row: &GrantRow| row.state);
    Ok(rows)
}

async fn view(session: &Session, user: &user::Model, row: grant::Model) -> Result<GrantRow, Fault> {
    let role = role::Entity::find_by_id(row.role_id)
        .one(session.txn())
        .await
        .map_err(internal("reading a granted role"))?
        .ok_or(Fault::Missing { kind: Kind::Role })?;
    let names = organisation_names(session).await?;
    Ok(GrantRow {
        id: GrantId(row.id),
        role: RoleId(role.id),
        role_key: role.key,
        role_name: role.name,
        area_name: reach_of(session, user, row.area_id).await?.map_or_else(String::new, |(_, name)| name),
        follows_organisation: row.area_id.is_none(),
        organisation_name: user.organisation_id.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        ended_at: row.ended_at,
        state: state_of(&row, session.store().clock().today()),
    })
}

fn state_of(row: &grant::Model, today: NaiveDate) -> GrantState {
    if row.ended_at.is_some() {
        GrantState::Ended
    } else if row.valid_to.is_some_and(|last| last < today) {
        GrantState::Over
    } else if row.valid_from > today {
        GrantState::Coming
    } else {
        GrantState::Current
    }
}

/// Where a grant reaches, as paths, and what that is called: its own area, else that of the user's organisation with all
/// below it; none without either.
async fn reach_of(
    session: &Session,
    user: &user::Model,
    area: Option<Uuid>,
) -> Result<Option<(Vec<String>, String)>, Fault> {
    let (area, followed) = match (area, user.organisation_id) {
        (Some(area), _) => (area, None),
        (None, Some(id)) => {
            let found = organisation::Entity::find_by_id(id)
                .one(session.txn())
                .await
                .map_err(internal("reading a user's organisation"))?;
            let Some(own) = found else { return Ok(None) };
            (own.area_id, Some(tree::paths_of(session.txn(), &own).await?))
        }
        (None, None) => return Ok(None),
    };
    let found = capacity::area_of(session, area).await?;
    Ok(found.map(|(path, name)| (followed.unwrap_or_else(|| vec![path]), name)))
}

/// Grants a user a role, in an area or in that of their organisation.
///
/// # Permission
/// `user.change`, with the user and all that the grant reaches within reach.
///
/// # Errors
/// [`Fault::Invalid`] with every field at fault: a role or area that is not offered, days the wrong way round, or the
/// same grant over the same days.
pub async fn grant_role(session: &Session, id: UserId, draft: &GrantDraft) -> Result<GrantRow, Fault> {
    let held = session.held::<user::Entity>(Kind::User, Act::Change, id.0).await?;
    still_there(&held)?;
    let days = draft.days(session.store().clock().today())?;
    let unknown = |field: &str| Fault::invalid(field, "field.not_offered");
    let role: Uuid = draft.role.trim().parse().map_err(|_| unknown("role"))?;
    let role = session.find::<role::Entity>()?.one(role).await.map_err(|_| unknown("role"))?;
    if role.retired_at.is_some() {
        return Err(unknown("role"));
    }
    let area = match draft.area.trim() {
        "" => None,
        text => Some(text.parse::<Uuid>().map_err(|_| unknown("area"))?),
    };
    let reach = reach_of(session, &held, area).await?;
    let mine = session.reach(Kind::User, Act::Change)?;
    let is_within = match &reach {
        Some((paths, _)) => paths.iter().all(|path| mine.holds(path, None, None)),
        // Without any area a role is about what belongs to none: roles, rules, settings.
        None => area.is_none() && mine.is_all,
    };
    if !is_within {
        return Err(unknown("area"));
    }
    if is_granted(session, id.0, role.id, area, days).await? {
        return Err(Fault::invalid("role", "field.granted_already"));
    }
    let row = plant_grant(session, id.0, role.id, area, days).await?;
    let last = row.valid_to.map(|day| day.to_string()).unwrap_or_default();
    let changes = [
        ("role", String::new(), role.name),
        ("area", String::new(), reach.map(|(_, name)| name).unwrap_or_default()),
        ("valid_from", String::new(), row.valid_from.to_string()),
        ("valid_to", String::new(), last),
    ];
    note(session, &held, &changes).await?;
    tell_user(session, id.0, &held.area_path).await?;
    view(session, &held, row).await
}

/// Whether the same role in the same area is granted on one of the days already.
async fn is_granted(
    session: &Session,
    user: Uuid,
    role: Uuid,
    area: Option<Uuid>,
    (from, to): (NaiveDate, Option<NaiveDate>),
) -> Result<bool, Fault> {
    let grants = grant::Entity::find()
        .filter(grant::Column::UserId.eq(user))
        .filter(grant::Column::RoleId.eq(role))
        .filter(grant::Column::EndedAt.is_null())
        .all(session.txn())
        .await
        .map_err(internal("looking for the same grant"))?;
    let overlaps = |row: &grant::Model| {
        to.is_none_or(|to| row.valid_from <= to) && row.valid_to.is_none_or(|last| last >= from)
    };
    Ok(grants.iter().any(|row| row.area_id == area && overlaps(row)))
}

/// Ends a grant: its reach is lost at once, since every request reads the grants anew.
///
/// # Permission
/// `user.change`, with the user within reach.
///
/// # Errors
/// [`Fault::Invalid`] without a reason; [`Fault::Missing`] when it is ended or over already;
/// [`Fault::LastAdministrator`] when nobody could administer afterwards.
pub async fn end_grant(session: &Session, id: GrantId, ending: &Ending) -> Result<(), Fault> {
    session.reach(Kind::User, Act::Change)?;
    let missing = Fault::Missing { kind: Kind::User };
    let found = grant::Entity::find_by_id(id.0).one(session.txn()).await;
    let row = found.map_err(internal("reading a grant"))?.ok_or_else(|| missing.clone())?;
    let held = session.held::<user::Entity>(Kind::User, Act::Change, row.user_id).await?;
    ending.check()?;
    if !matches!(state_of(&row, session.store().clock().today()), GrantState::Current | GrantState::Coming) {
        return Err(missing);
    }
    let now = session.now();
    let ended = grant::ActiveModel { id: Set(row.id), ended_at: Set(Some(now)), ..Default::default() };
    grant::Entity::update(ended)
        .exec_without_returning(session.txn())
        .await
        .map_err(internal("ending a grant"))?;
    keep_an_administrator(session).await?;
    let before = view(session, &held, row).await?;
    let changes = [
        ("role", before.role_name, String::new()),
        ("area", before.area_name, String::new()),
        ("ended_at", String::new(), now.to_rfc3339()),
        ("reason", String::new(), ending.reason.trim().to_owned()),
    ];
    note(session, &held, &changes).await?;
    tell_user(session, held.id, &held.area_path).await
}

/// Writes into the trail of the user what became of a grant.
async fn note(
    session: &Session,
    user: &user::Model,
    changes: &[(&str, String, String)],
) -> Result<(), Fault> {
    let alteration = Alteration {
        module: "identity",
        kind: Kind::User,
        act: Act::Change,
        object: Some(user.id),
        area_path: &user.area_path,
    };
    audit::altered(session, alteration, changes).await
}

/// Writes a grant.
pub(in crate::identity) async fn plant_grant(
    session: &Session,
    user: Uuid,
    role: Uuid,
    area: Option<Uuid>,
    (valid_from, valid_to): (NaiveDate, Option<NaiveDate>),
) -> Result<grant::Model, Fault> {
    let row = grant::Model {
        id: Uuid::now_v7(),
        user_id: user,
        role_id: role,
        area_id: area,
        valid_from,
        valid_to,
        ended_at: None,
    };
    grant::Entity::insert(grant::ActiveModel::from(row.clone()).reset_all())
        .exec_without_returning(session.txn())
        .await
        .map_err(internal("granting a role"))?;
    Ok(row)
}

/// Names of the roles that users hold now.
pub(super) async fn roles_of(session: &Session, users: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>, Fault> {
    let doing = || internal("reading users' roles");
    let grants = grant::Entity::find()
        .filter(grant::Column::UserId.is_in(users.iter().copied()))
        .filter(grant::current(session.store().clock().today()))
        .all(session.txn())
        .await
        .map_err(doing())?;
    let names: HashMap<Uuid, String> = role::Entity::find()
        .all(session.txn())
        .await
        .map_err(doing())?
        .into_iter()
        .map(|r| (r.id, r.name))
        .collect();
    let mut held: HashMap<Uuid, Vec<String>> = HashMap::new();
    for grant in grants {
        if let Some(name) = names.get(&grant.role_id) {
            held.entry(grant.user_id).or_default().push(name.clone());
        }
    }
    Ok(held)
}
