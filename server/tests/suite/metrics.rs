//! What a monitoring system reads: numbers that move as things happen, in Prometheus' text format.

use crate::{
    fire::publishes,
    house::{Browser, House, eventually},
};
use serde_json::json;
use std::collections::HashMap;

/// The metrics, each line of which is read as the format has it: a comment before its metric, or name, labels and number.
async fn read(house: &House) -> HashMap<String, u64> {
    let (status, body) = Browser::at(linli::http::metrics(&house.running)).get("/metrics").await;
    assert_eq!(status.as_u16(), 200);
    let text = String::from_utf8(body).unwrap();
    assert!(text.ends_with('\n'), "{text}");
    let (mut explained, mut typed, mut numbers) = (String::new(), String::new(), HashMap::new());
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("# HELP ") {
            explained = comment.split_once(' ').unwrap().0.to_owned();
        } else if let Some(comment) = line.strip_prefix("# TYPE ") {
            let (name, kind) = comment.split_once(' ').unwrap();
            assert_eq!(name, explained, "{line}");
            assert_eq!(kind, if name.ends_with("_total") { "counter" } else { "gauge" }, "{line}");
            typed = name.to_owned();
        } else {
            let (series, number) = line.split_once(' ').unwrap();
            let (name, labels) = series.split_once('{').unwrap_or((series, ""));
            assert_eq!(name, typed, "{line}");
            assert!(name.starts_with("linli_"), "{line}");
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{line}");
            if !labels.is_empty() {
                let (label, value) = labels.strip_suffix("\"}").unwrap().split_once("=\"").unwrap();
                assert!(!label.is_empty() && !value.contains(['"', '\\']), "{line}");
            }
            let before = numbers.insert(series.to_owned(), number.parse().unwrap());
            assert_eq!(before, None, "{line} is told twice");
        }
    }
    numbers
}

#[tokio::test]
async fn what_is_stored_refused_called_and_open_moves_its_metric() {
    let house = House::with_broker(Some(([127, 0, 0, 1], 0).into())).await;
    let port = house.running.broker.as_ref().unwrap().local_addr().port();
    let secret = &house.devices["SMK-3-1502"];
    let before = read(&house).await;
    assert_eq!(before["linli_observations_stored_total"], 0);
    assert_eq!(before["linli_database_up"], 1);
    assert_eq!(before["linli_dead_letters"], 0);
    assert!(before["linli_devices"] >= house.devices.len() as u64);
    assert!(before.keys().any(|series| series.starts_with("linli_build_info{version=")));

    let smoke = r#"{"values": {"smoke_obscuration": 8.2, "battery": 97}}"#;
    assert!(publishes(port, "SMK-3-1502", secret, smoke).await);
    assert!(publishes(port, "SMK-3-1502", secret, "no JSON").await, "it is refused and done with");
    assert!(publishes(port, "SMK-3-1502", secret, r#"{"values": {"battery": 970}}"#).await);
    house.browser("demo-street").await;
    let whoami = json!({});
    assert_eq!(house.stranger().post("/api/seat/whoami", &whoami).await.0.as_u16(), 401);

    let after = read(&house).await;
    for (series, more) in [
        ("linli_observations_stored_total", 2),
        ("linli_rejections_total{reason=\"malformed_json\"}", 1),
        ("linli_rejections_total{reason=\"wrong_credentials\"}", 0),
        ("linli_calls_total{status=\"2xx\"}", 1),
        ("linli_calls_total{status=\"4xx\"}", 1),
        ("linli_calls_total{status=\"5xx\"}", 0),
        ("linli_calls_total{status=\"none\"}", 0),
        ("linli_devices", 0),
    ] {
        assert_eq!(after[series], before[series] + more, "{series}");
    }
    assert_eq!(after["linli_rejections_total{reason=\"out_of_range\"}"], 1, "the engine's reasons count too");
    assert!(after["linli_alarms_open"] > before["linli_alarms_open"], "there is smoke");
    assert!(after["linli_devices_online"] <= after["linli_devices"]);
    eventually("all events have their position", async || {
        (read(&house).await["linli_events_waiting"] == 0).then_some(())
    })
    .await;

    let (_, page) = house.stranger().get("/metrics").await;
    assert!(!String::from_utf8(page).unwrap().contains("linli_"), "people are told nothing of it");
}
