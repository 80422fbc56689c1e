//! `linli simulate`: the demo devices, speaking real MQTT from a process of their own.

use base::Config;
use gateway::simulator::{Scenario, SimulatedDevice, SimulatorConfig, run_directed};
use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    signal::unix::{SignalKind, signal},
    sync::{mpsc, watch},
};

#[derive(Deserialize)]
struct Row {
    code: String,
    password: String,
    kind: String,
    place: String,
}

/// Runs the devices until it is told to stop; scenarios are read from standard input, one a line: `fire 3-1502`.
///
/// # Errors
/// A sentence that says what is missing.
pub async fn run(
    config: &Config,
    broker: &str,
    fire: Option<String>,
    most: Option<usize>,
) -> Result<(), String> {
    let path = config.folder.join("demo-devices.json");
    let text = std::fs::read_to_string(&path)
        .map_err(|error| format!("{}: {error}; make the demo community first", path.display()))?;
    let rows: Vec<Row> =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let (host, port) = broker.rsplit_once(':').ok_or("the broker is given as host:port")?;
    let port = port.parse().map_err(|_| "the broker's port is not a number".to_owned())?;
    let devices: Vec<SimulatedDevice> = rows
        .into_iter()
        .take(most.unwrap_or(usize::MAX))
        .map(|row| SimulatedDevice {
            code: row.code,
            password: row.password,
            kind: row.kind,
            place: row.place,
        })
        .collect();
    let scenarios = fire.map(|place| Scenario::Fire { place }).into_iter().collect();
    tracing::info!(devices = devices.len(), broker, "simulating");
    let settings = SimulatorConfig { host: host.into(), port, scenarios, ..SimulatorConfig::default() };
    let (stop, stopped) = watch::channel(false);
    let (direct, directions) = mpsc::channel(16);
    tokio::spawn(read_scenarios(direct));
    tokio::spawn(async move {
        let (Ok(mut interrupt), Ok(mut terminate)) =
            (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
        else {
            return;
        };
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
        let _ = stop.send(true);
    });
    run_directed(settings, devices, directions, stopped).await;
    Ok(())
}

async fn read_scenarios(direct: mpsc::Sender<Scenario>) {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match line.parse::<Scenario>() {
            Ok(scenario) => {
                if direct.send(scenario).await.is_err() {
                    return;
                }
            }
            Err(_) => {
                tracing::warn!(line, "a scenario is `fire 3-1502`, `clear 3-1502` or `silence SMK-3-1502`")
            }
        }
    }
    // The end of the input is not the end of the simulation.
    std::future::pending::<()>().await;
}
