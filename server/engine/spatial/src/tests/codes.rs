//! Unified codes.

use super::{Town, reading, writing};
use crate::code;
use base::{Actor, write_setting};
use contract::{
    Fault, Kind,
    geo::Wgs84,
    spatial::code::{CodeClass, CodeLayout, is_valid},
};
use std::collections::HashSet;
use uuid::Uuid;

const DIVISION: &str = "990102001001";

/// Shows: DAT-C-1
#[tokio::test]
async fn a_code_leads_to_its_object_and_position() {
    let town = Town::new().await;
    let session = reading(&town.world, Actor::System("test")).await;
    let dwelling = &town.dwellings[1];
    assert!(dwelling.code.starts_with("990102001001FW") && is_valid(&dwelling.code), "{}", dwelling.code);
    let row = code::look_up(&session, &format!(" {} ", dwelling.code.to_lowercase())).await.unwrap();
    assert_eq!((row.class, row.object, row.is_retired), (CodeClass::Dwelling, dwelling.id, false));
    assert_eq!(row.at, Some(dwelling.at()));
    let building = code::look_up(&session, &town.buildings[0].code).await.unwrap();
    assert_eq!((building.class, building.at), (CodeClass::Building, Some(town.buildings[0].at())));
    let grid = code::look_up(&session, &town.grids[0].code).await.unwrap();
    assert_eq!((grid.class, grid.object), (CodeClass::Area, town.grids[0].id));
}

/// Shows: DAT-C-1
#[tokio::test]
async fn places_people_units_devices_and_components_get_codes_that_lead_to_where_they_are() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let classes = [
        CodeClass::Place,
        CodeClass::Person,
        CodeClass::Organisation,
        CodeClass::Device,
        CodeClass::Component,
    ];
    for class in classes {
        let (object, at) = (Uuid::now_v7(), town.dwellings[0].at());
        let code = code::allot(&session, class, DIVISION, object, Some(at)).await.unwrap();
        assert!(is_valid(&code) && code.starts_with(&format!("{DIVISION}{class}")), "{code}");
        let row = code::look_up(&session, &code).await.unwrap();
        assert_eq!((row.class, row.object, row.at), (class, object, Some(at)));
    }
}

/// Shows: DAT-C-1
#[tokio::test]
async fn a_wrong_character_is_told_from_a_code_that_was_never_allotted() {
    let town = Town::new().await;
    let session = reading(&town.world, Actor::System("test")).await;
    let mut wrong = town.dwellings[0].code.clone();
    let last = wrong.pop().unwrap();
    wrong.push(if last == '0' { '1' } else { '0' });
    assert_eq!(code::look_up(&session, &wrong).await.unwrap_err(), Fault::invalid("code", "field.code"));
    let never = CodeLayout::default().code(DIVISION, CodeClass::Building, 999);
    assert_eq!(code::look_up(&session, &never).await.unwrap_err(), Fault::Missing { kind: Kind::Ground });
}

/// Shows: DAT-C-1
#[tokio::test]
async fn a_code_is_never_used_again() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let object = Uuid::now_v7();
    let first = code::allot(&session, CodeClass::Device, DIVISION, object, None).await.unwrap();
    code::retire(&session, object).await.unwrap();
    let row = code::look_up(&session, &first).await.unwrap();
    assert!(row.is_retired && row.object == object);
    let mut seen = HashSet::from([first]);
    let more: Vec<(Uuid, Option<Wgs84>)> = (0..600).map(|_| (Uuid::now_v7(), None)).collect();
    for code in code::allot_many(&session, CodeClass::Device, DIVISION, &more).await.unwrap() {
        assert!(is_valid(&code));
        assert!(seen.insert(code));
    }
    // Another class of the same division counts for itself.
    let other = code::allot(&session, CodeClass::Component, DIVISION, Uuid::now_v7(), None).await.unwrap();
    assert!(other.contains("BJ0000001"), "{other}");
}

#[tokio::test]
async fn the_layout_is_a_setting() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let layout = CodeLayout { division_digits: 6, serial_digits: 5 };
    write_setting(&session, "code_layout", &layout).await.unwrap();
    let code = code::allot(&session, CodeClass::Device, DIVISION, Uuid::now_v7(), None).await.unwrap();
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
