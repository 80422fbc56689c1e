//! What happens to items by the clock: warned before the time runs out, passed on when it has, closed when nobody answers.

use base::{Actor, Addressed, Mode, Session, Store, Stored, internal};
use chrono::{DateTime, Utc};
use contract::{
    Act, Fault, WorkItemId,
    live::Event,
    work::{Source, WorkState},
};
use sea_orm::{ActiveValue::Set, Condition, QueryOrder, QuerySelect, entity::prelude::*};
use std::time::Duration;

use crate::{
    deadline::role_name,
    item::{
        bare_entry, by_rule,
        entity::{ActiveModel, Column, Entity, Model},
        kind_of, tell, type_of, write_entry,
    },
};

/// Runs until the program ends.
pub async fn run(store: Store) {
    loop {
        if let Err(fault) = tick(&store).await {
            tracing::warn!(%fault, "deadlines wait");
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

/// One round; says how many items were touched. Each has a transaction of its own: one that fails keeps no other waiting.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn tick(store: &Store) -> Result<u32, Fault> {
    let mut touched = 0;
    for id in due(store).await? {
        match one(store, id).await {
            Ok(is_touched) => touched += u32::from(is_touched),
            Err(Fault::Unavailable) => return Err(Fault::Unavailable),
            Err(fault) => tracing::error!(item = %id, ?fault, "the deadline of an item can't be kept"),
        }
    }
    Ok(touched)
}

/// The items for which something is to be done.
async fn due(store: &Store) -> Result<Vec<Uuid>, Fault> {
    Entity::find()
        .filter(Column::IsOpen.eq(true))
        .filter(any_of(store.clock().now()))
        .order_by_asc(Column::DueAt)
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .all(store.pool())
        .await
        .map_err(internal("looking for deadlines"))
}

fn any_of(now: DateTime<Utc>) -> Condition {
    let late = Condition::all().add(Column::DueAt.lt(now)).add(Column::EscalatedAt.is_null());
    let near = Condition::all()
        .add(Column::DueAt.gte(now))
        .add(Column::WarnAt.lte(now))
        .add(Column::WarnedAt.is_null());
    Condition::any().add(late).add(near)
}

async fn one(store: &Store, id: Uuid) -> Result<bool, Fault> {
    let session = store.begin(Actor::System("deadline"), Mode::Write).await?;
    let result = keep(&session, id).await;
    session.finish(result).await
}

/// Does what is to be done about an item, if it still is now that it is locked.
async fn keep(session: &Session, id: Uuid) -> Result<bool, Fault> {
    let now = session.now();
    let kind = kind_of(session, WorkItemId(id)).await?;
    let item = session.held::<Entity>(kind, Act::Note, id).await?;
    if !item.is_open {
        return Ok(false);
    }
    let is_late = item.due_at.is_some_and(|at| at < now);
    let is_warned = item.warned_at.is_some() || item.warn_at.is_none_or(|at| at > now);
    match (is_late, item.escalated_at, item.due_at) {
        (true, None, _) => {
            let is_answered_by_silence = item.state.0 == WorkState::Resolved && type_of(kind)?.is_rated;
            if is_answered_by_silence {
                by_rule(session, &item, Act::Close, None).await?;
            } else {
                escalate(session, &item).await?;
            }
        }
        (false, _, Some(_)) if !is_warned => warn(session, &item).await?,
        _ => return Ok(false),
    }
    Ok(true)
}

async fn warn(session: &Session, item: &Model) -> Result<(), Fault> {
    let row = ActiveModel { id: Set(item.id), warned_at: Set(Some(session.now())), ..Default::default() };
    mark(session, row).await?;
    note(session, item, "work.entry.warn", None).await?;
    tell(session, item, Act::Note).await
}

/// Passes it on: the role that the deadline began with is told.
async fn escalate(session: &Session, item: &Model) -> Result<(), Fault> {
    let row = ActiveModel {
        id: Set(item.id),
        escalated_at: Set(Some(session.now())),
        was_late: Set(true),
        ..Default::default()
    };
    mark(session, row).await?;
    let told = match &item.escalate_to {
        Some(role) => Some(role_name(session, role).await?).filter(|name| !name.is_empty()),
        None => None,
    };
    note(session, item, "work.entry.escalate", told).await?;
    if let Some(role) = &item.escalate_to {
        let event = Event::WorkEscalated {
            item: item.id,
            kind: item.kind.0,
            number: item.number.clone(),
            role: role.clone(),
        };
        session.emit(Addressed::area(item.kind.0, &item.area_path), &event).await?;
    }
    tell(session, item, Act::Note).await
}

async fn mark(session: &Session, row: ActiveModel) -> Result<(), Fault> {
    Entity::update(row)
        .exec_without_returning(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("marking a deadline"))
}

/// The key is kept, not the sentence: it is put into words for each reader.
async fn note(session: &Session, item: &Model, key: &str, told: Option<String>) -> Result<(), Fault> {
    let mut entry = bare_entry(Uuid::now_v7());
    entry.source = Set(Stored(Source::Rule));
    entry.note = Set(key.into());
    entry.assignee_name = Set(told);
    write_entry(session, item, Act::Note, entry).await
}
