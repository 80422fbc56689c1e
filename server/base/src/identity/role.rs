//! Roles and their permissions.

use crate::{Session, Stored, error::internal};
use contract::{Act, Fault, Kind, Permission, identity::Audience};
use sea_orm::{QuerySelect, entity::prelude::*};

/// A role.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "role")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Stable key.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// The home that it opens.
    pub audience: Stored<Audience>,
    /// Version.
    pub revision: i32,
    /// Who changed it last.
    pub changed_by: Option<Uuid>,
    /// When.
    pub changed_at: DateTimeUtc,
    /// Since when it is out of use.
    pub retired_at: Option<DateTimeUtc>,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

crate::record!(Entity, kinds: [Role], module: "identity", scope: none,
    plain: [Key, Name, Audience, RetiredAt], sealed: []);

/// What a role may do.
pub(super) async fn lines(session: &Session, role: Uuid) -> Result<Vec<Permission>, Fault> {
    let rows = permission::Entity::find()
        .filter(permission::Column::RoleId.eq(role))
        .all(session.txn())
        .await
        .map_err(internal("reading a role's lines"))?;
    Ok(rows.iter().map(Permission::from).collect())
}

/// The roles that may do an act on a kind, however far.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn that_may(session: &Session, kind: Kind, act: Act) -> Result<Vec<Uuid>, Fault> {
    permission::Entity::find()
        .filter(permission::Column::Kind.eq(Stored(kind)))
        .filter(permission::Column::Act.eq(Stored(act)))
        .select_only()
        .column(permission::Column::RoleId)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("looking for the roles that may do something"))
}

/// The lines of roles.
pub mod permission {
    use crate::Stored;
    use contract::{Act, Kind, Permission, Scope};
    use sea_orm::entity::prelude::*;

    /// One line.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "role_permission")]
    pub struct Model {
        /// The role.
        #[sea_orm(primary_key, auto_increment = false)]
        pub role_id: Uuid,
        /// The noun.
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: Stored<Kind>,
        /// The verb.
        #[sea_orm(primary_key, auto_increment = false)]
        pub act: Stored<Act>,
        /// The reach.
        #[sea_orm(primary_key, auto_increment = false)]
        pub scope: Stored<Scope>,
    }
    /// It has no relations.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}

    impl From<&Model> for Permission {
        fn from(row: &Model) -> Self {
            Self { kind: row.kind.0, act: row.act.0, scope: row.scope.0 }
        }
    }
}
