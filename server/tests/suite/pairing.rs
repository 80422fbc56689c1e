//! Walls and kiosks: an administrator draws a code, the screen types it, and is cut off again.

use crate::{
    house::{Browser, House},
    people::known,
};
use serde_json::{Value, json};

/// Draws a code for a terminal that reaches the whole community; answers its row and the code.
async fn draw(admin: &Browser, kind: &str) -> (Value, String) {
    let community = known(admin, "spatial/list_areas", "kind", "community").await;
    draw_in(admin, kind, &community["id"]).await
}

async fn draw_in(admin: &Browser, kind: &str, area: &Value) -> (Value, String) {
    let draft = json!({ "name": "居委会大厅", "kind": kind, "area": area });
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

async fn duty_phone(kiosk: &Browser) -> Value {
    kiosk.call("identity/read_duty_phone", json!({})).await
}

/// What changes an organisation's duty phone, as it stands now, and nothing else.
async fn with_duty_phone(admin: &Browser, organisation: &Value, number: &str) -> Value {
    let name = organisation["name"].as_str().unwrap();
    let row = known(admin, "identity/list_organisations", "name", name).await;
    let draft = json!({
        "name": row["name"], "kind": row["kind"], "parent": row["parent"].as_str().unwrap_or_default(),
        "area": row["area"], "duty_phone": number,
    });
    json!({ "id": row["id"], "revision": row["revision"], "draft": draft })
}

#[tokio::test]
async fn a_kiosk_is_told_the_duty_phone_of_the_organisation_nearest_around_it() {
    let house = House::new().await;
    let admin = house.browser("demo-admin").await;
    let all = admin.call("identity/list_organisations", json!({})).await;
    let company = known(&admin, "identity/list_organisations", "name", "演示物业服务有限公司").await;
    let office = all.as_array().unwrap().iter().find(|row| row["parent"] == company["id"]).unwrap();
    let set = async |organisation: &Value, number: &str| {
        let change = with_duty_phone(&admin, organisation, number).await;
        admin.call("identity/change_organisation", change).await
    };
    let (_, code) = draw(&admin, "kiosk").await;
    let above = house.pair(&code).await;
    let (_, code) = draw_in(&admin, "kiosk", &office["area"]).await;
    let lobby = house.pair(&code).await;
    assert_eq!(office["duty_phone"], Value::Null);
    assert_eq!(duty_phone(&lobby).await, "0000-0000", "that of the company, whose area holds the office's");

    let row = set(office, " 0000-0001 ").await;
    assert_eq!(row["duty_phone"], "0000-0001");
    assert_eq!(
        (duty_phone(&lobby).await, duty_phone(&above).await),
        (json!("0000-0001"), json!("0000-0000"))
    );
    set(&company, "").await;
    assert_eq!((duty_phone(&lobby).await, duty_phone(&above).await), (json!("0000-0001"), Value::Null));
    set(office, "").await;
    assert_eq!(duty_phone(&lobby).await, Value::Null);

    let of_it = json!({ "listing": { "filters": [["object", [office["id"]]], ["actor", ["demo-admin"]]] } });
    let trail = admin.call("identity/list_audit", of_it).await;
    let changes: Vec<&Value> = trail["rows"].as_array().unwrap().iter().map(|row| &row["changes"]).collect();
    for [from, to] in [["", "0000-0001"], ["0000-0001", ""]] {
        assert!(changes.contains(&&json!([["duty_phone", from, to]])), "from {from} to {to}: {changes:?}");
    }
}

#[tokio::test]
async fn what_is_no_number_is_no_duty_phone_and_only_who_keeps_organisations_sets_one() {
    let house = House::new().await;
    let admin = house.browser("demo-admin").await;
    let company = known(&admin, "identity/list_organisations", "name", "演示物业服务有限公司").await;
    for wrong in ["12", "+-+-", "请到前台", "0000-0000-0000-0000-0"] {
        let change = with_duty_phone(&admin, &company, wrong).await;
        let (status, body, _) = admin.post("/api/identity/change_organisation", &change).await;
        assert_eq!(status, 422, "{wrong}: {body}");
        let fault = &body["detail"]["fields"][0];
        assert_eq!([&fault["field"], &fault["label"]], ["duty_phone", "field.office_phone"], "{wrong}");
    }
    let change = with_duty_phone(&admin, &company, "0000-0001").await;
    let (property, kiosk) = (house.browser("demo-property").await, house.browser("demo-kiosk").await);
    for browser in [&property, &kiosk] {
        let refused = browser.refused("identity/change_organisation", change.clone()).await;
        assert_eq!(refused, (403, "denied".into()));
    }
    assert_eq!(duty_phone(&kiosk).await, "0000-0000", "nothing has become of it");
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
