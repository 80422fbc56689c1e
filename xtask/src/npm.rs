//! The npm packages: browser libraries that we vendor, and the test runner. Exact versions, no install scripts.

use crate::layout::Layout;
use crate::process;
use crate::trouble::trouble;
use anyhow::Result;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

/// What the tests in a browser need, for `import.meta.dirname`.
const LEAST: (u32, u32) = (20, 11);

/// Debian's own, which is too old on Debian 12 but brings npm.
const DEBIAN: &str = "sudo apt-get update && sudo apt-get install -y nodejs npm";

/// A newer one beside it.
const NEWER: &str = "sudo npm install --global n && sudo n 22";

/// Installs what the lock file names, unless that was done since it changed; says whether it was done now.
///
/// # Errors
/// When npm is missing or fails, or Node is too old.
pub fn install(layout: &Layout) -> Result<bool> {
    let folder = layout.end2end();
    let lock = changed_at(&folder.join("package-lock.json"));
    let installed = changed_at(&folder.join("node_modules").join(".package-lock.json"));
    if installed.is_some() && installed >= lock {
        return Ok(false);
    }
    let node = process::read(Command::new("node").arg("--version")).ok();
    must_do(node.as_deref().map(str::trim), process::read(Command::new("npm").arg("--version")).is_ok())?;
    let mut command = Command::new("npm");
    command.current_dir(&folder);
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    process::follow(&mut command, &layout.build_log("npm"), |_| {}).map_err(|error| {
        trouble(format!("npm packages: {error:#}"), "cd end2end && npm ci --ignore-scripts")
    })?;
    Ok(true)
}

/// Refuses what is missing or too old; `node` is what it says of its version.
fn must_do(node: Option<&str>, has_npm: bool) -> Result<()> {
    let (major, minor) = LEAST;
    let what = match node {
        Some(version) if parse(version).is_none_or(|found| found < LEAST) => {
            format!("Linli needs Node {major}.{minor} or later; this is {version}")
        }
        Some(_) if has_npm => return Ok(()),
        _ => format!("npm (Node {major}.{minor} or later) is missing"),
    };
    Err(trouble(what, if has_npm { NEWER.to_owned() } else { format!("{DEBIAN} && {NEWER}") }))
}

/// Major and minor of "v20.15.1".
fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn changed_at(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|about| about.modified()).ok()
}

#[cfg(test)]
mod tests {
    use super::{LEAST, must_do, parse};
    use crate::trouble::Trouble;

    fn mend(node: Option<&str>, has_npm: bool) -> String {
        let refused = must_do(node, has_npm).unwrap_err();
        refused.downcast_ref::<Trouble>().unwrap().mend.clone()
    }

    #[test]
    fn the_version_of_node_is_read() {
        assert_eq!(parse("v18.20.4"), Some((18, 20)));
        assert_eq!(parse("v24.0.0-pre"), Some((24, 0)));
        assert_eq!(parse("something else"), None);
    }

    #[test]
    fn node_that_is_too_old_is_refused_with_what_to_install() {
        for version in ["v20.11.0", "v22.0.0"] {
            assert!(must_do(Some(version), true).is_ok(), "{version}");
        }
        for version in ["v18.20.4", "v20.10.0", "?"] {
            let refused = must_do(Some(version), true).unwrap_err().to_string();
            assert_eq!(refused, format!("Linli needs Node 20.11 or later; this is {version}"));
            assert!(!mend(Some(version), true).contains("apt-get"), "npm is there");
        }
        for (node, has_npm) in [(None, false), (Some("v22.0.0"), false), (Some("v18.20.4"), false)] {
            assert!(mend(node, has_npm).starts_with("sudo apt-get"), "{node:?}");
        }
    }

    #[test]
    fn the_tests_in_a_browser_ask_for_the_same_node() {
        let package = include_str!("../../end2end/package.json");
        assert!(package.contains(&format!("\"node\": \">={}.{}\"", LEAST.0, LEAST.1)));
    }
}
