//! Places as GeoJSON for the one map, within the session's reach; written straight, since there are thousands.

use base::{Record, Session, digest, internal};
use contract::{
    Act, Fault, Kind, Term,
    geo::Wgs84,
    spatial::{AreaKind, GroupRow},
};
use sea_orm::{Order, QueryOrder, QuerySelect, entity::prelude::*};
use serde_json::{Value, json};
use std::collections::HashMap;

use crate::{Geometry, area, building, dwelling, ground, number::counted};

fn feature(map_no: i32, properties: &Value, geometry: &Geometry) -> String {
    let shape = geometry.rounded().text();
    format!(r#"{{"type":"Feature","id":{map_no},"properties":{properties},"geometry":{shape}}}"#)
}

fn collection(features: impl Iterator<Item = String>) -> String {
    let features: Vec<String> = features.collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

/// The base map, with the outlines of grids and estates.
///
/// # Permission
/// `ground.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn ground(session: &Session) -> Result<String, Fault> {
    let reach = session.reach(Kind::Ground, Act::Read)?;
    let outlined = area::Entity::find()
        .filter(<area::Entity as Record>::within(Kind::Area, &reach))
        .filter(area::Column::RetiredAt.is_null())
        .filter(area::Column::Kind.is_in([AreaKind::Grid, AreaKind::Estate].map(base::Stored)))
        .order_by_asc(area::Column::Path)
        .all(session.txn())
        .await
        .map_err(internal("reading the outlines of areas"))?;
    let rows = session
        .find::<ground::Entity>()?
        .filter(ground::Column::RetiredAt.is_null())
        .order(ground::Column::MapNo, Order::Asc)
        .all()
        .await?;
    let outlines = outlined.iter().map(|row| {
        let properties = json!({
            "class": row.kind.0.key(), "name": row.name, "code": row.code, "width_m": null, "category": null,
        });
        feature(row.map_no, &properties, &Geometry::Polygon(row.ring()))
    });
    let features = rows.iter().filter_map(|row| {
        let properties = json!({
            "class": row.class.0.key(), "name": row.name, "code": null, "width_m": row.width_m, "category": row.category,
        });
        Some(feature(row.map_no, &properties, &row.shape()?))
    });
    Ok(collection(outlines.chain(features)))
}

/// The buildings.
///
/// # Permission
/// `building.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn buildings(session: &Session) -> Result<String, Fault> {
    let rows = session
        .find::<building::Entity>()?
        .filter(building::Column::RetiredAt.is_null())
        .order(building::Column::MapNo, Order::Asc)
        .all()
        .await?;
    let features = rows.iter().map(|row| {
        let properties = json!({
            "name": row.name, "number": row.label, "height_m": row.height_m, "storeys": row.storeys,
            "code": row.code, "lon": row.lon, "lat": row.lat, "group": row.group_key,
        });
        feature(row.map_no, &properties, &Geometry::Polygon(row.ring()))
    });
    Ok(collection(features))
}

/// The dwellings of one group of buildings.
///
/// # Permission
/// `dwelling.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn dwellings(session: &Session, group: &str) -> Result<String, Fault> {
    let rows = session
        .find::<dwelling::Entity>()?
        .filter(dwelling::Column::RetiredAt.is_null())
        .filter(dwelling::Column::GroupKey.eq(group))
        .order(dwelling::Column::MapNo, Order::Asc)
        .all()
        .await?;
    let features = rows.iter().map(|row| {
        let properties = json!({
            "label": row.label, "code": row.code, "base_m": row.base_m, "top_m": row.top_m,
            "storey": row.storey, "building": row.building_no, "occupied": row.occupants > 0,
        });
        feature(row.map_no, &properties, &Geometry::Polygon(row.ring()))
    });
    Ok(collection(features))
}

/// How many live in each building now, as the register of dwellings counts them: figures that name nobody. Whoever is
/// registered in two dwellings is counted in both.
///
/// # Permission
/// `dwelling.read`; only dwellings within reach are counted.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn residents(session: &Session) -> Result<String, Fault> {
    let doing = || internal("counting who lives in each building");
    let counts: Vec<(Uuid, i64)> = session
        .find::<dwelling::Entity>()?
        .filter(dwelling::Column::RetiredAt.is_null())
        .filter(dwelling::Column::Occupants.gt(0))
        .select()
        .select_only()
        .column(dwelling::Column::BuildingId)
        .column_as(dwelling::Column::Occupants.sum(), "residents")
        .group_by(dwelling::Column::BuildingId)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(doing())?;
    let residents: HashMap<Uuid, i64> = counts.into_iter().collect();
    // Whoever may see a dwelling may know in which building it is.
    let rows = building::Entity::find()
        .filter(building::Column::Id.is_in(residents.keys().copied()))
        .order_by_asc(building::Column::MapNo)
        .all(session.txn())
        .await
        .map_err(doing())?;
    let features = rows.iter().map(|row| {
        let properties = json!({ "name": row.name, "code": row.code, "residents": residents.get(&row.id) });
        feature(row.map_no, &properties, &Geometry::Point([row.lon, row.lat]))
    });
    Ok(collection(features))
}

/// The groups whose dwellings are served together, with the middle of each.
///
/// # Permission
/// `dwelling.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn groups(session: &Session) -> Result<Vec<GroupRow>, Fault> {
    let rows: Vec<(String, f64, f64, i64)> = session
        .find::<dwelling::Entity>()?
        .filter(dwelling::Column::RetiredAt.is_null())
        .select()
        .select_only()
        .column(dwelling::Column::GroupKey)
        .column_as(dwelling::Column::Lon.avg(), "middle_lon")
        .column_as(dwelling::Column::Lat.avg(), "middle_lat")
        .column_as(dwelling::Column::Id.count(), "dwellings")
        .group_by(dwelling::Column::GroupKey)
        .order_by_asc(dwelling::Column::GroupKey)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("reading the groups of buildings"))?;
    let group = |(group, lon, lat, n)| GroupRow { group, at: Wgs84 { lon, lat }, dwellings: counted(n) };
    Ok(rows.into_iter().map(group).collect())
}

/// What the shapes amount to now, for this reach: it changes when any of them does.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn version(session: &Session) -> Result<String, Fault> {
    let areas =
        state::<area::Entity>(session, Kind::Area, area::Column::ChangedAt, area::Column::Revision).await?;
    let buildings = state::<building::Entity>(
        session,
        Kind::Building,
        building::Column::ChangedAt,
        building::Column::Revision,
    )
    .await?;
    let dwellings = state::<dwelling::Entity>(
        session,
        Kind::Dwelling,
        dwelling::Column::ChangedAt,
        dwelling::Column::Revision,
    )
    .await?;
    let mut occupied = (0, None);
    if let Some(reach) = session.actor().reach(Kind::Dwelling, Act::Read) {
        occupied = dwelling::Entity::find()
            .filter(<dwelling::Entity as Record>::within(Kind::Dwelling, &reach))
            .filter(dwelling::Column::Occupants.gt(0))
            .select_only()
            .column_as(dwelling::Column::Id.count(), "dwellings")
            .column_as(dwelling::Column::MapNo.sum(), "numbers")
            .into_tuple::<(i64, Option<i64>)>()
            .one(session.txn())
            .await
            .map_err(internal("reading the state of the map"))?
            .unwrap_or((0, None));
    }
    let mut features = 0;
    if let Some(reach) = session.actor().reach(Kind::Ground, Act::Read) {
        let within = ground::Entity::find().filter(<ground::Entity as Record>::within(Kind::Ground, &reach));
        let in_use = within.filter(ground::Column::RetiredAt.is_null());
        features = in_use.count(session.txn()).await.map_err(internal("counting the base map"))?;
    }
    Ok(digest(format!("{areas}|{buildings}|{dwellings}|{occupied:?}|{features}").as_bytes()))
}

/// Reach, last change, count and sum of versions of a table, as text.
async fn state<R: Record>(
    session: &Session,
    kind: Kind,
    changed_at: R::Column,
    revision: R::Column,
) -> Result<String, Fault> {
    let Some(reach) = session.actor().reach(kind, Act::Read) else { return Ok("-".into()) };
    let row = R::find()
        .filter(R::within(kind, &reach))
        .select_only()
        .column_as(changed_at.max(), "latest")
        .column_as(R::id_column().count(), "rows")
        .column_as(revision.sum(), "versions")
        .into_tuple::<(Option<DateTimeUtc>, i64, Option<i64>)>()
        .one(session.txn())
        .await
        .map_err(internal("reading the state of the map"))?;
    Ok(format!("{reach:?} {row:?}"))
}
