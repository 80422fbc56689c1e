//! From Rust to WebAssembly and the JavaScript that loads it. `wasm-bindgen` is used as a library, so that its version
//! is the one in `Cargo.lock`. What `#[wasm_split]` marks becomes a module of its own, fetched on first use.

use crate::cargo::WASM;
use crate::layout::Layout;
use crate::{compile, files};
use anyhow::{Context, Result, anyhow, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

const PROFILE: &str = "wasm-release";

/// The id of custom sections.
const CUSTOM: u8 = 0;

/// Compiles the package `app`; returns the raw module.
///
/// # Errors
/// When the build fails.
pub fn compile(layout: &Layout, say: &dyn Fn(String)) -> Result<PathBuf> {
    let selection = ["--package", "app", "--target", WASM];
    // The relocations tell what each function needs, by which the parts are cut.
    let more = ["--profile", PROFILE, "--bin", "app", "--", "-Clink-args=--emit-relocs"];
    compile::build(layout, "web-build", &selection, &more, say)
        .context("the browser program does not build")?;
    Ok(layout.target.join(WASM).join(PROFILE).join("app.wasm"))
}

/// Names of the files, without their ending, that each part of the program needs.
pub type Parts = BTreeMap<String, Vec<String>>;

/// Writes `app.js`, `app_bg.wasm`, a module for each part and what loads them, and any `snippets/` into an emptied folder;
/// says what each part needs.
///
/// # Errors
/// When the module can't be split, or wasm-bindgen refuses it.
pub fn bind(wasm: &Path, out: &Path) -> Result<Parts> {
    files::remove_folder(out)?;
    let whole = fs::read(wasm).with_context(|| format!("could not read {}", wasm.display()))?;
    let main = wasm.with_file_name("app_main.wasm");
    let mut split = wasm_split_cli_support::Options::new(&whole);
    split.output_dir = out;
    split.main_out_path = &main;
    split.main_module = "./app.js";
    split.link_name = "./parts.js";
    let parts = wasm_split_cli_support::transform(split)
        .map_err(|error| anyhow!("the browser program could not be split: {error:#}"))?;
    Bindgen::new()
        .input_path(&main)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .keep_lld_exports(true)
        .keep_debug(false)
        .generate(out)
        .context("wasm-bindgen could not bind the browser program")?;
    for module in parts.split_modules.iter().chain([&out.join("app_bg.wasm")]) {
        let bytes = fs::read(module).with_context(|| format!("could not read {}", module.display()))?;
        files::write(module, &bare(&bytes)?)?;
    }
    Ok(parts.prefetch_map.into_iter().collect())
}

/// A module without its custom sections: names and the like, which no browser needs.
///
/// # Source
/// WebAssembly Core Specification 2.0, 5.5: eight bytes of preamble, then sections of id, length and content.
fn bare(module: &[u8]) -> Result<Vec<u8>> {
    let (preamble, mut rest) = module.split_at_checked(8).context("a module is cut off")?;
    let mut out = preamble.to_vec();
    while let [id, tail @ ..] = rest {
        let (length, used) = length(tail)?;
        let end = 1 + used + length;
        let (section, next) = rest.split_at_checked(end).context("a section is cut off")?;
        if *id != CUSTOM {
            out.extend_from_slice(section);
        }
        rest = next;
    }
    Ok(out)
}

/// A number as LEB128, and how many bytes it takes.
fn length(bytes: &[u8]) -> Result<(usize, usize)> {
    let mut value = 0;
    for (n, byte) in bytes.iter().enumerate().take(5) {
        value |= usize::from(byte & 0x7f) << (7 * n);
        if byte & 0x80 == 0 {
            return Ok((value, n + 1));
        }
    }
    bail!("a section's length is cut off")
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn only_custom_sections_go() {
        let preamble = [0, b'a', b's', b'm', 1, 0, 0, 0];
        let named = [&preamble[..], &[1, 2, 7, 7], &[0, 0x81, 0x00, 9], &[3, 1, 5]].concat();
        assert_eq!(bare(&named).unwrap(), [&preamble[..], &[1, 2, 7, 7], &[3, 1, 5]].concat());
        assert!(bare(&named[..named.len() - 1]).is_err());
    }

    #[test]
    fn trunk_which_puts_no_parts_together_builds_none() {
        let page = include_str!("../../../app/trunk.html");
        let program = page.lines().find(|line| line.contains("rel=\"rust\"")).unwrap();
        assert!(program.contains("data-cargo-no-default-features"), "{program}");
    }
}
