//! Walls and kiosks: an administrator draws a code, the screen types it, and is cut off again.

use crate::house::{Browser, House};
use serde_json::{Value, json};

/// Draws a code for a terminal that reaches the whole community; answers its row and the code.
async fn draw(admin: &Browser, kind: &str) -> (Value, String) {
    let areas = admin.call("spatial/list_areas", json!({})).await;
    let community = areas.as_array().unwrap().iter().find(|a| a["kind"] == "community").unwrap();
    let draft = json!({ "name": "居委会大厅", "kind": kind, "area": community["id"] });
    let drawn = admin.call("identity/draw_code", json!({ "draft": draft })).await;
    (drawn[0].clone(), drawn[1].as_str().unwrap().to_owned())
}

async fn listed(admin: &Browser) -> Value {
    let page = admin.call("identity/list_terminals", json!({ "listing": {} })).await;
    page["rows"][0].clone()
}

#[tokio::test]
async fn a_wall_is_paired_shows_masked_data_only_and_is_cut_off_at_once() {
    let house = House::new().await;
    let admin = house.browser("demo-admin").await;
    let (_, code) = draw(&admin, "wall").await;
    let wall = house.pair(&code).await;
    let me = wall.call("seat/whoami", json!({})).await;
    assert_eq!(
        (me["is_terminal"].as_bool(), me["capacity"]["audience"].as_str()),
        (Some(true), Some("wall"))
    );
    wall.call("work/read_wall", json!({})).await;
    let dwelling = wall.call("spatial/list_dwellings", json!({ "listing": { "search": "3-1502" } })).await;
    let people = wall.call("registry/list_occupants", json!({ "dwelling": dwelling["rows"][0]["id"] })).await;
    assert!(people[0]["name"].as_str().unwrap().contains("***"), "{people}");
    let disclosing = json!({ "person": people[0]["person"], "purpose": "visit" });
    assert_eq!(wall.refused("registry/disclose", disclosing).await, (403, "denied".into()));

    let row = listed(&admin).await;
    assert_eq!((row["name"].as_str(), row["state"].as_str()), (Some("居委会大厅"), Some("paired")));
    assert!(row["paired_at"].is_string() && row["seen_at"].is_string(), "{row}");
    admin.call("identity/revoke_terminal", json!({ "id": row["id"], "revision": row["revision"] })).await;
    assert_eq!(wall.refused("work/read_wall", json!({})).await, (401, "signed_out".into()));
    assert_eq!(wall.get("/live").await.0, 401);
    assert_eq!(listed(&admin).await["state"], "revoked");
}

#[tokio::test]
async fn a_kiosk_gets_a_kiosk_s_rights_with_a_code_that_works_once() {
    let house = House::new().await;
    let admin = house.browser("demo-admin").await;
    let (row, code) = draw(&admin, "kiosk").await;
    assert_eq!((row["state"].as_str(), code.len()), (Some("waiting"), 8));
    let kiosk = house.pair(&code.to_lowercase()).await;
    kiosk.call("publishing/current_notices", json!({})).await;
    assert_eq!(kiosk.refused("work/read_wall", json!({})).await.0, 403);
    let again = house.stranger().refused("seat/pair", json!({ "code": code })).await;
    assert_eq!(again, (410, "expired".into()));
}

#[tokio::test]
async fn guessing_codes_is_held_up_and_audited() {
    let house = House::new().await;
    let admin = house.browser("demo-admin").await;
    let stranger = house.stranger();
    let mut answers = vec![];
    for _ in 0..11 {
        answers.push(stranger.refused("seat/pair", json!({ "code": "ABCDEFGH" })).await.0);
    }
    assert_eq!(answers[..10], [410; 10]);
    assert_eq!(answers[10], 429);
    let failed =
        json!({ "listing": { "filters": [["outcome", ["sign_in_failed"]], ["kind", ["terminal"]]] } });
    let trail = admin.call("identity/list_audit", failed).await;
    assert_eq!(trail["rows"].as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn drawing_pairing_and_cutting_off_are_each_audited() {
    let house = House::new().await;
    let admin = house.browser("demo-admin").await;
    let (_, code) = draw(&admin, "wall").await;
    house.pair(&code).await;
    let row = listed(&admin).await;
    admin.call("identity/revoke_terminal", json!({ "id": row["id"], "revision": row["revision"] })).await;
    let of_it = json!({ "listing": { "filters": [["object", [row["id"]]]] } });
    let trail = admin.call("identity/list_audit", of_it).await;
    let entries = trail["rows"].as_array().unwrap().iter();
    let mut acts: Vec<String> = entries
        .map(|entry| format!("{} {}", entry["actor"].as_str().unwrap(), entry["act"].as_str().unwrap()))
        .collect();
    acts.sort();
    assert_eq!(acts, ["demo-admin create", "demo-admin retire", "system:identity take"]);
}
