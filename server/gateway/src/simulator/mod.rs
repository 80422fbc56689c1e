//! Devices that are not there: each with its own connection and credentials, believable values, and obedience.
//!
//! The same seed gives the same devices. Each costs one task, one socket and, by the size of rumqttc's
//! buffers, some 40 kB, so that some thousand fit on a laptop (mind `ulimit -n`). It measures as `smoke`,
//! `heat`, `hydrant_pressure`, `fire_pump`, `extinguisher` and `environment` do, and knows kinds that only stand and obey
//! (`model::AT_REST`).

mod device;
mod dice;
mod model;
mod scenario;

use device::{Cue, live, stopped};
pub use scenario::{Scenario, ScenarioProblem};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
    time::timeout,
};

/// How long devices may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(6);

/// How the devices behave.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatorConfig {
    /// The broker's host.
    pub host: String,
    /// The broker's port.
    pub port: u16,
    /// The same seed, the same devices.
    pub seed: u64,
    /// What reporting periods are multiplied by: 1 is life, 0.1 ten times as often. Fires keep their own time.
    pub pace: f64,
    /// The time over which the devices connect.
    pub stagger: Duration,
    /// In a thousand reports, how often a device falls silent instead, for half an hour and more.
    pub silence_per_mille: u32,
    /// In a thousand devices, how many have a weak battery, a failed self-test or too little pressure.
    pub flaws_per_mille: u32,
    /// What happens as soon as a device is there.
    pub scenarios: Vec<Scenario>,
}

impl Default for SimulatorConfig {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".into(),
            port: 1883,
            seed: 1,
            pace: 1.0,
            stagger: Duration::from_secs(20),
            silence_per_mille: 0,
            flaws_per_mille: 2,
            scenarios: Vec::new(),
        }
    }
}

/// A device to simulate. Not printable: it holds a password.
#[derive(Clone, PartialEq, Eq)]
pub struct SimulatedDevice {
    /// Its code, which is also its user name.
    pub code: String,
    /// Its password.
    pub password: String,
    /// Key of its kind.
    pub kind: String,
    /// Where scenarios find it, such as `3-1502`; may be empty.
    pub place: String,
}

/// Simulates the devices until `stop` becomes true or its sender goes.
pub async fn run(config: SimulatorConfig, devices: Vec<SimulatedDevice>, stop: watch::Receiver<bool>) {
    let (_nobody, scenarios) = mpsc::channel(1);
    run_directed(config, devices, scenarios, stop).await;
}

/// The same, with scenarios as they come in, from standard input for instance.
pub async fn run_directed(
    config: SimulatorConfig,
    devices: Vec<SimulatedDevice>,
    mut scenarios: mpsc::Receiver<Scenario>,
    mut stop: watch::Receiver<bool>,
) {
    let config = Arc::new(config);
    let mut lives = JoinSet::new();
    let mut stage = Vec::with_capacity(devices.len());
    for device in devices {
        let (cue, cues) = mpsc::unbounded_channel();
        lives.spawn(live(device.clone(), Arc::clone(&config), cue.clone(), cues, stop.clone()));
        stage.push((device, cue));
    }
    for scenario in &config.scenarios {
        play(&stage, scenario);
    }
    let mut is_directed = true;
    loop {
        tokio::select! {
            scenario = scenarios.recv(), if is_directed => match scenario {
                Some(scenario) => play(&stage, &scenario),
                None => is_directed = false,
            },
            () = stopped(&mut stop) => break,
        }
    }
    let _ = timeout(FAREWELL, async { while lives.join_next().await.is_some() {} }).await;
}

fn play(stage: &[(SimulatedDevice, mpsc::UnboundedSender<Cue>)], scenario: &Scenario) {
    let concerned = stage.iter().filter(|(device, _)| scenario.concerns(device));
    let reached = concerned.filter(|(_, cue)| cue.send(Cue::Scenario(scenario.clone())).is_ok()).count();
    tracing::info!(?scenario, reached, "a scenario begins");
}
