//! Dead letters: what a subscriber could not take, taken after all once somebody has mended what stood in the way.

use crate::house::{Browser, House, eventually};
use base::{Actor, Mode, write_setting};
use contract::{Kind, applications::case_types, sensing::Value as Reading, work::DeadlineRule};
use serde::Serialize;
use serde_json::{Value, json};

/// Sets the deadline of a grave fire.
async fn set_deadline(house: &House, value: &(impl Serialize + Sync)) {
    let session = house.store().begin(Actor::System("test"), Mode::Write).await.unwrap();
    write_setting(&session, "deadline.fire_hazard.level1", value).await.unwrap();
    session.commit().await.unwrap();
}

#[tokio::test]
async fn an_administrator_who_has_no_right_on_cases_lets_a_letter_open_one() {
    let house = House::new().await;
    let (admin, street) = (house.browser("demo-admin").await, house.browser("demo-street").await);
    let letter = undelivered(&house, &admin).await;
    let letters = async || admin.call("identity/list_dead_letters", json!({})).await;
    let asked = json!({ "id": letter["id"] });
    assert_eq!(admin.refused("identity/retry_dead_letter", asked.clone()).await.0, 500, "nothing is mended");
    assert_eq!(letters().await[0]["id"], letter["id"], "it stays");
    let case = case_types().find(|case| case.kind == Kind::FireHazard).unwrap();
    set_deadline(&house, &DeadlineRule::seed(case)).await;
    admin.call("identity/retry_dead_letter", asked.clone()).await;
    assert_eq!(letters().await, json!([]));
    assert_eq!(cases(&street).await, 1);
    let again = admin.refused("identity/retry_dead_letter", asked).await;
    assert_eq!(again, (404, "missing".into()), "it is taken once");

    assert_eq!(acts(&admin).await, ["retry", "retry"], "who asked for it, each time");
}

#[tokio::test]
async fn a_letter_that_nobody_will_take_is_put_away_for_good() {
    let house = House::new().await;
    let (admin, street) = (house.browser("demo-admin").await, house.browser("demo-street").await);
    let asked = json!({ "id": undelivered(&house, &admin).await["id"] });
    admin.call("identity/close_dead_letter", asked.clone()).await;
    assert_eq!(admin.call("identity/list_dead_letters", json!({})).await, json!([]));
    for act in ["identity/close_dead_letter", "identity/retry_dead_letter"] {
        assert_eq!(admin.refused(act, asked.clone()).await, (404, "missing".into()), "{act}");
    }
    assert_eq!(cases(&street).await, 0, "what it would have set off never happened");
    assert_eq!(acts(&admin).await, ["close"]);
}

/// A letter about a fire for which no case could be opened.
async fn undelivered(house: &House, admin: &Browser) -> Value {
    set_deadline(house, &"no deadline at all").await;
    house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Number(8.2))]).await;
    let first = async || admin.call("identity/list_dead_letters", json!({})).await.get(0).cloned();
    let letter = eventually("the letter", first).await;
    assert_eq!(letter["subscriber"], "opening");
    letter
}

async fn cases(street: &Browser) -> usize {
    let cases = street.call("work/list_work", json!({ "kind": "fire_hazard", "listing": {} })).await;
    cases["rows"].as_array().unwrap().len()
}

/// What the administrator did to letters, as the audit has it.
async fn acts(admin: &Browser) -> Vec<Value> {
    let filters = json!([["kind", ["dead_letter"]], ["actor", ["demo-admin"]]]);
    let trail = admin.call("identity/list_audit", json!({ "listing": { "filters": filters } })).await;
    trail["rows"].as_array().unwrap().iter().map(|row| row["act"].clone()).collect()
}
