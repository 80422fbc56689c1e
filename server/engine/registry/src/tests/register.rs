use super::fixture::{ELSEWHERE, ESTATE, Estate, add, build, day, draft, id_number, officer};
use crate::{NewPerson, NewTenancy, counts, one_standard_three_actual, person, plant, tenancy};
use base::{
    Actor, Mode, Session,
    identity::organisation,
    job::{self, Worker},
};
use contract::{
    Act, DwellingId, Fault, Kind, PersonId,
    registry::{Orphan, Purpose, Relation},
};
use sea_orm::{ActiveValue::Set, sea_query::Expr};
use std::sync::Arc;
use uuid::Uuid;

const DEMO: Actor = Actor::System("demo");

fn resident(no: u32, born: &str) -> NewPerson {
    let compact = born.replace('-', "");
    NewPerson {
        id: Uuid::now_v7(),
        area_path: ESTATE.into(),
        name: format!("演示居民{no:04}"),
        phone: (no != 3).then(|| format!("100{no:08}")),
        id_number: id_number(&compact, no),
        born_on: day(born),
    }
}

fn stay(person: &NewPerson, dwelling: DwellingId, to_on: Option<&str>) -> NewTenancy {
    NewTenancy {
        person: person.id,
        dwelling: dwelling.0,
        area_path: ESTATE.into(),
        relation: Relation::Family,
        from_on: day("2024-01-01"),
        to_on: to_on.map(day),
    }
}

#[tokio::test]
async fn a_whole_register_is_brought_in_at_once() {
    let estate = Estate::new().await;
    let persons = vec![resident(1, "1950-01-01"), resident(2, "1961-03-03"), resident(3, "2020-05-05")];
    let tenancies = vec![
        stay(&persons[0], estate.home, None),
        stay(&persons[1], estate.home, None),
        stay(&persons[2], estate.home, Some("2026-12-31")),
        stay(&persons[0], estate.next_door, Some("2025-01-01")),
    ];
    let first = PersonId(persons[0].id);
    estate.as_actor(&DEMO, async |s: &Session| plant(s, persons, tenancies).await).await.unwrap();
    assert_eq!((estate.occupants(estate.home).await, estate.occupants(estate.next_door).await), (3, 0));

    let counted = estate.as_actor(&DEMO, async |s: &Session| counts(s, estate.home.0).await).await;
    assert_eq!(counted, Ok((3, 1)), "65 on the day, not a day before");
    let officer = officer(ESTATE);
    let now = estate
        .as_actor(&officer, async |s: &Session| tenancy::occupants(s, estate.home).await)
        .await
        .unwrap();
    let phones: Vec<_> = now.iter().map(|row| row.phone.as_str()).collect();
    assert!(phones.contains(&"—") && phones.contains(&"100****0001"), "{phones:?}");
    let seen = async |s: &Session| person::disclose(s, first, Purpose::Correction).await;
    assert_eq!(estate.as_actor(&officer, seen).await.unwrap().name, "演示居民0001");

    let later = contract::registry::MoveInDraft { id_number: id_number("19700101", 9), ..draft() };
    estate.move_in(estate.next_door, &later).await.unwrap();
    assert_eq!(estate.occupants(estate.next_door).await, 1);
}

#[tokio::test]
async fn a_stay_that_was_brought_in_with_its_end_comes_to_it() {
    let estate = Estate::new().await;
    let store = &estate.world.store;
    let persons = vec![resident(1, "1990-01-01"), resident(2, "1990-01-02")];
    let tenancies = vec![
        stay(&persons[0], estate.home, Some("2026-03-03")),
        stay(&persons[1], estate.home, Some("2026-03-04")),
    ];
    estate.as_actor(&DEMO, async |s: &Session| plant(s, persons, tenancies).await).await.unwrap();
    tenancy::plan(store).await.unwrap();
    let workers: [Arc<dyn Worker>; 1] = [Arc::new(tenancy::Ending)];
    // From half past eight in the morning to shortly after midnight, and on from day to day.
    for (hours, occupants) in [(0, 2), (16, 1), (24, 0)] {
        store.clock().push(chrono::Duration::hours(hours));
        job::due(store, &workers).await.unwrap();
        assert_eq!(estate.occupants(estate.home).await, occupants);
    }
}

#[tokio::test]
async fn a_person_who_moves_on_is_reached_where_they_live() {
    let estate = Estate::new().await;
    let first = estate.move_in(estate.home, &draft()).await.unwrap();
    let system = Actor::System("test");
    let leave = async |s: &Session| tenancy::move_out(s, first.id, 1, day("2026-03-01")).await;
    estate.as_actor(&system, leave).await.unwrap();
    let arrive = async |s: &Session| tenancy::move_in(s, estate.elsewhere, &draft()).await;
    assert_eq!(estate.as_actor(&system, arrive).await.unwrap().person, first.person);
    let look = async |s: &Session| person::disclose(s, first.person, Purpose::Visit).await;
    assert!(estate.as_actor(&officer(ELSEWHERE), look).await.is_ok());
    let look = async |s: &Session| person::disclose(s, first.person, Purpose::Visit).await;
    assert_eq!(estate.as_actor(&officer(ESTATE), look).await, Err(Fault::Missing { kind: Kind::Person }));
}

#[tokio::test]
async fn what_lacks_a_link_is_listed() {
    let estate = Estate::new().await;
    let session = estate.world.store.begin(DEMO, Mode::Write).await.unwrap();
    let building = Uuid::now_v7();
    add(&session, "building", building_row(&session, building)).await;
    let nameless = build(&session, 4, ESTATE, "3-1601").await;
    set(&session, nameless, "address", "".into()).await;
    set(&session, nameless, "building_id", building.into()).await;
    let (housed, adrift) = (resident(1, "1990-01-01"), resident(2, "1990-01-02"));
    let orphan_id = adrift.id;
    let tenancies = vec![stay(&housed, estate.home, Some("2025-01-01"))];
    plant(&session, vec![housed, adrift], tenancies).await.unwrap();
    let nowhere = organisation::ActiveModel {
        id: Set(Uuid::now_v7()),
        parent_id: Set(None),
        name: Set("演示单位".into()),
        kind: Set("shop".into()),
        area_id: Set(Uuid::now_v7()),
        area_path: Set(ESTATE.into()),
        code: Set("DW1".into()),
        retired_at: Set(None),
        ..Default::default()
    };
    let nowhere = session.insert::<organisation::Entity>(Kind::Organisation, nowhere).await.unwrap();
    session.commit().await.unwrap();

    let found = estate.as_actor(&DEMO, async |s: &Session| one_standard_three_actual(s).await).await.unwrap();
    let ids = |orphan: &Orphan| -> Vec<Uuid> { orphan.first.iter().map(|row| row.id).collect() };
    assert_eq!(ids(&found.dwellings_without_address), [nameless.0]);
    assert_eq!(found.dwellings_without_address.first[0].title, "3-1601");
    assert_eq!(ids(&found.persons_without_dwelling), [orphan_id], "who moved away is none");
    assert_eq!(
        found.dwellings_without_building.count, 3,
        "those of the estate, not the one that has a building"
    );
    assert_eq!(
        ids(&found.dwellings_without_building),
        [estate.home.0, estate.next_door.0, estate.elsewhere.0]
    );
    assert_eq!(ids(&found.organisations_without_area), [nowhere.id]);
    assert_eq!(found.organisations_without_area.first[0].title, "演示单位");
    let denied =
        estate.as_actor(&officer(ESTATE), async |s: &Session| one_standard_three_actual(s).await).await;
    assert_eq!(denied, Err(Fault::Denied { kind: Kind::Dwelling, act: Act::Read }));
}

async fn set(session: &Session, dwelling: DwellingId, column: &'static str, value: Expr) {
    use sea_orm::{
        ConnectionTrait,
        sea_query::{ExprTrait, Query},
    };
    let update = Query::update()
        .table("dwelling")
        .value(column, value)
        .and_where(Expr::col("id").eq(dwelling.0))
        .to_owned();
    session.txn().execute(&update).await.unwrap();
}

fn building_row(session: &Session, id: Uuid) -> Vec<(&'static str, Expr)> {
    vec![
        ("id", id.into()),
        ("map_no", 1_i32.into()),
        ("area_path", ESTATE.into()),
        ("label", "3".into()),
        ("name", "3 号楼".into()),
        ("code", "330000000001LD0000003X".into()),
        ("use", "residential".into()),
        ("address", "演示路 1 号".into()),
        ("footprint", "[]".into()),
        ("storeys", 18_i32.into()),
        ("storey_height_m", 3.0_f64.into()),
        ("height_m", 54.0_f64.into()),
        ("stairwells", 1_i32.into()),
        ("dwellings", 36_i32.into()),
        ("lon", 120.1_f64.into()),
        ("lat", 30.2_f64.into()),
        ("group_key", "g1".into()),
        ("source", "demo".into()),
        ("source_id", "3".into()),
        ("revision", 1_i32.into()),
        ("changed_at", session.now().into()),
    ]
}
