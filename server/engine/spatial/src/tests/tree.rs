//! The scene tree.

use super::{READ, Town, reading, worker};
use crate::{area, scene};
use base::{Actor, testing::actor};
use contract::{Fault, Kind, Scope, geo::Wgs84, spatial::SceneNode};

fn shown(nodes: &[SceneNode]) -> Vec<(&str, &str, u32)> {
    nodes.iter().map(|node| (node.class.as_str(), node.name.as_str(), node.children)).collect()
}

/// Shows: PLT-6.2.5-1
#[tokio::test]
async fn the_tree_leads_from_the_city_to_a_dwelling() {
    let town = Town::new().await;
    let session = reading(&town.world, Actor::System("test")).await;
    let top = scene::children(&session, None).await.unwrap();
    assert_eq!(shown(&top), [("city", "演示市", 1)]);
    let community = scene::children(&session, Some(&top[0].key)).await.unwrap();
    assert_eq!(shown(&community), [("community", "演示社区", 2)]);
    let grids = scene::children(&session, Some(&community[0].key)).await.unwrap();
    assert_eq!(shown(&grids), [("grid", "第一网格", 1), ("grid", "第二网格", 1)]);
    let buildings = scene::children(&session, Some(&grids[0].key)).await.unwrap();
    assert_eq!(shown(&buildings), [("building", "3号楼", 15)]);
    assert_eq!(buildings[0].map_no, u32::try_from(town.buildings[0].map_no).ok());
    let storeys = scene::children(&session, Some(&buildings[0].key)).await.unwrap();
    assert_eq!((storeys.len(), storeys[14].children, storeys[13].children), (15, 2, 0));
    let dwellings = scene::children(&session, Some(&storeys[14].key)).await.unwrap();
    assert_eq!(shown(&dwellings), [("dwelling", "3-1501", 0), ("dwelling", "3-1502", 0)]);
    assert!(scene::children(&session, Some(&dwellings[0].key)).await.unwrap().is_empty());
}

/// Shows: PLT-6.2.5-1
#[tokio::test]
async fn a_worker_s_tree_begins_at_their_grid() {
    let town = Town::new().await;
    let session = reading(&town.world, worker(&town.grids[1].path)).await;
    assert_eq!(shown(&scene::children(&session, None).await.unwrap()), [("grid", "第二网格", 1)]);
    let other = format!("area/{}", town.grids[0].id);
    assert!(matches!(scene::children(&session, Some(&other)).await, Err(Fault::Missing { .. })));
    let other = format!("storey/{}/15", town.buildings[0].id);
    assert!(scene::children(&session, Some(&other)).await.unwrap().is_empty());
    for key in ["area", "area/x", "moon/1", "storey/x/1"] {
        assert!(matches!(scene::children(&session, Some(key)).await, Err(Fault::Invalid { .. })), "{key}");
    }
}

#[tokio::test]
async fn the_community_is_the_one_around_or_below_the_actor_s_areas() {
    let town = Town::new().await;
    for area in [&town.community.path, &town.grids[1].path, &"0001/".to_owned()] {
        let session = reading(&town.world, worker(area)).await;
        let (name, at) = area::community(&session).await.unwrap().unwrap();
        assert_eq!(name, "演示社区");
        assert!(at.distance_m(Wgs84 { lon: 120.105, lat: 30.275 }) < 1.0);
    }
    let session = reading(&town.world, worker("0002/")).await;
    assert_eq!(area::community(&session).await.unwrap(), None);
    let lines = [(Kind::Area, Scope::Areas, READ), (Kind::Setting, Scope::All, READ)];
    let session = reading(&town.world, actor("officer", &["0002/"], &lines)).await;
    let own = area::community(&session).await.unwrap();
    assert_eq!(own, None, "who may read the settings of the whole house is of one area all the same");
}
