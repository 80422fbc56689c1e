//! The table of terminals.

use crate::Stored;
use contract::identity::terminal::TerminalKind;
use sea_orm::entity::prelude::*;

/// A terminal.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "terminal")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: Stored<TerminalKind>,
    /// The area that it reaches.
    pub area_id: Uuid,
    /// The area's path.
    pub area_path: String,
    /// The area's name.
    pub area_name: String,
    /// Keyed digest of its code, until it is typed.
    pub code_hash: Option<String>,
    /// Until when the code works.
    pub code_expires_at: DateTimeUtc,
    /// Its account, once it is paired.
    pub user_id: Option<Uuid>,
    /// When it was paired.
    pub paired_at: Option<DateTimeUtc>,
    /// Since when it is cut off.
    pub revoked_at: Option<DateTimeUtc>,
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

crate::record!(Entity, kinds: [Terminal], module: "identity", scope: crate::ScopeColumns::by_area(Column::AreaPath),
    plain: [Name, Kind, AreaId, UserId, PairedAt, RevokedAt], sealed: [CodeHash]);
