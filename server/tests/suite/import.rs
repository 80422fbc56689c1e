//! The three paths into the static model, from the files of an operator to the lists and maps of the people who use it.

use crate::house::{Browser, House};
use contract::spatial::ImportReport;
use linli::import::{self, Import, Route};
use serde_json::{Value, json};
use spatial::import::Conflict;
use std::path::PathBuf;

fn file(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/import")).join(name)
}

async fn import(house: &House, route: Route, conflict: Conflict) -> ImportReport {
    let import =
        Import {
            route, community: "演示社区".into(), source: None, licence: None, dated_on: None, conflict
        };
    import::into(house.store(), &import).await.unwrap()
}

fn findings(report: &ImportReport) -> Vec<(u32, &str, bool)> {
    report.findings.iter().map(|f| (f.row, f.reason.as_str(), f.left_out)).collect()
}

/// What was read is taken, was known, or is named as left out.
fn balance(report: &ImportReport) -> (u32, u32, u32) {
    let left_out = report.findings.iter().filter(|f| f.left_out).count();
    let left_out = u32::try_from(left_out).unwrap();
    assert_eq!(report.read, report.taken + report.unchanged + left_out, "{report:?}");
    (report.taken, report.unchanged, left_out)
}

async fn buildings(person: &Browser, origin: &str) -> Vec<Value> {
    let listing = json!({ "filters": [["origin", [origin]]] });
    let page = person.call("spatial/list_buildings", json!({ "listing": listing })).await;
    page["rows"].as_array().unwrap().clone()
}

fn names(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["name"].as_str().unwrap()).collect()
}

async fn dwellings(person: &Browser, building: &Value) -> Vec<Value> {
    let no = building["map_no"].to_string();
    let listing = json!({ "filters": [["building_no", [no]]], "limit": 200 });
    let page = person.call("spatial/list_dwellings", json!({ "listing": listing })).await;
    page["rows"].as_array().unwrap().clone()
}

async fn features(person: &Browser, path: &str) -> Vec<Value> {
    let (status, body) = person.get(path).await;
    assert_eq!(status, 200, "{path}");
    let collection: Value = serde_json::from_slice(&body).unwrap();
    collection["features"].as_array().unwrap().clone()
}

/// Shows: DAT-4.3.2-1, OVW-4.3.2-1
#[tokio::test]
async fn a_share_a_storey_table_and_a_survey_build_one_model_that_tells_where_each_object_comes_from() {
    let house = House::new().await;
    let property = house.browser("demo-property").await;

    let shared = import(&house, Route::Folder(file("share")), Conflict::Report).await;
    assert_eq!((balance(&shared), shared.buildings), ((2, 0, 0), 2));

    // Floors and flats become buildings, storeys and dwellings with their white models.
    let table = import(&house, Route::Table(file("storeys.csv")), Conflict::Report).await;
    assert_eq!((table.buildings, table.dwellings), (2, 11 * 2 * 2 + 6 * 4));
    assert_eq!(balance(&table), (2, 0, 2));
    assert_eq!(
        findings(&table),
        [(3, "area_assumed", false), (4, "duplicate", true), (5, "no_storeys", true)]
    );

    // A row for each dwelling divides a building that the city has shared.
    let doors = import(&house, Route::Table(file("dwellings.csv")), Conflict::Report).await;
    assert_eq!((doors.buildings, doors.dwellings), (0, 5));
    assert_eq!(balance(&doors), (5, 0, 2));
    let told = [
        (5, "mixed_use", false),
        (6, "area_assumed", false),
        (7, "storey_out_of_range", true),
        (8, "duplicate", true),
    ];
    assert_eq!(findings(&doors), told);

    let survey = import(&house, Route::Survey(file("survey.geojson")), Conflict::Report).await;
    assert_eq!((survey.buildings, survey.ground, survey.corrected), (1, 3, 0));
    assert_eq!(balance(&survey), (4, 0, 2));
    assert_eq!(findings(&survey), [(4, "conflict", true), (6, "no_survey_date", true)]);
    assert!(survey.findings[0].with.as_ref().unwrap().ends_with("8号楼"), "it says with what");

    // The list says by which path each building came, and of which day it is.
    assert_eq!(names(&buildings(&property, "city_share").await), ["205号楼", "演示泵房"]);
    assert_eq!(names(&buildings(&property, "storey_table").await), ["8号楼", "9号楼"]);
    let surveyed = buildings(&property, "field_survey").await;
    assert_eq!(names(&surveyed), ["演示物业用房"]);
    assert_eq!(
        surveyed[0]["provenance"],
        json!({ "origin": "field_survey", "on": "2025-11-03", "device": null, "accuracy_m": 0.08 })
    );
    assert_eq!(surveyed[0]["source"], "演示测绘补测");
    assert!(!buildings(&property, "demo").await.is_empty());

    the_white_model_stands(&property).await;
    let named = property.call("spatial/list_attributions", json!({})).await;
    let named: Vec<_> = named.as_array().unwrap().iter().map(|a| (&a["name"], &a["licence"])).collect();
    assert!(named.contains(&(&json!("演示市 CIM 平台共享"), &json!("演示数据，仅供测试"))), "{named:?}");
    assert!(named.contains(&(&json!("演示测绘补测"), &json!("CC-BY-4.0"))), "{named:?}");
    assert!(named.contains(&(&json!("storeys.csv"), &Value::Null)), "{named:?}");
}

/// Building 8 of the table: 11 storeys of 3 m, two stairwells with two dwellings each.
async fn the_white_model_stands(person: &Browser) {
    let eighth = buildings(person, "storey_table").await.swap_remove(0);
    assert_eq!((eighth["storeys"].as_u64(), eighth["height_m"].as_f64()), (Some(11), Some(33.0)));
    assert!(eighth["address"].as_str().unwrap().ends_with("演示社区演示新苑8号楼"), "{eighth}");
    let node = format!("building/{}", eighth["id"].as_str().unwrap());
    let storeys = person.call("spatial/list_scene", json!({ "node": node })).await;
    let children: Vec<_> = storeys.as_array().unwrap().iter().map(|s| s["children"].as_u64()).collect();
    assert_eq!(children, [Some(4); 11]);

    let rows = dwellings(person, &eighth).await;
    assert_eq!(rows.len(), 44);
    let door = rows.iter().find(|row| row["label"] == "8-1103").unwrap();
    assert!(door["address"].as_str().unwrap().ends_with("演示新苑8号楼2单元1103室"), "{door}");
    assert_eq!(
        (&door["storey"], &door["stairwell"], &door["floor_area_m2"]),
        (&json!(11), &json!(2), &json!(96.5))
    );
    assert_eq!(door["origin"], "storey_table");
    assert!(contract::spatial::code::is_valid(door["code"].as_str().unwrap()));

    let solid = features(person, "/map/building.geojson").await;
    let solid = solid.iter().find(|f| f["properties"]["code"] == eighth["code"]).unwrap();
    assert_eq!(solid["properties"]["height_m"], 33.0);
    let group = format!("/map/dwelling/{}.geojson", door["group"].as_str().unwrap());
    let boxes = features(person, &group).await;
    let boxes: Vec<_> = boxes.iter().filter(|f| f["properties"]["building"] == eighth["map_no"]).collect();
    assert_eq!(boxes.len(), 44);
    let flat = boxes.iter().find(|f| f["properties"]["label"] == "8-1103").unwrap();
    assert_eq!((&flat["properties"]["base_m"], &flat["properties"]["top_m"]), (&json!(30.0), &json!(33.0)));
}

#[tokio::test]
async fn an_import_done_again_changes_nothing_and_counts_what_was_known() {
    let house = House::new().await;
    let routes = || {
        [
            Route::Folder(file("share")),
            Route::Table(file("storeys.csv")),
            Route::Table(file("dwellings.csv")),
            Route::Survey(file("survey.geojson")),
        ]
    };
    let mut first = vec![];
    for route in routes() {
        first.push(import(&house, route, Conflict::Report).await);
    }
    for (route, before) in routes().into_iter().zip(first) {
        let again = import(&house, route.clone(), Conflict::Report).await;
        let (taken, _, left_out) = balance(&before);
        assert_eq!(balance(&again), (0, taken, left_out), "{route:?}");
        assert_eq!((again.buildings, again.dwellings, again.ground, again.corrected), (0, 0, 0, 0));
    }
}

#[tokio::test]
async fn a_survey_corrects_what_stands_only_when_that_is_asked_for() {
    let house = House::new().await;
    let property = house.browser("demo-property").await;
    import(&house, Route::Table(file("storeys.csv")), Conflict::Report).await;
    let survey = || Route::Survey(file("survey.geojson"));
    import(&house, survey(), Conflict::Report).await;
    let eighth = buildings(&property, "storey_table").await.swap_remove(0);
    assert_eq!((&eighth["name"], &eighth["height_m"]), (&json!("8号楼"), &json!(33.0)));

    let replaced = import(&house, survey(), Conflict::Replace).await;
    assert_eq!((balance(&replaced), replaced.corrected), ((1, 4, 1), 1));
    // Its dwellings keep their outlines, and that is said.
    assert_eq!(findings(&replaced), [(4, "dwellings_not_moved", false), (6, "no_survey_date", true)]);
    let corrected = buildings(&property, "field_survey").await;
    assert_eq!(names(&corrected), ["8号楼", "演示物业用房"]);
    assert_eq!((&corrected[0]["code"], &corrected[0]["height_m"]), (&eighth["code"], &json!(34.2)));
    assert_eq!(corrected[0]["provenance"]["device"], "RTK-01");
    assert_eq!(dwellings(&property, &corrected[0]).await.len(), 44);

    let again = import(&house, survey(), Conflict::Replace).await;
    assert_eq!((balance(&again), again.corrected), ((0, 5, 1), 0));
}

async fn outline(person: &Browser, building: &Value) -> Value {
    let all = features(person, "/map/building.geojson").await;
    let found = all.iter().find(|f| f["properties"]["code"] == building["code"]).unwrap();
    found["geometry"]["coordinates"][0].clone()
}

/// Shows: PLT-6.2.5-2
#[tokio::test]
async fn the_outline_that_a_survey_has_replaced_is_in_the_audit_as_the_map_drew_it() {
    let house = House::new().await;
    let property = house.browser("demo-property").await;
    import(&house, Route::Table(file("storeys.csv")), Conflict::Report).await;
    let eighth = buildings(&property, "storey_table").await.swap_remove(0);
    let before = outline(&property, &eighth).await;
    import(&house, Route::Survey(file("survey.geojson")), Conflict::Replace).await;
    let after = outline(&property, &eighth).await;
    assert_ne!(before, after);

    let admin = house.browser("demo-admin").await;
    let listing = json!({ "filters": [["object", [eighth["id"]]]] });
    let trail = admin.call("identity/list_audit", json!({ "listing": listing })).await;
    let [entry] = trail["rows"].as_array().unwrap().as_slice() else { panic!("{trail}") };
    assert_eq!((&entry["actor"], &entry["act"]), (&json!("system:import"), &json!("change")));
    let changes = entry["changes"].as_array().unwrap();
    let kept = |field: &str| changes.iter().find(|change| change[0] == field).unwrap();
    let ring = |text: &Value| serde_json::from_str::<Value>(text.as_str().unwrap()).unwrap();
    let footprint = kept("footprint");
    assert_eq!((ring(&footprint[1]), ring(&footprint[2])), (before, after));
    assert_eq!(kept("surveyed_with"), &json!(["surveyed_with", "", "RTK-01"]));
}
