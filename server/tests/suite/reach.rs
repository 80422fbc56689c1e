//! What each role may do: every role calls every function, and fields are shown to who may see them.

use crate::{
    house::{Browser, House},
    stranger::{NOT_FOUND_FIRST, calls},
};
use base::{
    Actor, Mode,
    identity::{NewUser, hash_password, plant_user, role},
};
use contract::{
    Act::{self, *},
    Kind::{self, *},
    identity::role::ROLES,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

/// What a function asks for, all of it.
#[rustfmt::skip]
const NEEDS: &[((Kind, Act), &[&str])] = &[
    ((User, Read), &["identity/list_users", "identity/list_grants"]),
    ((User, Create), &["identity/add_user"]),
    ((User, Change), &["identity/disable_user", "identity/enable_user", "identity/reset_password",
        "identity/change_user", "identity/add_grant", "identity/end_grant"]),
    ((User, Retire), &["identity/retire_user"]),
    ((Role, Read), &["identity/list_roles"]),
    ((Role, Create), &["identity/add_role"]),
    ((Role, Change), &["identity/change_role"]),
    ((Role, Retire), &["identity/retire_role"]),
    ((Organisation, Read), &["identity/list_organisations", "registry/read_links", "registry/list_orphans",
        "registry/count_registers"]),
    ((Organisation, Create), &["identity/add_organisation"]),
    ((Organisation, Change), &["identity/move_organisation", "identity/change_organisation",
        "registry/settle_organisation"]),
    ((Organisation, Retire), &["identity/retire_organisation"]),
    ((Terminal, Read), &["identity/list_terminals"]),
    ((Terminal, Create), &["identity/draw_code"]),
    ((Terminal, Retire), &["identity/revoke_terminal"]),
    ((Audit, Read), &["identity/list_audit"]),
    ((Audit, Verify), &["identity/verify_audit"]),
    ((DeadLetter, Read), &["identity/list_dead_letters"]),
    ((DeadLetter, Retry), &["identity/retry_dead_letter"]),
    ((DeadLetter, Close), &["identity/close_dead_letter"]),
    ((Area, Read), &["spatial/list_areas", "spatial/list_scene"]),
    ((Building, Read), &["spatial/list_buildings"]),
    ((Dwelling, Read), &["spatial/list_dwellings", "spatial/read_dwelling", "spatial/list_groups",
        "registry/read_links", "registry/list_orphans", "registry/count_registers"]),
    ((Dwelling, Change), &["spatial/change_dwelling"]),
    ((Ground, Read), &["spatial/list_places", "spatial/list_attributions"]),
    ((Person, Read), &["registry/read_links", "registry/list_orphans", "registry/count_registers"]),
    ((Person, Disclose), &["registry/disclose"]),
    ((Tenancy, Read), &["registry/list_occupants", "registry/list_past_occupants"]),
    ((Tenancy, Create), &["registry/move_in"]),
    ((Tenancy, Change), &["registry/move_out"]),
    ((Device, Read), &["sensing/list_devices", "sensing/read_device", "sensing/read_series"]),
    ((Device, Create), &["sensing/add_device"]),
    ((Device, Change), &["sensing/change_device"]),
    ((Device, Retire), &["sensing/retire_device"]),
    ((Device, Command), &["sensing/command_device", "sensing/resend_command"]),
    ((Alarm, Read), &["sensing/list_alarms", "sensing/read_alarm_figures", "sensing/read_alarm",
        "work/read_wall"]),
    ((Alarm, Acknowledge), &["sensing/acknowledge_alarms"]),
    ((Rule, Read), &["sensing/list_rules"]),
    ((Rule, Change), &["sensing/change_rule"]),
    ((Credential, Read), &["sensing/list_credentials"]),
    ((Credential, Create), &["sensing/issue_credential"]),
    ((Credential, Retire), &["sensing/revoke_credential"]),
    ((Rejection, Read), &["sensing/list_rejections", "sensing/count_rejections"]),
    ((Notice, Read), &["sensing/read_environment", "identity/read_duty_phone", "publishing/current_notices",
        "publishing/list_notices", "publishing/read_notice"]),
    ((Notice, Create), &["publishing/publish_notice"]),
    ((Notice, Change), &["publishing/change_notice"]),
    ((Notice, Retire), &["publishing/retire_notice"]),
    ((Repair, Create), &["work/report"]),
    ((Repair, Read), &["work/list_work", "work/read_work", "work/view_work", "work/read_figures"]),
    ((Repair, Change), &["work/change_work"]),
    ((Repair, Take), &["work/step"]),
    ((Repair, Dispatch), &["work/list_workers"]),
    ((Duty, Read), &["work/list_duty"]),
    ((Duty, Create), &["work/add_duty", "work/list_able"]),
    ((Duty, Retire), &["work/retire_duty"]),
    ((Setting, Read), &["work/list_deadlines", "work/list_targets", "work/read_calendar"]),
    ((Setting, Change), &["work/change_deadline", "work/change_calendar"]),
];

fn needs(function: &str) -> Vec<(Kind, Act)> {
    let lines = NEEDS.iter().filter(|(_, functions)| functions.contains(&function));
    let needs: Vec<_> = lines.map(|(need, _)| *need).collect();
    assert!(!needs.is_empty(), "what {function} asks for is not written down here");
    needs
}

/// The password of everybody whom these tests plant.
const PASSWORD: &str = "a password of a test";

/// Somebody with a role whose grant reaches one area.
pub async fn somebody(house: &House, account: &str, role_key: &str, area: Option<Uuid>) -> Browser {
    let hash = hash_password(PASSWORD.into()).await.unwrap();
    let session = house.store().begin(Actor::System("test"), Mode::Write).await.unwrap();
    let role = role::Entity::find().filter(role::Column::Key.eq(role_key)).one(session.txn()).await.unwrap();
    let user = NewUser {
        account: account.into(),
        shown_name: account.into(),
        password_hash: Some(hash),
        role: role.unwrap().id,
        area,
        ..NewUser::default()
    };
    plant_user(&session, user).await.unwrap();
    session.commit().await.unwrap();
    house.sign_in(account, PASSWORD).await
}

/// The id of an area by what is told of it.
pub async fn area(browser: &Browser, kind: &str, name: &str) -> Uuid {
    let areas = browser.call("spatial/list_areas", json!({})).await;
    let found = areas.as_array().unwrap().iter().find(|area| area["kind"] == kind && area["name"] == name);
    found.unwrap()["id"].as_str().unwrap().parse().unwrap()
}

/// Shows: PLT-6.2.6-6
#[tokio::test]
async fn every_role_may_call_what_it_has_permission_for_and_nothing_else() {
    let house = House::new().await;
    let community = area(&house.browser("demo-street").await, "community", "演示社区").await;
    for seed in ROLES {
        let browser = somebody(&house, &format!("role-{}", seed.key), seed.key, Some(community)).await;
        let permissions = seed.permissions();
        for (function, arguments) in calls() {
            let has =
                |(kind, act): &(Kind, Act)| permissions.iter().any(|p| p.kind == *kind && p.act == *act);
            let (status, body, _) = browser.post(&format!("/api/{function}"), &arguments).await;
            let (status, who) = (status.as_u16(), seed.key);
            if needs(function).iter().all(has) {
                // Nothing has these ids: it is looked for, or what was typed is checked.
                assert!(![401, 403, 500].contains(&status), "{function} answers {status} to {who}: {body}");
            } else {
                // Some look for a record before they know what is asked of whom; that says as little.
                let is_missing = status == 404
                    && (NOT_FOUND_FIRST.contains(&function) || function == "registry/read_links");
                assert!(status == 403 || is_missing, "{function} answers {status} to {who}: {body}");
            }
        }
    }
}

/// Shows: PLT-6.2.6-6
#[tokio::test]
async fn a_field_is_shown_to_who_may_see_it_and_who_asks_for_it_without_is_refused_and_audited() {
    let house = House::new().await;
    let (street, property) = (house.browser("demo-street").await, house.browser("demo-property").await);
    let found = street.call("spatial/list_dwellings", json!({ "listing": { "search": "3-1502" } })).await;
    let home = json!({ "dwelling": found["rows"][0]["id"] });
    let shown = async |browser: &Browser| {
        let occupants = browser.call("registry/list_occupants", home.clone()).await;
        let rows = occupants.as_array().unwrap().clone();
        let numbers = rows.iter().filter(|row| row["id_number"].is_string()).count();
        (rows, numbers)
    };
    let (by_street, by_property) = (shown(&street).await, shown(&property).await);
    assert!(by_street.1 > 0, "the street officer may see identity numbers");
    assert_eq!((by_property.0.len(), by_property.1), (by_street.0.len(), 0), "property sees the people only");

    let asked = json!({ "person": by_street.0[0]["person"], "purpose": "visit" });
    street.call("registry/disclose", asked.clone()).await;
    assert_eq!(property.refused("registry/disclose", asked).await, (403, "denied".into()));
    let filters = json!([["actor", ["demo-property"]], ["outcome", ["denied"]]]);
    let admin = house.browser("demo-admin").await;
    let trail = admin.call("identity/list_audit", json!({ "listing": { "filters": filters } })).await;
    let last = &trail["rows"][0];
    assert_eq!((last["act"].as_str(), last["kind"].as_str()), (Some("disclose"), Some("person")));
}
