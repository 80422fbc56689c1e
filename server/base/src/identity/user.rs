//! Accounts.

use crate::{Sealed, Stored};
use contract::identity::UserState;
use sea_orm::entity::prelude::*;

/// An account.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "app_user")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What is typed to sign in, in small letters.
    pub account: String,
    /// Real name.
    pub name_sealed: Sealed,
    /// What colleagues see.
    pub shown_name: String,
    /// argon2id; none until one is chosen.
    pub password_hash: Option<String>,
    /// Whether it may sign in.
    pub state: Stored<UserState>,
    /// Its organisation.
    pub organisation_id: Option<Uuid>,
    /// The registered person behind it.
    pub person_id: Option<Uuid>,
    /// Path of the organisation's area.
    pub area_path: String,
    /// Last sign-in.
    pub seen_at: Option<DateTimeUtc>,
    /// Since when it exists.
    pub created_at: DateTimeUtc,
    /// Whether it is a wall or a kiosk, which has no password and is paired instead.
    pub is_terminal: bool,
    /// Version.
    pub revision: i32,
    /// Who changed it last.
    pub changed_by: Option<Uuid>,
    /// When.
    pub changed_at: DateTimeUtc,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

crate::record!(Entity, kinds: [User], module: "identity", scope: crate::ScopeColumns::by_area(Column::AreaPath),
    plain: [Account, State, OrganisationId, PersonId, ShownName], sealed: [NameSealed, PasswordHash]);
