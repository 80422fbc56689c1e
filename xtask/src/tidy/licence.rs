//! What we build on may be used by everybody, and is listed in `docs/licences.md`.

use super::finding::Findings;
use super::spdx;
use crate::cargo::Metadata;
use crate::files;
use crate::layout::Layout;
use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The list, from the checkout's root.
pub const LIST: &str = "docs/licences.md";

/// Something others wrote.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub struct ThirdParty {
    /// As published.
    pub name: String,
    /// As locked.
    pub version: String,
    /// An SPDX expression; empty when none is declared.
    pub licence: String,
    /// An npm package; else a crate.
    pub is_npm: bool,
}

/// Crates of the server and the browser program, and npm packages, sorted.
///
/// # Errors
/// When the npm lock can't be read.
pub fn third_parties(layout: &Layout, metadata: &Metadata) -> Result<Vec<ThirdParty>> {
    let mut found: Vec<ThirdParty> = Vec::new();
    for package in metadata.packages.iter().filter(|package| package.source.is_some()) {
        found.push(ThirdParty {
            name: package.name.clone(),
            version: package.version.clone(),
            licence: package.license.clone().unwrap_or_default(),
            is_npm: false,
        });
    }
    found.extend(npm(layout)?);
    found.sort();
    found.dedup();
    Ok(found)
}

fn npm(layout: &Layout) -> Result<Vec<ThirdParty>> {
    #[derive(Deserialize)]
    struct Lock {
        packages: BTreeMap<String, Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        version: Option<String>,
        license: Option<String>,
    }
    let text = files::read(&layout.end2end().join("package-lock.json"))?;
    let lock: Lock = serde_json::from_str(&text).context("could not read end2end/package-lock.json")?;
    let mut found = Vec::new();
    for (place, entry) in lock.packages {
        // The empty place is our own package; a nested one holds another version of a package.
        if let Some((_, name)) = place.rsplit_once("node_modules/") {
            found.push(ThirdParty {
                name: name.to_owned(),
                version: entry.version.unwrap_or_default(),
                licence: entry.license.unwrap_or_default(),
                is_npm: true,
            });
        }
    }
    Ok(found)
}

/// Checks every licence, and that the list names what is used.
///
/// # Errors
/// When the npm lock can't be read.
pub fn check(layout: &Layout, metadata: &Metadata, findings: &mut Findings) -> Result<()> {
    let used = third_parties(layout, metadata)?;
    for party in &used {
        if !spdx::is_allowed(&party.licence) {
            let place = if party.is_npm { "end2end/package-lock.json" } else { "Cargo.lock" };
            let licence = if party.licence.is_empty() { "no licence" } else { &party.licence };
            findings.error(
                place,
                format!("{} {} has {licence}, which is not on our list", party.name, party.version),
            );
        }
    }
    let listed = files::read(&layout.root.join(LIST)).unwrap_or_default();
    let listed: BTreeSet<&str> = table_names(&listed).collect();
    let used: BTreeSet<&str> = used.iter().map(|party| party.name.as_str()).collect();
    if listed != used {
        let differing: Vec<&str> = used.symmetric_difference(&listed).copied().take(5).collect();
        findings
            .error(LIST, format!("not current ({}, ...); run: cargo xtask licences", differing.join(", ")));
    }
    Ok(())
}

/// The names in the first column of a Markdown table, in backquotes.
fn table_names(markdown: &str) -> impl Iterator<Item = &str> {
    markdown.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(name, _)| name))
}
