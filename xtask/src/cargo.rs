//! Cargo, called from inside a cargo command, and what `cargo metadata` tells.

use crate::layout::Layout;
use crate::process;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target of the browser program.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The machine that the licence list and the crate graph are read for, so that they are the same everywhere.
const REFERENCE: &str = "x86_64-unknown-linux-gnu";

/// A cargo command in the checkout, with our target folder.
pub fn cargo(layout: &Layout) -> Command {
    let mut command = plain(&layout.root);
    command.env("CARGO_TARGET_DIR", &layout.target);
    command
}

/// Cargo sets variables of the running package (xtask). Build scripts that watch them would run again each time
/// the commands alternate, so they are taken out.
fn plain(root: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    for (name, _) in env::vars_os() {
        let of_xtask = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_")
                || name.starts_with("CARGO_MANIFEST_")
                || name.starts_with("CARGO_BIN_")
                || name.starts_with("CARGO_CRATE_")
                || name == "CARGO_PRIMARY_PACKAGE"
                || name == "OUT_DIR"
        });
        if of_xtask {
            command.env_remove(&name);
        }
    }
    command
}

/// The target folder that cargo would use.
///
/// # Errors
/// When the workspace can't be read.
pub fn target_folder(root: &Path) -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Answer {
        target_directory: PathBuf,
    }
    let answer = process::read(plain(root).args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let answer: Answer = serde_json::from_str(&answer).context("could not read cargo metadata")?;
    Ok(answer.target_directory)
}

/// The workspace and everything it is built from.
#[derive(Deserialize)]
pub struct Metadata {
    /// Ours and others'.
    pub packages: Vec<Package>,
    /// Who is built with whom.
    pub resolve: Resolve,
}

/// One crate in one version.
#[derive(Deserialize)]
pub struct Package {
    /// Unique over all packages.
    pub id: String,
    /// As in `Cargo.toml`.
    pub name: String,
    /// As in `Cargo.toml`.
    pub version: String,
    /// An SPDX expression.
    pub license: Option<String>,
    /// `None` for crates of the workspace.
    pub source: Option<String>,
    /// Tells the folder.
    pub manifest_path: PathBuf,
    /// As declared.
    pub dependencies: Vec<Dependency>,
}

/// One declared dependency.
#[derive(Deserialize)]
pub struct Dependency {
    /// The package's own name.
    pub name: String,
    /// `None` is a normal one; else `dev` or `build`.
    pub kind: Option<String>,
    /// Behind a feature.
    pub optional: bool,
}

/// The graph of packages.
#[derive(Deserialize)]
pub struct Resolve {
    /// One for each package.
    pub nodes: Vec<Node>,
}

/// A package in the graph.
#[derive(Deserialize)]
pub struct Node {
    /// The package.
    pub id: String,
    /// What it is built with.
    pub deps: Vec<Edge>,
}

/// One package built with another.
#[derive(Deserialize)]
pub struct Edge {
    /// The other package.
    pub pkg: String,
    /// Why.
    pub dep_kinds: Vec<Reason>,
}

/// Why a package is built with another.
#[derive(Deserialize)]
pub struct Reason {
    /// `None` is a normal dependency; else `dev` or `build`.
    pub kind: Option<String>,
}

/// Reads the workspace, for Linux and the browser.
///
/// # Errors
/// When the workspace can't be read, or a crate can't be fetched.
pub fn metadata(layout: &Layout) -> Result<Metadata> {
    let mut command = cargo(layout);
    command.args(["metadata", "--format-version", "1"]);
    command.args(["--filter-platform", REFERENCE, "--filter-platform", WASM]);
    serde_json::from_str(&process::read(&mut command)?).context("could not read cargo metadata")
}
