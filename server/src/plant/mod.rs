//! `linli demo`: the synthetic community into an empty database, with accounts whose passwords are drawn now.

mod device;
mod place;

use base::{
    Actor, Config, Mode, Session,
    identity::{self, NewUser, role},
    write_setting,
};
use chrono::{Datelike, NaiveDate};
use contract::{Act, Fault, Kind, applications::case_types, spatial::code::CodeClass, work::CaseType};
use demo::{Community, Recipe};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

use crate::wire;
use device::{devices, keep_secrets};
use place::{Areas, areas, attribution, buildings, dwellings, ground, root};

/// Makes the community and prints one line of JSON: the accounts, and how much there is.
///
/// # Errors
/// A sentence that says what went wrong; then nothing was kept.
pub async fn run(config: &Config, dwellings: u32, devices: Option<u32>, seed: u64) -> Result<(), String> {
    let store = wire::open(config).await?;
    let (shown, community) = make(config, &store, dwellings, devices, seed).await?;
    let accounts: Vec<_> = shown
        .iter()
        .map(|a| json!({ "account": a.account, "password": a.password, "title": a.title }))
        .collect();
    println!(
        "{}",
        json!({ "accounts": accounts, "dwellings": community.dwellings.len(), "devices": community.devices.len() })
    );
    Ok(())
}

/// Makes the community in an open store; answers accounts and passwords.
///
/// # Errors
/// A sentence that says what went wrong; then nothing was kept.
pub async fn into(
    config: &Config,
    store: &base::Store,
    dwellings: u32,
    devices: Option<u32>,
    seed: u64,
) -> Result<Vec<(String, String)>, String> {
    let (accounts, _) = make(config, store, dwellings, devices, seed).await?;
    Ok(accounts.into_iter().map(|a| (a.account.to_owned(), a.password)).collect())
}

async fn make(
    config: &Config,
    store: &base::Store,
    dwellings: u32,
    devices: Option<u32>,
    seed: u64,
) -> Result<(Vec<Account>, Community), String> {
    let today = store.clock().today();
    let recipe = Recipe { seed, dwellings, devices, today: (today.year(), today.month(), today.day()) };
    let community = demo::generate(&recipe);
    let mut accounts = vec![];
    for (account, title, role, shown_name) in ACCOUNTS {
        let password = identity::password();
        let hash = identity::hash_password(password.clone()).await.map_err(|fault| format!("{fault:?}"))?;
        accounts.push(Account { account, title, role, shown_name, password, hash });
    }
    let session =
        store.begin(Actor::System("demo"), Mode::Write).await.map_err(|fault| format!("{fault:?}"))?;
    let result = plant(&session, &community, &accounts).await;
    let secrets = session.finish(result).await.map_err(|fault| match fault {
        Fault::InUse { .. } => {
            "the database holds a community already; the demo goes into an empty one".to_owned()
        }
        fault => format!("the demo community can't be made: {fault:?}"),
    })?;
    keep_secrets(config, &secrets, &community)
        .map_err(|error| format!("demo-devices.json can't be written: {error}"))?;
    Ok((accounts, community))
}

struct Account {
    account: &'static str,
    title: &'static str,
    role: &'static str,
    shown_name: &'static str,
    password: String,
    hash: String,
}

/// Account, what the console calls it, role, and the name that colleagues see.
const ACCOUNTS: [(&str, &str, &str, &str); 11] = [
    ("demo-street", "街道值守", "street_officer", "演示值守01"),
    ("demo-inspector", "督查", "inspector", "演示督查01"),
    ("demo-grid", "网格员", "grid_worker", "演示网格员01"),
    ("demo-grid-2", "网格员", "grid_worker", "演示网格员02"),
    ("demo-property", "物业", "property_officer", "演示物业01"),
    ("demo-repair", "维修", "repair_worker", "演示维修01"),
    ("demo-resident", "居民", "resident", "演示居民"),
    ("demo-admin", "管理员", "administrator", "演示管理员01"),
    ("demo-data", "数据管理员", "data_administrator", "演示数据员01"),
    ("demo-wall", "大屏", "wall", "演示大屏"),
    ("demo-kiosk", "自助终端", "kiosk", "演示终端"),
];

fn day((year, month, day): demo::Date) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

async fn plant(
    session: &Session,
    community: &Community,
    accounts: &[Account],
) -> Result<Vec<(String, String)>, Fault> {
    if spatial::area::community(session).await?.is_some() {
        return Err(Fault::InUse { count: 1 });
    }
    write_setting(session, "demo", &true).await?;
    let areas = areas(session, community).await?;
    attribution(session).await?;
    ground(session, community, &areas).await?;
    let buildings = buildings(session, community, &areas).await?;
    let dwellings = dwellings(session, community, &buildings).await?;
    let persons = persons(session, community, &areas, &dwellings).await?;
    let organisations = organisations(session, community, &areas, &dwellings).await?;
    users(session, community, &areas, &organisations, &persons, accounts).await?;
    notices(session, community, &areas).await?;
    let devices = devices(session, community, &areas, &buildings, &dwellings).await?;
    sensing::credential::issue_many(session, &devices).await
}

async fn persons(
    session: &Session,
    community: &Community,
    areas: &Areas,
    dwellings: &[spatial::dwelling::Model],
) -> Result<Vec<Uuid>, Fault> {
    let root = root(areas)?;
    let ids: Vec<Uuid> = community.persons.iter().map(|_| Uuid::now_v7()).collect();
    let mut home: HashMap<usize, usize> = HashMap::new();
    for tenancy in &community.tenancies {
        if tenancy.to.is_none() || !home.contains_key(&tenancy.person) {
            home.insert(tenancy.person, tenancy.dwelling);
        }
    }
    let persons = community.persons.iter().enumerate().map(|(i, p)| registry::NewPerson {
        id: ids[i],
        area_path: home.get(&i).map_or_else(|| root.path.clone(), |d| dwellings[*d].area_path.clone()),
        name: p.name.clone(),
        phone: p.phone.clone(),
        id_number: p.id_number.clone(),
        born_on: day(p.birth_on),
    });
    let tenancies = community.tenancies.iter().map(|t| registry::NewTenancy {
        person: ids[t.person],
        dwelling: dwellings[t.dwelling].id,
        area_path: dwellings[t.dwelling].area_path.clone(),
        relation: match t.relation {
            demo::Relation::Owner => contract::registry::Relation::Owner,
            demo::Relation::Tenant => contract::registry::Relation::Tenant,
            demo::Relation::Family => contract::registry::Relation::Family,
        },
        from_on: day(t.from),
        to_on: t.to.map(day),
    });
    registry::plant(session, persons.collect(), tenancies.collect()).await?;
    Ok(ids)
}

async fn organisations(
    session: &Session,
    community: &Community,
    areas: &Areas,
    dwellings: &[spatial::dwelling::Model],
) -> Result<HashMap<String, (Uuid, String)>, Fault> {
    use identity::organisation::{ActiveModel, Entity};
    let root = root(areas)?;
    let mut made: HashMap<String, (Uuid, String)> = HashMap::new();
    for organisation in &community.organisations {
        let area = areas.get(&organisation.area).unwrap_or(root);
        let kind = match organisation.kind {
            demo::OrganisationKind::StreetOffice => "street_office",
            demo::OrganisationKind::CommunityCommittee => "community_committee",
            demo::OrganisationKind::PropertyCompany => "property_company",
            demo::OrganisationKind::FireStation => "fire_station",
        };
        let id = Uuid::now_v7();
        let code = spatial::code::allot(session, CodeClass::Organisation, id, &area.path).await?;
        let row = ActiveModel {
            id: Set(id),
            parent_id: Set(organisation.parent.as_ref().and_then(|key| made.get(key)).map(|(id, _)| *id)),
            name: Set(organisation.name.clone()),
            kind: Set(kind.into()),
            area_id: Set(area.id),
            area_path: Set(area.path.clone()),
            code: Set(code),
            duty_phone: Set(organisation.duty_phone.clone()),
            dwelling_id: Set(organisation.premises.map(|at| dwellings[at].id)),
            retired_at: Set(None),
            ..Default::default()
        };
        let row = session.insert::<Entity>(Kind::Organisation, row).await?;
        made.insert(organisation.key.clone(), (row.id, row.area_path));
    }
    Ok(made)
}

async fn users(
    session: &Session,
    community: &Community,
    areas: &Areas,
    organisations: &HashMap<String, (Uuid, String)>,
    persons: &[Uuid],
    accounts: &[Account],
) -> Result<(), Fault> {
    let landmark = community.dwelling(demo::LANDMARK_DWELLING);
    let resident = community
        .tenancies
        .iter()
        .find(|t| Some(t.dwelling) == landmark && t.to.is_none())
        .map(|t| persons[t.person]);
    let root = root(areas)?;
    for account in accounts {
        let role = role::Entity::find()
            .filter(role::Column::Key.eq(account.role))
            .one(session.txn())
            .await
            .map_err(base::internal("reading a role"))?
            .ok_or(Fault::Missing { kind: Kind::Role })?;
        let key = match account.role {
            "street_officer" | "inspector" => "street-office",
            "property_officer" | "repair_worker" => "property",
            _ => "community-committee",
        };
        let organisation = organisations.get(key);
        let id = identity::plant_user(
            session,
            NewUser {
                account: account.account.into(),
                shown_name: account.shown_name.into(),
                password_hash: Some(account.hash.clone()),
                role: role.id,
                organisation: organisation.map(|(id, _)| *id),
                area_path: organisation.map_or_else(|| root.path.clone(), |(_, path)| path.clone()),
                area: Some(root.id),
                person: (account.role == "resident").then_some(resident).flatten(),
            },
        )
        .await?;
        // The second grid worker stands by, so that a case has somebody to be transferred to.
        let is_standby = account.account.ends_with("-2");
        let theirs: Vec<&CaseType> =
            case_types().filter(|case| !is_standby && is_taken_by(case, account.role)).collect();
        for case in theirs {
            let today = session.store().clock().today();
            let until = today + chrono::Months::new(12);
            work::duty::add(
                session,
                contract::AreaId(root.id),
                case.kind,
                contract::UserId(id),
                today,
                until,
            )
            .await?;
        }
    }
    Ok(())
}

/// Whether a role takes the items of a case type, so that they are given to it.
fn is_taken_by(case: &CaseType, role: &str) -> bool {
    case.rights.iter().any(|(key, _, acts)| *key == role && acts.contains(&Act::Take))
}

async fn notices(session: &Session, community: &Community, areas: &Areas) -> Result<(), Fault> {
    let root = root(areas)?;
    let new = community.notices.iter().map(|notice| publishing::notice::NewNotice {
        id: Uuid::now_v7(),
        area: root.id,
        area_path: root.path.clone(),
        area_name: root.name.clone(),
        title: notice.title.clone(),
        body: notice.body.clone(),
        published_at: contract::time::start_of(day(notice.published_on)) + chrono::Duration::hours(9),
        valid_to: Some(day(notice.valid_to)),
    });
    publishing::notice::plant(session, new.collect()).await.map(|_| ())
}
