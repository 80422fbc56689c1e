//! What happens by the clock: silent devices, unacknowledged alarms, commands, presence, next month's partition.

mod presence;

pub use presence::{all_offline, by_voice, presence};

use base::{Actor, Mode, Session, Store, internal};
use chrono::{Datelike, Days, Months, NaiveDate};
use contract::{
    Fault,
    sensing::Value,
    sensing::rule::{Condition, Reading, Rule, Verdict},
};
use sea_orm::{
    ConnectionTrait, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*, sea_query::ExprTrait,
};
use std::{collections::HashMap, sync::Arc, time::Duration};

use crate::{
    alarm::{self, entity as alarms},
    command,
    credential::Ended,
    device, linkage, rule,
};

/// Runs until the program ends.
pub async fn run(store: Store, courier: Arc<dyn command::Courier>) {
    let mut heard = store.listen();
    let mut ended = Ended::default();
    let mut ticks = 0_u64;
    loop {
        if let Err(fault) = tick(&store, courier.as_ref(), &mut ended, ticks).await {
            tracing::warn!(%fault, "the watch tries again");
        }
        ticks += 1;
        // A command is sent as soon as its event is told, and at the latest half a second later.
        let _ = tokio::time::timeout(Duration::from_millis(500), heard.recv()).await;
    }
}

async fn tick(
    store: &Store,
    courier: &dyn command::Courier,
    ended: &mut Ended,
    ticks: u64,
) -> Result<(), Fault> {
    while command::dispatch(store, courier).await? {}
    if ticks.is_multiple_of(4) {
        alarm::escalate_overdue(store).await?;
        ended.send_away(store, courier).await?;
        if !courier.tells_presence() {
            by_system(store, Task::Presence).await?;
        }
    }
    if ticks.is_multiple_of(60) {
        while by_system(store, Task::Silence).await? == SILENT_AT_ONCE {}
        by_system(store, Task::AllClear).await?;
        by_system(store, Task::RuleOff).await?;
    }
    if ticks.is_multiple_of(7200) {
        partitions(store).await?;
    }
    Ok(())
}

enum Task {
    Silence,
    AllClear,
    /// Clears what was raised under a rule while it was switched off.
    RuleOff,
    Presence,
}

/// Does one task in a session of its own; says how many it concerned.
async fn by_system(store: &Store, task: Task) -> Result<u32, Fault> {
    let session = store.begin(Actor::System("watch"), Mode::Write).await?;
    let result = match task {
        Task::Silence => silence(&session, SILENT_AT_ONCE).await,
        Task::AllClear => linkage::end_all_clear(&session).await,
        Task::RuleOff => alarm::clear_ruleless(&session).await,
        Task::Presence => by_voice(&session).await,
    };
    session.finish(result).await
}

/// Silent devices for which one transaction raises alarms at most.
const SILENT_AT_ONCE: u32 = 1_000;

/// Raises an alarm for devices that were heard of and then fell silent, the longest silent first; says how many.
///
/// # Errors
/// [`Fault::Internal`].
pub(crate) async fn silence(session: &Session, most: u32) -> Result<u32, Fault> {
    let rules = rule::active(session).await?;
    let mut silent: Vec<(&Rule, Uuid)> = vec![];
    for rule in &rules {
        let Condition::SilentFor { minutes } = rule.condition else { continue };
        if rule.schedule.as_ref().is_some_and(|schedule| !schedule.holds(session.now())) {
            continue;
        }
        let before = session.now().timestamp_millis() - i64::from(minutes) * 60_000;
        let alarmed = alarms::Entity::find()
            .filter(alarms::Column::RuleKey.eq(&rule.key))
            .filter(alarms::Column::IsOpen.eq(true))
            .filter(alarms::Column::ClearedAt.is_null())
            .select_only()
            .column(alarms::Column::DeviceId)
            .into_query();
        let found: Vec<Uuid> = device::Entity::find()
            .filter(device::Column::Kind.eq(&rule.device_kind))
            .filter(device::Column::RetiredAt.is_null())
            .filter(device::Column::HeardAtMs.lt(before))
            .filter(device::Column::Id.not_in_subquery(alarmed))
            .order_by_asc(device::Column::HeardAtMs)
            .limit((most as usize).saturating_sub(silent.len()) as u64)
            .select_only()
            .column(device::Column::Id)
            .into_tuple()
            .all(session.txn())
            .await
            .map_err(internal("looking for silent devices"))?;
        silent.extend(found.into_iter().map(|id| (rule, id)));
    }
    // Under the lock: one may have spoken meanwhile, or been taken out of use.
    let wanted = device::Column::Id.is_in(silent.iter().map(|(_, id)| *id));
    let devices = device::lock(session, wanted.and(device::Column::RetiredAt.is_null())).await?;
    let devices: HashMap<Uuid, device::Model> = devices.into_iter().map(|row| (row.id, row)).collect();
    let standing = alarm::open_by_key(session, devices.keys().copied()).await?;
    let mut count = 0;
    for (rule, id) in silent {
        let Some(device) = devices.get(&id) else { continue };
        let Some(at) = device.heard_at_ms.and_then(chrono::DateTime::from_timestamp_millis) else { continue };
        let heard = [Reading { at, value: Value::Flag(true) }];
        if rule.judge(&heard, session.now()) == Verdict::Raise {
            alarm::raise(session, device, rule, None, standing.get(&alarm::open_key(rule, id))).await?;
            count += 1;
        }
    }
    Ok(count)
}

/// Makes the partitions of this month and the next on PostgreSQL.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn partitions(store: &Store) -> Result<(), Fault> {
    let first = |day: NaiveDate| day - Days::new(u64::from(day.day0()));
    let this = first(store.clock().today());
    for (from, to) in [(this, this + Months::new(1)), (this + Months::new(1), this + Months::new(2))] {
        if let Some(sql) = store.dialect().month_partition(from, to) {
            store.pool().execute_unprepared(&sql).await.map_err(internal("making a partition"))?;
        }
    }
    Ok(())
}
