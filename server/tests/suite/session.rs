//! The door: how long a session lasts, what it refuses, and whether the house is ready.

use crate::house::{Browser, House, eventually, photo};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

/// What the one session of a house holds, and how many seconds it still lasts.
async fn kept(house: &House) -> (String, i64) {
    let sql = "SELECT data, expires_at FROM http_session".to_owned();
    let statement = Statement::from_string(house.store().dialect().backend(), sql);
    let rows = house.store().pool().query_all_raw(statement).await.unwrap();
    assert_eq!(rows.len(), 1);
    let ends: i64 = rows[0].try_get("", "expires_at").unwrap();
    (rows[0].try_get("", "data").unwrap(), ends - chrono::Utc::now().timestamp())
}

/// Makes the one session of a house older, as if nobody had used it for so many minutes.
async fn age(house: &House, minutes: i64) {
    let (data, left_s) = kept(house).await;
    let mut data: serde_json::Value = serde_json::from_str(&data).unwrap();
    let since = data["lease"]["since"].as_i64().unwrap() - minutes * 60;
    data["lease"]["since"] = json!(since);
    let ends = chrono::Utc::now().timestamp() + left_s - minutes * 60;
    let sql = format!("UPDATE http_session SET data = '{data}', expires_at = {ends}");
    house.store().pool().execute_unprepared(&sql).await.unwrap();
}

async fn minutes_left(house: &House) -> i64 {
    (kept(house).await.1 + 30) / 60
}

async fn is_told_to_keep_its_cookie(browser: &Browser) -> bool {
    browser.post("/api/seat/whoami", &json!({})).await.2.is_some()
}

#[tokio::test]
async fn a_session_lasts_twelve_hours_after_it_was_used_last() {
    let house = House::new().await;
    let grid = house.browser("demo-grid").await;
    assert_eq!(minutes_left(&house).await, 720);
    age(&house, 50).await;
    assert!(!is_told_to_keep_its_cookie(&grid).await);
    assert_eq!(minutes_left(&house).await, 670, "it is written once an hour, not at each request");
    age(&house, 650).await;
    assert!(is_told_to_keep_its_cookie(&grid).await);
    assert_eq!(minutes_left(&house).await, 720);
    age(&house, 721).await;
    assert_eq!(grid.refused("seat/whoami", json!({})).await, (401, "signed_out".into()));
}

#[tokio::test]
async fn a_person_on_a_wall_signs_in_again_after_eight_hours_whatever_they_do() {
    let house = House::new().await;
    let wall = house.browser("demo-wall").await;
    assert_eq!(minutes_left(&house).await, 480);
    age(&house, 400).await;
    assert!(!is_told_to_keep_its_cookie(&wall).await);
    assert_eq!(minutes_left(&house).await, 80);
}

#[tokio::test]
async fn a_photo_of_somebody_who_reports_nothing_is_refused_and_the_refusal_audited() {
    let house = House::new().await;
    let wall = house.browser("demo-wall").await;
    assert_eq!(wall.upload(uuid::Uuid::now_v7(), photo()).await.0, 403);
    let admin = house.browser("demo-admin").await;
    let refused = json!({ "listing": { "filters": [["outcome", ["denied"]], ["kind", ["fire_hazard"]]] } });
    let trail = admin.call("identity/list_audit", refused).await;
    let actors: Vec<&str> =
        trail["rows"].as_array().unwrap().iter().filter_map(|row| row["actor"].as_str()).collect();
    assert_eq!(actors, ["demo-wall"]);
}

#[tokio::test]
async fn the_house_is_not_ready_once_a_part_of_it_has_fallen() {
    let house = House::new().await;
    let stranger = house.stranger();
    assert_eq!(stranger.get("/readyz").await.0, 200);
    house.running.vigil.keep("a part", async { panic!("what nobody foresaw") });
    let said = eventually("the fall", async || {
        let (status, body) = stranger.get("/readyz").await;
        (status == 503).then_some(body)
    })
    .await;
    assert_eq!(String::from_utf8(said).unwrap(), "a part has stopped");
}
