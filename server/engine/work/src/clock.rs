//! What happens to items by the clock: warned before the time runs out, passed on when it has, closed when nobody answers.

use base::{Actor, Addressed, Mode, Session, Store, Stored, internal};
use contract::{
    Act, Fault,
    live::Event,
    work::{Source, WorkState},
};
use sea_orm::{ActiveValue::Set, QuerySelect, entity::prelude::*};
use std::time::Duration;

use crate::{
    deadline::role_name,
    item::{
        bare_entry, by_rule,
        entity::{ActiveModel, Column, Entity, Model},
        tell, type_of, write_entry,
    },
};

/// Runs until the program ends.
pub async fn run(store: Store) {
    loop {
        let session = store.begin(Actor::System("deadline"), Mode::Write).await;
        let result = match session {
            Ok(session) => {
                let result = tick(&session).await;
                session.finish(result).await
            }
            Err(fault) => Err(fault),
        };
        if let Err(fault) = result {
            tracing::warn!(%fault, "deadlines wait");
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

/// One round; says how many items were touched.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn tick(session: &Session) -> Result<u32, Fault> {
    let now = session.now();
    let doing = || internal("looking for deadlines");
    let open = || Entity::find().filter(Column::IsOpen.eq(true));
    let late = open()
        .filter(Column::DueAt.lt(now))
        .filter(Column::EscalatedAt.is_null())
        .limit(200)
        .all(session.txn())
        .await
        .map_err(doing())?;
    let mut touched = 0;
    for item in late {
        let is_answered_by_silence = item.state.0 == WorkState::Resolved && type_of(item.kind.0)?.is_rated;
        if is_answered_by_silence {
            by_rule(session, &item, Act::Close, None).await?;
        } else {
            escalate(session, &item).await?;
        }
        touched += 1;
    }
    let near = open()
        .filter(Column::DueAt.gte(now))
        .filter(Column::WarnAt.lte(now))
        .filter(Column::WarnedAt.is_null())
        .limit(200)
        .all(session.txn())
        .await
        .map_err(doing())?;
    for item in near {
        warn(session, &item).await?;
        touched += 1;
    }
    Ok(touched)
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
