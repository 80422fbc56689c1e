//! Unified codes.

use super::{Town, reading, writing};
use crate::{Geometry, code, find, ground};
use base::{Actor, Session, write_setting};
use contract::{
    Fault,
    geo::Wgs84,
    spatial::{
        Found, GroundClass, Origin, Provenance,
        code::{CodeClass, CodeLayout, is_valid},
    },
};
use std::collections::HashSet;
use uuid::Uuid;

const DIVISION: &str = "990102001001";

/// What a code leads to.
async fn led_to(session: &Session, code: &str) -> Found {
    let known = code::look_up(session, code).await.unwrap().unwrap();
    find(session, &known).await.unwrap().unwrap()
}

/// Shows: DAT-C-1
#[tokio::test]
async fn a_code_leads_to_its_object_and_position() {
    let town = Town::new().await;
    let session = reading(&town.world, Actor::System("test")).await;
    let dwelling = &town.dwellings[1];
    assert!(dwelling.code.starts_with("990102001001FW") && is_valid(&dwelling.code), "{}", dwelling.code);
    let typed = format!(" {} ", dwelling.code.to_lowercase());
    let known = code::look_up(&session, &typed).await.unwrap().unwrap();
    assert_eq!((known.class, known.object, known.is_retired), (CodeClass::Dwelling, dwelling.id, false));
    let grid = &town.grids[0];
    for (code, kind, title, at) in [
        (&dwelling.code, "dwelling", "3-1502", dwelling.at()),
        (&town.buildings[0].code, "building", "3号楼", town.buildings[0].at()),
        (&grid.code, "area", "第一网格", grid.at()),
        (&town.community.code, "area", "演示社区", town.community.at()),
    ] {
        let found = led_to(&session, code).await;
        assert_eq!((found.kind.as_str(), found.title.as_str(), found.at), (kind, title, at));
    }
}

/// Shows: DAT-C-1
#[tokio::test]
async fn each_feature_of_the_ground_gets_a_code_that_leads_to_where_it_is() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let gate = ground::NewGround {
        area_path: town.grids[0].path.clone(),
        class: GroundClass::Gate,
        name: Some("东门".into()),
        category: None,
        width_m: None,
        geometry: Geometry::Point([120.1021, 30.272]),
        source: "test".into(),
        source_id: "gate".into(),
        provenance: Provenance::new(Origin::CityShare, chrono::NaiveDate::default()),
    };
    let gate = ground::plant(&session, vec![gate]).await.unwrap().remove(0);
    let code = code::of_all(&session, &[gate.id]).await.unwrap().remove(&gate.id).unwrap();
    assert!(is_valid(&code) && code.starts_with("990102001001DD"), "{code}");
    let found = led_to(&session, &code).await;
    assert_eq!((found.kind.as_str(), found.title.as_str()), ("place", "东门"));
    assert_eq!((found.at, found.code), (Wgs84 { lon: 120.1021, lat: 30.272 }, code));
}

/// Shows: DAT-C-1
#[tokio::test]
async fn objects_of_every_class_get_codes_of_their_own() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let mut seen = HashSet::new();
    for class in <CodeClass as contract::Term>::ALL {
        let object = Uuid::now_v7();
        let code = code::allot(&session, *class, object, &town.grids[0].path).await.unwrap();
        assert!(is_valid(&code) && code.starts_with(&format!("{DIVISION}{class}")), "{code}");
        let known = code::look_up(&session, &code).await.unwrap().unwrap();
        assert_eq!((known.class, known.object), (*class, object));
        assert!(seen.insert(code));
    }
}

/// Shows: DAT-C-1
#[tokio::test]
async fn a_code_that_was_never_given_leads_nowhere() {
    let town = Town::new().await;
    let session = reading(&town.world, Actor::System("test")).await;
    let mut wrong = town.dwellings[0].code.clone();
    let last = wrong.pop().unwrap();
    wrong.push(if last == '0' { '1' } else { '0' });
    let never = CodeLayout::default().code(DIVISION, CodeClass::Building, 999);
    for code in [wrong.as_str(), never.as_str(), "", "3-1502"] {
        assert_eq!(code::look_up(&session, code).await.unwrap(), None, "{code}");
    }
}

/// Shows: DAT-C-1
#[tokio::test]
async fn a_code_is_never_used_again() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let (object, path) = (Uuid::now_v7(), town.community.path.as_str());
    let first = code::allot(&session, CodeClass::Device, object, path).await.unwrap();
    code::retire(&session, object).await.unwrap();
    let known = code::look_up(&session, &first).await.unwrap().unwrap();
    assert!(known.is_retired && known.object == object);
    let mut seen = HashSet::from([first]);
    let more: Vec<(Uuid, &str)> = (0..600).map(|_| (Uuid::now_v7(), path)).collect();
    for code in code::allot_many(&session, CodeClass::Device, &more).await.unwrap() {
        assert!(is_valid(&code));
        assert!(seen.insert(code));
    }
    // Another class of the same division counts for itself.
    let other = code::allot(&session, CodeClass::Component, Uuid::now_v7(), path).await.unwrap();
    assert!(other.contains("BJ0000001"), "{other}");
}

/// Shows: DAT-C-1
#[tokio::test]
async fn a_code_that_somebody_else_gave_is_registered_once() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let maker_s = |object| [("Smk-9".to_owned(), object)];
    let object = Uuid::now_v7();
    code::register(&session, CodeClass::Device, &maker_s(object)).await.unwrap();
    let known = code::look_up(&session, "SMK-9").await.unwrap().unwrap();
    assert_eq!((known.class, known.object), (CodeClass::Device, object));
    code::retire(&session, object).await.unwrap();
    session.commit().await.unwrap();
    let session = writing(&town.world).await;
    let again = code::register(&session, CodeClass::Device, &maker_s(Uuid::now_v7())).await;
    assert!(matches!(again, Err(Fault::Invalid { .. })), "{again:?}");
}

#[tokio::test]
async fn the_layout_is_a_setting() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let layout = CodeLayout { division_digits: 6, serial_digits: 5 };
    write_setting(&session, "code_layout", &layout).await.unwrap();
    let path = &town.community.path;
    let code = code::allot(&session, CodeClass::Device, Uuid::now_v7(), path).await.unwrap();
    assert!(code.starts_with("990102SB00001"), "{code}");
}

#[tokio::test]
async fn the_division_is_that_of_the_community_above() {
    let town = Town::new().await;
    let session = reading(&town.world, Actor::System("test")).await;
    assert_eq!(code::division_of(&session, &town.grids[1].path).await.unwrap(), DIVISION);
    assert_eq!(code::division_of(&session, "0001/").await.unwrap(), "990100000000");
    assert_eq!(code::division_of(&session, "").await.unwrap(), "000000000000");
}
