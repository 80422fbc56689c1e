//! Linkage: what a fire sets off on other devices, over MQTT, each action with its own result in the log.

use crate::{
    fire::publishes,
    house::{Browser, House, eventually},
};
use contract::geo::Wgs84;
use rumqttc::{AsyncClient, Event, MqttOptions, Packet, QoS};
use serde_json::{Value, json};

/// What a device answers to whatever is asked of it.
#[derive(Clone, Copy)]
enum Answer {
    /// It does it, and then says how it is.
    Done,
    /// It can't, and says why.
    Failed(&'static str),
}

/// Connects a device, which says how it is, listens from now on and answers each command.
async fn obeys(port: u16, code: &str, secret: &str, answer: Answer) {
    let mut options = MqttOptions::new(code, "127.0.0.1", port);
    options.set_credentials(code, secret);
    let (client, mut events) = AsyncClient::new(options, 8);
    client.subscribe(format!("linli/{code}/command"), QoS::AtLeastOnce).await.unwrap();
    while !matches!(events.poll().await.unwrap(), Event::Incoming(Packet::SubAck(_))) {}
    let (topic, observation) = (format!("linli/{code}/ack"), format!("linli/{code}/observation"));
    if code.starts_with("DOR") {
        let said = json!({ "values": { "locked": true } });
        client.publish(observation.as_str(), QoS::AtLeastOnce, false, said.to_string()).await.unwrap();
    }
    tokio::spawn(async move {
        while let Ok(event) = events.poll().await {
            let Event::Incoming(Packet::Publish(publish)) = event else { continue };
            let command: Value = serde_json::from_slice(&publish.payload).unwrap();
            let (id, property) = (&command["command_id"], command["property"].as_str().unwrap());
            let said = match answer {
                Answer::Done => {
                    let now = json!({ "values": { property: command["desired"] } }).to_string();
                    client.publish(observation.as_str(), QoS::AtLeastOnce, false, now).await.unwrap();
                    json!({ "command_id": id, "ok": true, "reported": command["desired"] })
                }
                Answer::Failed(why) => json!({ "command_id": id, "ok": false, "detail": why }),
            };
            client.publish(topic.as_str(), QoS::AtLeastOnce, false, said.to_string()).await.unwrap();
        }
    });
}

/// The devices of a kind.
async fn all(street: &Browser, kind: &str) -> Vec<Value> {
    let listing = json!({ "filters": [["kind", [kind]]], "limit": 200 });
    let page = street.call("sensing/list_devices", json!({ "listing": listing })).await;
    assert!(page["next"].is_null(), "one page holds every {kind}");
    page["rows"].as_array().unwrap().clone()
}

/// Whether each door is locked, as it said last.
async fn locks(street: &Browser) -> Vec<(Value, Value)> {
    let mut locks = vec![];
    for door in all(street, "door").await {
        let sheet = street.call("sensing/read_device", json!({ "id": door["id"] })).await;
        let streams = sheet["streams"].as_array().unwrap();
        let locked = streams.iter().find(|stream| stream["property"] == "locked");
        locks.push((door, locked.map(|stream| stream["value"].clone()).unwrap_or_default()));
    }
    locks
}

fn at(row: &Value) -> Wgs84 {
    serde_json::from_value(row["at"].clone()).unwrap()
}

/// The only alarm with its linkage log, once no action is on its way any more.
async fn alarmed(street: &Browser) -> Value {
    eventually("every action has its result", async || {
        let page = street.call("sensing/list_alarms", json!({ "listing": {} })).await;
        let alarm = page["rows"].get(0)?;
        let sheet = street.call("sensing/read_alarm", json!({ "id": alarm["id"] })).await;
        let log = sheet["linkage"].as_array().unwrap();
        let is_open = |action: &Value| ["waiting", "sent"].map(Some).contains(&action["state"].as_str());
        (!log.is_empty() && !log.iter().any(is_open)).then_some(sheet)
    })
    .await
}

/// Shows: MON-6.4.3-b, GOV-6.5.2-g
#[tokio::test]
async fn a_fire_calls_camera_doors_siren_and_screen_and_the_log_says_what_came_of_each() {
    let house = House::with_broker(Some(([127, 0, 0, 1], 0).into())).await;
    let port = house.running.broker.as_ref().unwrap().local_addr().port();
    for (code, secret) in &house.devices {
        let answer = match code.split('-').next().unwrap() {
            "DOR" | "SRN" => Answer::Done,
            "CAM" => Answer::Failed("云台卡住"),
            // The screens are cut off.
            _ => continue,
        };
        obeys(port, code, secret, answer).await;
    }
    let street = house.browser("demo-street").await;
    eventually("every door says that it is locked", async || {
        let locks = locks(&street).await;
        (!locks.is_empty() && locks.iter().all(|(_, locked)| *locked == true)).then_some(())
    })
    .await;
    let smoke = r#"{"values": {"smoke_obscuration": 8.2}}"#;
    assert!(publishes(port, "SMK-3-1502", &house.devices["SMK-3-1502"], smoke).await);

    let sheet = alarmed(&street).await;
    let (alarm, log) = (&sheet["row"], sheet["linkage"].as_array().unwrap());
    let mut seen = vec![];
    for action in log {
        let (kind, state) = (action["kind"].as_str().unwrap(), action["state"].as_str().unwrap());
        let result = match kind {
            "siren" | "door" => ("done", true, Value::Null),
            "camera" => ("failed", true, json!("云台卡住")),
            "screen" => ("unanswered", false, Value::Null),
            other => panic!("{other} is no linkage of a fire"),
        };
        let found = (state, action["answered_at"].is_string(), action["detail"].clone());
        assert_eq!(found, result, "{action}");
        assert!(action["asked_at"].is_string() && !action["device_name"].as_str().unwrap().is_empty());
        seen.push(kind.to_owned());
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen, ["camera", "door", "screen", "siren"]);

    // The camera is the nearest of the community, by the positions in the register.
    let cameras = all(&street, "camera").await;
    assert!(cameras.len() > 1, "there is a choice");
    let away = |camera: &&Value| at(camera).distance_m(at(alarm));
    let nearest = cameras.iter().min_by(|a, b| away(a).total_cmp(&away(b))).unwrap();
    assert_eq!(alarm["nearest_camera"], nearest["name"]);
    assert_eq!(called(log, "camera"), [&nearest["id"]]);

    // The doors that were called are open, and they are of the building; all others are as they were.
    let opened = called(log, "door");
    assert!(!opened.is_empty());
    eventually("the doors say how they are", async || {
        let locks = locks(&street).await;
        let is_right = |(door, locked): &(Value, Value)| *locked == !opened.contains(&&door["id"]);
        locks.iter().all(is_right).then_some(())
    })
    .await;
    for door in all(&street, "door").await.iter().filter(|door| opened.contains(&&door["id"])) {
        assert_eq!(door["building_no"], alarm["building_no"], "{door}");
    }
}

/// The devices on which a linkage was carried out.
fn called<'a>(log: &'a [Value], kind: &str) -> Vec<&'a Value> {
    log.iter().filter(|action| action["kind"] == kind).map(|action| &action["device"]).collect()
}
