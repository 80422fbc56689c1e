//! Which devices are connected.

use base::{Actor, Addressed, Mode, Session, Store, internal};
use contract::{Fault, Kind, applications::device_kinds, live::Event};
use sea_orm::{ActiveValue::Set, Condition, QuerySelect, entity::prelude::*};

use crate::device;

/// Devices that one transaction moves at most.
const AT_ONCE: u64 = 500;

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
        match found.filter(|d| d.is_online != is_online) {
            Some(device) => keep(&session, &device, is_online).await,
            None => Ok(()),
        }
    }
    .await;
    session.finish(result).await
}

async fn keep(session: &Session, device: &device::Model, is_online: bool) -> Result<(), Fault> {
    let row = device::ActiveModel { id: Set(device.id), is_online: Set(is_online), ..Default::default() };
    device::Entity::update(row)
        .exec_without_returning(session.txn())
        .await
        .map_err(internal("keeping a device's presence"))?;
    let map_no = u32::try_from(device.map_no).unwrap_or(0);
    let event = Event::DevicePresence { device: device.id, map_no, is_online };
    session.emit(Addressed::area(Kind::Device, &device.area_path), &event).await
}

/// Where the broker does not tell who is connected: a device counts as connected as long as it was heard of within the
/// time after which its kind is silent. Says how many came or went.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn by_voice(session: &Session) -> Result<u32, Fault> {
    let now = session.now().timestamp_millis();
    let mut changed = vec![];
    for is_online in [true, false] {
        let mut heard = Condition::any();
        for kind in device_kinds() {
            let since = now - i64::from(kind.silent_after_minutes) * 60_000;
            let at = device::Column::HeardAtMs;
            let so = if is_online { at.gte(since) } else { at.lt(since) };
            heard = heard.add(Condition::all().add(device::Column::Kind.eq(kind.key)).add(so));
        }
        if !is_online {
            heard = heard.add(device::Column::HeardAtMs.is_null());
        }
        let moved = device::Entity::find()
            .filter(device::Column::IsOnline.eq(!is_online))
            .filter(device::Column::RetiredAt.is_null())
            .filter(heard)
            .limit(AT_ONCE)
            .all(session.txn())
            .await
            .map_err(internal("looking for devices that came or went"))?;
        changed.extend(moved.into_iter().map(|device| (device, is_online)));
    }
    // In the order in which all who change devices lock them.
    changed.sort_by_key(|(device, _)| device.id);
    for (device, is_online) in &changed {
        keep(session, device, *is_online).await?;
    }
    Ok(u32::try_from(changed.len()).unwrap_or(u32::MAX))
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
