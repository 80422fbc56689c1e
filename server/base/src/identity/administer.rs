//! What an administrator does: users, roles, organisations.

use super::{draw_link, grant, http_session, organisation, role, user};
use crate::{Place, Sensitive, Session, Stored, error::internal, session::Keyset};
use chrono::NaiveDate;
use contract::{
    Act, Fault, FieldFault, Kind, Listing, OrganisationId, Page, Permission, RoleId, UserId, field,
    identity::{OrganisationRow, RoleRow, USER_FIELDS, UserDraft, UserRow, UserState, role::ROLES},
    registry::mask_name,
};
use sea_orm::{ActiveValue::Set, QuerySelect, entity::prelude::*, sea_query::ExprTrait};
use std::collections::HashMap;

/// Writes the roles that a new installation begins with; those that exist are left as they are.
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

/// The roles with their lines and how many hold them.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list_roles(session: &Session) -> Result<Vec<RoleRow>, Fault> {
    let roles = session.find::<role::Entity>()?.filter(role::Column::RetiredAt.is_null()).all().await?;
    let today = session.store().clock().today();
    let mut rows = vec![];
    for role in roles {
        let lines = role::permission::Entity::find()
            .filter(role::permission::Column::RoleId.eq(role.id))
            .all(session.txn())
            .await;
        let lines = lines.map_err(internal("reading a role's lines"))?;
        rows.push(RoleRow {
            id: RoleId(role.id),
            holders: holders(session, role.id, today).await?,
            key: role.key,
            name: role.name,
            audience: role.audience.0,
            permissions: lines.iter().map(Permission::from).collect(),
            revision: role.revision,
        });
    }
    rows.sort_by_key(|row| ROLES.iter().position(|seed| seed.key == row.key).unwrap_or(usize::MAX));
    Ok(rows)
}

fn current(today: NaiveDate) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(grant::Column::ValidFrom.lte(today))
        .add(grant::Column::ValidTo.is_null().or(grant::Column::ValidTo.gte(today)))
}

async fn holders(session: &Session, role: Uuid, today: NaiveDate) -> Result<u32, Fault> {
    let users: Vec<Uuid> = grant::Entity::find()
        .filter(grant::Column::RoleId.eq(role))
        .filter(current(today))
        .select_only()
        .column(grant::Column::UserId)
        .distinct()
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("counting a role's holders"))?;
    Ok(u32::try_from(users.len()).unwrap_or(u32::MAX))
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
    write_lines(session, id.0, lines).await?;
    keep_an_administrator(session).await?;
    let rows = list_roles(session).await?;
    rows.into_iter().find(|row| row.id == id).ok_or(Fault::Missing { kind: Kind::Role })
}

/// Makes sure that somebody who can sign in may still change users and roles.
async fn keep_an_administrator(session: &Session) -> Result<(), Fault> {
    let doing = || internal("looking for an administrator");
    let today = session.store().clock().today();
    let mut able: Option<Vec<Uuid>> = None;
    for kind in [Kind::User, Kind::Role] {
        let roles: Vec<Uuid> = role::permission::Entity::find()
            .filter(role::permission::Column::Kind.eq(Stored(kind)))
            .filter(role::permission::Column::Act.eq(Stored(Act::Change)))
            .select_only()
            .column(role::permission::Column::RoleId)
            .into_tuple()
            .all(session.txn())
            .await
            .map_err(doing())?;
        let users: Vec<Uuid> = grant::Entity::find()
            .filter(grant::Column::RoleId.is_in(roles))
            .filter(current(today))
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

/// Lists users.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list_users(session: &Session, listing: &Listing) -> Result<Page<UserRow>, Fault> {
    let mut found = session.find::<user::Entity>()?;
    if let Some(text) = listing.search.as_deref() {
        found = found.filter(user::Column::Account.contains(text.to_lowercase()));
    }
    if !listing.filter("state").is_empty() {
        found = found.filter(user::Column::State.is_in(listing.filter("state").iter().cloned()));
    }
    if let Some(id) = listing.narrowed_to("organisation").and_then(|id| id.parse::<Uuid>().ok()) {
        found = found.filter(user::Column::OrganisationId.eq(id));
    }
    let by = Keyset {
        column: user::Column::Account,
        descending: listing.sort.as_ref().is_some_and(|s| s.descending),
        key: |row: &user::Model| row.account.clone(),
        parse: |text| Some(text.into()),
    };
    let page = found.page(by, listing.after.as_deref(), listing.rows()).await?;
    let roles = roles_of(session, &page.rows.iter().map(|u| u.id).collect::<Vec<_>>()).await?;
    let names = organisation_names(session).await?;
    Ok(page.map(|row| view(row, &roles, &names)))
}

fn view(row: user::Model, roles: &HashMap<Uuid, Vec<String>>, names: &HashMap<Uuid, String>) -> UserRow {
    UserRow {
        id: UserId(row.id),
        account: row.account,
        shown_name: row.shown_name,
        organisation: row.organisation_id.map(OrganisationId),
        organisation_name: row.organisation_id.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        roles: roles.get(&row.id).cloned().unwrap_or_default(),
        state: row.state.0,
        seen_at: row.seen_at,
        revision: row.revision,
    }
}

async fn roles_of(session: &Session, users: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>, Fault> {
    let doing = || internal("reading users' roles");
    let grants = grant::Entity::find()
        .filter(grant::Column::UserId.is_in(users.iter().copied()))
        .filter(current(session.store().clock().today()))
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

async fn organisation_names(session: &Session) -> Result<HashMap<Uuid, String>, Fault> {
    let all =
        organisation::Entity::find().all(session.txn()).await.map_err(internal("reading organisations"))?;
    Ok(all.into_iter().map(|o| (o.id, o.name)).collect())
}

/// Adds a user with one grant; answers the row and the token of the link with which a password is chosen.
///
/// # Errors
/// [`Fault::Invalid`] with every field at fault.
pub async fn add_user(session: &Session, draft: &UserDraft) -> Result<(UserRow, String), Fault> {
    field::check(USER_FIELDS, draft)?;
    let account = draft.account.trim().to_lowercase();
    if !account.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@".contains(c)) {
        return Err(Fault::invalid("account", "field.account"));
    }
    let unknown = |field: &str| Fault::Invalid { fields: vec![FieldFault::new(field, "field.not_offered")] };
    let organisation: Uuid = draft.organisation.parse().map_err(|_| unknown("organisation"))?;
    let organisation = session
        .find::<organisation::Entity>()?
        .one(organisation)
        .await
        .map_err(|_| unknown("organisation"))?;
    let role: Uuid = draft.role.parse().map_err(|_| unknown("role"))?;
    session.find::<role::Entity>()?.one(role).await.map_err(|_| unknown("role"))?;
    let area = match draft.area.trim() {
        "" => None,
        text => Some(text.parse::<Uuid>().map_err(|_| unknown("area"))?),
    };
    let id = Uuid::now_v7();
    let name = Sensitive::new(draft.name.trim().to_owned());
    let row = user::ActiveModel {
        id: Set(id),
        account: Set(account),
        name_sealed: Set(session.seal(Place { column: "app_user.name", row: id }, &name)?),
        shown_name: Set(mask_name(draft.name.trim())),
        password_hash: Set(None),
        state: Set(Stored(UserState::Invited)),
        organisation_id: Set(Some(organisation.id)),
        person_id: Set(None),
        area_path: Set(organisation.area_path),
        seen_at: Set(None),
        created_at: Set(session.now()),
        ..Default::default()
    };
    let row = session.insert::<user::Entity>(Kind::User, row).await?;
    let grant = grant::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(id),
        role_id: Set(role),
        area_id: Set(area),
        valid_from: Set(session.store().clock().today()),
        valid_to: Set(draft.valid_to.trim().parse().ok()),
    };
    grant::Entity::insert(grant)
        .exec_without_returning(session.txn())
        .await
        .map_err(internal("granting a role"))?;
    let token = draw_link(session, id).await?;
    let roles = roles_of(session, &[id]).await?;
    let names = organisation_names(session).await?;
    Ok((view(row, &roles, &names), token))
}

/// Disables a user and ends all their sessions; answers how many there were.
///
/// # Errors
/// [`Fault::LastAdministrator`] for oneself or when nobody could administer afterwards.
pub async fn disable_user(session: &Session, id: UserId, revision: i32) -> Result<u32, Fault> {
    if session.actor().user() == Some(id.0) {
        return Err(Fault::LastAdministrator);
    }
    let held = session.held::<user::Entity>(Kind::User, Act::Change, id.0).await?;
    session
        .change(Act::Change, held, Some(revision), |row| row.state = Set(Stored(UserState::Disabled)))
        .await?;
    keep_an_administrator(session).await?;
    http_session::end_all(session, id.0).await
}

/// Lets a disabled user in again.
///
/// # Errors
/// [`Fault::Changed`].
pub async fn enable_user(session: &Session, id: UserId, revision: i32) -> Result<(), Fault> {
    let held = session.held::<user::Entity>(Kind::User, Act::Change, id.0).await?;
    let state = if held.password_hash.is_some() { UserState::Enabled } else { UserState::Invited };
    session.change(Act::Change, held, Some(revision), |row| row.state = Set(Stored(state))).await.map(|_| ())
}

/// Takes a user's password away and draws a link to choose another, shown once.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn reset_password(session: &Session, id: UserId) -> Result<String, Fault> {
    let held = session.held::<user::Entity>(Kind::User, Act::Change, id.0).await?;
    session.change(Act::Change, held, None, |row| row.password_hash = Set(None)).await?;
    http_session::end_all(session, id.0).await?;
    draw_link(session, id.0).await
}

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
        let users =
            user::Entity::find().filter(user::Column::OrganisationId.eq(row.id)).count(session.txn()).await;
        shown.push(OrganisationRow {
            id: OrganisationId(row.id),
            parent: row.parent_id.map(OrganisationId),
            area: contract::AreaId(row.area_id),
            area_name: area_name(session, row.area_id).await?,
            name: row.name,
            users: u32::try_from(users.map_err(internal("counting an organisation's users"))?)
                .unwrap_or(u32::MAX),
            revision: row.revision,
        });
    }
    Ok(shown)
}

async fn area_name(session: &Session, area: Uuid) -> Result<String, Fault> {
    Ok(super::capacity::area_of(session, area).await?.map_or_else(String::new, |(_, name)| name))
}

/// Gives an organisation another area; the data scope of all its people follows at once.
///
/// # Errors
/// [`Fault::Changed`], [`Fault::Missing`] when there is no such area.
pub async fn move_organisation(
    session: &Session,
    id: OrganisationId,
    area: contract::AreaId,
    revision: i32,
) -> Result<(), Fault> {
    session.reach(Kind::Organisation, Act::Change)?;
    let (path, _) =
        super::capacity::area_of(session, area.0).await?.ok_or(Fault::Missing { kind: Kind::Area })?;
    let held = session.held::<organisation::Entity>(Kind::Organisation, Act::Change, id.0).await?;
    session
        .change(Act::Change, held, Some(revision), |row| {
            row.area_id = Set(area.0);
            row.area_path = Set(path.clone());
        })
        .await?;
    user::Entity::update_many()
        .col_expr(user::Column::AreaPath, path.into())
        .filter(user::Column::OrganisationId.eq(id.0))
        .exec(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("moving an organisation's users"))
}

/// Where there is no account at all, makes the first administrator and draws the link to choose a password.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn first_administrator(session: &Session) -> Result<Option<String>, Fault> {
    let existing =
        user::Entity::find().limit(2).all(session.txn()).await.map_err(internal("looking for accounts"))?;
    let waiting = match existing.as_slice() {
        [] => None,
        // The one account that nobody has opened yet: the link before may be lost.
        [only] if only.state.0 == UserState::Invited && only.account == "admin" => Some(only.id),
        _ => return Ok(None),
    };
    if let Some(id) = waiting {
        return draw_link(session, id).await.map(Some);
    }
    let administrator =
        role::Entity::find().filter(role::Column::Key.eq("administrator")).one(session.txn()).await;
    let administrator =
        administrator.map_err(internal("reading the role"))?.ok_or(Fault::Missing { kind: Kind::Role })?;
    let person = NewUser {
        account: "admin".into(),
        shown_name: "管理员".into(),
        role: administrator.id,
        ..NewUser::default()
    };
    let id = plant_user(session, person).await?;
    draw_link(session, id).await.map(Some)
}

/// An account as an import or the demo plants it.
#[derive(Clone, Debug, Default)]
pub struct NewUser {
    /// Account name.
    pub account: String,
    /// What colleagues see.
    pub shown_name: String,
    /// argon2id, when the password is known already.
    pub password_hash: Option<String>,
    /// Role.
    pub role: Uuid,
    /// Organisation.
    pub organisation: Option<Uuid>,
    /// The organisation's area path.
    pub area_path: String,
    /// Area of the grant, when it is not the organisation's.
    pub area: Option<Uuid>,
    /// The registered person behind it.
    pub person: Option<Uuid>,
}

/// Plants an account with one grant.
///
/// # Errors
/// [`Fault::Invalid`] when the account is taken.
pub async fn plant_user(session: &Session, new: NewUser) -> Result<Uuid, Fault> {
    let id = Uuid::now_v7();
    let name = Sensitive::new(new.shown_name.clone());
    let state = if new.password_hash.is_some() { UserState::Enabled } else { UserState::Invited };
    let row = user::ActiveModel {
        id: Set(id),
        account: Set(new.account),
        name_sealed: Set(session.seal(Place { column: "app_user.name", row: id }, &name)?),
        shown_name: Set(new.shown_name),
        password_hash: Set(new.password_hash),
        state: Set(Stored(state)),
        organisation_id: Set(new.organisation),
        person_id: Set(new.person),
        area_path: Set(new.area_path),
        seen_at: Set(None),
        created_at: Set(session.now()),
        ..Default::default()
    };
    session.insert::<user::Entity>(Kind::User, row).await?;
    add_grant(session, id, new.role, new.area).await?;
    Ok(id)
}

/// Grants a role from today on.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn add_grant(session: &Session, user: Uuid, role: Uuid, area: Option<Uuid>) -> Result<(), Fault> {
    let grant = grant::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(user),
        role_id: Set(role),
        area_id: Set(area),
        valid_from: Set(session.store().clock().today()),
        valid_to: Set(None),
    };
    grant::Entity::insert(grant)
        .exec_without_returning(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("granting a role"))
}
