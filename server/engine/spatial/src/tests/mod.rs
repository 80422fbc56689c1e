//! Behaviour of the whole crate, on a small town of two grids.

mod address;
mod codes;
mod importing;
mod reach;
mod storage;
mod surveying;
mod tabling;
mod tree;
mod within;

use crate::{area, area::NewArea, building, building::NewBuilding, dwelling, dwelling::NewDwelling};
use base::{
    Actor, Mode, Session,
    testing::{World, actor},
};
use chrono::NaiveDate;
use contract::{
    Act, Kind, Scope,
    geo::Ring,
    spatial::{AreaKind, BuildingUse, Origin, Provenance},
};

/// A town: building 3 with 3-1501 and 3-1502 in the first grid, building 4 with 4-101 in the second.
struct Town {
    world: World,
    community: area::Model,
    grids: Vec<area::Model>,
    buildings: Vec<building::Model>,
    dwellings: Vec<dwelling::Model>,
}

/// A rectangle in WGS-84.
fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Ring {
    vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
}

async fn writing(world: &World) -> Session {
    world.store.begin(Actor::System("test"), Mode::Write).await.unwrap()
}

async fn reading(world: &World, actor: Actor) -> Session {
    world.store.begin(actor, Mode::Read).await.unwrap()
}

const READ: &[Act] = &[Act::Read];

/// Somebody who may read places in one area.
fn worker(area: &str) -> Actor {
    let kinds = [Kind::Area, Kind::Ground, Kind::Building, Kind::Dwelling];
    let lines = kinds.map(|kind| (kind, Scope::Areas, READ));
    actor("worker", &[area], &lines)
}

fn new_building(area_path: &str, label: &str, footprint: Ring) -> NewBuilding {
    NewBuilding {
        area_path: area_path.into(),
        label: label.into(),
        name: format!("{label}号楼"),
        use_: BuildingUse::Residential,
        address: format!("演示市演示社区{label}号楼"),
        footprint,
        storeys: 15,
        storey_height_m: 3.0,
        height_m: 46.2,
        stairwells: 1,
        built_in: Some(2008),
        source: "test".into(),
        source_id: label.into(),
        provenance: Provenance::new(Origin::CityShare, NaiveDate::default()),
        group_key: format!("g{label}"),
    }
}

fn new_dwelling<'a>(
    building: &'a building::Model,
    number: &str,
    storey: i32,
    footprint: Ring,
) -> NewDwelling<'a> {
    let base_m = f64::from(storey - 1) * 3.0;
    NewDwelling {
        building,
        label: format!("{}-{number}", building.label),
        number: number.into(),
        stairwell: 1,
        storey,
        base_m,
        top_m: base_m + 3.0,
        footprint,
        floor_area_m2: 89.5,
        address: format!("{}{number}室", building.address),
        vacancy_checked_on: None,
        origin: Origin::CityShare,
        origin_on: None,
    }
}

async fn grow(
    session: &Session,
    parent: Option<&area::Model>,
    kind: AreaKind,
    name: &str,
    outline: Ring,
) -> area::Model {
    let code = match kind {
        AreaKind::City => Some("990100000000".to_owned()),
        AreaKind::Community => Some("990102001001".to_owned()),
        _ => None,
    };
    let new = NewArea { parent: parent.map(|area| area.id), kind, name: name.into(), code, outline };
    area::add(session, new).await.unwrap()
}

impl Town {
    async fn new() -> Self {
        let world = World::new().await;
        let session = writing(&world).await;
        let city = grow(&session, None, AreaKind::City, "演示市", rectangle(120.0, 30.0, 121.0, 31.0)).await;
        let whole = rectangle(120.10, 30.27, 120.11, 30.28);
        let community = grow(&session, Some(&city), AreaKind::Community, "演示社区", whole).await;
        let west = rectangle(120.10, 30.27, 120.105, 30.28);
        let east = rectangle(120.105, 30.27, 120.11, 30.28);
        let grids = vec![
            grow(&session, Some(&community), AreaKind::Grid, "第一网格", west).await,
            grow(&session, Some(&community), AreaKind::Grid, "第二网格", east).await,
        ];
        let third = new_building(&grids[0].path, "3", rectangle(120.101, 30.271, 120.1015, 30.2712));
        let fourth = new_building(&grids[1].path, "4", rectangle(120.106, 30.271, 120.1065, 30.2712));
        let buildings = building::plant(&session, vec![third, fourth]).await.unwrap();
        let left = rectangle(120.101, 30.271, 120.10125, 30.2712);
        let right = rectangle(120.10125, 30.271, 120.1015, 30.2712);
        let dwellings = vec![
            new_dwelling(&buildings[0], "1501", 15, left),
            new_dwelling(&buildings[0], "1502", 15, right),
            new_dwelling(&buildings[1], "101", 1, rectangle(120.106, 30.271, 120.1065, 30.2712)),
        ];
        let dwellings = dwelling::plant(&session, dwellings).await.unwrap();
        session.commit().await.unwrap();
        Self { world, community, grids, buildings, dwellings }
    }
}
