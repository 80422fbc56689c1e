//! `cargo xtask demo`: a demo community in the data folder, without starting anything.

use crate::arguments::Arguments;
use crate::layout::Layout;
use crate::linli::{self, Linli, NEWCOMERS};
use crate::run::Wish;
use crate::trouble::trouble;
use anyhow::Result;

/// Makes the community and prints its accounts.
///
/// # Errors
/// When there is one already, or the program fails.
pub fn demo(layout: &Layout, mut arguments: Arguments) -> Result<()> {
    let wish = Wish::read(&mut arguments)?;
    arguments.finish()?;
    let binary = linli::build(layout, false, &|_| {})?;
    let linli = Linli { binary, data: layout.data.clone(), is_throw_away: false };
    if linli.existing_demo()?.is_some() {
        let folder = linli.data.display();
        return Err(trouble(format!("{folder} holds a community already"), format!("rm -r {folder}")));
    }
    let demo = linli.demo(wish.over(NEWCOMERS), &|text| println!("{text}"))?;
    println!("{} dwellings, {} devices in {}", demo.dwellings, demo.devices, linli.data.display());
    println!("accounts and passwords: {}", linli.accounts().display());
    Ok(())
}
