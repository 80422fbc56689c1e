//! 一标三实: standard addresses, people, dwellings and organisations lead to one another; what leads nowhere is listed.

use crate::{
    house::{Browser, House},
    people::{known, newcomer, role},
    reach::{area, somebody},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

async fn steward(house: &House) -> (Browser, Browser) {
    let admin = house.browser("demo-admin").await;
    let role = role(&admin, "data_administrator").await;
    let committee = known(&admin, "identity/list_organisations", "name", "演示社区居民委员会").await;
    let steward = newcomer(house, &admin, "steward-1", &committee["id"], &role["id"]).await;
    (admin, steward)
}

async fn links(browser: &Browser, of: &str, key: &Value) -> Value {
    browser.call("registry/read_links", json!({ "of": of, "key": key })).await
}

fn ids(rows: &Value) -> BTreeSet<String> {
    rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

/// The features of a source of the map.
async fn features(browser: &Browser, source: &str) -> Vec<Value> {
    let (status, body) = browser.get(&format!("/map/{source}.geojson")).await;
    assert_eq!(status, 200);
    let map: Value = serde_json::from_slice(&body).unwrap();
    map["features"].as_array().unwrap().clone()
}

async fn dwellings(browser: &Browser) -> Vec<Value> {
    let page = browser.call("spatial/list_dwellings", json!({ "listing": { "limit": 200 } })).await;
    page["rows"].as_array().unwrap().clone()
}

/// How many live in each building, by its number on the map: as the map says, and as the register of dwellings does.
async fn residents(browser: &Browser) -> (BTreeMap<u64, u64>, BTreeMap<u64, u64>) {
    let number = |value: &Value| value.as_u64().unwrap();
    let of_feature = |one: &Value| (number(&one["id"]), number(&one["properties"]["residents"]));
    let drawn = features(browser, "resident").await.iter().map(of_feature).collect();
    let mut registered: BTreeMap<u64, u64> = BTreeMap::new();
    for row in dwellings(browser).await.iter().filter(|row| number(&row["occupants"]) > 0) {
        *registered.entry(number(&row["building_no"])).or_default() += number(&row["occupants"]);
    }
    (drawn, registered)
}

/// Shows: DAT-C-2
#[tokio::test]
async fn from_an_address_a_person_a_dwelling_or_an_organisation_the_other_three_are_reached() {
    let house = House::new().await;
    let (_, steward) = steward(&house).await;
    let found = steward.call("spatial/list_dwellings", json!({ "listing": { "search": "3-1502" } })).await;
    let home = &found["rows"][0];
    let office = known(&steward, "identity/list_organisations", "name", "演示物业服务有限公司").await;
    let settled = json!({ "id": office["id"], "revision": office["revision"], "dwelling": home["id"] });
    steward.call("registry/settle_organisation", settled).await;
    let whole = links(&steward, "dwelling", &home["id"]).await;
    let address = &whole["addresses"][0];
    assert!(address.as_str().unwrap().contains("1502"));
    assert_eq!(ids(&whole["persons"]).len(), 3, "three are registered in 3-1502");
    assert!(whole["persons"][0]["title"].as_str().unwrap().contains('*'), "masked");
    assert_eq!(ids(&whole["organisations"]), BTreeSet::from([office["id"].as_str().unwrap().to_owned()]));
    let person = &whole["persons"][0]["id"];
    for (of, key) in [("address", address), ("person", person), ("organisation", &office["id"])] {
        let from = links(&steward, of, key).await;
        assert!(from["addresses"].as_array().unwrap().contains(address), "from {of} to the address");
        assert!(ids(&from["dwellings"]).contains(home["id"].as_str().unwrap()), "from {of} to the dwelling");
        for register in ["persons", "organisations"] {
            assert!(ids(&from[register]).is_superset(&ids(&whole[register])), "from {of} to {register}");
        }
    }
    let nowhere = json!({ "of": "address", "key": "没有这个地址" });
    assert_eq!(steward.refused("registry/read_links", nowhere).await, (404, "missing".into()));
    let property = house.browser("demo-property").await;
    let asked = json!({ "of": "dwelling", "key": home["id"] });
    assert_eq!(property.refused("registry/read_links", asked).await, (403, "denied".into()));
}

/// Shows: DAT-C-2
#[tokio::test]
async fn what_lacks_a_link_is_listed_for_the_data_administrator_until_it_is_mended() {
    let house = House::new().await;
    let (admin, steward) = steward(&house).await;
    let orphans = async || steward.call("registry/list_orphans", json!({})).await;
    let organisations = admin.call("identity/list_organisations", json!({})).await;
    let before = orphans().await;
    assert_eq!(before["dwellings_without_address"]["count"], 0);
    assert_eq!(before["persons_without_dwelling"]["count"], 0);
    let homeless = before["organisations_without_dwelling"]["count"].as_u64();

    let found = steward.call("spatial/list_dwellings", json!({ "listing": { "search": "3-1502" } })).await;
    let home = found["rows"][0]["id"].clone();
    let address = async |text: &str| {
        use spatial::dwelling::{Column, Entity};
        let done = Entity::update_many()
            .col_expr(Column::Address, text.into())
            .filter(Column::Label.eq("3-1502"))
            .exec(house.store().pool())
            .await
            .unwrap();
        assert_eq!(done.rows_affected, 1);
    };
    address("").await;
    let listed = orphans().await;
    assert_eq!(listed["dwellings_without_address"]["first"], json!([{ "id": home, "title": "3-1502" }]));
    address("演示路 1 号 3 号楼 1502 室").await;
    assert_eq!(orphans().await["dwellings_without_address"]["count"], 0);

    let first = &before["organisations_without_dwelling"]["first"][0]["id"];
    let office = organisations.as_array().unwrap().iter().find(|one| one["id"] == *first).unwrap();
    let settled = json!({ "id": office["id"], "revision": office["revision"], "dwelling": home });
    steward.call("registry/settle_organisation", settled).await;
    let after = orphans().await["organisations_without_dwelling"]["count"].as_u64();
    assert_eq!(after, homeless.map(|n| n - 1));
    let property = house.browser("demo-property").await;
    assert_eq!(property.refused("registry/list_orphans", json!({})).await, (403, "denied".into()));
}

/// Shows: DAT-C-2
#[tokio::test]
async fn the_registers_the_lists_and_the_map_hold_the_same_number() {
    let house = House::new().await;
    let (admin, steward) = steward(&house).await;
    let counts = steward.call("registry/count_registers", json!({})).await;
    let rows = dwellings(&steward).await;
    assert_eq!(counts["dwellings"], json!(rows.len()));
    assert_eq!(counts["addresses"], json!(rows.len()), "each dwelling has an address of its own");
    let groups = steward.call("spatial/list_groups", json!({})).await;
    let mut drawn = 0;
    for group in groups.as_array().unwrap() {
        drawn += features(&steward, &format!("dwelling/{}", group["group"].as_str().unwrap())).await.len();
    }
    assert_eq!(counts["dwellings"], json!(drawn), "the map draws what the register holds");
    let mut residents = BTreeSet::new();
    for row in rows {
        let occupants = steward.call("registry/list_occupants", json!({ "dwelling": row["id"] })).await;
        residents.extend(occupants.as_array().unwrap().iter().map(|o| o["person"].to_string()));
    }
    assert_eq!(counts["residents"], json!(residents.len()));
    assert!(counts["persons"].as_u64() >= counts["residents"].as_u64());
    let organisations = admin.call("identity/list_organisations", json!({})).await;
    assert_eq!(counts["organisations"], json!(organisations.as_array().unwrap().len()));
}

/// Shows: DAT-C-2
#[tokio::test]
async fn each_organisation_is_on_the_map_at_its_premises_or_listed_as_having_none() {
    let house = House::new().await;
    let (admin, steward) = steward(&house).await;
    let street = house.browser("demo-street").await;
    let split = async |browser: &Browser| {
        let drawn = features(browser, "organisation").await.len() as u64;
        let orphans = browser.call("registry/list_orphans", json!({})).await;
        let listed = orphans["organisations_without_dwelling"]["count"].as_u64().unwrap();
        let counts = browser.call("registry/count_registers", json!({})).await;
        assert_eq!(counts["organisations"], json!(drawn + listed), "the map and the list hold the register");
        drawn
    };
    let before = split(&steward).await;
    assert_eq!(split(&street).await, before);
    let found = steward.call("spatial/list_dwellings", json!({ "listing": { "search": "3-1502" } })).await;
    let home = &found["rows"][0];
    let mut settled = BTreeSet::new();
    for name in ["演示物业服务有限公司", "演示社区居民委员会"] {
        let office = known(&steward, "identity/list_organisations", "name", name).await;
        let asked = json!({ "id": office["id"], "revision": office["revision"], "dwelling": home["id"] });
        steward.call("registry/settle_organisation", asked).await;
        settled.insert(office["id"].as_str().unwrap().to_owned());
    }
    assert_eq!((split(&steward).await, split(&street).await), (before + 2, before + 2));
    let mut drawn = features(&street, "organisation").await;
    drawn.retain(|one| settled.contains(one["properties"]["code"].as_str().unwrap()));
    assert_eq!(drawn.len(), settled.len());
    assert_ne!(drawn[0]["id"], drawn[1]["id"], "one premises, two organisations");
    for one in &drawn {
        assert_eq!(one["geometry"]["coordinates"], json!([home["at"]["lon"], home["at"]["lat"]]));
    }

    // Whoever may not read both registers sees nothing of what joins them.
    assert_eq!(admin.get("/map/organisation.geojson").await.0, 403);
    assert_eq!(house.browser("demo-property").await.get("/map/organisation.geojson").await.0, 403);
}

/// Shows: DAT-C-2
#[tokio::test]
async fn the_map_counts_in_each_building_whom_the_registers_have_living_there() {
    let house = House::new().await;
    let (_, steward) = steward(&house).await;
    let (drawn, registered) = residents(&steward).await;
    assert_eq!(drawn, registered);
    let counts = steward.call("registry/count_registers", json!({})).await;
    let whole: u64 = drawn.values().sum();
    assert_eq!(counts["residents"], json!(whole));
    for one in features(&steward, "resident").await {
        let told: BTreeSet<&str> =
            one["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(told, BTreeSet::from(["code", "name", "residents"]), "a figure names nobody");
    }

    // Whoever isn't counted has left, or is listed as having no dwelling.
    let mut met = BTreeSet::new();
    for row in dwellings(&steward).await {
        for list in ["registry/list_occupants", "registry/list_past_occupants"] {
            let people = steward.call(list, json!({ "dwelling": row["id"] })).await;
            met.extend(people.as_array().unwrap().iter().map(|one| one["person"].to_string()));
        }
    }
    let orphans = steward.call("registry/list_orphans", json!({})).await;
    let homeless = orphans["persons_without_dwelling"]["count"].as_u64().unwrap();
    assert_eq!(counts["persons"], json!(met.len() as u64 + homeless));

    // Of a smaller area its own are counted, and nobody else.
    let mut in_grids: BTreeMap<u64, u64> = BTreeMap::new();
    for (account, name) in [("grid-one", "演示社区第一网格"), ("grid-two", "演示社区第二网格")]
    {
        let grid = area(&steward, "grid", name).await;
        let worker = somebody(&house, account, "grid_worker", Some(grid)).await;
        let (theirs, listed) = residents(&worker).await;
        assert_eq!(theirs, listed, "{name}");
        assert!(theirs.keys().all(|building| !in_grids.contains_key(building)), "{name}");
        in_grids.extend(theirs);
    }
    assert_eq!(in_grids, drawn);
    assert_eq!(house.browser("demo-kiosk").await.get("/map/resident.geojson").await.0, 403);

    let found = steward.call("spatial/list_dwellings", json!({ "listing": { "search": "3-1502" } })).await;
    let home = &found["rows"][0];
    let draft = json!({
        "name": "演示新住户01", "phone": "10000000001", "id_number": "", "born_on": "", "relation": "tenant",
        "from_on": house.store().clock().today(),
    });
    let arrives = json!({ "dwelling": home["id"], "draft": draft });
    house.browser("demo-property").await.call("registry/move_in", arrives).await;
    let (after, registered) = residents(&steward).await;
    assert_eq!(after, registered);
    let building = home["building_no"].as_u64().unwrap();
    assert_eq!(after[&building], drawn[&building] + 1, "whoever moves in is counted at once");
}
