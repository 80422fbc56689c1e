//! `cargo xtask test`: everything we know how to check, as the machine that checks us runs it.

use crate::arguments::Arguments;
use crate::check;
use crate::layout::Layout;
use crate::linli::SMALL;
use crate::postgres::Cluster;
use crate::stages::Stages;
use crate::stand::{Devices, Stand};
use crate::web::{self, Quality};
use crate::{browser, npm, process, toolchain};
use anyhow::{Result, anyhow, ensure};
use std::path::PathBuf;
use std::thread;

/// The terminals that the tests in a browser play, those in one line side by side. The walls of the PC take both cores.
const TERMINALS: [&[&str]; 2] = [&["pc"], &["phone", "tablet"]];

/// Runs every stage, whatever the ones before said, and sums up.
///
/// # Errors
/// When a stage fails.
pub fn test(layout: &Layout, mut arguments: Arguments) -> Result<()> {
    let without_browser = arguments.flag("--no-browser");
    let without_postgres = arguments.flag("--no-postgres");
    arguments.finish()?;

    let mut stages = Stages::default();
    check::without_running(layout, &mut stages);
    stages.run("tests of xtask", || check::xtask_tests(layout));
    stages.run("unit tests of the browser program", || check::browser_tests(layout));
    stages.run("server tests on SQLite", || process::run(&mut check::server_tests(layout)));
    if without_postgres {
        stages.leave_out("server tests on PostgreSQL", "--no-postgres");
    } else {
        stages.run("server tests on PostgreSQL", || on_postgres(layout));
    }
    match layout.sample_data()? {
        Some(folder) => {
            stages.run("tests on real data", || {
                let mut command = check::server_tests(layout);
                command.args(["--test", "sample_data", "--", "--ignored"]);
                process::run(command.env("LINLI_SAMPLE_DATA", folder))
            });
        }
        None => stages.leave_out("tests on real data", "there is none here (LINLI_SAMPLE_DATA)"),
    }
    let is_built = stages.run("web build", || {
        toolchain::add_wasm_target(layout)?;
        npm::install(layout)?;
        web::build(layout, Quality::Quick, &progress()).map(|_| ())
    });
    match (without_browser, is_built) {
        (true, _) => stages.leave_out("tests in a browser", "--no-browser"),
        (false, false) => stages.leave_out("tests in a browser", "there is no web build"),
        (false, true) => {
            stages.run("tests in a browser", || in_a_browser(layout));
        }
    }
    stages.finish()
}

fn on_postgres(layout: &Layout) -> Result<()> {
    let cluster = Cluster::start()?;
    process::run(check::server_tests(layout).env("LINLI_TEST_DATABASE", cluster.url()))
}

fn in_a_browser(layout: &Layout) -> Result<()> {
    browser::prepare(layout)?;
    let binary = check::tested_program(layout)?;
    let mut failed: Vec<String> = Vec::new();
    for together in TERMINALS {
        thread::scope(|scope| {
            let start = |terminal: &'static str| {
                let binary = binary.clone();
                scope.spawn(move || play(layout, binary, terminal))
            };
            let playing: Vec<_> = together.iter().copied().map(start).collect();
            for played in playing {
                let played = played.join().unwrap_or_else(|_| Err(anyhow!("its thread panicked")));
                failed.extend(played.err().map(|error| format!("{error:#}")));
            }
        });
    }
    ensure!(failed.is_empty(), "{}", failed.join("\n"));
    Ok(())
}

/// Plays one terminal's tests with a community of its own: what one has left behind is nobody else's.
fn play(layout: &Layout, binary: PathBuf, terminal: &str) -> Result<()> {
    let stand = Stand::start(layout, binary, SMALL, Devices::Silent)?;
    browser::playwright(layout, &stand, terminal)
}

/// Prints every tenth percentage, so that a log stays short.
fn progress() -> impl Fn(String) {
    let told = std::cell::Cell::new(0);
    move |text: String| {
        let percent = text.strip_suffix(" %").and_then(|number| number.parse::<u32>().ok());
        match percent {
            Some(percent) if percent < told.get() + 10 => {}
            Some(percent) => {
                told.set(percent);
                println!("{text}");
            }
            None => println!("{text}"),
        }
    }
}
