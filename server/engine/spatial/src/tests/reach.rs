//! Who sees which places.

use super::{Town, reading, worker, writing};
use crate::{area, building, code, dataset, dwelling, find, ground, search, shape};
use base::{
    Actor, Mode,
    testing::{actor, operator},
};
use chrono::NaiveDate;
use contract::{
    Act, Fault, Kind, Listing, Scope,
    identity::Outcome,
    spatial::{Attribution, GroundClass, Origin, Provenance},
};
use sea_orm::{ConnectionTrait, sea_query::Query};
use uuid::Uuid;

#[tokio::test]
async fn areas_are_numbered_below_each_other() {
    let town = Town::new().await;
    assert_eq!(town.community.path, "0001/0001/");
    let paths: Vec<&str> = town.grids.iter().map(|grid| grid.path.as_str()).collect();
    assert_eq!(paths, ["0001/0001/0001/", "0001/0001/0002/"]);
    let session = reading(&town.world, Actor::System("test")).await;
    let rows = area::list(&session).await.unwrap();
    let counts: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.buildings, row.dwellings)).collect();
    assert_eq!(counts, [("演示市", 2, 3), ("演示社区", 2, 3), ("第一网格", 1, 2), ("第二网格", 1, 1)]);
}

#[tokio::test]
async fn a_worker_sees_only_their_own_grid() {
    let town = Town::new().await;
    let session = reading(&town.world, worker(&town.grids[0].path)).await;
    let listing = Listing::default();
    let areas = area::list(&session).await.unwrap();
    assert_eq!(areas.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["第一网格"]);
    let buildings = building::list(&session, &listing).await.unwrap().rows;
    assert_eq!(buildings.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["3号楼"]);
    let dwellings = dwelling::list(&session, &listing).await.unwrap().rows;
    assert_eq!(dwellings.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), ["3-1501", "3-1502"]);
    let hidden = dwelling::by_code(&session, &town.dwellings[2].code).await;
    assert_eq!(hidden.unwrap_err(), Fault::Missing { kind: Kind::Dwelling });
    for hidden in [&town.buildings[1].code, &town.dwellings[2].code, &town.grids[1].code] {
        let known = code::look_up(&session, hidden).await.unwrap().unwrap();
        assert_eq!(find(&session, &known).await.unwrap(), None, "{hidden}");
    }
    assert!(search(&session, "4-1").await.unwrap().is_empty());
    assert_eq!(search(&session, "3-15").await.unwrap().len(), 2);
    assert!(!shape::buildings(&session).await.unwrap().contains("4号楼"));
    assert_eq!(
        shape::dwellings(&session, "g4").await.unwrap(),
        r#"{"type":"FeatureCollection","features":[]}"#
    );
    let groups = shape::groups(&session).await.unwrap();
    assert_eq!(groups.iter().map(|row| (row.group.as_str(), row.dwellings)).collect::<Vec<_>>(), [("g3", 2)]);
}

#[tokio::test]
async fn a_worker_sees_the_roads_of_the_community_but_not_those_of_the_next_grid() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let road = |area: &area::Model| ground::NewGround {
        area_path: area.path.clone(),
        class: GroundClass::Road,
        name: Some(format!("{}路", area.name)),
        category: None,
        width_m: Some(7.0),
        geometry: crate::Geometry::Line(vec![[120.1, 30.27], [120.11, 30.28]]),
        source: "test".into(),
        source_id: area.name.clone(),
        provenance: Provenance::new(Origin::CityShare, chrono::NaiveDate::default()),
    };
    let roads = [&town.community, &town.grids[0], &town.grids[1]].map(road);
    ground::plant(&session, roads.to_vec()).await.unwrap();
    session.commit().await.unwrap();
    let session = reading(&town.world, worker(&town.grids[0].path)).await;
    let map = shape::ground(&session).await.unwrap();
    let map: serde_json::Value = serde_json::from_str(&map).unwrap();
    let names: Vec<&str> =
        map["features"].as_array().unwrap().iter().filter_map(|f| f["properties"]["name"].as_str()).collect();
    assert_eq!(names, ["第一网格", "演示社区路", "第一网格路"]);
    assert_eq!(map["features"][0]["properties"]["class"], "grid");
    assert_eq!(map["features"][0]["geometry"]["type"], "Polygon");
}

#[tokio::test]
async fn a_resident_sees_the_dwelling_of_their_tenancy_while_it_lasts() {
    let town = Town::new().await;
    let (lives, lived) = (Uuid::now_v7(), Uuid::now_v7());
    let session = writing(&town.world).await;
    let today = town.world.store.clock().today();
    for (person, dwelling, to_on) in [(lives, 0, None), (lived, 1, Some(today))] {
        let row = Query::insert()
            .into_table("tenancy")
            .columns([
                "id",
                "person_id",
                "dwelling_id",
                "area_path",
                "relation",
                "from_on",
                "to_on",
                "changed_at",
            ])
            .values_panic([
                Uuid::now_v7().into(),
                person.into(),
                town.dwellings[dwelling].id.into(),
                town.grids[0].path.clone().into(),
                "owner".into(),
                today.into(),
                to_on.into(),
                session.now().into(),
            ])
            .to_owned();
        session.txn().execute(&row).await.unwrap();
    }
    session.commit().await.unwrap();
    for (person, seen) in [(lives, vec!["3-1501"]), (lived, vec![])] {
        let mut resident =
            operator("resident", &[&town.grids[0].path], &[(Kind::Dwelling, Scope::Own, &[Act::Read])]);
        resident.person = Some(person);
        let session = reading(&town.world, Actor::Operator(Box::new(resident))).await;
        let rows = dwelling::list(&session, &Listing::default()).await.unwrap().rows;
        assert_eq!(rows.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), seen);
    }
}

#[tokio::test]
async fn whoever_may_not_create_plants_nothing() {
    let town = Town::new().await;
    let session = reading(&town.world, worker(&town.community.path)).await;
    let denied = building::plant(&session, vec![]).await.unwrap_err();
    assert_eq!(denied, Fault::Denied { kind: Kind::Building, act: Act::Create });
}

#[tokio::test]
async fn whoever_may_not_import_everywhere_notes_no_dataset_and_is_on_record() {
    let town = Town::new().await;
    let local = actor(
        "local",
        &[&town.community.path],
        &[(Kind::Ground, Scope::Areas, &[Act::Create]), (Kind::Audit, Scope::All, &[Act::Read])],
    );
    let session = town.world.store.begin(local.clone(), Mode::Write).await.unwrap();
    let dataset = Attribution {
        name: "演示数据".into(),
        origin: Origin::CityShare,
        licence: None,
        dated_on: NaiveDate::default(),
    };
    let result = dataset::note(&session, &dataset).await;
    let denied = Err(Fault::Denied { kind: Kind::Ground, act: Act::Create });
    assert_eq!(session.finish(result).await, denied);
    let session = reading(&town.world, local).await;
    let trail = base::list_audit(&session, &Listing::default()).await.unwrap().rows;
    let refused = trail.iter().filter(|row| row.outcome == Outcome::Denied);
    assert_eq!(refused.map(|row| row.kind.as_str()).collect::<Vec<_>>(), ["ground"]);
}
