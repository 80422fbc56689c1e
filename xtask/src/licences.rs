//! `cargo xtask licences`: the list of what we build on, for those who must check it.

use crate::arguments::Arguments;
use crate::layout::Layout;
use crate::tidy::{LIST, ThirdParty, third_parties};
use crate::{cargo, files};
use anyhow::Result;

/// Writes `docs/licences.md` anew.
///
/// # Errors
/// When the locks can't be read or the file can't be written.
pub fn write(layout: &Layout, arguments: Arguments) -> Result<()> {
    arguments.finish()?;
    let found = third_parties(layout, &cargo::metadata(layout)?)?;
    let (npm, crates): (Vec<ThirdParty>, Vec<ThirdParty>) = found.into_iter().partition(|party| party.is_npm);
    let mut page = String::from(
        "# What Linli builds on\n\n\
         Written by `cargo xtask licences` from the lock files; `cargo xtask tidy` checks that it is current and that\n\
         every licence is one we accept (`xtask/src/tidy/spdx.rs`).\n",
    );
    section(&mut page, "Crates", &crates);
    section(&mut page, "npm packages (browser libraries, and what the tests need)", &npm);
    files::write(&layout.root.join(LIST), page.as_bytes())?;
    println!("{} crates and {} npm packages in {LIST}", crates.len(), npm.len());
    Ok(())
}

fn section(page: &mut String, title: &str, parties: &[ThirdParty]) {
    page.push_str(&format!("\n## {title}\n\n| name | version | licence |\n|---|---|---|\n"));
    for party in parties {
        page.push_str(&format!("| `{}` | {} | {} |\n", party.name, party.version, party.licence));
    }
}
