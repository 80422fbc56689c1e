//! `cargo xtask run`: from a fresh checkout to a running community, in nine steps.

use crate::arguments::Arguments;
use crate::console::{self, Console};
use crate::layout::Layout;
use crate::linli::{self, Community, Demo, Linli, NEWCOMERS, Ports};
use crate::process::{self, Process};
use crate::web::{self, Quality};
use crate::{npm, port, toolchain};
use anyhow::{Result, bail};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

const STEPS: [&str; 9] = [
    "toolchain, ports",
    "wasm target",
    "npm packages",
    "browser program",
    "server program",
    "demo community",
    "server and broker",
    "simulators",
    "ready",
];

/// What a person asked for.
pub struct Wish {
    dwellings: Option<u32>,
    devices: Option<u32>,
    seed: Option<u64>,
}

impl Wish {
    /// Takes the three options that size a community.
    ///
    /// # Errors
    /// When a value can't be read.
    pub fn read(arguments: &mut Arguments) -> Result<Wish> {
        Ok(Wish {
            dwellings: arguments.value("--dwellings")?,
            devices: arguments.value("--devices")?,
            seed: arguments.value("--seed")?,
        })
    }

    /// The community to make, the rest of it from `usual`.
    pub fn over(&self, usual: Community) -> Community {
        Community {
            dwellings: self.dwellings.unwrap_or(usual.dwellings),
            devices: self.devices.unwrap_or(usual.devices),
            seed: self.seed.unwrap_or(usual.seed),
        }
    }

    fn is_met_by(&self, demo: &Demo) -> bool {
        self.dwellings.is_none_or(|wanted| wanted == demo.dwellings)
            && self.devices.is_none_or(|wanted| wanted == demo.devices)
            && self.seed.is_none()
    }
}

/// Builds, fills, starts, and stays until somebody stops it.
///
/// # Errors
/// With the failed step's remedy.
pub fn run(layout: &Layout, mut arguments: Arguments) -> Result<()> {
    let wish = Wish::read(&mut arguments)?;
    let ports = Ports {
        http: arguments.value("--port")?.unwrap_or(8080),
        mqtt: arguments.value("--mqtt-port")?.unwrap_or(1883),
    };
    arguments.finish()?;

    let mut console = Console::new(&STEPS);
    console.step(|_| {
        toolchain::version(layout)?;
        port::must_be_free(ports.http, "--port")?;
        port::must_be_free(ports.mqtt, "--mqtt-port")
    })?;
    console.step(|_| toolchain::add_wasm_target(layout))?;
    console.step(|_| npm::install(layout))?;
    console.step(|progress| {
        let is_built = web::build(layout, Quality::Quick, &|text| progress.say(text))?;
        progress.outcome(if is_built { "ok" } else { "current" });
        Ok(())
    })?;
    let binary = console.step(|progress| linli::build(layout, false, &|text| progress.say(text)))?;
    let linli = Linli { binary, data: layout.data.clone(), is_throw_away: false };
    let demo = console.step(|progress| {
        if let Some(demo) = linli.existing_demo()? {
            progress.outcome(if wish.is_met_by(&demo) { "kept" } else { "kept as it is" });
            return Ok(demo);
        }
        linli.demo(wish.over(NEWCOMERS), &|text| progress.say(text))
    })?;
    let server = console.step(|_| linli.serve(&layout.web(), ports))?;
    let can_type = console::can_type();
    let simulators = console.step(|progress| {
        progress.outcome(format!("{} devices", demo.devices));
        linli.simulate(ports, if can_type { Stdio::inherit() } else { Stdio::null() })
    })?;
    console.step(|_| Ok(()))?;
    card(&linli, &demo, ports, wish.is_met_by(&demo));
    if can_type {
        println!("输入 type   fire 3-1502 | clear 3-1502 | silence SMK-3-1502   and Enter: it happens there");
    }
    stay(server, simulators)
}

fn card(linli: &Linli, demo: &Demo, ports: Ports, is_as_wished: bool) {
    println!("\n邻里已就绪 Linli is ready      http://127.0.0.1:{}\n", ports.http);
    for account in &demo.accounts {
        println!("  {:<16} {:<20} {}", account.account, account.password, account.title);
    }
    println!("\n{} dwellings, {} devices, broker 127.0.0.1:{}", demo.dwellings, demo.devices, ports.mqtt);
    if !is_as_wished {
        println!(
            "This community was there already; for the one you asked for, first: rm -r {}",
            linli.data.display()
        );
    }
    println!("Logs: {}", linli.data.join("log").display());
    println!("Ctrl-C 停止全部 stops everything   演示数据，均为合成 all data is synthetic");
}

/// Waits for Ctrl-C. Dropping ends the simulators first, so that the server sees them leave.
fn stay(mut server: Process, simulators: Process) -> Result<()> {
    let mut simulators = Some(simulators);
    while !process::stop_asked() {
        // After Ctrl-C the children may be gone before we look.
        if let Some(status) = server.ended()?
            && !process::stop_asked()
        {
            bail!("the server ended ({status}); its last words:\n{}", server.last_words());
        }
        if let Some(running) = &mut simulators
            && let Some(status) = running.ended()?
            && !process::stop_asked()
        {
            eprintln!("the simulators ended ({status}); Linli goes on without them. Their last words:");
            eprintln!("{}", running.last_words());
            simulators = None;
        }
        thread::sleep(Duration::from_millis(200));
    }
    println!("\nstopping ...");
    drop(simulators);
    drop(server);
    println!("stopped");
    Ok(())
}
