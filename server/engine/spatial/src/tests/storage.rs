//! What is planted and changed is there again as it was.

use super::{Town, new_building, reading, rectangle, writing};
use crate::{Geometry, building, dwelling, ground, shape, storey};
use base::{Actor, Mode, testing::actor};
use contract::{
    Act, DwellingId, Fault, Kind, Scope,
    spatial::{DwellingDraft, GroundClass, Occupancy, Origin, Provenance},
};
use sea_orm::{QueryOrder, entity::prelude::*};

/// Shows: PLT-6.2.5-2
#[tokio::test]
async fn geometry_and_attributes_reload_identically() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let third = 1.0 / 3.0;
    let awkward = rectangle(120.1 + third * 1e-3, 30.27, 120.101 + 0.1 + 0.2 - 0.3, 30.271 + third * 1e-4);
    let planted = building::plant(&session, vec![new_building(&town.grids[0].path, "9", awkward.clone())])
        .await
        .unwrap();
    let pond = ground::NewGround {
        area_path: town.community.path.clone(),
        class: GroundClass::Water,
        name: Some("天鹅湖".into()),
        category: None,
        width_m: None,
        geometry: Geometry::Polygon(awkward.clone()),
        source: "test".into(),
        source_id: "pond".into(),
        provenance: Provenance::new(Origin::CityShare, town.world.store.clock().today()),
    };
    let ponds = ground::plant(&session, vec![pond]).await.unwrap();
    session.commit().await.unwrap();
    let session = reading(&town.world, Actor::System("test")).await;
    let again = building::Entity::find_by_id(planted[0].id).one(session.txn()).await.unwrap().unwrap();
    assert_eq!(again, planted[0]);
    assert_eq!(again.ring(), awkward);
    let pond = ground::Entity::find_by_id(ponds[0].id).one(session.txn()).await.unwrap().unwrap();
    assert_eq!(pond, ponds[0]);
    assert_eq!(pond.shape(), Some(Geometry::Polygon(awkward)));
    let dwellings =
        dwelling::Entity::find().order_by_asc(dwelling::Column::MapNo).all(session.txn()).await.unwrap();
    assert_eq!(dwellings, town.dwellings);
    let storeys = storey::Entity::find()
        .filter(storey::Column::BuildingId.eq(planted[0].id))
        .order_by_asc(storey::Column::Number)
        .all(session.txn())
        .await
        .unwrap();
    assert_eq!((storeys.len(), storeys[14].number, storeys[14].base_m), (15, 15, 42.0));
}

/// Shows: PLT-6.2.5-2
#[tokio::test]
async fn a_change_keeps_its_version_and_refuses_one_that_was_made_on_an_older() {
    let town = Town::new().await;
    let id = DwellingId(town.dwellings[0].id);
    let officer = || {
        actor("officer", &[&town.grids[0].path], &[(Kind::Dwelling, Scope::Areas, &[Act::Read, Act::Change])])
    };
    let draft = DwellingDraft { floor_area_m2: "91.25".into(), vacancy_checked_on: "2026-01-10".into() };
    let session = town.world.store.begin(officer(), Mode::Write).await.unwrap();
    let row = dwelling::change(&session, id, 1, &draft).await.unwrap();
    session.commit().await.unwrap();
    assert_eq!((row.revision, row.floor_area_m2, row.occupancy), (2, 91.25, Occupancy::Vacant));
    let session = town.world.store.begin(officer(), Mode::Write).await.unwrap();
    assert_eq!(dwelling::by_id(&session, id).await.unwrap(), row);
    let late = dwelling::change(&session, id, 1, &draft).await;
    assert!(matches!(late, Err(Fault::Changed { .. })), "{late:?}");
    let tomorrow = DwellingDraft { vacancy_checked_on: "2026-03-03".into(), ..draft.clone() };
    let early = dwelling::change(&session, id, 2, &tomorrow).await;
    assert_eq!(early.unwrap_err(), Fault::invalid("vacancy_checked_on", "field.out_of_range"));
    let elsewhere = dwelling::change(&session, DwellingId(town.dwellings[2].id), 1, &draft).await;
    assert_eq!(elsewhere.unwrap_err(), Fault::Missing { kind: Kind::Dwelling });
}

#[tokio::test]
async fn whoever_moves_in_ends_the_vacancy_and_changes_the_map_s_version() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let id = town.dwellings[0].id;
    let draft = DwellingDraft { floor_area_m2: "89.5".into(), vacancy_checked_on: "2026-01-10".into() };
    dwelling::change(&session, DwellingId(id), 1, &draft).await.unwrap();
    let before = shape::version(&session).await.unwrap();
    assert_eq!(shape::version(&session).await.unwrap(), before);
    dwelling::recount(&session, id, 2).await.unwrap();
    assert_ne!(shape::version(&session).await.unwrap(), before);
    let row = dwelling::by_id(&session, DwellingId(id)).await.unwrap();
    assert_eq!((row.occupancy, row.occupants, row.vacancy_checked_on), (Occupancy::Occupied, 2, None));
    dwelling::recount(&session, id, 0).await.unwrap();
    let row = dwelling::by_id(&session, DwellingId(id)).await.unwrap();
    assert_eq!(row.occupancy, Occupancy::Unknown);
}

#[tokio::test]
async fn the_map_gets_integer_ids_and_the_properties_it_styles_by() {
    let town = Town::new().await;
    let session = reading(&town.world, Actor::System("test")).await;
    let parse = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap();
    let buildings = parse(shape::buildings(&session).await.unwrap());
    let third = &buildings["features"][0];
    assert_eq!(third["id"], town.buildings[0].map_no);
    assert_eq!(third["properties"]["number"], "3");
    assert_eq!(third["properties"]["group"], "g3");
    assert_eq!(third["geometry"]["coordinates"][0][1], serde_json::json!([120.1015, 30.271]));
    let dwellings = parse(shape::dwellings(&session, "g3").await.unwrap());
    let upper = &dwellings["features"][1];
    assert_eq!(upper["properties"]["label"], "3-1502");
    assert_eq!(upper["properties"]["building"], town.buildings[0].map_no);
    assert_eq!(upper["properties"]["occupied"], false);
    assert_eq!((&upper["properties"]["base_m"], &upper["properties"]["top_m"]), (&42.0.into(), &45.0.into()));
    assert_eq!(upper["properties"].as_object().unwrap().len(), 7);
}
