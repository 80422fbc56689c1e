//! The work around the product: build it, start it, check it, measure it. `cargo xtask help` lists the commands.
//!
//! Rust only, so that what a newcomer runs is what the machine that checks us runs.

mod apt;
mod arguments;
mod bench;
mod browser;
mod cargo;
mod check;
mod compile;
mod console;
mod demo;
mod files;
mod hash;
mod layout;
mod licences;
mod linli;
mod npm;
mod port;
mod postgres;
mod process;
mod run;
mod scratch;
mod screens;
mod stages;
mod stand;
mod test;
mod tidy;
mod toolchain;
mod trouble;
mod web;

use crate::arguments::Arguments;
use crate::layout::Layout;
use anyhow::Result;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command> [options]

  run        builds everything and starts Linli with a demo community; Ctrl-C stops it
               --dwellings N (400)  --devices N (212)  --seed S (7)  --port P (8080)  --mqtt-port P (1883)
  check      the quick checks: format, lints, tidy, unit tests on SQLite
  test       every check: also PostgreSQL, the web build and the tests in a browser
               --no-browser  --no-postgres
  tidy       the rules of the house that no compiler knows
  bench      measures the server, the browser program and its size
               --release (server without debug assertions; long to build)
  demo       makes a demo community in the data folder, without starting anything
               --dwellings N (400)  --devices N (212)  --seed S (7)
  screens    takes the README's pictures from the running product into docs/screens/
               --dwellings N (400)  --devices N (212)  --seed S (7)
  web        builds the browser program only
               --release (best compression)
  licences   writes docs/licences.md, the list of what we build on
  help       this page

LINLI_DATA           the data folder (default: var/ in the checkout)
CARGO_TARGET_DIR     where builds go (default: target/ in the checkout)
LINLI_SAMPLE_DATA    the folder of real data for `test` (default: ../shared/data)
";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next().unwrap_or_else(|| "help".to_owned());
    match dispatch(&command, Arguments::new(words)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) if process::stop_asked() => {
            eprintln!("stopped");
            ExitCode::from(130)
        }
        Err(error) => {
            trouble::tell(&error);
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str, arguments: Arguments) -> Result<()> {
    if matches!(command, "help" | "--help" | "-h") {
        print!("{HELP}");
        return Ok(());
    }
    process::listen_for_stop()?;
    let layout = Layout::find()?;
    match command {
        "run" => run::run(&layout, arguments),
        "check" => check::check(&layout, arguments),
        "test" => test::test(&layout, arguments),
        "tidy" => tidy::command(&layout, arguments),
        "bench" => bench::bench(&layout, arguments),
        "demo" => demo::demo(&layout, arguments),
        "screens" => screens::screens(&layout, arguments),
        "web" => web::command(&layout, arguments),
        "licences" => licences::write(&layout, arguments),
        unknown => Err(trouble::trouble(format!("there is no command `{unknown}`"), "cargo xtask help")),
    }
}
