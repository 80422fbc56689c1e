use super::*;
use base::{
    Actor, Mode,
    testing::{World, actor, by, plant_area},
};
use chrono::{Duration, NaiveDate};
use contract::{Act::*, AreaId, Scope, publishing::NoticeDraft};

const STREET: &str = "city/street/";
const COMMUNITY: &str = "city/street/one/";
const ESTATE: &str = "city/street/one/garden/";
const OTHER: &str = "city/street/one/garden-two/";

fn resident(area: &str) -> Actor {
    actor("resident", &[area], &[(Kind::Notice, Scope::Areas, &[Read])])
}

fn staff(area: &str) -> Actor {
    actor("staff", &[area], &[(Kind::Notice, Scope::Areas, &[Read, Create, Change, Retire])])
}

async fn a_street() -> (World, Vec<AreaId>) {
    let world = World::new().await;
    let session = world.store.begin(Actor::System("test"), Mode::Write).await.unwrap();
    let mut ids = vec![];
    for (no, path) in (1..).zip([STREET, COMMUNITY, ESTATE, OTHER]) {
        ids.push(AreaId(plant_area(&session, path, no).await));
    }
    session.commit().await.unwrap();
    (world, ids)
}

fn draft(title: &str) -> NoticeDraft {
    NoticeDraft { title: title.into(), body: "演示内容".into(), ..Default::default() }
}

async fn titles(world: &World, actor: &Actor) -> Vec<String> {
    let rows = by(world, actor, async |session: &Session| current(session).await).await.unwrap();
    rows.into_iter().map(|row| row.title).collect()
}

#[tokio::test]
async fn a_notice_reaches_everybody_in_its_area_and_nobody_else() {
    let (world, areas) = a_street().await;
    for (title, area) in [("street", 0), ("community", 1), ("estate", 2), ("other", 3)] {
        let draft = NoticeDraft { area: Some(areas[area]), ..draft(title) };
        let publisher = staff(STREET);
        by(&world, &publisher, async |session: &Session| publish(session, &draft).await).await.unwrap();
        world.store.clock().push(Duration::minutes(1));
    }
    assert_eq!(titles(&world, &resident(ESTATE)).await, ["estate", "community", "street"], "newest first");
    assert_eq!(titles(&world, &resident(OTHER)).await, ["other", "community", "street"]);
    assert_eq!(titles(&world, &resident(STREET)).await, ["other", "estate", "community", "street"]);
    assert_eq!(titles(&world, &resident("city/elsewhere/")).await, Vec::<String>::new());
    let stranger = actor("stranger", &[ESTATE], &[]);
    let refused = by(&world, &stranger, async |session: &Session| current(session).await).await;
    assert_eq!(refused, Err(Fault::Denied { kind: Kind::Notice, act: Read }));
}

#[test]
fn a_notice_is_for_those_whose_area_lies_in_its_own() {
    let reach = Reach { areas: vec![ESTATE.into()], ..Reach::default() };
    for above in [STREET, COMMUNITY, ESTATE] {
        assert!(is_for(&reach, above), "{above}");
    }
    for other in [OTHER, "city/elsewhere/", "city/str", ""] {
        assert!(!is_for(&reach, other), "{other}");
    }
}

#[tokio::test]
async fn a_notice_is_shown_through_its_last_day() {
    let (world, _) = a_street().await;
    let last_day = NaiveDate::from_ymd_opt(2026, 3, 3).unwrap();
    let draft = NoticeDraft { valid_to: last_day.to_string(), ..draft("停水") };
    by(&world, &staff(ESTATE), async |session: &Session| publish(session, &draft).await).await.unwrap();
    world.store.clock().push(Duration::days(1));
    assert_eq!(titles(&world, &resident(ESTATE)).await, ["停水"]);
    world.store.clock().push(Duration::days(1));
    assert_eq!(titles(&world, &resident(ESTATE)).await, Vec::<String>::new());
    let asked = Listing { search: Some("停".into()), ..Default::default() };
    let listed = by(&world, &staff(ESTATE), async |session: &Session| list(session, &asked).await).await;
    assert_eq!(listed.unwrap().rows[0].valid_to, Some(last_day), "those who publish still see it");
    let again = by(&world, &staff(ESTATE), async |session: &Session| publish(session, &draft).await).await;
    assert_eq!(again, Err(Fault::invalid("valid_to", "field.out_of_range")));
}

#[tokio::test]
async fn a_notice_is_changed_by_who_saw_the_latest_and_taken_back_for_good() {
    let (world, areas) = a_street().await;
    let (mine, theirs) = (staff(ESTATE), staff(OTHER));
    let first = by(&world, &mine, async |s: &Session| publish(s, &draft("first")).await).await.unwrap();
    assert_eq!(first.area_name, "演示区域3", "the actor's own area when none is named");
    let hidden = by(&world, &theirs, async |s: &Session| change(s, first.id, 1, &draft("x")).await).await;
    assert_eq!(hidden, Err(Fault::Missing { kind: Kind::Notice }));
    let away = NoticeDraft { area: Some(areas[3]), ..draft("away") };
    let away = by(&world, &mine, async |s: &Session| change(s, first.id, 1, &away).await).await;
    assert_eq!(away, Err(Fault::Missing { kind: Kind::Notice }), "not into an area that one does not reach");
    let second = by(&world, &mine, async |s: &Session| change(s, first.id, 1, &draft("second")).await);
    assert_eq!(second.await.unwrap().revision, 2);
    let late = by(&world, &mine, async |s: &Session| change(s, first.id, 1, &draft("late")).await).await;
    assert!(matches!(late, Err(Fault::Changed { .. })), "{late:?}");
    assert_eq!(titles(&world, &resident(ESTATE)).await, ["second"]);
    by(&world, &mine, async |s: &Session| retire(s, first.id, 2).await).await.unwrap();
    assert_eq!(titles(&world, &resident(ESTATE)).await, Vec::<String>::new());
    let gone = by(&world, &mine, async |s: &Session| change(s, first.id, 3, &draft("back")).await).await;
    assert_eq!(gone, Err(Fault::Missing { kind: Kind::Notice }));
}

#[tokio::test]
async fn a_notice_is_read_by_itself_by_who_reaches_it_until_it_is_taken_back() {
    let (world, _) = a_street().await;
    let (mine, theirs) = (staff(ESTATE), staff(OTHER));
    let made = by(&world, &mine, async |s: &Session| publish(s, &draft("first")).await).await.unwrap();
    let changed = by(&world, &mine, async |s: &Session| change(s, made.id, 1, &draft("second")).await);
    let changed = changed.await.unwrap();
    let again = by(&world, &mine, async |s: &Session| read(s, made.id).await).await;
    assert_eq!(again, Ok(changed), "as it is now");
    let missing = Err(Fault::Missing { kind: Kind::Notice });
    assert_eq!(by(&world, &theirs, async |s: &Session| read(s, made.id).await).await, missing);
    by(&world, &mine, async |s: &Session| retire(s, made.id, 2).await).await.unwrap();
    assert_eq!(by(&world, &mine, async |s: &Session| read(s, made.id).await).await, missing);
}

#[tokio::test]
async fn notices_are_brought_in_and_wait_for_their_time() {
    let (world, areas) = a_street().await;
    let new = |title: &str, after: Duration| NewNotice {
        id: Uuid::now_v7(),
        area: areas[2].0,
        area_path: ESTATE.into(),
        area_name: "演示花园".into(),
        title: title.into(),
        body: "演示内容".into(),
        published_at: world.now() + after,
        valid_to: None,
    };
    let notices = vec![new("yesterday", Duration::days(-1)), new("tomorrow", Duration::days(1))];
    let refused = by(&world, &staff(ESTATE), async |s: &Session| plant(s, notices.clone()).await).await;
    assert_eq!(
        refused,
        Err(Fault::Denied { kind: Kind::Notice, act: Create }),
        "an import is not checked row by row"
    );
    by(&world, &Actor::System("demo"), async |s: &Session| plant(s, notices).await).await.unwrap();
    assert_eq!(titles(&world, &resident(ESTATE)).await, ["yesterday"]);
}
