//! `linli demo`: the synthetic community into an empty database, with accounts whose passwords are drawn now.

use base::{
    Actor, Config, Mode, Session,
    identity::{self, NewUser, role},
    write_setting,
};
use chrono::{Datelike, NaiveDate};
use contract::{
    Fault, Kind,
    geo::Wgs84,
    spatial::{AreaKind, BuildingUse, GroundClass},
};
use demo::{Community, Recipe};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

use crate::wire;

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
const ACCOUNTS: [(&str, &str, &str, &str); 10] = [
    ("demo-street", "街道值守", "street_officer", "演示值守01"),
    ("demo-inspector", "督查", "inspector", "演示督查01"),
    ("demo-grid", "网格员", "grid_worker", "演示网格员01"),
    ("demo-grid-2", "网格员", "grid_worker", "演示网格员02"),
    ("demo-property", "物业", "property_officer", "演示物业01"),
    ("demo-repair", "维修", "repair_worker", "演示维修01"),
    ("demo-resident", "居民", "resident", "演示居民"),
    ("demo-admin", "管理员", "administrator", "演示管理员01"),
    ("demo-wall", "大屏", "wall", "演示大屏"),
    ("demo-kiosk", "自助终端", "kiosk", "演示终端"),
];

/// The secrets of the demo devices, for the simulators: a file of the owner's only.
fn keep_secrets(config: &Config, secrets: &[(String, String)], community: &Community) -> std::io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let of: HashMap<&str, &demo::Device> = community.devices.iter().map(|d| (d.code.as_str(), d)).collect();
    let rows: Vec<_> = secrets
        .iter()
        .filter_map(|(code, secret)| {
            let device = of.get(code.as_str())?;
            Some(json!({ "code": code, "password": secret, "kind": kind_key(device.kind), "place": place(community, device) }))
        })
        .collect();
    let path = config.folder.join("demo-devices.json");
    let mut file =
        std::fs::OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(path)?;
    file.write_all(serde_json::to_string(&rows)?.as_bytes())
}

fn kind_key(kind: demo::DeviceKind) -> &'static str {
    use demo::DeviceKind as D;
    match kind {
        D::Smoke => "smoke",
        D::Heat => "heat",
        D::HydrantPressure => "hydrant_pressure",
        D::FirePump => "fire_pump",
        D::Extinguisher => "extinguisher",
        D::Siren => "siren",
        D::Screen => "screen",
        D::Camera => "camera",
        D::Door => "door",
        D::Environment => "environment",
    }
}

fn place(community: &Community, device: &demo::Device) -> String {
    match (device.dwelling, device.building) {
        (Some(dwelling), _) => community.dwellings[dwelling].label.clone(),
        (None, Some(building)) => match device.storey {
            Some(storey) => format!("{} {storey} 层", community.buildings[building].name),
            None => community.buildings[building].name.clone(),
        },
        (None, None) => device.name.clone(),
    }
}

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
    ground(session, community, &areas).await?;
    let buildings = buildings(session, community, &areas).await?;
    let dwellings = dwellings(session, community, &buildings).await?;
    let persons = persons(session, community, &areas, &dwellings).await?;
    let organisations = organisations(session, community, &areas).await?;
    users(session, community, &areas, &organisations, &persons, accounts).await?;
    notices(session, community, &areas).await?;
    let devices = devices(session, community, &areas, &buildings, &dwellings).await?;
    sensing::credential::issue_many(session, &devices).await
}

type Areas = HashMap<String, spatial::area::Model>;

async fn areas(session: &Session, community: &Community) -> Result<Areas, Fault> {
    let mut made: Areas = HashMap::new();
    for area in &community.areas {
        let kind = match area.kind {
            demo::AreaKind::City => AreaKind::City,
            demo::AreaKind::District => AreaKind::District,
            demo::AreaKind::Street => AreaKind::Street,
            demo::AreaKind::Community => AreaKind::Community,
            demo::AreaKind::Grid => AreaKind::Grid,
            demo::AreaKind::Estate => AreaKind::Estate,
        };
        let new = spatial::area::NewArea {
            parent: area.parent.as_ref().and_then(|key| made.get(key)).map(|a| a.id),
            kind,
            name: area.name.clone(),
            code: Some(area.code.clone()),
            outline: area.outline.clone(),
        };
        made.insert(area.key.clone(), spatial::area::add(session, new).await?);
    }
    Ok(made)
}

/// The area of a community that everything of it lies under.
fn root(areas: &Areas) -> Result<&spatial::area::Model, Fault> {
    areas.get("community").ok_or(Fault::Missing { kind: Kind::Area })
}

async fn ground(session: &Session, community: &Community, areas: &Areas) -> Result<(), Fault> {
    let root = root(areas)?;
    let features = community.features.iter().enumerate().filter_map(|(i, feature)| {
        let class = match feature.class {
            demo::FeatureClass::Road => GroundClass::Road,
            demo::FeatureClass::Path => GroundClass::Path,
            demo::FeatureClass::Green => GroundClass::Green,
            demo::FeatureClass::Water => GroundClass::Water,
            demo::FeatureClass::Parking => GroundClass::Parking,
            demo::FeatureClass::Gate => GroundClass::Gate,
            demo::FeatureClass::Place => GroundClass::Place,
            // A tree is scenery that no layer of ours draws.
            demo::FeatureClass::Tree => return None,
        };
        let geometry = match &feature.geometry {
            demo::Geometry::Point(at) => spatial::Geometry::Point(*at),
            demo::Geometry::Line(line) => spatial::Geometry::Line(line.clone()),
            demo::Geometry::Polygon(ring) => spatial::Geometry::Polygon(ring.clone()),
        };
        Some(spatial::ground::NewGround {
            area_path: root.path.clone(),
            class,
            name: feature.name.clone(),
            category: feature.category.clone(),
            width_m: feature.width_m,
            geometry,
            source: "demo".into(),
            source_id: format!("ground/{i}"),
        })
    });
    spatial::ground::plant(session, features.collect()).await.map(|_| ())
}

async fn buildings(
    session: &Session,
    community: &Community,
    areas: &Areas,
) -> Result<Vec<spatial::building::Model>, Fault> {
    let root = root(areas)?;
    let new = community.buildings.iter().map(|b| {
        let estate = areas.get(&b.estate).unwrap_or(root);
        spatial::building::NewBuilding {
            area_path: estate.path.clone(),
            label: b.number.to_string(),
            name: b.name.clone(),
            use_: match b.use_ {
                demo::Use::Residential => BuildingUse::Residential,
                demo::Use::School => BuildingUse::School,
                demo::Use::Commercial => BuildingUse::Commercial,
                demo::Use::Community => BuildingUse::Community,
            },
            address: b.address.clone(),
            footprint: b.footprint.clone(),
            storeys: b.storeys,
            storey_height_m: b.storey_height_m,
            height_m: b.height_m,
            stairwells: b.stairwells,
            built_in: Some(b.built_on_year),
            source: "demo".into(),
            source_id: format!("building/{}", b.number),
            group_key: b.estate.clone(),
        }
    });
    spatial::building::plant(session, new.collect()).await
}

async fn dwellings(
    session: &Session,
    community: &Community,
    buildings: &[spatial::building::Model],
) -> Result<Vec<spatial::dwelling::Model>, Fault> {
    let new = community.dwellings.iter().map(|d| spatial::dwelling::NewDwelling {
        building: &buildings[d.building],
        label: d.label.clone(),
        number: d.number.clone(),
        stairwell: d.stairwell,
        storey: d.storey,
        base_m: d.base_m,
        top_m: d.top_m,
        footprint: d.footprint.clone(),
        floor_area_m2: d.floor_area_m2,
        address: d.address.clone(),
        vacancy_checked_on: d.vacancy_checked_on.map(day),
    });
    spatial::dwelling::plant(session, new.collect()).await
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
        code: format!("RK{:08}", p.serial),
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
) -> Result<HashMap<String, (Uuid, String)>, Fault> {
    use identity::organisation::{ActiveModel, Entity};
    let root = root(areas)?;
    let mut made: HashMap<String, (Uuid, String)> = HashMap::new();
    for (i, organisation) in community.organisations.iter().enumerate() {
        let area = areas.get(&organisation.area).unwrap_or(root);
        let kind = match organisation.kind {
            demo::OrganisationKind::StreetOffice => "street_office",
            demo::OrganisationKind::CommunityCommittee => "community_committee",
            demo::OrganisationKind::PropertyCompany => "property_company",
            demo::OrganisationKind::FireStation => "fire_station",
        };
        let row = ActiveModel {
            id: Set(Uuid::now_v7()),
            parent_id: Set(organisation.parent.as_ref().and_then(|key| made.get(key)).map(|(id, _)| *id)),
            name: Set(organisation.name.clone()),
            kind: Set(kind.into()),
            area_id: Set(area.id),
            area_path: Set(area.path.clone()),
            code: Set(format!("DW{:04}", i + 1)),
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
        let duty = match account.role {
            "grid_worker" => Some(Kind::FireHazard),
            "repair_worker" => Some(Kind::Repair),
            _ => None,
        };
        // The second grid worker stands by, so that a case has somebody to be transferred to.
        if let Some(kind) = duty.filter(|_| !account.account.ends_with("-2")) {
            let today = session.store().clock().today();
            let until = today + chrono::Months::new(12);
            work::duty::add(session, contract::AreaId(root.id), kind, contract::UserId(id), today, until)
                .await?;
        }
    }
    Ok(())
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

async fn devices(
    session: &Session,
    community: &Community,
    areas: &Areas,
    buildings: &[spatial::building::Model],
    dwellings: &[spatial::dwelling::Model],
) -> Result<Vec<sensing::device::Model>, Fault> {
    let root = root(areas)?;
    let new = community.devices.iter().map(|device| {
        let building = device.building.map(|i| &buildings[i]);
        let dwelling = device.dwelling.map(|i| &dwellings[i]);
        let spot = spatial::Spot {
            area_path: dwelling
                .map(|d| d.area_path.clone())
                .or(building.map(|b| b.area_path.clone()))
                .unwrap_or_else(|| root.path.clone()),
            place: place(community, device),
            address: dwelling
                .map(|d| d.address.clone())
                .or(building.map(|b| b.address.clone()))
                .unwrap_or_else(|| root.name.clone()),
            at: Wgs84 { lon: device.position[0], lat: device.position[1] },
            building_id: building.map(|b| b.id),
            building_no: building.map(|b| b.map_no),
            dwelling_id: dwelling.map(|d| d.id),
            dwelling_no: dwelling.map(|d| d.map_no),
            stairwell: device.stairwell.and_then(|n| i32::try_from(n).ok()),
            storey: device.storey,
            group_key: building.map(|b| b.group_key.clone()),
        };
        sensing::device::NewDevice {
            code: Some(device.code.clone()),
            kind: kind_key(device.kind).into(),
            name: device.name.clone(),
            spot,
            height_m: device.height_m,
        }
    });
    sensing::device::plant(session, new.collect()).await
}
