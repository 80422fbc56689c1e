//! The scene tree as a browser walks it: from the city through areas, buildings, storeys and dwellings to each device.

use crate::{
    house::{Browser, House},
    reach::{area, somebody},
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn below(browser: &Browser, node: &Value) -> Vec<Value> {
    browser.call("spatial/list_scene", json!({ "node": node })).await.as_array().unwrap().clone()
}

/// The node of that name below another.
async fn step(browser: &Browser, above: &Value, name: &str) -> Value {
    let nodes = below(browser, &above["key"]).await;
    nodes.iter().find(|node| node["name"] == name).unwrap_or_else(|| panic!("{name} in {nodes:?}")).clone()
}

/// All devices of a tree, in the order in which they are met; each node holds as many as it says.
async fn walk(browser: &Browser) -> Vec<String> {
    let mut open = below(browser, &Value::Null).await;
    let mut devices = vec![];
    while let Some(node) = open.pop() {
        if node["class"] == "device" {
            devices.push(node["code"].as_str().unwrap().to_owned());
        }
        let nodes = below(browser, &node["key"]).await;
        assert_eq!(node["children"], json!(nodes.len()), "{node}");
        open.extend(nodes);
    }
    devices
}

async fn registered(browser: &Browser) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut after = Value::Null;
    loop {
        let listing = json!({ "limit": 200, "after": after });
        let page = browser.call("sensing/list_devices", json!({ "listing": listing })).await;
        let rows = page["rows"].as_array().unwrap();
        codes.extend(rows.iter().map(|row| row["code"].as_str().unwrap().to_owned()));
        after = page["next"].clone();
        if after.is_null() {
            return codes;
        }
    }
}

/// Shows: PLT-6.2.5-1
#[tokio::test]
async fn the_scene_leads_by_area_building_storey_dwelling_and_class_to_each_device_once() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    let devices = walk(&street).await;
    let met: BTreeSet<String> = devices.iter().cloned().collect();
    assert_eq!(met.len(), devices.len(), "none stands in two places");
    assert_eq!(met, registered(&street).await);

    let found = street.call("sensing/list_devices", json!({ "listing": { "search": "SMK-3-1502" } })).await;
    let dwelling = json!({ "key": format!("dwelling/{}", found["rows"][0]["dwelling"].as_str().unwrap()) });
    let class = step(&street, &dwelling, "smoke").await;
    assert_eq!((&class["class"], &class["children"]), (&json!("device_kind"), &json!(1)));
    let detector = below(&street, &class["key"]).await.swap_remove(0);
    assert_eq!((&detector["code"], &detector["storey"]), (&json!("SMK-3-1502"), &json!(15)));
    assert_eq!(detector["map_no"], found["rows"][0]["map_no"]);

    // What is on the storey and in no dwelling hangs at the storey.
    let read = street.call("spatial/list_buildings", json!({ "listing": { "search": "3" } })).await;
    let rows = read["rows"].as_array().unwrap();
    let third = rows.iter().find(|row| row["name"] == "3号楼").unwrap();
    let building = json!({ "key": format!("building/{}", third["id"].as_str().unwrap()) });
    let storey = step(&street, &building, "1层").await;
    assert_eq!((&storey["code"], &storey["storey"]), (&third["code"], &json!(1)));
    let classes = below(&street, &storey["key"]).await;
    assert!(classes.iter().any(|node| node["name"] == "hydrant_pressure"), "{classes:?}");
}

/// Shows: PLT-6.2.5-1
#[tokio::test]
async fn a_tree_holds_what_its_reader_reaches() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    let found = street.call("sensing/list_devices", json!({ "listing": { "search": "SMK-3-1502" } })).await;
    let class = json!(format!("class/smoke/dwelling/{}", found["rows"][0]["dwelling"].as_str().unwrap()));
    assert_eq!(below(&street, &class).await.len(), 1);

    let mut trees: Vec<BTreeSet<String>> = vec![];
    for (account, name) in [("grid-one", "演示社区第一网格"), ("grid-two", "演示社区第二网格")]
    {
        let grid = area(&street, "grid", name).await;
        let worker = somebody(&house, account, "grid_worker", Some(grid)).await;
        let tree: BTreeSet<String> = walk(&worker).await.into_iter().collect();
        assert_eq!(tree, registered(&worker).await, "{name}");
        // A class that somebody else was told of is empty to who doesn't reach it.
        let is_theirs = tree.contains("SMK-3-1502");
        assert_eq!(below(&worker, &class).await.len(), usize::from(is_theirs), "{name}");
        trees.push(tree);
    }
    assert!(trees[0].is_disjoint(&trees[1]));
    assert_eq!(trees.iter().filter(|tree| tree.contains("SMK-3-1502")).count(), 1);

    for key in ["class", "class/smoke", "class/smoke/moon/1", "class/smoke/dwelling/x"] {
        let (status, _) = street.refused("spatial/list_scene", json!({ "node": key })).await;
        assert_eq!(status, 422, "{key}");
    }
}
