//! The live feed: it tells of one's own area, what was missed comes after a cut, and it ends with its session.

use crate::{
    backup::config,
    house::{Browser, Feed, House, door, eventually},
    reach::{area, somebody},
};
use base::{Actor, Addressed, FeedMark, Mode, Store, testing::fresh_database};
use contract::{Kind, live::Event, sensing::Value as Reading};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

async fn head(store: &Store) -> i64 {
    base::feed_head(store).await.unwrap().position
}

/// What a screen is told that has got to a position.
async fn mark(store: &Store, position: i64) -> FeedMark {
    base::feed_mark(store, position).await.unwrap().unwrap_or_default()
}

/// How far the feed has got once nothing more comes after the start.
async fn settled(store: &Store) -> i64 {
    let mut before = head(store).await;
    eventually("quiet", async || {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let now = head(store).await;
        (std::mem::replace(&mut before, now) == now).then_some(now)
    })
    .await
}

/// Lets so many things happen, elsewhere, and waits until the feed has got past them.
async fn happen(store: &Store, events: i64) {
    let before = head(store).await;
    let session = store.begin(Actor::System("test"), Mode::Write).await.unwrap();
    for _ in 0..events {
        let event = Event::RecordChanged { kind: Kind::Device, id: Uuid::now_v7() };
        session.emit(Addressed::area(Kind::Device, "elsewhere/"), &event).await.unwrap();
    }
    session.commit().await.unwrap();
    eventually("all positions", async || (head(store).await >= before + events).then_some(())).await;
}

fn is_raised(next: &Value) -> bool {
    next["event"]["event"] == "alarm_raised"
}

#[tokio::test]
async fn a_feed_that_was_cut_tells_what_was_missed_once_and_goes_on() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    let seen = settled(house.store()).await;
    house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Number(8.2))]).await;
    eventually("the event", async || (head(house.store()).await > seen).then_some(())).await;

    let mut feed = street.resume(mark(house.store(), seen).await).await;
    feed.says("event: replay").await;
    let missed = feed.hears("the alarm that was missed", is_raised).await;
    assert!(missed["position"].as_i64().unwrap() > seen);
    let alarm = missed["event"]["alarm"].clone();
    street.call("sensing/acknowledge_alarms", json!({ "ids": [alarm] })).await;
    let next = |next: &Value| is_raised(next) || next["event"]["event"] == "alarm_acknowledged";
    let after = feed.hears("what came after", next).await;
    assert_eq!(after["event"]["event"], "alarm_acknowledged", "the alarm was told once");

    let position = after["position"].as_i64().unwrap();
    let mut again = street.resume(mark(house.store(), position - 1).await).await;
    let next = again.hears("the last event alone", next).await;
    assert_eq!(next["position"], json!(position));
}

#[tokio::test]
async fn a_feed_that_missed_too_much_says_that_lists_are_to_be_read_again() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    let seen = settled(house.store()).await;
    happen(house.store(), 2_001).await;

    let mut feed = street.resume(mark(house.store(), seen).await).await;
    feed.says("event: reset").await;
    house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Number(8.2))]).await;
    feed.hears("what comes after it", is_raised).await;
}

#[tokio::test]
async fn a_feed_that_is_ahead_of_a_restored_database_reads_again_and_goes_on() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    let here = mark(house.store(), settled(house.store()).await).await;
    let ahead = here.position + 1_000;
    let mut feed = street.resume(FeedMark { position: ahead, ..here }).await;
    feed.says("event: reset").await;
    house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Number(8.2))]).await;
    let alarm = feed.hears("what happens after the restore", is_raised).await;
    assert!(alarm["position"].as_i64().unwrap() < ahead);
}

#[tokio::test]
async fn a_screen_that_saw_what_a_restored_database_never_knew_reads_again_even_when_that_has_overtaken_it() {
    let house = House::new().await;
    let here = config(house.world.folder(), house.world.url());
    house.store().keys().write(&here.folder.join("keys.json")).unwrap();
    settled(house.store()).await;
    happen(house.store(), 1).await;
    let kept = base::feed_head(house.store()).await.unwrap();
    let copy = here.folder.join("backup");
    linli::backup::make(&here, &copy).await.unwrap();
    happen(house.store(), 1).await;
    let lost = base::feed_head(house.store()).await.unwrap();

    let folder = here.folder.join("other");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(here.folder.join("keys.json"), folder.join("keys.json")).unwrap();
    let other = config(&folder, &fresh_database(&folder).await);
    linli::backup::restore(&other, &copy).await.unwrap();
    let store = linli::wire::open(&other).await.unwrap();
    let running = linli::serve::start(&other, store).await.unwrap();
    happen(&running.store, lost.position - kept.position + 1).await;
    assert!(head(&running.store).await > lost.position);
    let mut street = Browser::at(door(&running));
    street.sign_in("demo-street", &house.passwords["demo-street"]).await;
    street.resume(lost).await.says("event: reset").await;
    // A program from before there were marks told positions alone.
    street.resume(lost.position).await.says("event: reset").await;
    // What was seen before the backup is seen still, and goes on from there.
    street.resume(kept).await.says("event: replay").await;
}

#[tokio::test]
async fn a_notice_is_heard_by_those_whose_area_lies_in_its_own_and_by_no_others() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    let here = area(&street, "grid", "演示社区第一网格").await;
    let elsewhere = area(&street, "grid", "演示社区第二网格").await;
    let mut feed = somebody(&house, "of-one-grid", "property_officer", Some(here)).await.listen().await;
    let community = area(&street, "community", "演示社区").await;
    let mut published = vec![];
    for place in [elsewhere, community] {
        let draft = json!({ "title": "演示通知", "body": "演示", "area": place, "valid_to": "" });
        published
            .push(street.call("publishing/publish_notice", json!({ "draft": draft })).await["id"].clone());
    }
    let is_notice = |next: &Value| next["event"]["kind"] == "notice";
    let heard = feed.hears("the community's notice", is_notice).await;
    assert_eq!(heard["event"]["id"], published[1], "another grid's is none of theirs");
}

fn is_value(next: &Value) -> bool {
    next["property"] == "smoke_obscuration"
}

/// Of the next two that are an alarm or a value: what each is, with its device's number on the map.
async fn next_two(feed: &mut Feed) -> BTreeSet<(&'static str, u64)> {
    let mut heard = BTreeSet::new();
    for _ in 0..2 {
        let next = feed.hears("an alarm or a value", |next| is_raised(next) || is_value(next)).await;
        let (what, no) = if is_value(&next) {
            ("value", &next["device_no"])
        } else {
            ("alarm", &next["event"]["device_no"])
        };
        heard.insert((what, no.as_u64().unwrap()));
    }
    heard
}

#[tokio::test]
async fn an_alarm_and_a_value_are_heard_in_the_area_of_their_device_and_in_no_other() {
    let house = House::new().await;
    let (street, property) = (house.browser("demo-street").await, house.browser("demo-property").await);
    let officer = async |account: &str, grid: &str| {
        let grid = area(&street, "grid", grid).await;
        somebody(&house, account, "street_officer", Some(grid)).await.listen().await
    };
    let mut first = officer("of-the-first", "演示社区第一网格").await;
    let mut second = officer("of-the-second", "演示社区第二网格").await;
    let in_first =
        street.call("sensing/list_devices", json!({ "listing": { "search": "SMK-3-1502" } })).await;
    let in_first = &in_first["rows"][0];
    let draft = json!({ "kind": "smoke", "name": "演示烟感", "place": "演示社区服务中心", "storey": "1" });
    let in_second = property.call("sensing/add_device", json!({ "draft": draft })).await;
    for (device, feed) in [(in_first, &mut first), (&in_second, &mut second)] {
        let (code, no) = (device["code"].as_str().unwrap(), device["map_no"].as_u64().unwrap());
        house.device_says(code, &[("smoke_obscuration", Reading::Number(8.2))]).await;
        // Had the second heard of the first's, that would have come before.
        assert_eq!(next_two(feed).await, BTreeSet::from([("alarm", no), ("value", no)]), "{code}");
    }
    // Nor does the first hear of the second's, before the next of their own.
    house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Number(8.4))]).await;
    let next = first.hears("the next value", |next| is_raised(next) || is_value(next)).await;
    assert_eq!((&next["device_no"], &next["value"]), (&in_first["map_no"], &json!(8.4)));
}

#[tokio::test]
async fn an_area_hears_that_a_device_a_case_and_a_notice_have_left_it() {
    let house = House::new().await;
    let (street, property) = (house.browser("demo-street").await, house.browser("demo-property").await);
    let (here, elsewhere) =
        (area(&street, "grid", "演示社区第一网格").await, area(&street, "grid", "演示社区第二网格").await);
    let officer = somebody(&house, "of-one-grid", "property_officer", Some(here)).await;
    // It lies in the other grid.
    let away = "演示社区服务中心";
    let devices = json!({ "listing": { "search": "SMK-3-1502" } });
    let device = officer.call("sensing/list_devices", devices).await["rows"][0].clone();
    let report = json!({ "draft": {
        "id": Uuid::now_v7(), "kind": "fire_hazard", "category": "blocked_lane", "title": "消防车道停车",
        "place": "3-1502", "at": null, "photos": [], "details": {}, "typed_at": null,
    } });
    let case = street.call("work/report", report).await;
    let draft = |area: Uuid| json!({ "title": "演示通知", "body": "演示", "area": area, "valid_to": "" });
    let notice = street.call("publishing/publish_notice", json!({ "draft": draft(here) })).await;

    let mut feed = officer.listen().await;
    let draft_of_device = json!({ "kind": "smoke", "name": "演示烟感", "place": away, "storey": "1" });
    let change = json!({ "id": device["id"], "revision": device["revision"], "draft": draft_of_device });
    property.call("sensing/change_device", change).await;
    feed.hears("that the device has left", |next| next["event"]["id"] == device["id"]).await;
    let read = officer.refused("sensing/read_device", json!({ "id": device["id"] })).await;
    assert_eq!(read, (404, "missing".into()));

    let change = json!({ "category": "blocked_lane", "title": "消防车道停车", "place": away });
    let change = json!({ "id": case["id"], "revision": case["revision"], "change": change });
    street.call("work/change_work", change).await;
    let is_change = |next: &Value| next["event"]["item"] == case["id"] && next["event"]["act"] == "change";
    let heard = feed.hears("that the case has left", is_change).await;
    assert_eq!(heard["event"]["reporter"], Value::Null, "no more than a receipt says");
    let read = officer.refused("work/read_work", json!({ "id": case["id"] })).await;
    assert_eq!(read, (404, "missing".into()));

    let change = json!({ "id": notice["id"], "revision": notice["revision"], "draft": draft(elsewhere) });
    street.call("publishing/change_notice", change).await;
    feed.hears("that the notice is for others", |next| next["event"]["id"] == notice["id"]).await;
    let notices = officer.call("publishing/current_notices", json!({})).await;
    assert!(notices.as_array().unwrap().iter().all(|row| row["id"] != notice["id"]));
}

#[tokio::test]
async fn a_feed_ends_when_its_own_session_is_signed_out_and_no_other_does() {
    let house = House::new().await;
    let (here, there) = (house.browser("demo-street").await, house.browser("demo-street").await);
    let (mut ended, mut goes_on) = (here.listen().await, there.listen().await);
    here.call("seat/sign_out", json!({})).await;
    ended.ends().await;
    assert_eq!(here.get("/live").await.0, 401);
    house.device_says("SMK-3-1502", &[("smoke_obscuration", Reading::Number(8.2))]).await;
    goes_on.hears("the alarm", is_raised).await;
}

#[tokio::test]
async fn a_feed_that_has_nothing_to_tell_says_that_it_is_there() {
    let house = House::new().await;
    let mut feed = house.browser("demo-grid").await.listen().await;
    feed.says("event: beat").await;
}

async fn user(admin: &Browser, account: &str) -> Value {
    let page = admin.call("identity/list_users", json!({ "listing": { "search": account } })).await;
    page["rows"].as_array().unwrap().iter().find(|row| row["account"] == account).unwrap().clone()
}

#[tokio::test]
async fn a_feed_ends_at_once_when_its_password_is_reset() {
    let house = House::new().await;
    let (admin, grid) = (house.browser("demo-admin").await, house.browser("demo-grid").await);
    let mut feed = grid.listen().await;
    let row = user(&admin, "demo-grid").await;
    admin.call("identity/reset_password", json!({ "id": row["id"] })).await;
    feed.ends().await;
    assert_eq!(grid.refused("seat/whoami", json!({})).await, (401, "signed_out".into()));
}
