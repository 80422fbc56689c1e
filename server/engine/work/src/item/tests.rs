use super::{
    by_rule,
    entity::{Entity, Model, entry},
    step,
};
use crate::tests::{ESTATE, a_repair, a_world, after, put, system};
use base::{
    Actor, Session, Stored,
    testing::{World, actor, by},
};
use contract::{
    Act, Fault, Kind, Scope, WorkItemId,
    work::{WorkState, WorkStep},
};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*};

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
