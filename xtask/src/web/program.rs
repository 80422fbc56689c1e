//! From Rust to WebAssembly and the JavaScript that loads it. `wasm-bindgen` is used as a library, so that its version
//! is the one in `Cargo.lock`.

use crate::cargo::WASM;
use crate::layout::Layout;
use crate::{compile, files};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

const PROFILE: &str = "wasm-release";

/// Compiles the package `app`; returns the raw module.
///
/// # Errors
/// When the build fails.
pub fn compile(layout: &Layout, say: &dyn Fn(String)) -> Result<PathBuf> {
    let selection = ["--package", "app", "--target", WASM];
    compile::build(layout, "web-build", &selection, &["--profile", PROFILE], say)
        .context("the browser program does not build")?;
    Ok(layout.target.join(WASM).join(PROFILE).join("app.wasm"))
}

/// Writes `app.js`, `app_bg.wasm` and any `snippets/` into an emptied folder.
///
/// # Errors
/// When wasm-bindgen refuses the module.
pub fn bind(wasm: &Path, out: &Path) -> Result<()> {
    files::remove_folder(out)?;
    Bindgen::new()
        .input_path(wasm)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .demangle(true)
        .keep_debug(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .context("wasm-bindgen could not bind the browser program")
}
