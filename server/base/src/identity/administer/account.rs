//! An account's later life: another name, another organisation, and being given up for good.

use super::{
    grant::{is_below, keep_below},
    organisation::known_organisation,
    role::keep_an_administrator,
    user::{shown, tell_user},
};
use crate::{
    Place, Sensitive, Session, Stored,
    identity::{http_session, user},
};
use contract::{
    Act, Fault, Kind, UserId, field,
    identity::{USER_CHANGE_FIELDS, UserChange, UserRow, UserState},
    registry::mask_name,
};
use sea_orm::ActiveValue::Set;

/// Renames a user or moves them to another organisation; their data scope follows at once.
///
/// # Permission
/// `user.change`; without `role.change`, only where the account may do no more than the actor, before and after.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Changed`]; [`Fault::Invalid`]; [`Fault::Missing`] when the account was given up.
pub async fn change_user(
    session: &Session,
    id: UserId,
    revision: i32,
    change: &UserChange,
) -> Result<UserRow, Fault> {
    session.reach(Kind::User, Act::Change)?;
    field::check(USER_CHANGE_FIELDS, change)?;
    let organisation = known_organisation(session, "organisation", &change.organisation).await?;
    let held = session.held::<user::Entity>(Kind::User, Act::Change, id.0).await?;
    still_there(&held)?;
    keep_below(session, Act::Change, &held).await?;
    let is_moved = held.organisation_id != Some(organisation.id);
    let name = change.name.trim();
    let sealed = match name {
        "" => None,
        name => {
            let place = Place { column: "app_user.name", row: id.0 };
            Some(session.seal(place, &Sensitive::new(name.to_owned()))?)
        }
    };
    let row = session
        .change(Act::Change, held, Some(revision), |row| {
            if let Some(sealed) = sealed {
                row.name_sealed = Set(sealed);
                row.shown_name = Set(mask_name(name));
            }
            row.organisation_id = Set(Some(organisation.id));
            row.area_path = Set(organisation.area_path);
        })
        .await?;
    // What follows the organisation reaches further in another.
    if is_moved && !is_below(session, &row).await? {
        return Err(Fault::invalid("organisation", "field.not_offered"));
    }
    tell_user(session, id.0, &row.area_path).await?;
    shown(session, row).await
}

/// Gives a user up for good and ends all their sessions; answers how many there were. What they did stays theirs, and
/// nobody else gets the account's name.
///
/// # Permission
/// `user.retire`; without `role.change`, only for an account that may do no more than the actor.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::LastAdministrator`] for oneself or when nobody could administer afterwards;
/// [`Fault::Changed`].
pub async fn retire_user(session: &Session, id: UserId, revision: i32) -> Result<u32, Fault> {
    let held = session.held::<user::Entity>(Kind::User, Act::Retire, id.0).await?;
    still_there(&held)?;
    if session.actor().user() == Some(id.0) {
        return Err(Fault::LastAdministrator);
    }
    keep_below(session, Act::Retire, &held).await?;
    let row = session
        .change(Act::Retire, held, Some(revision), |row| {
            row.state = Set(Stored(UserState::Retired));
            row.password_hash = Set(None);
        })
        .await?;
    keep_an_administrator(session).await?;
    tell_user(session, id.0, &row.area_path).await?;
    http_session::end_all(session, id.0).await
}

/// An account that was given up is there no more for whoever would change it; one of a wall or kiosk is its terminal's.
pub(super) fn still_there(user: &user::Model) -> Result<(), Fault> {
    let is_gone = user.state.0 == UserState::Retired || user.is_terminal;
    if is_gone { Err(Fault::Missing { kind: Kind::User }) } else { Ok(()) }
}
