//! `cargo xtask check`: what is quick enough to run before every commit.

use crate::arguments::Arguments;
use crate::cargo::{WASM, cargo};
use crate::layout::Layout;
use crate::stages::Stages;
use crate::{process, tidy, toolchain};
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

/// Packages of the browser program; built for the host only to test what needs no browser.
const BROWSER: [&str; 3] = ["app", "kit", "map"];

/// Runs the quick checks.
///
/// # Errors
/// When one fails.
pub fn check(layout: &Layout, arguments: Arguments) -> Result<()> {
    arguments.finish()?;
    let mut stages = Stages::default();
    without_running(layout, &mut stages);
    stages.run("unit tests on SQLite", || process::run(server_tests(layout).args(["--lib", "--bins"])));
    stages.run("unit tests of the browser program", || browser_tests(layout));
    stages.run("tests of xtask", || xtask_tests(layout));
    stages.finish()
}

/// The checks that read the code but do not run it.
pub fn without_running(layout: &Layout, stages: &mut Stages) {
    stages.run("format", || process::run(cargo(layout).args(["fmt", "--all", "--check"])));
    stages.run("tidy", || tidy::tidy(layout));
    stages.run("lints of the server", || {
        process::run(server_side(cargo(layout).args(["clippy", "--workspace"])).args([
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    });
    stages.run("lints of xtask", || {
        process::run(cargo(layout).args([
            "clippy",
            "--package",
            "xtask",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    });
    stages.run("lints of the browser program", || {
        toolchain::add_wasm_target(layout)?;
        let mut command = browser_side(cargo(layout), "clippy");
        command.args(["--package", "contract", "--package", "api", "--target", WASM, "--all-targets"]);
        process::run(command.args(["--", "-D", "warnings"]))
    });
    stages.run("lints of the browser program in one piece", || {
        let mut command = browser_side(cargo(layout), "clippy");
        command.args(["--target", WASM, "--no-default-features"]);
        process::run(command.args(["--", "-D", "warnings"]))
    });
}

/// `cargo test` on all that runs on a server, on SQLite unless the caller adds a database.
pub fn server_tests(layout: &Layout) -> Command {
    let mut command = cargo(layout);
    server_side(command.args(["test", "--workspace"]));
    command.env_remove("DATABASE_URL").env_remove("LINLI_TEST_DATABASE");
    command
}

/// The program that the server's tests were built with; built alone, half of it would be compiled once more, since `base`
/// has its part for tests there.
///
/// # Errors
/// When it does not build.
pub fn tested_program(layout: &Layout) -> Result<PathBuf> {
    process::run(server_tests(layout).args(["--test", "program", "--no-run"]))?;
    Ok(layout.target.join("debug").join("linli"))
}

/// The unit tests of the browser program, on the host: they reach nothing that only a browser has. Not in one call with
/// those of the server, which would build the dependencies of both with each other's features; and in one piece, since
/// there is nothing to fetch.
///
/// # Errors
/// When one fails.
pub fn browser_tests(layout: &Layout) -> Result<()> {
    let mut command = browser_side(cargo(layout), "test");
    process::run(command.args(["--no-default-features", "--lib", "--bins"]))
}

/// The tests of this program.
///
/// # Errors
/// When one fails.
pub fn xtask_tests(layout: &Layout) -> Result<()> {
    process::run(cargo(layout).args(["test", "--package", "xtask"]))
}

/// A cargo command on the browser's packages.
fn browser_side(mut command: Command, what: &str) -> Command {
    command.arg(what);
    for package in BROWSER {
        command.args(["--package", package]);
    }
    command
}

/// Leaves out the browser's packages, and xtask: with it, shared dependencies would be built with other features.
fn server_side(command: &mut Command) -> &mut Command {
    for package in BROWSER.into_iter().chain(["xtask"]) {
        command.args(["--exclude", package]);
    }
    command
}
