//! What an operator types: import, backup and restore, keys, the check of the audit, and what is typed wrongly.

use crate::{installation::Installation, visitor::Visitor};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use std::{
    fs, thread,
    time::{Duration, Instant},
};
use uuid::Uuid;

const PASSWORD: &str = "a password of a test";

/// A building of a city's share, some 40 m by 11 m.
fn building(id: &str, name: &str, storeys: u32, lon: f64) -> Value {
    let (west, east, south, north) = (lon, lon + 0.0004, 30.2700, 30.2701);
    let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    let tags = json!({
        "@id": id, "building": "apartments", "name": name, "building:levels": storeys.to_string(),
        "height": (storeys * 3).to_string(),
    });
    json!({ "type": "Feature", "properties": tags, "geometry": { "type": "Polygon", "coordinates": [ring] } })
}

fn collection(features: &[Value]) -> String {
    let about = json!({ "name": "演示市 CIM 平台共享", "licence": "演示数据，仅供测试" });
    json!({ "type": "FeatureCollection", "metadata": about, "features": features }).to_string()
}

/// A community's folder: two buildings, one of them twice, and a road.
fn share(installation: &Installation) -> String {
    let folder = installation.folder().join("share");
    fs::create_dir_all(&folder).unwrap();
    let (first, second) =
        (building("demo/1", "1号楼", 3, 120.1520), building("demo/2", "2号楼", 6, 120.1530));
    fs::write(folder.join("buildings.geojson"), collection(&[first.clone(), second, first])).unwrap();
    let road = json!({
        "type": "Feature",
        "properties": { "@id": "demo/3", "highway": "residential", "name": "演示路" },
        "geometry": { "type": "LineString", "coordinates": [[120.1515, 30.2698], [120.1540, 30.2698]] },
    });
    fs::write(folder.join("roads.geojson"), collection(&[road])).unwrap();
    folder.to_str().unwrap().to_owned()
}

async fn names(visitor: &Visitor) -> Vec<String> {
    let page = visitor.call("spatial/list_buildings", json!({ "listing": {} })).await;
    let rows = page["rows"].as_array().unwrap().iter();
    let mut names: Vec<String> = rows.map(|row| row["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

async fn found(visitor: &Visitor, list: &str, key: &str, value: &str) -> Value {
    let rows = visitor.call(list, json!({})).await;
    rows.as_array().unwrap().iter().find(|row| row[key] == value).unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_community_comes_in_by_command_with_a_report_and_its_first_people_find_it_there() {
    let mut installation = Installation::empty().await;
    let folder = share(&installation);
    let import = ["import", folder.as_str(), "--name", "演示社区"];
    let printed = installation.run(&import);
    let report: Vec<&str> = printed.lines().collect();
    let expected = [
        "read 4, taken 3, known before 0, findings 1",
        "made 2 buildings, 0 dwellings, 1 features of the base map; corrected 0",
        "buildings.geojson row 3 demo/1: duplicate (left out)",
    ];
    assert_eq!(report, expected);
    let again = installation.run(&import);
    assert_eq!(again.lines().next(), Some("read 4, taken 0, known before 3, findings 1"));

    installation.start();
    let mut admin = Visitor::at(installation.http);
    let chosen = json!({ "token": installation.links()[0], "password": PASSWORD });
    admin.call("seat/use_link", chosen).await;
    admin.sign_in("admin", PASSWORD).await;
    assert_eq!(names(&admin).await, ["1号楼", "2号楼"]);
    let told = admin.call("spatial/list_attributions", json!({})).await;
    assert_eq!((&told[0]["name"], &told[0]["origin"]), (&json!("演示市 CIM 平台共享"), &json!("city_share")));

    let community = found(&admin, "spatial/list_areas", "name", "演示社区").await;
    let company = json!({
        "name": "演示物业服务有限公司", "kind": "property_company", "parent": "", "area": community["id"],
        "duty_phone": "",
    });
    let company = admin.call("identity/add_organisation", json!({ "draft": company })).await;
    let role = found(&admin, "identity/list_roles", "key", "property_officer").await;
    let draft = json!({
        "account": "officer-1", "name": "演示新人01", "organisation": company["id"], "role": role["id"], "area": "",
        "valid_to": "",
    });
    let made = admin.call("identity/add_user", json!({ "draft": draft })).await;
    let mut officer = Visitor::at(installation.http);
    officer.call("seat/use_link", json!({ "token": made[1], "password": PASSWORD })).await;
    officer.sign_in("officer-1", PASSWORD).await;
    assert_eq!(names(&officer).await, ["1号楼", "2号楼"]);
}

/// Reports a repair at 3-1502 with a phone number; answers its id.
async fn reported(resident: &Visitor, phone: &str) -> Uuid {
    let id = Uuid::now_v7();
    let draft = json!({
        "id": id, "kind": "repair", "category": "water", "title": "厨房水管漏水", "place": "3-1502", "at": null,
        "photos": [], "details": { "phone": phone }, "typed_at": null,
    });
    resident.call("work/report", json!({ "draft": draft })).await;
    id
}

/// The phone number in a repair, which rests sealed.
async fn phone_of(resident: &Visitor, item: Uuid) -> String {
    let sheet = resident.call("work/read_work", json!({ "id": item })).await;
    sheet["details"]["phone"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_backed_up_while_the_server_runs_is_restored_elsewhere_and_served_there() {
    let mut here = Installation::new().await;
    here.start();
    let mut resident = Visitor::at(here.http);
    resident.sign_in("demo-resident", here.password("demo-resident")).await;
    let item = reported(&resident, "10090731001").await;
    let copy = here.folder().join("copy");
    let folder = copy.to_str().unwrap();
    let said = here.run(&["backup", folder]);
    assert!(said.contains(&format!("The backup is in {folder}.")), "{said}");
    assert!(said.contains("keep a copy of that file elsewhere"), "{said}");
    assert!(here.refused(&["backup", folder], &[]).contains("a backup goes into a new folder"));
    resident.call("seat/whoami", json!({})).await;
    here.kill();

    let mut there = Installation::empty().await;
    let complaint = there.refused(&["restore", folder], &[]);
    assert!(complaint.contains("put the key file of that installation at"), "{complaint}");
    fs::copy(here.folder().join("keys.json"), there.folder().join("keys.json")).unwrap();
    let complaint = there.refused(&["restore", "nowhere"], &[]);
    assert!(complaint.contains("there is no backup of such a database: nowhere/linli."), "{complaint}");
    let said = there.run(&["restore", folder]);
    assert!(said.contains("The audit chain is whole"), "{said}");
    assert!(said.contains(&format!("Restored into {}.", there.folder().display())), "{said}");

    there.start();
    assert!(there.links().is_empty(), "its accounts are there");
    let mut again = Visitor::at(there.http);
    again.sign_in("demo-resident", here.password("demo-resident")).await;
    assert_eq!(phone_of(&again, item).await, "10090731001", "what is sealed opens");
}

/// Checks the audit chain until it has entries, which the running server links.
fn checked(installation: &Installation) -> String {
    let began = Instant::now();
    loop {
        let said = installation.run(&["verify-audit"]);
        if !said.contains(" 0 entries") {
            return said;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{said}");
        thread::sleep(Duration::from_millis(100));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_are_rotated_and_the_audit_is_checked_and_each_command_says_what_it_did() {
    let mut installation = Installation::new().await;
    installation.start();
    let said = checked(&installation);
    assert!(said.starts_with("The audit chain is whole: ") && said.ends_with(" entries.\n"), "{said}");
    let mut resident = Visitor::at(installation.http);
    resident.sign_in("demo-resident", installation.password("demo-resident")).await;
    let before = reported(&resident, "10090731001").await;

    let path = installation.folder().join("keys.json");
    let old = fs::read_to_string(&path).unwrap();
    let said = installation.run(&["rotate-keys"]);
    let expected =
        format!("A new master key is in {}; restart the server to seal under it.\n", path.display());
    assert_eq!(said, expected);
    let new = fs::read_to_string(&path).unwrap();
    let keys: Value = serde_json::from_str(&new).unwrap();
    assert_eq!((&keys["current"], keys["master"].as_object().unwrap().len()), (&json!("k2"), 2));
    installation.kill();
    installation.start();
    let after = reported(&resident, "10090731002").await;
    assert_eq!(phone_of(&resident, before).await, "10090731001", "what the older key sealed still opens");
    assert_eq!(phone_of(&resident, after).await, "10090731002");
    assert!(checked(&installation).starts_with("The audit chain is whole: "));
    installation.kill();

    fs::write(&path, old).unwrap();
    let complaint = installation.refused(&["verify-audit"], &[]);
    assert!(complaint.contains("are a copy from before the newest was added"), "{complaint}");
    fs::write(&path, new).unwrap();
    let db = installation.database().await;
    db.execute_unprepared("DELETE FROM audit WHERE position = 1").await.unwrap();
    db.close().await.unwrap();
    let complaint = installation.refused(&["verify-audit"], &[]);
    assert!(complaint.contains("the audit chain breaks at entry 1"), "{complaint}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_wrongly_fails_with_a_sentence_that_says_what_is_wrong() {
    let installation = Installation::empty().await;
    let wrong: [(&str, &str); 16] = [
        ("", "Usage: linli <COMMAND>"),
        ("fly", "unrecognized subcommand 'fly'"),
        ("serve --port 80", "unexpected argument '--port' found"),
        ("rotate-keys", "there is no key file at"),
        ("restore nowhere", "put the key file of that installation at"),
        ("restore", "<FOLDER>"),
        ("backup", "<FOLDER>"),
        ("simulate", "make the demo community first"),
        ("demo --dwellings 59", "59 is not in 60..=20000"),
        ("demo --dwellings many", "invalid value 'many' for '--dwellings <DWELLINGS>'"),
        ("import --name 演示社区", "required arguments were not provided"),
        ("import nowhere", "--name <NAME>"),
        ("import nowhere --name 演示社区", "nowhere holds none of buildings.geojson"),
        (
            "import nowhere --name 演示社区 --dated 2026-13-40",
            "invalid value '2026-13-40' for '--dated <DAY>'",
        ),
        ("import nowhere --name 演示社区 --replace", "cannot be used with"),
        ("import --table nothing.csv --name 演示社区", "nothing.csv: No such file"),
    ];
    for (typed, sentence) in wrong {
        let words: Vec<&str> = typed.split_whitespace().collect();
        let complaint = installation.refused(&words, &[]);
        assert!(complaint.contains(sentence), "linli {typed}: {complaint}");
    }
    for (key, value, sentence) in [
        ("LISTEN", "here", "LISTEN=here is not an address such as 127.0.0.1:8080"),
        (
            "DATABASE_URL",
            "mysql://linli:a-password@db/linli",
            "DATABASE_URL begins with sqlite: or postgres:",
        ),
        ("TLS_CERT", "cert.pem", "TLS_CERT and TLS_KEY are given together or not at all"),
        ("MQTT_URL", "mqtts://linli:a-password@broker.lan", "MQTT_URL: mqtts:// is not built in"),
        ("TRUSTED_PROXY", "proxy.example", "TRUSTED_PROXY=proxy.example is not an IP address"),
        ("OBSERVATION_DAYS", "1", "OBSERVATION_DAYS=1 is neither a number of days"),
    ] {
        let complaint = installation.refused(&["serve"], &[(key, value)]);
        assert!(complaint.contains(sentence), "{key}={value}: {complaint}");
        assert!(!complaint.contains("a-password"), "{complaint}");
    }
}
