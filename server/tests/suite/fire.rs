//! Fire: from a device's message to a closed case, through every layer.

use crate::house::{House, eventually, photo};
use contract::sensing::Value as Reading;
use serde_json::{Value, json};
use uuid::Uuid;

async fn open_alarm(browser: &crate::house::Browser) -> Option<Value> {
    let page =
        browser.call("sensing/list_alarms", json!({ "listing": { "filters": [["open", ["true"]]] } })).await;
    page["rows"].as_array()?.iter().find(|row| row["kind"] == "fire").cloned()
}

#[tokio::test]
async fn smoke_in_a_dwelling_raises_one_alarm_sets_off_its_linkage_and_opens_one_case() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    for _ in 0..2 {
        house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Number(8.2))]).await;
    }
    let alarm = eventually("the alarm", async || open_alarm(&street).await).await;
    assert_eq!((alarm["place"].as_str(), alarm["level"].as_str()), (Some("3-1502"), Some("level1")));
    let sheet = eventually("linkage and case", async || {
        let sheet = street.call("sensing/read_alarm", json!({ "id": alarm["id"] })).await;
        let is_done =
            sheet["linkage"].as_array().is_some_and(|l| l.len() >= 4) && !sheet["row"]["case"].is_null();
        is_done.then_some(sheet)
    })
    .await;
    let kinds: Vec<&str> =
        sheet["linkage"].as_array().unwrap().iter().filter_map(|l| l["kind"].as_str()).collect();
    for kind in ["siren", "screen", "door", "camera"] {
        assert!(kinds.contains(&kind), "{kind} is missing in {kinds:?}");
    }
    assert_eq!(sheet["row"]["registered"], json!([3, 1]), "three are registered, one is 65 or over");
    assert!(sheet["row"]["nearest_camera"].is_string());
    let alarms = street.call("sensing/list_alarms", json!({ "listing": {} })).await;
    assert_eq!(alarms["rows"].as_array().unwrap().len(), 1, "the second message raised no second alarm");
    let cases = street.call("work/list_work", json!({ "kind": "fire_hazard", "listing": {} })).await;
    assert_eq!(cases["rows"].as_array().unwrap().len(), 1);
    assert_eq!(cases["rows"][0]["state"], "dispatched", "the duty list names the grid worker");
}

#[tokio::test]
async fn an_action_without_an_answer_tells_how_long_it_was_waited_for_and_stays_at_that() {
    let house = House::standing().await;
    let street = house.browser("demo-street").await;
    house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Number(8.2))]).await;
    let alarm = eventually("the alarm", async || open_alarm(&street).await).await;
    let actions = async |state: &str| {
        let sheet = street.call("sensing/read_alarm", json!({ "id": alarm["id"] })).await;
        let all: Vec<Value> = sheet["linkage"].as_array()?.clone();
        let found: Vec<Value> = all.iter().filter(|action| action["state"] == state).cloned().collect();
        let open = all.iter().any(|action| action["state"] == "waiting");
        (!found.is_empty() && !open).then_some(found)
    };
    let sent = eventually("sending", async || actions("sent").await).await;
    assert!(sent.iter().all(|action| action["waited_seconds"].is_null()), "{sent:?}");
    house.push(chrono::Duration::seconds(12));
    let silent = eventually("giving up", async || actions("unanswered").await).await;
    assert_eq!(silent.len(), sent.len());
    assert!(silent.iter().all(|action| action["waited_seconds"] == 12), "{silent:?}");
    house.push(chrono::Duration::minutes(5));
    assert_eq!(actions("unanswered").await, Some(silent), "the count has ended");
}

#[tokio::test]
async fn the_case_goes_from_the_grid_worker_to_the_inspector_and_back_until_it_is_closed() {
    let house = House::new().await;
    let (street, grid, inspector) = (
        house.browser("demo-street").await,
        house.browser("demo-grid").await,
        house.browser("demo-inspector").await,
    );
    house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Number(8.2))]).await;
    let task = eventually("the task", async || {
        let page = grid.call("work/list_work", json!({ "kind": "fire_hazard", "listing": {} })).await;
        page["rows"].get(0).cloned()
    })
    .await;
    let act = |act: &str, extra: Value| {
        let mut step = json!({ "entry": Uuid::now_v7(), "item": task["id"], "revision": null, "act": act });
        step.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        json!({ "step": step })
    };
    grid.call("work/step", act("take", json!({}))).await;
    let (status, fault) = grid.refused("work/step", act("resolve", json!({ "note": "已到场" }))).await;
    assert_eq!((status, fault.as_str()), (422, "invalid"), "a photo is missing");
    let picture = Uuid::now_v7();
    assert_eq!(grid.upload(picture, photo()).await.0, 200);
    let resolve = act("resolve", json!({ "note": "明火已灭，无人受伤", "photos": [picture] }));
    let first = grid.call("work/step", resolve.clone()).await;
    let again = grid.call("work/step", resolve).await;
    assert_eq!(
        first["entries"].as_array().unwrap().len(),
        again["entries"].as_array().unwrap().len(),
        "sent twice acts once"
    );
    assert_eq!(
        grid.refused("work/step", act("close", json!({}))).await.0,
        403,
        "a grid worker closes nothing"
    );
    assert_eq!(
        inspector.refused("work/step", act("return", json!({ "note": "再看" }))).await.0,
        422,
        "a reason has five characters"
    );
    inspector.call("work/step", act("return", json!({ "note": "请补拍楼道照片" }))).await;
    let second = Uuid::now_v7();
    grid.upload(second, photo()).await;
    grid.call("work/step", act("resolve", json!({ "note": "已补拍", "photos": [second] }))).await;
    let closed = inspector.call("work/step", act("close", json!({}))).await;
    assert_eq!(
        (closed["row"]["state"].as_str(), closed["row"]["returned"].as_u64()),
        (Some("closed"), Some(1))
    );
    let acts: Vec<&str> =
        closed["entries"].as_array().unwrap().iter().filter_map(|e| e["act"].as_str()).collect();
    assert_eq!(acts, ["create", "accept", "dispatch", "take", "resolve", "return", "resolve", "close"]);
    let (status, bytes) = street.get(&format!("/file/{picture}")).await;
    assert_eq!(
        (status.as_u16(), &bytes[..3]),
        (200, [0xFF, 0xD8, 0xFF].as_slice()),
        "the street sees the photo, as JPEG"
    );
    assert_eq!(
        house.browser("demo-resident").await.get(&format!("/file/{picture}")).await.0,
        404,
        "a resident does not"
    );
    let found = street
        .call(
            "work/list_work",
            json!({ "kind": "fire_hazard", "listing": { "search": closed["row"]["number"] } }),
        )
        .await;
    assert_eq!(found["rows"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_alarm_is_over_only_when_it_is_both_acknowledged_and_cleared() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Number(8.2))]).await;
    let alarm = eventually("the alarm", async || open_alarm(&street).await).await;
    house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Number(0.2))]).await;
    let standing = open_alarm(&street).await.expect("cleared first, it still waits for a person");
    assert!(standing["cleared_at"].is_string() && standing["acknowledged_at"].is_null());
    let ids = json!({ "ids": [alarm["id"]] });
    assert_eq!(street.call("sensing/acknowledge_alarms", ids.clone()).await, json!(1));
    assert_eq!(street.call("sensing/acknowledge_alarms", ids).await, json!(0), "once is enough");
    assert!(open_alarm(&street).await.is_none());
    let (_, devices) = street.get("/map/device.geojson").await;
    let devices: Value = serde_json::from_slice(&devices).unwrap();
    let device =
        devices["features"].as_array().unwrap().iter().find(|f| f["id"] == alarm["device_no"]).unwrap();
    assert_ne!(device["properties"]["state"], "level1");
}

/// Shows: MON-6.4.3-a, GOV-6.5.2-b
#[tokio::test]
async fn a_fire_device_is_registered_on_its_storey_shows_its_value_against_the_limit_and_is_retired() {
    let house = House::new().await;
    let property = house.browser("demo-property").await;
    let draft = json!({ "kind": "heat", "name": "演示感温", "place": "3-1502", "storey": "" });
    let row = property.call("sensing/add_device", json!({ "draft": draft })).await;
    assert_eq!((row["storey"].as_i64(), row["place"].as_str()), (Some(15), Some("3-1502")));
    assert!(row["building_no"].is_u64() && row["dwelling_no"].is_u64(), "it is bound to the model");
    let code = row["code"].as_str().unwrap();
    house.device_says(code, &[("temperature", Reading::Number(26.5))]).await;
    let sheet = property.call("sensing/read_device", json!({ "id": row["id"] })).await;
    let stream = &sheet["streams"][0];
    assert_eq!((stream["property"].as_str(), stream["value"].as_f64()), (Some("temperature"), Some(26.5)));
    assert_eq!(stream["limits"][0], json!(["level1", 57.0]));
    let changed = json!({ "kind": "heat", "name": "演示感温（厨房）", "place": "3-1502", "storey": "15" });
    let stale = json!({ "id": row["id"], "revision": 99, "draft": changed });
    assert_eq!(property.refused("sensing/change_device", stale).await, (409, "changed".into()));
    let after = property
        .call(
            "sensing/change_device",
            json!({ "id": row["id"], "revision": row["revision"], "draft": changed }),
        )
        .await;
    // The form still says the storey that it was on.
    let homes = property.call("spatial/list_dwellings", json!({ "listing": { "limit": 200 } })).await;
    let homes = homes["rows"].as_array().unwrap();
    let home = homes.iter().find(|home| home["storey"].as_i64().is_some_and(|n| n != 15)).unwrap();
    let moved = json!({ "kind": "heat", "name": "演示感温（厨房）", "place": home["label"], "storey": "15" });
    let ask = json!({ "id": row["id"], "revision": after["revision"], "draft": moved });
    let after = property.call("sensing/change_device", ask).await;
    assert_eq!((&after["storey"], &after["place"]), (&home["storey"], &home["label"]));
    property.call("sensing/retire_device", json!({ "id": row["id"], "revision": after["revision"] })).await;
    let found = property.call("sensing/list_devices", json!({ "listing": { "search": code } })).await;
    assert_eq!(found["rows"], json!([]));
    let trail = house
        .browser("demo-admin")
        .await
        .call("identity/list_audit", json!({ "listing": { "filters": [["object", [row["id"]]]] } }))
        .await;
    let acts: Vec<&str> =
        trail["rows"].as_array().unwrap().iter().filter_map(|r| r["act"].as_str()).collect();
    assert_eq!(acts, ["retire", "change", "change", "create"], "its history is in the audit");

    for kind in ["smoke", "heat", "hydrant_pressure", "fire_pump", "extinguisher"] {
        let draft = json!({ "kind": kind, "name": "演示消防设备", "place": "3", "storey": "2" });
        let row = property.call("sensing/add_device", json!({ "draft": draft })).await;
        assert_eq!((row["kind"].as_str(), row["storey"].as_i64()), (Some(kind), Some(2)), "every type");
    }
}

#[tokio::test]
async fn the_map_shows_every_fire_device_that_the_register_holds() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    let fire = ["smoke", "heat", "hydrant_pressure", "fire_pump", "extinguisher"];
    let mut registered = 0;
    for kind in fire {
        let mut after = Value::Null;
        loop {
            let listing = json!({ "filters": [["kind", [kind]]], "limit": 200, "after": after });
            let page = street.call("sensing/list_devices", json!({ "listing": listing })).await;
            registered += page["rows"].as_array().unwrap().len();
            after = page["next"].clone();
            if after.is_null() {
                break;
            }
        }
    }
    let (_, body) = street.get("/map/device.geojson").await;
    let map: Value = serde_json::from_slice(&body).unwrap();
    let drawn = map["features"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| fire.contains(&f["properties"]["kind"].as_str().unwrap()))
        .count();
    assert!(drawn > 0);
    assert_eq!(drawn, registered);
}

/// Publishes at QoS 1 and waits for the acknowledgement; false when the broker lets the device not in.
pub async fn publishes(port: u16, code: &str, secret: &str, payload: &str) -> bool {
    use rumqttc::{AsyncClient, Event, MqttOptions, Packet, QoS};
    let mut options = MqttOptions::new(format!("test-{code}"), "127.0.0.1", port);
    options.set_credentials(code, secret);
    let (client, mut events) = AsyncClient::new(options, 4);
    let topic = format!("linli/{code}/observation");
    client.publish(topic, QoS::AtLeastOnce, false, payload.to_owned()).await.unwrap();
    loop {
        match events.poll().await {
            Ok(Event::Incoming(Packet::PubAck(_))) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

#[tokio::test]
async fn a_detector_reports_over_mqtt_with_its_own_credentials_and_acknowledged_means_stored() {
    let house = House::with_broker(Some(([127, 0, 0, 1], 0).into())).await;
    let port = house.running.broker.as_ref().unwrap().local_addr().port();
    let secret = &house.devices["SMK-3-1502"];
    let payload = r#"{"values": {"smoke_obscuration": 8.2, "self_test": "passed", "battery": 97}}"#;
    assert!(!publishes(port, "SMK-3-1502", "a wrong secret", payload).await);
    assert!(publishes(port, "SMK-3-1502", secret, payload).await);
    let street = house.browser("demo-street").await;
    let found = street.call("sensing/list_devices", json!({ "listing": { "search": "SMK-3-1502" } })).await;
    let sheet = street.call("sensing/read_device", json!({ "id": found["rows"][0]["id"] })).await;
    let value = |property: &str| {
        let streams = sheet["streams"].as_array().unwrap();
        streams.iter().find(|s| s["property"] == property).unwrap()["value"].clone()
    };
    assert_eq!(
        (value("smoke_obscuration"), value("self_test")),
        (json!(8.2), json!("passed")),
        "stored when acknowledged"
    );
    let admin = house.browser("demo-admin").await;
    eventually("the refusal is counted", async || {
        let counts = admin.call("sensing/count_rejections", json!({})).await;
        counts.as_array().unwrap().contains(&json!(["wrong_credentials", 1])).then_some(())
    })
    .await;
    for kind in ["smoke", "heat"] {
        let listing = json!({ "filters": [["kind", [kind]]], "limit": 1 });
        let page = street.call("sensing/list_devices", json!({ "listing": listing })).await;
        assert!(page["rows"][0]["storey"].is_i64(), "a {kind} detector stands on a storey");
    }
}

#[tokio::test]
async fn a_reading_from_a_clock_hours_ahead_is_counted_and_smoke_alarms_all_the_same() {
    let house = House::with_broker(Some(([127, 0, 0, 1], 0).into())).await;
    let port = house.running.broker.as_ref().unwrap().local_addr().port();
    let secret = &house.devices["SMK-3-1502"];
    let at = house.store().clock().now() + chrono::Duration::hours(20);
    let ahead = json!({ "at": at.to_rfc3339(), "values": { "smoke_obscuration": 0.1 } }).to_string();
    assert!(publishes(port, "SMK-3-1502", secret, &ahead).await, "sent again it would be no better");
    let admin = house.browser("demo-admin").await;
    eventually("the refusal is counted", async || {
        let counts = admin.call("sensing/count_rejections", json!({})).await;
        counts.as_array().unwrap().contains(&json!(["time_out_of_range", 1])).then_some(())
    })
    .await;
    let smoke = r#"{"values": {"smoke_obscuration": 8.2}}"#;
    assert!(publishes(port, "SMK-3-1502", secret, smoke).await);
    let street = house.browser("demo-street").await;
    eventually("the alarm", async || open_alarm(&street).await).await;
}
