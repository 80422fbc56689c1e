//! What is asked of each function about another area: with its ids and codes in hand, or for a list.

use super::estate::{DEVICES, Estate};
use serde_json::{Value, json};
use uuid::Uuid;

/// What somebody is answered who asks about what is theirs no more than nothing.
pub enum Answer {
    /// That there is no such record, as to an id that nothing has.
    Missing,
    /// That this field offers no such thing, as to an id that nothing has.
    NotOffered(&'static str),
    /// That it can't be put there: an area may be known of, but nothing is put into it from outside.
    Beyond,
    /// What is one's own, and nothing of theirs.
    Own,
    /// A figure that counts at most one's own, of which there are so many.
    Figure(&'static str, u64),
}
use Answer::{Beyond, Figure, Missing, NotOffered, Own};

/// A question to a function.
pub struct Question {
    pub function: &'static str,
    pub answer: Answer,
    /// The arguments: about an estate, asked by the people of another.
    pub arguments: fn(&Estate, &Estate) -> Value,
}

const fn ask(function: &'static str, answer: Answer, arguments: fn(&Estate, &Estate) -> Value) -> Question {
    Question { function, answer, arguments }
}

fn search(text: &str) -> Value {
    json!({ "listing": { "search": text } })
}

fn links(of: &str, key: &Value) -> Value {
    json!({ "of": of, "key": key })
}

fn user(account: &str, organisation: &Value, role: &Value, area: &str) -> Value {
    json!({ "draft": { "account": account, "name": "演示新人04", "organisation": organisation, "role": role, "area": area, "valid_to": "" } })
}

fn grant(user: &Value, role: &Value, area: &str) -> Value {
    json!({ "user": user, "draft": { "role": role, "area": area, "valid_from": "", "valid_to": "" } })
}

fn organisation(parent: &str, area: &Value) -> Value {
    json!({ "name": "演示新单位", "kind": "company", "parent": parent, "area": area, "duty_phone": "" })
}

fn device(place: &Value) -> Value {
    json!({ "kind": "smoke", "name": "演示烟感", "place": place, "storey": "" })
}

fn notice(area: &Value) -> Value {
    json!({ "title": "演示通知", "body": "演示", "area": area, "valid_to": "" })
}

fn node(kind: &str, estate: &Estate, name: &str, more: &str) -> Value {
    json!({ "node": format!("{kind}/{}{more}", estate.text(name)) })
}

/// All questions; of one function, what changes least comes first, since in the end each is answered about one's own.
#[rustfmt::skip]
pub const QUESTIONS: &[Question] = &[
    ask("identity/list_users", Own, |_, _| json!({ "listing": {} })),
    ask("identity/list_grants", Missing, |theirs, _| json!({ "user": theirs["user"] })),
    ask("identity/list_organisations", Own, |_, _| json!({})),
    ask("identity/read_duty_phone", Own, |_, _| json!({})),
    ask("identity/list_terminals", Own, |_, _| json!({ "listing": {} })),
    ask("identity/list_audit", Own, |_, _| json!({ "listing": { "limit": 200 } })),
    ask("identity/list_dead_letters", Own, |_, _| json!({})),
    ask("spatial/list_areas", Own, |_, _| json!({})),
    ask("spatial/list_buildings", Own, |theirs, _| search(theirs.word)),
    ask("spatial/list_dwellings", Own, |theirs, _| search(theirs.word)),
    ask("spatial/read_dwelling", Missing, |theirs, _| json!({ "code": theirs["dwelling_code"] })),
    ask("spatial/list_groups", Own, |_, _| json!({})),
    ask("spatial/list_scene", Own, |_, _| json!({ "node": null })),
    ask("spatial/list_scene", Missing, |theirs, _| node("area", theirs, "area", "")),
    ask("spatial/list_scene", Missing, |theirs, _| node("building", theirs, "building", "")),
    ask("spatial/list_scene", Own, |theirs, _| node("storey", theirs, "building", "/1")),
    ask("spatial/list_scene", Own, |theirs, _| node("class/smoke/dwelling", theirs, "dwelling", "")),
    ask("spatial/list_places", Own, |theirs, _| json!({ "category": null, "search": theirs.word, "from": null })),
    ask("spatial/search", Own, |theirs, _| json!({ "text": theirs.word })),
    ask("spatial/search", Own, |theirs, _| json!({ "text": theirs["device_code"] })),
    ask("spatial/search", Own, |theirs, _| json!({ "text": theirs["person_name"] })),
    ask("registry/list_occupants", Missing, |theirs, _| json!({ "dwelling": theirs["dwelling"] })),
    ask("registry/list_past_occupants", Missing, |theirs, _| json!({ "dwelling": theirs["dwelling"] })),
    ask("registry/list_orphans", Own, |_, _| json!({})),
    ask("registry/read_links", Missing, |theirs, _| links("address", &theirs["address"])),
    ask("registry/read_links", Missing, |theirs, _| links("dwelling", &theirs["dwelling"])),
    ask("registry/read_links", Missing, |theirs, _| links("person", &theirs["person"])),
    ask("registry/read_links", Missing, |theirs, _| links("organisation", &theirs["organisation"])),
    ask("registry/count_registers", Figure("/dwellings", 1), |_, _| json!({})),
    ask("registry/disclose", Missing, |theirs, _| json!({ "person": theirs["person"], "purpose": "visit" })),
    ask("sensing/list_devices", Own, |theirs, _| search(theirs.word)),
    ask("sensing/read_device", Missing, |theirs, _| json!({ "id": theirs["device"] })),
    ask("sensing/read_series", Missing, |theirs, _| json!({ "device": theirs["device"], "property": "smoke_obscuration", "hours": 24 })),
    ask("sensing/list_alarms", Own, |theirs, _| search(theirs.word)),
    ask("sensing/read_alarm_figures", Figure("/raised", 1), |_, _| json!({ "days": 7, "application": null })),
    ask("sensing/read_alarm", Missing, |theirs, _| json!({ "id": theirs["alarm"] })),
    ask("sensing/list_credentials", Own, |theirs, _| search(theirs.word)),
    ask("sensing/list_rejections", Own, |theirs, _| search(theirs.text("device_code"))),
    ask("sensing/count_rejections", Figure("/0/1", 1), |_, _| json!({})),
    ask("sensing/read_environment", Own, |_, _| json!({})),
    ask("work/list_work", Own, |theirs, _| json!({ "kind": "repair", "listing": { "search": theirs.word } })),
    ask("work/list_work", Own, |theirs, _| json!({ "kind": "fire_hazard", "listing": { "search": theirs.word } })),
    ask("work/read_work", Missing, |theirs, _| json!({ "id": theirs["repair"] })),
    ask("work/read_work", Missing, |theirs, _| json!({ "id": theirs["case"] })),
    ask("work/view_work", Missing, |theirs, _| json!({ "id": theirs["repair"] })),
    ask("work/list_workers", Missing, |theirs, _| json!({ "item": theirs["repair"] })),
    ask("work/read_figures", Figure("/reported", 1), |_, _| json!({ "kind": "repair", "days": 7 })),
    ask("work/list_duty", Own, |_, _| json!({ "listing": {} })),
    ask("work/list_able", Missing, |theirs, _| json!({ "area": theirs["area"], "kind": "repair" })),
    ask("work/read_wall", Figure("/devices", DEVICES), |_, _| json!({})),
    ask("publishing/current_notices", Own, |_, _| json!({})),
    ask("publishing/list_notices", Own, |theirs, _| search(theirs.word)),
    ask("publishing/read_notice", Missing, |theirs, _| json!({ "id": theirs["notice"] })),

    ask("identity/add_user", NotOffered("organisation"), |theirs, own| user(&format!("new-{}", own.word), &theirs["organisation"], &own.role, "")),
    ask("identity/add_user", NotOffered("area"), |theirs, own| user(&format!("newer-{}", own.word), &own["organisation"], &own.role, theirs.text("area"))),
    ask("identity/change_user", Missing, |theirs, own| json!({ "id": theirs["user"], "revision": 1, "change": { "name": "", "organisation": own["organisation"] } })),
    ask("identity/change_user", NotOffered("organisation"), |theirs, own| json!({ "id": own["user"], "revision": 1, "change": { "name": "", "organisation": theirs["organisation"] } })),
    ask("identity/reset_password", Missing, |theirs, _| json!({ "id": theirs["user"] })),
    ask("identity/disable_user", Missing, |theirs, _| json!({ "id": theirs["user"], "revision": 1 })),
    ask("identity/enable_user", Missing, |theirs, _| json!({ "id": theirs["user"], "revision": 1 })),
    ask("identity/end_grant", Missing, |theirs, _| json!({ "id": theirs["grant"], "ending": { "reason": "调离这个岗位" } })),
    ask("identity/add_grant", Missing, |theirs, own| grant(&theirs["user"], &own.role, "")),
    ask("identity/add_grant", NotOffered("area"), |theirs, own| grant(&own["user"], &own.role, theirs.text("area"))),
    ask("identity/retire_user", Missing, |theirs, _| json!({ "id": theirs["user"], "revision": 1 })),
    ask("identity/add_organisation", Beyond, |theirs, _| json!({ "draft": organisation("", &theirs["area"]) })),
    ask("identity/add_organisation", NotOffered("parent"), |theirs, own| json!({ "draft": organisation(theirs.text("organisation"), &own["area"]) })),
    ask("identity/change_organisation", Missing, |theirs, own| json!({ "id": theirs["organisation"], "revision": 1, "draft": organisation("", &own["area"]) })),
    ask("identity/move_organisation", Missing, |theirs, own| json!({ "id": theirs["organisation"], "area": own["area"], "revision": 1 })),
    ask("identity/move_organisation", Beyond, |theirs, own| json!({ "id": own["organisation"], "area": theirs["area"], "revision": 1 })),
    ask("registry/settle_organisation", Missing, |theirs, own| json!({ "id": theirs["organisation"], "revision": 1, "dwelling": own["dwelling"] })),
    ask("registry/settle_organisation", NotOffered("dwelling"), |theirs, own| json!({ "id": own["organisation"], "revision": 1, "dwelling": theirs["dwelling"] })),
    ask("identity/retire_organisation", Missing, |theirs, _| json!({ "id": theirs["organisation"], "revision": 1 })),
    ask("identity/draw_code", Beyond, |theirs, _| json!({ "draft": { "name": "演示新屏", "kind": "wall", "area": theirs["area"] } })),
    ask("identity/revoke_terminal", Missing, |theirs, _| json!({ "id": theirs["terminal"], "revision": 1 })),
    ask("identity/retry_dead_letter", Missing, |theirs, _| json!({ "id": theirs["letter"] })),
    ask("identity/close_dead_letter", Missing, |theirs, _| json!({ "id": theirs["other_letter"] })),
    ask("spatial/change_dwelling", Missing, |theirs, _| json!({ "id": theirs["dwelling"], "revision": 1, "draft": { "floor_area_m2": "51", "vacancy_checked_on": "" } })),
    ask("registry/move_in", Missing, |theirs, own| json!({ "dwelling": theirs["dwelling"], "draft": { "name": "演示新人05", "phone": "13800000005", "id_number": "", "born_on": "", "relation": "owner", "from_on": own.today } })),
    ask("registry/move_out", Missing, |theirs, own| json!({ "id": theirs["tenancy"], "revision": 1, "on": own.today })),
    ask("sensing/command_device", Missing, |theirs, _| json!({ "id": theirs["siren"], "property": "sounding", "desired": false })),
    ask("sensing/resend_command", Missing, |theirs, _| json!({ "id": theirs["command"] })),
    ask("sensing/acknowledge_alarms", Missing, |theirs, _| json!({ "ids": [theirs["alarm"]] })),
    ask("sensing/issue_credential", Missing, |theirs, _| json!({ "device_code": theirs["device_code"] })),
    ask("sensing/revoke_credential", Missing, |theirs, _| json!({ "id": theirs["credential"] })),
    ask("sensing/add_device", Beyond, |theirs, _| json!({ "draft": device(&theirs["place"]) })),
    ask("sensing/change_device", Missing, |theirs, own| json!({ "id": theirs["device"], "revision": 1, "draft": device(&own["place"]) })),
    ask("sensing/change_device", Beyond, |theirs, own| json!({ "id": own["device"], "revision": 1, "draft": device(&theirs["place"]) })),
    ask("sensing/retire_device", Missing, |theirs, _| json!({ "id": theirs["device"], "revision": 1 })),
    ask("work/report", NotOffered("place"), |theirs, _| json!({ "draft": { "id": Uuid::now_v7(), "kind": "repair", "category": "water", "title": "演示漏水", "place": theirs["place"], "at": null, "photos": [], "details": {}, "typed_at": null } })),
    ask("work/change_work", Missing, |theirs, own| json!({ "id": theirs["case"], "revision": 1, "change": { "category": "fire", "title": "演示起火", "place": own["place"] } })),
    ask("work/change_work", NotOffered("place"), |theirs, own| json!({ "id": own["case"], "revision": 1, "change": { "category": "fire", "title": "演示起火", "place": theirs["place"] } })),
    ask("work/step", Missing, |theirs, _| json!({ "step": { "entry": Uuid::now_v7(), "item": theirs["repair"], "revision": null, "act": "note", "note": "我来看看" } })),
    ask("work/add_duty", NotOffered("area"), |theirs, own| json!({ "area": theirs["area"], "kind": "repair", "user": own.worker, "from_on": own.today, "to_on": own.today })),
    ask("work/retire_duty", Missing, |theirs, _| json!({ "id": theirs["duty"] })),
    ask("publishing/publish_notice", Beyond, |theirs, _| json!({ "draft": notice(&theirs["area"]) })),
    ask("publishing/change_notice", Missing, |theirs, _| json!({ "id": theirs["notice"], "revision": 1, "draft": notice(&Value::Null) })),
    ask("publishing/change_notice", Beyond, |theirs, own| json!({ "id": own["notice"], "revision": 1, "draft": notice(&theirs["area"]) })),
    ask("publishing/retire_notice", Missing, |theirs, _| json!({ "id": theirs["notice"], "revision": 1 })),
];

/// Functions that know no area, each with what it is about instead.
#[rustfmt::skip]
pub const OF_NO_AREA: &[(&str, &[&str])] = &[
    ("one's own seat", &["seat/sign_in", "seat/sign_out", "seat/pair", "seat/use_link", "seat/whoami",
        "seat/switch_capacity"]),
    ("roles of the whole house", &["identity/list_roles", "identity/add_role", "identity/change_role",
        "identity/retire_role"]),
    ("rules of the whole house", &["sensing/list_rules", "sensing/change_rule"]),
    ("settings of the whole house", &["work/list_deadlines", "work/list_targets", "work/change_deadline",
        "work/read_calendar", "work/change_calendar"]),
    ("the one audit chain", &["identity/verify_audit"]),
    ("licences, which everybody may read", &["spatial/list_attributions"]),
];
