//! The command line of `linli`.

use base::Config;
use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use linli::import::{Import, Route};
use spatial::import::Conflict;
use std::{ops::RangeInclusive, path::PathBuf, process::ExitCode};
use tracing::{Level, Metadata};
use tracing_subscriber::{filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt};

/// How many dwellings a demo community can have.
const SIZES: RangeInclusive<i64> = demo::FEWEST_DWELLINGS as i64..=demo::MOST_DWELLINGS as i64;

#[derive(Parser)]
#[command(name = "linli", version, about = "邻里 Linli: the smart-community platform")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Runs the server, with the embedded broker unless MQTT_URL names another.
    Serve,
    /// Makes the synthetic demo community in an empty database, and prints its accounts once.
    Demo {
        /// Dwellings, 60 to 20,000.
        #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(SIZES))]
        dwellings: u32,
        /// Devices; a natural number of them when left out.
        #[arg(long)]
        devices: Option<u32>,
        /// The same seed gives the same community.
        #[arg(long, default_value_t = 7)]
        seed: u64,
    },
    /// Imports a community from a city's share, a storey table or a field survey, and reports every finding.
    #[command(group(clap::ArgGroup::new("route").required(true)))]
    Import {
        /// A city's share: a folder of GeoJSON files (buildings, roads, pois, areas).
        #[arg(group = "route")]
        folder: Option<PathBuf>,
        /// A storey table (楼盘表): comma-separated values, one row for each dwelling or for each building.
        #[arg(long, group = "route", value_name = "FILE")]
        table: Option<PathBuf>,
        /// A field survey: a GeoJSON file.
        #[arg(long, group = "route", value_name = "FILE")]
        survey: Option<PathBuf>,
        /// What the community is called.
        #[arg(long)]
        name: String,
        /// Attribution that is shown on the map; the file's own word for it when left out.
        #[arg(long)]
        source: Option<String>,
        /// Licence that is shown with it, such as ODbL-1.0.
        #[arg(long)]
        licence: Option<String>,
        /// Day of the dataset, such as 2026-03-02; today when left out.
        #[arg(long, value_name = "DAY")]
        dated: Option<NaiveDate>,
        /// Corrects what stands already and is told otherwise, instead of only reporting it.
        #[arg(long, conflicts_with = "folder")]
        replace: bool,
    },
    /// Runs the demo devices against a broker, in a process of their own.
    Simulate {
        /// The broker.
        #[arg(long, default_value = "127.0.0.1:1883")]
        broker: String,
        /// Begins with a fire in this dwelling.
        #[arg(long)]
        fire: Option<String>,
        /// How many devices at most.
        #[arg(long)]
        devices: Option<usize>,
    },
    /// Copies database and files into a folder, while the server runs. The keys are not in it.
    Backup {
        /// The folder; it must not exist.
        folder: PathBuf,
    },
    /// Puts a backup into an empty data folder. The key file must be put there by hand.
    Restore {
        /// The folder of the backup.
        folder: PathBuf,
    },
    /// Adds a new master key under which everything is sealed from now on.
    RotateKeys,
    /// Checks the audit chain.
    VerifyAudit,
    /// Measures the server's own speed.
    Bench,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("RUST_LOG").unwrap_or_else(|_| {
        tracing_subscriber::EnvFilter::new("info,rmqtt=warn,rmqtt_net=warn,sea_orm_migration=warn")
    });
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).finish();
    log.with(filter_fn(is_fit_to_log)).init();
    match run(Arguments::parse().verb).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("linli: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// Asked for more than this, the broker's library tells whole packets, and with them what devices sign in with.
fn is_fit_to_log(metadata: &Metadata<'_>) -> bool {
    !metadata.target().starts_with("rmqtt") || *metadata.level() <= Level::INFO
}

async fn run(verb: Verb) -> Result<(), String> {
    let config = Config::read()?;
    match verb {
        Verb::Serve => linli::serve::run(config).await,
        Verb::Demo { dwellings, devices, seed } => linli::plant::run(&config, dwellings, devices, seed).await,
        Verb::Import { folder, table, survey, name, source, licence, dated, replace } => {
            let route = folder.map(Route::Folder).or(table.map(Route::Table)).or(survey.map(Route::Survey));
            let import = Import {
                route: route.ok_or("a folder, --table or --survey is needed")?,
                community: name,
                source,
                licence,
                dated_on: dated,
                conflict: if replace { Conflict::Replace } else { Conflict::Report },
            };
            linli::import::run(&config, &import).await
        }
        Verb::Simulate { broker, fire, devices } => {
            linli::simulate::run(&config, &broker, fire, devices).await
        }
        Verb::Backup { folder } => linli::backup::make(&config, &folder).await,
        Verb::Restore { folder } => linli::backup::restore(&config, &folder).await,
        Verb::RotateKeys => linli::wire::rotate_keys(&config),
        Verb::VerifyAudit => linli::wire::verify_audit(&config).await,
        Verb::Bench => linli::bench::run(&config).await,
    }
}
