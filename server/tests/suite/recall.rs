//! Recalling: whoever dispatches takes work back that was not taken yet, and whom it was given to hears of it.

use crate::{
    house::{Browser, House, photo},
    reach::{area, somebody},
};
use serde_json::{Value, json};
use uuid::Uuid;

const REASON: &str = "派错了人，重新派单";

/// A work item, dispatched to the first who may take it.
async fn dispatched(reporter: &Browser, office: &Browser, kind: &str, category: &str) -> Value {
    let picture = Uuid::now_v7();
    assert_eq!(reporter.upload(picture, photo()).await.0, 200);
    let draft = json!({
        "id": Uuid::now_v7(), "kind": kind, "category": category, "title": "演示上报", "place": "3-1502", "at": null,
        "photos": [picture], "details": {}, "typed_at": null,
    });
    let item = reporter.call("work/report", json!({ "draft": draft })).await["id"].clone();
    dispatch(office, &item).await;
    item
}

async fn dispatch(office: &Browser, item: &Value) {
    let workers = office.call("work/list_workers", json!({ "item": item })).await;
    let given = office.act(item, "dispatch", json!({ "assignee": workers[0]["user"] })).await;
    assert_eq!(given["row"]["state"], "dispatched");
}

fn recall(item: &Value, note: &str) -> Value {
    json!({ "step": { "entry": Uuid::now_v7(), "item": item, "revision": null, "act": "recall", "note": note } })
}

async fn sheet(browser: &Browser, item: &Value) -> Value {
    browser.call("work/read_work", json!({ "id": item })).await
}

async fn is_offered(browser: &Browser, item: &Value) -> bool {
    sheet(browser, item).await["acts"].as_array().unwrap().contains(&json!("recall"))
}

/// What somebody has to do.
async fn tasks(browser: &Browser, kind: &str) -> usize {
    let page = browser.call("work/list_work", json!({ "kind": kind, "listing": {} })).await;
    page["rows"].as_array().unwrap().len()
}

#[tokio::test]
async fn the_office_recalls_a_repair_that_was_not_taken_yet_and_it_stands_on_the_timeline() {
    let house = House::new().await;
    let (resident, office, worker) = (
        house.browser("demo-resident").await,
        house.browser("demo-property").await,
        house.browser("demo-repair").await,
    );
    let item = dispatched(&resident, &office, "repair", "water").await;
    assert_eq!(tasks(&worker, "repair").await, 1);
    let elsewhere = area(&office, "grid", "演示社区第二网格").await;
    let other_office = somebody(&house, "office-elsewhere", "property_officer", Some(elsewhere)).await;

    assert!(is_offered(&office, &item).await);
    for browser in [&resident, &worker] {
        assert!(!is_offered(browser, &item).await);
    }
    for account in ["demo-resident", "demo-repair", "demo-street", "demo-inspector", "demo-grid"] {
        let browser = house.browser(account).await;
        let refused = browser.refused("work/step", recall(&item, REASON)).await;
        assert_eq!(refused, (403, "denied".into()), "{account}");
    }
    let refused = other_office.refused("work/step", recall(&item, REASON)).await;
    assert_eq!(refused, (404, "missing".into()), "another estate's office");
    assert_eq!(house.stranger().refused("work/step", recall(&item, REASON)).await.0, 401);
    let refused = office.refused("work/step", recall(&item, "错了")).await;
    assert_eq!(refused, (422, "invalid".into()), "a reason has five characters");
    assert_eq!(sheet(&office, &item).await["row"]["state"], "dispatched", "nothing has happened yet");

    let mut feed = worker.listen().await;
    let step = recall(&item, REASON);
    let recalled = office.call("work/step", step.clone()).await;
    let row = &recalled["row"];
    assert_eq!(row["state"], "accepted");
    assert!(row["assignee"].is_null() && row["assignee_name"].is_null(), "it is nobody's: {row}");
    assert!(row["due_at"].is_string(), "and waits for the office again");
    let again = office.call("work/step", step).await;
    assert_eq!(again["entries"], recalled["entries"], "sent twice acts once");

    let heard = feed.hears("that it is recalled", |next| next["event"]["act"] == "recall").await;
    assert_eq!((&heard["event"]["item"], &heard["event"]["assignee"]), (&item, &Value::Null));
    assert_eq!(tasks(&worker, "repair").await, 0);
    let read = worker.refused("work/read_work", json!({ "id": item })).await;
    assert_eq!(read, (404, "missing".into()), "it is the worker's no more");

    let seen = sheet(&resident, &item).await;
    let acts: Vec<&str> =
        seen["entries"].as_array().unwrap().iter().filter_map(|entry| entry["act"].as_str()).collect();
    assert_eq!(acts, ["create", "dispatch", "recall"]);
    let last = &seen["entries"][2];
    let told = ["source", "actor", "capacity", "state", "note"].map(|part| last[part].as_str().unwrap());
    assert_eq!(told, ["person", "演示物业01", "物业", "accepted", REASON]);
    let admin = house.browser("demo-admin").await;
    let filters = json!([["object", [item]], ["act", ["recall"]], ["outcome", ["done"]]]);
    let trail = admin.call("identity/list_audit", json!({ "listing": { "filters": filters } })).await;
    assert_eq!(trail["rows"][0]["actor"], "demo-property");

    let refused = office.refused("work/step", recall(&item, REASON)).await;
    assert_eq!(refused, (409, "blocked".into()), "there is nothing to recall");
    dispatch(&office, &item).await;
    worker.act(&item, "take", json!({})).await;
    assert!(!is_offered(&office, &item).await);
    let refused = office.refused("work/step", recall(&item, REASON)).await;
    assert_eq!(refused, (409, "blocked".into()), "what is taken is not recalled");
}

#[tokio::test]
async fn the_street_recalls_a_fire_hazard_and_nobody_else_does() {
    let house = House::new().await;
    let (property, street) = (house.browser("demo-property").await, house.browser("demo-street").await);
    let item = dispatched(&property, &street, "fire_hazard", "blocked_lane").await;
    let name = sheet(&street, &item).await["row"]["assignee_name"].clone();
    let account = if name == "演示网格员01" { "demo-grid" } else { "demo-grid-2" };
    let worker = house.browser(account).await;
    assert_eq!(tasks(&worker, "fire_hazard").await, 1, "{name}");
    for account in ["demo-property", "demo-grid", "demo-grid-2", "demo-inspector", "demo-resident"] {
        let browser = house.browser(account).await;
        let refused = browser.refused("work/step", recall(&item, REASON)).await;
        assert_eq!(refused, (403, "denied".into()), "{account}");
    }
    let mut feed = worker.listen().await;
    let recalled = street.act(&item, "recall", json!({ "note": REASON })).await;
    assert_eq!((&recalled["row"]["state"], &recalled["row"]["assignee"]), (&json!("accepted"), &Value::Null));
    feed.hears("that it is recalled", |next| next["event"]["item"] == item).await;
    assert_eq!(tasks(&worker, "fire_hazard").await, 0);
    let seen = sheet(&property, &item).await;
    let last = seen["entries"].as_array().unwrap().last().unwrap();
    let told = ["act", "actor", "note"].map(|part| last[part].as_str().unwrap());
    assert_eq!(told, ["recall", "演示值守01", REASON], "whoever reported it reads why");
}
