//! What is planted and changed is there again as it was.

use super::{Town, new_building, reading, rectangle, surveying, writing};
use crate::{Geometry, building, dwelling, geometry, ground, import::Conflict, shape, storey};
use base::{Actor, Mode, Session, Store, list_audit, testing::actor};
use chrono::TimeDelta;
use contract::{
    Act, DwellingId, Fault, Kind, Listing, Scope,
    spatial::{DwellingDraft, GroundClass, Occupancy, Origin, Provenance},
};
use sea_orm::{QueryOrder, entity::prelude::*};
use serde_json::json;

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

/// What the audit says that a field of an object was and became, the latest change first.
async fn versions(session: &Session, object: Uuid, field: &str) -> Vec<(String, String)> {
    let mut asked = Listing::default();
    asked.set("object", vec![object.to_string()]);
    let entries = list_audit(session, &asked).await.unwrap().rows;
    let changes = entries.into_iter().flat_map(|entry| entry.changes);
    changes.filter(|(name, ..)| name == field).map(|(_, before, after)| (before, after)).collect()
}

/// Shows: PLT-6.2.5-2
#[tokio::test]
async fn what_an_outline_was_before_a_survey_is_read_again_as_it_was_when_the_database_is_opened_anew() {
    let town = Town::new().await;
    let third = 1.0 / 3.0;
    let awkward = rectangle(120.1 + third * 1e-3, 30.27, 120.101 + 0.1 + 0.2 - 0.3, 30.271 + third * 1e-4);
    let session = writing(&town.world).await;
    let block = new_building(&town.grids[0].path, "9", awkward.clone());
    let planted = building::plant(&session, vec![block]).await.unwrap();
    session.commit().await.unwrap();
    for (east, corrected) in [(120.1009, 1), (120.1008, 2)] {
        town.world.store.clock().push(TimeDelta::minutes(1));
        let session = writing(&town.world).await;
        let block = surveying::footprint("block", json!({}), [120.1003, 30.27, east, 30.271]);
        let pond = json!({
            "properties": { "id": "pond", "natural": "water", "surveyed_at": "2026-03-01" },
            "geometry": { "type": "Polygon", "coordinates": [rectangle(120.1003, 30.276, east, 30.277)] },
        });
        let report = surveying::import(&session, &town, &[block, pond], Conflict::Replace).await;
        assert_eq!(report.corrected, corrected, "{report:?}");
        session.commit().await.unwrap();
    }

    let store = &town.world.store;
    let (keys, clock) = (store.keys().clone(), store.clock().clone());
    let anew = Store::open(town.world.url(), keys, clock, town.world.folder().clone()).await.unwrap();
    let session = anew.begin(Actor::System("test"), Mode::Read).await.unwrap();
    let now = building::Entity::find_by_id(planted[0].id).one(session.txn()).await.unwrap().unwrap();
    assert_eq!(now.ring(), rectangle(120.1003, 30.27, 120.1008, 30.271));
    let between = geometry::positions_text(&rectangle(120.1003, 30.27, 120.1009, 30.271));
    let first = planted[0].footprint.clone();
    assert_eq!(geometry::positions(&first), awkward);
    let kept = versions(&session, now.id, "footprint").await;
    assert_eq!(kept, [(between.clone(), now.footprint), (first, between)]);

    let pond = ground::Entity::find()
        .filter(ground::Column::SourceId.eq("pond"))
        .one(session.txn())
        .await
        .unwrap()
        .unwrap();
    let was = Geometry::Polygon(rectangle(120.1003, 30.276, 120.1009, 30.277)).text();
    assert_eq!(versions(&session, pond.id, "geometry").await, [(was, pond.geometry)]);
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
