//! Roles: their seeds, those of one's own, their lines, and that somebody is always left to administer.

use crate::{
    Session, Stored,
    audit::{self, Alteration},
    error::internal,
    identity::{grant, role, user},
};
use chrono::NaiveDate;
use contract::{
    Act, Fault, Kind, Permission, RoleId, Scope, field,
    identity::{ROLE_FIELDS, RoleDraft, RoleRow, UserState, role::ROLES},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QuerySelect, entity::prelude::*, sea_query::ExprTrait};
use std::collections::BTreeSet;

/// Writes the roles that a new installation begins with; those that exist are left as they are: rights that are new come
/// to them by a migration, once, so that nothing an administrator took away returns.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn seed_roles(session: &Session) -> Result<(), Fault> {
    for seed in ROLES {
        let known = role::Entity::find().filter(role::Column::Key.eq(seed.key)).one(session.txn()).await;
        if known.map_err(internal("looking for a role"))?.is_some() {
            continue;
        }
        let row = role::ActiveModel {
            id: Set(Uuid::now_v7()),
            key: Set(seed.key.into()),
            name: Set(seed.name.into()),
            audience: Set(Stored(seed.audience)),
            retired_at: Set(None),
            ..Default::default()
        };
        let role = session.insert::<role::Entity>(Kind::Role, row).await?;
        write_lines(session, role.id, &seed.permissions()).await?;
    }
    Ok(())
}

async fn write_lines(session: &Session, role: Uuid, lines: &[Permission]) -> Result<(), Fault> {
    role::permission::Entity::delete_many()
        .filter(role::permission::Column::RoleId.eq(role))
        .exec(session.txn())
        .await
        .map_err(internal("clearing a role's lines"))?;
    if lines.is_empty() {
        return Ok(());
    }
    let rows = lines.iter().map(|line| role::permission::ActiveModel {
        role_id: Set(role),
        kind: Set(Stored(line.kind)),
        act: Set(Stored(line.act)),
        scope: Set(Stored(line.scope)),
    });
    role::permission::Entity::insert_many(rows)
        .exec_without_returning(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("writing a role's lines"))
}

/// Sets what a role may do, and writes into its trail which lines came and which went.
async fn set_lines(session: &Session, role: Uuid, act: Act, lines: &[Permission]) -> Result<(), Fault> {
    let before: BTreeSet<Permission> = role::lines(session, role).await?.into_iter().collect();
    let after: BTreeSet<Permission> = lines.iter().copied().collect();
    write_lines(session, role, &after.iter().copied().collect::<Vec<_>>()).await?;
    let key = |line: &Permission| format!("{}.{}.{}", line.kind, line.act, line.scope);
    let went = before.difference(&after).map(|line| ("permission", key(line), String::new()));
    let came = after.difference(&before).map(|line| ("permission", String::new(), key(line)));
    let changes: Vec<_> = went.chain(came).collect();
    if changes.is_empty() {
        return Ok(());
    }
    let alteration =
        Alteration { module: "identity", kind: Kind::Role, act, object: Some(role), area_path: "" };
    audit::altered(session, alteration, &changes).await
}

/// The roles with their lines and how many hold them.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list_roles(session: &Session) -> Result<Vec<RoleRow>, Fault> {
    let roles = session.find::<role::Entity>()?.filter(role::Column::RetiredAt.is_null()).all().await?;
    let today = session.store().clock().today();
    let mut rows = vec![];
    for role in roles {
        rows.push(RoleRow {
            id: RoleId(role.id),
            holders: holders(session, role.id, today).await?,
            key: role.key,
            name: role.name,
            audience: role.audience.0,
            permissions: role::lines(session, role.id).await?,
            revision: role.revision,
        });
    }
    rows.sort_by_key(|row| ROLES.iter().position(|seed| seed.key == row.key).unwrap_or(usize::MAX));
    Ok(rows)
}

async fn holders(session: &Session, role: Uuid, today: NaiveDate) -> Result<u32, Fault> {
    let users: Vec<Uuid> = grant::Entity::find()
        .filter(grant::Column::RoleId.eq(role))
        .filter(grant::Column::EndedAt.is_null())
        .filter(grant::Column::ValidTo.is_null().or(grant::Column::ValidTo.gte(today)))
        .select_only()
        .column(grant::Column::UserId)
        .distinct()
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("counting a role's holders"))?;
    let holders = user::Entity::find()
        .filter(user::Column::Id.is_in(users))
        .filter(user::Column::State.ne(Stored(UserState::Retired)))
        .count(session.txn())
        .await
        .map_err(internal("counting a role's holders"))?;
    Ok(u32::try_from(holders).unwrap_or(u32::MAX))
}

/// Adds a role of one's own: a set of permissions under a name, beside those that an installation begins with.
///
/// # Permission
/// `role.create`.
///
/// # Errors
/// [`Fault::Invalid`] when it has no name, or one that is too long.
pub async fn add_role(session: &Session, draft: &RoleDraft) -> Result<RoleRow, Fault> {
    session.reach(Kind::Role, Act::Create)?;
    field::check(ROLE_FIELDS, draft)?;
    let id = Uuid::now_v7();
    let row = role::ActiveModel {
        id: Set(id),
        key: Set(format!("own_{}", id.simple())),
        name: Set(draft.name.trim().into()),
        audience: Set(Stored(draft.audience)),
        retired_at: Set(None),
        ..Default::default()
    };
    session.insert::<role::Entity>(Kind::Role, row).await?;
    set_lines(session, id, Act::Create, &draft.permissions).await?;
    let rows = list_roles(session).await?;
    rows.into_iter().find(|row| row.id == RoleId(id)).ok_or(Fault::Missing { kind: Kind::Role })
}

/// Takes a role out of use.
///
/// # Permission
/// `role.retire`.
///
/// # Errors
/// [`Fault::InUse`] while somebody holds it; [`Fault::Changed`]; [`Fault::Denied`] for a role that Linli brings along.
pub async fn retire_role(session: &Session, id: RoleId, revision: i32) -> Result<(), Fault> {
    let held = session.held::<role::Entity>(Kind::Role, Act::Retire, id.0).await?;
    if ROLES.iter().any(|seed| seed.key == held.key) {
        return Err(session.deny_on(Kind::Role, Act::Retire, id.0));
    }
    let count = holders(session, id.0, session.store().clock().today()).await?;
    if count > 0 {
        return Err(Fault::InUse { count });
    }
    let now = session.now();
    session.change(Act::Retire, held, Some(revision), |row| row.retired_at = Set(Some(now))).await.map(|_| ())
}

/// Sets what a role may do; it holds at once, since every request reads it anew.
///
/// # Errors
/// [`Fault::Changed`]; [`Fault::LastAdministrator`] when nobody could change roles or users afterwards.
pub async fn change_role(
    session: &Session,
    id: RoleId,
    revision: i32,
    lines: &[Permission],
) -> Result<RoleRow, Fault> {
    let held = session.held::<role::Entity>(Kind::Role, Act::Change, id.0).await?;
    let name = held.name.clone();
    session.change(Act::Change, held, Some(revision), |row| row.name = Set(name)).await?;
    set_lines(session, id.0, Act::Change, lines).await?;
    keep_an_administrator(session).await?;
    let rows = list_roles(session).await?;
    rows.into_iter().find(|row| row.id == id).ok_or(Fault::Missing { kind: Kind::Role })
}

/// Makes sure that somebody who can sign in may still change users and roles: all of them, and for as long as nobody ends
/// that. Who does so for an area, or until a day, is no help once the others are gone.
pub(super) async fn keep_an_administrator(session: &Session) -> Result<(), Fault> {
    let doing = || internal("looking for an administrator");
    // Two who take each other's place away at once must not both find the other still there.
    if let Some(lock) = session.store().dialect().administrator_lock() {
        session.txn().execute_unprepared(lock).await.map_err(doing())?;
    }
    let today = session.store().clock().today();
    let mut able: Option<Vec<Uuid>> = None;
    for kind in [Kind::User, Kind::Role] {
        let roles: Vec<Uuid> = role::permission::Entity::find()
            .filter(role::permission::Column::Kind.eq(Stored(kind)))
            .filter(role::permission::Column::Act.eq(Stored(Act::Change)))
            .filter(role::permission::Column::Scope.eq(Stored(Scope::All)))
            .select_only()
            .column(role::permission::Column::RoleId)
            .into_tuple()
            .all(session.txn())
            .await
            .map_err(doing())?;
        let users: Vec<Uuid> = grant::Entity::find()
            .filter(grant::Column::RoleId.is_in(roles))
            .filter(grant::current(today))
            .filter(grant::Column::ValidTo.is_null())
            .select_only()
            .column(grant::Column::UserId)
            .into_tuple()
            .all(session.txn())
            .await
            .map_err(doing())?;
        able = Some(
            able.map_or(users.clone(), |before| before.into_iter().filter(|u| users.contains(u)).collect()),
        );
    }
    let left = user::Entity::find()
        .filter(user::Column::Id.is_in(able.unwrap_or_default()))
        .filter(user::Column::State.eq(Stored(UserState::Enabled)))
        .count(session.txn())
        .await
        .map_err(doing())?;
    if left == 0 { Err(Fault::LastAdministrator) } else { Ok(()) }
}
