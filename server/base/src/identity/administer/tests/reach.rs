//! Nobody helps anybody to more than they have themselves.

use super::*;
use contract::AreaId;

/// Somebody who administers accounts of the estate, and may do what the roles with these keys may.
fn local(roles: &[&str]) -> Actor {
    let own: &[(Kind, Scope, &[Act])] = &[
        (Kind::User, Scope::Areas, &[Act::Read, Act::Create, Act::Change, Act::Retire]),
        (Kind::Organisation, Scope::Areas, &[Act::Read]),
        (Kind::Role, Scope::All, &[Act::Read]),
    ];
    let theirs = ROLES.iter().filter(|seed| roles.contains(&seed.key));
    let theirs: Vec<Permission> = theirs.flat_map(RoleSeed::permissions).collect();
    let mut lines = own.to_vec();
    lines.extend(theirs.iter().map(|may| (may.kind, may.scope, std::slice::from_ref(&may.act))));
    actor("local", &[ESTATE], &lines)
}

/// What becomes of a grant by an actor: to somebody who is there, and to somebody new.
async fn tried(town: &Town, actor: &Actor, role: &str, area: Uuid, no: usize) -> [Result<(), Fault>; 2] {
    let (role, area) = (town.role(role).await, area.to_string());
    let draft = GrantDraft { role: role.clone(), area: area.clone(), ..GrantDraft::default() };
    let granted =
        town.by(actor, async |session: &Session| grant_role(session, UserId(town.worker), &draft).await);
    let granted = granted.await.map(|_| ());
    let organisation = town.office().await;
    let account = format!("new-{no}");
    let draft =
        UserDraft {
            account, name: "演示新人01".into(), organisation, role, area, ..UserDraft::default()
        };
    let added = town.by(actor, async |session: &Session| add_user(session, &draft).await).await;
    [granted, added.map(|_| ())]
}

#[tokio::test]
async fn whoever_administers_an_area_grants_nothing_beyond_it() {
    let town = Town::new().await;
    let local = local(&["inspector"]);
    let beyond = Err(Fault::invalid("area", "field.not_offered"));
    assert_eq!(tried(&town, &local, "inspector", town.street, 1).await, [beyond.clone(), beyond]);
    assert_eq!(tried(&town, &local, "inspector", town.estate, 2).await, [Ok(()), Ok(())]);
    let stranger = actor("stranger", &[ESTATE], &[(Kind::User, Scope::Areas, &[Act::Read])]);
    let id = town.grants(town.worker).await[0].id;
    let ending = Ending { reason: "没有这项权限".into() };
    let refused = town.by(&stranger, async |session: &Session| end_grant(session, id, &ending).await).await;
    assert_eq!(refused, Err(Fault::Denied { kind: Kind::User, act: Act::Change }));
}

#[tokio::test]
async fn whoever_administers_an_area_gives_no_more_than_they_have() {
    let town = Town::new().await;
    let local = local(&["inspector", "street_officer"]);
    let more = Err(Fault::invalid("role", "field.not_offered"));
    for (no, role) in ["administrator", "property_officer"].into_iter().enumerate() {
        let tried = tried(&town, &local, role, town.estate, no).await;
        assert_eq!(tried, [more.clone(), more.clone()], "{role}");
    }
    for (no, role) in ["inspector", "street_officer"].into_iter().enumerate() {
        let tried = tried(&town, &local, role, town.estate, no + 2).await;
        assert_eq!(tried, [Ok(()), Ok(())], "{role}");
    }
    let admin = town.administrator().await;
    let tried = tried(&town, &admin, "property_officer", town.estate, 4).await;
    assert_eq!(tried, [Ok(()), Ok(())], "who decides what roles may do gives any of them");
}

#[tokio::test]
async fn an_account_that_may_do_more_is_not_in_the_hands_of_whoever_administers_its_area() {
    let town = Town::new().await;
    let local = local(&["grid_worker"]);
    let (boss, worker) = (UserId(town.admin), UserId(town.worker));
    let change = UserChange { name: "演示改名02".into(), organisation: town.office().await };
    let denied = |act| Err(Fault::Denied { kind: Kind::User, act });
    let reset =
        async |id: UserId| town.by(&local, async |s: &Session| reset_password(s, id).await.map(|_| ())).await;
    assert_eq!(reset(boss).await, denied(Act::Change));
    let tried = [
        town.by(&local, async |s: &Session| change_user(s, boss, 1, &change).await.map(|_| ())).await,
        town.by(&local, async |s: &Session| disable_user(s, boss, 1).await.map(|_| ())).await,
        town.by(&local, async |s: &Session| enable_user(s, boss, 1).await).await,
        town.by(&local, async |s: &Session| retire_user(s, boss, 1).await.map(|_| ())).await,
    ];
    let change_denied = || denied(Act::Change);
    assert_eq!(tried, [change_denied(), change_denied(), change_denied(), denied(Act::Retire)]);
    let ending = Ending { reason: "不归此人管理".into() };
    let grant = town.grants(town.admin).await[0].id;
    let ended = town.by(&local, async |s: &Session| end_grant(s, grant, &ending).await).await;
    assert_eq!(ended, change_denied());
    assert!(town.sit(town.admin, "administrator").await.is_ok(), "nothing has become of the account");

    assert_eq!(reset(worker).await, Ok(()), "who may do no more is in their hands");
    town.grant("administrator", None, "2026-03-04", "").await.unwrap();
    assert_eq!(reset(worker).await, change_denied(), "nor who will be more in two days");
    let admin = town.administrator().await;
    assert!(town.by(&admin, async |s: &Session| reset_password(s, worker).await).await.is_ok());
}

#[tokio::test]
async fn nobody_is_moved_to_where_they_reach_further_than_whoever_moves_them() {
    let town = Town::new().await;
    let local = local(&["grid_worker"]);
    let worker = UserId(town.worker);
    town.grant("grid_worker", None, "", "").await.unwrap();
    let head = town.office().await;
    town.organisation(town.street, head.clone()).await;
    let small = town.office().await;
    let moved = async |organisation: &str| {
        let change = UserChange { name: String::new(), organisation: organisation.into() };
        town.by(&local, async |s: &Session| change_user(s, worker, 1, &change).await.map(|_| ())).await
    };
    assert_eq!(moved(&head).await, Err(Fault::invalid("organisation", "field.not_offered")));
    assert_eq!(moved(&small).await, Ok(()));
}

#[tokio::test]
async fn no_organisation_comes_to_where_its_people_reach_further_than_whoever_moves_it() {
    let town = Town::new().await;
    let head = town.office().await;
    let admin = town.administrator().await;
    let draft = UserDraft {
        account: "head-01".into(),
        name: "演示主任01".into(),
        organisation: head.clone(),
        role: town.role("street_officer").await,
        ..UserDraft::default()
    };
    town.by(&admin, async |s: &Session| add_user(s, &draft).await).await.unwrap();
    let organiser = |more: &[(Kind, Scope, &[Act])]| {
        let own: (Kind, Scope, &[Act]) =
            (Kind::Organisation, Scope::All, &[Act::Read, Act::Create, Act::Change]);
        actor("organiser", &[ESTATE], &[&[own], more].concat())
    };
    let denied = |act| Err(Fault::Denied { kind: Kind::Organisation, act });
    let draft = |area: Uuid, parent: &str| OrganisationDraft {
        name: "演示单位".into(),
        kind: "street_office".into(),
        parent: parent.into(),
        area: area.to_string(),
        duty_phone: String::new(),
    };
    let id: Uuid = head.parse().unwrap();
    let placed = async |who: &Actor, area: Uuid| {
        let (renamed, below) = (draft(area, ""), draft(area, &head));
        [
            town.by(who, async |s: &Session| change_organisation(s, OrganisationId(id), 1, &renamed).await)
                .await
                .map(|_| ()),
            town.by(who, async |s: &Session| move_organisation(s, OrganisationId(id), AreaId(area), 1).await)
                .await,
            town.by(who, async |s: &Session| add(s, &below).await).await.map(|_| ()),
        ]
    };
    let plain = organiser(&[]);
    let further = placed(&plain, town.street).await;
    assert_eq!(further, [denied(Act::Change), denied(Act::Change), denied(Act::Create)]);
    let renamed = draft(town.estate, "");
    let named =
        town.by(&plain, async |s: &Session| change_organisation(s, OrganisationId(id), 1, &renamed).await);
    assert!(named.await.is_ok(), "a name moves nobody");
    let decider = organiser(&[(Kind::Role, Scope::All, &[Act::Change])]);
    let below = draft(town.street, &head);
    assert!(town.by(&decider, async |s: &Session| add(s, &below).await).await.is_ok());
}
