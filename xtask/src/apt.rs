//! Debian packages: installed when we may, asked for when we may not.

use crate::process;
use crate::trouble::trouble;
use anyhow::Result;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::Command;

/// Whether this process may do anything.
pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// Installs packages, from a list that is fetched anew if the present one does not know them.
///
/// # Errors
/// With the line to type, when we are not root or apt-get fails.
pub fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let line = format!("sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}");
    if !is_root() {
        return Err(trouble(format!("these Debian packages are missing: {names}"), line));
    }
    println!("installing {names}");
    if get_installed(packages).is_ok() {
        return Ok(());
    }
    process::run(apt().arg("update"))
        .and_then(|()| get_installed(packages))
        .map_err(|error| trouble(format!("could not install {names} ({error:#})"), line))
}

fn get_installed(packages: &[&str]) -> Result<()> {
    process::run(apt().args(["install", "-y", "--no-install-recommends"]).args(packages))
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
