//! Linkage: what a fire sets off on other devices, over MQTT, each action with its own result in the log.

use crate::{
    fire::publishes,
    house::{Browser, House, eventually},
};
use rumqttc::{AsyncClient, Event, MqttOptions, Packet, QoS};
use serde_json::{Value, json};

/// What a device answers to whatever is asked of it.
#[derive(Clone, Copy)]
enum Answer {
    /// It does it.
    Done,
    /// It can't, and says why.
    Failed(&'static str),
}

/// Connects a device, which listens from now on and answers each command.
async fn obeys(port: u16, code: &str, secret: &str, answer: Answer) {
    let mut options = MqttOptions::new(code, "127.0.0.1", port);
    options.set_credentials(code, secret);
    let (client, mut events) = AsyncClient::new(options, 8);
    client.subscribe(format!("linli/{code}/command"), QoS::AtLeastOnce).await.unwrap();
    while !matches!(events.poll().await.unwrap(), Event::Incoming(Packet::SubAck(_))) {}
    let topic = format!("linli/{code}/ack");
    tokio::spawn(async move {
        while let Ok(event) = events.poll().await {
            let Event::Incoming(Packet::Publish(publish)) = event else { continue };
            let command: Value = serde_json::from_slice(&publish.payload).unwrap();
            let id = &command["command_id"];
            let said = match answer {
                Answer::Done => json!({ "command_id": id, "ok": true, "reported": command["desired"] }),
                Answer::Failed(why) => json!({ "command_id": id, "ok": false, "detail": why }),
            };
            client.publish(topic.as_str(), QoS::AtLeastOnce, false, said.to_string()).await.unwrap();
        }
    });
}

/// The linkage log of the only alarm, once no action is on its way any more.
async fn log(street: &Browser) -> Vec<Value> {
    eventually("every action has its result", async || {
        let page = street.call("sensing/list_alarms", json!({ "listing": {} })).await;
        let alarm = page["rows"].get(0)?;
        let sheet = street.call("sensing/read_alarm", json!({ "id": alarm["id"] })).await;
        let log = sheet["linkage"].as_array().unwrap().clone();
        let is_open = |action: &Value| ["waiting", "sent"].map(Some).contains(&action["state"].as_str());
        (!log.is_empty() && !log.iter().any(is_open)).then_some(log)
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
    let smoke = r#"{"values": {"smoke_obscuration": 8.2}}"#;
    assert!(publishes(port, "SMK-3-1502", &house.devices["SMK-3-1502"], smoke).await);

    let street = house.browser("demo-street").await;
    let mut seen = vec![];
    for action in log(&street).await {
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
}
