//! A throw-away Linli for tests and measurements: its own data, its own ports, gone afterwards.

use crate::files;
use crate::layout::Layout;
use crate::linli::{Community, Linli, Ports};
use crate::port;
use crate::process::Process;
use crate::scratch::Scratch;
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A running Linli. Fields end in this order: devices, server, data.
pub struct Stand {
    _simulators: Option<Process>,
    server: Process,
    linli: Linli,
    ports: Ports,
    _data: Scratch,
}

/// Whether the devices of the stand report by themselves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Devices {
    /// They do.
    Reporting,
    /// A test that needs one plays it.
    Silent,
}

impl Stand {
    /// Fills a fresh database and starts the server on it. The web build must be there.
    ///
    /// # Errors
    /// When the community can't be made or the server does not answer.
    pub fn start(layout: &Layout, binary: PathBuf, community: Community, devices: Devices) -> Result<Stand> {
        let data = Scratch::new("stand")?;
        let linli = Linli { binary, data: data.path().to_path_buf(), is_throw_away: true };
        linli.demo(community, &|_| {})?;
        let ports = Ports { http: port::free()?, mqtt: port::free()? };
        let server = linli.serve(&layout.web(), ports)?;
        let simulators = match devices {
            Devices::Reporting => Some(linli.simulate(ports, Stdio::null())?),
            Devices::Silent => None,
        };
        Ok(Stand { _simulators: simulators, server, linli, ports, _data: data })
    }

    /// The memory that the server holds, in MiB.
    ///
    /// # Errors
    /// When the system doesn't tell.
    pub fn server_memory_mib(&self) -> Result<f64> {
        let status = files::read(Path::new(&format!("/proc/{}/status", self.server.id())))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches("kB").trim().parse().context("VmRSS is no number")?;
        Ok(kib / 1024.0)
    }

    /// Tells a test or measurement where everything is.
    pub fn introduce<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("LINLI_URL", format!("http://127.0.0.1:{}", self.ports.http))
            .env("LINLI_BROKER", format!("127.0.0.1:{}", self.ports.mqtt))
            .env("LINLI_DEMO_ACCOUNTS", self.linli.accounts())
            .env("LINLI_DATA", &self.linli.data)
            .env("LINLI_BIN", &self.linli.binary)
    }
}
