//! The table of notices.

use sea_orm::entity::prelude::*;

/// A notice.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The area that it is for.
    pub area_id: Uuid,
    /// Its path.
    pub area_path: String,
    /// Its name.
    pub area_name: String,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Since when it can be read.
    pub published_at: DateTimeUtc,
    /// Last day on which it is shown.
    pub valid_to: Option<Date>,
    /// Version.
    pub revision: i32,
    /// Who changed it last.
    pub changed_by: Option<Uuid>,
    /// When.
    pub changed_at: DateTimeUtc,
    /// Since when it is taken back.
    pub retired_at: Option<DateTimeUtc>,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

base::record!(Entity, kinds: [Notice], module: "publishing", scope: base::ScopeColumns::by_area(Column::AreaPath),
    plain: [AreaId, AreaName, Title, Body, PublishedAt, ValidTo, RetiredAt], sealed: []);
