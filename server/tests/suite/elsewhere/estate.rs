//! An estate with one of everything that a function can be asked about, and the people of it.

use crate::{
    house::{Browser, House, eventually, photo},
    people::role,
    reach::somebody,
};
use base::{Actor, Mode, subscription::dead_letter};
use chrono::NaiveDate;
use contract::{
    Kind, Permission, Scope,
    geo::Ring,
    identity::role::ROLES,
    sensing::Value as Reading,
    spatial::{AreaKind, BuildingUse, GroundClass, Origin, Provenance},
};
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};
use std::ops::Index;
use uuid::Uuid;

/// How many devices an estate has.
pub const DEVICES: u64 = 3;

/// An estate; what it has stands under names, as the ids and codes that functions ask for.
#[derive(Clone)]
pub struct Estate {
    /// A word that stands in every name there, and in none elsewhere.
    pub word: &'static str,
    /// The day on which it was planted.
    pub today: NaiveDate,
    /// Somebody who may take repairs in each estate.
    pub worker: Value,
    /// A role that may be granted.
    pub role: Value,
    records: Value,
}

impl Index<&str> for Estate {
    type Output = Value;
    fn index(&self, name: &str) -> &Value {
        let found = &self.records[name];
        assert!(found.is_string(), "an estate has no {name}");
        found
    }
}

impl Estate {
    /// What stands under a name, as text.
    pub fn text(&self, name: &str) -> &str {
        self[name].as_str().unwrap()
    }

    /// Whether a text tells of anything there.
    pub fn is_told_in(&self, text: &str) -> bool {
        let records = self.records.as_object().unwrap().values();
        text.contains(self.word) || records.filter_map(Value::as_str).any(|mark| text.contains(mark))
    }

    /// The same names with ids and codes that nothing has.
    pub fn nowhere(&self) -> Self {
        let names = self.records.as_object().unwrap().keys();
        let records = names.map(|name| (name.clone(), json!(Uuid::now_v7()))).collect();
        Self { word: "nowhere", records, ..self.clone() }
    }
}

/// Those who plant an estate, all of them of the whole community.
pub struct Staff<'a> {
    house: &'a House,
    pub admin: Browser,
    street: Browser,
    property: Browser,
}

impl<'a> Staff<'a> {
    pub async fn of(house: &'a House) -> Self {
        let [admin, street, property] = ["demo-admin", "demo-street", "demo-property"];
        Self {
            house,
            admin: house.browser(admin).await,
            street: house.browser(street).await,
            property: house.browser(property).await,
        }
    }

    /// Plants an estate at a longitude, through the doors that its people use too.
    pub async fn plant(&self, word: &'static str, west: f64) -> Estate {
        let (house, today) = (self.house, self.house.store().clock().today());
        let (area, building, home) = ground(house, word, west).await;
        let worker = house.browser("demo-repair").await.call("seat/whoami", json!({})).await["user"].clone();
        let role = role(&self.admin, "inspector").await["id"].clone();
        let mut records = json!({
            "area": area.id, "building": building.id, "dwelling": home.id, "dwelling_code": home.code,
            "place": home.label, "address": home.address, "person_name": format!("演示{word}01"),
        });
        let mut estate = Estate { word, today, worker, role, records: records.clone() };
        for part in [
            self.people(&estate).await,
            self.devices(&estate).await,
            self.cases(&estate).await,
            self.accounts(&estate).await,
        ] {
            records.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        }
        estate.records = records;
        // What belongs to devices comes after them.
        let code = estate.text("device_code");
        self.admin.call("sensing/issue_credential", json!({ "device_code": code })).await;
        let listing = json!({ "listing": { "search": code } });
        let credential = self.admin.call("sensing/list_credentials", listing.clone()).await;
        let rejection = self.admin.call("sensing/list_rejections", listing).await;
        let other_letter = letter(house, "linkage", &area.path).await;
        let letter = letter(house, "opening", &area.path).await;
        let more = json!({
            "credential": credential["rows"][0]["id"], "rejection": rejection["rows"][0]["id"], "letter": letter,
            "other_letter": other_letter,
        });
        estate.records.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        estate
    }

    /// Somebody who lives there, and somebody who did.
    async fn people(&self, estate: &Estate) -> Value {
        let move_in = async |name: &str, phone: &str| {
            let draft = json!({
                "name": name, "phone": phone, "id_number": "", "born_on": "", "relation": "tenant",
                "from_on": estate.today,
            });
            let arguments = json!({ "dwelling": estate["dwelling"], "draft": draft });
            self.property.call("registry/move_in", arguments).await
        };
        let lives = move_in(estate.text("person_name"), "13800000001").await;
        let left = move_in(&format!("演示{}02", estate.word), "13800000002").await;
        let ends = json!({ "id": left["id"], "revision": left["revision"], "on": estate.today });
        self.property.call("registry/move_out", ends).await;
        json!({ "tenancy": lives["id"], "person": lives["person"], "past": left["id"], "former": left["person"] })
    }

    /// A detector that has alarmed and was refused once, a siren that was commanded, and a station.
    async fn devices(&self, estate: &Estate) -> Value {
        let word = estate.word;
        let add = async |kind: &str, place: &str, storey: &str| {
            let name = format!("演示{word}{kind}");
            let draft = json!({ "kind": kind, "name": name, "place": place, "storey": storey });
            self.property.call("sensing/add_device", json!({ "draft": draft })).await
        };
        let smoke = add("smoke", estate.text("place"), "").await;
        let siren = add("siren", word, "1").await;
        let station = add("environment", word, "1").await;
        let asked = json!({ "id": siren["id"], "property": "sounding", "desired": true });
        let command = self.property.call("sensing/command_device", asked).await;
        let code = smoke["code"].as_str().unwrap();
        for obscuration in [-1.0, 8.2] {
            let values = [("smoke_obscuration", Reading::Number(obscuration))];
            self.house.device_says(code, &values).await;
        }
        let alarm = eventually("an alarm with its case", async || {
            let listing = json!({ "listing": { "search": word } });
            let page = self.street.call("sensing/list_alarms", listing).await;
            page["rows"].get(0).filter(|row| !row["case"].is_null()).cloned()
        })
        .await;
        json!({
            "device": smoke["id"], "device_code": code, "siren": siren["id"], "station": station["id"],
            "command": command, "alarm": alarm["id"], "case": alarm["case"][0],
        })
    }

    /// A repair with a photo, who is on duty for it, and a notice.
    async fn cases(&self, estate: &Estate) -> Value {
        let (word, photo_id) = (estate.word, Uuid::now_v7());
        assert_eq!(self.property.upload(photo_id, photo()).await.0, 200);
        let draft = json!({
            "id": Uuid::now_v7(), "kind": "repair", "category": "water", "title": format!("演示{word}漏水"),
            "place": estate["place"], "at": null, "photos": [photo_id], "details": {}, "typed_at": null,
        });
        let repair = self.property.call("work/report", json!({ "draft": draft })).await;
        let on_duty = json!({
            "area": estate["area"], "kind": "repair", "user": estate.worker, "from_on": estate.today,
            "to_on": estate.today,
        });
        let duty = self.street.call("work/add_duty", on_duty).await;
        let draft = json!({
            "title": format!("演示{word}通知"), "body": "演示", "area": estate["area"], "valid_to": "",
        });
        let notice = self.street.call("publishing/publish_notice", json!({ "draft": draft })).await;
        json!({ "repair": repair["id"], "photo": photo_id, "duty": duty["id"], "notice": notice["id"] })
    }

    /// An organisation with a duty phone and an account that holds a grant, one with premises, and a terminal.
    async fn accounts(&self, estate: &Estate) -> Value {
        let word = estate.word;
        // A number that no other estate has.
        let duty_phone = format!("000-0000-{}", word.bytes().map(u32::from).sum::<u32>());
        let draft = json!({
            "name": format!("演示{word}单位"), "kind": "company", "parent": "", "area": estate["area"],
            "duty_phone": duty_phone,
        });
        let organisation = self.admin.call("identity/add_organisation", json!({ "draft": draft })).await;
        self.shop(estate).await;
        let draft = json!({
            "account": format!("{word}-account"), "name": format!("演示{word}03"),
            "organisation": organisation["id"], "role": estate.role, "area": "", "valid_to": "",
        });
        let user = self.admin.call("identity/add_user", json!({ "draft": draft })).await[0]["id"].clone();
        let grants = self.admin.call("identity/list_grants", json!({ "user": user })).await;
        let draft = json!({ "name": format!("演示{word}大屏"), "kind": "wall", "area": estate["area"] });
        let terminal = self.admin.call("identity/draw_code", json!({ "draft": draft })).await;
        json!({
            "organisation": organisation["id"], "user": user, "grant": grants[0]["id"],
            "terminal": terminal[0]["id"], "duty_phone": duty_phone,
        })
    }

    /// An organisation that has its premises in the dwelling there.
    async fn shop(&self, estate: &Estate) {
        let name = format!("演示{}商店", estate.word);
        let draft = json!({ "name": name, "kind": "company", "parent": "", "area": estate["area"], "duty_phone": "" });
        let shop = self.admin.call("identity/add_organisation", json!({ "draft": draft })).await;
        let asked = json!({ "id": shop["id"], "revision": shop["revision"], "dwelling": estate["dwelling"] });
        self.house.browser("demo-data").await.call("registry/settle_organisation", asked).await;
    }

    /// Somebody of each role whose grant reaches the estate and no more. A role that reaches everything in a new
    /// installation is held here cut down to an area, but for what lies in none.
    pub async fn holders(&self, estate: &Estate) -> Vec<(&'static str, Browser)> {
        let mut holders = vec![];
        for seed in ROLES {
            let in_areas = |line: Permission| match (line.scope, line.kind) {
                (Scope::All, Kind::Role | Kind::Rule | Kind::Setting) => line,
                (Scope::All, _) => Permission { scope: Scope::Areas, ..line },
                _ => line,
            };
            let lines: Vec<Permission> = seed.permissions().into_iter().map(in_areas).collect();
            let key = if lines == seed.permissions() {
                seed.key.to_owned()
            } else {
                let name = format!("本范围{}", seed.name);
                let draft = json!({ "name": name, "audience": seed.audience, "permissions": lines });
                let role = self.admin.call("identity/add_role", json!({ "draft": draft })).await;
                role["key"].as_str().unwrap().to_owned()
            };
            let (account, area) =
                (format!("{}-{}", estate.word, seed.key), estate.text("area").parse().unwrap());
            holders.push((seed.key, somebody(self.house, &account, &key, Some(area)).await));
        }
        holders
    }
}

fn square(west: f64, south: f64, side: f64) -> Ring {
    let (east, north) = (west + side, south + side);
    vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
}

/// The area of an estate, a building with one dwelling in it, and a clinic.
async fn ground(
    house: &House,
    word: &str,
    west: f64,
) -> (spatial::area::Model, spatial::building::Model, spatial::dwelling::Model) {
    let session = house.store().begin(Actor::System("test"), Mode::Write).await.unwrap();
    let community = spatial::area::named(&session, "演示社区").await.unwrap().unwrap();
    let area = spatial::area::NewArea {
        parent: Some(community.id),
        kind: AreaKind::Estate,
        name: format!("演示{word}小区"),
        code: None,
        outline: square(west, 30.0, 0.01),
    };
    let area = spatial::area::add(&session, area).await.unwrap();
    let provenance = Provenance::new(Origin::Demo, house.store().clock().today());
    let footprint = square(west + 0.004, 30.004, 0.0003);
    let address = format!("演示{word}路 1 号");
    let building = spatial::building::NewBuilding {
        area_path: area.path.clone(),
        label: word.into(),
        name: format!("演示{word}楼"),
        use_: BuildingUse::Residential,
        address: address.clone(),
        footprint: footprint.clone(),
        storeys: 1,
        storey_height_m: 3.0,
        height_m: 3.6,
        stairwells: 1,
        built_in: None,
        source: "test".into(),
        source_id: format!("building/{word}"),
        provenance: provenance.clone(),
        group_key: word.into(),
    };
    let building = spatial::building::plant(&session, vec![building]).await.unwrap().remove(0);
    let home = spatial::dwelling::NewDwelling {
        building: &building,
        label: format!("{word}-101"),
        number: "101".into(),
        stairwell: 1,
        storey: 1,
        base_m: 0.0,
        top_m: 3.0,
        footprint,
        floor_area_m2: 50.0,
        address: format!("{address} 101 室"),
        vacancy_checked_on: None,
        origin: Origin::Demo,
        origin_on: None,
    };
    let home = spatial::dwelling::plant(&session, vec![home]).await.unwrap().remove(0);
    let clinic = spatial::ground::NewGround {
        area_path: area.path.clone(),
        class: GroundClass::Place,
        name: Some(format!("演示{word}诊所")),
        category: Some("clinic".into()),
        width_m: None,
        geometry: spatial::Geometry::Point([west + 0.005, 30.005]),
        source: "test".into(),
        source_id: format!("ground/{word}"),
        provenance,
    };
    spatial::ground::plant(&session, vec![clinic]).await.unwrap();
    session.commit().await.unwrap();
    (area, building, home)
}

/// A dead letter of the newest event, that a subscriber could not take.
async fn letter(house: &House, subscriber: &str, area_path: &str) -> Uuid {
    let position = base::feed_head(house.store()).await.unwrap().position;
    let session = house.store().begin(Actor::System("test"), Mode::Write).await.unwrap();
    let row = dead_letter::ActiveModel {
        id: Set(Uuid::now_v7()),
        subscriber: Set(subscriber.into()),
        position: Set(position),
        area_path: Set(area_path.into()),
        event: Set("{}".into()),
        error: Set("演示".into()),
        at: Set(session.now()),
        settled_at: Set(None),
    };
    let row = session.insert::<dead_letter::Entity>(Kind::DeadLetter, row).await.unwrap();
    session.commit().await.unwrap();
    row.id
}
