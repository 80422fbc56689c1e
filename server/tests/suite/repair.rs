//! Repair: a resident reports, property dispatches, a worker finishes, the resident rates.

use crate::{
    house::{House, photo},
    reach::{area, somebody},
};
use serde_json::{Value, json};
use uuid::Uuid;

fn draft(id: Uuid, photos: &[Uuid]) -> Value {
    json!({ "draft": {
        "id": id, "kind": "repair", "category": "water", "title": "厨房水管漏水，水一直流", "place": "3-1502", "at": null,
        "photos": photos, "details": { "slot": "2026-03-02 14:00-16:00" }, "typed_at": null,
    } })
}

/// Shows: SVC-6.7.10-b
#[tokio::test]
async fn a_repair_goes_from_the_resident_s_report_to_the_rating() {
    let house = House::new().await;
    let (resident, property, worker) = (
        house.browser("demo-resident").await,
        house.browser("demo-property").await,
        house.browser("demo-repair").await,
    );
    let (id, picture) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(resident.upload(picture, photo()).await.0, 200);
    let row = resident.call("work/report", draft(id, &[picture])).await;
    assert!(row["number"].as_str().unwrap().starts_with("R-"));
    assert!(row["due_at"].is_string());
    let again = resident.call("work/report", draft(id, &[picture])).await;
    assert_eq!(again["number"], row["number"], "sent twice makes no second");
    let item = &row["id"];
    let workers = property.call("work/list_workers", json!({ "item": item })).await;
    assert_eq!(
        (workers[0]["name"].as_str(), workers[0]["is_suggested"].as_bool()),
        (Some("演示维修01"), Some(true))
    );
    property.act(item, "dispatch", json!({ "assignee": workers[0]["user"] })).await;
    worker.act(item, "take", json!({})).await;
    worker.act(item, "arrive", json!({})).await;
    let late = json!({ "step": { "entry": Uuid::now_v7(), "item": item, "revision": null, "act": "cancel", "note": "不用修了谢谢" } });
    assert_eq!(
        resident.refused("work/step", late).await,
        (409, "blocked".into()),
        "the worker is there already"
    );
    let done = Uuid::now_v7();
    worker.upload(done, photo()).await;
    worker.act(item, "resolve", json!({ "note": "已更换软管", "photos": [done] })).await;
    let rated = resident.act(item, "rate", json!({ "rating": 5 })).await;
    assert_eq!((rated["row"]["state"].as_str(), rated["row"]["rating"].as_u64()), (Some("closed"), Some(5)));
    assert_eq!(rated["entries"].as_array().unwrap().len(), 6, "every step is on the timeline");
    let mine = resident.call("work/list_work", json!({ "kind": "repair", "listing": {} })).await;
    assert_eq!(mine["rows"].as_array().unwrap().len(), 1);
    let figures = property.call("work/read_figures", json!({ "kind": "repair", "days": 7 })).await;
    assert_eq!((figures["reported"].as_u64(), figures["closed"].as_u64()), (Some(1), Some(1)));
}

/// Shows: SVC-6.7.10-c
#[tokio::test]
async fn the_resident_is_told_of_every_step_and_the_office_reads_the_rating() {
    let house = House::new().await;
    let (resident, property, worker) = (
        house.browser("demo-resident").await,
        house.browser("demo-property").await,
        house.browser("demo-repair").await,
    );
    let others = property.call("work/report", draft(Uuid::now_v7(), &[])).await;
    let mut feed = resident.listen().await;
    let mine = resident.call("work/report", draft(Uuid::now_v7(), &[])).await;
    let workers = property.call("work/list_workers", json!({ "item": mine["id"] })).await;
    for item in [&others, &mine] {
        property.act(&item["id"], "dispatch", json!({ "assignee": workers[0]["user"] })).await;
    }
    worker.act(&mine["id"], "take", json!({})).await;
    let done = Uuid::now_v7();
    worker.upload(done, photo()).await;
    worker.act(&mine["id"], "resolve", json!({ "note": "已更换软管", "photos": [done] })).await;
    let mut heard = vec![];
    for _ in 0..4 {
        let next = feed.hears("a step", |next| next["event"]["event"] == "work_advanced").await;
        assert_eq!(next["event"]["item"], mine["id"], "nothing of anybody else's");
        heard.push(next["event"]["act"].as_str().unwrap().to_owned());
    }
    assert_eq!(heard, ["create", "dispatch", "take", "resolve"]);
    let sheet = resident.call("work/read_work", json!({ "id": mine["id"] })).await;
    let fed_back = sheet["entries"].as_array().unwrap().last().unwrap();
    assert_eq!(fed_back["note"], "已更换软管", "what was done is fed back");
    assert!(sheet["acts"].as_array().unwrap().contains(&json!("rate")));
    resident.act(&mine["id"], "rate", json!({ "rating": 4, "note": "来得很快" })).await;
    let read = property.call("work/read_work", json!({ "id": mine["id"] })).await;
    assert_eq!((read["row"]["state"].as_str(), read["row"]["rating"].as_u64()), (Some("closed"), Some(4)));
    assert_eq!(read["entries"].as_array().unwrap().last().unwrap()["note"], "来得很快");
}

#[tokio::test]
async fn a_chase_has_its_pause_and_a_repair_can_be_cancelled_with_a_reason() {
    let house = House::new().await;
    let resident = house.browser("demo-resident").await;
    let row = resident.call("work/report", draft(Uuid::now_v7(), &[])).await;
    let chased = resident.act(&row["id"], "chase", json!({})).await;
    assert_eq!(chased["row"]["chased"], 1);
    let again =
        json!({ "step": { "entry": Uuid::now_v7(), "item": row["id"], "revision": null, "act": "chase" } });
    assert_eq!(resident.refused("work/step", again).await, (429, "too_soon".into()));
    let cancelled = resident.act(&row["id"], "cancel", json!({ "note": "自己修好了" })).await;
    assert_eq!(cancelled["row"]["state"], "cancelled");
}

/// Shows: SVC-6.7.10-b
#[tokio::test]
async fn nobody_sees_another_resident_s_repair() {
    let house = House::new().await;
    let community = area(&house.browser("demo-street").await, "community", "演示社区").await;
    let neighbour = somebody(&house, "neighbour", "resident", Some(community)).await;
    let (resident, property) = (house.browser("demo-resident").await, house.browser("demo-property").await);
    let mut reported = vec![];
    for reporter in [&resident, &neighbour, &property] {
        reported.push(reporter.call("work/report", draft(Uuid::now_v7(), &[])).await);
    }
    for (n, reader) in [&resident, &neighbour].into_iter().enumerate() {
        for (of, row) in reported.iter().enumerate() {
            let id = json!({ "id": row["id"] });
            if of == n {
                let sheet = reader.call("work/read_work", id).await;
                assert_eq!(sheet["row"]["state"], "reported");
                assert_eq!(sheet["entries"].as_array().unwrap().len(), 1);
            } else {
                assert_eq!(reader.refused("work/read_work", id).await, (404, "missing".into()));
            }
        }
        let list = reader.call("work/list_work", json!({ "kind": "repair", "listing": {} })).await;
        let listed: Vec<&Value> = list["rows"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
        assert_eq!(listed, [&reported[n]["id"]], "their own and nothing else");
    }
}
