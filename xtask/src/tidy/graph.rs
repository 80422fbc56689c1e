//! Who may name whom, as drawn in ARCHITECTURE.md: downward only, and the two sides meet in `contract` and `api`.

use super::finding::Findings;
use crate::cargo::{Metadata, Package};
use crate::layout::Layout;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A crate of this list names only those before it.
const ORDER: [&str; 12] = [
    "contract",
    "migration",
    "base",
    "plan",
    "spatial",
    "registry",
    "sensing",
    "work",
    "billing",
    "access",
    "publishing",
    "exchange",
];

/// What stands above all of those.
const ABOVE: [&str; 7] = ["api", "app", "gateway", "kit", "linli", "map", "ogc"];

/// Never below `contract`: both sides share it, so it does no input or output.
const INPUT_OUTPUT: [&str; 9] =
    ["axum", "gloo-net", "hyper", "leptos", "reqwest", "sea-orm", "sqlx", "tokio", "web-sys"];

/// Checks the workspace's own graph, and what `contract` is built from.
pub fn check(layout: &Layout, metadata: &Metadata, findings: &mut Findings) {
    let ours: Vec<&Package> = metadata.packages.iter().filter(|package| package.source.is_none()).collect();
    let app = names_below(layout, &ours, "app");
    let server = names_below(layout, &ours, "server");
    let areas = names_below(layout, &ours, "server/area");

    for package in &ours {
        let name = package.name.as_str();
        let rank = |name: &str| ORDER.iter().position(|ordered| *ordered == name);
        for dependency in package.dependencies.iter().filter(|d| d.kind.as_deref() != Some("dev")) {
            let other = dependency.name.as_str();
            let mut refuse =
                |why: &str| findings.error(place(layout, package), format!("{name} names {other}: {why}"));
            if let Some(own) = rank(name) {
                if rank(other).is_some_and(|rank| rank >= own) {
                    refuse("engines name each other only downward");
                }
                if ABOVE.contains(&other) || areas.contains(other) {
                    refuse("that stands above it");
                }
            }
            if areas.contains(name) && areas.contains(other) {
                refuse("areas react to each other through events");
            }
            if matches!(name, "kit" | "map") && matches!(other, "api" | "app") {
                refuse("it knows no module");
            }
            let is_bridge = name == "api" && dependency.optional;
            if app.contains(name) && server.contains(other) && !is_bridge {
                refuse("the browser's side names the server's only in api, behind its feature");
            }
        }
    }
    for breach in input_output_below_contract(metadata) {
        findings.error(
            "app/contract/Cargo.toml",
            format!("contract is built with {breach}: it does no input or output"),
        );
    }
    tell_duplicates(metadata);
}

fn names_below<'m>(layout: &Layout, ours: &[&'m Package], folder: &str) -> HashSet<&'m str> {
    let folder = layout.root.join(folder);
    let inside = ours.iter().filter(|package| package.manifest_path.starts_with(&folder));
    inside.map(|package| package.name.as_str()).collect()
}

fn place(layout: &Layout, package: &Package) -> String {
    let manifest = package.manifest_path.strip_prefix(&layout.root).unwrap_or(&package.manifest_path);
    manifest.display().to_string()
}

/// Crates that `contract` is built with, however far down, and must not be.
fn input_output_below_contract(metadata: &Metadata) -> BTreeSet<&str> {
    let packages: HashMap<&str, &Package> = metadata.packages.iter().map(|p| (p.id.as_str(), p)).collect();
    let nodes: HashMap<&str, _> =
        metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let is_contract = |package: &&Package| package.name == "contract" && package.source.is_none();
    let mut waiting: Vec<&str> =
        metadata.packages.iter().filter(is_contract).map(|p| p.id.as_str()).collect();
    let mut seen = HashSet::new();
    let mut found = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Some(package) = packages.get(id)
            && INPUT_OUTPUT.contains(&package.name.as_str())
        {
            found.insert(package.name.as_str());
        }
        let edges = nodes.get(id).map(|node| node.deps.as_slice()).unwrap_or_default();
        let built_with =
            edges.iter().filter(|edge| edge.dep_kinds.iter().any(|reason| reason.kind.is_none()));
        waiting.extend(built_with.map(|edge| edge.pkg.as_str()));
    }
    found
}

/// Not an error: others choose their versions. But each costs build time and size.
fn tell_duplicates(metadata: &Metadata) {
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    for package in &metadata.packages {
        *versions.entry(package.name.as_str()).or_default() += 1;
    }
    let several: Vec<&str> =
        versions.iter().filter(|(_, count)| **count > 1).map(|(name, _)| *name).collect();
    println!("note: {} crates in more than one version: {}", several.len(), several.join(", "));
}
