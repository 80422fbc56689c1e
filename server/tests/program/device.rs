//! A detector that reports over several lines at once, on each one message after another at QoS 1, and remembers which of
//! them were acknowledged.

use chrono::{DateTime, SecondsFormat, Utc};
use rumqttc::{AsyncClient, Event, EventLoop, MqttOptions, Packet, QoS};
use serde_json::json;
use std::{
    net::SocketAddr,
    sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    time::Duration,
};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

/// The property that counts the messages: its values repeat, its times don't.
pub const COUNTED: &str = "battery";
/// How long an acknowledgement may take before the device dials anew.
const PATIENCE: Duration = Duration::from_secs(20);

/// One line of a detector. Its messages are numbered from 0 and sent in order, the next one when the last is
/// acknowledged.
pub struct Device {
    /// Its code.
    pub code: String,
    /// Which of the detector's lines it is: the sequence number of all that is said on it.
    pub line: u16,
    secret: String,
    /// From this message on it smells smoke.
    burns_from: Option<u32>,
    began_ms: i64,
    said: AtomicU32,
    acknowledged: AtomicU32,
}

impl Device {
    /// Has said nothing yet.
    pub fn new(code: &str, secret: &str, line: u16, burns_from: Option<u32>) -> Self {
        Self {
            code: code.to_owned(),
            line,
            secret: secret.to_owned(),
            burns_from,
            began_ms: (Utc::now() - Duration::from_secs(3600)).timestamp_millis(),
            said: AtomicU32::new(0),
            acknowledged: AtomicU32::new(0),
        }
    }

    /// Whether smoke is smelled on it.
    pub fn burns(&self) -> bool {
        self.burns_from.is_some()
    }

    /// How many messages were sent at least once.
    pub fn said(&self) -> u32 {
        self.said.load(SeqCst)
    }

    /// How many messages were acknowledged.
    pub fn acknowledged(&self) -> u32 {
        self.acknowledged.load(SeqCst)
    }

    /// The phenomenon time and the value that a message's counted observation has.
    pub fn observation(&self, number: u32) -> (i64, f64) {
        (self.began_ms + i64::from(number) * 10, f64::from(20 + number % 80))
    }

    fn payload(&self, number: u32) -> String {
        let (at_ms, value) = self.observation(number);
        let at = DateTime::from_timestamp_millis(at_ms).unwrap();
        let mut values = json!({ COUNTED: value });
        if self.burns_from.is_some_and(|first| number >= first) {
            values["smoke_obscuration"] = json!(8.2);
        }
        let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
        json!({ "at": at, "seq": self.line, "values": values }).to_string()
    }

    /// Reports until it is over and nothing waits for an acknowledgement; dials anew whenever the line breaks.
    pub async fn report(&self, broker: SocketAddr, pace: Duration, is_over: &AtomicBool) {
        while !self.is_finished(is_over) {
            self.converse(Line::dial(self, broker), pace, is_over).await;
            sleep(Duration::from_millis(100)).await;
        }
    }

    async fn converse(&self, mut line: Line, pace: Duration, is_over: &AtomicBool) {
        // As a device does that did not hear the last acknowledgement: it says the same once more.
        if let Some(last) = self.acknowledged().checked_sub(1)
            && !line.say(self.payload(last)).await
        {
            return;
        }
        let mut ticks = interval(pace);
        // What an acknowledgement held up is made up for, so that the storm is as strong as it is meant to be.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        while !self.is_finished(is_over) {
            ticks.tick().await;
            let number = self.acknowledged();
            self.said.store(number + 1, SeqCst);
            if !line.say(self.payload(number)).await {
                return;
            }
            self.acknowledged.store(number + 1, SeqCst);
        }
    }

    fn is_finished(&self, is_over: &AtomicBool) -> bool {
        is_over.load(SeqCst) && self.said() == self.acknowledged()
    }
}

/// One connection.
struct Line {
    client: AsyncClient,
    events: EventLoop,
    topic: String,
}

impl Line {
    fn dial(device: &Device, broker: SocketAddr) -> Self {
        let mut options = MqttOptions::new(
            format!("{}-{}", device.code, device.line),
            broker.ip().to_string(),
            broker.port(),
        );
        options.set_credentials(device.code.as_str(), device.secret.as_str());
        let (client, events) = AsyncClient::new(options, 4);
        Self { client, events, topic: format!("linli/{}/observation", device.code) }
    }

    /// Publishes and waits for the acknowledgement; false when the line broke first.
    async fn say(&mut self, payload: String) -> bool {
        let Self { client, events, topic } = self;
        if client.publish(topic.as_str(), QoS::AtLeastOnce, false, payload).await.is_err() {
            return false;
        }
        let heard = async {
            loop {
                match events.poll().await {
                    Ok(Event::Incoming(Packet::PubAck(_))) => return true,
                    Ok(_) => {}
                    Err(_) => return false,
                }
            }
        };
        timeout(PATIENCE, heard).await.unwrap_or(false)
    }
}
