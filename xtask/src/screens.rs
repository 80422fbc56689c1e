//! `cargo xtask screens`: the README's pictures, taken from the running product.

use crate::arguments::Arguments;
use crate::browser;
use crate::layout::Layout;
use crate::linli::{self, NEWCOMERS};
use crate::run::Wish;
use crate::stand::{Devices, Stand};
use crate::toolchain;
use crate::web::{self, Quality};
use anyhow::Result;

/// Builds, starts a community with live devices, and lets `end2end/screens.spec.ts` take the pictures.
///
/// # Errors
/// When a build or a picture fails.
pub fn screens(layout: &Layout, mut arguments: Arguments) -> Result<()> {
    let wish = Wish::read(&mut arguments)?;
    arguments.finish()?;
    browser::prepare(layout)?;
    toolchain::add_wasm_target(layout)?;
    web::build(layout, Quality::Quick, &|_| {})?;
    let binary = linli::build(layout, false, &|_| {})?;
    let stand = Stand::start(layout, binary, wish.over(NEWCOMERS), Devices::Reporting)?;
    browser::playwright(layout, &stand, "screens")?;
    println!("the pictures are in docs/screens/");
    Ok(())
}
