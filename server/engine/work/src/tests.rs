use crate::{
    calendar, clock, deadline, duty,
    item::{
        details_place,
        entity::{ActiveModel, Column, Entity, Model, entry},
        view,
    },
    timing::{self, Due},
};
use base::{
    Actor, Sensitive, Session, Stored,
    identity::{self, NewUser, role},
    testing::{World, actor, by, plant_area},
};
use chrono::{DateTime, Duration, Utc};
use contract::{
    Act, AreaId, Fault, Kind, Scope, UserId,
    applications::case_type,
    identity::Ending,
    sensing::Level,
    work::{CalendarDraft, DeadlineRule, WorkState},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel, QueryOrder, entity::prelude::*};

const STREET: &str = "0001/";
pub(crate) const ESTATE: &str = "0001/0001/";
const OTHER: &str = "0001/0002/";

pub(crate) fn system() -> Actor {
    Actor::System("test")
}

fn admin() -> Actor {
    actor("admin", &[], &[(Kind::Setting, Scope::All, &[Act::Read, Act::Change])])
}

/// A world whose roles are there to be told.
pub(crate) async fn a_world() -> World {
    let world = World::new().await;
    by(&world, &system(), async |session: &Session| identity::seed_roles(session).await).await.unwrap();
    world
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

async fn due(world: &World, kind: Kind, level: Level) -> Due {
    let case = case_type(kind).unwrap();
    by(world, &system(), async |session: &Session| {
        timing::due(session, case, level, WorkState::Reported, session.now()).await
    })
    .await
    .unwrap()
    .unwrap()
}

fn repair_rule(minutes: u32, warn_percent: u32, escalate_to: &str) -> DeadlineRule {
    let mut rule = DeadlineRule::seed(case_type(Kind::Repair).unwrap());
    rule.minutes[0].1 = minutes;
    DeadlineRule { warn_percent, escalate_to: escalate_to.into(), ..rule }
}

async fn set(world: &World, level: Level, revision: i32, rule: &DeadlineRule) -> Result<i32, Fault> {
    by(world, &admin(), async |session: &Session| {
        deadline::change(session, Kind::Repair, level, revision, rule).await
    })
    .await
    .map(|row| row.revision)
}

#[tokio::test]
async fn a_changed_deadline_is_that_of_its_level_and_keeps_its_history() {
    let world = a_world().await;
    assert_eq!(due(&world, Kind::Repair, Level::Three).await.at, at("2026-03-02T09:00:00+08:00"));
    assert_eq!(set(&world, Level::Three, 0, &repair_rule(120, 50, "inspector")).await, Ok(1));
    let changed = due(&world, Kind::Repair, Level::Three).await;
    assert_eq!(changed.at, at("2026-03-02T10:30:00+08:00"));
    assert_eq!(changed.warn_at, Some(at("2026-03-02T09:30:00+08:00")), "when half of it is left");
    assert_eq!(changed.escalate_to.as_deref(), Some("inspector"));
    let other = due(&world, Kind::Repair, Level::Four).await;
    assert_eq!(other.at, at("2026-03-02T09:00:00+08:00"), "the other levels stay");
    let rows = by(&world, &admin(), async |session: &Session| deadline::list(session).await).await.unwrap();
    let row = rows.iter().find(|row| row.kind == Kind::Repair && row.level == Level::Three).unwrap();
    assert_eq!((row.revision, row.escalate_name.as_str(), row.changed_at), (1, "督查", Some(world.now())));
    let auditor = actor("auditor", &[""], &[(Kind::Audit, Scope::All, &[Act::Read])]);
    let asked = contract::Listing {
        filters: vec![("object".into(), vec![row.object.to_string()])],
        ..Default::default()
    };
    let trail = by(&world, &auditor, async |session: &Session| base::list_audit(session, &asked).await).await;
    let trail = trail.unwrap().rows;
    let changes = [("reported", "30", "120"), ("warn_percent", "25", "50"), ("escalate_to", "物业", "督查")];
    let changes = changes.map(|(part, old, new)| (part.to_owned(), old.to_owned(), new.to_owned()));
    assert_eq!((trail[0].actor.as_str(), trail[0].changes.as_slice()), ("admin", changes.as_slice()));
}

#[tokio::test]
async fn a_deadline_of_a_minute_is_warned_of_like_a_long_one() {
    let world = a_world().await;
    set(&world, Level::Three, 0, &repair_rule(1, 25, "inspector")).await.unwrap();
    let short = due(&world, Kind::Repair, Level::Three).await;
    assert_eq!(short.at, at("2026-03-02T08:31:00+08:00"));
    assert_eq!(short.warn_at, Some(at("2026-03-02T08:30:45+08:00")), "when a quarter of it is left");
}

#[tokio::test]
async fn a_deadline_is_changed_by_who_may_and_saw_the_latest_and_only_to_what_makes_sense() {
    let world = a_world().await;
    let rule = repair_rule(60, 25, "property_officer");
    assert_eq!(set(&world, Level::Two, 0, &rule).await, Ok(1));
    let late = set(&world, Level::Two, 0, &rule).await;
    assert!(matches!(late, Err(Fault::Changed { .. })), "{late:?}");
    let wrong = set(&world, Level::Two, 1, &repair_rule(0, 25, "inspector")).await;
    assert_eq!(wrong, Err(Fault::invalid("reported", "field.out_of_range")));
    let blind = set(&world, Level::Two, 1, &repair_rule(60, 25, "kiosk")).await;
    assert_eq!(blind, Err(Fault::invalid("escalate_to", "field.not_offered")), "who may not even look");
    let reader = actor("reader", &[], &[(Kind::Setting, Scope::All, &[Act::Read])]);
    let refused = by(&world, &reader, async |session: &Session| {
        deadline::change(session, Kind::Repair, Level::Two, 1, &rule).await
    });
    assert_eq!(refused.await, Err(Fault::Denied { kind: Kind::Setting, act: Act::Change }));
}

#[tokio::test]
async fn a_holiday_moves_new_deadlines_that_count_working_time() {
    let world = a_world().await;
    let read = by(&world, &admin(), async |session: &Session| calendar::read(session).await).await.unwrap();
    let mut draft = CalendarDraft::of(&read.hours, 2026);
    draft.holidays = "2026-03-02~2026-03-03".into();
    draft.opens = "09:00".into();
    let chief = admin();
    let changed = by(&world, &chief, async |session: &Session| calendar::change(session, 0, &draft).await);
    assert_eq!(changed.await.unwrap().revision, 1);
    assert_eq!(due(&world, Kind::Repair, Level::Four).await.at, at("2026-03-04T09:30:00+08:00"));
    let hazard = due(&world, Kind::FireHazard, Level::One).await;
    assert_eq!(hazard.at, at("2026-03-02T08:45:00+08:00"), "a fire knows no holiday");
    let late = by(&world, &chief, async |session: &Session| calendar::change(session, 0, &draft).await).await;
    assert!(matches!(late, Err(Fault::Changed { .. })), "{late:?}");
}

/// A reported repair with the deadline that begins now.
pub(crate) async fn a_repair(world: &World) -> Uuid {
    let due = due(world, Kind::Repair, Level::Three).await;
    by(world, &system(), async |session: &Session| {
        let id = Uuid::now_v7();
        let now = session.now();
        let details = session.seal(details_place(id), &Sensitive::new("{}".to_owned()))?;
        let row = Model {
            id,
            kind: Stored(Kind::Repair),
            workflow_version: 1,
            number: "R-0001".into(),
            category: "water".into(),
            title: "漏水".into(),
            level: Stored(Level::Three),
            state: Stored(WorkState::Reported),
            is_open: true,
            area_path: ESTATE.into(),
            place: "3-1502".into(),
            address: "演示".into(),
            lon: None,
            lat: None,
            map_no: 1,
            building_no: None,
            dwelling_no: None,
            reporter_id: None,
            organisation_id: None,
            assignee_id: None,
            assignee_name: None,
            alarm_id: None,
            reported_at: now,
            state_since: now,
            due_at: Some(due.at),
            left_ms: None,
            warn_at: due.warn_at,
            escalate_to: due.escalate_to,
            warned_at: None,
            escalated_at: None,
            chased_at: None,
            chased: 0,
            returned: 0,
            was_late: false,
            rating: None,
            closed_at: None,
            details_sealed: details,
            revision: 1,
            changed_by: None,
            changed_at: now,
        };
        let row = row.into_active_model().reset_all();
        session.insert::<Entity>(Kind::Repair, row).await.map(|row| row.id)
    })
    .await
    .unwrap()
}

/// Puts a repair into a state behind the engine's back.
pub(crate) async fn put(world: &World, id: Uuid, edit: impl FnOnce(&mut ActiveModel)) {
    let mut row = ActiveModel { id: Set(id), ..Default::default() };
    edit(&mut row);
    Entity::update(row).exec_without_returning(world.store.pool()).await.unwrap();
}

/// Lets time pass, and the clock go round; answers what the timeline notes by then.
pub(crate) async fn after(world: &World, item: Uuid, minutes: i64) -> Vec<(String, Option<String>)> {
    world.store.clock().push(Duration::minutes(minutes));
    clock::tick(&world.store).await.unwrap();
    let entries = entry::Entity::find()
        .filter(entry::Column::ItemId.eq(item))
        .order_by_asc(entry::Column::At)
        .all(world.store.pool())
        .await;
    entries.unwrap().into_iter().map(|entry| (entry.note, entry.assignee_name)).collect()
}

#[tokio::test]
async fn a_deadline_is_near_when_it_is_warned_of_else_in_its_last_quarter() {
    let world = a_world().await;
    set(&world, Level::Three, 0, &repair_rule(40, 50, "inspector")).await.unwrap();
    let item = a_repair(&world).await;
    let deadline = async || {
        let row = Entity::find_by_id(item).one(world.store.pool()).await;
        view(row.unwrap().unwrap()).deadline()
    };
    let due = at("2026-03-02T09:10:00+08:00");
    assert_eq!(deadline().await, Some((at("2026-03-02T08:50:00+08:00"), due)));
    put(&world, item, |row| row.warn_at = Set(None)).await;
    assert_eq!(deadline().await, Some((at("2026-03-02T09:00:00+08:00"), due)));
}

#[tokio::test]
async fn an_item_is_warned_and_passed_on_by_what_held_when_its_deadline_began() {
    let world = a_world().await;
    set(&world, Level::Three, 0, &repair_rule(40, 25, "property_officer")).await.unwrap();
    let item = a_repair(&world).await;
    set(&world, Level::Three, 1, &repair_rule(5, 90, "inspector")).await.unwrap();
    assert_eq!(after(&world, item, 29).await, []);
    let warned = ("work.entry.warn".to_owned(), None);
    assert_eq!(
        after(&world, item, 1).await,
        std::slice::from_ref(&warned),
        "when a quarter of forty minutes is left"
    );
    assert_eq!(after(&world, item, 1).await, std::slice::from_ref(&warned), "once");
    let told = ("work.entry.escalate".to_owned(), Some("物业".to_owned()));
    assert_eq!(after(&world, item, 10).await, [warned, told]);
    let row = Entity::find().filter(Column::Id.eq(item)).one(world.store.pool()).await.unwrap().unwrap();
    assert!(row.was_late);
}

async fn worker(session: &Session, account: &str, role: &str, area: AreaId) -> UserId {
    let found = role::Entity::find().filter(role::Column::Key.eq(role)).one(session.txn()).await;
    let new = NewUser {
        account: account.into(),
        shown_name: account.into(),
        password_hash: Some("x".into()),
        role: found.unwrap().unwrap().id,
        area: Some(area.0),
        ..NewUser::default()
    };
    UserId(identity::plant_user(session, new).await.unwrap())
}

#[tokio::test]
async fn only_who_can_take_such_work_there_is_offered_for_duty() {
    let world = a_world().await;
    let (areas, grid) = by(&world, &system(), async |session: &Session| {
        let mut areas = vec![];
        for (no, path) in (1..).zip([STREET, ESTATE, OTHER]) {
            areas.push(AreaId(plant_area(session, path, no).await));
        }
        let grid = worker(session, "grid-estate", "grid_worker", areas[1]).await;
        worker(session, "grid-street", "grid_worker", areas[0]).await;
        worker(session, "grid-other", "grid_worker", areas[2]).await;
        worker(session, "repair-estate", "repair_worker", areas[1]).await;
        Ok((areas, grid))
    })
    .await
    .unwrap();
    let officer = actor("officer", &[ESTATE], &[(Kind::Duty, Scope::Areas, &[Act::Create])]);
    let names = async |kind: Kind| {
        let listed =
            by(&world, &officer, async |session: &Session| duty::list_able(session, areas[1], kind).await);
        let mut names: Vec<String> = listed.await.unwrap().into_iter().map(|worker| worker.name).collect();
        names.sort();
        names
    };
    assert_eq!(names(Kind::FireHazard).await, ["grid-estate", "grid-street"]);
    assert_eq!(names(Kind::Repair).await, ["repair-estate"]);
    let beyond = by(&world, &officer, async |session: &Session| {
        duty::list_able(session, areas[2], Kind::Repair).await
    });
    assert_eq!(beyond.await, Err(Fault::Missing { kind: Kind::Area }));
    let stranger = actor("stranger", &[ESTATE], &[]);
    let refused = by(&world, &stranger, async |session: &Session| {
        duty::list_able(session, areas[1], Kind::Repair).await
    });
    assert_eq!(refused.await, Err(Fault::Denied { kind: Kind::Duty, act: Act::Create }));
    // Another administers too, so that nothing stands in the way of ending a grant.
    by(&world, &system(), async |session: &Session| {
        worker(session, "admin-01", "administrator", areas[0]).await;
        let grant = identity::list_grants(session, grid).await?[0].id;
        identity::end_grant(session, grant, &Ending { reason: "调离网格岗位".into() }).await
    })
    .await
    .unwrap();
    assert_eq!(names(Kind::FireHazard).await, ["grid-street"], "a grant that ended reaches nothing");
}
