//! What happens by the clock: silent devices, unacknowledged alarms, commands, presence, next month's partition.

use base::{Actor, Addressed, Mode, Session, Store, internal};
use chrono::{Datelike, Days, Months, NaiveDate};
use contract::{
    Fault, Kind,
    live::Event,
    sensing::Value,
    sensing::rule::{Condition, Reading, Verdict},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, QuerySelect, entity::prelude::*};
use std::{sync::Arc, time::Duration};

use crate::{alarm, command, device, linkage, rule};

/// Runs until the program ends.
pub async fn run(store: Store, courier: Arc<dyn command::Courier>) {
    let mut heard = store.listen();
    let mut ticks = 0_u64;
    loop {
        if let Err(fault) = tick(&store, courier.as_ref(), ticks).await {
            tracing::warn!(%fault, "the watch tries again");
        }
        ticks += 1;
        // A command is sent as soon as its event is told, and at the latest half a second later.
        let _ = tokio::time::timeout(Duration::from_millis(500), heard.recv()).await;
    }
}

async fn tick(store: &Store, courier: &dyn command::Courier, ticks: u64) -> Result<(), Fault> {
    while command::dispatch(store, courier).await? {}
    if ticks.is_multiple_of(4) {
        by_system(store, Task::Escalate).await?;
    }
    if ticks.is_multiple_of(60) {
        by_system(store, Task::Silence).await?;
        by_system(store, Task::AllClear).await?;
    }
    if ticks.is_multiple_of(7200) {
        partitions(store).await?;
    }
    Ok(())
}

enum Task {
    Escalate,
    Silence,
    AllClear,
}

async fn by_system(store: &Store, task: Task) -> Result<(), Fault> {
    let session = store.begin(Actor::System("watch"), Mode::Write).await?;
    let result = match task {
        Task::Escalate => alarm::escalate_overdue(&session).await,
        Task::Silence => silence(&session).await,
        Task::AllClear => linkage::end_all_clear(&session).await,
    };
    session.finish(result).await.map(|_| ())
}

/// Raises an alarm for each device that was heard of and then fell silent; says how many.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn silence(session: &Session) -> Result<u32, Fault> {
    let mut count = 0;
    for rule in rule::active(session).await? {
        let Condition::SilentFor { minutes } = rule.condition else { continue };
        let before = session.now().timestamp_millis() - i64::from(minutes) * 60_000;
        let silent = device::Entity::find()
            .filter(device::Column::Kind.eq(&rule.device_kind))
            .filter(device::Column::RetiredAt.is_null())
            .filter(device::Column::HeardAtMs.lt(before))
            .limit(1000)
            .all(session.txn())
            .await
            .map_err(internal("looking for silent devices"))?;
        for device in silent {
            let Some(at) = device.heard_at_ms.and_then(chrono::DateTime::from_timestamp_millis) else {
                continue;
            };
            let heard = [Reading { at, value: Value::Flag(true) }];
            if rule.judge(&heard, session.now()) != Verdict::Raise {
                continue;
            }
            let open = alarm::entity::Entity::find()
                .filter(alarm::entity::Column::OpenKey.eq(alarm::open_key(&rule, device.id)))
                .one(session.txn())
                .await
                .map_err(internal("reading an open alarm"))?;
            if open.as_ref().is_none_or(|a| a.cleared_at.is_some()) {
                alarm::raise(session, &device, &rule, None, open.as_ref()).await?;
                count += 1;
            }
        }
    }
    Ok(count)
}

/// Writes down that a device came or went.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn presence(store: &Store, device_code: &str, is_online: bool) -> Result<(), Fault> {
    let session = store.begin(Actor::System("gateway"), Mode::Write).await?;
    let result = async {
        let found = device::Entity::find()
            .filter(device::Column::Code.eq(device_code))
            .one(session.txn())
            .await
            .map_err(internal("reading a device"))?;
        let Some(device) = found.filter(|d| d.is_online != is_online) else { return Ok(()) };
        let row = device::ActiveModel { id: Set(device.id), is_online: Set(is_online), ..Default::default() };
        device::Entity::update(row)
            .exec_without_returning(session.txn())
            .await
            .map_err(internal("keeping a device's presence"))?;
        let map_no = u32::try_from(device.map_no).unwrap_or(0);
        let event = Event::DevicePresence { device: device.id, map_no, is_online };
        session.emit(Addressed::area(Kind::Device, &device.area_path), &event).await
    }
    .await;
    session.finish(result).await
}

/// After a restart nobody is connected yet: presence begins anew.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn all_offline(store: &Store) -> Result<(), Fault> {
    device::Entity::update_many()
        .col_expr(device::Column::IsOnline, false.into())
        .filter(device::Column::IsOnline.eq(true))
        .exec(store.pool())
        .await
        .map(|_| ())
        .map_err(internal("beginning presence anew"))
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
