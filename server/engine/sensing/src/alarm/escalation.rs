//! What nobody acknowledges is passed on.

use super::{
    entity::{Column, Entity},
    lifecycle::told,
};
use base::{Actor, Mode, Session, Store, Stored, internal};
use chrono::Duration;
use contract::{Act, Fault, Kind, live::Event, sensing::Level};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*};

/// Seconds after which nobody's silence is passed on.
pub const ESCALATE_AFTER_SECONDS: i64 = 60;

/// So many at once: the clock that looks for them also sends commands, and comes back in two seconds.
const AT_ONCE: u64 = 20;

/// Passes on that nobody acknowledged a grave alarm for a minute; says how many. Each has a transaction of its own: one
/// that fails keeps no other waiting, and none is held while another is waited for.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn escalate_overdue(store: &Store) -> Result<u32, Fault> {
    let before = store.clock().now() - Duration::seconds(ESCALATE_AFTER_SECONDS);
    let late: Vec<Uuid> = Entity::find()
        .filter(Column::IsOpen.eq(true))
        .filter(Column::AcknowledgedAt.is_null())
        .filter(Column::EscalatedAt.is_null())
        .filter(Column::Level.is_in([Stored(Level::One), Stored(Level::Two)]))
        .filter(Column::RaisedAt.lte(before))
        .order_by_asc(Column::RaisedAt)
        .limit(AT_ONCE)
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .all(store.pool())
        .await
        .map_err(internal("looking for unacknowledged alarms"))?;
    let mut count = 0;
    for id in late {
        let session = store.begin(Actor::System("watch"), Mode::Write).await?;
        let result = escalate(&session, id).await;
        match session.finish(result).await {
            Ok(is_passed_on) => count += u32::from(is_passed_on),
            Err(Fault::Unavailable) => return Err(Fault::Unavailable),
            Err(fault) => tracing::error!(alarm = %id, ?fault, "an alarm can't be passed on"),
        }
    }
    Ok(count)
}

async fn escalate(session: &Session, id: Uuid) -> Result<bool, Fault> {
    let held = session.held::<Entity>(Kind::Alarm, Act::Change, id).await?;
    // Under the lock: somebody may have acknowledged it, or another process passed it on.
    if !held.is_open || held.acknowledged_at.is_some() || held.escalated_at.is_some() {
        return Ok(false);
    }
    let now = session.now();
    let after = session.change(Act::Change, held, None, |row| row.escalated_at = Set(Some(now))).await?;
    told(session, &after, now, Event::AlarmEscalated).await?;
    Ok(true)
}
