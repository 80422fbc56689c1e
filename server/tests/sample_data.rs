//! Tests on the real data that lies beside a developer's checkout (`LINLI_SAMPLE_DATA`).

#![expect(clippy::unwrap_used, reason = "what fails in a test fails the test")]

use base::{Actor, Mode, testing::World};
use contract::{Count, Listing, spatial::ImportReport};
use linli::import::{Import, Route};
use sea_orm::EntityTrait;
use serde_json::Value;
use spatial::{building, ground, import::Conflict};
use std::{fs, path::PathBuf};

/// What lies in the folder: the file, and how many features it holds.
const BUILDINGS: (&str, usize) = ("buildings.geojson", 212);
const GROUND: [(&str, usize); 3] = [("roads.geojson", 263), ("pois.geojson", 67), ("areas.geojson", 6)];

/// What can't be taken of it: file, identifier and reason. No identifier or outline is there twice, no ring crosses
/// itself, and everything is of a kind that we know.
const LEFT_OUT: [(&str, &str, &str); 0] = [];

fn weishui() -> PathBuf {
    PathBuf::from(std::env::var("LINLI_SAMPLE_DATA").unwrap()).join("weishui")
}

fn share() -> Import {
    Import {
        route: Route::Folder(weishui()),
        community: "渭水校区社区".into(),
        source: Some("© OpenStreetMap contributors".into()),
        licence: Some("ODbL-1.0".into()),
        dated_on: None,
        conflict: Conflict::Report,
    }
}

/// The identifiers in a file but those that are named as left out, in order.
fn kept((file, count): (&str, usize), report: &ImportReport) -> Vec<String> {
    let text = fs::read_to_string(weishui().join(file)).unwrap();
    let collection: Value = serde_json::from_str(&text).unwrap();
    let features = collection["features"].as_array().unwrap();
    assert_eq!(features.len(), count, "{file}");
    let ids = features.iter().map(|feature| feature["properties"]["@id"].as_str().unwrap());
    let is_left_out = |id: &str| report.findings.iter().any(|f| f.left_out && f.source == file && f.id == id);
    sorted(ids.filter(|id| !is_left_out(id)).map(str::to_owned).collect())
}

fn sorted(mut ids: Vec<String>) -> Vec<String> {
    ids.sort();
    ids
}

#[tokio::test]
#[ignore = "needs the sample data; `cargo xtask test` runs it where there is some"]
async fn a_real_community_comes_in_whole_and_a_second_time_changes_nothing() {
    let world = World::new().await;
    let first = linli::import::into(&world.store, &share()).await.unwrap();
    let left_out = first.findings.iter().filter(|f| f.left_out);
    let named: Vec<_> = left_out.map(|f| (f.source.as_str(), f.id.as_str(), f.reason.as_str())).collect();
    assert_eq!(named, LEFT_OUT);
    assert_eq!(first.read, 548, "212 buildings, 263 roads, 67 points, 6 areas");
    assert_eq!(first.taken as usize + named.len(), 548, "every row is taken or named as left out");

    let buildings = building::Entity::find().all(world.store.pool()).await.unwrap();
    let stored = sorted(buildings.into_iter().map(|row| row.source_id).collect());
    assert_eq!(stored, kept(BUILDINGS, &first), "each building once");
    let features = ground::Entity::find().all(world.store.pool()).await.unwrap();
    let stored = sorted(features.into_iter().map(|row| row.source_id).collect());
    let brought = GROUND.into_iter().flat_map(|file| kept(file, &first)).collect();
    assert_eq!(stored, sorted(brought), "each road, point and area once");

    let session = world.store.begin(Actor::System("test"), Mode::Read).await.unwrap();
    let page = building::list(&session, &Listing::default()).await.unwrap();
    assert_eq!(page.count, Count::Exact(first.buildings));
    drop(session);

    let found = |reason: &str| first.findings.iter().filter(|f| f.reason == reason).collect::<Vec<_>>();
    assert_eq!(found("height_assumed").len(), 114, "a building without height or levels says so");
    let holes: Vec<_> = found("holes_left_out").iter().map(|f| f.id.as_str()).collect();
    assert_eq!(holes, ["relation/16871375"], "a courtyard that is not kept is told of");

    let again = linli::import::into(&world.store, &share()).await.unwrap();
    assert_eq!((again.taken, again.unchanged), (0, first.taken));
}
