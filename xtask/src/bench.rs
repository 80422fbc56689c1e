//! `cargo xtask bench`: what a person waits for, in figures, with the machine they were taken on.
//!
//! A measurement is one line of JSON on standard output, `{"name": "...", "value": 12.5, "unit": "ms"}`, with a
//! `"limit"` where one is promised. `linli bench` and `end2end/bench.mjs` print such lines; what else they print is
//! shown as it comes.

use crate::arguments::Arguments;
use crate::browser;
use crate::files;
use crate::layout::Layout;
use crate::linli::{self, Linli, NEWCOMERS};
use crate::process;
use crate::scratch::Scratch;
use crate::stand::{Devices, Stand};
use crate::trouble::Told;
use crate::web::{self, Quality};
use crate::{npm, toolchain};
use anyhow::Result;
use serde::Deserialize;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Duration;

/// After its devices have said hello, a server is idle.
const SETTLING: Duration = Duration::from_secs(20);

/// One figure.
#[derive(Deserialize)]
struct Measure {
    name: String,
    value: f64,
    unit: String,
    limit: Option<f64>,
}

/// Measures everything and prints one table.
///
/// # Errors
/// When a measurement can't be taken, or a promised limit is passed.
pub fn bench(layout: &Layout, mut arguments: Arguments) -> Result<()> {
    let is_release = arguments.flag("--release");
    arguments.finish()?;
    toolchain::add_wasm_target(layout)?;
    npm::install(layout)?;
    web::build(layout, Quality::Best, &|_| {})?;
    let binary = linli::build(layout, is_release, &|_| {})?;

    let mut measures = sizes(layout)?;
    measures.extend(server(layout, binary.clone())?);
    measures.extend(in_a_browser(layout, binary)?);
    print(layout, is_release, &measures)
}

/// What a browser loads, compressed, in kilobytes of 1,000 bytes.
fn sizes(layout: &Layout) -> Result<Vec<Measure>> {
    let mut measures = Vec::new();
    for file in files::below(&layout.web())? {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let what = match name {
            "app_bg.wasm" => "size: program with the resident's pages (wasm, brotli)".to_owned(),
            "app.js" => "size: glue (js, brotli)".to_owned(),
            "maplibre-gl.mjs" => "size: map, on first use (js, brotli)".to_owned(),
            "echarts.esm.min.mjs" => "size: charts, on first use (js, brotli)".to_owned(),
            _ if name.starts_with("style-") && name.ends_with(".css") => {
                "size: style (css, brotli)".to_owned()
            }
            _ if name.ends_with(".wasm") => format!("size: {name}, on first use (brotli)"),
            _ => continue,
        };
        let value = web::packed_size(&file)? as f64 / 1000.0;
        measures.push(Measure { name: what, value, unit: "kB".to_owned(), limit: None });
    }
    Ok(measures)
}

fn server(layout: &Layout, binary: PathBuf) -> Result<Vec<Measure>> {
    let data = Scratch::new("bench")?;
    let linli = Linli { binary, data: data.path().to_path_buf(), is_throw_away: true };
    collect(layout, "server-bench", &mut linli.command("bench"))
}

fn in_a_browser(layout: &Layout, binary: PathBuf) -> Result<Vec<Measure>> {
    browser::prepare(layout)?;
    let stand = Stand::start(layout, binary, NEWCOMERS, Devices::Reporting)?;
    thread::sleep(SETTLING);
    let mut measures = vec![Measure {
        name: "server memory, demo community and its devices, nobody looking".to_owned(),
        value: stand.server_memory_mib()?,
        unit: "MiB".to_owned(),
        limit: None,
    }];
    let mut command = browser::node(layout);
    command.arg("bench.mjs");
    measures.extend(collect(layout, "browser-bench", stand.introduce(&mut command))?);
    Ok(measures)
}

fn collect(layout: &Layout, name: &str, command: &mut Command) -> Result<Vec<Measure>> {
    let mut measures: Vec<Measure> = Vec::new();
    process::follow(command, &layout.build_log(name), |line| match serde_json::from_str(line) {
        Ok(measure) => measures.push(measure),
        Err(_) => println!("{line}"),
    })?;
    Ok(measures)
}

fn print(layout: &Layout, is_release: bool, measures: &[Measure]) -> Result<()> {
    let profile = if is_release { "release" } else { "dev" };
    println!("\n{}; {}; server profile {profile}\n", machine(), toolchain::version(layout)?);
    println!("{:<56} {:>12} {:<8} {:>12}", "measure", "value", "unit", "limit");
    let mut is_passed = true;
    for measure in measures {
        let limit = measure.limit.map(|limit| format!("{limit:.1}")).unwrap_or_else(|| "-".to_owned());
        let is_over = measure.limit.is_some_and(|limit| measure.value > limit);
        is_passed &= !is_over;
        let mark = if is_over { "  OVER" } else { "" };
        println!("{:<56} {:>12.1} {:<8} {limit:>12}{mark}", measure.name, measure.value, measure.unit);
    }
    if is_passed { Ok(()) } else { Err(Told.into()) }
}

/// Processor, cores and memory, from `/proc`.
fn machine() -> String {
    let first = |file: &str, key: &str| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_else(|| "unknown".to_owned())
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    format!(
        "{}, {cores} cores, memory {}",
        first("/proc/cpuinfo", "model name"),
        first("/proc/meminfo", "MemTotal")
    )
}
