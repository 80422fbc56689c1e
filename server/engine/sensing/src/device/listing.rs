//! Devices read: lists, sheets, search, and how many are connected.

use super::{Column, Entity, Model, view};
use base::{
    Keyset, Session,
    search::{anywhere, beginning},
};
use contract::{
    Act, DeviceId, Fault, Kind, Listing, Page, Term,
    geo::Wgs84,
    sensing::{DeviceBuilding, DeviceLink, DeviceRow, DeviceSheet},
    spatial::Found,
};
use sea_orm::{Condition, entity::prelude::*, sea_query::ExprTrait};

use crate::{alarm, datastream};

/// Lists devices.
///
/// # Permission
/// `device.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list(session: &Session, listing: &Listing) -> Result<Page<DeviceRow>, Fault> {
    let mut found = session.find::<Entity>()?.filter(Column::RetiredAt.is_null());
    if let Some(text) = listing.search.as_deref() {
        found = found
            .filter(anywhere(Column::Code, text).or(anywhere(Column::Name, text)).or(Column::Place.eq(text)));
    }
    if !listing.filter("kind").is_empty() {
        found = found.filter(Column::Kind.is_in(listing.filter("kind").iter().cloned()));
    }
    if !listing.filter("level").is_empty() {
        found = found.filter(Column::Level.is_in(listing.filter("level").iter().cloned()));
    }
    match listing.narrowed_to("online") {
        Some("true") => found = found.filter(Column::IsOnline.eq(true)),
        Some("false") => found = found.filter(Column::IsOnline.eq(false)),
        _ => {}
    }
    if !listing.filter("link").is_empty() {
        let links = listing.filter("link").iter().filter_map(|key| DeviceLink::from_key(key));
        found = found.filter(links.map(linked).fold(Condition::any(), Condition::add));
    }
    if let Some(no) = listing.narrowed_to("dwelling_no").and_then(|n| n.parse::<i32>().ok()) {
        found = found.filter(Column::DwellingNo.eq(no));
    }
    if let Some(no) = listing.narrowed_to("building_no").and_then(|n| n.parse::<i32>().ok()) {
        found = found.filter(Column::BuildingNo.eq(no));
    }
    if let Some(storey) = listing.narrowed_to("storey").and_then(|n| n.parse::<i32>().ok()) {
        found = found.filter(Column::Storey.eq(storey));
    }
    found = spatial::within(session, found, listing, [Column::Id, Column::Lon, Column::Lat]).await?;
    let by = Keyset {
        column: Column::Code,
        descending: listing.sort.as_ref().is_some_and(|s| s.descending),
        key: |row: &Model| row.code.clone(),
        parse: |text| Some(text.into()),
    };
    Ok(found.page(by, listing.after.as_deref(), listing.rows()).await?.map(view))
}

fn linked(link: DeviceLink) -> Condition {
    match link {
        DeviceLink::Dwelling => Condition::all().add(Column::DwellingId.is_not_null()),
        DeviceLink::Building => {
            Condition::all().add(Column::DwellingId.is_null()).add(Column::BuildingId.is_not_null())
        }
        DeviceLink::Unlinked => {
            Condition::all().add(Column::DwellingId.is_null()).add(Column::BuildingId.is_null())
        }
    }
}

/// One device with its latest values against their limits, and its open alarms.
///
/// # Permission
/// `device.read`.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn sheet(session: &Session, id: DeviceId) -> Result<DeviceSheet, Fault> {
    let row = session.find::<Entity>()?.one(id.0).await?;
    let streams = datastream::of_device(session, &row).await?;
    let alarms = alarm::open_of(session, row.id).await?;
    let building = match row.building_id {
        Some(id) => spatial::building::name_of(session, id).await?,
        None => None,
    };
    let building = building.map(|(name, code)| DeviceBuilding { name, code });
    let dwelling_code = match row.dwelling_id {
        Some(id) => spatial::dwelling::code_of(session, id).await?,
        None => None,
    };
    Ok(DeviceSheet { address: row.address.clone(), building, dwelling_code, row: view(row), streams, alarms })
}

/// Finds devices by code, name or place, at most eight.
///
/// # Permission
/// `device.read`; without it nothing is found.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn search(session: &Session, text: &str) -> Result<Vec<Found>, Fault> {
    if session.actor().reach(Kind::Device, Act::Read).is_none() {
        return Ok(vec![]);
    }
    let rows = session
        .find::<Entity>()?
        .filter(Column::RetiredAt.is_null())
        .filter(
            anywhere(Column::Code, text).or(anywhere(Column::Name, text)).or(beginning(Column::Place, text)),
        )
        .order(Column::Code, sea_orm::Order::Asc)
        .first(8)
        .all()
        .await?;
    Ok(rows.into_iter().map(found).collect())
}

/// The device of an id, also one that is out of use.
///
/// # Permission
/// `device.read`; without it, or out of reach, nothing is found.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn find(session: &Session, id: Uuid) -> Result<Option<Found>, Fault> {
    Ok(session.seen::<Entity>(id).await?.map(found))
}

fn found(row: Model) -> Found {
    Found {
        kind: "device".into(),
        title: row.name,
        detail: row.place,
        code: row.id.to_string(),
        map_no: u32::try_from(row.map_no).unwrap_or(0),
        at: Wgs84 { lon: row.lon, lat: row.lat },
        group: None,
        is_retired: false,
    }
}

/// How many devices are connected, and how many there are.
///
/// # Permission
/// `device.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn online(session: &Session) -> Result<(u32, u32), Fault> {
    let all = || session.find::<Entity>().map(|found| found.filter(Column::RetiredAt.is_null()));
    let online = all()?.filter(Column::IsOnline.eq(true)).count().await?;
    Ok((u32::try_from(online).unwrap_or(u32::MAX), u32::try_from(all()?.count().await?).unwrap_or(u32::MAX)))
}
