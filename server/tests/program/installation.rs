//! An installation of a test's own: data folder, database, demo community, and the program as a child process.

use base::testing::fresh_database;
use sea_orm::{Database, DatabaseConnection};
use serde_json::Value;
use std::{
    fs::{self, OpenOptions},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// How long the program may take to answer after its start.
const PATIENCE: Duration = Duration::from_secs(60);

/// What would make the program another one than the test means.
const FOREIGN: [&str; 8] = [
    "TLS_CERT",
    "TLS_KEY",
    "TRUSTED_PROXY",
    "LINLI_ORIGIN",
    "LINLI_CONFIG",
    "METRICS_LISTEN",
    "MQTT_URL",
    "RUST_LOG",
];

/// Ends and goes with the test.
pub struct Installation {
    /// Where the web server listens.
    pub http: SocketAddr,
    /// Where the broker listens.
    pub mqtt: SocketAddr,
    folder: PathBuf,
    database: String,
    metrics: Option<SocketAddr>,
    has_certificate: bool,
    tells_all: bool,
    /// What `linli demo` printed.
    demo: Value,
    server: Option<Child>,
}

impl Installation {
    /// Sixty dwellings and forty devices in a fresh database; nothing runs yet.
    pub async fn new() -> Self {
        let mut made = Self::empty().await;
        made.make_demo();
        made
    }

    /// A data folder and a database with nothing in them; nothing runs yet.
    pub async fn empty() -> Self {
        let folder = std::env::temp_dir().join(format!("linli_program_{}", Uuid::now_v7().simple()));
        fs::create_dir_all(folder.join("web")).unwrap();
        fs::write(folder.join("web").join("index.html"), "<!doctype html><title>邻里</title>").unwrap();
        let database = fresh_database(&folder).await;
        let (http, mqtt) = (free_address(), free_address());
        let (has_certificate, tells_all) = (false, false);
        let (metrics, demo, server) = (None, Value::Null, None);
        Self { http, mqtt, folder, database, metrics, has_certificate, tells_all, demo, server }
    }

    /// Makes the demo community; answers what was logged meanwhile.
    pub fn make_demo(&mut self) -> String {
        let arguments = ["demo", "--dwellings", "60", "--devices", "40", "--seed", "7"];
        let output = succeeded(&arguments, self.attempt(&arguments, &[]));
        let printed = String::from_utf8(output.stdout).unwrap();
        self.demo = serde_json::from_str(printed.lines().next_back().unwrap()).unwrap();
        String::from_utf8(output.stderr).unwrap()
    }

    /// From now on the program logs all that it knows to log.
    pub fn tell_all(&mut self) {
        self.tells_all = true;
    }

    /// From the next start on, the program tells metrics; answers where.
    pub fn tell_metrics(&mut self) -> SocketAddr {
        *self.metrics.insert(free_address())
    }

    /// From the next start on, the web server speaks TLS.
    pub fn use_certificate(&mut self, certificate: &str, key: &str) {
        fs::write(self.folder.join("cert.pem"), certificate).unwrap();
        fs::write(self.folder.join("key.pem"), key).unwrap();
        self.has_certificate = true;
    }

    /// The password of a demo account.
    pub fn password(&self, account: &str) -> &str {
        let accounts = self.demo["accounts"].as_array().unwrap();
        accounts.iter().find(|a| a["account"] == account).unwrap()["password"].as_str().unwrap()
    }

    /// The devices with their secrets: `code`, `password`, `kind`, `place`.
    pub fn devices(&self) -> Vec<Value> {
        serde_json::from_str(&fs::read_to_string(self.folder.join("demo-devices.json")).unwrap()).unwrap()
    }

    /// A connection of the test's own to the database.
    pub async fn database(&self) -> DatabaseConnection {
        Database::connect(self.database.as_str()).await.unwrap()
    }

    /// Runs a command of the program to its end; answers what it printed.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = succeeded(arguments, self.attempt(arguments, &[]));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that shall fail, in an environment that says more; answers its complaint.
    pub fn refused(&self, arguments: &[&str], environment: &[(&str, &str)]) -> String {
        let output = self.attempt(arguments, environment);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "linli {arguments:?} was not refused");
        assert!(output.status.code().is_some(), "linli {arguments:?} was killed: {complaint}");
        assert!(!complaint.contains("panicked"), "linli {arguments:?}: {complaint}");
        complaint
    }

    fn attempt(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        self.command(arguments).envs(environment.iter().copied()).output().unwrap()
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All that the server has printed and logged, of each of its starts.
    pub fn console(&self) -> String {
        fs::read_to_string(self.log()).unwrap_or_default()
    }

    /// The tokens of the one-time links that the console has shown, in their order.
    pub fn links(&self) -> Vec<String> {
        let address = format!("http://{}/setup?token=", self.http);
        let console = self.console();
        console.lines().filter_map(|line| line.trim().strip_prefix(&address)).map(str::to_owned).collect()
    }

    /// Starts the server and waits until it takes connections.
    pub fn start(&mut self) {
        let log = OpenOptions::new().create(true).append(true).open(self.log()).unwrap();
        let mut command = self.command(&["serve"]);
        command.stdout(log.try_clone().unwrap()).stderr(log);
        self.server = Some(command.spawn().unwrap());
        let began = Instant::now();
        while TcpStream::connect(self.http).is_err() {
            let ended = self.server.as_mut().and_then(|server| server.try_wait().unwrap());
            assert!(ended.is_none(), "the server ended at once: {ended:?}");
            assert!(began.elapsed() < PATIENCE, "the server does not answer at {}", self.http);
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Ends the server without a word to it: SIGKILL.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            server.kill().unwrap();
            server.wait().unwrap();
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linli"));
        for key in FOREIGN {
            command.env_remove(key);
        }
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("LINLI_DATA", &self.folder)
            .env("DATABASE_URL", &self.database)
            .env("LISTEN", self.http.to_string())
            .env("MQTT_LISTEN", self.mqtt.to_string())
            .env("LINLI_WEB", self.folder.join("web"))
            .stdin(Stdio::null());
        if let Some(address) = self.metrics {
            command.env("METRICS_LISTEN", address.to_string());
        }
        if self.tells_all {
            command.env("RUST_LOG", "trace");
        }
        if self.has_certificate {
            command.env("TLS_CERT", self.folder.join("cert.pem"));
            command.env("TLS_KEY", self.folder.join("key.pem"));
        }
        command
    }

    fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
        }
        if thread::panicking() {
            eprintln!("the server's log:\n{}", self.console());
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What a command answered that shall not fail.
fn succeeded(arguments: &[&str], output: Output) -> Output {
    assert!(output.status.success(), "linli {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// A free port below those that the system gives to outgoing connections, so that none takes it while the server is down.
fn free_address() -> SocketAddr {
    let start = Uuid::now_v7().as_u128() % 10_000;
    (0..10_000)
        .map(|step| 20_000 + u16::try_from((start + step) % 10_000).unwrap())
        .map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .find(|address| TcpListener::bind(address).is_ok())
        .unwrap()
}
