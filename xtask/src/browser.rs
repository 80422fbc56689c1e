//! Playwright, driven against a throw-away Linli with the system's own Chromium.

use crate::layout::Layout;
use crate::process;
use crate::stand::Stand;
use crate::{apt, npm};
use anyhow::{Result, anyhow};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Each with a file that tells whether it is installed.
const PACKAGES: [(&str, &str); 3] = [
    ("chromium", "/usr/bin/chromium"),
    // Without it Chinese is drawn as boxes.
    ("fonts-noto-cjk", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    // Tests play devices with it.
    ("mosquitto-clients", "/usr/bin/mosquitto_pub"),
];

/// Installs what the tests in a browser need, where it is missing and we may.
///
/// # Errors
/// With the line to type, when we may not.
pub fn prepare(layout: &Layout) -> Result<()> {
    let missing: Vec<&str> =
        PACKAGES.iter().filter(|(_, file)| !Path::new(file).exists()).map(|(package, _)| *package).collect();
    if !missing.is_empty() {
        apt::install(&missing)?;
    }
    npm::install(layout)?;
    Ok(())
}

/// Runs a Playwright project; its own lines stand. What it leaves of a failure lies in a folder of its own, which it empties.
///
/// # Errors
/// When a test fails; with a line for each that did.
pub fn playwright(layout: &Layout, stand: &Stand, project: &str) -> Result<()> {
    let left = format!("test-results/{project}");
    let failures = layout.end2end().join(&left).join("failed.txt");
    // Not through npx: that starts a shell in between, which would not pass a signal on.
    let mut command = node(layout);
    command.args(["node_modules/@playwright/test/cli.js", "test", "--project", project]);
    command.arg("--output").arg(left);
    process::run(stand.introduce(&mut command)).map_err(|error| {
        // Where no test failed it fell over by itself, of which its own error tells.
        let failed = fs::read_to_string(failures).unwrap_or_default();
        if failed.is_empty() { error } else { anyhow!("tests failed\n{}", failed.trim_end()) }
    })
}

/// Node in the folder of the tests.
pub fn node(layout: &Layout) -> Command {
    let mut command = Command::new("node");
    command.current_dir(layout.end2end()).env("LINLI_SCREENS", layout.root.join("docs").join("screens"));
    command
}
