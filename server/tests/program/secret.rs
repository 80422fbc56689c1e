//! What nobody may read in a log, however much is asked of it: passwords, links, cookies, codes, and devices' secrets.

use crate::{installation::Installation, visitor::Visitor};
use serde_json::{Value, json};
use std::{fs, net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

const DEVICE: &str = "SMK-3-1502";
const OWN: &str = "chosen-by-the-first-administrator";
const WRONG: &str = "typed-wrongly-by-somebody";
const WRONG_SECRET: &str = "not-the-secret-of-this-device";
const TOO_SHORT: &str = "tooShort7";

/// What a device says first, in MQTT 3.1.1: client identifier, user name, password.
fn greeting(secret: &str) -> Vec<u8> {
    let mut said = b"\x00\x04MQTT\x04\xC2\x00\x3C".to_vec();
    for text in [DEVICE, DEVICE, secret] {
        said.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
        said.extend(text.as_bytes());
    }
    [vec![0x10, u8::try_from(said.len()).unwrap()], said].concat()
}

/// A device greets twice, which is once too often; answers whether it was let in the first time.
async fn greets(broker: SocketAddr, secret: &str) -> bool {
    let answered = async {
        let mut line = TcpStream::connect(broker).await.unwrap();
        line.write_all(&greeting(secret)).await.unwrap();
        let mut answer = [0; 4];
        line.read_exact(&mut answer).await.unwrap();
        let is_let_in = answer == [0x20, 2, 0, 0];
        if is_let_in {
            line.write_all(&greeting(secret)).await.unwrap();
            // It is sent away, by a farewell or a reset.
            let _ = line.read_to_end(&mut vec![]).await;
        }
        is_let_in
    };
    timeout(Duration::from_secs(30), answered).await.unwrap()
}

/// The part of a cookie that lets somebody in.
fn key_of(visitor: &Visitor) -> String {
    visitor.cookie.split_once('=').unwrap().1.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_tells_no_secret_even_when_it_tells_all() {
    let mut installation = Installation::empty().await;
    installation.tell_all();
    installation.start();
    let links = installation.links();
    let [link] = links.as_slice() else { panic!("one link was expected: {links:?}") };
    let mut admin = Visitor::at(installation.http);
    assert_eq!(admin.get(&format!("/setup?token={link}")).await.status, 200);
    for (password, status) in [(TOO_SHORT, 422), (OWN, 200), (OWN, 410)] {
        let chosen = json!({ "token": link, "password": password });
        assert_eq!(admin.post("seat/use_link", &chosen).await.status, status);
    }
    for account in ["admin", "nobody"] {
        let wrong = json!({ "account": account, "password": WRONG });
        assert_eq!(admin.refused("seat/sign_in", wrong).await.0, 401);
    }
    admin.sign_in("admin", OWN).await;
    installation.kill();
    let planting = installation.make_demo();
    installation.start();

    let secret = admin.call("sensing/issue_credential", json!({ "device_code": DEVICE })).await;
    let secret = secret.as_str().unwrap();
    assert!(!greets(installation.mqtt, WRONG_SECRET).await);
    assert!(greets(installation.mqtt, secret).await);

    let areas = admin.call("spatial/list_areas", json!({})).await;
    let draft = json!({ "name": "居委会大厅", "kind": "wall", "area": areas[0]["id"] });
    let drawn = admin.call("identity/draw_code", json!({ "draft": draft })).await;
    let code = drawn[1].as_str().unwrap();
    let mut wall = Visitor::at(installation.http);
    let paired = wall.post("seat/pair", &json!({ "code": code })).await;
    assert_eq!(paired.status, 200, "{}", paired.body);
    wall.sit(&paired);
    let mut street = Visitor::at(installation.http);
    street.sign_in("demo-street", installation.password("demo-street")).await;
    let users = admin.call("identity/list_users", json!({ "listing": { "search": "demo-grid-2" } })).await;
    let reset = admin.call("identity/reset_password", json!({ "id": users["rows"][0]["id"] })).await;

    let keys = fs::read_to_string(installation.folder().join("keys.json")).unwrap();
    let keys: Value = serde_json::from_str(&keys).unwrap();
    let key = |part: &str| keys[part].as_str().unwrap().to_owned();
    let told = [installation.console(), planting].concat();
    assert!(told.contains("TRACE") && told.contains("DEBUG"), "it told all");
    for (what, hidden) in [
        ("the first administrator's password", OWN.to_owned()),
        ("a password that was too short", TOO_SHORT.to_owned()),
        ("a wrong password", WRONG.to_owned()),
        ("a demo account's password", installation.password("demo-street").to_owned()),
        ("another demo account's password", installation.password("demo-admin").to_owned()),
        ("a device's new secret", secret.to_owned()),
        ("a device's wrong secret", WRONG_SECRET.to_owned()),
        ("a device's first secret", first_secret(&installation)),
        ("a pairing code", code.to_owned()),
        ("an administrator's cookie", key_of(&admin)),
        ("a street officer's cookie", key_of(&street)),
        ("a wall's cookie", key_of(&wall)),
        ("a reset link", reset.as_str().unwrap().to_owned()),
        ("the key of the audit chain", key("chain")),
        ("the key of blind indexes", key("index")),
        ("the master key", keys["master"]["k1"].as_str().unwrap().to_owned()),
    ] {
        assert!(hidden.len() >= 8, "{what} is something to look for");
        assert!(!told.contains(&hidden), "the log tells {what}");
    }
    assert_eq!(told.matches(link.as_str()).count(), 1, "the link is printed, and said nowhere else");
}

/// The secret that the demo gave to the device.
fn first_secret(installation: &Installation) -> String {
    let devices = installation.devices();
    let device = devices.iter().find(|device| device["code"] == DEVICE).unwrap();
    device["password"].as_str().unwrap().to_owned()
}
