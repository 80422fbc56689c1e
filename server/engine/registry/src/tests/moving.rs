use super::fixture::{Estate, PHONE, day, draft, id_number, officer, property, visitor};
use crate::tenancy;
use base::Session;
use contract::{Act, Fault, Kind, registry::MoveInDraft};

/// Shows: MGT-6.6.10-b
#[tokio::test]
async fn moving_in_and_out_keeps_dated_history() {
    let estate = Estate::new().await;
    let staff = property();
    let first = estate.move_in(estate.home, &draft()).await.unwrap();
    assert_eq!((first.from_on, first.to_on), (day("2026-02-01"), None));
    assert_eq!(estate.occupants(estate.home).await, 1);

    let left = day("2026-03-01");
    let out = async |s: &Session| tenancy::move_out(s, first.id, first.revision, left).await;
    assert_eq!(estate.as_actor(&staff, out).await.unwrap().to_on, Some(left));
    assert_eq!(estate.occupants(estate.home).await, 0);
    let again = MoveInDraft { from_on: "2026-03-02".into(), ..draft() };
    let second = estate.move_in(estate.home, &again).await.unwrap();
    assert_eq!(second.person, first.person, "the same person, not a second one");

    let now =
        estate.as_actor(&staff, async |s: &Session| tenancy::occupants(s, estate.home).await).await.unwrap();
    let past =
        estate.as_actor(&staff, async |s: &Session| tenancy::history(s, estate.home).await).await.unwrap();
    assert_eq!(now.iter().map(|row| row.id).collect::<Vec<_>>(), [second.id]);
    let dates: Vec<_> = past.iter().map(|row| (row.id, row.from_on, row.to_on)).collect();
    assert_eq!(dates, [(first.id, day("2026-02-01"), Some(left))]);
}

/// Shows: PLT-6.8.1.3-1d
#[tokio::test]
async fn occupants_and_past_occupants_are_shown_by_permission_and_masked() {
    let estate = Estate::new().await;
    let row = estate.move_in(estate.home, &draft()).await.unwrap();
    let see = async |s: &Session| {
        let now = tenancy::occupants(s, estate.home).await?;
        Ok::<_, Fault>((now, tenancy::history(s, estate.home).await?))
    };
    let (now, past) = estate.as_actor(&property(), see).await.unwrap();
    assert!(past.is_empty());
    assert_eq!((now[0].name.as_str(), now[0].phone.as_str()), ("演***0001", "100****0001"));
    assert_eq!((now[0].age_band.as_str(), now[0].dwelling_label.as_str()), ("65+", "3-1502"));
    assert_eq!(now[0].id_number, None, "no identity number for those who never see it in full");

    let leave = async |s: &Session| tenancy::move_out(s, row.id, 1, day("2026-03-02")).await;
    estate.as_actor(&property(), leave).await.unwrap();
    let see = async |s: &Session| {
        let now = tenancy::occupants(s, estate.home).await?;
        Ok::<_, Fault>((now, tenancy::history(s, estate.home).await?))
    };
    let (now, past) = estate.as_actor(&officer(super::fixture::ESTATE), see).await.unwrap();
    assert!(now.is_empty());
    assert_eq!(past[0].name, "演***0001");
    let shown = past[0].id_number.clone().unwrap();
    assert!(shown.starts_with("0000**********"), "{shown}");

    let denied =
        estate.as_actor(&visitor(), async |s: &Session| tenancy::history(s, estate.home).await).await;
    assert_eq!(denied, Err(Fault::Denied { kind: Kind::Tenancy, act: Act::Read }));
    let away = async |s: &Session| tenancy::occupants(s, estate.elsewhere).await;
    assert_eq!(estate.as_actor(&property(), away).await, Err(Fault::Missing { kind: Kind::Tenancy }));
}

#[tokio::test]
async fn a_person_is_recognised_and_lives_in_a_dwelling_once() {
    let estate = Estate::new().await;
    let first = estate.move_in(estate.home, &draft()).await.unwrap();
    let twice = estate.move_in(estate.home, &draft()).await;
    assert_eq!(twice, Err(Fault::invalid("name", "field.taken")));
    let by_phone = MoveInDraft { id_number: String::new(), ..draft() };
    let second = estate.move_in(estate.next_door, &by_phone).await.unwrap();
    assert_eq!(second.person, first.person, "by name and phone, when there is no identity number");
    let other_name = MoveInDraft { name: "演示居民0002".into(), ..draft() };
    let other_name = estate.move_in(estate.next_door, &other_name).await;
    assert_eq!(other_name, Err(Fault::invalid("name", "field.wrong_type")), "the number is somebody else's");
    let other =
        MoveInDraft { name: "演示居民0002".into(), id_number: id_number("20200101", 2), ..draft() };
    let other = estate.move_in(estate.home, &other).await.unwrap();
    assert_ne!(other.person, first.person);
    assert_eq!(other.age_band, "0-17", "the day of birth is in the identity number");
    assert_eq!(estate.occupants(estate.home).await, 2);
}

#[tokio::test]
async fn what_can_t_be_is_refused_by_field() {
    let estate = Estate::new().await;
    let wrong = |change: fn(&mut MoveInDraft)| {
        let mut draft = draft();
        change(&mut draft);
        draft
    };
    for (draft, field, label) in [
        (wrong(|d| d.id_number = "110105194912310021".into()), "id_number", "field.id_number"),
        (wrong(|d| d.phone = "123".into()), "phone", "field.phone"),
        (wrong(|d| d.name.clear()), "name", "field.required"),
        (wrong(|d| d.relation = "guest".into()), "relation", "field.not_offered"),
        (wrong(|d| d.from_on = "2026-03-03".into()), "from_on", "field.out_of_range"),
    ] {
        assert_eq!(estate.move_in(estate.home, &draft).await, Err(Fault::invalid(field, label)));
    }
    let elsewhere = estate.move_in(estate.elsewhere, &draft()).await;
    assert_eq!(elsewhere, Err(Fault::Missing { kind: Kind::Tenancy }), "outside the staff's area");

    let row = estate.move_in(estate.home, &draft()).await.unwrap();
    let staff = property();
    let out_of_range = Err(Fault::invalid("to_on", "field.out_of_range"));
    for on in ["2026-01-31", "2026-03-03"] {
        let out = async |s: &Session| tenancy::move_out(s, row.id, 1, day(on)).await;
        assert_eq!(estate.as_actor(&staff, out).await, out_of_range, "{on}");
    }
    let out = async |s: &Session| tenancy::move_out(s, row.id, 1, day("2026-03-02")).await;
    estate.as_actor(&staff, out).await.unwrap();
    let late = async |s: &Session| tenancy::move_out(s, row.id, 1, day("2026-03-01")).await;
    let late = estate.as_actor(&staff, late).await;
    assert!(matches!(late, Err(Fault::Changed { .. })), "{late:?}");
    let again = async |s: &Session| tenancy::move_out(s, row.id, 2, day("2026-03-01")).await;
    assert_eq!(estate.as_actor(&staff, again).await, out_of_range, "it has ended already");
}

#[tokio::test]
async fn a_move_is_told_to_those_who_may_read_it() {
    let estate = Estate::new().await;
    let row = estate.move_in(estate.home, &draft()).await.unwrap();
    estate.world.sequence().await;
    let moments = base::moments_after(&estate.world.store, 0, 10).await.unwrap();
    let told: Vec<_> = moments.iter().map(|m| (m.0.kind, m.0.area_path.as_str())).collect();
    assert_eq!(told, [(Kind::Tenancy, super::fixture::ESTATE), (Kind::Dwelling, super::fixture::ESTATE)]);
    let text = serde_json::to_string(&moments[0].1.event).unwrap();
    assert!(text.contains(&row.id.to_string()) && !text.contains(PHONE), "{text}");
}
