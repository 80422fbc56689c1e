//! The outbox: what happened, written in the transaction in which it happened.

use crate::{Session, Store, error::internal, store::Addressee};
use contract::{
    Fault, Kind, Term,
    live::{Event, Moment},
};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*};
use std::sync::Arc;

/// An event that waits for its position, or has it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Place in the feed, given by the sequencer.
    pub position: Option<i64>,
    /// When.
    pub at: DateTimeUtc,
    /// Whoever may read this kind hears of it.
    pub kind: String,
    /// If it lies inside their areas,
    pub area_path: String,
    /// or is their own,
    pub owner_id: Option<Uuid>,
    /// or was given to them.
    pub assignee_id: Option<Uuid>,
    /// The event, as JSON.
    pub event: String,
}

/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Who may hear of an event: those who may read the record that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressed {
    /// Kind of the record.
    pub kind: Kind,
    /// Its area.
    pub area_path: String,
    /// Whose it is.
    pub owner: Option<Uuid>,
    /// Whom it is given to.
    pub assignee: Option<Uuid>,
}

impl Addressed {
    /// About a record of an area.
    #[must_use]
    pub fn area(kind: Kind, area_path: &str) -> Self {
        Self { kind, area_path: area_path.into(), owner: None, assignee: None }
    }
}

pub(crate) async fn write(session: &Session, to: Addressed, event: &Event) -> Result<(), Fault> {
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        position: Set(None),
        at: Set(session.now()),
        kind: Set(to.kind.key().into()),
        area_path: Set(to.area_path),
        owner_id: Set(to.owner),
        assignee_id: Set(to.assignee),
        event: Set(serde_json::to_string(event).unwrap_or_default()),
    };
    Entity::insert(row)
        .exec_without_returning(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("writing the outbox"))
}

/// Reads a row as a moment; none when an older or newer program wrote an event that this one does not know.
pub(crate) fn read(row: Model) -> Option<Addressee> {
    let event = serde_json::from_str(&row.event)
        .inspect_err(|error| tracing::warn!(%error, position = row.position, "an event of another version is passed over"))
        .ok()?;
    let to = Addressed {
        kind: Kind::from_key(&row.kind)?,
        area_path: row.area_path,
        owner: row.owner_id,
        assignee: row.assignee_id,
    };
    Some(Arc::new((to, Moment { position: row.position?, at: row.at, event })))
}

/// What happened after a position, oldest first, at most `rows`.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn moments_after(store: &Store, position: i64, rows: u64) -> Result<Vec<Addressee>, Fault> {
    let found = Entity::find()
        .filter(Column::Position.gt(position))
        .order_by_asc(Column::Position)
        .limit(rows)
        .all(&store.db)
        .await
        .map_err(internal("reading the feed"))?;
    Ok(found.into_iter().filter_map(read).collect())
}

/// The newest position of the feed.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn head(store: &Store) -> Result<i64, Fault> {
    let found = Entity::find()
        .select_only()
        .column(Column::Position)
        .filter(Column::Position.is_not_null())
        .order_by_desc(Column::Position)
        .into_tuple::<Option<i64>>()
        .one(&store.db)
        .await
        .map_err(internal("reading the feed's head"))?;
    Ok(found.flatten().unwrap_or(0))
}
