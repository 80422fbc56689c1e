//! Every server function is refused without a session, and to whoever has no permission; the list is complete by test.

use crate::house::{House, photo};
use base::{
    Actor, Mode,
    identity::{NewUser, hash_password, plant_user, role},
};
use contract::{Kind, Lang, Term, identity::role::ROLES, term_label};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fmt::Write};
use uuid::Uuid;

/// Every server function with arguments that it understands.
pub fn calls() -> Vec<(&'static str, Value)> {
    let (id, listing) = (Uuid::now_v7(), json!({}));
    let step = json!({ "entry": id, "item": id, "revision": null, "act": "take" });
    let report = json!({ "id": id, "kind": "repair", "category": "water", "title": "漏水", "place": "3-1502", "at": null, "photos": [], "details": {}, "typed_at": null });
    let rule = json!({ "key": "x", "device_kind": "smoke", "property": "battery", "condition": { "when": "changes" }, "timing": { "holds": "at_once" }, "schedule": null, "level": "warn", "alarm_kind": "x" });
    let calendar = json!({ "year": 2026, "opens": "08:30", "closes": "18:00", "weekdays": [true, true, true, true, true, true, true], "holidays": "", "workdays": "" });
    let organisation = json!({ "name": "x", "kind": "company", "parent": "", "area": id, "duty_phone": "" });
    vec![
        ("identity/list_users", json!({ "listing": listing })),
        (
            "identity/add_user",
            json!({ "draft": { "account": "x", "name": "x", "organisation": id, "role": id, "area": "", "valid_to": "" } }),
        ),
        ("identity/disable_user", json!({ "id": id, "revision": 1 })),
        ("identity/enable_user", json!({ "id": id, "revision": 1 })),
        ("identity/reset_password", json!({ "id": id })),
        (
            "identity/change_user",
            json!({ "id": id, "revision": 1, "change": { "name": "x", "organisation": id } }),
        ),
        ("identity/retire_user", json!({ "id": id, "revision": 1 })),
        ("identity/list_grants", json!({ "user": id })),
        (
            "identity/add_grant",
            json!({ "user": id, "draft": { "role": id, "area": "", "valid_from": "", "valid_to": "" } }),
        ),
        ("identity/end_grant", json!({ "id": id, "ending": { "reason": "x" } })),
        ("identity/list_roles", json!({})),
        ("identity/add_role", json!({ "draft": { "name": "x", "audience": "street", "permissions": [] } })),
        ("identity/retire_role", json!({ "id": id, "revision": 1 })),
        ("identity/change_role", json!({ "id": id, "revision": 1, "permissions": [] })),
        ("identity/list_organisations", json!({})),
        ("identity/move_organisation", json!({ "id": id, "area": id, "revision": 1 })),
        ("identity/add_organisation", json!({ "draft": organisation })),
        ("identity/change_organisation", json!({ "id": id, "revision": 1, "draft": organisation })),
        ("identity/retire_organisation", json!({ "id": id, "revision": 1 })),
        ("identity/read_duty_phone", json!({})),
        ("identity/list_terminals", json!({ "listing": listing })),
        ("identity/draw_code", json!({ "draft": { "name": "x", "kind": "wall", "area": id } })),
        ("identity/revoke_terminal", json!({ "id": id, "revision": 1 })),
        ("identity/list_audit", json!({ "listing": listing })),
        ("identity/verify_audit", json!({})),
        ("identity/list_dead_letters", json!({})),
        ("identity/retry_dead_letter", json!({ "id": id })),
        ("identity/close_dead_letter", json!({ "id": id })),
        ("spatial/list_areas", json!({})),
        ("spatial/list_buildings", json!({ "listing": listing })),
        ("spatial/list_dwellings", json!({ "listing": listing })),
        ("spatial/read_dwelling", json!({ "code": "x" })),
        (
            "spatial/change_dwelling",
            json!({ "id": id, "revision": 1, "draft": { "floor_area_m2": "50", "vacancy_checked_on": "" } }),
        ),
        ("spatial/list_groups", json!({})),
        ("spatial/list_scene", json!({ "node": null })),
        ("spatial/list_places", json!({ "category": null, "search": null, "from": null })),
        ("spatial/list_attributions", json!({})),
        ("registry/list_occupants", json!({ "dwelling": id })),
        ("registry/list_past_occupants", json!({ "dwelling": id })),
        (
            "registry/move_in",
            json!({ "dwelling": id, "draft": { "name": "x", "phone": "10000000000", "id_number": "", "born_on": "", "relation": "owner", "from_on": "2026-01-01" } }),
        ),
        ("registry/move_out", json!({ "id": id, "revision": 1, "on": "2026-01-01" })),
        ("registry/list_orphans", json!({})),
        ("registry/read_links", json!({ "of": "dwelling", "key": id })),
        ("registry/count_registers", json!({})),
        ("registry/settle_organisation", json!({ "id": id, "revision": 1, "dwelling": null })),
        ("registry/disclose", json!({ "person": id, "purpose": "visit" })),
        ("sensing/list_devices", json!({ "listing": listing })),
        ("sensing/read_device", json!({ "id": id })),
        ("sensing/read_series", json!({ "device": id, "property": "battery", "hours": 24 })),
        (
            "sensing/add_device",
            json!({ "draft": { "kind": "smoke", "name": "x", "place": "3-1502", "storey": "" } }),
        ),
        (
            "sensing/change_device",
            json!({ "id": id, "revision": 1, "draft": { "kind": "smoke", "name": "x", "place": "3-1502", "storey": "" } }),
        ),
        ("sensing/retire_device", json!({ "id": id, "revision": 1 })),
        ("sensing/command_device", json!({ "id": id, "property": "sounding", "desired": true })),
        ("sensing/resend_command", json!({ "id": id })),
        ("sensing/list_alarms", json!({ "listing": listing })),
        ("sensing/read_alarm_figures", json!({ "days": 7, "application": null })),
        ("sensing/read_alarm", json!({ "id": id })),
        ("sensing/acknowledge_alarms", json!({ "ids": [id] })),
        ("sensing/list_rules", json!({})),
        ("sensing/change_rule", json!({ "id": id, "revision": 1, "rule": rule, "is_on": true })),
        ("sensing/list_credentials", json!({ "listing": listing })),
        ("sensing/issue_credential", json!({ "device_code": "SMK-3-1502" })),
        ("sensing/revoke_credential", json!({ "id": id })),
        ("sensing/list_rejections", json!({ "listing": listing })),
        ("sensing/count_rejections", json!({})),
        ("sensing/read_environment", json!({})),
        ("work/report", json!({ "draft": report })),
        ("work/list_work", json!({ "kind": "repair", "listing": listing })),
        ("work/read_work", json!({ "id": id })),
        ("work/view_work", json!({ "id": id })),
        (
            "work/change_work",
            json!({ "id": id, "revision": 1, "change": { "category": "other", "title": "x", "place": "3" } }),
        ),
        ("work/step", json!({ "step": step })),
        ("work/list_workers", json!({ "item": id })),
        ("work/read_figures", json!({ "kind": "repair", "days": 7 })),
        ("work/list_duty", json!({ "listing": listing })),
        (
            "work/add_duty",
            json!({ "area": id, "kind": "repair", "user": id, "from_on": "2026-01-01", "to_on": "2026-01-02" }),
        ),
        ("work/list_able", json!({ "area": id, "kind": "repair" })),
        ("work/retire_duty", json!({ "id": id })),
        ("work/list_deadlines", json!({})),
        ("work/list_targets", json!({ "kind": "repair" })),
        (
            "work/change_deadline",
            json!({ "kind": "repair", "level": "level1", "revision": 0, "rule": { "minutes": [], "warn_percent": 25, "escalate_to": "" } }),
        ),
        ("work/read_calendar", json!({})),
        ("work/change_calendar", json!({ "revision": 0, "draft": calendar })),
        ("work/read_wall", json!({})),
        ("publishing/current_notices", json!({})),
        ("publishing/list_notices", json!({ "listing": listing })),
        ("publishing/read_notice", json!({ "id": id })),
        (
            "publishing/publish_notice",
            json!({ "draft": { "title": "x", "body": "x", "area": null, "valid_to": "" } }),
        ),
        (
            "publishing/change_notice",
            json!({ "id": id, "revision": 1, "draft": { "title": "x", "body": "x", "area": null, "valid_to": "" } }),
        ),
        ("publishing/retire_notice", json!({ "id": id, "revision": 1 })),
    ]
}

/// Functions that are not about one permission: one's own seat, and the search, which finds nothing for who may see nothing.
pub const WITHOUT_PERMISSION: [&str; 7] = [
    "seat/sign_in",
    "seat/pair",
    "seat/use_link",
    "seat/sign_out",
    "seat/whoami",
    "seat/switch_capacity",
    "spatial/search",
];

#[tokio::test]
async fn the_list_of_server_functions_is_complete() {
    api::register();
    let registered: BTreeSet<String> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| path.trim_start_matches("/api/").to_owned())
        .collect();
    let listed: BTreeSet<String> =
        calls().iter().map(|(path, _)| *path).chain(WITHOUT_PERMISSION).map(str::to_owned).collect();
    assert_eq!(registered, listed);
}

/// Shows: PLT-6.2.6-6
#[tokio::test]
async fn every_server_function_is_refused_to_a_stranger_and_to_who_has_no_permission_and_that_is_audited() {
    let house = House::new().await;
    let stranger = house.stranger();
    for (function, arguments) in calls().into_iter().chain([
        ("seat/whoami", json!({})),
        ("seat/sign_out", json!({})),
        ("seat/switch_capacity", json!({ "role_key": "administrator" })),
        ("spatial/search", json!({ "text": "3" })),
    ]) {
        assert_eq!(
            stranger.refused(function, arguments).await,
            (401, "signed_out".into()),
            "{function} to a stranger"
        );
    }
    let picture = Uuid::now_v7();
    assert_eq!(house.browser("demo-resident").await.upload(picture, photo()).await.0, 200);
    assert_eq!(stranger.upload(Uuid::now_v7(), photo()).await.0, 401, "a photo from a stranger");
    for path in [
        format!("/file/{picture}").as_str(),
        "/live",
        "/map/ground.geojson",
        "/map/building.geojson",
        "/map/device.geojson",
        "/map/case.geojson",
        "/map/organisation.geojson",
        "/map/resident.geojson",
        "/map/dwelling/x.geojson",
    ] {
        assert_eq!(stranger.get(path).await.0, 401, "{path} to a stranger");
    }
    let nobody = nobody(&house).await;
    let mut denied = 0;
    for (function, arguments) in calls() {
        let (status, _) = nobody.refused(function, arguments).await;
        // Where the record must be found before its kind is known, "not found" comes first and says as little.
        assert!(
            status == 403 || (status == 404 && NOT_FOUND_FIRST.contains(&function)),
            "{function} answers {status} to who has no permission"
        );
        denied += usize::from(status == 403);
    }
    let admin = house.browser("demo-admin").await;
    let trail = admin.call("identity/list_audit", json!({ "listing": { "filters": [["outcome", ["denied"]], ["actor", ["nobody"]]], "limit": 200 } })).await;
    let audited = trail["rows"].as_array().unwrap().len();
    assert_eq!(audited, denied, "every refusal is audited");

    assert_eq!(nobody.get(&format!("/file/{picture}")).await.0, 404, "somebody else's photo");
    assert_eq!(nobody.upload(Uuid::now_v7(), photo()).await.0, 403, "a photo from who reports nothing");
    let switch = nobody.refused("seat/switch_capacity", json!({ "role_key": "administrator" })).await;
    assert!(matches!(switch.0, 403 | 404), "a capacity that one does not hold: {switch:?}");
}

/// Functions that look for the record before they can know its kind, and so answer "not found" to who has no permission.
pub const NOT_FOUND_FIRST: [&str; 5] =
    ["work/read_work", "work/view_work", "work/change_work", "work/step", "work/list_workers"];

async fn nobody(house: &House) -> crate::house::Browser {
    let hash = hash_password("a password of nobody".into()).await.unwrap();
    let session = house.store().begin(Actor::System("test"), Mode::Write).await.unwrap();
    let row = role::ActiveModel {
        id: Set(Uuid::now_v7()),
        key: Set("nobody".into()),
        name: Set("nobody".into()),
        audience: Set(base::Stored(contract::identity::Audience::Resident)),
        retired_at: Set(None),
        ..Default::default()
    };
    let role = session.insert::<role::Entity>(Kind::Role, row).await.unwrap();
    let user = NewUser {
        account: "nobody".into(),
        shown_name: "nobody".into(),
        password_hash: Some(hash),
        role: role.id,
        ..NewUser::default()
    };
    plant_user(&session, user).await.unwrap();
    session.commit().await.unwrap();
    let known =
        role::Entity::find().filter(role::Column::Key.eq("nobody")).one(house.store().pool()).await.unwrap();
    assert!(known.is_some());
    house.sign_in("nobody", "a password of nobody").await
}

fn rows(page: &Value) -> impl Iterator<Item = &Value> {
    page["rows"].as_array().unwrap().iter()
}

/// Shows: PLT-6.8.2-2, PLT-6.8.2-3
#[tokio::test]
async fn the_audit_names_unit_operator_and_module_and_a_row_that_is_gone_is_noticed() {
    let house = House::new().await;
    let property = house.browser("demo-property").await;
    property
        .call(
            "publishing/publish_notice",
            json!({ "draft": { "title": "演示通知", "body": "演示", "area": null, "valid_to": "" } }),
        )
        .await;
    let draft = json!({ "kind": "heat", "name": "演示感温", "place": "3-1502", "storey": "" });
    property.call("sensing/add_device", json!({ "draft": draft })).await;
    house.world.sequence().await;
    let admin = house.browser("demo-admin").await;
    let trail = admin
        .call(
            "identity/list_audit",
            json!({ "listing": { "filters": [["kind", ["notice"]], ["actor", ["demo-property"]]] } }),
        )
        .await;
    let row = &trail["rows"][0];
    assert_eq!((row["actor"].as_str(), row["module"].as_str()), (Some("demo-property"), Some("publishing")));
    assert!(!row["organisation"].as_str().unwrap().is_empty());
    let filters = json!([["kind", ["device"]], ["actor", ["demo-property"]]]);
    let other = admin.call("identity/list_audit", json!({ "listing": { "filters": filters } })).await;
    let other = &other["rows"][0];
    assert_eq!((&other["module"], &other["organisation"]), (&json!("sensing"), &row["organisation"]));

    // What was refused names them as well: the module is the one that would have done it.
    let refused = property.refused("identity/list_users", json!({ "listing": {} })).await;
    assert_eq!(refused, (403, "denied".into()));
    let filters = json!([["outcome", ["denied"]], ["actor", ["demo-property"]]]);
    let denied = admin.call("identity/list_audit", json!({ "listing": { "filters": filters } })).await;
    let denied: Vec<[&Value; 4]> =
        rows(&denied).map(|row| ["kind", "act", "module", "organisation"].map(|part| &row[part])).collect();
    assert_eq!(denied, [[&json!("user"), &json!("read"), &json!("identity"), &row["organisation"]]]);
    // So does every other entry, whatever it is about.
    let all = admin.call("identity/list_audit", json!({ "listing": { "limit": 200 } })).await;
    for entry in rows(&all) {
        let kind = Kind::from_key(entry["kind"].as_str().unwrap()).unwrap();
        assert_eq!(entry["module"], kind.module(), "{entry}");
    }

    let report = admin.call("identity/verify_audit", json!({})).await;
    assert!(report["broken_at"].is_null(), "{report}");
    let position = row["position"].as_i64().unwrap();
    let gone = base::AuditTrail::delete_many()
        .filter(base::AuditColumn::Position.eq(position))
        .exec(house.store().pool())
        .await
        .unwrap();
    assert_eq!(gone.rows_affected, 1);
    let report = admin.call("identity/verify_audit", json!({})).await;
    assert_eq!(report["broken_at"].as_i64(), Some(position));
}

/// The matrix that a layman can read; `LINLI_BLESS=1` writes it anew.
#[test]
fn the_permission_matrix_is_the_committed_one() {
    let mut text = String::from(
        "权限矩阵 Permission matrix of a new installation\n● 全部 all   ◐ 本范围 within the holder's area   ○ 本人、派给本人或本单位 one's own, given to one, or of one's unit   · 无 none\n\n",
    );
    let names: Vec<&str> = ROLES.iter().map(|r| r.name).collect();
    writeln!(text, "{:<34}{}", "", names.join("  ")).unwrap();
    for kind in Kind::ALL {
        for act in contract::Act::ALL {
            let cells: Vec<&str> = ROLES.iter().map(|role| cell(role, *kind, *act)).collect();
            if cells.iter().any(|c| *c != "·") {
                let spaced: Vec<String> = cells
                    .iter()
                    .zip(&names)
                    .map(|(c, n)| format!("{c}{}", "　".repeat(n.chars().count() - 1)))
                    .collect();
                let label = format!("{} {}", term_label(*kind, Lang::Zh), term_label(*act, Lang::Zh));
                writeln!(text, "{kind}.{act} {label}\n{:<34}{}", "", spaced.join("  ")).unwrap();
            }
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/permission-matrix.txt");
    if std::env::var_os("LINLI_BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap_or_default(),
        text,
        "run with LINLI_BLESS=1 and look at the difference"
    );
}

fn cell(role: &contract::identity::role::RoleSeed, kind: Kind, act: contract::Act) -> &'static str {
    use contract::Scope;
    let scopes: Vec<Scope> =
        role.permissions().iter().filter(|p| p.kind == kind && p.act == act).map(|p| p.scope).collect();
    if scopes.contains(&Scope::All) {
        "●"
    } else if scopes.contains(&Scope::Areas) {
        "◐"
    } else if scopes.is_empty() {
        "·"
    } else {
        "○"
    }
}
