//! What is left of an alarm's linkage once the alarm is over.

use super::{Column, Entity, Model};
use base::{Session, internal};
use contract::Fault;
use sea_orm::{QueryOrder, QuerySelect, QueryTrait, entity::prelude::*};
use std::collections::HashSet;

use crate::alarm::entity as alarm;

/// A siren or a screen that an alarm switched on.
pub(crate) struct Undo {
    /// What it asked for last.
    pub(crate) done: Model,
    /// What another alarm asked for that is still open, the newest of such.
    pub(crate) needed: Option<Model>,
}

/// Sirens and screens that an alarm switched on and that nobody has touched by hand since.
pub(crate) async fn to_undo(session: &Session, over: Uuid) -> Result<Vec<Undo>, Fault> {
    let doing = || internal("reading what to undo");
    let rows = Entity::find()
        .filter(Column::AlarmId.eq(over))
        .filter(Column::Property.is_in(["sounding", "text"]))
        .order_by_desc(Column::AskedAt)
        .order_by_desc(Column::Id)
        .all(session.txn())
        .await
        .map_err(doing())?;
    let mut seen = HashSet::new();
    let mut undo = vec![];
    for done in rows {
        if !seen.insert((done.device_id, done.property.clone())) {
            continue;
        }
        let same = || {
            Entity::find()
                .filter(Column::DeviceId.eq(done.device_id))
                .filter(Column::Property.eq(&done.property))
                .order_by_desc(Column::AskedAt)
                .order_by_desc(Column::Id)
                .limit(1)
        };
        let by_hand = same().filter(Column::AlarmId.is_null()).one(session.txn()).await.map_err(doing())?;
        if by_hand.as_ref().is_some_and(|row| row.asked_at > done.asked_at) {
            continue;
        }
        let open = alarm::Entity::find()
            .filter(alarm::Column::IsOpen.eq(true))
            .filter(alarm::Column::Id.ne(over))
            .select_only()
            .column(alarm::Column::Id)
            .into_query();
        let needed = same().filter(Column::AlarmId.in_subquery(open)).one(session.txn()).await;
        let touched = |row: &Model| by_hand.as_ref().is_some_and(|hand| hand.asked_at > row.asked_at);
        let needed = needed.map_err(doing())?.filter(|row| !touched(row));
        undo.push(Undo { done, needed });
    }
    Ok(undo)
}
