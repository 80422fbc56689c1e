//! The server program as xtask uses it: build it, fill a database, serve, simulate.

use crate::layout::Layout;
use crate::process::{self, Process};
use crate::{compile, port, trouble};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The size of a synthetic community, and the number its chances grow from.
#[derive(Clone, Copy)]
pub struct Community {
    /// Households' homes.
    pub dwellings: u32,
    /// Devices that report.
    pub devices: u32,
    /// The same seed makes the same community.
    pub seed: u64,
}

/// What a newcomer meets.
pub const NEWCOMERS: Community = Community { dwellings: 400, devices: 212, seed: 7 };

/// What the tests in a browser use: software rendering on two cores draws no more.
pub const SMALL: Community = Community { dwellings: 60, devices: 80, seed: 7 };

/// What `linli demo` says it made.
#[derive(Deserialize)]
pub struct Demo {
    /// Who may sign in.
    pub accounts: Vec<Account>,
    /// How many there are.
    pub dwellings: u32,
    /// How many there are.
    pub devices: u32,
}

/// A demo account.
#[derive(Deserialize)]
pub struct Account {
    /// To sign in with.
    pub account: String,
    /// To sign in with.
    pub password: String,
    /// Whom it plays, in Chinese.
    pub title: String,
}

/// Where a running Linli listens, on loopback.
#[derive(Clone, Copy)]
pub struct Ports {
    /// Pages and interfaces.
    pub http: u16,
    /// The device broker.
    pub mqtt: u16,
}

/// One server program with one data folder.
pub struct Linli {
    /// The program.
    pub binary: PathBuf,
    /// Its `LINLI_DATA`.
    pub data: PathBuf,
    /// A throw-away one ignores the `DATABASE_URL` of whoever called us.
    pub is_throw_away: bool,
}

/// Builds the server; returns the program.
///
/// # Errors
/// When the build fails.
pub fn build(layout: &Layout, is_release: bool, say: &dyn Fn(String)) -> Result<PathBuf> {
    let more: &[&str] = if is_release { &["--release"] } else { &[] };
    let folder = if is_release { "release" } else { "debug" };
    compile::build(layout, "server-build", &["--package", "linli"], more, say)
        .context("the server does not build")?;
    Ok(layout.target.join(folder).join("linli"))
}

impl Linli {
    /// A command of this program on this data.
    pub fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(&self.binary);
        command.arg(verb).env("LINLI_DATA", &self.data);
        if self.is_throw_away {
            command.env_remove("DATABASE_URL");
        }
        command
    }

    /// The accounts of the demo community, with their passwords; only we may read it.
    pub fn accounts(&self) -> PathBuf {
        self.data.join("demo-accounts.json")
    }

    /// Where a part's output goes.
    pub fn log(&self, part: &str) -> PathBuf {
        self.data.join("log").join(format!("{part}.log"))
    }

    /// What an earlier [`Linli::demo`] made, if one did.
    ///
    /// # Errors
    /// When the file is there and can't be read.
    pub fn existing_demo(&self) -> Result<Option<Demo>> {
        let file = self.accounts();
        if !file.is_file() {
            return Ok(None);
        }
        let text = crate::files::read(&file)?;
        let demo =
            serde_json::from_str(&text).with_context(|| format!("could not read {}", file.display()))?;
        Ok(Some(demo))
    }

    /// Makes the database and a community in it.
    ///
    /// # Errors
    /// When the program fails, or says nothing of accounts.
    pub fn demo(&self, community: Community, say: &dyn Fn(String)) -> Result<Demo> {
        let mut command = self.command("demo");
        command.args(["--dwellings", &community.dwellings.to_string()]);
        command.args(["--devices", &community.devices.to_string()]);
        command.args(["--seed", &community.seed.to_string()]);
        let mut answer: Option<(String, Demo)> = None;
        let made =
            process::follow(&mut command, &self.log("demo"), |line| match serde_json::from_str(line) {
                Ok(demo) => answer = Some((line.to_owned(), demo)),
                Err(_) => say(line.chars().take(40).collect()),
            });
        let mend = format!("rm -r {} && cargo xtask run", self.data.display());
        made.map_err(|error| trouble::trouble(format!("no demo community: {error:#}"), mend))?;
        let (line, demo) = answer.context("`linli demo` told no accounts")?;
        let file = self.accounts();
        OpenOptions::new()
            .create(true)
            .truncate(true)
            .write(true)
            .mode(0o600)
            .open(&file)
            .and_then(|mut open| open.write_all(line.as_bytes()))
            .with_context(|| format!("could not write {}", file.display()))?;
        Ok(demo)
    }

    /// Starts server and broker, and waits until they answer.
    ///
    /// # Errors
    /// When they don't.
    pub fn serve(&self, web: &Path, ports: Ports) -> Result<Process> {
        let mut command = self.command("serve");
        command.env("LISTEN", format!("127.0.0.1:{}", ports.http));
        command.env("MQTT_LISTEN", format!("127.0.0.1:{}", ports.mqtt));
        command.env("LINLI_WEB", web);
        let mut server = Process::start(&mut command, &self.log("server"))?;
        port::wait_until_ready(&mut server, ports.http)?;
        Ok(server)
    }

    /// Starts the devices of the demo community; scenarios are read from `input`.
    ///
    /// # Errors
    /// When the program can't start.
    pub fn simulate(&self, ports: Ports, input: Stdio) -> Result<Process> {
        let mut command = self.command("simulate");
        command.args(["--broker", &format!("127.0.0.1:{}", ports.mqtt)]);
        Process::start_reading(input, &mut command, &self.log("simulators"))
    }
}
