use super::{
    by_rule,
    entity::{Entity, Model, entry},
    step,
};
use crate::{
    opening::Opening,
    tests::{ESTATE, a_repair, a_world, after, at, put, system},
};
use base::{
    Actor, Session, Stored, subscription,
    testing::{World, actor, by},
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use contract::{
    Act, Fault, Kind, Scope, WorkItemId,
    geo::{Ring, Wgs84},
    sensing::Value,
    spatial::{AreaKind, BuildingUse, Origin, Provenance},
    work::{WorkState, WorkStep},
};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*};
use sensing::{Intake, Measured, Message, device::NewDevice};
use spatial::{Spot, area, building};

async fn read(world: &World, id: Uuid) -> Model {
    Entity::find_by_id(id).one(world.store.pool()).await.unwrap().unwrap()
}

fn made(item: Uuid, act: Act, note: &str) -> WorkStep {
    WorkStep {
        entry: Uuid::now_v7(),
        item: WorkItemId(item),
        revision: None,
        act,
        note: note.into(),
        photos: vec![],
        assignee: None,
        rating: None,
        typed_at: None,
    }
}

async fn make(world: &World, actor: &Actor, made: &WorkStep) -> Result<contract::work::WorkSheet, Fault> {
    by(world, actor, async |session: &Session| step(session, made).await).await
}

#[tokio::test]
async fn a_step_sent_again_answers_what_is_to_whoever_may_still_read_it() {
    let world = a_world().await;
    let item = a_repair(&world).await;
    let officer = actor("officer", &[ESTATE], &[(Kind::Repair, Scope::Areas, &[Act::Read, Act::Note])]);
    let note = made(item, Act::Note, "已联系住户");
    let first = make(&world, &officer, &note).await.unwrap();
    let again = make(&world, &officer, &note).await.unwrap();
    assert_eq!(again, first);
    assert_eq!(again.entries.iter().filter(|entry| entry.id == note.entry).count(), 1);
}

#[tokio::test]
async fn a_step_sent_again_shows_nothing_of_an_item_that_has_left_its_hands() {
    let world = a_world().await;
    let item = a_repair(&world).await;
    let worker = actor("worker", &[ESTATE], &[(Kind::Repair, Scope::Assigned, &[Act::Read, Act::Return])]);
    put(&world, item, |row| {
        row.state = Set(Stored(WorkState::Taken));
        row.assignee_id = Set(worker.user());
    })
    .await;
    let handed_back = made(item, Act::Return, "缺少配件，无法处置");
    make(&world, &worker, &handed_back).await.unwrap();
    let again = make(&world, &worker, &handed_back).await.unwrap();
    assert_eq!((again.row.number.as_str(), again.row.state), ("R-0001", WorkState::Accepted));
    let shown = (again.row.title, again.row.place, again.address, again.entries.len(), again.details);
    assert_eq!(shown, (String::new(), String::new(), String::new(), 0, serde_json::Value::Null));
    let other = made(item, Act::Return, "缺少配件，无法处置");
    assert_eq!(make(&world, &worker, &other).await, Err(Fault::Missing { kind: Kind::Repair }));
}

#[tokio::test]
async fn a_rule_acts_on_what_is_and_not_on_what_it_saw() {
    let world = a_world().await;
    let item = a_repair(&world).await;
    put(&world, item, |row| row.state = Set(Stored(WorkState::Resolved))).await;
    let seen = read(&world, item).await;
    put(&world, item, |row| row.state = Set(Stored(WorkState::Accepted))).await;
    let rule = system();
    let closed = by(&world, &rule, async |session: &Session| by_rule(session, &seen, Act::Close, None).await);
    let blocked = Fault::Blocked { from: WorkState::Accepted, act: Act::Close };
    assert_eq!(closed.await.map(|row| row.id), Err(blocked));
    assert_eq!(read(&world, item).await.state.0, WorkState::Accepted);
}

#[tokio::test]
async fn an_item_that_can_t_be_closed_keeps_no_other_deadline_waiting() {
    let world = a_world().await;
    let broken = a_repair(&world).await;
    put(&world, broken, |row| {
        row.state = Set(Stored(WorkState::Resolved));
        row.workflow_version = Set(99);
        row.number = Set("R-0099".into());
        row.map_no = Set(99);
        row.due_at = Set(Some(world.now() - chrono::Duration::days(1)));
    })
    .await;
    let item = a_repair(&world).await;
    let told: Vec<String> = after(&world, item, 300).await.into_iter().map(|(note, _)| note).collect();
    assert_eq!(told, ["work.entry.escalate"]);
    assert!(read(&world, broken).await.is_open);
    let entries = entry::Entity::find().order_by_asc(entry::Column::At).all(world.store.pool()).await;
    assert!(entries.unwrap().iter().all(|entry| entry.item_id == item), "half of nothing is kept");
}

/// A repair that is being done, suspended after so long and resumed after so long again.
async fn resumed(world: &World, due_at: DateTime<Utc>, suspended: Duration, resumed: Duration) -> Model {
    let item = a_repair(world).await;
    put(world, item, |row| {
        row.state = Set(Stored(WorkState::Taken));
        row.due_at = Set(Some(due_at));
    })
    .await;
    let acts: &[Act] = &[Act::Read, Act::Suspend, Act::Resume];
    let officer = actor("officer", &[ESTATE], &[(Kind::Repair, Scope::Areas, acts)]);
    world.store.clock().push(suspended);
    make(world, &officer, &made(item, Act::Suspend, "住户约了改天再来")).await.unwrap();
    let stands = read(world, item).await;
    assert_eq!((stands.due_at, stands.warn_at), (None, None), "its clock stands");
    world.store.clock().push(resumed);
    make(world, &officer, &made(item, Act::Resume, "")).await.unwrap();
    let goes_on = read(world, item).await;
    assert_eq!((goes_on.state.0, goes_on.left_ms), (WorkState::Accepted, None));
    goes_on
}

#[tokio::test]
async fn a_repair_suspended_in_the_evening_and_resumed_next_day_has_the_working_time_that_was_left() {
    let world = a_world().await;
    // At seven in the evening an hour and a half of work is left; at half past five there is half an hour until closing.
    let (suspended, resumes) = (Duration::minutes(630), Duration::minutes(22 * 60 + 30));
    let row = resumed(&world, at("2026-03-03T10:00:00+08:00"), suspended, resumes).await;
    assert_eq!(row.due_at, Some(at("2026-03-04T09:30:00+08:00")));
    let warned = at("2026-03-04T09:07:30+08:00");
    assert_eq!(row.warn_at, Some(warned), "when a quarter of what was left is left");
    assert_eq!(after(&world, row.id, 14 * 60).await.len(), 2, "nobody is told in the night");
}

#[tokio::test]
async fn a_repair_resumed_in_the_evening_is_due_in_working_hours() {
    let world = a_world().await;
    // From nine until four it has seven hours, half of one before closing.
    let (suspended, resumes) = (Duration::minutes(30), Duration::minutes(8 * 60 + 30));
    let row = resumed(&world, at("2026-03-02T16:00:00+08:00"), suspended, resumes).await;
    assert_eq!(row.due_at, Some(at("2026-03-03T15:00:00+08:00")));
}

#[tokio::test]
async fn a_repair_that_an_older_program_suspended_has_the_working_time_that_was_left() {
    let world = a_world().await;
    let item = a_repair(&world).await;
    // Sixteen and a half hours are kept: from five in the afternoon until half past nine, two hours of work.
    put(&world, item, |row| {
        row.state = Set(Stored(WorkState::Suspended));
        row.state_since = Set(at("2026-03-01T17:00:00+08:00"));
        row.due_at = Set(None);
        row.left_ms = Set(Some(Duration::minutes(990).num_milliseconds()));
    })
    .await;
    let officer = actor("officer", &[ESTATE], &[(Kind::Repair, Scope::Areas, &[Act::Read, Act::Resume])]);
    make(&world, &officer, &made(item, Act::Resume, "")).await.unwrap();
    assert_eq!(read(&world, item).await.due_at, Some(at("2026-03-02T10:30:00+08:00")));
}

#[tokio::test]
async fn a_repair_that_was_late_when_it_was_suspended_is_late_when_it_is_resumed() {
    let world = a_world().await;
    let (suspended, resumes) = (Duration::hours(2), Duration::hours(22));
    let row = resumed(&world, at("2026-03-02T09:00:00+08:00"), suspended, resumes).await;
    assert_eq!(row.due_at, Some(at("2026-03-03T07:00:00+08:00")), "by an hour and a half");
    assert!(row.was_late);
}

/// A square in WGS-84, so many degrees wide.
fn rectangle(west: f64, south: f64, wide: f64) -> Ring {
    let (east, north) = (west + wide, south + wide);
    vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
}

async fn grow(session: &Session, above: Option<Uuid>, kind: AreaKind, name: &str, ring: Ring) -> area::Model {
    let code = match kind {
        AreaKind::City => Some("990100000000".to_owned()),
        AreaKind::Community => Some("990102001001".to_owned()),
        _ => None,
    };
    let new = area::NewArea { parent: above, kind, name: name.into(), code, outline: ring };
    area::add(session, new).await.unwrap()
}

/// A community of two estates, each with a building 3, and a smoke detector in each, besides one out in the fields that
/// no outline holds.
async fn two_estates(world: &World) -> (Vec<area::Model>, Vec<building::Model>) {
    by(world, &system(), async |session: &Session| {
        let city = grow(session, None, AreaKind::City, "演示市", rectangle(120.0, 30.0, 1.0)).await;
        let whole = rectangle(120.1, 30.2, 0.01);
        let community = grow(session, Some(city.id), AreaKind::Community, "演示社区", whole).await;
        let (mut areas, mut new) = (vec![], vec![]);
        for (name, west) in [("甲苑", 120.1), ("乙苑", 120.105)] {
            let outline = rectangle(west, 30.2, 0.004);
            let estate = grow(session, Some(community.id), AreaKind::Estate, name, outline).await;
            new.push(building::NewBuilding {
                area_path: estate.path.clone(),
                label: "3".into(),
                name: "3号楼".into(),
                use_: BuildingUse::Residential,
                address: format!("演示市演示社区{name}3号楼"),
                footprint: rectangle(west + 0.001, 30.201, 0.0005),
                storeys: 15,
                storey_height_m: 3.0,
                height_m: 46.2,
                stairwells: 1,
                built_in: None,
                source: "test".into(),
                source_id: name.into(),
                provenance: Provenance::new(Origin::CityShare, NaiveDate::default()),
                group_key: name.into(),
            });
            areas.push(estate);
        }
        let buildings = building::plant(session, new).await?;
        let field = Spot {
            area_path: community.path.clone(),
            place: "鱼塘边".into(),
            address: "演示社区鱼塘边".into(),
            at: Wgs84 { lon: 121.5, lat: 30.5 },
            ..Spot::default()
        };
        areas.push(community);
        let spots = buildings.iter().cloned().map(Spot::from).chain([field]);
        let devices = spots.enumerate().map(|(nth, spot)| NewDevice {
            code: Some(format!("SMK-{nth}")),
            kind: "smoke".into(),
            name: "演示烟感".into(),
            spot,
            height_m: 1.0,
        });
        sensing::rule::seed(session).await?;
        sensing::device::plant(session, devices.collect()).await?;
        Ok((areas, buildings))
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_fire_opens_its_case_where_its_device_is_whatever_else_has_the_same_name() {
    let world = a_world().await;
    let (areas, buildings) = two_estates(&world).await;
    let intake = Intake::start(world.store.clone());
    for code in ["SMK-0", "SMK-1", "SMK-2"] {
        let smoke = Measured { value: Value::Number(8.2), unit: None };
        let values = vec![("smoke_obscuration".into(), smoke)];
        intake.accept(Message { device_code: code.into(), phenomenon_at_ms: None, seq: 0, values }).await;
    }
    world.sequence().await;
    subscription::drain(&world.store, &Opening).await.unwrap();
    let cases = Entity::find().order_by_asc(super::entity::Column::Number).all(world.store.pool()).await;
    let found: Vec<_> = cases
        .unwrap()
        .into_iter()
        .map(|case| (case.area_path, case.place, case.address, case.building_no))
        .collect();
    let expected: Vec<_> = buildings
        .into_iter()
        .map(|building| (building.area_path, "3号楼".to_owned(), building.address, Some(building.map_no)))
        .chain([(areas[2].path.clone(), "鱼塘边".to_owned(), "演示社区鱼塘边".to_owned(), None)])
        .collect();
    assert_eq!(found, expected, "and one that nobody could locate opens its case all the same");
    assert_ne!(found[0].0, found[1].0);
}
