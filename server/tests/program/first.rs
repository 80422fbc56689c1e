//! How production begins: with nobody, and a link on the console by which the first administrator comes in.

use crate::{installation::Installation, visitor::Visitor};
use serde_json::{Value, json};

const PASSWORD: &str = "first administrator's own";

fn with(token: &str, password: &str) -> Value {
    json!({ "token": token, "password": password })
}

async fn count(administrator: &Visitor, list: &str, filters: Value) -> usize {
    let page = administrator.call(list, json!({ "listing": { "filters": filters } })).await;
    page["rows"].as_array().unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_administrator_comes_in_once_by_the_link_on_the_console_and_finds_nobody_else() {
    let mut installation = Installation::empty().await;
    installation.start();
    let mut visitor = Visitor::at(installation.http);
    for password in ["", "admin", "password"] {
        let guess = json!({ "account": "admin", "password": password });
        assert_eq!(visitor.refused("seat/sign_in", guess).await, (401, "wrong_password".into()));
    }

    // A link that was lost is followed by another at the next start.
    installation.kill();
    installation.start();
    let links = installation.links();
    let [lost, link] = links.as_slice() else { panic!("two links were expected: {links:?}") };
    let page = visitor.get(&format!("/setup?token={link}")).await;
    assert!(page.status == 200 && page.body.contains("<title>邻里</title>"), "{}", page.body);
    assert_eq!(visitor.refused("seat/use_link", with(lost, PASSWORD)).await, (410, "expired".into()));
    assert_eq!(visitor.refused("seat/use_link", with(link, "short")).await, (422, "invalid".into()));
    assert_eq!(visitor.call("seat/use_link", with(link, PASSWORD)).await, "admin");
    for password in [PASSWORD, "somebody else's password"] {
        let again = visitor.refused("seat/use_link", with(link, password)).await;
        assert_eq!(again, (410, "expired".into()), "it works once");
    }

    visitor.sign_in("admin", PASSWORD).await;
    let me = visitor.call("seat/whoami", json!({})).await;
    assert_eq!((&me["capacity"]["role_key"], &me["is_demo"]), (&json!("administrator"), &json!(false)));
    let users = visitor.call("identity/list_users", json!({ "listing": {} })).await;
    let [user] = users["rows"].as_array().unwrap().as_slice() else { panic!("one account: {users}") };
    assert_eq!((&user["account"], &user["state"]), (&json!("admin"), &json!("enabled")));
    assert_eq!(count(&visitor, "identity/list_users", json!([["state", ["retired"]]])).await, 0);
    assert_eq!(count(&visitor, "identity/list_terminals", json!([])).await, 0);

    let permissions = json!([{ "kind": "device", "act": "read", "scope": "areas" }]);
    let draft = json!({ "name": "只看设备", "audience": "property", "permissions": permissions });
    let role = visitor.call("identity/add_role", json!({ "draft": draft })).await;
    let roles = visitor.call("identity/list_roles", json!({})).await;
    assert!(roles.as_array().unwrap().contains(&role), "{role} in {roles}");
    let of_it = json!([["object", [role["id"]]], ["actor", ["admin"]], ["act", ["create"]]]);
    assert!(count(&visitor, "identity/list_audit", of_it).await > 0, "who did it is audited");

    installation.kill();
    installation.start();
    assert_eq!(installation.links().len(), 2, "where somebody can sign in there is no other link");
    visitor.call("seat/whoami", json!({})).await;
}
