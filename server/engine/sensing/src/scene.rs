//! The scene tree with what is in it: below areas, buildings, storeys and dwellings (`spatial::scene`) hang the devices,
//! by class. A device hangs at the innermost of these that it is bound to.

use base::{Session, internal};
use contract::{Act, Fault, Kind, geo::Wgs84, spatial::SceneNode};
use sea_orm::{Condition, Order, QuerySelect, entity::prelude::*};
use spatial::{area, building};
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::device::{self, Column};

/// The innermost place that a device is bound to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Place {
    /// No building: the area, by its path.
    Area(String),
    /// A building, on no storey.
    Building(Uuid),
    /// A storey of a building, in no dwelling.
    Storey(Uuid, i32),
    /// A dwelling.
    Dwelling(Uuid),
}

/// The kinds of devices at each place, with how many there are of each.
type Classes = HashMap<Place, BTreeMap<String, u32>>;
/// Dwelling, building, storey, area and kind of devices, and how many they are.
type Counted = (Option<Uuid>, Option<Uuid>, Option<i32>, String, String, i64);

/// What is directly below a node, or the top of the tree when there is none; classes of devices stand last.
///
/// # Permission
/// `area.read`, below it `building.read`, `dwelling.read` and `device.read`; what may not be read is not there.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Missing`] for a node out of reach; [`Fault::Invalid`] for a key that is none of ours.
pub async fn children(session: &Session, node: Option<&str>) -> Result<Vec<SceneNode>, Fault> {
    let node = node.unwrap_or_default();
    if let Some((kind, place)) = node.strip_prefix("class/").and_then(|rest| rest.split_once('/')) {
        return devices(session, kind, place).await;
    }
    if node.starts_with("device/") {
        return Ok(vec![]);
    }
    let mut nodes = spatial::scene::children(session, Some(node)).await?;
    if session.actor().reach(Kind::Device, Act::Read).is_none() {
        return Ok(nodes);
    }
    let mut keys: Vec<String> = nodes.iter().map(|row| row.key.clone()).collect();
    keys.push(node.to_owned());
    let places = places(session, &keys).await?;
    let here = places.get(node);
    let classes = classes(session, at_places(&places, here)).await?;
    for row in &mut nodes {
        let below = places.get(&row.key).and_then(|place| classes.get(place));
        row.children += below.map_or(0, kinds);
    }
    if let Some(Place::Building(building)) = here {
        add_storeys(session, *building, &classes, &mut nodes).await?;
    }
    let own = here.and_then(|place| classes.get(place)).into_iter().flatten();
    nodes.extend(own.map(|(kind, devices)| SceneNode {
        key: format!("class/{kind}/{node}"),
        name: kind.clone(),
        class: "device_kind".into(),
        children: *devices,
        map_no: None,
        code: None,
        storey: None,
        at: None,
    }));
    Ok(nodes)
}

/// The places of those keys that are places.
async fn places(session: &Session, keys: &[String]) -> Result<HashMap<String, Place>, Fault> {
    let areas: Vec<Uuid> = keys.iter().filter_map(|key| key.strip_prefix("area/")?.parse().ok()).collect();
    let mut paths: HashMap<Uuid, String> = HashMap::new();
    if !areas.is_empty() {
        let rows = session.find::<area::Entity>()?.filter(area::Column::Id.is_in(areas)).all().await?;
        paths.extend(rows.into_iter().map(|row| (row.id, row.path)));
    }
    Ok(keys.iter().filter_map(|key| Some((key.clone(), place_of(key, &paths)?))).collect())
}

fn place_of(key: &str, paths: &HashMap<Uuid, String>) -> Option<Place> {
    let parts: Vec<&str> = key.split('/').collect();
    match *parts.as_slice() {
        ["area", id] => paths.get(&id.parse::<Uuid>().ok()?).cloned().map(Place::Area),
        ["building", id] => id.parse().ok().map(Place::Building),
        ["storey", id, number] => Some(Place::Storey(id.parse().ok()?, number.parse().ok()?)),
        ["dwelling", id] => id.parse().ok().map(Place::Dwelling),
        _ => None,
    }
}

/// The devices that hang at a place.
fn at_place(place: &Place) -> Condition {
    let in_none = || Condition::all().add(Column::DwellingId.is_null());
    match place {
        Place::Area(path) => {
            in_none().add(Column::BuildingId.is_null()).add(Column::AreaPath.eq(path.as_str()))
        }
        Place::Building(id) => in_none().add(Column::BuildingId.eq(*id)).add(Column::Storey.is_null()),
        Place::Storey(id, number) => {
            in_none().add(Column::BuildingId.eq(*id)).add(Column::Storey.eq(*number))
        }
        Place::Dwelling(id) => Condition::all().add(Column::DwellingId.eq(*id)),
    }
}

/// The devices that hang at any of these places, and those on other storeys of their buildings; by sets, since a grid may
/// have more buildings than a condition can have parts.
fn at_places(places: &HashMap<String, Place>, here: Option<&Place>) -> Condition {
    let (mut paths, mut buildings, mut dwellings) = (vec![], vec![], vec![]);
    let mut by_storey: HashSet<Uuid> = HashSet::new();
    for place in places.values() {
        match place {
            Place::Area(path) => paths.push(path.clone()),
            Place::Building(id) => buildings.push(*id),
            Place::Storey(id, _) => {
                by_storey.insert(*id);
            }
            Place::Dwelling(id) => dwellings.push(*id),
        }
    }
    // A storey may be known by its devices alone.
    if let Some(Place::Building(id)) = here {
        by_storey.insert(*id);
    }
    let in_none = || Condition::all().add(Column::DwellingId.is_null());
    Condition::any()
        .add(Column::DwellingId.is_in(dwellings))
        .add(in_none().add(Column::Storey.is_not_null()).add(Column::BuildingId.is_in(by_storey)))
        .add(in_none().add(Column::Storey.is_null()).add(Column::BuildingId.is_in(buildings)))
        .add(in_none().add(Column::BuildingId.is_null()).add(Column::AreaPath.is_in(paths)))
}

/// The kinds of devices at these places; more than was asked may be among them.
async fn classes(session: &Session, asked: Condition) -> Result<Classes, Fault> {
    let rows: Vec<Counted> = session
        .find::<device::Entity>()?
        .filter(Column::RetiredAt.is_null())
        .filter(asked)
        .select()
        .select_only()
        .column(Column::DwellingId)
        .column(Column::BuildingId)
        .column(Column::Storey)
        .column(Column::AreaPath)
        .column(Column::Kind)
        .column_as(Column::Id.count(), "devices")
        .group_by(Column::DwellingId)
        .group_by(Column::BuildingId)
        .group_by(Column::Storey)
        .group_by(Column::AreaPath)
        .group_by(Column::Kind)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("counting devices by class"))?;
    let mut classes = Classes::new();
    for (dwelling, building, storey, path, kind, devices) in rows {
        let place = match (dwelling, building, storey) {
            (Some(id), ..) => Place::Dwelling(id),
            (None, Some(id), Some(number)) => Place::Storey(id, number),
            (None, Some(id), None) => Place::Building(id),
            (None, None, _) => Place::Area(path),
        };
        // Devices of one place may lie in several areas, where the areas were drawn anew.
        let count = classes.entry(place).or_default().entry(kind).or_default();
        *count += u32::try_from(devices).unwrap_or(u32::MAX);
    }
    Ok(classes)
}

fn kinds(classes: &BTreeMap<String, u32>) -> u32 {
    u32::try_from(classes.len()).unwrap_or(u32::MAX)
}

/// A storey that only a device knows of, such as a basement with its pumps, is in the tree too.
async fn add_storeys(
    session: &Session,
    id: Uuid,
    classes: &Classes,
    nodes: &mut Vec<SceneNode>,
) -> Result<(), Fault> {
    let is_known = |number: i32| nodes.iter().any(|row| row.storey == Some(number));
    let unknown = classes.iter().filter_map(|(place, classes)| match place {
        Place::Storey(_, number) if !is_known(*number) => Some((*number, kinds(classes))),
        _ => None,
    });
    let unknown: Vec<(i32, u32)> = unknown.collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let building = session.find::<building::Entity>()?.one(id).await?;
    let storey = |(number, children)| spatial::scene::storey_of(&building, number, children);
    nodes.extend(unknown.into_iter().map(storey));
    nodes.sort_by_key(|row| row.storey);
    Ok(())
}

/// The devices of a class at a place.
async fn devices(session: &Session, kind: &str, key: &str) -> Result<Vec<SceneNode>, Fault> {
    let unknown = || Fault::invalid("node", "field.not_offered");
    let place = places(session, &[key.to_owned()]).await?.remove(key).ok_or_else(unknown)?;
    let rows = session
        .find::<device::Entity>()?
        .filter(Column::RetiredAt.is_null())
        .filter(Column::Kind.eq(kind))
        .filter(at_place(&place))
        .order(Column::Code, Order::Asc)
        .all()
        .await?;
    let node = |row: device::Model| SceneNode {
        key: format!("device/{}", row.id),
        class: "device".into(),
        children: 0,
        map_no: u32::try_from(row.map_no).ok(),
        storey: row.storey,
        at: Some(Wgs84 { lon: row.lon, lat: row.lat }),
        code: Some(row.code),
        name: row.name,
    };
    Ok(rows.into_iter().map(node).collect())
}
