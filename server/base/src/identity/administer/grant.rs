//! Grants: adding one, ending one, and what a user holds.

use super::{
    account::still_there,
    organisation::{not_offered, organisation_names},
    role::keep_an_administrator,
    user::tell_user,
};
use crate::{
    Actor, Session,
    audit::{self, Alteration},
    error::internal,
    identity::{capacity, grant, organisation, role, tree, user},
};
use chrono::NaiveDate;
use contract::{
    Act, Fault, GrantId, Kind, Permission, RoleId, Scope, UserId,
    identity::{Ending, GrantDraft, GrantRow, GrantState},
};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*, sea_query::ExprTrait};
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
        area_name: reach_of(session, user.organisation_id, row.area_id)
            .await?
            .map_or_else(String::new, |(_, name)| name),
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
    organisation: Option<Uuid>,
    area: Option<Uuid>,
) -> Result<Option<(Vec<String>, String)>, Fault> {
    let (area, followed) = match (area, organisation) {
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

/// A grant that somebody may make: a role, where it reaches and what that is called, from when to when.
pub(super) struct Offer {
    role: role::Model,
    area: Option<Uuid>,
    area_name: String,
    days: (NaiveDate, Option<NaiveDate>),
}

/// Checks a grant for a user of an organisation: that the role is in use, that all that it reaches lies within the
/// actor's own reach for the act, and that it may do no more there than the actor.
///
/// # Errors
/// [`Fault::Denied`] without the act; [`Fault::Invalid`] with the field at fault.
pub(super) async fn offered(
    session: &Session,
    act: Act,
    organisation: Option<Uuid>,
    draft: &GrantDraft,
) -> Result<Offer, Fault> {
    let mine = session.reach(Kind::User, act)?;
    let days = draft.days(session.store().clock().today())?;
    let unknown = |field: &str| Fault::invalid(field, "field.not_offered");
    let role: Uuid = draft.role.trim().parse().map_err(|_| unknown("role"))?;
    let found = session.find::<role::Entity>()?.one(role).await;
    let role = found.map_err(|fault| not_offered("role", fault))?;
    if role.retired_at.is_some() {
        return Err(unknown("role"));
    }
    let area = match draft.area.trim() {
        "" => None,
        text => Some(text.parse::<Uuid>().map_err(|_| unknown("area"))?),
    };
    let reach = reach_of(session, organisation, area).await?;
    let is_within = match &reach {
        Some((paths, _)) => paths.iter().all(|path| mine.holds(path, None, None)),
        // Without any area a role is about what belongs to none: roles, rules, settings.
        None => area.is_none() && mine.is_all,
    };
    if !is_within {
        return Err(unknown("area"));
    }
    let (paths, area_name) = reach.unwrap_or_default();
    if !may_give(session, role.id, &paths).await? {
        return Err(unknown("role"));
    }
    Ok(Offer { role, area, area_name, days })
}

/// Whether the actor may hand on what a role may do. Who may change roles decides that anyway; everybody else gives no
/// more than they have, and no further than it reaches.
pub(in crate::identity) async fn may_give(
    session: &Session,
    role: Uuid,
    paths: &[String],
) -> Result<bool, Fault> {
    let actor = session.actor();
    if actor.reach(Kind::Role, Act::Change).is_some_and(|reach| reach.is_all) {
        return Ok(true);
    }
    let lines = role::lines(session, role).await?;
    Ok(lines.into_iter().all(|line| covers(actor, line, paths)))
}

/// Whether somebody has a line themselves, at least as far.
fn covers(actor: &Actor, line: Permission, paths: &[String]) -> bool {
    actor.reach(line.kind, line.act).is_some_and(|reach| match line.scope {
        Scope::All => reach.is_all,
        Scope::Areas => paths.iter().all(|path| reach.holds(path, None, None)),
        // Whose it is or whom it is given to is another for each holder.
        Scope::Organisation | Scope::Assigned | Scope::Own => true,
    })
}

/// Refuses to touch an account that may do more than the actor, or further: whoever draws the link for its password could
/// sit down in its place. Everybody may touch their own.
///
/// # Errors
/// [`Fault::Denied`]; it will be audited.
pub(super) async fn keep_below(session: &Session, act: Act, user: &user::Model) -> Result<(), Fault> {
    if session.actor().user() == Some(user.id) || is_below(session, user).await? {
        return Ok(());
    }
    Err(session.deny_on(Kind::User, act, user.id))
}

/// Whether the actor might give every grant that a user holds, or will from a later day on.
pub(super) async fn is_below(session: &Session, user: &user::Model) -> Result<bool, Fault> {
    let today = session.store().clock().today();
    let grants = grant::Entity::find()
        .filter(grant::Column::UserId.eq(user.id))
        .filter(grant::Column::EndedAt.is_null())
        .filter(grant::Column::ValidTo.is_null().or(grant::Column::ValidTo.gte(today)))
        .all(session.txn())
        .await
        .map_err(internal("reading what an account may do"))?;
    for grant in grants {
        let reach = reach_of(session, user.organisation_id, grant.area_id).await?;
        let paths = reach.map_or_else(Vec::new, |(paths, _)| paths);
        if !may_give(session, grant.role_id, &paths).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Grants a user a role, in an area or in that of their organisation.
///
/// # Permission
/// `user.change`, with the user and all that the grant reaches within reach; without `role.change`, only a role that may
/// do no more than the actor.
///
/// # Errors
/// [`Fault::Invalid`] with every field at fault: a role or area that is not offered, days the wrong way round, or the
/// same grant over the same days.
pub async fn grant_role(session: &Session, id: UserId, draft: &GrantDraft) -> Result<GrantRow, Fault> {
    let held = session.held::<user::Entity>(Kind::User, Act::Change, id.0).await?;
    still_there(&held)?;
    let offer = offered(session, Act::Change, held.organisation_id, draft).await?;
    if is_granted(session, id.0, offer.role.id, offer.area, offer.days).await? {
        return Err(Fault::invalid("role", "field.granted_already"));
    }
    let row = give(session, &held, offer).await?;
    tell_user(session, id.0, &held.area_path).await?;
    view(session, &held, row).await
}

/// Makes a grant that was checked, and writes it into the trail of its user.
pub(super) async fn give(session: &Session, user: &user::Model, offer: Offer) -> Result<grant::Model, Fault> {
    let row = plant_grant(session, user.id, offer.role.id, offer.area, offer.days).await?;
    let last = row.valid_to.map(|day| day.to_string()).unwrap_or_default();
    let changes = [
        ("role", String::new(), offer.role.name),
        ("area", String::new(), offer.area_name),
        ("valid_from", String::new(), row.valid_from.to_string()),
        ("valid_to", String::new(), last),
    ];
    note(session, user, &changes).await?;
    Ok(row)
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
/// `user.change`, with the user within reach; without `role.change`, only for an account that may do no more than the
/// actor.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Invalid`] without a reason; [`Fault::Missing`] when it is ended or over already;
/// [`Fault::LastAdministrator`] when nobody could administer afterwards.
pub async fn end_grant(session: &Session, id: GrantId, ending: &Ending) -> Result<(), Fault> {
    session.reach(Kind::User, Act::Change)?;
    let missing = Fault::Missing { kind: Kind::User };
    let found = grant::Entity::find_by_id(id.0).one(session.txn()).await;
    let row = found.map_err(internal("reading a grant"))?.ok_or_else(|| missing.clone())?;
    let held = session.held::<user::Entity>(Kind::User, Act::Change, row.user_id).await?;
    keep_below(session, Act::Change, &held).await?;
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
