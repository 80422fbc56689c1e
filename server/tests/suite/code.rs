//! Unified codes: whatever has one is found by it where it is now; a code that was given once is given to nothing else.

use crate::{
    house::{Browser, House},
    people::known,
};
use base::{Actor, Mode};
use contract::{Fault, geo::Wgs84, spatial::code::is_valid};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

/// All that the one search finds.
async fn search(browser: &Browser, text: &str) -> Vec<Value> {
    let found = browser.call("spatial/search", json!({ "text": text })).await;
    found.as_array().unwrap().clone()
}

/// The one thing that a code stands for, typed as people type.
async fn led_to(browser: &Browser, code: &Value) -> Value {
    let code = code.as_str().unwrap();
    let mut found = search(browser, &format!(" {} ", code.to_lowercase())).await;
    assert_eq!(found.len(), 1, "{code}: {found:?}");
    found.remove(0)
}

fn said(found: &Value) -> (&str, &str, &Value, bool) {
    let text = |part: &str| found[part].as_str().unwrap();
    (text("kind"), text("title"), &found["at"], found["is_retired"].as_bool().unwrap())
}

async fn first(browser: &Browser, list: &str, text: &str) -> Value {
    let page = browser.call(list, json!({ "listing": { "search": text } })).await;
    page["rows"][0].clone()
}

/// A position as whoever reads an answer has it: the last digit of a number may be another.
fn as_read(at: Wgs84) -> Value {
    serde_json::from_str(&json!(at).to_string()).unwrap()
}

fn draft_of_device(place: &str) -> Value {
    json!({ "kind": "heat", "name": "演示感温", "place": place, "storey": "" })
}

/// Shows: DAT-C-1
#[tokio::test]
async fn areas_buildings_dwellings_places_and_devices_are_found_by_their_codes_where_they_are() {
    let house = House::new().await;
    let data = house.browser("demo-data").await;
    let building = first(&data, "spatial/list_buildings", "3号楼").await;
    let dwelling = first(&data, "spatial/list_dwellings", "3-1502").await;
    let device = first(&data, "sensing/list_devices", "SMK-3-1502").await;
    for (kind, title, row) in [
        ("building", &building["name"], &building),
        ("dwelling", &dwelling["label"], &dwelling),
        ("device", &device["name"], &device),
    ] {
        let found = led_to(&data, &row["code"]).await;
        assert_eq!(said(&found), (kind, title.as_str().unwrap(), &row["at"], false));
        assert_eq!(found["map_no"], row["map_no"]);
    }
    assert!(is_valid(building["code"].as_str().unwrap()) && is_valid(dwelling["code"].as_str().unwrap()));
    assert_eq!(device["code"], "SMK-3-1502", "its code is the one that it signs in with");

    let area = known(&data, "spatial/list_areas", "name", "演示社区").await;
    let found = led_to(&data, &area["code"]).await;
    let row = spatial::area::Entity::find()
        .filter(spatial::area::Column::Name.eq("演示社区"))
        .one(house.store().pool())
        .await;
    let at = as_read(row.unwrap().unwrap().at());
    assert_eq!(said(&found), ("area", "演示社区", &at, false));

    let asked = json!({ "category": "gate", "search": null, "from": null });
    let gate = data.call("spatial/list_places", asked).await[0].clone();
    let name = gate["name"].as_str().unwrap();
    let named = search(&data, name).await;
    let named = named.iter().find(|one| one["map_no"] == gate["map_no"]).unwrap();
    assert!(is_valid(named["code"].as_str().unwrap()), "{named}");
    let found = led_to(&data, &named["code"]).await;
    assert_eq!(said(&found), ("place", name, &gate["at"], false));

    assert!(search(&data, "990102001001FW9999999X").await.is_empty(), "a code that was never given");
}

/// Shows: DAT-C-1
#[tokio::test]
async fn people_and_organisations_are_found_by_their_codes_by_who_may_read_them() {
    let house = House::new().await;
    let (data, street) = (house.browser("demo-data").await, house.browser("demo-street").await);
    let dwelling = first(&data, "spatial/list_dwellings", "3-1502").await;
    let occupants = data.call("registry/list_occupants", json!({ "dwelling": dwelling["id"] })).await;
    let occupant = &occupants[0];
    let id: Uuid = occupant["person"].as_str().unwrap().parse().unwrap();
    let person = registry::person::Entity::find_by_id(id).one(house.store().pool()).await.unwrap().unwrap();
    assert!(is_valid(&person.code) && person.code.starts_with("990102001001RK"), "{}", person.code);
    for browser in [&data, &street] {
        let found = led_to(browser, &json!(person.code)).await;
        let (kind, title, at, is_retired) = said(&found);
        assert_eq!((kind, at, is_retired), ("person", &dwelling["at"], false));
        assert!(title.starts_with(occupant["name"].as_str().unwrap()) && title.contains('*'), "{title}");
    }
    let kiosk = house.browser("demo-kiosk").await;
    assert!(search(&kiosk, &person.code).await.is_empty(), "a kiosk knows nobody");

    let name = "演示物业服务有限公司";
    let office = known(&data, "identity/list_organisations", "name", name).await;
    let code = office["code"].as_str().unwrap();
    assert!(is_valid(code) && code.starts_with("990102001001DW"), "{code}");
    let found = led_to(&data, &office["code"]).await;
    let area = spatial::area::Entity::find_by_id(office["area"].as_str().unwrap().parse::<Uuid>().unwrap())
        .one(house.store().pool())
        .await;
    assert_eq!(said(&found), ("organisation", name, &as_read(area.unwrap().unwrap().at()), false));
    let settled = json!({ "id": office["id"], "revision": office["revision"], "dwelling": dwelling["id"] });
    data.call("registry/settle_organisation", settled).await;
    let found = led_to(&data, &office["code"]).await;
    assert_eq!(said(&found), ("organisation", name, &dwelling["at"], false), "where its premises are");
    assert_eq!(led_to(&street, &office["code"]).await, found);
    let property = house.browser("demo-property").await;
    assert!(search(&property, code).await.is_empty(), "who may read no organisations finds none");
}

/// Shows: DAT-C-1
#[tokio::test]
async fn a_device_that_is_moved_is_found_where_it_is_now() {
    let house = House::new().await;
    let property = house.browser("demo-property").await;
    let made = property.call("sensing/add_device", json!({ "draft": draft_of_device("3-1502") })).await;
    assert!(is_valid(made["code"].as_str().unwrap()), "{made}");
    assert_eq!(led_to(&property, &made["code"]).await["at"], made["at"]);
    let page = property.call("spatial/list_buildings", json!({ "listing": {} })).await;
    let mut buildings = page["rows"].as_array().unwrap().iter();
    let elsewhere = buildings.find(|row| row["map_no"] != made["building_no"]).unwrap();
    let draft = draft_of_device(elsewhere["name"].as_str().unwrap());
    let moved = json!({ "id": made["id"], "revision": made["revision"], "draft": draft });
    property.call("sensing/change_device", moved).await;
    let found = led_to(&property, &made["code"]).await;
    assert_eq!(found["at"], elsewhere["at"]);
    assert_ne!(found["at"], made["at"]);
}

/// Shows: DAT-C-1
#[tokio::test]
async fn a_retired_code_is_said_to_be_retired_and_is_never_given_again() {
    let house = House::new().await;
    let property = house.browser("demo-property").await;
    let add =
        async || property.call("sensing/add_device", json!({ "draft": draft_of_device("3-1502") })).await;
    let retire = async |row: &Value| {
        let arguments = json!({ "id": row["id"], "revision": row["revision"] });
        property.call("sensing/retire_device", arguments).await;
        let found = led_to(&property, &row["code"]).await;
        assert_eq!(said(&found), ("device", row["name"].as_str().unwrap(), &row["at"], true));
    };
    // One whose code was allotted, and one that brought its own.
    let made = add().await;
    retire(&made).await;
    assert_ne!(add().await["code"], made["code"]);
    let detector = first(&property, "sensing/list_devices", "SMK-3-1502").await;
    retire(&detector).await;
    for code in [&made["code"], &detector["code"]] {
        let session = house.store().begin(Actor::System("test"), Mode::Write).await.unwrap();
        let again = sensing::device::NewDevice {
            code: Some(code.as_str().unwrap().to_lowercase()),
            kind: "heat".into(),
            name: "演示感温".into(),
            spot: spatial::Spot::default(),
            height_m: 1.0,
        };
        let again = sensing::device::plant(&session, vec![again]).await;
        let refused = session.finish(again).await;
        assert!(matches!(refused, Err(Fault::Invalid { .. })), "{code}: {refused:?}");
    }

    let data = house.browser("demo-data").await;
    let area = known(&data, "spatial/list_areas", "name", "演示社区").await;
    let draft = json!({
        "name": "演示商铺", "kind": "company", "parent": "", "area": area["id"], "duty_phone": "",
    });
    let add = async || data.call("identity/add_organisation", json!({ "draft": draft })).await;
    let shop = add().await;
    let arguments = json!({ "id": shop["id"], "revision": shop["revision"] });
    data.call("identity/retire_organisation", arguments).await;
    let found = led_to(&data, &shop["code"]).await;
    assert_eq!((&found["title"], &found["is_retired"]), (&shop["name"], &json!(true)));
    let next = add().await;
    assert!(is_valid(next["code"].as_str().unwrap()) && next["code"] != shop["code"], "{next}");
}
