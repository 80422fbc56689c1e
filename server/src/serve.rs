//! `linli serve`: everything that runs, from start to a clean stop.

use base::{Actor, Config, Mode, Sequencer, Store, file::Shelf, subscription};
use gateway::CommandSink;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    gate::{Carrier, Gate},
    http, wire,
};

/// Runs until it is told to stop.
///
/// # Errors
/// A sentence that says what could not be started.
pub async fn run(config: Config) -> Result<(), String> {
    let store = wire::open(&config).await?;
    let running = start(&config, store).await?;
    let handle = axum_server::Handle::new();
    tokio::spawn(stop_on_signal(handle.clone()));
    let router = http::router(&running).into_make_service_with_connect_info::<SocketAddr>();
    let ended = match &config.tls {
        Some((cert, key)) => {
            // The only other answer of this call is that a provider was installed before, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let tls = axum_server::tls_rustls::RustlsConfig::from_pem_file(cert, key)
                .await
                .map_err(|error| format!("TLS_CERT or TLS_KEY can't be used: {error}"))?;
            announce(&running, "https");
            axum_server::bind_rustls(config.listen, tls).handle(handle).serve(router).await
        }
        None => {
            announce(&running, "http");
            axum_server::bind(config.listen).handle(handle).serve(router).await
        }
    };
    if let Some(broker) = &running.broker {
        broker.stop().await;
    }
    ended.map_err(|error| format!("{} can't be listened on: {error}", config.listen))
}

fn announce(running: &Running, scheme: &str) {
    tracing::info!("listening on {scheme}://{}", running.config.listen);
}

/// What runs.
pub struct Running {
    /// The configuration.
    pub config: Config,
    /// The store.
    pub store: Store,
    /// The engine's door for observations.
    pub intake: sensing::Intake,
    /// Where files rest.
    pub shelf: Shelf,
    /// The embedded broker.
    pub broker: Option<Arc<gateway::Broker>>,
    /// The parts that react to events.
    pub subscribers: Arc<Vec<Arc<dyn subscription::Subscriber>>>,
    /// Who has which work item open.
    pub viewers: work::Viewers,
}

/// Starts everything but the web server.
///
/// # Errors
/// A sentence that says what could not be started.
pub async fn start(config: &Config, store: Store) -> Result<Running, String> {
    let said = |what: &str| {
        let what = what.to_owned();
        move |fault: contract::Fault| format!("{what}: {fault:?}")
    };
    sensing::watch::all_offline(&store).await.map_err(said("presence"))?;
    invite_first_administrator(config, &store).await.map_err(said("the first administrator"))?;
    let shelf = Shelf::open(&store).map_err(said("the folder of files"))?;
    let sequencer = Sequencer::new(store.clone()).await.map_err(said("the sequencer"))?;
    tokio::spawn(sequencer.run());
    let subscribers = Arc::new(wire::subscribers());
    for subscriber in subscribers.iter() {
        tokio::spawn(subscription::run(store.clone(), Arc::clone(subscriber)));
    }
    let intake = sensing::Intake::start(store.clone());
    let gate = Arc::new(Gate { store: store.clone(), intake: intake.clone() });
    let mut broker = None;
    let sink: Option<Arc<dyn CommandSink>> = match (&config.mqtt_url, config.mqtt_listen) {
        (Some(url), _) => {
            let external =
                gateway::external::connect(url, gate).map_err(|problem| format!("MQTT_URL: {problem:?}"))?;
            Some(Arc::new(external))
        }
        (None, Some(listen)) => {
            let served = gateway::broker::serve(listen, gate)
                .await
                .map_err(|problem| format!("MQTT_LISTEN: {problem}"))?;
            let embedded = Arc::new(served);
            broker = Some(Arc::clone(&embedded));
            Some(embedded)
        }
        (None, None) => None,
    };
    tokio::spawn(sensing::watch::run(store.clone(), Arc::new(Carrier(sink))));
    tokio::spawn(work::clock::run(store.clone()));
    tokio::spawn(forget_expired(store.clone()));
    sensing::retention::plan(&store).await.map_err(said("the nightly jobs"))?;
    tokio::spawn(base::job::run(store.clone(), wire::workers(config)));
    let viewers = work::Viewers::default();
    Ok(Running { config: config.clone(), store, intake, shelf, broker, subscribers, viewers })
}

async fn forget_expired(store: Store) {
    use base::identity::http_session::HttpSessions;
    use tower_sessions::ExpiredDeletion;
    let sessions = HttpSessions(store.pool().clone());
    loop {
        if let Err(error) = sessions.delete_expired().await {
            tracing::warn!(%error, "expired sessions stay");
        }
        tokio::time::sleep(Duration::from_secs(600)).await;
    }
}

/// Where nobody can sign in yet, the console gets the one-time link of the first administrator: no default password.
async fn invite_first_administrator(config: &Config, store: &Store) -> Result<(), contract::Fault> {
    let session = store.begin(Actor::System("setup"), Mode::Write).await?;
    let result = base::identity::first_administrator(&session).await;
    if let Some(token) = session.finish(result).await? {
        let scheme = if config.tls.is_some() { "https" } else { "http" };
        let address = config.origin.clone().unwrap_or_else(|| format!("{scheme}://{}", config.listen));
        println!(
            "No account exists yet. The first administrator (account: admin) chooses a password at\n  {address}/setup?token={token}\nwithin 24 hours; the link works once."
        );
    }
    Ok(())
}

async fn stop_on_signal(handle: axum_server::Handle<SocketAddr>) {
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return;
    };
    tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
    tracing::info!("stopping");
    handle.graceful_shutdown(Some(Duration::from_secs(3)));
}
