//! Where personal data could come into plain sight: the screens, the search, the database itself.

use super::fixture::{ELSEWHERE, ESTATE, Estate, NAME, PHONE, draft, id_number, officer, property, visitor};
use crate::person;
use base::{Actor, Session};
use contract::{
    Act, Fault, Kind,
    identity::Outcome,
    registry::{MoveInDraft, Purpose},
    spatial::Found,
};
use sea_orm::{ConnectionTrait, sea_query::Query};
use std::path::Path;

async fn search(estate: &Estate, actor: &Actor, text: &str) -> Result<Vec<Found>, Fault> {
    estate.as_actor(actor, async |s: &Session| person::search(s, text).await).await
}

#[tokio::test]
async fn a_disclosure_is_audited_with_its_purpose() {
    let estate = Estate::new().await;
    let row = estate.move_in(estate.home, &draft()).await.unwrap();
    let look = async |s: &Session| person::disclose(s, row.person, Purpose::Emergency).await;
    let seen = estate.as_actor(&officer(ESTATE), look).await.unwrap();
    assert_eq!((seen.name.as_str(), seen.phone.as_str()), (NAME, PHONE));
    assert_eq!(seen.id_number, id_number("19570302", 1));
    let trail = estate.trail().await;
    let entry = trail.iter().find(|entry| entry.act == "disclose").unwrap();
    assert_eq!(
        (entry.actor.as_str(), entry.kind.as_str(), entry.module.as_str()),
        ("officer", "person", "registry")
    );
    assert_eq!((entry.object, entry.purpose.as_deref()), (Some(row.person.0), Some("emergency")));
    assert_eq!(entry.outcome, Outcome::Done);
}

#[tokio::test]
async fn a_refused_disclosure_is_audited_too() {
    let estate = Estate::new().await;
    let row = estate.move_in(estate.home, &draft()).await.unwrap();
    let look = async |s: &Session| person::disclose(s, row.person, Purpose::Visit).await;
    let refused = estate.as_actor(&property(), look).await;
    assert_eq!(refused, Err(Fault::Denied { kind: Kind::Person, act: Act::Disclose }));
    let look = async |s: &Session| person::disclose(s, row.person, Purpose::Visit).await;
    let hidden = estate.as_actor(&officer(ELSEWHERE), look).await;
    assert_eq!(hidden, Err(Fault::Missing { kind: Kind::Person }));
    let trail = estate.trail().await;
    let mut outcomes: Vec<_> =
        trail.iter().filter(|e| e.act == "disclose").map(|e| (e.actor.as_str(), e.outcome)).collect();
    outcomes.sort_unstable();
    assert_eq!(outcomes, [("officer", Outcome::OutOfReach), ("property", Outcome::Denied)]);
}

#[tokio::test]
async fn a_search_finds_only_what_is_exactly_so_and_masks_it() {
    let estate = Estate::new().await;
    estate.move_in(estate.home, &draft()).await.unwrap();
    let staff = property();
    for text in [NAME, PHONE, "100 0000 0001", "0001", &id_number("19570302", 1)] {
        let found = search(&estate, &staff, text).await.unwrap();
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].title, "演***0001 · 3-1502");
        assert_eq!((found[0].kind.as_str(), found[0].map_no), ("person", 1));
        assert_eq!(found[0].group.as_deref(), Some("g1"));
    }
    for text in ["演示居民", "演示居民000", "1000000000", "000", "演", "%", " ", ""] {
        assert_eq!(search(&estate, &staff, text).await, Ok(vec![]), "{text}");
    }
    assert_eq!(search(&estate, &officer(ELSEWHERE), NAME).await, Ok(vec![]), "not within reach");
    let denied = Err(Fault::Denied { kind: Kind::Person, act: Act::Read });
    assert_eq!(search(&estate, &visitor(), NAME).await, denied);
}

#[tokio::test]
async fn a_search_answers_at_most_eight() {
    let estate = Estate::new().await;
    for n in 10..20 {
        let (name, phone) = (format!("演示居民00{n}"), format!("10000{n}1000"));
        let draft = MoveInDraft { name, phone, id_number: id_number("20010101", n), ..draft() };
        estate.move_in(estate.home, &draft).await.unwrap();
    }
    assert_eq!(search(&estate, &property(), "1000").await.unwrap().len(), 8, "by the last four digits");
}

/// Shows: PLT-6.8.1-1
#[tokio::test]
async fn nothing_personal_lies_plain_in_the_database() {
    let estate = Estate::new().await;
    let row = estate.move_in(estate.home, &draft()).await.unwrap();
    let look = async |s: &Session| person::disclose(s, row.person, Purpose::Case).await;
    estate.as_actor(&officer(ESTATE), look).await.unwrap();
    search(&estate, &property(), NAME).await.unwrap();
    estate.world.sequence().await;
    let number = id_number("19570302", 1);
    let secrets = [NAME, "演示居民", PHONE, number.as_str(), "1957-03-02", "19570302"];

    let sealed = ["name_sealed", "phone_sealed", "id_number_sealed", "born_on_sealed"];
    let select = Query::select().columns(sealed).from("person").to_owned();
    let rows = estate.world.store.pool().query_all(&select).await.unwrap();
    assert_eq!(rows.len(), 1);
    for column in sealed {
        let bytes: Vec<u8> = rows[0].try_get("", column).unwrap();
        assert!(bytes.len() >= 28, "{column}: a nonce and a tag at least");
        assert_eq!(betrayed(&bytes, &secrets), None, "{column}");
    }
    for (table, columns) in [
        ("person", vec!["code", "name_index", "phone_index", "phone_last4_index", "id_number_index"]),
        ("audit", vec!["actor", "changes"]),
        ("outbox", vec!["event"]),
    ] {
        let select = Query::select().columns(columns.clone()).from(table).to_owned();
        for row in estate.world.store.pool().query_all(&select).await.unwrap() {
            for column in &columns {
                let text: String = row.try_get("", column).unwrap();
                assert_eq!(betrayed(text.as_bytes(), &secrets), None, "{table}.{column}: {text}");
            }
        }
    }
    // On SQLite the whole database lies in the folder, with what is not yet checkpointed in `-wal`.
    search_files(estate.world.folder(), &secrets);
}

/// The first secret that can be read in some bytes.
fn betrayed<'a>(bytes: &[u8], secrets: &[&'a str]) -> Option<&'a str> {
    let holds = |secret: &str| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
    secrets.iter().copied().find(|secret| holds(secret))
}

fn search_files(folder: &Path, secrets: &[&str]) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search_files(&path, secrets);
        } else {
            assert_eq!(betrayed(&std::fs::read(&path).unwrap(), secrets), None, "{}", path.display());
        }
    }
}
