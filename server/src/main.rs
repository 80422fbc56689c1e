//! The command line of `linli`.

use base::Config;
use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};

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
        #[arg(long, default_value_t = 400)]
        dwellings: u32,
        /// Devices; a natural number of them when left out.
        #[arg(long)]
        devices: Option<u32>,
        /// The same seed gives the same community.
        #[arg(long, default_value_t = 7)]
        seed: u64,
    },
    /// Imports a community from a folder of GeoJSON files (buildings, roads, pois, areas), and reports every finding.
    Import {
        /// The folder.
        folder: PathBuf,
        /// What the community is called.
        #[arg(long)]
        name: String,
        /// Attribution that is shown on the map.
        #[arg(long, default_value = "import")]
        source: String,
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
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(Arguments::parse().verb).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("linli: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run(verb: Verb) -> Result<(), String> {
    let config = Config::read()?;
    match verb {
        Verb::Serve => linli::serve::run(config).await,
        Verb::Demo { dwellings, devices, seed } => linli::plant::run(&config, dwellings, devices, seed).await,
        Verb::Import { folder, name, source } => linli::import::run(&config, &folder, &name, &source).await,
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
