//! `cargo rustc` with a percentage: crates done, against those in `cargo tree`.

use crate::cargo::cargo;
use crate::layout::Layout;
use crate::process;
use anyhow::Result;
use serde::Deserialize;
use std::collections::HashSet;

/// Builds a package (`-p app --target ...`) with further options; `say` gets "62 %" as it grows. `--` may come last in
/// `more`, with what the compiler is told for the package itself.
///
/// # Errors
/// When the build fails; the error holds the end of what the compiler said.
pub fn build(
    layout: &Layout,
    name: &str,
    selection: &[&str],
    more: &[&str],
    say: &dyn Fn(String),
) -> Result<()> {
    let total = count(layout, selection).unwrap_or(0);
    let mut done = HashSet::new();
    let mut command = cargo(layout);
    command.args(["rustc", "--message-format=json-render-diagnostics"]).args(selection).args(more);
    process::follow(&mut command, &layout.build_log(name), |line| {
        if let Some(package) = finished(line)
            && done.insert(package)
            && total > 0
        {
            say(format!("{} %", (done.len() * 100 / total).min(99)));
        }
    })
}

fn count(layout: &Layout, selection: &[&str]) -> Result<usize> {
    let mut command = cargo(layout);
    command.arg("tree").args(selection).args(["--edges", "normal,build", "--prefix", "none"]);
    let tree = process::read(&mut command)?;
    let packages: HashSet<&str> = tree.lines().filter_map(name_and_version).collect();
    Ok(packages.len())
}

/// "serde v1.0.2 (proc-macro) (*)" names the same package as "serde v1.0.2".
fn name_and_version(line: &str) -> Option<&str> {
    let (name, rest) = line.split_once(' ')?;
    let version = rest.split_whitespace().next()?;
    line.get(..name.len() + 1 + version.len())
}

fn finished(line: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Message {
        reason: String,
        package_id: Option<String>,
    }
    let message: Message = serde_json::from_str(line).ok()?;
    if message.reason == "compiler-artifact" { message.package_id } else { None }
}

#[cfg(test)]
mod tests {
    use super::{finished, name_and_version};

    #[test]
    fn a_package_counts_once() {
        assert_eq!(name_and_version("serde v1.0.2 (proc-macro) (*)"), Some("serde v1.0.2"));
        assert_eq!(name_and_version("serde v1.0.2"), Some("serde v1.0.2"));
        assert_eq!(name_and_version(""), None);
    }

    #[test]
    fn only_artifacts_count() {
        let artifact = r#"{"reason":"compiler-artifact","package_id":"a","target":{"name":"a"}}"#;
        assert_eq!(finished(artifact), Some("a".to_owned()));
        assert_eq!(finished(r#"{"reason":"build-finished","success":true}"#), None);
        assert_eq!(finished("warning: something"), None);
    }
}
