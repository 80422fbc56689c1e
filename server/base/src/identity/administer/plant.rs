//! Accounts that no administrator adds: the first one, and those of an import or the demo.

use super::grant::plant_grant;
use crate::{
    Place, Sensitive, Session, Stored,
    error::internal,
    identity::{draw_link, role, user},
};
use contract::{Fault, Kind, identity::UserState};
use sea_orm::{ActiveValue::Set, QuerySelect, entity::prelude::*};

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
    let today = session.store().clock().today();
    plant_grant(session, id, new.role, new.area, (today, None)).await?;
    Ok(id)
}
