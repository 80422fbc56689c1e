//! Another area: with its ids and codes in hand, somebody of each role is answered by each function as if there were
//! nothing, and told of nothing there; the same question about their own area is answered.

mod estate;
mod question;

use crate::{
    house::{Browser, House},
    stranger::{WITHOUT_PERMISSION, calls},
};
use axum::http::StatusCode;
use estate::{Estate, Staff};
use question::{
    Answer::{Beyond, Figure, Missing, NotOffered, Own},
    OF_NO_AREA, QUESTIONS, Question,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The estate that is asked about, the one of those who ask, and they, by their roles.
async fn neighbours(staff: &Staff<'_>) -> (Estate, Estate, Vec<(&'static str, Browser)>) {
    let theirs = staff.plant("westgarden", 121.5).await;
    let own = staff.plant("eastgarden", 121.6).await;
    let people = staff.holders(&own).await;
    (theirs, own, people)
}

/// An answer: the status, and what was said.
async fn answered(browser: &Browser, question: &Question, theirs: &Estate, own: &Estate) -> (u16, Value) {
    let arguments = (question.arguments)(theirs, own);
    let (status, body, _) = browser.post(&format!("/api/{}", question.function), &arguments).await;
    (status.as_u16(), body)
}

fn fault(body: &Value) -> &str {
    body["detail"]["fault"].as_str().unwrap_or_default()
}

/// Whether it is the answer that the question shall get.
fn is_met(question: &Question, status: u16, body: &Value) -> bool {
    match question.answer {
        Missing | Beyond => (status, fault(body)) == (404, "missing"),
        NotOffered(field) => {
            let at_fault = &body["detail"]["fields"][0];
            let is_unknown =
                ["field.not_offered", "field.no_such_place"].map(Value::from).contains(&at_fault["label"]);
            status == 422 && at_fault["field"] == field && is_unknown
        }
        Own => status == 200,
        Figure(at, own) => status == 200 && body.pointer(at).and_then(Value::as_u64) == Some(own),
    }
}

/// Whether it is an answer that somebody may get who may do less than the question takes: a refusal, or fewer.
fn is_less(question: &Question, status: u16, body: &Value) -> bool {
    match question.answer {
        Figure(at, own) if status == 200 => body.pointer(at).and_then(Value::as_u64).unwrap_or(0) < own,
        Own | Figure(..) => (status, fault(body)) == (403, "denied"),
        _ => matches!((status, fault(body)), (403, "denied") | (404, "missing")),
    }
}

#[test]
fn every_function_is_asked_about_another_area_or_knows_none() {
    let asked: BTreeSet<&str> = QUESTIONS.iter().map(|question| question.function).collect();
    let of_none: BTreeSet<&str> = OF_NO_AREA.iter().flat_map(|(_, functions)| *functions).copied().collect();
    assert_eq!(asked.intersection(&of_none).count(), 0);
    let all: BTreeSet<&str> =
        calls().into_iter().map(|(function, _)| function).chain(WITHOUT_PERMISSION).collect();
    assert_eq!(asked.union(&of_none).copied().collect::<BTreeSet<_>>(), all);
}

/// Shows: PLT-6.2.6-6
#[tokio::test]
async fn each_function_answers_about_another_area_as_if_there_were_nothing() {
    let house = House::new().await;
    let staff = Staff::of(&house).await;
    let (theirs, own, people) = neighbours(&staff).await;
    let nowhere = theirs.nowhere();
    for question in QUESTIONS {
        let mut met = 0;
        for (role, browser) in &people {
            let (status, body) = answered(browser, question, &theirs, &own).await;
            let said = format!("{} answers {status} to {role}: {body}", question.function);
            assert!(!theirs.is_told_in(&body.to_string()), "{said}");
            if !is_met(question, status, &body) {
                assert!(is_less(question, status, &body), "{said}");
                continue;
            }
            met += 1;
            if matches!(question.answer, Missing | NotOffered(_)) {
                let (status, body) = answered(browser, question, &nowhere, &own).await;
                assert!(is_met(question, status, &body), "about nothing: {status} {body}; but {said}");
            }
        }
        assert!(met > 0, "{} is refused to everybody before it looks", question.function);
    }

    // Whoever reaches out of their area is audited, though they are told only that there is nothing.
    for (who, kind) in [("property_officer", "device"), ("street_officer", "person")] {
        let filters = json!([
            ["actor", [format!("{}-{who}", own.word)]],
            ["outcome", ["out_of_reach"]],
            ["kind", [kind]],
        ]);
        let listing = json!({ "listing": { "filters": filters } });
        let trail = staff.admin.call("identity/list_audit", listing).await;
        assert_ne!(trail["rows"], json!([]), "{who} {kind}");
    }

    // The area alone made the difference: about their own, somebody is answered, or told what has changed since.
    for question in QUESTIONS {
        let mut refusals = vec![];
        let mut is_answered = false;
        for (role, browser) in &people {
            let (status, body) = answered(browser, question, &own, &own).await;
            is_answered = match question.answer {
                Own => status == 200 && own.is_told_in(&body.to_string()),
                _ => [200, 409].contains(&status),
            };
            if is_answered {
                break;
            }
            refusals.push(format!("{role}: {status} {body}"));
        }
        assert!(is_answered, "{} about one's own area: {refusals:#?}", question.function);
    }
}

/// Shows: PLT-6.2.6-6
#[tokio::test]
async fn maps_and_photos_show_nothing_of_another_area() {
    let house = House::new().await;
    let staff = Staff::of(&house).await;
    let (theirs, own, people) = neighbours(&staff).await;
    let doors = |estate: &Estate| {
        [
            "/map/ground.geojson".to_owned(),
            "/map/building.geojson".to_owned(),
            "/map/device.geojson".to_owned(),
            "/map/case.geojson".to_owned(),
            "/map/organisation.geojson".to_owned(),
            "/map/resident.geojson".to_owned(),
            format!("/map/dwelling/{}.geojson", estate.word),
            format!("/file/{}", estate.text("photo")),
        ]
    };
    for (about_theirs, about_own) in doors(&theirs).into_iter().zip(doors(&own)) {
        let is_photo = about_own.starts_with("/file/");
        let mut is_shown = false;
        for (role, browser) in &people {
            let (status, bytes) = browser.get(&about_theirs).await;
            let is_told = theirs.is_told_in(&String::from_utf8_lossy(&bytes));
            assert!(!is_told, "{about_theirs} shows {role} another area");
            assert!(!is_photo || status != StatusCode::OK, "{about_theirs} is shown to {role}");
            let (status, bytes) = browser.get(&about_own).await;
            is_shown |=
                status == StatusCode::OK && (is_photo || own.is_told_in(&String::from_utf8_lossy(&bytes)));
        }
        assert!(is_shown, "{about_own} shows nobody their own area");
    }
}
