//! Devices: registered, bound to the building model, shown with their latest state.

mod entity;
mod listing;
mod placing;
mod shape;

pub use entity::{ActiveModel, Column, Entity, Model};
pub use listing::{find, list, online, search, sheet};
pub use placing::spot;
pub use shape::shape;

use base::{Addressed, Dialect, Session, internal, take_number};
use contract::{
    Act, DeviceId, DwellingId, Fault, Kind, Term,
    applications::device_kind,
    field,
    geo::Wgs84,
    live::Event,
    sensing::{DEVICE_FIELDS, DeviceDraft, DeviceRow, Level},
    spatial::code::CodeClass,
};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*, sea_query::IntoCondition};

use crate::{alarm, credential, datastream};

/// A device as it is planted by an import.
#[derive(Clone, Debug)]
pub struct NewDevice {
    /// Its code, as its maker or whoever mounted it gave it; one is allotted when there is none.
    pub code: Option<String>,
    /// Key of its kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Where it is.
    pub spot: spatial::Spot,
    /// Height above ground in metres.
    pub height_m: f64,
}

/// Adds many devices at once, with their datastreams; the codes that they bring are registered.
///
/// # Permission
/// Creating devices everywhere.
///
/// # Errors
/// [`Fault::Invalid`] for an unknown kind or a code that is taken, also by what is out of use.
pub async fn plant(session: &Session, devices: Vec<NewDevice>) -> Result<Vec<Model>, Fault> {
    let count = i64::try_from(devices.len()).unwrap_or(i64::MAX);
    let first = take_number(session.txn(), "map_no", count).await?;
    let (mut rows, mut given) = (vec![], vec![]);
    for (i, new) in devices.into_iter().enumerate() {
        let map_no = i32::try_from(first + i as i64).unwrap_or(i32::MAX);
        let has_code = new.code.is_some();
        let row = row(session, new, map_no).await?;
        if has_code {
            given.push((row.code.clone(), row.id));
        }
        rows.push(row);
    }
    spatial::code::register(session, CodeClass::Device, &given).await?;
    let streams = rows.iter().flat_map(|row| {
        device_kind(&row.kind)
            .into_iter()
            .flat_map(|k| k.properties)
            .map(|p| (row.id, p.key))
            .collect::<Vec<_>>()
    });
    let streams: Vec<_> = streams.map(|(device, property)| stream(device, property)).collect();
    session.insert_many::<Entity>(Kind::Device, rows.iter().cloned().map(active).collect()).await?;
    for batch in streams.chunks(500) {
        datastream::Entity::insert_many(batch.iter().cloned())
            .exec_without_returning(session.txn())
            .await
            .map_err(internal("making datastreams"))?;
    }
    Ok(rows)
}

fn stream(device: Uuid, property: &str) -> datastream::ActiveModel {
    datastream::ActiveModel { device_id: Set(device), property: Set(property.into()), ..Default::default() }
}

async fn row(session: &Session, new: NewDevice, map_no: i32) -> Result<Model, Fault> {
    let kind = device_kind(&new.kind).ok_or_else(|| Fault::invalid("kind", "field.not_offered"))?;
    let id = Uuid::now_v7();
    let code = match new.code {
        Some(code) => code,
        None => spatial::code::allot(session, CodeClass::Device, id, &new.spot.area_path).await?,
    };
    Ok(Model {
        id,
        map_no,
        code,
        kind: kind.key.into(),
        name: new.name,
        area_path: new.spot.area_path,
        building_id: new.spot.building_id,
        dwelling_id: new.spot.dwelling_id,
        building_no: new.spot.building_no,
        dwelling_no: new.spot.dwelling_no,
        stairwell: new.spot.stairwell,
        storey: new.spot.storey,
        place: new.spot.place,
        address: new.spot.address,
        lon: new.spot.at.lon,
        lat: new.spot.at.lat,
        height_m: new.height_m,
        is_online: false,
        heard_at_ms: None,
        level: None,
        is_acknowledged: false,
        revision: 1,
        changed_by: session.actor().user(),
        changed_at: session.now(),
        retired_at: None,
    })
}

fn active(row: Model) -> ActiveModel {
    use sea_orm::IntoActiveModel;
    row.into_active_model().reset_all()
}

/// Registers one device where it is.
///
/// # Permission
/// `device.create`, with the place within reach.
///
/// # Errors
/// [`Fault::Invalid`] with every field at fault.
pub async fn add(session: &Session, draft: &DeviceDraft) -> Result<DeviceRow, Fault> {
    field::check(DEVICE_FIELDS, draft)?;
    let mut spot = spatial::locate(session, draft.place.trim(), None)
        .await?
        .ok_or_else(|| Fault::invalid("place", "field.no_such_place"))?;
    if spot.dwelling_id.is_none() {
        let typed = draft.storey.trim().parse::<f64>().ok().map(|n| n as i32);
        spot.storey = typed.filter(|_| spot.building_id.is_some()).or(spot.storey);
        spot.place = placing::on_storey(&spot.place, None, spot.storey);
    }
    let map_no = take_number(session.txn(), "map_no", 1).await?;
    let height_m = placing::height_m(spot.storey);
    let new =
        NewDevice { code: None, kind: draft.kind.clone(), name: draft.name.trim().into(), spot, height_m };
    let row = row(session, new, i32::try_from(map_no).unwrap_or(i32::MAX)).await?;
    let after = session.insert::<Entity>(Kind::Device, active(row)).await?;
    let kind = device_kind(&after.kind);
    let streams = kind.iter().flat_map(|k| k.properties).map(|p| stream(after.id, p.key));
    datastream::Entity::insert_many(streams)
        .exec_without_returning(session.txn())
        .await
        .map_err(internal("making datastreams"))?;
    tell(session, after.id, &after.area_path).await?;
    Ok(view(after))
}

/// Renames a device or moves it to another place; its storey and height go along.
///
/// # Permission
/// `device.change`.
///
/// # Errors
/// [`Fault::Changed`], [`Fault::Invalid`].
pub async fn change(
    session: &Session,
    id: DeviceId,
    revision: i32,
    draft: &DeviceDraft,
) -> Result<DeviceRow, Fault> {
    field::check(DEVICE_FIELDS, draft)?;
    let held = session.held::<Entity>(Kind::Device, Act::Change, id.0).await?;
    if held.kind != draft.kind {
        return Err(Fault::invalid("kind", "field.not_offered"));
    }
    let spot = match draft.place.trim() {
        same if same == held.place => None,
        other => Some(
            spatial::locate(session, other, None)
                .await?
                .ok_or_else(|| Fault::invalid("place", "field.no_such_place"))?,
        ),
    };
    let typed = draft.storey.trim().parse::<f64>().ok().map(|n| n as i32);
    // A dwelling is on a storey; elsewhere in a building a device is on the one that is typed, or on none.
    let (storey, place, is_in_dwelling) = match &spot {
        Some(spot) if spot.dwelling_id.is_some() => (spot.storey, spot.place.clone(), true),
        Some(spot) => (typed.filter(|_| spot.building_id.is_some()), spot.place.clone(), false),
        None if held.dwelling_id.is_some() => (held.storey, held.place.clone(), true),
        None => (typed.filter(|_| held.building_id.is_some()), held.place.clone(), false),
    };
    let before = if spot.is_none() { held.storey } else { None };
    let left = held.area_path.clone();
    let has_moved = spot.is_some() || storey != held.storey;
    let after = session
        .change(Act::Change, held, Some(revision), |row| {
            row.name = Set(draft.name.trim().into());
            if let Some(spot) = spot {
                row.area_path = Set(spot.area_path);
                row.building_id = Set(spot.building_id);
                row.building_no = Set(spot.building_no);
                row.dwelling_id = Set(spot.dwelling_id);
                row.dwelling_no = Set(spot.dwelling_no);
                row.stairwell = Set(spot.stairwell);
                row.place = Set(spot.place);
                row.address = Set(spot.address);
                row.lon = Set(spot.at.lon);
                row.lat = Set(spot.at.lat);
            }
            if has_moved {
                row.storey = Set(storey);
                row.height_m = Set(placing::height_m(storey));
                if !is_in_dwelling {
                    row.place = Set(placing::on_storey(&place, before, storey));
                }
            }
        })
        .await?;
    credential::follow(session, &after).await?;
    tell(session, after.id, &after.area_path).await?;
    // Whoever reads only the area that it has left may no longer read it, so that nothing else would tell them.
    if left != after.area_path {
        tell(session, after.id, &left).await?;
    }
    Ok(view(after))
}

/// Takes a device out of use; its observations and alarms stay, its code is retired, its credentials end, and its
/// connections with them. Open alarms are cleared: it will never say so itself.
///
/// # Permission
/// `device.retire`.
///
/// # Errors
/// [`Fault::Changed`], [`Fault::Missing`].
pub async fn retire(session: &Session, id: DeviceId, revision: i32) -> Result<(), Fault> {
    let held = session.held::<Entity>(Kind::Device, Act::Retire, id.0).await?;
    let now = session.now();
    let after =
        session.change(Act::Retire, held, Some(revision), |row| row.retired_at = Set(Some(now))).await?;
    spatial::code::retire(session, id.0).await?;
    credential::end_all(session, id.0).await?;
    alarm::clear_all(session, alarm::entity::Column::DeviceId.eq(id.0).into_condition()).await?;
    tell(session, after.id, &after.area_path).await
}

/// Locks devices, always in the order of their ids, and reads them as they then are. Whoever changes several devices, or
/// alarms, or what devices are asked for, locks the devices first: so no two wait for each other.
pub(crate) async fn lock(session: &Session, wanted: impl IntoCondition) -> Result<Vec<Model>, Fault> {
    let mut found = Entity::find().filter(wanted.into_condition()).order_by_asc(Column::Id);
    if session.store().dialect() == Dialect::Postgres {
        found = found.lock_exclusive();
    }
    found.all(session.txn()).await.map_err(internal("locking devices"))
}

/// Tells an area that a device there was made, changed or retired, or has left it.
async fn tell(session: &Session, id: Uuid, area_path: &str) -> Result<(), Fault> {
    let event = Event::RecordChanged { kind: Kind::Device, id };
    session.emit(Addressed::area(Kind::Device, area_path), &event).await
}

/// The cameras nearest to a place within the same subtree, nearest first.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn cameras_near(session: &Session, area_path: &str, at: Wgs84) -> Result<Vec<Model>, Fault> {
    let estate = area_path.get(..area_path.len().saturating_sub(5)).unwrap_or("");
    let mut cameras = Entity::find()
        .filter(Column::Kind.eq("camera"))
        .filter(Column::RetiredAt.is_null())
        .filter(base::path_under(Column::AreaPath, estate))
        .order_by_asc(Column::Code)
        .all(session.txn())
        .await
        .map_err(internal("looking for cameras"))?;
    let distance = |row: &Model| Wgs84 { lon: row.lon, lat: row.lat }.distance_m(at);
    cameras.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
    Ok(cameras)
}

/// The row that lists and sheets show.
#[must_use]
pub fn view(row: Model) -> DeviceRow {
    let no = |n: i32| u32::try_from(n).unwrap_or(0);
    DeviceRow {
        id: DeviceId(row.id),
        map_no: no(row.map_no),
        code: row.code,
        kind: row.kind,
        name: row.name,
        place: row.place,
        dwelling: row.dwelling_id.map(DwellingId),
        dwelling_no: row.dwelling_no.map(no),
        building_no: row.building_no.map(no),
        storey: row.storey,
        at: Wgs84 { lon: row.lon, lat: row.lat },
        is_online: row.is_online,
        heard_at: row.heard_at_ms.and_then(chrono::DateTime::from_timestamp_millis),
        level: row.level.as_deref().and_then(Level::from_key),
        is_acknowledged: row.is_acknowledged,
        revision: row.revision,
    }
}

/// Writes what the open alarms of a device amount to into its row.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn sum_up(session: &Session, device: Uuid) -> Result<(), Fault> {
    let open = alarm::entity::Entity::find()
        .filter(alarm::entity::Column::DeviceId.eq(device))
        .filter(alarm::entity::Column::IsOpen.eq(true))
        .all(session.txn())
        .await
        .map_err(internal("reading a device's alarms"))?;
    let worst = open.iter().map(|a| a.level.0).min();
    let is_acknowledged = !open.is_empty() && open.iter().all(|a| a.acknowledged_at.is_some());
    let row = ActiveModel {
        id: Set(device),
        level: Set(worst.map(|level| level.key().to_owned())),
        is_acknowledged: Set(is_acknowledged),
        ..Default::default()
    };
    Entity::update(row)
        .exec_without_returning(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("summing up a device"))
}

/// The environment stations within reach of reading notices, with their values now.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn stations(session: &Session) -> Result<Vec<contract::wall::EnvironmentNow>, Fault> {
    let reach = session.reach(Kind::Notice, Act::Read)?;
    let rows = Entity::find()
        .filter(Column::Kind.eq("environment"))
        .filter(Column::RetiredAt.is_null())
        .order_by_asc(Column::Code)
        .all(session.txn())
        .await
        .map_err(internal("reading environment stations"))?;
    let mut stations = vec![];
    for row in rows {
        // A station speaks for the air around it, so whoever lives above or below its area may read it.
        let concerns =
            |area: &String| row.area_path.starts_with(area.as_str()) || area.starts_with(&row.area_path);
        if !reach.is_all && !reach.areas.iter().any(concerns) {
            continue;
        }
        let streams = datastream::of_device(session, &row).await?;
        let row = view(row);
        stations.push(contract::wall::EnvironmentNow {
            name: row.name,
            at: row.at,
            heard_at: row.heard_at,
            streams,
        });
    }
    Ok(stations)
}

/// The area of a device by its code; empty when there is none.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn area_of(session: &Session, code: &str) -> Result<String, Fault> {
    let found = Entity::find()
        .filter(Column::Code.eq(code))
        .one(session.txn())
        .await
        .map_err(internal("reading a device"))?;
    Ok(found.map_or_else(String::new, |row| row.area_path))
}
