//! The table of persons: every value sealed under the person's own key, with blind indexes beside it.

use base::Sealed;
use sea_orm::entity::prelude::*;

/// A registered person.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Area of the home; it decides who reaches the person.
    pub area_path: String,
    /// Unified code, which says nothing about the person.
    pub code: String,
    /// Name.
    pub name_sealed: Sealed,
    /// Blind index of the name; empty once erased, as all of them.
    pub name_index: String,
    /// Phone.
    pub phone_sealed: Sealed,
    /// Blind index of the phone; empty when there is none.
    pub phone_index: String,
    /// Blind index of the phone's last four digits.
    #[sea_orm(column_name = "phone_last4_index")]
    pub phone_last4_index: String,
    /// Identity number.
    pub id_number_sealed: Sealed,
    /// Blind index of the identity number; empty when there is none.
    pub id_number_index: String,
    /// Day of birth, `2001-12-31`; nothing when it is not known.
    pub born_on_sealed: Sealed,
    /// Version.
    pub revision: i32,
    /// Who changed it last.
    pub changed_by: Option<Uuid>,
    /// When.
    pub changed_at: DateTimeUtc,
    /// Since when the person is erased.
    pub retired_at: Option<DateTimeUtc>,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

base::record!(Entity, kinds: [Person], module: "registry", scope: base::ScopeColumns::by_area(Column::AreaPath),
    plain: [AreaPath, Code, RetiredAt], sealed: [NameSealed, PhoneSealed, IdNumberSealed, BornOnSealed]);
