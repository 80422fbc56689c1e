//! 一标三实: standard addresses, people, dwellings and organisations lead to one another; what leads nowhere is listed.

use crate::{
    house::{Browser, House},
    people::{known, newcomer, role},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use std::collections::BTreeSet;

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
    assert_eq!(homeless, Some(organisations.as_array().unwrap().len() as u64));

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

    let office = &organisations[0];
    let settled = json!({ "id": office["id"], "revision": office["revision"], "dwelling": home });
    steward.call("registry/settle_organisation", settled).await;
    let after = orphans().await["organisations_without_dwelling"]["count"].as_u64();
    assert_eq!(after, homeless.map(|n| n - 1));
    let street = house.browser("demo-street").await;
    assert_eq!(street.refused("registry/list_orphans", json!({})).await, (403, "denied".into()));
}

/// Shows: DAT-C-2
#[tokio::test]
async fn the_registers_the_lists_and_the_map_hold_the_same_number() {
    let house = House::new().await;
    let (admin, steward) = steward(&house).await;
    let counts = steward.call("registry/count_registers", json!({})).await;
    let page = steward.call("spatial/list_dwellings", json!({ "listing": { "limit": 200 } })).await;
    let rows = page["rows"].as_array().unwrap();
    assert_eq!(counts["dwellings"], json!(rows.len()));
    assert_eq!(counts["addresses"], json!(rows.len()), "each dwelling has an address of its own");
    let groups = steward.call("spatial/list_groups", json!({})).await;
    let mut drawn = 0;
    for group in groups.as_array().unwrap() {
        let path = format!("/map/dwelling/{}.geojson", group["group"].as_str().unwrap());
        let (status, body) = steward.get(&path).await;
        assert_eq!(status, 200);
        let map: Value = serde_json::from_slice(&body).unwrap();
        drawn += map["features"].as_array().unwrap().len();
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
