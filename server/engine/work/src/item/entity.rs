//! The tables of work items and of their timelines.

use base::{Sealed, Stored};
use contract::{Kind, applications::CASE_KINDS, sensing::Level, work::WorkState};
use sea_orm::entity::prelude::*;

/// A work item.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "work_item")]
pub struct Model {
    /// Identity, made by whoever reported it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its case type.
    pub kind: Stored<Kind>,
    /// Version of the workflow that it began with.
    pub workflow_version: i32,
    /// Number, such as `F-0318`.
    pub number: String,
    /// Category key.
    pub category: String,
    /// What it is about.
    pub title: String,
    /// Gravity.
    pub level: Stored<Level>,
    /// State.
    pub state: Stored<WorkState>,
    /// Whether anything is left to do.
    pub is_open: bool,
    /// Area.
    pub area_path: String,
    /// Where, in short.
    pub place: String,
    /// Standard address.
    pub address: String,
    /// Longitude, WGS-84 degrees.
    pub lon: Option<f64>,
    /// Latitude, WGS-84 degrees.
    pub lat: Option<f64>,
    /// Number on the map.
    pub map_no: i32,
    /// Building's number on the map.
    pub building_no: Option<i32>,
    /// Dwelling's number on the map.
    pub dwelling_no: Option<i32>,
    /// Who reported it.
    pub reporter_id: Option<Uuid>,
    /// The reporter's organisation.
    pub organisation_id: Option<Uuid>,
    /// Whose it is now.
    pub assignee_id: Option<Uuid>,
    /// Their name as shown.
    pub assignee_name: Option<String>,
    /// The alarm that it came from.
    pub alarm_id: Option<Uuid>,
    /// When it was reported.
    pub reported_at: DateTimeUtc,
    /// Since when it is in its state.
    pub state_since: DateTimeUtc,
    /// When the state must be left.
    pub due_at: Option<DateTimeUtc>,
    /// What was left until the deadline when it was suspended, in milliseconds of plain time; less than nothing when late.
    pub left_ms: Option<i64>,
    /// When it is to be warned that the time runs out.
    pub warn_at: Option<DateTimeUtc>,
    /// Key of the role that is told when the time has run out.
    pub escalate_to: Option<String>,
    /// When it was warned that the time runs out.
    pub warned_at: Option<DateTimeUtc>,
    /// When it was passed on that the time ran out.
    pub escalated_at: Option<DateTimeUtc>,
    /// Last chase.
    pub chased_at: Option<DateTimeUtc>,
    /// How often it was chased.
    pub chased: i32,
    /// How often it was sent back.
    pub returned: i32,
    /// Whether any state was left too late.
    pub was_late: bool,
    /// Rating 1 to 5.
    pub rating: Option<i16>,
    /// When it was closed or cancelled.
    pub closed_at: Option<DateTimeUtc>,
    /// The case type's details; they may hold a phone number.
    pub details_sealed: Sealed,
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

impl base::Record for Entity {
    const KINDS: &'static [Kind] = CASE_KINDS;
    const MODULE: &'static str = "work";
    const SCOPE: base::ScopeColumns<Column> = base::ScopeColumns {
        area_path: Some(Column::AreaPath),
        owner: Some(Column::ReporterId),
        assignee: Some(Column::AssigneeId),
        organisation: Some(Column::OrganisationId),
        kind: Some(Column::Kind),
    };
    const PLAIN: &'static [Column] = &[
        Column::Number,
        Column::Category,
        Column::State,
        Column::Place,
        Column::AssigneeName,
        Column::DueAt,
        Column::Rating,
    ];
    const SEALED: &'static [Column] = &[Column::Title, Column::DetailsSealed];
    fn id(row: &Model) -> Uuid {
        row.id
    }
    fn id_column() -> Column {
        Column::Id
    }
    fn kind(row: &Model) -> Kind {
        row.kind.0
    }
    fn area_path(row: &Model) -> &str {
        &row.area_path
    }
    fn stamp(row: &Model) -> Option<base::Stamp> {
        Some(base::Stamp { revision: row.revision, by: row.changed_by, at: row.changed_at })
    }
    fn set_stamp(row: &mut ActiveModel, stamp: base::Stamp) {
        use sea_orm::ActiveValue::Set;
        row.revision = Set(stamp.revision);
        row.changed_by = Set(stamp.by);
        row.changed_at = Set(stamp.at);
    }
}

/// Timelines.
pub mod entry {
    use base::Stored;
    use contract::{
        Act,
        work::{Source, WorkState},
    };
    use sea_orm::entity::prelude::*;

    /// One entry; its identity is made by whoever typed it.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "work_entry")]
    pub struct Model {
        /// Identity.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The item.
        pub item_id: Uuid,
        /// When the server took it.
        pub at: DateTimeUtc,
        /// When it was typed, if that was offline.
        pub typed_at: Option<DateTimeUtc>,
        /// Where it comes from.
        pub source: Stored<Source>,
        /// Who, for people.
        pub actor_id: Option<Uuid>,
        /// Name as shown.
        pub actor: String,
        /// Capacity.
        pub capacity: String,
        /// What was done.
        pub act: Stored<Act>,
        /// State after it.
        pub state: Stored<WorkState>,
        /// Reason or note.
        pub note: String,
        /// Photos, as JSON.
        pub photos: String,
        /// Given to whom.
        pub assignee_name: Option<String>,
    }
    /// It has no relations.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
