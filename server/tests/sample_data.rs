//! Tests on the real data that lies beside a developer's checkout (`LINLI_SAMPLE_DATA`).

#![expect(clippy::unwrap_used, reason = "what fails in a test fails the test")]

use base::{Actor, Mode, testing::World};
use contract::Listing;
use linli::import::{Import, Route};
use spatial::import::Conflict;
use std::path::PathBuf;

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

#[tokio::test]
#[ignore = "needs the sample data; `cargo xtask test` runs it where there is some"]
async fn a_real_community_comes_in_whole_and_a_second_time_changes_nothing() {
    let world = World::new().await;
    let first = linli::import::into(&world.store, &share()).await.unwrap();
    let left_out = first.findings.iter().filter(|f| f.left_out).count();
    assert_eq!(
        first.taken as usize + left_out,
        first.read as usize,
        "every row is taken or named as left out"
    );
    let session = world.store.begin(Actor::System("test"), Mode::Read).await.unwrap();
    let page = spatial::building::list(&session, &Listing::default()).await.unwrap();
    let buildings = first.findings.iter().filter(|f| f.left_out && f.source == "buildings.geojson").count();
    assert_eq!(page.count, contract::Count::Exact(212 - u32::try_from(buildings).unwrap()));
    assert!(
        first.findings.iter().any(|f| f.reason == "height_assumed"),
        "a building without height or levels says so"
    );
    drop(session);
    let again = linli::import::into(&world.store, &share()).await.unwrap();
    assert_eq!((again.taken, again.unchanged), (0, first.taken));
}
