//! The edge, as a browser and a proxy meet it: what every answer tells the browser, and whose word is taken for where a
//! request comes from.

use crate::house::{Browser, House, door, door_from, photo};
use axum::{
    Router,
    body::Body,
    http::{Request, header},
    response::Response,
};
use serde_json::json;
use std::{collections::BTreeMap, fs};
use uuid::Uuid;

/// What a browser may load, and from where.
const POLICY: [(&str, &[&str]); 8] = [
    ("default-src", &["'self'"]),
    ("script-src", &["'self'", "'wasm-unsafe-eval'"]),
    ("style-src", &["'self'"]),
    ("connect-src", &["'self'"]),
    ("form-action", &["'self'"]),
    ("object-src", &["'none'"]),
    ("base-uri", &["'none'"]),
    ("frame-ancestors", &["'none'"]),
];

/// The proxy of an installation that has one.
const PROXY: [u8; 4] = [192, 0, 2, 10];

fn told<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers().get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
}

/// The directives of an answer's content security policy, each with its sources.
fn policy(answer: &Response) -> BTreeMap<&str, Vec<&str>> {
    let directives = told(answer, "content-security-policy").split(';').map(str::split_whitespace);
    directives.filter_map(|mut words| Some((words.next()?, words.collect()))).collect()
}

fn assert_guarded(answer: &Response, what: &str) {
    let policy = policy(answer);
    for (directive, sources) in POLICY {
        assert_eq!(policy.get(directive).map(Vec::as_slice), Some(sources), "{directive} of {what}");
    }
    let here = ["'self'", "'none'", "'wasm-unsafe-eval'", "data:", "blob:"];
    assert!(policy.values().flatten().all(|source| here.contains(source)), "{what}: {policy:?}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "geolocation=(self), camera=(self), microphone=(self)"),
    ] {
        assert_eq!(told(answer, name), value, "{name} of {what}");
    }
}

#[tokio::test]
async fn every_answer_tells_the_browser_what_it_may_do_with_it() {
    let mut house = House::new().await;
    fs::write(house.running.config.web.join("style-1a2b3c4d.css"), "body {}").unwrap();
    let (street, stranger) = (house.browser("demo-street").await, house.stranger());
    let picture = Uuid::now_v7();
    assert_eq!(street.upload(picture, photo()).await.0, 200);
    let photo = format!("/file/{picture}");
    for (browser, path, status) in [
        (&stranger, "/", 200_u16),
        (&stranger, "/street/alarm?open=any", 200),
        (&stranger, "/style-1a2b3c4d.css", 200),
        (&stranger, "/healthz", 200),
        (&street, photo.as_str(), 200),
        (&stranger, photo.as_str(), 401),
        (&street, "/map/building.geojson", 200),
        (&street, "/live", 200),
        (&street, "/api/seat/whoami", 405),
    ] {
        let answer = browser.send(Request::get(path), Body::empty()).await;
        assert_eq!(answer.status(), status, "{path}");
        assert_guarded(&answer, path);
        assert_eq!(told(&answer, "strict-transport-security"), "", "{path} came without TLS");
    }
    for (browser, origin, status) in [
        (&street, "http://linli.test", 200_u16),
        (&stranger, "http://linli.test", 401),
        (&street, "http://evil.example", 403),
    ] {
        let request = Request::post("/api/seat/whoami")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::HOST, "linli.test")
            .header(header::ORIGIN, origin);
        let answer = browser.send(request, "{}").await;
        assert_eq!(answer.status(), status, "{origin}");
        assert_guarded(&answer, origin);
    }

    // Behind a proxy that speaks TLS the browser is told to stay with it.
    house.running.config.trusted_proxy = Some(PROXY.into());
    house.running.config.origin = Some("https://linli.example".into());
    let stranger = Browser::at(door(&house.running));
    let answer = stranger.send(Request::get("/"), Body::empty()).await;
    assert_guarded(&answer, "the page over TLS");
    assert_eq!(told(&answer, "strict-transport-security"), "max-age=31536000");
}

/// Types a wrong pairing code, on behalf of whom a proxy names; answers the status.
async fn guess(door: &Router, forwarded: &str) -> u16 {
    let request = Request::post("/api/seat/pair")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::HOST, "linli.test")
        .header(header::ORIGIN, "http://linli.test")
        .header("x-forwarded-for", forwarded);
    let code = json!({ "code": "ABCDEFGH" }).to_string();
    Browser::at(door.clone()).send(request, code).await.status().as_u16()
}

#[tokio::test]
async fn attempts_are_counted_for_the_address_that_a_trusted_proxy_names_and_for_nobody_s_own_claim() {
    let mut house = House::new().await;
    house.running.config.trusted_proxy = Some(PROXY.into());
    let proxy = door_from(&house.running, PROXY);
    let other = door_from(&house.running, [198, 51, 100, 7]);
    for n in 0..10 {
        assert_eq!(guess(&other, &format!("203.0.113.{n}")).await, 410);
    }
    assert_eq!(guess(&other, "203.0.113.99").await, 429, "whatever it claims, it is one address");

    for _ in 0..10 {
        assert_eq!(guess(&proxy, "203.0.113.1").await, 410, "what was only claimed before does not count");
    }
    assert_eq!(guess(&proxy, "203.0.113.1").await, 429);
    assert_eq!(guess(&proxy, "198.51.100.99, 203.0.113.1").await, 429, "the proxy's own word is the last");
    assert_eq!(guess(&proxy, "203.0.113.2").await, 410, "others behind the same proxy need not wait");
    assert_eq!(guess(&proxy, "198.51.100.7").await, 429, "an address is the same by whichever way it comes");
}
