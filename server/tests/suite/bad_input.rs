//! Bad input gets a clear error, and nothing else suffers.

use crate::house::House;
use axum::body::Body;
use contract::sensing::Value as Reading;
use sensing::Outcome;
use serde_json::{Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio_stream::StreamExt;
use uuid::Uuid;

#[tokio::test]
async fn a_name_of_ten_thousand_characters_is_refused_by_name_and_an_emoji_is_taken() {
    let house = House::new().await;
    let property = house.browser("demo-property").await;
    let draft =
        |name: &str| json!({ "draft": { "kind": "smoke", "name": name, "place": "3-1502", "storey": "" } });
    let (status, body, _) = property.post("/api/sensing/add_device", &draft(&"长".repeat(10_000))).await;
    assert_eq!(status, 422);
    assert_eq!(
        body["detail"]["fields"][0],
        json!({ "field": "name", "label": "field.too_long", "limit": 60 })
    );
    let row = property.call("sensing/add_device", draft("演示烟感 🔥")).await;
    assert_eq!(row["name"], "演示烟感 🔥");
}

#[tokio::test]
async fn what_is_longer_than_any_form_is_refused() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    let listing = |search: String| json!({ "listing": { "search": search } });
    let (status, ..) = street.post("/api/sensing/list_alarms", &listing("1".repeat(1000))).await;
    assert_eq!(status, 200);
    let (status, answer, _) = street.post("/api/sensing/list_alarms", &listing("1".repeat(300_000))).await;
    assert!(!status.is_success(), "{status}: {answer}");
}

#[tokio::test]
async fn a_report_says_which_of_its_details_is_too_long_and_that_its_clock_is_wrong() {
    let house = House::new().await;
    let property = house.browser("demo-property").await;
    let now = house.store().clock().now();
    let report = |responsible: &str, typed_at: Value| {
        json!({ "draft": {
            "id": Uuid::now_v7(), "kind": "fire_hazard", "category": "blocked_lane", "title": "消防通道堵塞",
            "place": "3-1502", "at": null, "photos": [], "details": { "responsible": responsible },
            "typed_at": typed_at,
        } })
    };
    let long = report(&"长".repeat(81), Value::Null);
    let function = "work/report";
    let address = format!("/api/{function}");
    let (status, body, _) = property.post(&address, &long).await;
    assert_eq!(status, 422);
    let fault = json!({ "field": "responsible", "label": "field.too_long", "limit": 80 });
    assert_eq!(body["detail"]["fields"], json!([fault]));
    for wrong in [chrono::Duration::days(-31), chrono::Duration::minutes(6)] {
        let (status, body, _) = property.post(&address, &report("演示业主", json!(now + wrong))).await;
        assert_eq!(status, 422);
        assert_eq!(body["detail"]["fields"][0]["label"], "field.typed_at", "{body}");
    }
    property.call(function, report("演示业主", json!(now - chrono::Duration::days(29)))).await;
}

#[tokio::test]
async fn malformed_requests_answer_400_and_not_500() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    for body in [json!({}), json!({ "listing": 5 }), json!([1]), Value::Null] {
        let (status, answer, _) = street.post("/api/sensing/list_alarms", &body).await;
        assert_eq!(status, 400, "{body}: {answer}");
        assert_eq!(answer["refusal"], "malformed");
    }
}

#[tokio::test]
async fn a_day_that_nobody_can_reckon_with_is_refused_by_the_name_of_its_filter_or_its_field() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    let of_work = ["day", "from", "to", "closed_from"].map(|key| ("work/list_work", key));
    let of_alarms = ["day", "since"].map(|key| ("sensing/list_alarms", key));
    for (function, key) in of_work.into_iter().chain(of_alarms) {
        let asked = |day: &str| json!({ "kind": "fire_hazard", "listing": { "filters": [[key, [day]]] } });
        for day in BEYOND {
            let (status, body, _) = street.post(&format!("/api/{function}"), &asked(day)).await;
            assert_eq!(status, 422, "{function} by {key} {day}: {body}");
            let fault = json!({ "field": key, "label": "field.not_a_day", "limit": null });
            assert_eq!(body["detail"]["fields"], json!([fault]));
        }
        for day in ["0001-01-01", "9999-12-31"] {
            street.call(function, asked(day)).await;
        }
    }
    let (id, good) = (Uuid::now_v7(), "2026-03-02");
    let duty = |from_on: &str, to_on: &str| json!({ "area": id, "kind": "repair", "user": id, "from_on": from_on, "to_on": to_on });
    for day in BEYOND {
        for (function, arguments, field) in [
            ("work/add_duty", duty(day, good), "from_on"),
            ("work/add_duty", duty(good, day), "to_on"),
            ("registry/move_out", json!({ "id": id, "revision": 1, "on": day }), "to_on"),
        ] {
            let (status, body, _) = street.post(&format!("/api/{function}"), &arguments).await;
            assert_eq!(status, 422, "{function} {arguments}: {body}");
            let fault = json!({ "field": field, "label": "field.not_a_day", "limit": null });
            assert_eq!(body["detail"]["fields"], json!([fault]));
        }
    }
}

/// Days of years that nobody can reckon with, and one that no month has.
const BEYOND: [&str; 4] = ["-262143-01-01", "+262142-12-31", "0000-01-01", "2026-02-30"];

#[tokio::test]
async fn what_a_device_says_wrongly_is_counted_where_an_operator_sees_it() {
    let house = House::new().await;
    let wrong: [(&str, &str, Reading, &str); 4] = [
        ("SMK-3-1502", "smoke_obscuration", Reading::Text("8".into()), "wrong_type"),
        ("SMK-3-1502", "smoke_obscuration", Reading::Number(1e9), "out_of_range"),
        ("SMK-3-1502", "colour", Reading::Number(1.0), "unknown_property"),
        ("NOBODY", "smoke_obscuration", Reading::Number(1.0), "unknown_device"),
    ];
    for (code, property, value, reason) in wrong.clone() {
        let outcome = house.device_says(code, &[(property, value)]).await;
        let Outcome::Rejected(rejection) = outcome else { panic!("{reason}: {outcome:?}") };
        assert_eq!(rejection.reason, reason);
    }
    let admin = house.browser("demo-admin").await;
    let counts = admin.call("sensing/count_rejections", json!({})).await;
    for (.., reason) in wrong {
        assert!(counts.as_array().unwrap().contains(&json!([reason, 1])), "{reason} in {counts}");
    }
    let good = house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Number(0.1))]).await;
    assert_eq!(good, Outcome::Stored { stored: 1, duplicate: 0, conflicting: 0 });
}

#[tokio::test]
async fn the_same_observation_twice_is_one_and_another_value_at_its_time_is_a_counted_conflict() {
    let house = House::new().await;
    let at = house.store().clock().now().timestamp_millis();
    let say = async |value: f64| {
        let message = sensing::Message {
            device_code: "SMK-3-1502".into(),
            phenomenon_at_ms: Some(at),
            seq: 3,
            values: vec![(
                "smoke_obscuration".into(),
                sensing::Measured { value: Reading::Number(value), unit: None },
            )],
        };
        house.running.intake.accept(message).await
    };
    assert_eq!(say(0.1).await, Outcome::Stored { stored: 1, duplicate: 0, conflicting: 0 });
    assert_eq!(say(0.1).await, Outcome::Stored { stored: 0, duplicate: 1, conflicting: 0 });
    assert_eq!(say(0.2).await, Outcome::Stored { stored: 0, duplicate: 0, conflicting: 1 });
    let street = house.browser("demo-street").await;
    let found = street.call("sensing/list_devices", json!({ "listing": { "search": "SMK-3-1502" } })).await;
    let sheet = street.call("sensing/read_device", json!({ "id": found["rows"][0]["id"] })).await;
    assert_eq!(sheet["streams"][0]["value"], json!(0.1), "the first stays");
}

#[tokio::test]
async fn what_is_no_photo_is_refused() {
    let house = House::new().await;
    let resident = house.browser("demo-resident").await;
    let (status, body) = resident.upload(Uuid::now_v7(), b"<svg onload=alert(1)>".to_vec()).await;
    assert_eq!((status.as_u16(), body["detail"]["fault"].as_str()), (415, Some("not_a_photo")));
    let (status, body) = resident.upload(Uuid::now_v7(), vec![0; 21 * 1024 * 1024 - 1]).await;
    assert_eq!((status.as_u16(), body["detail"]["fault"].as_str()), (413, Some("too_large")));
}

#[tokio::test]
async fn not_a_byte_of_a_photo_is_read_before_it_is_known_who_sends_it() {
    let house = House::new().await;
    let resident = house.browser("demo-resident").await;
    for (browser, status, mib_read) in [(house.stranger(), 401, 0), (resident, 413, 22)] {
        let read = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let mebibytes = tokio_stream::iter(0..40).map(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok::<_, std::io::Error>(vec![0_u8; 1024 * 1024])
        });
        let answer = browser.upload(Uuid::now_v7(), Body::from_stream(mebibytes)).await;
        assert_eq!((answer.0.as_u16(), read.load(Ordering::Relaxed)), (status, mib_read), "{}", answer.1);
    }
}

#[tokio::test]
async fn of_two_officers_who_save_the_same_sheet_the_second_is_told_who_was_first() {
    let house = House::new().await;
    let property = house.browser("demo-property").await;
    let found = property.call("spatial/list_dwellings", json!({ "listing": { "search": "3-1502" } })).await;
    let row = &found["rows"][0];
    let save = |area: &str| json!({ "id": row["id"], "revision": row["revision"], "draft": { "floor_area_m2": area, "vacancy_checked_on": "" } });
    property.call("spatial/change_dwelling", save("88.5")).await;
    let (status, body, _) = property.post("/api/spatial/change_dwelling", &save("90")).await;
    assert_eq!(status, 409);
    assert_eq!(body["detail"]["who"], "演示物业01");
}

#[tokio::test]
async fn five_wrong_passwords_make_the_account_wait_even_for_the_right_one() {
    let house = House::new().await;
    let stranger = house.stranger();
    let wrong = json!({ "account": "demo-street", "password": "wrong" });
    for _ in 0..5 {
        assert_eq!(stranger.refused("seat/sign_in", wrong.clone()).await, (401, "wrong_password".into()));
    }
    let right = json!({ "account": "demo-street", "password": house.passwords["demo-street"] });
    assert_eq!(stranger.refused("seat/sign_in", right).await, (429, "limited".into()));
    let unknown = json!({ "account": "nobody", "password": "wrong" });
    assert_eq!(
        stranger.refused("seat/sign_in", unknown).await,
        (401, "wrong_password".into()),
        "the same for an unknown account"
    );
}

#[tokio::test]
async fn an_alarm_rule_that_no_reading_could_meet_is_refused_whoever_sends_it() {
    let house = House::new().await;
    let admin = house.browser("demo-admin").await;
    let rules = admin.call("sensing/list_rules", json!({})).await;
    let rule = |key: &str| {
        rules.as_array().unwrap().iter().find(|row| row["rule"]["key"] == key).expect("a rule").clone()
    };
    let with = |row: &Value, part: &str, value: Value| {
        let mut rule = row["rule"].clone();
        rule[part] = value;
        json!({ "id": row["id"], "revision": row["revision"], "rule": rule, "is_on": true })
    };
    let (smoke, silent) = (rule("smoke_high"), rule("smoke_silent"));
    let above =
        |limit: f64, hysteresis: f64| json!({ "when": "above", "limit": limit, "hysteresis": hysteresis });
    for (arguments, field) in [
        (with(&smoke, "condition", above(250.0, 2.0)), "limit"),
        (with(&smoke, "condition", above(-1.0, 0.0)), "limit"),
        (with(&smoke, "condition", above(5.0, -2.0)), "hysteresis"),
        (with(&smoke, "condition", above(5.0, 6.0)), "hysteresis"),
        (with(&smoke, "condition", json!({ "when": "is", "value": "failed" })), "value"),
        (with(&smoke, "timing", json!({ "holds": "for", "seconds": 0 })), "seconds"),
        (with(&silent, "condition", json!({ "when": "silent_for", "minutes": 0 })), "minutes"),
    ] {
        let (status, body, _) = admin.post("/api/sensing/change_rule", &arguments).await;
        assert_eq!(status, 422, "{arguments}");
        assert_eq!(body["detail"]["fields"][0]["field"], field, "{body}");
    }
    let taken = admin.call("sensing/change_rule", with(&smoke, "condition", above(6.0, 2.0))).await;
    assert_eq!(taken["rule"]["condition"]["limit"], json!(6.0));
}

#[tokio::test]
async fn refused_messages_are_counted_for_a_day_and_for_whoever_is_concerned() {
    let house = House::standing().await;
    let (admin, property) = (house.browser("demo-admin").await, house.browser("demo-property").await);
    for (code, times) in [("SMK-3-1502", 2), ("NOBODY", 3)] {
        for _ in 0..times {
            house.device_says(code, &[("smoke_obscuration", Reading::Text("8".into()))]).await;
        }
        house.push(chrono::Duration::hours(13));
    }
    let all = admin.call("sensing/count_rejections", json!({})).await;
    assert_eq!(all, json!([["unknown_device", 3]]), "what is more than a day old counts no more");
    house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Text("8".into()))]).await;
    let all = admin.call("sensing/count_rejections", json!({})).await;
    assert_eq!(all, json!([["unknown_device", 3], ["wrong_type", 1]]), "the most frequent first");
    let own = property.call("sensing/count_rejections", json!({})).await;
    assert_eq!(own, json!([["wrong_type", 1]]), "an office hears of its own devices");
}
