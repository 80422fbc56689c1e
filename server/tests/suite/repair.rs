//! Repair: a resident reports, property dispatches, a worker finishes, the resident rates.

use crate::house::{Browser, House, photo};
use serde_json::{Value, json};
use uuid::Uuid;

fn draft(id: Uuid, photos: &[Uuid]) -> Value {
    json!({ "draft": {
        "id": id, "kind": "repair", "category": "water", "title": "厨房水管漏水，水一直流", "place": "3-1502", "at": null,
        "photos": photos, "details": { "slot": "2026-03-02 14:00-16:00" }, "typed_at": null,
    } })
}

async fn act(browser: &Browser, item: &Value, act: &str, extra: Value) -> Value {
    let mut step = json!({ "entry": Uuid::now_v7(), "item": item, "revision": null, "act": act });
    step.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    browser.call("work/step", json!({ "step": step })).await
}

/// Shows: SVC-6.7.10-a, SVC-6.7.10-b
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
    act(&property, item, "dispatch", json!({ "assignee": workers[0]["user"] })).await;
    act(&worker, item, "take", json!({})).await;
    act(&worker, item, "arrive", json!({})).await;
    let late = json!({ "step": { "entry": Uuid::now_v7(), "item": item, "revision": null, "act": "cancel", "note": "不用修了谢谢" } });
    assert_eq!(
        resident.refused("work/step", late).await,
        (409, "blocked".into()),
        "the worker is there already"
    );
    let done = Uuid::now_v7();
    worker.upload(done, photo()).await;
    act(&worker, item, "resolve", json!({ "note": "已更换软管", "photos": [done] })).await;
    let rated = act(&resident, item, "rate", json!({ "rating": 5 })).await;
    assert_eq!((rated["row"]["state"].as_str(), rated["row"]["rating"].as_u64()), (Some("closed"), Some(5)));
    assert_eq!(rated["entries"].as_array().unwrap().len(), 6, "every step is on the timeline");
    let mine = resident.call("work/list_work", json!({ "kind": "repair", "listing": {} })).await;
    assert_eq!(mine["rows"].as_array().unwrap().len(), 1);
    let figures = property.call("work/read_figures", json!({ "kind": "repair", "days": 7 })).await;
    assert_eq!((figures["reported"].as_u64(), figures["closed"].as_u64()), (Some(1), Some(1)));
}

#[tokio::test]
async fn a_chase_has_its_pause_and_a_repair_can_be_cancelled_with_a_reason() {
    let house = House::new().await;
    let resident = house.browser("demo-resident").await;
    let row = resident.call("work/report", draft(Uuid::now_v7(), &[])).await;
    let chased = act(&resident, &row["id"], "chase", json!({})).await;
    assert_eq!(chased["row"]["chased"], 1);
    let again =
        json!({ "step": { "entry": Uuid::now_v7(), "item": row["id"], "revision": null, "act": "chase" } });
    assert_eq!(resident.refused("work/step", again).await, (429, "too_soon".into()));
    let cancelled = act(&resident, &row["id"], "cancel", json!({ "note": "自己修好了" })).await;
    assert_eq!(cancelled["row"]["state"], "cancelled");
}

#[tokio::test]
async fn nobody_sees_another_resident_s_repair() {
    let house = House::new().await;
    let (property, resident) = (house.browser("demo-property").await, house.browser("demo-resident").await);
    let row = property.call("work/report", draft(Uuid::now_v7(), &[])).await;
    assert_eq!(resident.refused("work/read_work", json!({ "id": row["id"] })).await, (404, "missing".into()));
    let list = resident.call("work/list_work", json!({ "kind": "repair", "listing": {} })).await;
    assert_eq!(list["rows"], json!([]));
}
