//! Who holds which role, where, and from when to when.

use chrono::NaiveDate;
use sea_orm::{Condition, entity::prelude::*, sea_query::ExprTrait};

/// A grant.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "user_grant")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who.
    pub user_id: Uuid,
    /// Which role.
    pub role_id: Uuid,
    /// Where; the area of the user's organisation when there is none, following it when it moves.
    pub area_id: Option<Uuid>,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    pub valid_to: Option<Date>,
    /// When somebody ended it, whatever its last day.
    pub ended_at: Option<DateTimeUtc>,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// The condition that a grant holds on a day.
#[must_use]
pub fn current(today: NaiveDate) -> Condition {
    Condition::all()
        .add(Column::EndedAt.is_null())
        .add(Column::ValidFrom.lte(today))
        .add(Column::ValidTo.is_null().or(Column::ValidTo.gte(today)))
}
