//! The npm packages: browser libraries that we vendor, and the test runner. Exact versions, no install scripts.

use crate::layout::Layout;
use crate::process;
use crate::trouble::trouble;
use anyhow::Result;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

/// Installs what the lock file names, unless that was done since it changed; says whether it was done now.
///
/// # Errors
/// When npm is missing or fails.
pub fn install(layout: &Layout) -> Result<bool> {
    let folder = layout.end2end();
    let lock = changed_at(&folder.join("package-lock.json"));
    let installed = changed_at(&folder.join("node_modules").join(".package-lock.json"));
    if installed.is_some() && installed >= lock {
        return Ok(false);
    }
    if process::read(Command::new("npm").arg("--version")).is_err() {
        return Err(trouble(
            "npm (Node 20 or later) is missing",
            "sudo apt-get update && sudo apt-get install -y nodejs npm",
        ));
    }
    let mut command = Command::new("npm");
    command.current_dir(&folder);
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    process::follow(&mut command, &layout.build_log("npm"), |_| {}).map_err(|error| {
        trouble(format!("npm packages: {error:#}"), "cd end2end && npm ci --ignore-scripts")
    })?;
    Ok(true)
}

fn changed_at(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|about| about.modified()).ok()
}
