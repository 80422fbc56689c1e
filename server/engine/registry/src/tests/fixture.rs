//! An estate with two dwellings, and the people who work with its register.

use crate::dwelling;
use base::{
    Actor, Mode, Session,
    testing::{World, actor, by},
};
use chrono::NaiveDate;
use contract::{
    Act::{Change, Create, Disclose, Read, Retire},
    DwellingId, Fault, Kind, Scope,
    registry::{MoveInDraft, TenancyRow, is_id_number},
};
use sea_orm::{
    ConnectionTrait, EntityTrait,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

pub const ESTATE: &str = "city/street/garden/";
pub const ELSEWHERE: &str = "city/street/park/";
pub const NAME: &str = "演示居民0001";
pub const PHONE: &str = "10000000001";

/// An estate of a test's own: `3-1502` and `3-1503` here, `8-101` elsewhere.
pub struct Estate {
    pub world: World,
    pub home: DwellingId,
    pub next_door: DwellingId,
    pub elsewhere: DwellingId,
}

impl Estate {
    pub async fn new() -> Self {
        let world = World::new().await;
        let session = world.store.begin(Actor::System("test"), Mode::Write).await.unwrap();
        let home = build(&session, 1, ESTATE, "3-1502").await;
        let next_door = build(&session, 2, ESTATE, "3-1503").await;
        let elsewhere = build(&session, 3, ELSEWHERE, "8-101").await;
        session.commit().await.unwrap();
        Self { world, home, next_door, elsewhere }
    }

    /// Does something in a session of its own, as a request does.
    pub async fn as_actor<T>(
        &self,
        actor: &Actor,
        act: impl AsyncFnOnce(&Session) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        by(&self.world, actor, act).await
    }

    /// Lets somebody move in, as the property's staff does it.
    pub async fn move_in(&self, dwelling: DwellingId, draft: &MoveInDraft) -> Result<TenancyRow, Fault> {
        let staff = property();
        self.as_actor(&staff, async |s: &Session| crate::tenancy::move_in(s, dwelling, draft).await).await
    }

    /// How many the dwelling says live in it.
    pub async fn occupants(&self, dwelling: DwellingId) -> i32 {
        let row = dwelling::Entity::find_by_id(dwelling.0).one(self.world.store.pool()).await.unwrap();
        row.unwrap().occupants
    }

    /// The audit trail, newest first: act, outcome, purpose, object.
    pub async fn trail(&self) -> Vec<contract::identity::AuditRow> {
        let asked = contract::Listing { limit: 200, ..Default::default() };
        let system = Actor::System("test");
        self.as_actor(&system, async |s: &Session| base::list_audit(s, &asked).await).await.unwrap().rows
    }
}

/// Property staff: registers and reads, but never sees anybody in full.
pub fn property() -> Actor {
    actor(
        "property",
        &[ESTATE],
        &[(Kind::Tenancy, Scope::Areas, &[Read, Create, Change]), (Kind::Person, Scope::Areas, &[Read])],
    )
}

/// A street officer of an area, who may see persons in full and erase them.
pub fn officer(area: &str) -> Actor {
    actor(
        "officer",
        &[area],
        &[(Kind::Tenancy, Scope::Areas, &[Read]), (Kind::Person, Scope::Areas, &[Read, Disclose, Retire])],
    )
}

/// Somebody who may see dwellings, but not who lives in them.
pub fn visitor() -> Actor {
    actor("visitor", &[ESTATE], &[(Kind::Dwelling, Scope::Areas, &[Read])])
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A well-formed identity number of no place.
pub fn id_number(born: &str, sequence: u32) -> String {
    let body = format!("000000{born}{sequence:03}");
    "0123456789X".chars().map(|check| format!("{body}{check}")).find(|number| is_id_number(number)).unwrap()
}

/// The one who moves in, unless a test says otherwise; born in 1957, so 69 on the day.
pub fn draft() -> MoveInDraft {
    MoveInDraft {
        name: NAME.into(),
        phone: PHONE.into(),
        id_number: id_number("19570302", 1),
        born_on: String::new(),
        relation: "owner".into(),
        from_on: "2026-02-01".into(),
    }
}

/// Adds a dwelling.
pub async fn build(session: &Session, no: i32, area_path: &str, label: &str) -> DwellingId {
    let id = Uuid::now_v7();
    let columns: [(&'static str, Expr); 21] = [
        ("id", id.into()),
        ("map_no", no.into()),
        ("building_id", Uuid::now_v7().into()),
        ("building_no", 3_i32.into()),
        ("area_path", area_path.into()),
        ("label", label.into()),
        ("number", "1502".into()),
        ("stairwell", 1_i32.into()),
        ("storey", 15_i32.into()),
        ("base_m", 42.0_f64.into()),
        ("top_m", 45.0_f64.into()),
        ("footprint", "[]".into()),
        ("floor_area_m2", 90.0_f64.into()),
        ("code", format!("330000000001FW{no:07}X").into()),
        ("address", format!("演示路 1 号 {label}").into()),
        ("occupants", 0_i32.into()),
        ("lon", 120.1_f64.into()),
        ("lat", 30.2_f64.into()),
        ("group_key", "g1".into()),
        ("revision", 1_i32.into()),
        ("changed_at", session.now().into()),
    ];
    add(session, "dwelling", columns.into()).await;
    DwellingId(id)
}

/// Adds a row to a table that is not ours.
pub async fn add(session: &Session, table: &'static str, row: Vec<(&'static str, Expr)>) {
    let (columns, values): (Vec<_>, Vec<_>) = row.into_iter().unzip();
    let insert = Query::insert().into_table(table).columns(columns).values_panic(values).to_owned();
    session.txn().execute(&insert).await.unwrap();
}
