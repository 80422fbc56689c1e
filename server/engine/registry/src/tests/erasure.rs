use super::fixture::{ESTATE, Estate, NAME, PHONE, draft, officer, property};
use crate::{person, tenancy};
use base::Session;
use contract::{Act, Fault, Kind, registry::Purpose};

#[tokio::test]
async fn an_erased_person_can_t_be_read_or_found_any_more() {
    let estate = Estate::new().await;
    let row = estate.move_in(estate.home, &draft()).await.unwrap();
    let denied = estate.as_actor(&property(), async |s: &Session| person::erase(s, row.person).await).await;
    assert_eq!(denied, Err(Fault::Denied { kind: Kind::Person, act: Act::Retire }));
    let officer = officer(ESTATE);
    estate.as_actor(&officer, async |s: &Session| person::erase(s, row.person).await).await.unwrap();

    let missing = Err(Fault::Missing { kind: Kind::Person });
    let look = async |s: &Session| person::disclose(s, row.person, Purpose::Case).await;
    assert_eq!(estate.as_actor(&officer, look).await, missing);
    for text in [NAME, PHONE, "0001"] {
        let found = estate.as_actor(&officer, async |s: &Session| person::search(s, text).await).await;
        assert_eq!(found, Ok(vec![]), "{text}");
    }
    let now = estate
        .as_actor(&officer, async |s: &Session| tenancy::occupants(s, estate.home).await)
        .await
        .unwrap();
    assert_eq!((now[0].name.as_str(), now[0].phone.as_str(), now[0].age_band.as_str()), ("—", "—", "—"));
    assert_eq!(now[0].id_number, None);
    let again = estate.as_actor(&officer, async |s: &Session| person::erase(s, row.person).await).await;
    assert_eq!(again, Err(Fault::Missing { kind: Kind::Person }));
}

#[tokio::test]
async fn somebody_erased_who_comes_back_is_a_new_person() {
    let estate = Estate::new().await;
    let first = estate.move_in(estate.home, &draft()).await.unwrap();
    let officer = officer(ESTATE);
    estate.as_actor(&officer, async |s: &Session| person::erase(s, first.person).await).await.unwrap();
    let second = estate.move_in(estate.next_door, &draft()).await.unwrap();
    assert_ne!(second.person, first.person);
    assert_eq!(second.name, "演***0001");
}
