mod reach;

use super::*;
use crate::{
    Actor, Mode, Session, Stored,
    identity::{Seat, role, seat},
    testing::{World, actor, by, plant_area},
};
use chrono::Duration;
use contract::{
    Act, Fault, GrantId, Kind, Listing, OrganisationId, Permission, Scope, UserId,
    identity::{
        Audience, Ending, GrantDraft, GrantRow, GrantState, OrganisationDraft, OrganisationRow, RoleDraft,
        UserChange, UserDraft,
        role::{ROLES, RoleSeed},
    },
};
use migration::Migrator;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sea_orm_migration::{MigratorTrait, SchemaManager};
use std::collections::BTreeSet;
use uuid::Uuid;

const STREET: &str = "0001/";
const ESTATE: &str = "0001/0001/";

/// An administrator, a grid worker of the estate, and the two areas.
struct Town {
    world: World,
    admin: Uuid,
    worker: Uuid,
    street: Uuid,
    estate: Uuid,
}

impl Town {
    async fn new() -> Self {
        let world = World::new().await;
        let session = world.store.begin(Actor::System("test"), Mode::Write).await.unwrap();
        seed_roles(&session).await.unwrap();
        let street = plant_area(&session, STREET, 1).await;
        let estate = plant_area(&session, ESTATE, 2).await;
        let admin = person(&session, "admin-01", "administrator", None).await;
        let worker = person(&session, "grid-01", "grid_worker", Some(estate)).await;
        session.commit().await.unwrap();
        Self { world, admin, worker, street, estate }
    }

    /// Does something in a session of its own, as a request does.
    async fn by<T>(
        &self,
        actor: &Actor,
        act: impl AsyncFnOnce(&Session) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        by(&self.world, actor, act).await
    }

    async fn administrator(&self) -> Actor {
        self.sit(self.admin, "administrator").await.unwrap()
    }

    /// Takes a seat, as each request does.
    async fn sit(&self, user: Uuid, role: &str) -> Result<Actor, Fault> {
        seat(&self.world.store, &Seat { user, role: role.into() }).await.map(|(actor, _)| actor)
    }

    async fn grant(&self, role: &str, area: Option<Uuid>, from: &str, to: &str) -> Result<GrantRow, Fault> {
        let draft = GrantDraft {
            role: self.role(role).await,
            area: area.map(|id| id.to_string()).unwrap_or_default(),
            valid_from: from.into(),
            valid_to: to.into(),
        };
        let admin = self.administrator().await;
        self.by(&admin, async |session: &Session| grant_role(session, UserId(self.worker), &draft).await)
            .await
    }

    async fn end(&self, id: GrantId, reason: &str) -> Result<(), Fault> {
        let ending = Ending { reason: reason.into() };
        let admin = self.administrator().await;
        self.by(&admin, async |session: &Session| end_grant(session, id, &ending).await).await
    }

    async fn grants(&self, user: Uuid) -> Vec<GrantRow> {
        let admin = self.administrator().await;
        self.by(&admin, async |session: &Session| list_grants(session, UserId(user)).await).await.unwrap()
    }

    /// What the trail of an object keeps of what the administrator did.
    async fn trail(&self, object: &str) -> Vec<(String, String, String)> {
        let admin = self.administrator().await;
        let asked =
            Listing { filters: vec![("object".into(), vec![object.to_owned()])], ..Listing::default() };
        let trail = self.by(&admin, async |session: &Session| crate::list_audit(session, &asked).await).await;
        let own = trail.unwrap().rows.into_iter().filter(|row| row.actor == "admin-01");
        own.flat_map(|row| row.changes).collect()
    }

    /// An organisation of the estate.
    async fn office(&self) -> String {
        self.organisation(self.estate, String::new()).await
    }

    /// An organisation of an area, below another.
    async fn organisation(&self, area: Uuid, parent: String) -> String {
        let draft = OrganisationDraft {
            name: "演示物业".into(),
            kind: "property_company".into(),
            parent,
            area: area.to_string(),
            duty_phone: String::new(),
        };
        let admin = self.administrator().await;
        let made = self.by(&admin, async |session: &Session| add(session, &draft).await).await;
        made.unwrap().id.to_string()
    }

    async fn role(&self, key: &str) -> String {
        let found = role::Entity::find().filter(role::Column::Key.eq(key)).one(self.world.store.pool()).await;
        found.unwrap().unwrap().id.to_string()
    }
}

/// Adds an organisation under a code of its own.
async fn add(session: &Session, draft: &OrganisationDraft) -> Result<OrganisationRow, Fault> {
    let id = Uuid::now_v7();
    add_organisation(session, OrganisationId(id), &id.to_string(), draft).await
}

async fn person(session: &Session, account: &str, role: &str, area: Option<Uuid>) -> Uuid {
    let found = role::Entity::find().filter(role::Column::Key.eq(role)).one(session.txn()).await;
    let new = NewUser {
        account: account.into(),
        shown_name: account.into(),
        password_hash: Some("x".into()),
        role: found.unwrap().unwrap().id,
        area_path: ESTATE.into(),
        area,
        ..NewUser::default()
    };
    plant_user(session, new).await.unwrap()
}

#[tokio::test]
async fn a_granted_role_reaches_its_area_and_is_lost_at_once_when_it_ends() {
    let town = Town::new().await;
    let grant = town.grant("street_officer", Some(town.street), "", "2026-12-31").await.unwrap();
    assert_eq!((grant.area_name.as_str(), grant.state), ("演示区域1", GrantState::Current));
    let officer = town.sit(town.worker, "street_officer").await.unwrap();
    assert_eq!(officer.reach(Kind::FireHazard, Act::Dispatch).unwrap().areas, [STREET]);
    assert_eq!(town.end(grant.id, "短").await, Err(Fault::invalid("reason", "field.reason")));
    assert!(town.sit(town.worker, "street_officer").await.is_ok(), "a refusal ends nothing");
    town.end(grant.id, "调离街道岗位").await.unwrap();
    assert_eq!(town.sit(town.worker, "street_officer").await.unwrap_err(), Fault::SignedOut);
    assert!(town.sit(town.worker, "grid_worker").await.is_ok(), "the other grant stays");
    assert_eq!(town.end(grant.id, "调离街道岗位").await, Err(Fault::Missing { kind: Kind::User }));
    let states: Vec<_> = town.grants(town.worker).await.iter().map(|row| row.state).collect();
    assert_eq!(states, [GrantState::Current, GrantState::Ended]);
}

#[tokio::test]
async fn what_became_of_a_grant_stands_in_the_trail_of_its_user() {
    let town = Town::new().await;
    let grant = town.grant("inspector", Some(town.estate), "", "").await.unwrap();
    town.end(grant.id, "调离街道岗位").await.unwrap();
    let changes = town.trail(&town.worker.to_string()).await;
    let wanted = |field: &str, before: &str, after: &str| {
        changes.contains(&(field.to_owned(), before.to_owned(), after.to_owned()))
    };
    assert!(wanted("role", "", "督查") && wanted("role", "督查", ""), "{changes:?}");
    assert!(wanted("area", "", "演示区域2") && wanted("valid_from", "", "2026-03-02"), "{changes:?}");
    assert!(wanted("reason", "", "调离街道岗位"), "{changes:?}");
}

#[tokio::test]
async fn a_grant_holds_from_its_first_to_its_last_day() {
    let town = Town::new().await;
    let grant = town.grant("inspector", Some(town.estate), "2026-03-04", "2026-03-05").await.unwrap();
    assert_eq!(grant.state, GrantState::Coming);
    let mut held = vec![];
    for _ in 2..=6 {
        held.push(town.sit(town.worker, "inspector").await.is_ok());
        town.world.store.clock().push(Duration::days(1));
    }
    assert_eq!(held, [false, false, true, true, false]);
    assert_eq!(town.grants(town.worker).await[1].state, GrantState::Over);
}

#[tokio::test]
async fn the_same_is_not_granted_twice_for_the_same_days() {
    let town = Town::new().await;
    town.grant("inspector", Some(town.estate), "", "2026-03-10").await.unwrap();
    let again = town.grant("inspector", Some(town.estate), "2026-03-10", "").await;
    assert_eq!(again.unwrap_err(), Fault::invalid("role", "field.granted_already"));
    assert!(town.grant("inspector", Some(town.street), "", "").await.is_ok(), "elsewhere it is another");
    assert!(
        town.grant("inspector", Some(town.estate), "2026-03-11", "").await.is_ok(),
        "later it is another"
    );
    let nowhere = town.grant("inspector", Some(Uuid::now_v7()), "", "").await;
    assert_eq!(nowhere.unwrap_err(), Fault::invalid("area", "field.not_offered"));
}

#[tokio::test]
async fn the_trail_of_a_role_says_what_it_may_do_and_may_no_more() {
    let town = Town::new().await;
    let admin = town.administrator().await;
    let line = |act| Permission { kind: Kind::Device, act, scope: Scope::Areas };
    let draft = RoleDraft {
        name: "只看设备".into(),
        audience: Audience::Property,
        permissions: vec![line(Act::Read), line(Act::Command), line(Act::Read)],
    };
    let made = town.by(&admin, async |session: &Session| add_role(session, &draft).await).await.unwrap();
    let after = [line(Act::Read), line(Act::Change)];
    let change = async |session: &Session| change_role(session, made.id, made.revision, &after).await;
    town.by(&admin, change).await.unwrap();
    let trail = town.trail(&made.id.to_string()).await;
    let mut lines: Vec<_> = trail
        .iter()
        .filter(|change| change.0 == "permission")
        .map(|(_, before, after)| (before, after))
        .collect();
    lines.sort();
    let lines: Vec<_> = lines.into_iter().map(|(before, after)| (before.as_str(), after.as_str())).collect();
    assert_eq!(
        lines,
        [
            ("", "device.change.areas"),
            ("", "device.command.areas"),
            ("", "device.read.areas"),
            ("device.command.areas", ""),
        ]
    );
}

/// What a role may do with a kind on an installation where these rights were missing when it was upgraded.
async fn upgraded_without(role: &str, kind: Kind, missing: &[(Kind, Act)]) -> BTreeSet<Act> {
    let town = Town::new().await;
    let pool = town.world.store.pool();
    let found = role::Entity::find().filter(role::Column::Key.eq(role)).one(pool).await;
    let role = found.unwrap().unwrap().id;
    for (kind, act) in missing {
        role::permission::Entity::delete_many()
            .filter(role::permission::Column::RoleId.eq(role))
            .filter(role::permission::Column::Kind.eq(Stored(*kind)))
            .filter(role::permission::Column::Act.eq(Stored(*act)))
            .exec(pool)
            .await
            .unwrap();
    }
    let upgrade = Migrator::migrations().into_iter().find(|step| step.name() == "m0013_rights").unwrap();
    upgrade.up(&SchemaManager::new(pool)).await.unwrap();
    let system = Actor::System("test");
    let lines = town.by(&system, async |session: &Session| role::lines(session, role).await).await;
    lines.unwrap().iter().filter(|line| line.kind == kind).map(|line| line.act).collect()
}

#[tokio::test]
async fn an_upgrade_lets_administrators_put_away_the_dead_letters_that_they_may_give_again() {
    let without = async |acts: &[Act]| {
        let missing: Vec<_> = acts.iter().map(|act| (Kind::DeadLetter, *act)).collect();
        upgraded_without("administrator", Kind::DeadLetter, &missing).await
    };
    let all = BTreeSet::from([Act::Read, Act::Retry, Act::Close]);
    assert_eq!(without(&[Act::Close]).await, all);
    assert_eq!(without(&[]).await, all, "who has it keeps it");
    let looks = BTreeSet::from([Act::Read]);
    assert_eq!(without(&[Act::Retry, Act::Close]).await, looks, "what was taken away stays away");
}

#[tokio::test]
async fn an_upgrade_shows_organisations_on_the_map_to_who_sees_dwellings_there() {
    let organisations = (Kind::Organisation, Act::Read);
    for role in ["street_officer", "wall"] {
        let seen = upgraded_without(role, Kind::Organisation, &[organisations]).await;
        assert_eq!(seen, BTreeSet::from([Act::Read]), "{role}");
    }
    let blind = [organisations, (Kind::Dwelling, Act::Read)];
    assert!(upgraded_without("wall", Kind::Organisation, &blind).await.is_empty());
}

#[tokio::test]
async fn the_trail_of_somebody_new_says_what_they_were_granted() {
    let town = Town::new().await;
    let admin = town.administrator().await;
    let draft = UserDraft {
        account: "new-01".into(),
        name: "演示新人01".into(),
        organisation: town.office().await,
        role: town.role("inspector").await,
        area: town.street.to_string(),
        valid_to: "2026-12-31".into(),
    };
    let added = town.by(&admin, async |session: &Session| add_user(session, &draft).await).await.unwrap();
    let trail = town.trail(&added.0.id.to_string()).await;
    for (field, after) in
        [("role", "督查"), ("area", "演示区域1"), ("valid_from", "2026-03-02"), ("valid_to", "2026-12-31")]
    {
        assert!(trail.contains(&(field.into(), String::new(), after.into())), "{field} in {trail:?}");
    }
}

#[tokio::test]
async fn the_last_administrator_s_grant_is_not_ended() {
    let town = Town::new().await;
    let grant = town.grants(town.admin).await[0].id;
    assert_eq!(town.end(grant, "不再需要管理员").await, Err(Fault::LastAdministrator));
    town.grant("administrator", None, "", "").await.unwrap();
    assert_eq!(town.end(grant, "已交给另一位").await, Ok(()));
    assert_eq!(town.sit(town.admin, "administrator").await.unwrap_err(), Fault::SignedOut);
}

#[tokio::test]
async fn who_administers_an_area_or_until_a_day_is_no_last_administrator() {
    let town = Town::new().await;
    let grant = town.grants(town.admin).await[0].id;
    town.grant("administrator", None, "", "2026-12-31").await.unwrap();
    let admin = town.administrator().await;
    let line = |kind| Permission { kind, act: Act::Change, scope: Scope::Areas };
    let draft = RoleDraft {
        name: "片区管理员".into(),
        audience: Audience::Admin,
        permissions: vec![line(Kind::User), line(Kind::Role)],
    };
    let local = town.by(&admin, async |session: &Session| add_role(session, &draft).await).await.unwrap();
    town.grant(&local.key, Some(town.street), "", "").await.unwrap();
    assert_eq!(town.end(grant, "不再需要管理员").await, Err(Fault::LastAdministrator));
}

#[test]
fn a_database_that_is_away_is_not_taken_for_a_choice_that_is_not_offered() {
    let told = |fault| super::organisation::not_offered("role", fault);
    assert_eq!(told(Fault::Missing { kind: Kind::Role }), Fault::invalid("role", "field.not_offered"));
    assert_eq!(told(Fault::Unavailable), Fault::Unavailable);
}
