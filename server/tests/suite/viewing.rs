//! Who has a case open: colleagues see each other, the reporter sees nobody.

use crate::house::{Browser, House};
use serde_json::{Value, json};
use uuid::Uuid;

async fn views(browser: &Browser, item: &Value) -> Vec<String> {
    let others = browser.call("work/view_work", json!({ "id": item })).await;
    others.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

async fn reported(browser: &Browser) -> Value {
    let draft = json!({
        "id": Uuid::now_v7(), "kind": "repair", "category": "water", "title": "厨房水管漏水，水一直流",
        "place": "3-1502", "at": null, "photos": [], "details": {}, "typed_at": null,
    });
    browser.call("work/report", json!({ "draft": draft })).await["id"].clone()
}

#[tokio::test]
async fn colleagues_see_who_else_has_an_item_open() {
    let house = House::new().await;
    let (property, street) = (house.browser("demo-property").await, house.browser("demo-street").await);
    let item = reported(&property).await;
    assert!(views(&property, &item).await.is_empty(), "oneself is nobody else");
    assert_eq!(views(&street, &item).await, ["演示物业01"]);
    assert_eq!(views(&property, &item).await, ["演示值守01"]);
}

#[tokio::test]
async fn a_resident_is_not_told_who_reads_their_report() {
    let house = House::new().await;
    let (property, resident) = (house.browser("demo-property").await, house.browser("demo-resident").await);
    let item = reported(&resident).await;
    views(&property, &item).await;
    let refused = resident.refused("work/view_work", json!({ "id": item })).await;
    assert_eq!(refused, (404, "missing".into()));
}

#[tokio::test]
async fn those_who_listen_hear_at_once_that_somebody_came() {
    let house = House::new().await;
    let (property, street) = (house.browser("demo-property").await, house.browser("demo-street").await);
    let item = reported(&property).await;
    let mut told = house.running.viewers.listen();
    views(&street, &item).await;
    views(&street, &item).await;
    let came = told.try_recv().unwrap();
    let (to, viewing) = came.as_ref();
    assert_eq!((to.owner, viewing.item.to_string().as_str()), (None, item.as_str().unwrap()));
    assert_eq!(viewing.viewers[0].name, "演示值守01");
    assert!(told.try_recv().is_err(), "a second beat is no news");
}
