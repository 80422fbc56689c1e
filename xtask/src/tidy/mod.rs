//! `cargo xtask tidy`: the rules of the house that no compiler knows. One file each; ARCHITECTURE.md says why.

mod asked;
mod claim;
mod colour;
mod contrast;
mod finding;
mod graph;
mod host;
mod label;
mod length;
mod licence;
mod mark;
mod reading;
mod source;
mod spdx;
mod value;

pub use licence::{LIST, ThirdParty, third_parties};

use crate::arguments::Arguments;
use crate::cargo;
use crate::layout::Layout;
use crate::trouble::Told;
use anyhow::Result;
use finding::Findings;

/// The command by itself.
///
/// # Errors
/// When a rule is broken.
pub fn command(layout: &Layout, arguments: Arguments) -> Result<()> {
    arguments.finish()?;
    tidy(layout)
}

/// Checks every rule and prints each breach with its place.
///
/// # Errors
/// When a rule is broken, or the tree can't be read.
pub fn tidy(layout: &Layout) -> Result<()> {
    let sources = source::all(layout)?;
    let metadata = cargo::metadata(layout)?;
    let mut findings = Findings::default();

    length::check(&sources, &mut findings);
    mark::check(&sources, &mut findings);
    host::check(&sources, &mut findings);
    value::check(&sources, &mut findings);
    label::check(&sources, &mut findings);
    contrast::check(&sources, &mut findings);
    claim::check(&sources, &mut findings);
    graph::check(layout, &metadata, &mut findings);
    licence::check(layout, &metadata, &mut findings)?;

    println!("tidy: {} errors, {} warnings in {} files", findings.errors, findings.warnings, sources.len());
    if findings.errors > 0 {
        return Err(Told.into());
    }
    Ok(())
}
