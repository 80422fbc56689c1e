//! Where the demo community lies: areas, ground, buildings and dwellings.

use super::day;
use base::Session;
use contract::{
    Fault, Kind,
    spatial::{AreaKind, Attribution, BuildingUse, GroundClass, Origin, Provenance},
};
use demo::Community;
use std::collections::HashMap;

pub(super) type Areas = HashMap<String, spatial::area::Model>;

pub(super) async fn areas(session: &Session, community: &Community) -> Result<Areas, Fault> {
    let mut made: Areas = HashMap::new();
    for area in &community.areas {
        let kind = match area.kind {
            demo::AreaKind::City => AreaKind::City,
            demo::AreaKind::District => AreaKind::District,
            demo::AreaKind::Street => AreaKind::Street,
            demo::AreaKind::Community => AreaKind::Community,
            demo::AreaKind::Grid => AreaKind::Grid,
            demo::AreaKind::Estate => AreaKind::Estate,
        };
        let new = spatial::area::NewArea {
            parent: area.parent.as_ref().and_then(|key| made.get(key)).map(|a| a.id),
            kind,
            name: area.name.clone(),
            code: Some(area.code.clone()),
            outline: area.outline.clone(),
        };
        made.insert(area.key.clone(), spatial::area::add(session, new).await?);
    }
    Ok(made)
}

/// The area of a community that everything of it lies under.
pub(super) fn root(areas: &Areas) -> Result<&spatial::area::Model, Fault> {
    areas.get("community").ok_or(Fault::Missing { kind: Kind::Area })
}

fn provenance(session: &Session) -> Provenance {
    Provenance::new(Origin::Demo, session.store().clock().today())
}

/// Names the demo as whose data is on the map.
pub(super) async fn attribution(session: &Session) -> Result<(), Fault> {
    let dated_on = session.store().clock().today();
    let demo = Attribution { name: "demo".into(), origin: Origin::Demo, licence: None, dated_on };
    spatial::dataset::note(session, &demo).await
}

pub(super) async fn ground(session: &Session, community: &Community, areas: &Areas) -> Result<(), Fault> {
    let root = root(areas)?;
    let features = community.features.iter().enumerate().filter_map(|(i, feature)| {
        let class = match feature.class {
            demo::FeatureClass::Road => GroundClass::Road,
            demo::FeatureClass::Path => GroundClass::Path,
            demo::FeatureClass::Green => GroundClass::Green,
            demo::FeatureClass::Water => GroundClass::Water,
            demo::FeatureClass::Parking => GroundClass::Parking,
            demo::FeatureClass::Gate => GroundClass::Gate,
            demo::FeatureClass::Place => GroundClass::Place,
            // A tree is scenery that no layer of ours draws.
            demo::FeatureClass::Tree => return None,
        };
        let geometry = match &feature.geometry {
            demo::Geometry::Point(at) => spatial::Geometry::Point(*at),
            demo::Geometry::Line(line) => spatial::Geometry::Line(line.clone()),
            demo::Geometry::Polygon(ring) => spatial::Geometry::Polygon(ring.clone()),
        };
        Some(spatial::ground::NewGround {
            area_path: root.path.clone(),
            class,
            name: feature.name.clone(),
            category: feature.category.clone(),
            width_m: feature.width_m,
            geometry,
            source: "demo".into(),
            source_id: format!("ground/{i}"),
            provenance: provenance(session),
        })
    });
    spatial::ground::plant(session, features.collect()).await.map(|_| ())
}

pub(super) async fn buildings(
    session: &Session,
    community: &Community,
    areas: &Areas,
) -> Result<Vec<spatial::building::Model>, Fault> {
    let root = root(areas)?;
    let new = community.buildings.iter().map(|b| {
        let estate = areas.get(&b.estate).unwrap_or(root);
        spatial::building::NewBuilding {
            area_path: estate.path.clone(),
            label: b.number.to_string(),
            name: b.name.clone(),
            use_: match b.use_ {
                demo::Use::Residential => BuildingUse::Residential,
                demo::Use::School => BuildingUse::School,
                demo::Use::Commercial => BuildingUse::Commercial,
                demo::Use::Community => BuildingUse::Community,
            },
            address: b.address.clone(),
            footprint: b.footprint.clone(),
            storeys: b.storeys,
            storey_height_m: b.storey_height_m,
            height_m: b.height_m,
            stairwells: b.stairwells,
            built_in: Some(b.built_on_year),
            source: "demo".into(),
            source_id: format!("building/{}", b.number),
            provenance: provenance(session),
            group_key: b.estate.clone(),
        }
    });
    spatial::building::plant(session, new.collect()).await
}

pub(super) async fn dwellings(
    session: &Session,
    community: &Community,
    buildings: &[spatial::building::Model],
) -> Result<Vec<spatial::dwelling::Model>, Fault> {
    let new = community.dwellings.iter().map(|d| spatial::dwelling::NewDwelling {
        building: &buildings[d.building],
        label: d.label.clone(),
        number: d.number.clone(),
        stairwell: d.stairwell,
        storey: d.storey,
        base_m: d.base_m,
        top_m: d.top_m,
        footprint: d.footprint.clone(),
        floor_area_m2: d.floor_area_m2,
        address: d.address.clone(),
        vacancy_checked_on: d.vacancy_checked_on.map(day),
        origin: Origin::Demo,
        origin_on: provenance(session).on,
    });
    spatial::dwelling::plant(session, new.collect()).await
}
