//! Finding a place by what people say or press.

use super::{Town, grow, new_building, new_dwelling, reading, rectangle, worker, writing};
use crate::{Geometry, area, building, code, dwelling, ground, locate, locate::NAMESAKES, locate_at};
use base::{Actor, Session, lineage};
use contract::{
    Fault, Listing,
    geo::Wgs84,
    spatial::{AreaKind, GroundClass, Occupancy, Origin, Provenance},
};
use sea_orm::entity::prelude::*;
use std::collections::BTreeSet;

async fn plant_places(session: &Session, town: &Town) {
    let place = |name: &str, class, category: Option<&str>, at: [f64; 2]| ground::NewGround {
        area_path: town.community.path.clone(),
        class,
        name: Some(name.into()),
        category: category.map(str::to_owned),
        width_m: None,
        geometry: Geometry::Point(at),
        source: "test".into(),
        source_id: name.into(),
        provenance: Provenance::new(Origin::CityShare, chrono::NaiveDate::default()),
    };
    let places = vec![
        place("社区卫生站", GroundClass::Place, Some("clinic"), [120.102, 30.272]),
        place("东门", GroundClass::Gate, None, [120.1021, 30.272]),
        place("演示路", GroundClass::Road, None, [120.1022, 30.272]),
        place("朝阳药店", GroundClass::Place, Some("pharmacy"), [120.109, 30.272]),
    ];
    // A road is a line; here its class is all that matters.
    ground::plant(session, places).await.unwrap();
}

#[tokio::test]
async fn a_dwelling_a_building_and_a_place_are_found_as_people_say_them() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    plant_places(&session, &town).await;
    let spot = locate(&session, " 3-1502 ", None).await.unwrap().unwrap();
    assert_eq!(
        (spot.place.as_str(), spot.storey, spot.dwelling_no),
        ("3-1502", Some(15), Some(town.dwellings[1].map_no))
    );
    assert_eq!(spot.building_no, Some(town.buildings[0].map_no));
    assert_eq!(spot.area_path, town.grids[0].path);
    for said in ["3", "3号楼", "3栋", town.buildings[0].code.as_str()] {
        let spot = locate(&session, said, None).await.unwrap().unwrap();
        assert_eq!((spot.building_id, spot.dwelling_id), (Some(town.buildings[0].id), None), "{said}");
        assert_eq!(spot.place, "3号楼");
    }
    let gate = locate(&session, "东门", None).await.unwrap().unwrap();
    assert_eq!((gate.address.as_str(), gate.building_id), ("演示市演示社区东门", None));
    let grid = locate(&session, "第二网格", None).await.unwrap().unwrap();
    assert_eq!(grid.area_path, town.grids[1].path);
    for nowhere in ["", "3-9999", "99号楼", "演示路"] {
        assert_eq!(locate(&session, nowhere, None).await.unwrap(), None, "{nowhere}");
    }
}

/// Another building 3, in the second grid, with a 3-1502 of its own.
async fn plant_twin(session: &Session, town: &Town) -> (building::Model, dwelling::Model) {
    let footprint = rectangle(120.107, 30.273, 120.1075, 30.2732);
    let mut twin = new_building(&town.grids[1].path, "3", footprint.clone());
    twin.source_id = "3 of the other grid".into();
    let twin = building::plant(session, vec![twin]).await.unwrap().remove(0);
    let home = new_dwelling(&twin, "1502", 15, footprint);
    let home = dwelling::plant(session, vec![home]).await.unwrap().remove(0);
    (twin, home)
}

#[tokio::test]
async fn of_two_buildings_with_one_number_the_actor_s_own_is_meant() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let (twin, _) = plant_twin(&session, &town).await;
    session.commit().await.unwrap();
    let there = reading(&town.world, worker(&town.grids[1].path)).await;
    assert_eq!(locate(&there, "3号楼", None).await.unwrap().unwrap().building_id, Some(twin.id));
    let here = reading(&town.world, worker(&town.grids[0].path)).await;
    assert_eq!(locate(&here, "3号楼", None).await.unwrap().unwrap().building_id, Some(town.buildings[0].id));
}

#[tokio::test]
async fn whoever_reaches_two_of_one_name_is_asked_back_unless_a_position_or_a_code_decides() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let (twin, home) = plant_twin(&session, &town).await;
    session.commit().await.unwrap();
    let several = Err(Fault::invalid("place", "field.several_places"));
    let of_both = reading(&town.world, worker(&town.community.path)).await;
    let of_all = reading(&town.world, Actor::System("test")).await;
    for session in [&of_both, &of_all] {
        for said in ["3", "3号楼", "3-1502"] {
            assert_eq!(locate(session, said, None).await, several, "{said}");
        }
        // Within a footprint, and some way off.
        for (lon, lat) in [(120.1074, 30.2731), (120.1085, 30.2745)] {
            let at = Some(Wgs84 { lon, lat });
            let spot = locate(session, "3号楼", at).await.unwrap().unwrap();
            assert_eq!((spot.building_id, spot.dwelling_id), (Some(twin.id), None));
            assert_eq!(locate(session, "3-1502", at).await.unwrap().unwrap().dwelling_id, Some(home.id));
        }
        for dwelling in [&home, &town.dwellings[1]] {
            let spot = locate(session, &dwelling.code, None).await.unwrap().unwrap();
            assert_eq!((spot.dwelling_id, spot.place.as_str()), (Some(dwelling.id), "3-1502"));
        }
        let found = ground::places(session, None, Some("3号楼"), None).await.unwrap();
        let found: BTreeSet<u32> = found.iter().map(|row| row.map_no).collect();
        let both = [twin.map_no, town.buildings[0].map_no].map(|no| u32::try_from(no).unwrap());
        assert_eq!(found, BTreeSet::from(both), "whoever looks for one is shown each");
    }
}

#[tokio::test]
async fn of_a_number_that_very_many_buildings_have_only_so_many_are_shown() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let footprint = rectangle(120.107, 30.273, 120.1075, 30.2732);
    let twin = |nth: usize| {
        let mut twin = new_building(&town.grids[1].path, "3", footprint.clone());
        twin.source_id = format!("3, the {nth}th");
        twin
    };
    building::plant(&session, (0..NAMESAKES).map(twin).collect()).await.unwrap();
    let found = ground::places(&session, None, Some("3号楼"), None).await.unwrap();
    assert_eq!(found.len(), NAMESAKES, "one of them isn't");
}

#[tokio::test]
async fn of_two_of_one_name_that_both_lie_elsewhere_nothing_is_said() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    plant_twin(&session, &town).await;
    let far = rectangle(120.2, 30.27, 120.21, 30.28);
    let city = lineage(&town.community.path).remove(0);
    let city = area::by_path(&session, &city).await.unwrap().unwrap();
    let far = grow(&session, Some(&city), AreaKind::Estate, "演示远苑", far).await;
    session.commit().await.unwrap();
    let elsewhere = reading(&town.world, worker(&far.path)).await;
    for said in ["3号楼", "3-1502"] {
        assert_eq!(locate(&elsewhere, said, None).await.unwrap(), None, "{said}");
    }
}

#[tokio::test]
async fn of_two_gates_with_one_name_one_is_told_by_its_code() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let gate = |grid: usize, at: [f64; 2]| ground::NewGround {
        area_path: town.grids[grid].path.clone(),
        class: GroundClass::Gate,
        name: Some("南门".into()),
        category: None,
        width_m: None,
        geometry: Geometry::Point(at),
        source: "test".into(),
        source_id: format!("gate of grid {grid}"),
        provenance: Provenance::new(Origin::CityShare, chrono::NaiveDate::default()),
    };
    ground::plant(&session, vec![gate(0, [120.102, 30.271]), gate(1, [120.108, 30.271])]).await.unwrap();
    let several = Err(Fault::invalid("place", "field.several_places"));
    assert_eq!(locate(&session, "南门", None).await, several);
    let second = ground::Entity::find()
        .filter(ground::Column::SourceId.eq("gate of grid 1"))
        .one(session.txn())
        .await
        .unwrap()
        .unwrap();
    let code = code::of_all(&session, &[second.id]).await.unwrap().remove(&second.id).unwrap();
    let spot = locate(&session, &code, None).await.unwrap().unwrap();
    assert_eq!((spot.place.as_str(), spot.area_path.as_str()), ("南门", town.grids[1].path.as_str()));
    assert_eq!(spot.address, "演示市演示社区第二网格南门");
}

#[tokio::test]
async fn a_point_lies_in_a_building_or_in_the_innermost_area() {
    let town = Town::new().await;
    let session = reading(&town.world, Actor::System("test")).await;
    let at = |lon, lat| Wgs84 { lon, lat };
    let inside = locate_at(&session, at(120.1012, 30.2711)).await.unwrap().unwrap();
    assert_eq!(inside.building_id, Some(town.buildings[0].id));
    let lawn = at(120.108, 30.275);
    let outside = locate_at(&session, lawn).await.unwrap().unwrap();
    assert_eq!((outside.place.as_str(), outside.building_id, outside.at), ("第二网格", None, lawn));
    assert_eq!(outside.address, "演示市演示社区第二网格");
    assert_eq!(locate_at(&session, at(120.5, 30.5)).await.unwrap(), None);
    assert_eq!(locate_at(&session, at(f64::NAN, 30.5)).await.unwrap(), None);
}

#[tokio::test]
async fn places_come_nearest_first_with_a_landmark() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    plant_places(&session, &town).await;
    let from = Some(Wgs84 { lon: 120.11, lat: 30.272 });
    let all = ground::places(&session, None, None, from).await.unwrap();
    assert_eq!(
        all.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(),
        ["朝阳药店", "东门", "社区卫生站"]
    );
    assert!((90.0..100.0).contains(&all[0].distance_m.unwrap()), "{:?}", all[0].distance_m);
    let clinics = ground::places(&session, Some("clinic"), None, None).await.unwrap();
    assert_eq!((clinics.len(), clinics[0].near.as_deref(), clinics[0].distance_m), (1, Some("东门"), None));
    let home = ground::places(&session, None, Some("3-1502"), None).await.unwrap();
    assert_eq!(
        home.iter().map(|row| (row.name.as_str(), row.category.as_str())).collect::<Vec<_>>(),
        [("3号楼", "building")]
    );
}

#[tokio::test]
async fn dwellings_are_filtered_by_building_storey_and_occupancy() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    crate::dwelling::recount(&session, town.dwellings[0].id, 1).await.unwrap();
    let fourth = town.buildings[1].map_no.to_string();
    for (filter, values, labels) in [
        ("building_no", vec![fourth.as_str()], vec!["4-101"]),
        ("building", vec!["3"], vec!["3-1501", "3-1502"]),
        ("storey", vec!["1"], vec!["4-101"]),
        ("occupancy", vec!["occupied"], vec!["3-1501"]),
        ("occupancy", vec!["unknown", "vacant"], vec!["3-1502", "4-101"]),
        ("occupancy", vec!["haunted"], vec![]),
    ] {
        let mut listing = Listing::default();
        listing.set(filter, values.iter().map(|value| (*value).to_owned()).collect());
        let rows = crate::dwelling::list(&session, &listing).await.unwrap().rows;
        assert_eq!(
            rows.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(),
            labels,
            "{filter}: {values:?}"
        );
    }
    let listing = Listing { search: Some("3-150".into()), limit: 1, ..Default::default() };
    let page = crate::dwelling::list(&session, &listing).await.unwrap();
    assert_eq!((page.rows[0].occupancy, page.count), (Occupancy::Occupied, contract::Count::Exact(2)));
    let listing = Listing { after: page.next, ..listing };
    let page = crate::dwelling::list(&session, &listing).await.unwrap();
    assert_eq!((page.rows[0].label.as_str(), page.next), ("3-1502", None));
    let pattern = Listing { search: Some("%".into()), ..Default::default() };
    assert!(crate::dwelling::list(&session, &pattern).await.unwrap().rows.is_empty());
}
