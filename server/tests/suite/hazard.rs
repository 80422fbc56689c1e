//! Fire hazards that people report: by type, place and photo; corrected, withdrawn, handled to the end, found again.

use crate::house::{Browser, House, eventually, photo};
use chrono::{DateTime, Duration, Utc};
use contract::sensing::Value as Reading;
use serde_json::{Value, json};
use uuid::Uuid;

async fn report(browser: &Browser, category: &str, title: &str, place: &str) -> Value {
    let picture = Uuid::now_v7();
    assert_eq!(browser.upload(picture, photo()).await.0, 200);
    let draft = json!({
        "id": Uuid::now_v7(), "kind": "fire_hazard", "category": category, "title": title, "place": place,
        "at": null, "photos": [picture], "details": { "responsible": "演示业主" }, "typed_at": null,
    });
    browser.call("work/report", json!({ "draft": draft })).await
}

async fn sheet(browser: &Browser, item: &Value) -> Value {
    browser.call("work/read_work", json!({ "id": item })).await
}

/// The titles of the hazards that a listing finds.
async fn titles(browser: &Browser, listing: Value) -> Vec<String> {
    let page = browser.call("work/list_work", json!({ "kind": "fire_hazard", "listing": listing })).await;
    let rows = page["rows"].as_array().unwrap();
    let mut titles: Vec<String> = rows.iter().map(|r| r["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

fn instant(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

/// Shows: GOV-6.5.2-a
#[tokio::test]
async fn fire_hazards_of_each_type_are_reported_corrected_and_withdrawn_and_stay_on_record() {
    let house = House::new().await;
    let (property, street) = (house.browser("demo-property").await, house.browser("demo-street").await);
    let mut reported = vec![];
    for (category, level) in
        [("blocked_lane", "level3"), ("expired_extinguisher", "level4"), ("charging_indoors", "level2")]
    {
        let row = report(&property, category, category, "3-1502").await;
        assert!(row["number"].as_str().unwrap().starts_with("F-"));
        assert_eq!((row["state"].as_str(), row["level"].as_str()), (Some("reported"), Some(level)));
        assert!(row["building_no"].is_u64() && row["dwelling_no"].is_u64(), "the place is of the model");
        let sheet = sheet(&property, &row["id"]).await;
        assert_eq!(sheet["entries"][0]["photos"].as_array().unwrap().len(), 1);
        assert!(!sheet["address"].as_str().unwrap().is_empty());
        let only = json!({ "filters": [["category", [category]]] });
        assert_eq!(titles(&street, only).await, [category]);
        reported.push(row);
    }
    house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Number(8.2))]).await;
    let by_alarm = eventually("the case of an alarm", async || {
        let fires = json!({ "filters": [["category", ["fire"]]] });
        let page = street.call("work/list_work", json!({ "kind": "fire_hazard", "listing": fires })).await;
        page["rows"].get(0).cloned()
    })
    .await;
    assert!(by_alarm["alarm"].is_string() && by_alarm["dwelling_no"] == reported[0]["dwelling_no"]);

    let row = &reported[0];
    let change =
        json!({ "category": "piled_corridor", "title": "楼道堆物", "place": "3", "note": "位置看错了" });
    let stale = json!({ "id": row["id"], "revision": 99, "change": change });
    assert_eq!(property.refused("work/change_work", stale).await, (409, "changed".into()));
    let nowhere = json!({ "category": "none", "title": "", "place": "3" });
    let nowhere = json!({ "id": row["id"], "revision": row["revision"], "change": nowhere });
    let function = "work/change_work";
    let (status, fault, _) = property.post(&format!("/api/{function}"), &nowhere).await;
    assert_eq!(status, 422);
    let wrong: Vec<&str> =
        fault["detail"]["fields"].as_array().unwrap().iter().filter_map(|f| f["field"].as_str()).collect();
    assert_eq!(wrong, ["category", "title"], "every field at fault is named");
    let corrected = json!({ "id": row["id"], "revision": row["revision"], "change": change });
    let after = property.call("work/change_work", corrected.clone()).await;
    assert_eq!(
        (after["row"]["category"].as_str(), after["row"]["title"].as_str(), after["row"]["level"].as_str()),
        (Some("piled_corridor"), Some("楼道堆物"), Some("level3"))
    );
    assert!(after["row"]["building_no"] == row["building_no"] && after["row"]["dwelling_no"].is_null());
    assert_eq!(after["details"]["responsible"], "演示业主", "what was not said stays");
    let last = after["entries"].as_array().unwrap().last().unwrap();
    assert_eq!((last["act"].as_str(), last["note"].as_str()), (Some("change"), Some("位置看错了")));
    let others = report(&street, "other", "街道自查", "3-1502").await;
    let others = json!({ "id": others["id"], "revision": others["revision"], "change": change });
    assert_eq!(
        property.refused("work/change_work", others.clone()).await,
        (404, "missing".into()),
        "property corrects what it reported, nothing else"
    );
    assert_eq!(street.call("work/change_work", others).await["row"]["title"], "楼道堆物");

    let withdrawn = property.act(&row["id"], "cancel", json!({ "note": "已自行清理" })).await;
    assert_eq!(withdrawn["row"]["state"], "cancelled");
    let open = json!({ "filters": [["open", ["true"]], ["category", ["piled_corridor"]]] });
    assert_eq!(titles(&street, open).await.len(), 1, "only the street's own is open still");
    let gone = json!({ "filters": [["state", ["cancelled"]]] });
    assert_eq!(titles(&street, gone).await, ["楼道堆物"], "nothing is deleted");
    assert_eq!(property.refused("work/change_work", corrected).await, (409, "blocked".into()));
    let admin = house.browser("demo-admin").await;
    let listing = json!({ "filters": [["object", [row["id"]]], ["outcome", ["done"]]] });
    let trail = admin.call("identity/list_audit", json!({ "listing": listing })).await;
    let rows = trail["rows"].as_array().unwrap();
    let acts: Vec<&str> = rows.iter().filter_map(|r| r["act"].as_str()).collect();
    assert_eq!(acts, ["cancel", "change", "create"]);
    assert!(rows.iter().all(|r| r["actor"] == "demo-property"));
    let changes = rows[1]["changes"].as_array().unwrap();
    assert!(changes.contains(&json!(["category", "blocked_lane", "piled_corridor"])), "{changes:?}");
}

/// Shows: GOV-6.5.2-c
#[tokio::test]
async fn a_hazard_is_warned_of_before_its_time_is_over_passed_on_after_and_handled_to_the_end() {
    let house = House::standing().await;
    let (property, street, inspector) = (
        house.browser("demo-property").await,
        house.browser("demo-street").await,
        house.browser("demo-inspector").await,
    );
    let (first, second) = (house.browser("demo-grid").await, house.browser("demo-grid-2").await);
    let row = report(&property, "charging_indoors", "电动车进楼充电", "3-1502").await;
    let item = &row["id"];
    assert_eq!(instant(&row["due_at"]) - instant(&row["reported_at"]), Duration::minutes(15));
    assert_eq!(row["state_since"], row["reported_at"]);
    street.act(item, "accept", json!({})).await;

    house.push(Duration::minutes(12));
    let warned = eventually("the warning", async || {
        let sheet = sheet(&street, item).await;
        sheet["row"]["warned_at"].is_string().then_some(sheet)
    })
    .await;
    let last = warned["entries"].as_array().unwrap().last().unwrap();
    assert_eq!((last["source"].as_str(), last["note"].as_str()), (Some("rule"), Some("work.entry.warn")));
    assert!(warned["row"]["escalated_at"].is_null(), "there is time left");
    let passed_on = json!({ "filters": [["escalated", ["true"]]] });
    assert!(titles(&inspector, passed_on.clone()).await.is_empty());
    house.push(Duration::minutes(4));
    let late = eventually("that it is passed on", async || {
        let sheet = sheet(&inspector, item).await;
        sheet["row"]["escalated_at"].is_string().then_some(sheet)
    })
    .await;
    assert_eq!(late["entries"].as_array().unwrap().last().unwrap()["note"], "work.entry.escalate");
    assert_eq!(titles(&inspector, passed_on.clone()).await, ["电动车进楼充电"]);

    let workers = street.call("work/list_workers", json!({ "item": item })).await;
    let user = |name: &str| {
        let all = workers.as_array().unwrap();
        all.iter().find(|w| w["name"] == name).expect("a worker").get("user").unwrap().clone()
    };
    let given = street.act(item, "dispatch", json!({ "assignee": user("演示网格员01") })).await;
    assert!(
        given["row"]["warned_at"].is_null() && given["row"]["escalated_at"].is_null(),
        "a new state, a new clock"
    );
    assert!(instant(&given["row"]["state_since"]) > instant(&given["row"]["reported_at"]));
    assert!(titles(&inspector, passed_on).await.is_empty());
    let (other, why) = (user("演示网格员02"), "原网格员临时调离");
    let silent = json!({
        "step": { "entry": Uuid::now_v7(), "item": item, "revision": null, "act": "transfer", "assignee": other },
    });
    assert_eq!(street.refused("work/step", silent).await, (422, "invalid".into()), "it needs a reason");
    let moved = street.act(item, "transfer", json!({ "assignee": other, "note": why })).await;
    assert_eq!(moved["row"]["assignee_name"], "演示网格员02");
    assert_eq!(moved["entries"].as_array().unwrap().last().unwrap()["note"], why);
    let take = json!({ "step": { "entry": Uuid::now_v7(), "item": item, "revision": null, "act": "take" } });
    assert_eq!(first.refused("work/step", take).await.0, 404, "it is the first worker's no more");
    let taken = second.act(item, "take", json!({})).await;
    let whole = instant(&taken["row"]["due_at"]) - house.world.now();
    house.push(Duration::minutes(30));
    let stopped = second.act(item, "suspend", json!({ "note": "住户约了改天再来" })).await;
    assert!(stopped["row"]["due_at"].is_null(), "its clock stands");
    house.push(Duration::days(1));
    let resumed = second.act(item, "resume", json!({})).await;
    assert_eq!(instant(&resumed["row"]["due_at"]) - house.world.now(), whole - Duration::minutes(30));
    assert!(resumed["row"]["escalated_at"].is_null(), "the day that it stood does not count");

    let done = async |note: &str| {
        let picture = Uuid::now_v7();
        assert_eq!(second.upload(picture, photo()).await.0, 200);
        second.act(item, "resolve", json!({ "note": note, "photos": [picture] })).await
    };
    done("已劝离").await;
    let close =
        json!({ "step": { "entry": Uuid::now_v7(), "item": item, "revision": null, "act": "close" } });
    for other in [&property, &street, &second] {
        assert_eq!(other.refused("work/step", close.clone()).await.0, 403, "only the inspector closes");
    }
    let returned = inspector.act(item, "return", json!({ "note": "照片看不清楚现场" })).await;
    assert_eq!(
        (returned["row"]["state"].as_str(), returned["row"]["returned"].as_u64()),
        (Some("taken"), Some(1))
    );
    done("已补拍照片").await;
    let closed = inspector.act(item, "close", json!({})).await;
    assert_eq!(closed["row"]["state"], "closed");
    let steps: Vec<&Value> =
        closed["entries"].as_array().unwrap().iter().filter(|e| e["source"] == "person").collect();
    let acts: Vec<&str> = steps.iter().filter_map(|e| e["act"].as_str()).collect();
    let way = [
        "create", "accept", "dispatch", "transfer", "take", "suspend", "resume", "resolve", "return",
        "resolve", "close",
    ];
    assert_eq!(acts, way);
    assert!(steps.iter().all(|e| e["at"].is_string() && !e["actor"].as_str().unwrap().is_empty()));
}

/// Shows: GOV-6.5.2-d
#[tokio::test]
async fn a_hazard_is_found_by_words_type_time_place_state_and_handler_and_opens_its_whole_timeline() {
    let house = House::standing().await;
    let (property, street) = (house.browser("demo-property").await, house.browser("demo-street").await);
    report(&property, "blocked_lane", "消防车道停了三辆车", "3").await;
    let charging = report(&property, "charging_indoors", "电动车推进楼道充电", "3-1502").await;
    let workers = street.call("work/list_workers", json!({ "item": charging["id"] })).await;
    street.act(&charging["id"], "dispatch", json!({ "assignee": workers[0]["user"] })).await;
    house.push(Duration::days(2));
    let expired = report(&property, "expired_extinguisher", "灭火器过期", "3-1502").await;

    let (car, bike, old) = ("消防车道停了三辆车", "电动车推进楼道充电", "灭火器过期");
    let by = |key: &str, value: Value| json!({ "filters": [[key, [value]]] });
    assert_eq!(titles(&street, json!({ "search": "推进楼道" })).await, [bike]);
    assert_eq!(titles(&street, by("category", json!("blocked_lane"))).await, [car]);
    assert_eq!(titles(&street, by("state", json!("dispatched"))).await, [bike]);
    assert_eq!(titles(&street, json!({ "search": workers[0]["name"] })).await, [bike]);
    assert_eq!(titles(&street, by("assignee", workers[0]["user"].clone())).await, [bike]);
    assert_eq!(titles(&street, json!({ "search": "3-1502" })).await.len(), 2);
    assert_eq!(titles(&street, by("dwelling_no", json!(expired["dwelling_no"].to_string()))).await.len(), 2);
    let today = contract::time::day_of(instant(&expired["reported_at"]));
    assert_eq!(titles(&street, by("from", json!(today.to_string()))).await, [old]);
    assert_eq!(titles(&street, by("to", json!(today.pred_opt().unwrap().to_string()))).await.len(), 2);
    assert_eq!(titles(&street, by("day", json!(today.to_string()))).await, [old]);

    let areas = street.call("spatial/list_areas", json!({})).await;
    let mut here = 0;
    for area in areas.as_array().unwrap() {
        let found = titles(&street, by("area", area["id"].clone())).await.len();
        match area["kind"].as_str().unwrap() {
            "estate" if found > 0 => {
                assert_eq!(found, 3);
                here += 1;
            }
            "community" => assert_eq!(found, 3),
            _ => {}
        }
    }
    assert_eq!(here, 1, "building 3 lies in one estate");
    let nowhere = json!({ "kind": "fire_hazard", "listing": by("area", json!(Uuid::now_v7())) });
    assert_eq!(street.refused("work/list_work", nowhere).await, (422, "invalid".into()));

    let number = json!({ "kind": "fire_hazard", "listing": { "search": charging["number"] } });
    let found = street.call("work/list_work", number).await;
    let whole = sheet(&street, &found["rows"][0]["id"]).await;
    let entries = whole["entries"].as_array().unwrap().iter().filter(|e| e["source"] == "person");
    let acts: Vec<&str> = entries.filter_map(|e| e["act"].as_str()).collect();
    assert_eq!(acts, ["create", "dispatch"], "the result opens its whole timeline");
}
