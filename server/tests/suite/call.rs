//! Every call leaves a line in the log, of a server function as of map data, a photo or the feed: whose it was, of what, and how it ended; never what was said.

use crate::house::{Browser, House};
use axum::{
    body::Body,
    http::{Request, header},
};
use serde_json::{Value, json};
use std::{
    io,
    sync::{Arc, Mutex},
};
use tracing::subscriber::DefaultGuard;

/// What the log says of calls, on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// A log of what is told from now on, until the guard is dropped.
    fn open() -> (Self, DefaultGuard) {
        let log = Self::default();
        let kept = log.clone();
        let told = tracing_subscriber::fmt()
            .with_env_filter("call=info")
            .with_ansi(false)
            .with_writer(move || kept.clone())
            .finish();
        (log, tracing::subscriber::set_default(told))
    }

    /// The lines, from their first field on, without how long each took.
    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        let line = |line: &str| {
            let (said, ms) = line.split_once(" INFO call: ").unwrap().1.rsplit_once(" ms=").unwrap();
            assert!(ms.parse::<u64>().is_ok(), "{line}");
            said.to_owned()
        };
        text.lines().map(line).collect()
    }
}

/// Operator and unit of an account, as a line names them.
async fn named(house: &House, account: &str) -> String {
    let admin = house.browser("demo-admin").await;
    let found = admin.call("identity/list_users", json!({ "listing": { "search": account } })).await;
    let row = found["rows"].as_array().unwrap().iter().find(|row| row["account"] == account).unwrap();
    let unit = row["organisation"].as_str().unwrap_or("none");
    format!("operator={} unit={unit}", row["id"].as_str().unwrap())
}

async fn status(browser: &Browser, function: &str, arguments: Value) -> u16 {
    browser.post(&format!("/api/{function}"), &arguments).await.0.as_u16()
}

/// Shows: PLT-6.8.2-2
#[tokio::test]
async fn each_call_names_unit_operator_and_module_in_the_log_whether_it_reads_writes_or_is_refused() {
    let house = House::new().await;
    let officer = named(&house, "demo-property").await;
    assert!(!officer.ends_with("none"), "{officer}");
    let resident = named(&house, "demo-resident").await;
    let at_home = house.browser("demo-resident").await;
    let notice = json!({ "draft": { "title": "演示通知", "body": "演示", "area": null, "valid_to": "" } });
    let search = |text: &str| json!({ "listing": { "search": text } });

    let (log, _open) = Log::open();
    let property = house.browser("demo-property").await;
    assert_eq!(status(&property, "sensing/list_devices", search("SMK-3-1502")).await, 200);
    assert_eq!(status(&property, "publishing/publish_notice", notice).await, 200);
    assert_eq!(status(&property, "identity/list_users", search("演示")).await, 403);
    assert_eq!(status(&property, "spatial/read_dwelling", json!({ "code": 5 })).await, 400);
    let too_long = Request::post("/api/sensing/list_alarms")
        .header(header::HOST, "linli.test")
        .header(header::ORIGIN, "http://linli.test")
        .header(header::CONTENT_LENGTH, 300_000);
    assert_eq!(property.send(too_long, Body::empty()).await.status(), 413);
    assert_eq!(status(&at_home, "publishing/current_notices", json!({})).await, 200);
    assert_eq!(property.get("/map/building.geojson").await.0, 200);
    assert_eq!(at_home.get("/map/device.geojson").await.0, 403);
    let stranger = house.stranger();
    assert_eq!(stranger.get(&format!("/file/{}", uuid::Uuid::now_v7())).await.0, 401);
    assert_eq!(stranger.get("/live").await.0, 401);
    assert_eq!(status(&stranger, "sensing/list_devices", search("SMK-3-1502")).await, 401);
    let wrong = json!({ "account": "demo-property", "password": "wrong" });
    assert_eq!(status(&stranger, "seat/sign_in", wrong).await, 401);
    // An address that somebody made up is no function.
    assert_eq!(status(&property, "sensing/10090731001", json!({})).await, 400);

    let (officer, resident, nobody) = (officer.as_str(), resident.as_str(), "operator=none unit=none");
    let expected = [
        ("seat", "sign_in", officer, 200),
        ("sensing", "list_devices", officer, 200),
        ("publishing", "publish_notice", officer, 200),
        ("identity", "list_users", officer, 403),
        ("spatial", "read_dwelling", officer, 400),
        ("sensing", "list_alarms", officer, 413),
        ("publishing", "current_notices", resident, 200),
        ("map", "building.geojson", officer, 200),
        ("map", "device.geojson", resident, 403),
        ("file", "{id}", nobody, 401),
        ("live", "", nobody, 401),
        ("sensing", "list_devices", nobody, 401),
        ("seat", "sign_in", nobody, 401),
    ]
    .map(|(module, function, who, status)| {
        let function = format!("{module}/{function}");
        format!("module={module} function={} {who} status={status}", function.trim_end_matches('/'))
    });
    assert_eq!(log.lines(), expected);
}
