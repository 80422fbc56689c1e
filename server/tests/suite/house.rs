//! A house for tests: the server with a small demo community, asked through its router as a browser would.

use axum::{
    Router,
    body::{Body, BodyDataStream, to_bytes},
    extract::connect_info::MockConnectInfo,
    http::{Request, StatusCode, header, request::Builder},
    response::Response,
};
use base::{Clock, Config, Store, testing::World};
use linli::serve::{self, Running};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    time::Duration,
};
use tokio_stream::StreamExt;
use tower::ServiceExt;

/// A running server with the demo community.
pub struct House {
    pub world: World,
    pub running: Running,
    pub router: Router,
    pub passwords: HashMap<String, String>,
    pub devices: HashMap<String, String>,
}

/// Somebody at a browser.
pub struct Browser {
    router: Router,
    cookie: String,
}

impl House {
    /// A house of a test's own: sixty dwellings, the machine's clock, no broker unless asked.
    pub async fn new() -> Self {
        Self::with(Clock::system(), None).await
    }

    pub async fn with_broker(mqtt_listen: Option<SocketAddr>) -> Self {
        Self::with(Clock::system(), mqtt_listen).await
    }

    /// A house whose clock stands until it is pushed.
    pub async fn standing() -> Self {
        Self::with(Clock::standing_at(chrono::Utc::now()), None).await
    }

    /// Pushes the clock of a house that stands.
    pub fn push(&self, by: chrono::Duration) {
        self.store().clock().push(by);
    }

    async fn with(clock: Clock, mqtt_listen: Option<SocketAddr>) -> Self {
        let world = World::with_clock(clock).await;
        let config = Config {
            folder: world.folder().clone(),
            database_url: String::new(),
            listen: ([127, 0, 0, 1], 0).into(),
            mqtt_listen,
            mqtt_url: None,
            metrics_listen: None,
            tls: None,
            trusted_proxy: None,
            web: world.folder().join("web"),
            origin: None,
            observation_days: Some(400),
        };
        std::fs::create_dir_all(&config.web).unwrap();
        std::fs::write(config.web.join("index.html"), "<!doctype html><head><title>邻里</title></head>")
            .unwrap();
        linli::wire::seed(&world.store).await.unwrap();
        let passwords = linli::plant::into(&config, &world.store, 60, None, 7).await.unwrap();
        let devices = secrets(&config);
        let running = serve::start(&config, world.store.clone()).await.unwrap();
        let router = door(&running);
        Self { world, running, router, passwords: passwords.into_iter().collect(), devices }
    }

    pub fn store(&self) -> &Store {
        &self.world.store
    }

    pub fn stranger(&self) -> Browser {
        Browser::at(self.router.clone())
    }

    /// Signs in as a demo account.
    pub async fn browser(&self, account: &str) -> Browser {
        self.sign_in(account, &self.passwords[account]).await
    }

    /// Signs in with a password.
    pub async fn sign_in(&self, account: &str, password: &str) -> Browser {
        let mut browser = self.stranger();
        browser.sign_in(account, password).await;
        browser
    }

    /// Pairs a terminal with a code.
    pub async fn pair(&self, code: &str) -> Browser {
        let mut browser = self.stranger();
        let (status, body, cookie) = browser.post("/api/seat/pair", &json!({ "code": code })).await;
        assert_eq!(status, StatusCode::OK, "pairing: {body}");
        browser.cookie = cookie.expect("a session cookie");
        browser
    }

    /// All rows of all tables, as PostgreSQL shows them: what is bytes as hexadecimal digits.
    pub async fn dump(&self) -> Vec<String> {
        let all = "SELECT CAST(tablename AS text) AS line FROM pg_tables WHERE schemaname = current_schema()";
        let mut rows = vec![];
        for table in self.lines(all).await {
            rows.extend(self.lines(&format!("SELECT CAST(t AS text) AS line FROM \"{table}\" t")).await);
        }
        rows
    }

    async fn lines(&self, sql: &str) -> Vec<String> {
        let statement = Statement::from_string(self.store().dialect().backend(), sql);
        let found = self.store().pool().query_all_raw(statement).await.unwrap();
        found.iter().map(|row| row.try_get("", "line").unwrap()).collect()
    }

    /// Sends a device's message through the engine and waits until it is stored.
    pub async fn device_says(
        &self,
        code: &str,
        values: &[(&str, contract::sensing::Value)],
    ) -> sensing::Outcome {
        let values = values
            .iter()
            .map(|(property, value)| {
                ((*property).to_owned(), sensing::Measured { value: value.clone(), unit: None })
            })
            .collect();
        let message = sensing::Message { device_code: code.into(), phenomenon_at_ms: None, seq: 0, values };
        self.running.intake.accept(message).await
    }
}

fn secrets(config: &Config) -> HashMap<String, String> {
    let text = std::fs::read_to_string(config.folder.join("demo-devices.json")).unwrap();
    let rows: Vec<Value> = serde_json::from_str(&text).unwrap();
    rows.iter()
        .map(|r| (r["code"].as_str().unwrap().into(), r["password"].as_str().unwrap().into()))
        .collect()
}

/// The door of a running server, as somebody on this machine finds it.
pub fn door(running: &Running) -> Router {
    door_from(running, [127, 0, 0, 1])
}

/// The door of a running server, as whoever comes from an address finds it.
pub fn door_from(running: &Running, peer: [u8; 4]) -> Router {
    linli::http::router(running).layer(MockConnectInfo(SocketAddr::from((peer, 50_000))))
}

impl Browser {
    /// Nobody yet, before a door.
    pub fn at(router: Router) -> Self {
        Self { router, cookie: String::new() }
    }

    /// Signs in with a password.
    pub async fn sign_in(&mut self, account: &str, password: &str) {
        let (status, _, cookie) =
            self.post("/api/seat/sign_in", &json!({ "account": account, "password": password })).await;
        assert_eq!(status, StatusCode::OK, "{account} signs in");
        self.cookie = cookie.expect("a session cookie");
    }

    /// Sends a request with nothing added but the cookie; answers with all that came back.
    pub async fn send(&self, request: Builder, body: impl Into<Body>) -> Response {
        let request = request.header(header::COOKIE, &self.cookie).body(body.into()).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// Posts JSON; answers status, body, and the cookie that was set.
    pub async fn post(&self, path: &str, body: &Value) -> (StatusCode, Value, Option<String>) {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::HOST, "linli.test")
            .header(header::ORIGIN, "http://linli.test");
        let response = self.send(request, body.to_string()).await;
        let status = response.status();
        let cookie = response.headers().get(header::SET_COOKIE).and_then(|v| v.to_str().ok());
        let cookie = cookie.and_then(|text| text.split(';').next()).map(str::to_owned);
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null), cookie)
    }

    /// Calls a server function; panics with its answer when it is refused.
    pub async fn call(&self, function: &str, arguments: Value) -> Value {
        let (status, body, _) = self.post(&format!("/api/{function}"), &arguments).await;
        assert_eq!(status, StatusCode::OK, "{function}: {body}");
        body
    }

    /// Calls a server function that shall be refused; answers status and fault key.
    pub async fn refused(&self, function: &str, arguments: Value) -> (u16, String) {
        let (status, body, _) = self.post(&format!("/api/{function}"), &arguments).await;
        assert_ne!(status, StatusCode::OK, "{function} was not refused");
        (status.as_u16(), body["detail"]["fault"].as_str().unwrap_or_default().to_owned())
    }

    /// Gets a path; answers status and body.
    pub async fn get(&self, path: &str) -> (StatusCode, Vec<u8>) {
        let response = self.send(Request::get(path), Body::empty()).await;
        let status = response.status();
        (status, to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
    }

    /// Acts on a work item.
    pub async fn act(&self, item: &Value, act: &str, more: Value) -> Value {
        let entry = uuid::Uuid::now_v7();
        let mut step = json!({ "entry": entry, "item": item, "revision": null, "act": act });
        step.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.call("work/step", json!({ "step": step })).await
    }

    /// Acts in another capacity of the same person, without signing in again.
    pub async fn switch(&mut self, role_key: &str) -> Value {
        let arguments = json!({ "role_key": role_key });
        let (status, me, cookie) = self.post("/api/seat/switch_capacity", &arguments).await;
        assert_eq!(status, StatusCode::OK, "{role_key}: {me}");
        self.cookie = cookie.expect("a fresh cookie");
        me
    }

    /// Opens the live feed; what happens from now on is heard.
    pub async fn listen(&self) -> Feed {
        let mut feed = self.feed(Request::get("/live")).await;
        feed.says("begin").await;
        feed
    }

    /// Opens the live feed again after a cut, as a browser does that was told everything up to a mark.
    pub async fn resume(&self, seen: impl std::fmt::Display) -> Feed {
        self.feed(Request::get("/live").header("last-event-id", seen.to_string())).await
    }

    async fn feed(&self, request: Builder) -> Feed {
        let response = self.send(request, Body::empty()).await;
        assert_eq!(response.status(), StatusCode::OK);
        let stream = response.into_body().into_data_stream();
        Feed { stream, text: String::new(), waiting: VecDeque::new() }
    }

    /// Puts a photo up.
    pub async fn upload(&self, id: uuid::Uuid, content: impl Into<Body>) -> (StatusCode, Value) {
        let request = Request::post(format!("/file/{id}"))
            .header(header::HOST, "linli.test")
            .header(header::ORIGIN, "http://linli.test");
        let response = self.send(request, content).await;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }
}

/// A browser's live feed.
pub struct Feed {
    stream: BodyDataStream,
    text: String,
    waiting: VecDeque<Value>,
}

impl Feed {
    /// Waits for an event or a value that is meant, and answers it.
    pub async fn hears(&mut self, what: &str, is_meant: impl Fn(&Value) -> bool) -> Value {
        let heard = async {
            loop {
                self.sort();
                while let Some(next) = self.waiting.pop_front() {
                    if is_meant(&next) {
                        return next;
                    }
                }
                self.read().await;
            }
        };
        let heard = tokio::time::timeout(Duration::from_secs(10), heard).await;
        heard.unwrap_or_else(|_| panic!("{what} was not heard within ten seconds"))
    }

    /// Waits until the feed's text, as it came, has a word in it that was not heard yet.
    pub async fn says(&mut self, word: &str) {
        let said = async {
            while !self.text.contains(word) {
                self.read().await;
            }
        };
        let said = tokio::time::timeout(Duration::from_secs(10), said).await;
        said.unwrap_or_else(|_| panic!("{word} was not said within ten seconds"));
    }

    /// Waits until the feed ends.
    pub async fn ends(&mut self) {
        let ended = async { while self.stream.next().await.is_some() {} };
        let ended = tokio::time::timeout(Duration::from_secs(10), ended).await;
        ended.expect("the feed ends within ten seconds");
    }

    async fn read(&mut self) {
        let bytes = self.stream.next().await.expect("the feed goes on").unwrap();
        self.text.push_str(&String::from_utf8_lossy(&bytes));
    }

    /// Takes whole lines out of what was read: each holds a batch of events and values.
    fn sort(&mut self) {
        while let Some(end) = self.text.find('\n') {
            let line: String = self.text.drain(..=end).collect();
            let Some(data) = line.strip_prefix("data:") else { continue };
            let batch: Value = serde_json::from_str(data.trim()).unwrap_or_default();
            let parts = ["moments", "values"].iter().filter_map(|part| batch[*part].as_array());
            self.waiting.extend(parts.flatten().cloned());
        }
    }
}

/// Waits until something holds; the parts that react to events do so within moments.
pub async fn eventually<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..400 {
        if let Some(found) = probe().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{what} did not happen within twenty seconds");
}

/// A small photo.
pub fn photo() -> Vec<u8> {
    // 1 x 1 pixel PNG.
    const PNG: &[u8] = &[
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0,
        0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xDE, 0, 0, 0, 12, 0x49, 0x44, 0x41, 0x54, 8, 0xD7, 0x63,
        0xF8, 0xCF, 0xC0, 0, 0, 3, 1, 1, 0, 0x18, 0xDD, 0x8D, 0xB0, 0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE,
        0x42, 0x60, 0x82,
    ];
    PNG.to_vec()
}
