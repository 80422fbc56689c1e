//! What a monitoring system reads of the running program: numbers alone, of nobody. It has a listener of its own, so that
//! none of it is told where people come in.
//!
//! # Source
//! Prometheus exposition formats, text-based format 0.0.4.

use axum::{Router, extract::State, http::header, response::IntoResponse, routing::get};
use base::{Actor, Mode, Session, Store};
use contract::Fault;
use gateway::RejectionReason;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::time::timeout;

use super::Calls;
use crate::serve::Running;

/// How long is waited for the database: less than whoever reads would.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is looked at.
#[derive(Clone)]
struct Watched {
    store: Store,
    intake: sensing::Intake,
    calls: Arc<Calls>,
}

/// The whole of what a monitoring system may ask.
pub fn metrics(running: &Running) -> Router {
    let watched = Watched {
        store: running.store.clone(),
        intake: running.intake.clone(),
        calls: Arc::clone(&running.calls),
    };
    Router::new().route("/metrics", get(read)).with_state(watched)
}

async fn read(State(watched): State<Watched>) -> impl IntoResponse {
    let mut text = String::new();
    let version = labelled("version", env!("CARGO_PKG_VERSION"));
    tell(&mut text, "gauge", "linli_build_info", "The program that runs.", [(version, 1)]);
    let counts = watched.intake.counts();
    let help = "Observations stored since the start.";
    tell(&mut text, "counter", "linli_observations_stored_total", help, one(counts.stored()));
    // A reason of which there is nothing yet is told too, or its first would be no rise.
    let mut rejected = BTreeMap::from(RejectionReason::ALL.map(|reason| (reason.key(), 0)));
    rejected.extend(counts.rejected());
    let help = "Messages and clients refused since the start, by reason.";
    let rejected = rejected.into_iter().map(|(reason, number)| (labelled("reason", reason), number));
    tell(&mut text, "counter", "linli_rejections_total", help, rejected);
    let help = "Calls answered since the start, by class of status; none where the browser went away before.";
    let calls = watched.calls.by_class().map(|(class, number)| (labelled("status", class), number));
    tell(&mut text, "counter", "linli_calls_total", help, calls);
    let stored = timeout(PATIENCE, stored(&watched.store)).await.ok().and_then(Result::ok);
    let help = "Whether the database answers; where it does not, what stands in it is left out.";
    tell(&mut text, "gauge", "linli_database_up", help, one(stored.is_some().into()));
    for (name, help, number) in stored.into_iter().flatten() {
        tell(&mut text, "gauge", name, help, one(number));
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}

async fn stored(store: &Store) -> Result<[Gauge; 5], Fault> {
    let session = store.begin(Actor::System("metrics"), Mode::Read).await?;
    let result = gauges(&session).await;
    session.finish(result).await
}

/// Name, meaning and number.
type Gauge = (&'static str, &'static str, u64);

/// What stands in the database.
async fn gauges(session: &Session) -> Result<[Gauge; 5], Fault> {
    let (online, devices) = sensing::device::online(session).await?;
    let alarms = sensing::alarm::count_open(session).await?;
    let events = base::events_waiting(session).await?;
    let letters = base::subscription::count_unsettled(session).await?;
    Ok([
        ("linli_devices", "Devices in use.", devices.into()),
        ("linli_devices_online", "Devices in use that are online.", online.into()),
        ("linli_alarms_open", "Alarms that are not over.", alarms),
        ("linli_events_waiting", "Events that wait for their position.", events),
        ("linli_dead_letters", "Events that a subscriber could not take and nobody has settled.", letters),
    ])
}

/// Tells one metric: its meaning, its type, and a line for each of its numbers.
fn tell(
    text: &mut String,
    kind: &str,
    name: &str,
    help: &str,
    numbers: impl IntoIterator<Item = (String, u64)>,
) {
    text.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    text.extend(numbers.into_iter().map(|(labels, number)| format!("{name}{labels} {number}\n")));
}

/// A number without labels.
fn one(number: u64) -> [(String, u64); 1] {
    [(String::new(), number)]
}

/// One label; its value is a word of ours, with nothing in it to escape.
fn labelled(label: &str, value: &str) -> String {
    format!("{{{label}=\"{value}\"}}")
}
