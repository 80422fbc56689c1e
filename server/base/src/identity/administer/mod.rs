//! What an administrator does: users, roles, organisations, grants.

mod account;
mod grant;
mod organisation;
mod plant;
mod role;
#[cfg(test)]
mod tests;
mod user;

pub use account::{change_user, retire_user};
pub use grant::{end_grant, grant_role, list_grants};
pub(super) use grant::{may_give, plant_grant};
pub use organisation::{
    add_organisation, change_organisation, list_organisations, move_organisation, retire_organisation,
};
pub use plant::{NewUser, first_administrator, plant_user};
pub use role::{add_role, change_role, list_roles, retire_role, seed_roles};
pub(super) use user::tell_user;
pub use user::{add_user, disable_user, enable_user, list_users, reset_password};
