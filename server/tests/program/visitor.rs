//! Somebody at a browser, over the wire: plain HTTP, each request on a connection of its own.

use serde_json::{Value, json};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// No answer may take longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with its cookie.
pub struct Visitor {
    server: SocketAddr,
    /// Name and value; nothing before anybody has signed in.
    pub cookie: String,
}

/// What the server answered.
pub struct Answer {
    /// Its status.
    pub status: u16,
    head: String,
    /// What it holds.
    pub body: String,
}

impl Answer {
    fn read(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head: head.to_owned(), body: body.to_owned() }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.lines().filter_map(|line| line.split_once(": "));
        headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// What it holds, as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

impl Visitor {
    /// Nobody yet, before a server.
    pub fn at(server: SocketAddr) -> Self {
        Self { server, cookie: String::new() }
    }

    /// Gets a path.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(&format!("GET {path}"), "").await
    }

    /// Calls a server function.
    pub async fn post(&self, function: &str, arguments: &Value) -> Answer {
        self.send(&format!("POST /api/{function}"), &arguments.to_string()).await
    }

    /// Calls a server function that shall not refuse.
    pub async fn call(&self, function: &str, arguments: Value) -> Value {
        let answer = self.post(function, &arguments).await;
        assert_eq!(answer.status, 200, "{function}: {}", answer.body);
        answer.json()
    }

    /// Calls a server function that shall refuse; answers status and fault key.
    pub async fn refused(&self, function: &str, arguments: Value) -> (u16, String) {
        let answer = self.post(function, &arguments).await;
        assert_ne!(answer.status, 200, "{function} was not refused");
        (answer.status, answer.json()["detail"]["fault"].as_str().unwrap_or_default().to_owned())
    }

    /// Signs in with a password.
    pub async fn sign_in(&mut self, account: &str, password: &str) {
        let who = json!({ "account": account, "password": password });
        let answer = self.post("seat/sign_in", &who).await;
        assert_eq!(answer.status, 200, "{account} signs in: {}", answer.body);
        self.sit(&answer);
    }

    /// Keeps the cookie of an answer.
    pub fn sit(&mut self, answer: &Answer) {
        let cookie = answer.header("set-cookie").unwrap();
        self.cookie = cookie.split(';').next().unwrap().to_owned();
    }

    /// Asks in the oldest HTTP that is spoken: the answer ends with its connection.
    async fn send(&self, line: &str, body: &str) -> Answer {
        let Self { server, cookie } = self;
        let request = format!(
            "{line} HTTP/1.0\r\nHost: {server}\r\nOrigin: http://{server}\r\nCookie: {cookie}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let answered = async {
            let mut stream = TcpStream::connect(server).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut heard = vec![];
            stream.read_to_end(&mut heard).await.unwrap();
            Answer::read(&String::from_utf8(heard).unwrap())
        };
        timeout(PATIENCE, answered).await.unwrap()
    }
}
