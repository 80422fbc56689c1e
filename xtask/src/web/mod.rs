//! The web build: the browser program, its style and its pages, ready to be served as plain files.
//!
//! Names carry a hash of the content, so that they may be cached for ever; only `/`, `/sw.js`, `/vendor/` and what
//! comes from `public/` keep their names.

mod compress;
mod fingerprint;
mod page;
mod program;
mod style;

pub use compress::{Quality, packed_size};

use crate::arguments::Arguments;
use crate::layout::Layout;
use crate::{files, hash, npm, toolchain};
use anyhow::{Context, Result};
use page::Names;
use program::Parts;
use std::fs;
use std::path::Path;

/// npm package, its file; copied to `vendor/<file>`, where `app/map` and the charts look for it.
const VENDOR: [(&str, &str); 4] = [
    ("maplibre-gl", "maplibre-gl.mjs"),
    ("maplibre-gl", "maplibre-gl-worker.mjs"),
    ("maplibre-gl", "maplibre-gl.css"),
    ("echarts", "echarts.esm.min.mjs"),
];

/// `cargo xtask web`.
///
/// # Errors
/// When a build step fails.
pub fn command(layout: &Layout, mut arguments: Arguments) -> Result<()> {
    let quality = if arguments.flag("--release") { Quality::Best } else { Quality::Quick };
    arguments.finish()?;
    toolchain::add_wasm_target(layout)?;
    npm::install(layout)?;
    build(layout, quality, &|text| println!("{text}"))?;
    println!("the browser program is in {}", layout.web().display());
    Ok(())
}

/// Builds the browser program unless the last build was of the same sources; says whether it built. The npm packages
/// must be there.
///
/// # Errors
/// When a build step fails. The last good build then stays in place.
pub fn build(layout: &Layout, quality: Quality, say: &dyn Fn(String)) -> Result<bool> {
    let sources = fingerprint::of(layout)?;
    let stamp = layout.target.join("web.stamp");
    let is_fresh = |quality: Quality| {
        let wanted = format!("{sources} {}", quality.name());
        fs::read_to_string(&stamp).is_ok_and(|found| found == wanted)
    };
    // The best build serves whoever asks for a quick one.
    if layout.web().join("index.html").is_file() && (is_fresh(quality) || is_fresh(Quality::Best)) {
        return Ok(false);
    }
    let wasm = program::compile(layout, say)?;
    say("binding".to_owned());
    let bindings = layout.target.join("web.bindings");
    let parts = program::bind(&wasm, &bindings)?;
    let fresh = layout.target.join("web.new");
    files::remove_folder(&fresh)?;
    assemble(layout, &bindings, &parts, &fresh)?;
    say("packing".to_owned());
    compress::all(&fresh, quality)?;
    files::remove_folder(&layout.web())?;
    fs::rename(&fresh, layout.web()).context("could not put the web build in place")?;
    files::write(&stamp, format!("{sources} {}", quality.name()).as_bytes())?;
    Ok(true)
}

fn assemble(layout: &Layout, bindings: &Path, parts: &Parts, out: &Path) -> Result<()> {
    let names = place_program(bindings, out)?;
    let style = style::bundle(&layout.root.join("style").join("main.css"))?;
    let names = Names { style: format!("style-{}.css", hash::of(style.as_bytes())), ..names };
    files::write(&out.join(&names.style), style.as_bytes())?;

    let public = layout.root.join("public");
    for file in files::below(&public)? {
        copy(&file, &out.join(file.strip_prefix(&public)?))?;
    }
    // Before the vendored libraries: those are fetched, and cached, on first use.
    let assets = page::assets(out)?;
    for (package, file) in VENDOR {
        let from = layout.end2end().join("node_modules").join(package).join("dist").join(file);
        copy(&from, &out.join("vendor").join(file))?;
    }
    // After them: a new library under an old name is a new version as well.
    let version = page::version(out)?;
    let index = files::read(&layout.root.join("app").join("index.html"))?;
    files::write(&out.join("index.html"), page::index(&index, &names, &version)?.as_bytes())?;
    let worker = out.join("sw.js");
    if worker.is_file() {
        let text = page::service_worker(&files::read(&worker)?, &assets, parts, &names.program, &version)?;
        files::write(&worker, text.as_bytes())?;
    }
    Ok(())
}

/// Puts the bound program in a folder with a hashed name, its files refer to each other by plain ones, and its starter
/// beside it.
fn place_program(bindings: &Path, out: &Path) -> Result<Names> {
    let mut hash = hash::Hash::start();
    for file in files::below(bindings)? {
        hash.add(file.strip_prefix(bindings)?.as_os_str().as_encoded_bytes());
        hash.add(&fs::read(&file).with_context(|| format!("could not read {}", file.display()))?);
    }
    let program = format!("program-{}", hash.text());
    for file in files::below(bindings)? {
        copy(&file, &out.join(&program).join(file.strip_prefix(bindings)?))?;
    }
    let starter = page::boot(&program);
    let boot = format!("boot-{}.js", hash::of(starter.as_bytes()));
    files::write(&out.join(&boot), starter.as_bytes())?;
    Ok(Names { program, boot, style: String::new() })
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let content = fs::read(from).with_context(|| format!("could not read {}", from.display()))?;
    files::write(to, &content)
}
