//! `linli serve`: everything that runs, from start to a clean stop.

use base::{Actor, Config, Mode, Sequencer, Store, file::Shelf, subscription};
use gateway::CommandSink;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use crate::{
    gate::{Carrier, Gate},
    http,
    vigil::Vigil,
    wire,
};

/// Runs until it is told to stop.
///
/// # Errors
/// A sentence that says what could not be started, or which part stopped by itself.
pub async fn run(config: Config) -> Result<(), String> {
    warn_of_plain_cookies(&config);
    let store = wire::open(&config).await?;
    let running = start(&config, store).await?;
    tell_metrics(&running).await?;
    let handle = axum_server::Handle::new();
    tokio::spawn(stop_in_time(handle.clone(), running.vigil.clone()));
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
    if let Some(part) = running.vigil.fallen() {
        return Err(format!("{part} has stopped; the log says why"));
    }
    ended.map_err(|error| format!("{} can't be listened on: {error}", config.listen))
}

/// Lets a monitoring system read, where an address is given for it.
async fn tell_metrics(running: &Running) -> Result<(), String> {
    let Some(address) = running.config.metrics_listen else { return Ok(()) };
    let listener = TcpListener::bind(address)
        .await
        .map_err(|error| format!("METRICS_LISTEN: {address} can't be listened on: {error}"))?;
    let served = axum::serve(listener, http::metrics(running));
    running.vigil.keep("the listener of metrics", async move {
        if let Err(error) = served.await {
            tracing::error!(%error, "metrics are told no longer");
        }
    });
    tracing::info!("metrics at http://{address}/metrics");
    Ok(())
}

fn announce(running: &Running, scheme: &str) {
    tracing::info!("listening on {scheme}://{}", running.config.listen);
}

/// Behind a proxy only the address that people type tells that they come over TLS.
fn warn_of_plain_cookies(config: &Config) {
    let is_https = config.origin.as_deref().is_some_and(|origin| origin.starts_with("https://"));
    if config.trusted_proxy.is_some() && config.tls.is_none() && !is_https {
        tracing::warn!(
            "TRUSTED_PROXY without an https address in LINLI_ORIGIN: session cookies are sent without TLS too"
        );
    }
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
    /// How calls ended.
    pub calls: Arc<http::Calls>,
    /// Who watches over all that runs.
    pub vigil: Vigil,
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
    let vigil = Vigil::default();
    vigil.keep("the sequencer", sequencer.run());
    let subscribers = Arc::new(wire::subscribers());
    for subscriber in subscribers.iter() {
        vigil.keep(subscriber.name(), subscription::run(store.clone(), Arc::clone(subscriber)));
    }
    let intake = sensing::Intake::start(store.clone());
    let committing = intake.clone();
    vigil.keep("the intake of observations", async move { committing.ended().await });
    let counting = intake.clone();
    vigil.keep("the count of refusals", async move { counting.counting_ended().await });
    let gate = Arc::new(Gate { store: store.clone(), intake: intake.clone() });
    let mut broker = None;
    let sink: Option<Arc<dyn CommandSink>> = match (&config.mqtt_url, config.mqtt_listen) {
        (Some(url), _) => {
            let external =
                gateway::external::connect(url, gate).map_err(|problem| format!("MQTT_URL: {problem}"))?;
            vigil.keep("the line to the MQTT broker", external.ended());
            Some(Arc::new(external))
        }
        (None, Some(listen)) => {
            let served = gateway::broker::serve(listen, gate)
                .await
                .map_err(|problem| format!("MQTT_LISTEN: {problem}"))?;
            vigil.keep("the MQTT broker", served.ended());
            let embedded = Arc::new(served);
            broker = Some(Arc::clone(&embedded));
            Some(embedded)
        }
        (None, None) => None,
    };
    vigil.keep("the watch over devices", sensing::watch::run(store.clone(), Arc::new(Carrier(sink))));
    vigil.keep("the clock of deadlines", work::clock::run(store.clone()));
    vigil.keep("the clearing of expired sessions", forget_expired(store.clone()));
    sensing::retention::plan(&store).await.map_err(said("the nightly jobs"))?;
    base::sweep::plan(&store).await.map_err(said("the nightly sweep"))?;
    registry::tenancy::plan(&store).await.map_err(said("the daily count of occupants"))?;
    vigil.keep("the jobs", base::job::run(store.clone(), wire::workers(config, &shelf)));
    let viewers = work::Viewers::default();
    let calls = Arc::default();
    Ok(Running { config: config.clone(), store, intake, shelf, broker, subscribers, viewers, calls, vigil })
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

/// Stops when it is told to, or when a part that everything needs has stopped.
async fn stop_in_time(handle: axum_server::Handle<SocketAddr>, vigil: Vigil) {
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return;
    };
    tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {}, _ = vigil.fall() => {} }
    tracing::info!("stopping");
    handle.graceful_shutdown(Some(Duration::from_secs(3)));
}
