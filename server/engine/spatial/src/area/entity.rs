//! The table of areas.

use base::{Record, ScopeColumns, Stamp, Stored};
use contract::{
    geo::{Ring, Wgs84, ring_centre},
    spatial::AreaKind,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use crate::geometry;

/// An area.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "area")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its place in the tree: four base-36 digits and a `/` for each level.
    pub path: String,
    /// The one above.
    pub parent_id: Option<Uuid>,
    /// Level.
    pub kind: Stored<AreaKind>,
    /// Name.
    pub name: String,
    /// Unified or official code.
    pub code: String,
    /// Outline, a JSON array of WGS-84 positions.
    pub outline: String,
    /// Number on the map.
    pub map_no: i32,
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

impl Model {
    /// The outline.
    #[must_use]
    pub fn ring(&self) -> Ring {
        geometry::positions(&self.outline)
    }

    /// Where to label it.
    #[must_use]
    pub fn at(&self) -> Wgs84 {
        ring_centre(&self.ring())
    }
}

impl Record for Entity {
    const KINDS: &'static [contract::Kind] = &[contract::Kind::Area];
    const MODULE: &'static str = "spatial";
    const SCOPE: ScopeColumns<Column> = ScopeColumns::by_area(Column::Path);
    const PLAIN: &'static [Column] =
        &[Column::ParentId, Column::Kind, Column::Name, Column::Code, Column::Outline, Column::RetiredAt];
    const SEALED: &'static [Column] = &[];
    fn id(row: &Model) -> Uuid {
        row.id
    }
    fn id_column() -> Column {
        Column::Id
    }
    fn area_path(row: &Model) -> &str {
        &row.path
    }
    fn stamp(row: &Model) -> Option<Stamp> {
        Some(Stamp { revision: row.revision, by: row.changed_by, at: row.changed_at })
    }
    fn set_stamp(row: &mut ActiveModel, stamp: Stamp) {
        row.revision = Set(stamp.revision);
        row.changed_by = Set(stamp.by);
        row.changed_at = Set(stamp.at);
    }
}
