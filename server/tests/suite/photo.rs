//! Photos as phones send them: when and where they were taken is told with their case, and no longer by the picture.

use crate::house::{House, photo};
use base::testing::phone_photo;
use contract::{
    geo::Wgs84,
    work::{PhotoFact, WorkSheet},
};
use serde_json::{Value, json};
use uuid::Uuid;

fn facts(sheet: Value) -> Vec<PhotoFact> {
    let mut photos = serde_json::from_value::<WorkSheet>(sheet).unwrap().photos;
    photos.sort_by_key(|fact| fact.taken_at);
    photos
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|part| part == word.as_bytes())
}

#[tokio::test]
async fn when_and_where_a_photo_was_taken_is_told_with_its_case_and_not_by_the_picture() {
    let house = House::new().await;
    let (property, street) = (house.browser("demo-property").await, house.browser("demo-street").await);
    let [reported, noted, untold] = [Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7()];
    let gate = Wgs84 { lon: 120.1021, lat: 30.2734 };
    let yard = Wgs84 { lon: 120.1033, lat: 30.2741 };
    let taken = phone_photo(6, gate, "2026:03:02 08:31:07");
    let secrets = ["Exif", "SecretMaker", "2026:03:02"];
    assert!(secrets.iter().all(|word| holds(&taken, word)), "the phone tells all of it");
    assert_eq!(property.upload(reported, taken).await.0, 200);
    assert_eq!(property.upload(noted, phone_photo(1, yard, "2026:03:02 09:05:00")).await.0, 200);
    assert_eq!(property.upload(untold, photo()).await.0, 200);

    let draft = json!({
        "id": Uuid::now_v7(), "kind": "fire_hazard", "category": "blocked_lane", "title": "消防车道停了三辆车",
        "place": "3-1502", "at": { "lon": 120.1022, "lat": 30.2734 }, "photos": [reported, untold],
        "details": { "responsible": "演示业主" }, "typed_at": null,
    });
    let item = property.call("work/report", json!({ "draft": draft })).await["id"].clone();
    let read = async || facts(street.call("work/read_work", json!({ "id": item })).await);
    let told = read().await;
    assert_eq!(told.len(), 1, "nothing is told of the photo that said nothing: {told:?}");
    assert_eq!(told[0].id.0, reported);
    assert!(told[0].at.unwrap().distance_m(gate) < 1.0, "{told:?}");
    assert_eq!(told[0].taken_at.unwrap().to_rfc3339(), "2026-03-02T00:31:07+00:00");

    let note = json!({ "note": "从院内补拍", "photos": [noted] });
    assert_eq!(facts(property.act(&item, "note", note).await), read().await, "an act answers the same");
    let told = read().await;
    assert_eq!(told.iter().map(|fact| fact.id.0).collect::<Vec<_>>(), [reported, noted]);
    assert!(told[1].at.unwrap().distance_m(yard) < 1.0, "{told:?}");

    let (status, kept) = street.get(&format!("/file/{reported}")).await;
    assert_eq!(status, 200);
    assert!(kept.starts_with(&[0xFF, 0xD8]), "a JPEG");
    assert!(secrets.iter().all(|word| !holds(&kept, word)), "the picture tells none of it");

    // Who may not have the photo isn't told of it either.
    let resident = house.browser("demo-resident").await;
    assert_eq!(resident.get(&format!("/file/{reported}")).await.0, 404);
    assert_eq!(resident.refused("work/read_work", json!({ "id": item })).await, (404, "missing".into()));
}
