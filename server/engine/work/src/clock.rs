//! What happens to items by the clock: warned before the time runs out, passed on when it has, closed when nobody answers.

use base::{Actor, Mode, Session, Store, Stored, internal};
use contract::{
    Act, Fault,
    work::{Source, WorkState},
};
use sea_orm::{ActiveValue::Set, QuerySelect, entity::prelude::*};
use std::time::Duration;

use crate::item::{
    bare_entry, by_rule,
    entity::{ActiveModel, Column, Entity, Model},
    tell, type_of, write_entry,
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
            mark(session, &item, true).await?;
        }
        touched += 1;
    }
    let near = open()
        .filter(Column::DueAt.gte(now))
        .filter(Column::WarnedAt.is_null())
        .limit(1000)
        .all(session.txn())
        .await
        .map_err(doing())?;
    for item in near {
        let Some(due) = item.due_at else { continue };
        // The last quarter of the time is the warning.
        if (due - now) * 4 < due - item.state_since {
            mark(session, &item, false).await?;
            touched += 1;
        }
    }
    Ok(touched)
}

async fn mark(session: &Session, item: &Model, is_late: bool) -> Result<(), Fault> {
    let mut row = ActiveModel { id: Set(item.id), ..Default::default() };
    if is_late {
        row.escalated_at = Set(Some(session.now()));
        row.was_late = Set(true);
    } else {
        row.warned_at = Set(Some(session.now()));
    }
    Entity::update(row)
        .exec_without_returning(session.txn())
        .await
        .map_err(internal("marking a deadline"))?;
    if is_late {
        let mut entry = bare_entry(Uuid::now_v7());
        entry.source = Set(Stored(Source::Rule));
        entry.note = Set("work.entry.escalate".into());
        write_entry(session, item, Act::Note, entry).await?;
    }
    tell(session, item, Act::Note).await
}
