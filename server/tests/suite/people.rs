//! Who may use the system: one sign-in for all that one may do, accounts, roles, and the tree of organisations.

use crate::house::{Browser, House};
use contract::applications::APPLICATIONS;
use serde_json::{Value, json};
use uuid::Uuid;

const PASSWORD: &str = "a long enough password";

/// The row of a list that answers whole, by one of its columns.
pub async fn known(admin: &Browser, list: &str, column: &str, value: &str) -> Value {
    let rows = admin.call(list, json!({})).await;
    let found = rows.as_array().unwrap().iter().find(|row| row[column] == value);
    found.unwrap_or_else(|| panic!("no {value} in {list}")).clone()
}

pub async fn role(admin: &Browser, key: &str) -> Value {
    known(admin, "identity/list_roles", "key", key).await
}

async fn user(admin: &Browser, account: &str) -> Value {
    let listing = json!({ "search": account });
    admin.call("identity/list_users", json!({ "listing": listing })).await["rows"][0].clone()
}

/// Somebody new, who has chosen a password by the link that the administrator got.
pub async fn newcomer(
    house: &House,
    admin: &Browser,
    account: &str,
    organisation: &Value,
    role: &Value,
) -> Browser {
    let draft = json!({
        "account": account, "name": "演示新人01", "organisation": organisation, "role": role, "area": "", "valid_to": "",
    });
    let made = admin.call("identity/add_user", json!({ "draft": draft })).await;
    assert_eq!(
        (made[0]["state"].as_str(), made[0]["shown_name"].as_str()),
        (Some("invited"), Some("演***01"))
    );
    choose(house, &made[1], PASSWORD).await;
    house.sign_in(account, PASSWORD).await
}

/// Grants a role where the user's organisation reaches, from today on.
async fn add_grant(admin: &Browser, user: &Value, role: &Value) -> Value {
    let draft = json!({ "role": role, "area": "", "valid_from": "", "valid_to": "" });
    admin.call("identity/add_grant", json!({ "user": user, "draft": draft })).await
}

async fn end_grant(admin: &Browser, grant: &Value) {
    let ending = json!({ "reason": "调离这个岗位" });
    admin.call("identity/end_grant", json!({ "id": grant, "ending": ending })).await;
}

async fn choose(house: &House, token: &Value, password: &str) {
    house.stranger().call("seat/use_link", json!({ "token": token, "password": password })).await;
}

async fn cannot_sign_in(house: &House, account: &str, password: &str) {
    let attempt = json!({ "account": account, "password": password });
    assert_eq!(house.stranger().refused("seat/sign_in", attempt).await, (401, "wrong_password".into()));
}

async fn is_signed_out(browser: &Browser) -> bool {
    browser.post("/api/seat/whoami", &json!({})).await.0 == 401
}

/// What each application answers to a reader: 200 where it is open to them.
async fn opened(browser: &Browser) -> Vec<(String, u16)> {
    let mut answers = vec![];
    let mut ask = async |what: String, function: &str, arguments: Value| {
        let (status, ..) = browser.post(&format!("/api/{function}"), &arguments).await;
        answers.push((what, status.as_u16()));
    };
    for application in APPLICATIONS {
        for case in application.case_types {
            let arguments = json!({ "kind": case.kind, "listing": {} });
            ask(format!("{}/{}", application.key, case.kind), "work/list_work", arguments).await;
        }
        for kind in application.device_kinds {
            let listing = json!({ "filters": [["kind", [kind.key]]], "limit": 1 });
            ask(
                format!("{}/{}", application.key, kind.key),
                "sensing/list_devices",
                json!({ "listing": listing }),
            )
            .await;
        }
    }
    for list in ["spatial/list_dwellings", "publishing/list_notices", "work/list_duty", "identity/list_users"]
    {
        ask(list.into(), list, json!({ "listing": {} })).await;
    }
    answers
}

/// Shows: PLT-6.2.6-1
#[tokio::test]
async fn one_sign_in_opens_every_application_that_one_may_use_and_no_other() {
    let house = House::new().await;
    let admin = house.browser("demo-admin").await;
    let street = user(&admin, "demo-street").await;
    let inspector = role(&admin, "inspector").await;
    add_grant(&admin, &street["id"], &inspector["id"]).await;
    let mut browser = house.browser("demo-street").await;
    let me = browser.call("seat/whoami", json!({})).await;
    assert_eq!(me["capacities"].as_array().unwrap().len(), 2);
    let refused = |answers: Vec<(String, u16)>| -> Vec<String> {
        assert!(answers.iter().all(|(_, status)| [200, 403].contains(status)), "{answers:?}");
        answers.into_iter().filter(|(_, status)| *status == 403).map(|(what, _)| what).collect()
    };
    assert_eq!(refused(opened(&browser).await), ["identity/list_users"], "as street officer");
    let me = browser.switch("inspector").await;
    assert_eq!(me["capacity"]["role_key"], "inspector");
    let as_inspector = refused(opened(&browser).await);
    assert_eq!(
        as_inspector,
        ["publishing/list_notices", "work/list_duty", "identity/list_users"],
        "as inspector, without signing in again"
    );
    browser.switch("street_officer").await;
    assert_eq!(refused(opened(&browser).await), ["identity/list_users"]);
    let (status, fault) =
        browser.refused("seat/switch_capacity", json!({ "role_key": "administrator" })).await;
    assert_eq!((status, fault.as_str()), (404, "missing"), "a capacity that is not held is none");
}

/// Shows: PLT-6.2.6-2
#[tokio::test]
async fn an_account_is_made_changed_disabled_reset_and_given_up_and_its_sessions_end_with_it() {
    let house = House::new().await;
    let admin = house.browser("demo-admin").await;
    let (grid, property) = (role(&admin, "grid_worker").await, role(&admin, "property_officer").await);
    let organisation = |name: &'static str| known(&admin, "identity/list_organisations", "name", name);
    let committee = organisation("演示社区居民委员会").await;
    let company = organisation("演示物业服务有限公司").await;
    let first = newcomer(&house, &admin, "newcomer-1", &committee["id"], &grid["id"]).await;
    let second = house.sign_in("newcomer-1", PASSWORD).await;

    let row = user(&admin, "newcomer-1").await;
    assert_eq!((row["state"].as_str(), &row["roles"]), (Some("enabled"), &json!(["网格员"])));
    let change = json!({ "name": "演示改名02", "organisation": company["id"] });
    let stale = json!({ "id": row["id"], "revision": 99, "change": change });
    assert_eq!(admin.refused("identity/change_user", stale).await, (409, "changed".into()));
    let changed = json!({ "id": row["id"], "revision": row["revision"], "change": change });
    let row = admin.call("identity/change_user", changed).await;
    assert_eq!(
        (row["shown_name"].as_str(), row["organisation_name"].as_str()),
        (Some("演***02"), Some("演示物业服务有限公司"))
    );
    let grant = add_grant(&admin, &row["id"], &property["id"]).await;
    let grants = admin.call("identity/list_grants", json!({ "user": row["id"] })).await;
    assert_eq!(grants.as_array().unwrap().len(), 2);
    assert_eq!(first.call("seat/whoami", json!({})).await["capacities"].as_array().unwrap().len(), 2);
    end_grant(&admin, &grant["id"]).await;
    assert_eq!(user(&admin, "newcomer-1").await["roles"], json!(["网格员"]));

    let id = json!({ "id": row["id"], "revision": row["revision"] });
    let ended = admin.call("identity/disable_user", id).await;
    assert_eq!(ended, json!(2), "both sessions end");
    assert!(is_signed_out(&first).await && is_signed_out(&second).await);
    cannot_sign_in(&house, "newcomer-1", PASSWORD).await;
    let row = user(&admin, "newcomer-1").await;
    assert_eq!(row["state"], "disabled");
    admin.call("identity/enable_user", json!({ "id": row["id"], "revision": row["revision"] })).await;
    let again = house.sign_in("newcomer-1", PASSWORD).await;

    let token = admin.call("identity/reset_password", json!({ "id": row["id"] })).await;
    assert!(is_signed_out(&again).await, "a reset ends the sessions");
    cannot_sign_in(&house, "newcomer-1", PASSWORD).await;
    choose(&house, &token, "another long password").await;
    let used = json!({ "token": token, "password": "a third long password" });
    assert_eq!(house.stranger().refused("seat/use_link", used).await, (410, "expired".into()));
    let last = house.sign_in("newcomer-1", "another long password").await;

    let row = user(&admin, "newcomer-1").await;
    let id = json!({ "id": row["id"], "revision": row["revision"] });
    assert_eq!(admin.call("identity/retire_user", id.clone()).await, json!(1));
    assert!(is_signed_out(&last).await);
    cannot_sign_in(&house, "newcomer-1", "another long password").await;
    assert!(user(&admin, "newcomer-1").await.is_null(), "it is off the list");
    let retired = json!({ "listing": { "filters": [["state", ["retired"]]] } });
    let kept = admin.call("identity/list_users", retired).await;
    assert_eq!(kept["rows"][0]["account"], "newcomer-1", "and stays on record");
    assert_eq!(admin.refused("identity/enable_user", id).await, (404, "missing".into()));
    let same = json!({
        "account": "newcomer-1", "name": "别人", "organisation": company["id"], "role": grid["id"], "area": "",
        "valid_to": "",
    });
    assert_eq!(admin.refused("identity/add_user", json!({ "draft": same })).await, (422, "invalid".into()));
    let own = user(&admin, "demo-admin").await;
    for act in ["identity/disable_user", "identity/retire_user"] {
        let id = json!({ "id": own["id"], "revision": own["revision"] });
        assert_eq!(admin.refused(act, id).await, (409, "last_administrator".into()));
    }
}

/// Shows: PLT-6.2.6-3
#[tokio::test]
async fn a_role_is_a_set_of_permissions_and_a_change_of_it_holds_for_whoever_is_signed_in() {
    let house = House::new().await;
    let (admin, property) = (house.browser("demo-admin").await, house.browser("demo-property").await);
    let before = role(&admin, "property_officer").await;
    let devices = json!({ "listing": { "limit": 1 } });
    property.call("sensing/list_devices", devices.clone()).await;
    assert_eq!(property.refused("sensing/list_rules", json!({})).await, (403, "denied".into()));
    let mut lines = before["permissions"].as_array().unwrap().clone();
    lines.retain(|line| line["kind"] != "device");
    lines.push(json!({ "kind": "rule", "act": "read", "scope": "all" }));
    let change = json!({ "id": before["id"], "revision": before["revision"], "permissions": lines });
    let after = admin.call("identity/change_role", change.clone()).await;
    assert_eq!(after["permissions"].as_array().unwrap().len(), lines.len());
    assert_eq!(property.refused("sensing/list_devices", devices.clone()).await, (403, "denied".into()));
    assert!(!property.call("sensing/list_rules", json!({})).await.as_array().unwrap().is_empty());
    assert_eq!(admin.refused("identity/change_role", change).await, (409, "changed".into()));
    let back =
        json!({ "id": after["id"], "revision": after["revision"], "permissions": before["permissions"] });
    admin.call("identity/change_role", back).await;
    property.call("sensing/list_devices", devices.clone()).await;

    let draft = json!({
        "name": "只看设备", "audience": "property",
        "permissions": [{ "kind": "device", "act": "read", "scope": "areas" }],
    });
    let own = admin.call("identity/add_role", json!({ "draft": draft })).await;
    let company = known(&admin, "identity/list_organisations", "name", "演示物业服务有限公司").await;
    let watcher = newcomer(&house, &admin, "watcher-1", &company["id"], &own["id"]).await;
    watcher.call("sensing/list_devices", devices).await;
    for (function, arguments) in [
        ("sensing/list_alarms", json!({ "listing": {} })),
        ("work/list_work", json!({ "kind": "repair", "listing": {} })),
    ] {
        assert_eq!(watcher.refused(function, arguments).await.0, 403, "{function} is not in the set");
    }
    let retire = json!({ "id": own["id"], "revision": own["revision"] });
    assert_eq!(admin.refused("identity/retire_role", retire.clone()).await, (409, "in_use".into()));
    let holder = user(&admin, "watcher-1").await;
    let grants = admin.call("identity/list_grants", json!({ "user": holder["id"] })).await;
    end_grant(&admin, &grants[0]["id"]).await;
    assert!(is_signed_out(&watcher).await, "without a role there is no seat");
    admin.call("identity/retire_role", retire).await;

    let administrator = role(&admin, "administrator").await;
    let mut fewer = administrator["permissions"].as_array().unwrap().clone();
    fewer.retain(|line| line["kind"] != "role");
    let fewer =
        json!({ "id": administrator["id"], "revision": administrator["revision"], "permissions": fewer });
    assert_eq!(admin.refused("identity/change_role", fewer).await, (409, "last_administrator".into()));
}

/// How many buildings a reader reaches.
async fn buildings(browser: &Browser) -> u64 {
    let page = browser.call("spatial/list_buildings", json!({ "listing": {} })).await;
    page["count"]["Exact"].as_u64().unwrap()
}

/// Shows: PLT-6.2.6-5
#[tokio::test]
async fn what_somebody_reaches_follows_their_organisation_in_the_tree() {
    let house = House::new().await;
    let admin = house.browser("demo-admin").await;
    let areas = admin.call("spatial/list_areas", json!({})).await;
    let estates: Vec<&Value> = areas
        .as_array()
        .unwrap()
        .iter()
        .filter(|a| a["kind"] == "estate" && a["buildings"].as_u64() > Some(0))
        .collect();
    let (garden, centre) = (estates[0], estates[1]);
    let count = |area: &Value| area["buildings"].as_u64().unwrap();
    let draft = |name: &str, parent: &Value, area: &Value| {
        let parent = parent.as_str().unwrap_or_default();
        json!({
            "name": name, "kind": "property_company", "parent": parent, "area": area["id"], "duty_phone": "",
        })
    };
    let add = async |draft: Value| admin.call("identity/add_organisation", json!({ "draft": draft })).await;
    let change = async |row: &Value, draft: Value| {
        let arguments = json!({ "id": row["id"], "revision": row["revision"], "draft": draft });
        admin.call("identity/change_organisation", arguments).await
    };
    let head = add(draft("演示总公司", &Value::Null, garden)).await;
    let branch = add(draft("演示分公司", &head["id"], centre)).await;
    assert_eq!((&branch["parent"], &branch["area"]), (&head["id"], &centre["id"]));
    let officer = role(&admin, "property_officer").await;
    let boss = newcomer(&house, &admin, "boss-1", &head["id"], &officer["id"]).await;
    let clerk = newcomer(&house, &admin, "clerk-1", &branch["id"], &officer["id"]).await;
    assert_eq!(
        buildings(&boss).await,
        count(garden) + count(centre),
        "one's own area and those of all below"
    );
    assert_eq!(buildings(&clerk).await, count(centre), "nothing of those above");

    let branch = change(&branch, draft("演示分公司", &Value::Null, centre)).await;
    assert_eq!(buildings(&boss).await, count(garden), "the branch is no longer below");
    let branch = change(&branch, draft("演示分公司", &head["id"], centre)).await;
    assert_eq!(buildings(&boss).await, count(garden) + count(centre));
    let move_ = json!({ "id": branch["id"], "area": garden["id"], "revision": branch["revision"] });
    admin.call("identity/move_organisation", move_).await;
    assert_eq!((buildings(&boss).await, buildings(&clerk).await), (count(garden), count(garden)));

    let below_itself = json!({
        "id": head["id"], "revision": head["revision"], "draft": draft("演示总公司", &branch["id"], garden),
    });
    assert_eq!(admin.refused("identity/change_organisation", below_itself).await, (422, "invalid".into()));
    let retire = async |row: &Value| {
        let row = known(&admin, "identity/list_organisations", "name", row["name"].as_str().unwrap()).await;
        json!({ "id": row["id"], "revision": row["revision"] })
    };
    for row in [&head, &branch] {
        let arguments = retire(row).await;
        assert_eq!(admin.refused("identity/retire_organisation", arguments).await, (409, "in_use".into()));
    }
    for account in ["clerk-1", "boss-1"] {
        let row = user(&admin, account).await;
        let id = json!({ "id": row["id"], "revision": row["revision"] });
        admin.call("identity/retire_user", id).await;
    }
    for row in [&branch, &head] {
        let arguments = retire(row).await;
        admin.call("identity/retire_organisation", arguments).await;
    }
    let left = admin.call("identity/list_organisations", json!({})).await;
    assert!(left.as_array().unwrap().iter().all(|row| row["id"] != head["id"] && row["id"] != branch["id"]));
    let nowhere = json!({ "draft": draft("演示单位", &json!(Uuid::now_v7()), garden) });
    assert_eq!(admin.refused("identity/add_organisation", nowhere).await, (422, "invalid".into()));
}
