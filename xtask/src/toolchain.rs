//! The Rust toolchain: new enough, and able to build for the browser.

use crate::cargo::WASM;
use crate::layout::Layout;
use crate::process;
use crate::trouble::trouble;
use anyhow::Result;
use std::path::Path;
use std::process::Command;

const LEAST: (u32, u32) = (1, 95);

/// The compiler's version line, if the compiler is new enough.
///
/// # Errors
/// When it is missing or too old.
pub fn version(layout: &Layout) -> Result<String> {
    let line = process::read(rustc(layout).arg("--version"))?.trim().to_owned();
    match parse(&line) {
        Some(found) if found >= LEAST => Ok(line),
        _ => Err(trouble(
            format!("Linli needs Rust {}.{} or later; this is {line}", LEAST.0, LEAST.1),
            "rustup update stable",
        )),
    }
}

/// Adds the browser target if it is missing; says whether it was.
///
/// # Errors
/// When it can't be added.
pub fn add_wasm_target(layout: &Layout) -> Result<bool> {
    let home = process::read(rustc(layout).args(["--print", "sysroot"]))?;
    if Path::new(home.trim()).join("lib").join("rustlib").join(WASM).join("lib").is_dir() {
        return Ok(false);
    }
    let mend = format!("rustup target add {WASM}");
    process::read(Command::new("rustup").current_dir(&layout.root).args(["target", "add", WASM]))
        .map_err(|error| trouble(format!("the target {WASM} is missing ({error:#})"), mend))?;
    Ok(true)
}

fn rustc(layout: &Layout) -> Command {
    let mut command = Command::new("rustc");
    command.current_dir(&layout.root);
    command
}

fn parse(line: &str) -> Option<(u32, u32)> {
    let mut numbers = line.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn the_version_line_is_read() {
        assert_eq!(parse("rustc 1.95.0 (59807616e 2026-04-14)"), Some((1, 95)));
        assert_eq!(parse("rustc 1.97.0-nightly (abc 2026-06-01)"), Some((1, 97)));
        assert_eq!(parse("something else"), None);
    }
}
