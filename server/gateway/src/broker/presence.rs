//! Which devices are connected, reported in the order in which it changed.
//!
//! A device may have several connections, and a new one may come before the old one is noticed to be gone. So it is
//! online from its first connection to the end of its last.

use crate::{Intake, lasting::Lasting};
use rmqtt::types::Id;
use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{sync::mpsc, task::JoinSet};

/// Reports of one device always take the same lane and so keep their order; lanes run side by side.
const LANES: usize = 8;

type Report = (String, bool);

/// The connected devices.
pub(super) struct Presence {
    state: Mutex<State>,
}

struct State {
    /// By device code: its connections by their text, which is unique.
    connections: HashMap<String, HashMap<String, Id>>,
    /// Empty once closed.
    lanes: Vec<mpsc::UnboundedSender<Report>>,
}

impl Presence {
    /// Nobody is connected yet. The tasks that report end after [`Presence::close`].
    pub(super) fn new(intake: &Arc<dyn Intake>, lasting: &Lasting) -> (Self, JoinSet<()>) {
        let mut reporters = JoinSet::new();
        let mut lanes = Vec::with_capacity(LANES);
        for _ in 0..LANES {
            let (lane, reports) = mpsc::unbounded_channel();
            lanes.push(lane);
            reporters.spawn(lasting.keep("the reports of presence", report(Arc::clone(intake), reports)));
        }
        (Self { state: Mutex::new(State { connections: HashMap::new(), lanes }) }, reporters)
    }

    /// A connection came.
    pub(super) fn joined(&self, device_code: &str, connection: &Id) {
        let mut state = self.state();
        let connections = state.connections.entry(device_code.to_owned()).or_default();
        connections.insert(connection.to_string(), connection.clone());
        if connections.len() == 1 {
            state.report(device_code, true);
        }
    }

    /// A connection went; again is harmless.
    pub(super) fn left(&self, device_code: &str, connection: &Id) {
        let mut state = self.state();
        let Some(connections) = state.connections.get_mut(device_code) else { return };
        connections.remove(&connection.to_string());
        if connections.is_empty() {
            state.connections.remove(device_code);
            state.report(device_code, false);
        }
    }

    /// Whether the device has a connection.
    pub(super) fn is_online(&self, device_code: &str) -> bool {
        self.state().connections.contains_key(device_code)
    }

    /// The connections of a device.
    pub(super) fn of(&self, device_code: &str) -> Vec<Id> {
        self.state()
            .connections
            .get(device_code)
            .map(|held| held.values().cloned().collect())
            .unwrap_or_default()
    }

    /// All connections with their devices.
    pub(super) fn connections(&self) -> Vec<(String, Id)> {
        let state = self.state();
        let of_device = |(code, connections): (&String, &HashMap<String, Id>)| -> Vec<(String, Id)> {
            connections.values().map(|id| (code.clone(), id.clone())).collect()
        };
        state.connections.iter().flat_map(of_device).collect()
    }

    /// No more reports; those under way are finished.
    pub(super) fn close(&self) {
        self.state().lanes.clear();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Under the lock, so that reports leave in the order of what they report.
    fn report(&self, device_code: &str, online: bool) {
        if self.lanes.is_empty() {
            return;
        }
        let mut hasher = DefaultHasher::new();
        device_code.hash(&mut hasher);
        let lane = (hasher.finish() % self.lanes.len() as u64) as usize;
        if let Some(lane) = self.lanes.get(lane) {
            let _ = lane.send((device_code.to_owned(), online));
        }
    }
}

async fn report(intake: Arc<dyn Intake>, mut reports: mpsc::UnboundedReceiver<Report>) {
    while let Some((device_code, online)) = reports.recv().await {
        intake.presence(&device_code, online).await;
    }
}
