//! Namesakes: two estates of one community each have a building 3 with a dwelling 3-1502. What is reported or registered
//! lands in the one that is meant, or is asked back.

use crate::{
    house::{Browser, House, eventually},
    reach::somebody,
};
use base::{Actor, Mode, identity::user};
use contract::{
    geo::Wgs84,
    sensing::Value as Reading,
    spatial::{AreaKind, BuildingUse, Origin, Provenance},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use spatial::{area, building, dwelling};
use uuid::Uuid;

/// A demo community with a second estate, out in the fields.
struct Twins {
    house: House,
    community: Uuid,
    /// The demo community's own 3-1502, as it is listed.
    first: Value,
    building: building::Model,
    second: dwelling::Model,
}

impl Twins {
    async fn new() -> Self {
        let house = House::new().await;
        let listing = json!({ "listing": { "search": "3-1502" } });
        let property = house.browser("demo-property").await;
        let first = property.call("spatial/list_dwellings", listing).await["rows"][0].clone();
        let session = house.store().begin(Actor::System("test"), Mode::Write).await.unwrap();
        let community = area::named(&session, "演示社区").await.unwrap().unwrap();
        let square = |side: f64| {
            let (west, south) = (121.5, 30.0);
            let (east, north) = (west + side, south + side);
            vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
        };
        let estate = area::NewArea {
            parent: Some(community.id),
            kind: AreaKind::Estate,
            name: "演示新苑".into(),
            code: None,
            outline: square(0.01),
        };
        let estate = area::add(&session, estate).await.unwrap();
        let address = "演示社区演示新苑3号楼".to_owned();
        let building = building::NewBuilding {
            area_path: estate.path,
            label: "3".into(),
            name: "3号楼".into(),
            use_: BuildingUse::Residential,
            address: address.clone(),
            footprint: square(0.0003),
            storeys: 15,
            storey_height_m: 3.0,
            height_m: 46.2,
            stairwells: 1,
            built_in: None,
            source: "test".into(),
            source_id: "3 of the second estate".into(),
            provenance: Provenance::new(Origin::StoreyTable, house.store().clock().today()),
            group_key: "second".into(),
        };
        let building = building::plant(&session, vec![building]).await.unwrap().remove(0);
        let second = dwelling::NewDwelling {
            building: &building,
            label: "3-1502".into(),
            number: "1502".into(),
            stairwell: 1,
            storey: 15,
            base_m: 42.0,
            top_m: 45.0,
            footprint: square(0.0003),
            floor_area_m2: 89.5,
            address: format!("{address}1502室"),
            vacancy_checked_on: None,
            origin: Origin::StoreyTable,
            origin_on: None,
        };
        let second = dwelling::plant(&session, vec![second]).await.unwrap().remove(0);
        session.commit().await.unwrap();
        Self { house, community: community.id, first, building, second }
    }

    /// Somebody who lives in the second estate, and whose grant reaches the community as everybody's does.
    async fn neighbour(&self) -> Browser {
        let property = self.house.browser("demo-property").await;
        let draft = json!({
            "name": "演示邻居01", "phone": "13800000001", "id_number": "", "born_on": "", "relation": "owner",
            "from_on": self.house.store().clock().today(),
        });
        let moving = json!({ "dwelling": self.second.id, "draft": draft });
        let tenancy = property.call("registry/move_in", moving).await;
        let person: Uuid = tenancy["person"].as_str().unwrap().parse().unwrap();
        let neighbour = somebody(&self.house, "neighbour", "resident", Some(self.community)).await;
        user::Entity::update_many()
            .col_expr(user::Column::PersonId, person.into())
            .filter(user::Column::Account.eq("neighbour"))
            .exec(self.house.store().pool())
            .await
            .unwrap();
        neighbour
    }
}

fn repair(place: &str, at: Option<Wgs84>) -> Value {
    json!({ "draft": {
        "id": Uuid::now_v7(), "kind": "repair", "category": "water", "title": "厨房水管漏水，水一直流", "place": place,
        "at": at, "photos": [], "details": {}, "typed_at": null,
    } })
}

fn smoke(place: &str) -> Value {
    json!({ "kind": "smoke", "name": "演示烟感", "place": place, "storey": "" })
}

/// What is wrong, and with which field.
async fn asked_back(browser: &Browser, function: &str, arguments: &Value) -> Value {
    let (status, body, _) = browser.post(&format!("/api/{function}"), arguments).await;
    assert_eq!(status, 422, "{function} {arguments}: {body}");
    body["detail"]["fields"].clone()
}

fn several() -> Value {
    json!([{ "field": "place", "label": "field.several_places", "limit": null }])
}

/// Where a case or a device is, in short and by the number on the map.
fn stands(row: &Value) -> (&str, &Value) {
    (row["place"].as_str().unwrap(), &row["dwelling_no"])
}

#[tokio::test]
async fn a_resident_s_repair_lands_in_their_own_home() {
    let twins = Twins::new().await;
    let (neighbour, resident) = (twins.neighbour().await, twins.house.browser("demo-resident").await);
    let own = neighbour.call("spatial/list_dwellings", json!({ "listing": {} })).await;
    assert_eq!(own["rows"].as_array().unwrap().len(), 1);
    let code = own["rows"][0]["code"].as_str().unwrap();
    assert_eq!(code, twins.second.code);
    // A phone that has kept a report of an older program sends the short name.
    for place in [code, "3-1502"] {
        let row = neighbour.call("work/report", repair(place, None)).await;
        assert_eq!(stands(&row), ("3-1502", &json!(twins.second.map_no)), "as {place}");
        assert_eq!(row["building_no"], json!(twins.building.map_no));
    }
    for place in [twins.first["code"].as_str().unwrap(), "3-1502"] {
        let row = resident.call("work/report", repair(place, None)).await;
        assert_eq!(stands(&row), ("3-1502", &twins.first["map_no"]), "as {place}");
    }
}

#[tokio::test]
async fn a_name_that_two_estates_have_is_asked_back_unless_a_code_or_a_position_tells_which() {
    let twins = Twins::new().await;
    let property = twins.house.browser("demo-property").await;
    for place in ["3-1502", "3号楼", "3"] {
        assert_eq!(asked_back(&property, "work/report", &repair(place, None)).await, several(), "{place}");
    }
    let row = property.call("work/report", repair(&twins.second.code, None)).await;
    assert_eq!(stands(&row), ("3-1502", &json!(twins.second.map_no)));
    let first: Wgs84 = serde_json::from_value(twins.first["at"].clone()).unwrap();
    // In the first one's room, and on the lawn beside the second one's building.
    let lawn = Wgs84 { lon: 121.501, lat: 30.001 };
    for (at, no) in [(first, twins.first["map_no"].clone()), (lawn, json!(twins.second.map_no))] {
        let row = property.call("work/report", repair("3-1502", Some(at))).await;
        assert_eq!(stands(&row), ("3-1502", &no));
    }

    let hazard = json!({ "draft": {
        "id": Uuid::now_v7(), "kind": "fire_hazard", "category": "blocked_lane", "title": "消防通道堵塞",
        "place": twins.second.code, "at": null, "photos": [], "details": { "responsible": "演示业主" },
        "typed_at": null,
    } });
    let row = property.call("work/report", hazard).await;
    let corrected = |place: &str| {
        let change = json!({ "category": "blocked_lane", "title": "消防通道堵塞", "place": place });
        json!({ "id": row["id"], "revision": row["revision"], "change": change })
    };
    assert_eq!(asked_back(&property, "work/change_work", &corrected("3")).await, several());
    let sheet = property.call("work/change_work", corrected(&twins.building.code)).await;
    let row = &sheet["row"];
    assert_eq!((&row["place"], &row["building_no"]), (&json!("3号楼"), &json!(twins.building.map_no)));
}

#[tokio::test]
async fn a_detector_is_registered_where_its_code_says_and_its_alarm_names_that_room() {
    let twins = Twins::new().await;
    let (property, street) =
        (twins.house.browser("demo-property").await, twins.house.browser("demo-street").await);
    for place in ["3-1502", "3"] {
        let ambiguous = json!({ "draft": smoke(place) });
        assert_eq!(asked_back(&property, "sensing/add_device", &ambiguous).await, several(), "{place}");
    }
    let added = json!({ "draft": smoke(&twins.second.code) });
    let row = property.call("sensing/add_device", added).await;
    assert_eq!(stands(&row), ("3-1502", &json!(twins.second.map_no)));
    let sheet = property.call("sensing/read_device", json!({ "id": row["id"] })).await;
    assert_eq!(sheet["dwelling_code"], json!(twins.second.code), "its sheet leads to that room");
    let moved = json!({ "id": row["id"], "revision": row["revision"], "draft": smoke("3") });
    assert_eq!(asked_back(&property, "sensing/change_device", &moved).await, several());

    let code = row["code"].as_str().unwrap();
    twins.house.device_says(code, &[("smoke_obscuration", Reading::Number(8.2))]).await;
    let alarm = eventually("its alarm", async || {
        let page = street.call("sensing/list_alarms", json!({ "listing": {} })).await;
        page["rows"].as_array().unwrap().iter().find(|alarm| alarm["device"] == row["id"]).cloned()
    })
    .await;
    assert_eq!(stands(&alarm), ("3-1502", &json!(twins.second.map_no)));
    assert_eq!(alarm["address"], json!(twins.second.address));
}
