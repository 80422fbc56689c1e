use super::*;
use crate::{
    identity::{http_session::HttpSessions, list_roles, list_users, reset_password, seat, seed_roles},
    testing::{World, actor, by, plant_area},
};
use contract::{
    Permission, Scope, UserId,
    identity::{
        Outcome,
        role::{ROLES, RoleSeed},
    },
};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
};

const AREA: &str = "city/one/";
const OTHER: &str = "city/two/";

/// Who sets up screens somewhere, and may do what screens may.
fn administrator(area: &str) -> Actor {
    let theirs = ROLES.iter().filter(|seed| ["wall", "kiosk"].contains(&seed.key));
    let theirs: Vec<Permission> = theirs.flat_map(RoleSeed::permissions).collect();
    let own: (Kind, Scope, &[Act]) = (Kind::Terminal, Scope::Areas, &[Act::Read, Act::Create, Act::Retire]);
    let mut lines = vec![own];
    lines.extend(theirs.iter().map(|may| (may.kind, may.scope, std::slice::from_ref(&may.act))));
    actor("administrator", &[area], &lines)
}

/// A world with its roles and two areas.
async fn a_community() -> (World, [Uuid; 2]) {
    let world = World::new().await;
    let session = world.store.begin(Actor::System("test"), Mode::Write).await.unwrap();
    seed_roles(&session).await.unwrap();
    let ids = [plant_area(&session, AREA, 1).await, plant_area(&session, OTHER, 2).await];
    session.commit().await.unwrap();
    (world, ids)
}

fn draft(kind: &str, area: Uuid) -> TerminalDraft {
    TerminalDraft { name: "居委会大厅".into(), kind: kind.into(), area: area.to_string() }
}

async fn drawn(world: &World, kind: &str, area: Uuid) -> (TerminalRow, String) {
    by(world, &administrator(AREA), async |s| draw(s, &draft(kind, area)).await).await.unwrap()
}

async fn listed(world: &World) -> Vec<TerminalRow> {
    by(world, &administrator(AREA), async |s| list(s, &Listing::default()).await).await.unwrap().rows
}

#[tokio::test]
async fn a_code_seats_a_terminal_in_the_role_of_its_kind_and_works_once() {
    let (world, [area, _]) = a_community().await;
    let (row, code) = drawn(&world, "kiosk", area).await;
    assert_eq!((row.state, row.area_name.as_str()), (TerminalState::Waiting, "演示区域1"));
    let typed = format!("{}-{}", code[..4].to_lowercase(), code[4..].to_lowercase());
    let seated = pair(&world.store, &typed, "192.0.2.1").await.unwrap();
    let (_, me) = seat(&world.store, &seated).await.unwrap();
    assert!(me.is_terminal);
    assert_eq!((me.capacity.role_key.as_str(), me.shown_name.as_str()), ("kiosk", "居委会大厅"));
    assert_eq!(me.capacity.area_name, "演示区域1");
    assert_eq!(pair(&world.store, &code, "192.0.2.1").await, Err(Fault::Expired));
    let rows = listed(&world).await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].state, rows[0].paired_at), (TerminalState::Paired, Some(world.now())));
}

#[tokio::test]
async fn a_code_rests_only_as_a_keyed_digest_and_ends_after_ten_minutes() {
    let (world, [area, _]) = a_community().await;
    let (_, code) = drawn(&world, "wall", area).await;
    let kept = Entity::find().one(&world.store.db).await.unwrap().unwrap().code_hash.unwrap();
    assert!(!kept.contains(&code));
    assert_ne!(kept, crate::digest(code.as_bytes()));
    world.store.clock().push(Duration::minutes(10));
    assert_eq!(pair(&world.store, &code, "192.0.2.1").await, Err(Fault::Expired));
    assert!(listed(&world).await.is_empty(), "a code that nobody typed is forgotten");
}

#[tokio::test]
async fn who_guesses_must_wait_and_each_guess_is_audited() {
    let (world, [area, _]) = a_community().await;
    let (_, code) = drawn(&world, "wall", area).await;
    let wrong = if code == "AAAAAAAA" { "BBBBBBBB" } else { "AAAAAAAA" };
    for _ in 0..PER_ADDRESS {
        assert_eq!(pair(&world.store, wrong, "192.0.2.1").await, Err(Fault::Expired));
    }
    assert!(matches!(pair(&world.store, &code, "192.0.2.1").await, Err(Fault::Limited { .. })));
    let failed = crate::AuditTrail::find()
        .filter(crate::AuditColumn::Outcome.eq(Stored(Outcome::SignInFailed)))
        .filter(crate::AuditColumn::Kind.eq("terminal"))
        .count(&world.store.db)
        .await
        .unwrap();
    assert_eq!(failed, PER_ADDRESS);
    assert!(pair(&world.store, &code, "192.0.2.2").await.is_ok(), "another address isn't held up");
}

#[tokio::test]
async fn what_can_t_be_a_code_is_said_at_its_field_and_counts_as_no_guess() {
    let (world, _) = a_community().await;
    for _ in 0..=PER_ADDRESS {
        let refused = pair(&world.store, "0", "192.0.2.1").await;
        assert_eq!(refused, Err(Fault::invalid("code", "field.pair_code")));
    }
}

#[tokio::test]
async fn revoking_ends_the_session_at_once() {
    let (world, [area, _]) = a_community().await;
    let (row, code) = drawn(&world, "wall", area).await;
    let seated = pair(&world.store, &code, "192.0.2.1").await.unwrap();
    let sessions = HttpSessions(world.store.db.clone());
    let mut record = Record {
        id: Id::default(),
        data: [("seat".to_owned(), serde_json::to_value(&seated).unwrap())].into_iter().collect(),
        expiry_date: OffsetDateTime::now_utc() + time::Duration::days(1),
    };
    sessions.create(&mut record).await.unwrap();
    let revision = listed(&world).await[0].revision;
    by(&world, &administrator(AREA), async |s| revoke(s, row.id, revision).await).await.unwrap();
    assert_eq!(seat(&world.store, &seated).await.err(), Some(Fault::SignedOut));
    assert_eq!(sessions.load(&record.id).await.unwrap(), None);
    assert_eq!(listed(&world).await[0].state, TerminalState::Revoked);
}

#[tokio::test]
async fn a_code_that_waits_can_be_taken_back() {
    let (world, [area, _]) = a_community().await;
    let (row, code) = drawn(&world, "wall", area).await;
    by(&world, &administrator(AREA), async |s| revoke(s, row.id, row.revision).await).await.unwrap();
    assert_eq!(pair(&world.store, &code, "192.0.2.1").await, Err(Fault::Expired));
}

#[tokio::test]
async fn a_terminal_never_discloses_whatever_its_role_is_given() {
    let (world, [area, _]) = a_community().await;
    let (_, code) = drawn(&world, "wall", area).await;
    let seated = pair(&world.store, &code, "192.0.2.1").await.unwrap();
    let system = Actor::System("test");
    by(&world, &system, async |s| {
        // Written past `change_role`, which wants an administrator to be left.
        let roles = list_roles(s).await?;
        let wall = roles.into_iter().find(|r| r.key == "wall").unwrap();
        let line = role::permission::ActiveModel {
            role_id: Set(wall.id.0),
            kind: Set(Stored(Kind::Person)),
            act: Set(Stored(Act::Disclose)),
            scope: Set(Stored(Scope::Areas)),
        };
        role::permission::Entity::insert(line).exec_without_returning(s.txn()).await.unwrap();
        Ok(())
    })
    .await
    .unwrap();
    let (acting, me) = seat(&world.store, &seated).await.unwrap();
    assert!(me.may(Kind::Person, Act::Read), "it shows masked data");
    assert!(!me.may(Kind::Person, Act::Disclose));
    assert_eq!(acting.reach(Kind::Person, Act::Disclose), None);
}

#[tokio::test]
async fn an_administrator_pairs_only_where_they_reach() {
    let (world, [_, other]) = a_community().await;
    let refused = by(&world, &administrator(AREA), async |s| draw(s, &draft("wall", other)).await).await;
    assert_eq!(refused.err(), Some(Fault::Missing { kind: Kind::Terminal }));
    let nobody = actor("nobody", &[AREA], &[(Kind::Terminal, Scope::Areas, &[Act::Read])]);
    let denied = by(&world, &nobody, async |s| draw(s, &draft("wall", other)).await).await;
    assert_eq!(denied.err(), Some(Fault::Denied { kind: Kind::Terminal, act: Act::Create }));
}

#[tokio::test]
async fn who_may_not_do_what_a_wall_may_sets_up_none() {
    let (world, [area, _]) = a_community().await;
    let installer = actor("installer", &[AREA], &[(Kind::Terminal, Scope::Areas, &[Act::Read, Act::Create])]);
    let refused = by(&world, &installer, async |s| draw(s, &draft("wall", area)).await).await;
    assert_eq!(refused.err(), Some(Fault::invalid("kind", "field.not_offered")));
    assert!(listed(&world).await.is_empty(), "no code is left behind");
}

#[tokio::test]
async fn a_terminal_is_no_user_of_the_list_and_gets_no_password() {
    let (world, [area, _]) = a_community().await;
    let (_, code) = drawn(&world, "wall", area).await;
    let seated = pair(&world.store, &code, "192.0.2.1").await.unwrap();
    let system = Actor::System("test");
    let users = by(&world, &system, async |s| list_users(s, &Listing::default()).await).await.unwrap();
    assert!(users.rows.is_empty());
    let reset = by(&world, &system, async |s| reset_password(s, UserId(seated.user)).await).await;
    assert_eq!(reset.err(), Some(Fault::Missing { kind: Kind::User }));
}

#[tokio::test]
async fn a_terminal_is_seen_when_it_asks_once_a_minute() {
    let (world, [area, _]) = a_community().await;
    let (_, code) = drawn(&world, "wall", area).await;
    let seated = pair(&world.store, &code, "192.0.2.1").await.unwrap();
    let paired_at = world.now();
    world.store.clock().push(Duration::seconds(30));
    seat(&world.store, &seated).await.unwrap();
    assert_eq!(listed(&world).await[0].seen_at, Some(paired_at));
    world.store.clock().push(Duration::seconds(30));
    seat(&world.store, &seated).await.unwrap();
    assert_eq!(listed(&world).await[0].seen_at, Some(world.now()));
}
