//! Users: their list, adding, disabling, and choosing another password.

use super::{
    account::still_there,
    grant::{give, keep_below, offered, roles_of},
    organisation::{known_organisation, organisation_names},
    role::keep_an_administrator,
};
use crate::{
    Addressed, Place, Sensitive, Session, Stored,
    identity::{draw_link, http_session, user},
    session::Keyset,
};
use contract::{
    Act, Fault, Kind, Listing, OrganisationId, Page, UserId, field,
    identity::{GrantDraft, USER_FIELDS, UserDraft, UserRow, UserState},
    live::Event,
    registry::mask_name,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use std::collections::HashMap;

/// Lists users.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list_users(session: &Session, listing: &Listing) -> Result<Page<UserRow>, Fault> {
    // Terminals have a list of their own.
    let mut found = session.find::<user::Entity>()?.filter(user::Column::IsTerminal.eq(false));
    if let Some(text) = listing.search.as_deref() {
        found = found.filter(crate::search::anywhere(user::Column::Account, text));
    }
    found = if listing.filter("state").is_empty() {
        found.filter(user::Column::State.ne(Stored(UserState::Retired)))
    } else {
        found.filter(user::Column::State.is_in(listing.filter("state").iter().cloned()))
    };
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

/// Adds a user with one grant; answers the row and the token of the link with which a password is chosen.
///
/// # Permission
/// `user.create`, with the organisation and all that the grant reaches within reach; without `role.change`, only with a
/// role that may do no more than the actor.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Invalid`] with every field at fault.
pub async fn add_user(session: &Session, draft: &UserDraft) -> Result<(UserRow, String), Fault> {
    session.reach(Kind::User, Act::Create)?;
    field::check(USER_FIELDS, draft)?;
    let account = draft.account.trim().to_lowercase();
    if !account.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@".contains(c)) {
        return Err(Fault::invalid("account", "field.account"));
    }
    let organisation = known_organisation(session, "organisation", &draft.organisation).await?;
    let granted = GrantDraft {
        role: draft.role.clone(),
        area: draft.area.clone(),
        valid_from: String::new(),
        valid_to: draft.valid_to.clone(),
    };
    let offer = offered(session, Act::Create, Some(organisation.id), &granted).await?;
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
    give(session, &row, offer).await?;
    let token = draw_link(session, id).await?;
    Ok((shown(session, row).await?, token))
}

/// A user as the list shows them.
pub(super) async fn shown(session: &Session, row: user::Model) -> Result<UserRow, Fault> {
    let roles = roles_of(session, &[row.id]).await?;
    let names = organisation_names(session).await?;
    Ok(view(row, &roles, &names))
}

/// Disables a user and ends all their sessions; answers how many there were.
///
/// # Permission
/// `user.change`; without `role.change`, only for an account that may do no more than the actor.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::LastAdministrator`] for oneself or when nobody could administer afterwards.
pub async fn disable_user(session: &Session, id: UserId, revision: i32) -> Result<u32, Fault> {
    if session.actor().user() == Some(id.0) {
        return Err(Fault::LastAdministrator);
    }
    let held = session.held::<user::Entity>(Kind::User, Act::Change, id.0).await?;
    still_there(&held)?;
    keep_below(session, Act::Change, &held).await?;
    let after = session
        .change(Act::Change, held, Some(revision), |row| row.state = Set(Stored(UserState::Disabled)))
        .await?;
    keep_an_administrator(session).await?;
    tell_user(session, id.0, &after.area_path).await?;
    http_session::end_all(session, id.0).await
}

/// Says that an account changed, so that a feed that it listens to is looked at again at once.
pub(in crate::identity) async fn tell_user(
    session: &Session,
    user: Uuid,
    area_path: &str,
) -> Result<(), Fault> {
    let event = Event::RecordChanged { kind: Kind::User, id: user };
    session.emit(Addressed::area(Kind::User, area_path), &event).await
}

/// Lets a disabled user in again.
///
/// # Permission
/// `user.change`; without `role.change`, only for an account that may do no more than the actor.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Changed`].
pub async fn enable_user(session: &Session, id: UserId, revision: i32) -> Result<(), Fault> {
    let held = session.held::<user::Entity>(Kind::User, Act::Change, id.0).await?;
    still_there(&held)?;
    keep_below(session, Act::Change, &held).await?;
    let state = if held.password_hash.is_some() { UserState::Enabled } else { UserState::Invited };
    session.change(Act::Change, held, Some(revision), |row| row.state = Set(Stored(state))).await.map(|_| ())
}

/// Takes a user's password away and draws a link to choose another, shown once.
///
/// # Permission
/// `user.change`; without `role.change`, only for an account that may do no more than the actor.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Missing`].
pub async fn reset_password(session: &Session, id: UserId) -> Result<String, Fault> {
    let held = session.held::<user::Entity>(Kind::User, Act::Change, id.0).await?;
    still_there(&held)?;
    keep_below(session, Act::Change, &held).await?;
    let row = session.change(Act::Change, held, None, |row| row.password_hash = Set(None)).await?;
    tell_user(session, id.0, &row.area_path).await?;
    http_session::end_all(session, id.0).await?;
    draw_link(session, id.0).await
}
