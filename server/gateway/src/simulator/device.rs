//! One simulated device: one connection with its own credentials, one task.

use super::{
    SimulatedDevice, SimulatorConfig,
    dice::Dice,
    model::Model,
    scenario::{Course, Scenario},
};
use crate::{CommandAck, CommandMessage, pause::Pause, topic};
use chrono::{FixedOffset, SecondsFormat, Utc};
use rumqttc::{AsyncClient, Event, EventLoop, MqttOptions, Outgoing, Packet, QoS};
use serde_json::{Map, Value, json};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, sleep, sleep_until},
};

/// Requests that wait while the connection is away; older ones stay, newer ones are dropped.
const MAX_REQUESTS: usize = 16;
/// A detector reports this often while it burns.
const FIRE_PERIOD: Duration = Duration::from_secs(2);
/// The first report comes this soon, so that a new community is not blank.
const FIRST_REPORT: Duration = Duration::from_secs(10);
/// Far enough away for a report that is not due.
const NEVER: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// What a device hears.
pub(super) enum Cue {
    Connected,
    Command(Vec<u8>),
    Scenario(Scenario),
}

/// Lives until `stop` says so.
pub(super) async fn live(
    device: SimulatedDevice,
    config: Arc<SimulatorConfig>,
    cue: mpsc::UnboundedSender<Cue>,
    cues: mpsc::UnboundedReceiver<Cue>,
    mut stop: watch::Receiver<bool>,
) {
    let mut dice = Dice::of_device(config.seed, &device.code);
    let Some(model) = Model::of_kind(&device.kind, &mut dice, config.flaws_per_mille) else {
        tracing::warn!(
            device_code = device.code,
            kind = device.kind,
            "no device of this kind can be simulated"
        );
        return;
    };
    let stagger = config.stagger.mul_f64(dice.between(0.0, 1.0));
    tokio::select! {
        () = sleep(stagger) => {}
        () = stopped(&mut stop) => return,
    }
    let mut options = MqttOptions::new(device.code.as_str(), config.host.as_str(), config.port);
    options.set_credentials(device.code.as_str(), device.password.as_str());
    options.set_clean_session(false).set_keep_alive(Duration::from_secs(120)).set_inflight(8);
    let (client, eventloop) = AsyncClient::new(options, MAX_REQUESTS);
    let jitter = dice.between(0.8, 1.2);
    let being = Being { device, config, client, model, dice, course: None, silent_until: None };
    tokio::join!(converse(eventloop, cue, stop.clone(), jitter), being.behave(cues, stop));
}

/// Resolves when the simulation ends.
pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    while !*stop.borrow_and_update() {
        if stop.changed().await.is_err() {
            return;
        }
    }
}

/// Keeps the connection; never cancelled in the middle of something.
async fn converse(
    mut eventloop: EventLoop,
    cue: mpsc::UnboundedSender<Cue>,
    mut stop: watch::Receiver<bool>,
    jitter: f64,
) {
    let mut pause = Pause::new();
    loop {
        let heard = match eventloop.poll().await {
            Ok(Event::Incoming(Packet::ConnAck(_))) => {
                pause.reset();
                cue.send(Cue::Connected)
            }
            Ok(Event::Incoming(Packet::Publish(publish))) => cue.send(Cue::Command(publish.payload.to_vec())),
            Ok(Event::Outgoing(Outgoing::Disconnect)) => return,
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::debug!(%error, "a simulated device lost its connection");
                tokio::select! {
                    () = sleep(pause.grow().mul_f64(jitter)) => {}
                    () = stopped(&mut stop) => return,
                }
                Ok(())
            }
        };
        if heard.is_err() {
            return;
        }
    }
}

/// A device with its state.
struct Being {
    device: SimulatedDevice,
    config: Arc<SimulatorConfig>,
    client: AsyncClient,
    model: Model,
    dice: Dice,
    course: Option<Course>,
    silent_until: Option<Instant>,
}

impl Being {
    async fn behave(mut self, mut cues: mpsc::UnboundedReceiver<Cue>, mut stop: watch::Receiver<bool>) {
        let mut next_report = Instant::now() + NEVER;
        loop {
            tokio::select! {
                () = sleep_until(next_report) => {
                    self.report();
                    next_report = Instant::now() + self.period();
                }
                cue = cues.recv() => match cue {
                    Some(Cue::Connected) => {
                        self.request(self.client.try_subscribe(topic::command(&self.device.code), QoS::AtLeastOnce));
                        let soon = FIRST_REPORT.min(self.period()).mul_f64(self.dice.between(0.0, 1.0));
                        next_report = next_report.min(Instant::now() + soon);
                    }
                    Some(Cue::Command(payload)) => {
                        sleep(Duration::from_secs_f64(self.dice.between(0.05, 0.3))).await;
                        self.obey(&payload);
                    }
                    Some(Cue::Scenario(scenario)) => {
                        self.play(&scenario);
                        next_report = next_report.min(Instant::now() + self.period());
                    }
                    None => break,
                },
                () = stopped(&mut stop) => break,
            }
        }
        self.request(self.client.try_disconnect());
    }

    /// Until the next report.
    fn period(&mut self) -> Duration {
        let calm = self.model.period().mul_f64(self.config.pace.max(0.001) * self.dice.between(0.9, 1.1));
        if self.course.is_some() { calm.min(FIRE_PERIOD) } else { calm }
    }

    fn play(&mut self, scenario: &Scenario) {
        let now = Instant::now();
        match scenario {
            Scenario::Fire { .. } if self.model.is_detector() => {
                self.course = Some(Course::begin(now));
                self.silent_until = None;
            }
            Scenario::Clear { .. } => {
                if let Some(course) = &mut self.course {
                    course.put_out(now);
                }
            }
            Scenario::Silence { .. } => self.fall_silent(now),
            Scenario::Fire { .. } => {}
        }
    }

    fn fall_silent(&mut self, now: Instant) {
        let minutes = self.dice.between(35.0, 60.0);
        self.silent_until = Some(now + Duration::from_secs_f64(minutes * 60.0));
    }

    fn report(&mut self) {
        let now = Instant::now();
        if self.course.is_some_and(|course| course.strength(now).is_none()) {
            self.course = None;
        }
        if self.course.is_none() && self.dice.falls(self.config.silence_per_mille) {
            self.fall_silent(now);
        }
        if self.silent_until.is_some_and(|until| now < until) {
            return;
        }
        let fire = self.course.and_then(|course| course.strength(now)).unwrap_or(0.0);
        let values = self.model.observe(&mut self.dice, fire);
        self.publish_observation(values);
    }

    fn obey(&mut self, payload: &[u8]) {
        let command: CommandMessage = match serde_json::from_slice(payload) {
            Ok(command) => command,
            Err(error) => {
                tracing::warn!(device_code = self.device.code, %error, "a simulated device got no command");
                return;
            }
        };
        let (ok, reported, detail) = match self.model.obey(&command) {
            Ok(reported) => (true, reported, None),
            Err((reported, why)) => (false, reported, Some(why.to_owned())),
        };
        let ack = CommandAck { command_id: command.command_id, ok, reported, detail };
        match serde_json::to_vec(&ack) {
            Ok(payload) => self.publish(topic::ack(&self.device.code), payload),
            Err(error) => tracing::warn!(%error, "an answer can't be encoded"),
        }
        if ok {
            let values = self.model.observe(&mut self.dice, 0.0);
            self.publish_observation(values);
        }
    }

    fn publish_observation(&self, values: Map<String, Value>) {
        let payload = json!({ "at": local_time(), "values": values }).to_string();
        self.publish(topic::observation(&self.device.code), payload.into_bytes());
    }

    fn publish(&self, topic: String, payload: Vec<u8>) {
        self.request(self.client.try_publish(topic, QoS::AtLeastOnce, false, payload));
    }

    /// Like a real device's short memory: when it is full, the message is lost.
    fn request(&self, outcome: Result<(), rumqttc::ClientError>) {
        if outcome.is_err() {
            tracing::debug!(device_code = self.device.code, "a simulated device's memory is full");
        }
    }
}

/// Now, as a device in China writes it.
fn local_time() -> String {
    match FixedOffset::east_opt(8 * 60 * 60) {
        Some(zone) => Utc::now().with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Millis, true),
        None => Utc::now().to_rfc3339_opts(SecondsFormat::Millis, true),
    }
}
