//! Fire sensors: placed on storeys, heard within seconds, alarming at the right room.

use crate::{
    fire::publishes,
    house::{Browser, House, eventually},
};
use contract::sensing::Value as Reading;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

async fn devices(browser: &Browser, filters: Value) -> Vec<Value> {
    let listing = json!({ "filters": filters, "limit": 200 });
    let page = browser.call("sensing/list_devices", json!({ "listing": listing })).await;
    page["rows"].as_array().unwrap().clone()
}

async fn add(property: &Browser, kind: &str, place: &str, storey: i64) -> Value {
    let name = format!("演示{kind}");
    let draft = json!({ "kind": kind, "name": name, "place": place, "storey": storey.to_string() });
    property.call("sensing/add_device", json!({ "draft": draft })).await
}

/// The latest value of a device's property, as its sheet shows it.
async fn latest(browser: &Browser, device: &Value, property: &str) -> Value {
    let sheet = browser.call("sensing/read_device", json!({ "id": device["id"] })).await;
    let streams = sheet["streams"].as_array().unwrap().clone();
    streams.into_iter().find(|s| s["property"] == property).unwrap()["value"].clone()
}

/// Shows: DEV-5.2.5-2, T1-FIR-0
#[tokio::test]
async fn smoke_alarms_within_seconds_at_its_room_and_pump_and_hydrants_show_their_state_live() {
    let house = House::with_broker(Some(([127, 0, 0, 1], 0).into())).await;
    let port = house.running.broker.as_ref().unwrap().local_addr().port();
    let street = house.browser("demo-street").await;
    let says = async |code: &str, values: Value| {
        let payload = json!({ "values": values }).to_string();
        assert!(publishes(port, code, &house.devices[code], &payload).await, "{code} is acknowledged");
    };
    let mut feed = street.listen().await;
    let dwelling = street.call("spatial/list_dwellings", json!({ "listing": { "search": "3-1502" } })).await;
    let room = &dwelling["rows"][0]["map_no"];
    assert!(room.is_u64());
    let began = Instant::now();
    says("SMK-3-1502", json!({ "smoke_obscuration": 8.2 })).await;
    let heard = feed.hears("the fire", |next| next["event"]["event"] == "alarm_raised").await;
    assert!(began.elapsed() < Duration::from_secs(5), "it took {:?}", began.elapsed());
    let alarm = &heard["event"];
    assert_eq!((&alarm["kind"], &alarm["place"]), (&json!("fire"), &json!("3-1502")));
    assert_eq!(&alarm["dwelling_no"], room, "the map turns to the right room");

    let pump = devices(&street, json!([["kind", ["fire_pump"]]])).await[0].clone();
    let hydrant = devices(&street, json!([["kind", ["hydrant_pressure"]]])).await[0].clone();
    let (pump_code, hydrant_code) = (pump["code"].as_str().unwrap(), hydrant["code"].as_str().unwrap());
    says(pump_code, json!({ "running": true, "pressure": 0.82, "power": true })).await;
    says(hydrant_code, json!({ "pressure": 0.31 })).await;
    for (device, property, value) in [
        (&pump, "running", json!(true)),
        (&pump, "pressure", json!(0.82)),
        (&pump, "power", json!(true)),
        (&hydrant, "pressure", json!(0.31)),
    ] {
        assert_eq!(latest(&street, device, property).await, value, "{property}");
    }
    says(hydrant_code, json!({ "pressure": 0.33 })).await;
    let is_fresh = |next: &Value| {
        next["device_no"] == hydrant["map_no"]
            && next["property"] == "pressure"
            && next["value"] == json!(0.33)
    };
    feed.hears("the hydrant's pressure", is_fresh).await;
    says(pump_code, json!({ "running": false, "pressure": 0.0, "power": false })).await;
    let is_stopped = |next: &Value| {
        next["device_no"] == pump["map_no"] && next["property"] == "running" && next["value"] == json!(false)
    };
    feed.hears("the pump's stop", is_stopped).await;
    says(hydrant_code, json!({ "pressure": 0.05 })).await;
    for kind in ["pump_power_lost", "low_pressure"] {
        eventually(kind, async || {
            let page = street.call("sensing/list_alarms", json!({ "listing": {} })).await;
            page["rows"].as_array().unwrap().iter().find(|row| row["kind"] == kind).cloned()
        })
        .await;
    }
}

/// Shows: DEV-5.3.4-a
#[tokio::test]
async fn each_floor_of_a_building_has_a_smoke_and_a_heat_detector_with_the_state_of_its_self_test() {
    let house = House::new().await;
    let property = house.browser("demo-property").await;
    let found = property.call("spatial/list_buildings", json!({ "listing": { "search": "1号楼" } })).await;
    let building = &found["rows"][0];
    let storeys = building["storeys"].as_i64().unwrap();
    let mut registered = vec![];
    for storey in 1..=storeys {
        for kind in ["smoke", "heat"] {
            let row = add(&property, kind, "1", storey).await;
            assert_eq!((&row["building_no"], row["storey"].as_i64()), (&building["map_no"], Some(storey)));
            let said = Reading::Text("passed".into());
            house.device_says(row["code"].as_str().unwrap(), &[("self_test", said)]).await;
            registered.push(row);
        }
    }
    for storey in 1..=storeys {
        for kind in ["smoke", "heat"] {
            let there = devices(
                &property,
                json!([
                    ["kind", [kind]],
                    ["storey", [storey.to_string()]],
                    ["building_no", [building["map_no"].to_string()]],
                ]),
            )
            .await;
            let own = there.iter().find(|d| registered.iter().any(|r| r["id"] == d["id"]));
            let own = own.unwrap_or_else(|| panic!("a {kind} detector on storey {storey}"));
            assert_eq!(latest(&property, own, "self_test").await, "passed");
        }
    }
    for row in &registered[..2] {
        let said = Reading::Text("failed".into());
        house.device_says(row["code"].as_str().unwrap(), &[("self_test", said)]).await;
        assert_eq!(latest(&property, row, "self_test").await, "failed");
        let alarm = eventually("that a failed self-test is an alarm", async || {
            let sheet = property.call("sensing/read_device", json!({ "id": row["id"] })).await;
            sheet["alarms"].get(0).cloned()
        })
        .await;
        assert_eq!(alarm["kind"], "self_test_failed");
        assert!(alarm["place"].as_str().unwrap().ends_with(" 1 层"), "the alarm names the storey: {alarm}");
    }
}

async fn height_m(house: &House, device: &Value) -> f64 {
    let id: uuid::Uuid = device["id"].as_str().unwrap().parse().unwrap();
    let found = sensing::device::Entity::find_by_id(id).one(house.store().pool()).await;
    found.unwrap().unwrap().height_m
}

#[tokio::test]
async fn a_device_is_placed_on_a_storey_found_from_its_model_and_listed_while_it_has_none() {
    let house = House::new().await;
    let property = house.browser("demo-property").await;
    let row = add(&property, "heat", "3", 7).await;
    assert!(row["dwelling_no"].is_null() && row["storey"] == 7);
    let of_building = json!([["building_no", [row["building_no"].to_string()]], ["storey", ["7"]]]);
    let is_there = |rows: &[Value]| rows.iter().any(|d| d["id"] == row["id"]);
    assert!(is_there(&devices(&property, of_building.clone()).await), "from the model to the device");
    let (_, body) = property.get("/map/device.geojson").await;
    let map: Value = serde_json::from_slice(&body).unwrap();
    let drawn =
        map["features"].as_array().unwrap().iter().find(|f| f["id"] == row["map_no"]).unwrap().clone();
    assert_eq!(
        (&drawn["properties"]["building"], &drawn["properties"]["storey"]),
        (&row["building_no"], &json!(7)),
        "and from the device to its model"
    );
    let draft = json!({ "kind": "heat", "name": "演示感温", "place": row["place"], "storey": "9" });
    let change = json!({ "id": row["id"], "revision": row["revision"], "draft": draft });
    let moved = property.call("sensing/change_device", change).await;
    assert_eq!(moved["storey"], 9);
    assert!(moved["place"].as_str().unwrap().ends_with(" 9 层"), "{moved}");
    assert!(!is_there(&devices(&property, of_building).await));
    let sheet = property.call("sensing/read_device", json!({ "id": row["id"] })).await;
    assert_eq!((&sheet["building"]["name"], &sheet["row"]["storey"]), (&json!("3号楼"), &json!(9)));
    assert!(sheet["building"]["code"].is_string(), "its sheet leads to the model: {sheet}");

    // Its height goes where it goes; a storey that is taken away is gone from its place too.
    let draft = json!({ "kind": "heat", "name": "演示感温", "place": moved["place"], "storey": "" });
    let change = json!({ "id": row["id"], "revision": moved["revision"], "draft": draft });
    let nowhere = property.call("sensing/change_device", change).await;
    assert_eq!((&nowhere["storey"], &nowhere["place"]), (&Value::Null, &json!("3号楼")));
    let draft = json!({ "kind": "heat", "name": "演示感温", "place": "3-1502", "storey": "" });
    let change = json!({ "id": row["id"], "revision": nowhere["revision"], "draft": draft });
    let inside = property.call("sensing/change_device", change).await;
    assert_eq!((&inside["storey"], &inside["place"]), (&json!(15), &json!("3-1502")));
    assert!((height_m(&house, &row).await - 44.5).abs() < 1e-9, "2.5 m above the fifteenth floor");
    let draft = json!({ "kind": "heat", "name": "演示感温", "place": "3", "storey": "" });
    let change = json!({ "id": row["id"], "revision": inside["revision"], "draft": draft });
    let outside = property.call("sensing/change_device", change).await;
    assert_eq!(outside["storey"], Value::Null);
    assert!(height_m(&house, &row).await < 2.0, "it is on no storey any more");

    // By what they are linked to: each device once, and the register of all is the three of them.
    let linked = async |link: &[&str]| devices(&property, json!([["link", link]])).await;
    let (dwellings, buildings, unlinked) =
        (linked(&["dwelling"]).await, linked(&["building"]).await, linked(&["unlinked"]).await);
    assert!(!dwellings.is_empty() && dwellings.iter().all(|d| !d["dwelling"].is_null()));
    let is_in_building = |d: &Value| d["dwelling"].is_null() && !d["building_no"].is_null();
    assert!(is_there(&buildings) && buildings.iter().all(is_in_building));
    let is_nowhere = |d: &Value| d["dwelling"].is_null() && d["building_no"].is_null();
    assert!(!unlinked.is_empty() && unlinked.iter().all(is_nowhere));
    assert_eq!(linked(&["building", "unlinked"]).await.len(), buildings.len() + unlinked.len());
    let all = devices(&property, json!([])).await;
    assert_eq!(all.len(), dwellings.len() + buildings.len() + unlinked.len());
    let camera = unlinked.iter().find(|d| d["kind"] == "camera").unwrap();
    let sheet = property.call("sensing/read_device", json!({ "id": camera["id"] })).await;
    assert!(sheet["building"].is_null() && sheet["dwelling_code"].is_null(), "{sheet}");
}
