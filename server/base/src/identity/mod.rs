//! Who may use the system: accounts, roles, grants, organisations, sign-in, sessions over HTTP.

mod administer;
mod attempt;
mod capacity;
mod duty_phone;
pub mod grant;
pub mod http_session;
mod link;
pub mod organisation;
pub mod person_key;
pub mod role;
mod sign_in;
pub mod terminal;
mod tree;
pub mod user;

pub use administer::{
    NewUser, add_organisation, add_role, add_user, change_organisation, change_role, change_user,
    disable_user, enable_user, end_grant, first_administrator, grant_role, list_grants, list_organisations,
    list_roles, list_users, move_organisation, plant_user, reset_password, retire_organisation, retire_role,
    retire_user, seed_roles,
};
pub use capacity::{Seat, capacities, seat};
pub use duty_phone::duty_phone;
pub use link::{draw as draw_link, use_link};
pub use sign_in::{hash_password, password, sign_in};
pub use tree::paths_of;
