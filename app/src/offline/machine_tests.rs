use super::*;
use contract::{Act, Kind, work::WorkState};

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(second, 0).unwrap()
}

fn step(case: WorkItemId, photos: usize) -> Parcel {
    Parcel::Step(WorkStep {
        entry: Uuid::now_v7(),
        item: case,
        revision: Some(3),
        act: Act::Resolve,
        note: "已清理".into(),
        photos: (0..photos).map(|_| FileId::fresh()).collect(),
        assignee: None,
        rating: None,
        typed_at: None,
    })
}

fn item(owner: UserId, case: WorkItemId) -> Item {
    Item::new(owner, step(case, 2), "F-0001".into(), 1000, at(0))
}

fn answer(item: &mut Item, answer: Result<Receipt, Failure>, second: i64) {
    item.begin();
    item.settle(answer, true, at(second));
}

fn receipt() -> Receipt {
    Receipt { number: "F-0001".into(), due_at: None }
}

#[test]
fn three_tries_with_a_growing_pause_then_the_person_is_asked() {
    let mut item = item(UserId::fresh(), WorkItemId::fresh());
    answer(&mut item, Err(Failure::Away), 0);
    assert_eq!(item.state, State::Waiting { again_at: Some(at(5)) });
    answer(&mut item, Err(Failure::Away), 5);
    assert_eq!(item.state, State::Waiting { again_at: Some(at(35)) });
    answer(&mut item, Err(Failure::Away), 35);
    assert_eq!(item.state, State::Failed { why: Failure::Away });
}

#[test]
fn without_a_network_nothing_counts_as_tried() {
    let mut item = item(UserId::fresh(), WorkItemId::fresh());
    for _ in 0..10 {
        item.begin();
        item.settle(Err(Failure::Away), false, at(0));
    }
    assert_eq!((item.tries, item.state), (0, State::Waiting { again_at: None }));
}

#[test]
fn the_network_coming_back_tries_again_what_failed_for_want_of_it() {
    let mut away = item(UserId::fresh(), WorkItemId::fresh());
    away.state = State::Failed { why: Failure::Away };
    away.back_online();
    assert_eq!(away.state, State::Waiting { again_at: None });
    let mut refused = away.clone();
    refused.state = State::Failed { why: Failure::Fault(Fault::NotAPhoto) };
    refused.back_online();
    assert!(matches!(refused.state, State::Failed { .. }));
}

#[test]
fn what_another_changed_meanwhile_is_a_conflict_for_a_step() {
    let mut item = item(UserId::fresh(), WorkItemId::fresh());
    let fault = Fault::Changed { who: "演示督查01".into(), at: at(9) };
    answer(&mut item, Err(Failure::Fault(fault.clone())), 10);
    assert_eq!(item.state, State::Conflict { fault });
    let blocked = Fault::Blocked { from: WorkState::Accepted, act: Act::Resolve };
    item.retry();
    answer(&mut item, Err(Failure::Fault(blocked.clone())), 11);
    assert_eq!(item.state, State::Conflict { fault: blocked });
}

#[test]
fn a_permanent_refusal_is_not_tried_again() {
    let mut item = item(UserId::fresh(), WorkItemId::fresh());
    let missing = Failure::Fault(Fault::Missing { kind: Kind::FireHazard });
    answer(&mut item, Err(missing.clone()), 0);
    assert_eq!(item.state, State::Failed { why: missing });
}

#[test]
fn what_the_server_could_not_take_may_be_tried_again_and_what_it_would_not_take_may_not() {
    let lasting = [
        Failure::Away,
        Failure::Fault(Fault::Unavailable),
        Failure::Fault(Fault::Internal { reference: "8F2C".into() }),
    ];
    for why in lasting {
        let mut item = item(UserId::fresh(), WorkItemId::fresh());
        assert!(item.can_retry(), "it waits");
        for second in [0, 5, 35] {
            answer(&mut item, Err(why.clone()), second);
        }
        assert_eq!(item.state, State::Failed { why });
        assert!(item.can_retry());
    }
    let blocked = Fault::Blocked { from: WorkState::Accepted, act: Act::Resolve };
    for fault in [Fault::NotAPhoto, Fault::Missing { kind: Kind::FireHazard }, blocked] {
        let mut item = item(UserId::fresh(), WorkItemId::fresh());
        answer(&mut item, Err(Failure::Fault(fault)), 0);
        assert!(!item.can_retry(), "{:?}", item.state);
    }
}

#[test]
fn an_act_that_waits_is_not_offered_again_but_a_note_is() {
    let (owner, case) = (UserId::fresh(), WorkItemId::fresh());
    let mut items = vec![item(owner, case), item(owner, case), item(owner, case)];
    for (item, act) in items.iter_mut().zip([Act::Take, Act::Note, Act::Resolve]) {
        let Parcel::Step(step) = &mut item.parcel else { panic!("a step") };
        step.act = act;
    }
    assert_eq!(acts(&items), [Act::Take, Act::Resolve]);
}

#[test]
fn an_act_is_missing_from_its_record_until_that_is_read_after_it_was_sent() {
    let mut item = item(UserId::fresh(), WorkItemId::fresh());
    assert!(item.is_missing_from(Some(at(20))) && item.is_missing_from(None), "it waits");
    answer(&mut item, Err(Failure::Away), 5);
    assert!(item.is_missing_from(Some(at(20))), "it waits for its next try");
    answer(&mut item, Ok(receipt()), 10);
    assert!(item.is_missing_from(Some(at(9))), "the record is of before");
    assert!(!item.is_missing_from(Some(at(10))));
    assert!(!item.is_missing_from(None), "what was sent waits for nothing");
}

#[test]
fn an_ended_session_only_holds_it_back() {
    let mut item = item(UserId::fresh(), WorkItemId::fresh());
    answer(&mut item, Err(Failure::Fault(Fault::SignedOut)), 0);
    assert_eq!((item.tries, item.state), (0, State::Waiting { again_at: Some(at(30)) }));
}

#[test]
fn the_order_is_kept_for_each_case_and_what_is_stuck_holds_back_its_own_case_only() {
    let owner = UserId::fresh();
    let (one, other) = (WorkItemId::fresh(), WorkItemId::fresh());
    let mut items = vec![item(owner, one), item(owner, one), item(owner, other)];
    assert_eq!(next(&items, owner, at(0)), Some(items[0].id()));
    items[0].state = State::Failed { why: Failure::Away };
    assert_eq!(next(&items, owner, at(0)), Some(items[2].id()));
    items[0].settle(Ok(receipt()), true, at(0));
    assert_eq!(next(&items, owner, at(0)), Some(items[1].id()));
}

#[test]
fn nothing_is_sent_before_its_pause_is_over_or_by_somebody_else() {
    let owner = UserId::fresh();
    let mut items = vec![item(owner, WorkItemId::fresh())];
    items[0].state = State::Waiting { again_at: Some(at(5)) };
    assert_eq!(next(&items, owner, at(4)), None);
    assert_eq!(next(&items, UserId::fresh(), at(6)), None);
    assert!(next(&items, owner, at(5)).is_some());
}

#[test]
fn photos_that_arrived_are_not_sent_again() {
    let mut item = item(UserId::fresh(), WorkItemId::fresh());
    assert_eq!(item.percent(), 0);
    let first = item.left[0];
    item.photo_sent(first);
    assert_eq!((item.left.len(), item.percent()), (1, 33));
}

#[test]
fn what_was_on_its_way_at_a_restart_is_sent_again() {
    let mut item = item(UserId::fresh(), WorkItemId::fresh());
    item.begin();
    item.recover();
    assert_eq!((item.tries, item.state), (0, State::Waiting { again_at: None }));
}

#[test]
fn what_was_typed_a_while_ago_says_so() {
    let Parcel::Step(late) = step(WorkItemId::fresh(), 0).typed(at(0), at(61)) else { panic!("a step") };
    assert_eq!(late.typed_at, Some(at(0)));
    let Parcel::Step(fresh) = step(WorkItemId::fresh(), 0).typed(at(0), at(2)) else { panic!("a step") };
    assert_eq!(fresh.typed_at, None);
}

#[test]
fn it_survives_the_device_s_database() {
    let item = item(UserId::fresh(), WorkItemId::fresh());
    let text = serde_json::to_string(&item).unwrap();
    assert_eq!(serde_json::from_str::<Item>(&text).unwrap(), item);
}

#[test]
fn the_tally_counts_what_the_server_does_not_have() {
    let owner = UserId::fresh();
    let mut items = vec![item(owner, WorkItemId::fresh()), item(owner, WorkItemId::fresh())];
    items[0].state = State::Conflict { fault: Fault::Unavailable };
    assert_eq!(Tally::of(&items), Tally { waiting: 1, sending: 0, stuck: 1 });
    items[0].settle(Ok(receipt()), true, at(0));
    assert_eq!(Tally::of(&items).unsent(), 1);
    assert!(items[0].is_done(at(4000)) && !items[0].is_done(at(3000)));
}

#[test]
fn what_another_person_left_is_counted_and_waits_for_them() {
    let (first, second) = (UserId::fresh(), UserId::fresh());
    let mut items = vec![item(first, WorkItemId::fresh()), item(first, WorkItemId::fresh())];
    items.iter_mut().for_each(|item| item.owner_name = "演示网格员01".into());
    assert_eq!(next(&items, second, at(0)), None);
    assert_eq!(of_others(&items, second), [("演示网格员01".to_owned(), 2)]);
    assert!(of_others(&items, first).is_empty());
    items[0].settle(Ok(receipt()), true, at(0));
    assert_eq!(of_others(&items, second), [("演示网格员01".to_owned(), 1)]);
    assert_eq!(next(&items, first, at(0)), Some(items[1].id()));
}

#[test]
fn what_was_kept_before_owners_had_names_is_still_read() {
    let item = item(UserId::fresh(), WorkItemId::fresh());
    let mut value = serde_json::to_value(&item).unwrap();
    value.as_object_mut().unwrap().remove("owner_name");
    assert_eq!(serde_json::from_value::<Item>(value).unwrap(), item);
}
