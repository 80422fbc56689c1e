//! A throw-away PostgreSQL from Debian's package: same tests, other database.
//!
//! It listens on loopback only, trusts everybody there, and forgets to sync: for tests, never for data.

use crate::process::{self, Process};
use crate::scratch::Scratch;
use crate::{apt, port};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

const INSTALLED: &str = "/usr/lib/postgresql";

/// A running cluster. It ends, and its folder goes, on drop.
pub struct Cluster {
    port: u16,
    _server: Process,
    _folder: Scratch,
}

impl Cluster {
    /// Makes and starts one; installs the package first where it is missing and we may.
    ///
    /// # Errors
    /// When PostgreSQL is missing or does not start.
    pub fn start() -> Result<Cluster> {
        let programs = match programs() {
            Some(programs) => programs,
            None => {
                apt::install(&["postgresql"])?;
                programs()
                    .context("PostgreSQL is installed, but its programs are not in /usr/lib/postgresql")?
            }
        };
        let folder = Scratch::adopt(Scratch::name(Path::new("/tmp"), "postgres"));
        let data = folder.path().join("data");
        process::read(as_owner("mkdir").args(["-m", "700"]).arg(folder.path()))?;
        process::read(as_owner(programs.join("initdb")).arg("-D").arg(&data).args([
            "-U",
            "linli",
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]))?;
        let port = port::free()?;
        let mut command = as_owner(programs.join("postgres"));
        command.arg("-D").arg(&data);
        for setting in [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={port}"),
            format!("unix_socket_directories={}", folder.path().display()),
            "fsync=off".to_owned(),
            "synchronous_commit=off".to_owned(),
            "full_page_writes=off".to_owned(),
            "max_connections=200".to_owned(),
        ] {
            command.arg("-c").arg(setting);
        }
        // SIGINT is PostgreSQL's fast end; SIGTERM would wait for every client.
        let mut server = Process::start(&mut command, &folder.path().join("server.log"))?.ending_with("INT");
        wait_until_ready(&programs, &mut server, port)?;
        Ok(Cluster { port, _server: server, _folder: folder })
    }

    /// For `LINLI_TEST_DATABASE`.
    pub fn url(&self) -> String {
        format!("postgres://linli@127.0.0.1:{}/postgres", self.port)
    }
}

fn wait_until_ready(programs: &Path, server: &mut Process, port: u16) -> Result<()> {
    let began = Instant::now();
    loop {
        let mut ask = Command::new(programs.join("pg_isready"));
        ask.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]);
        if ask.status().is_ok_and(|status| status.success()) {
            return Ok(());
        }
        if let Some(status) = server.ended()? {
            bail!("PostgreSQL ended at once ({status}):\n{}", server.last_words());
        }
        if process::stop_asked() || began.elapsed() > Duration::from_secs(60) {
            bail!("PostgreSQL did not get ready:\n{}", server.last_words());
        }
        thread::sleep(Duration::from_millis(100));
    }
}

/// The newest version's folder of programs.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(INSTALLED).ok()?;
    versions
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let programs = entry.path().join("bin");
            programs.join("initdb").is_file().then_some((version, programs))
        })
        .max()
        .map(|(_, programs)| programs)
}

/// PostgreSQL refuses to work for root, so root lets the package's own user do it.
fn as_owner(program: impl AsRef<Path>) -> Command {
    let program = program.as_ref();
    let mut command = if apt::is_root() {
        // `setpriv` becomes the program, so that its process id is the one we signal.
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/");
    command
}
