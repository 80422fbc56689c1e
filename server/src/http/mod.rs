//! HTTP: the edge, server functions, live feed, map data, files, the browser program.

mod call;
mod edge;
mod file;
mod live;
mod map;
mod metrics;
mod page;
mod session;

pub use call::Calls;
pub use metrics::metrics;

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use base::{
    file::Shelf,
    identity::http_session::{self, HttpSessions},
};
use std::{path::Path, sync::Arc};
use tower_http::{compression::CompressionLayer, limit::RequestBodyLimitLayer, services::ServeDir};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

use crate::{serve::Running, vigil::Vigil};

/// What handlers share.
#[derive(Clone)]
pub(crate) struct Shared {
    store: base::Store,
    intake: sensing::Intake,
    shelf: Shelf,
    subscribers: Arc<Vec<Arc<dyn base::subscription::Subscriber>>>,
    edge: Arc<edge::Edge>,
    viewers: work::Viewers,
    sessions: session::Sessions,
    vigil: Vigil,
    calls: Arc<Calls>,
    /// The file of the one page.
    index: Arc<Path>,
}

/// Most bytes that a call of a server function may have; photos go another way.
const CALL_LIMIT: usize = 256 * 1024;

/// The whole of HTTP.
pub fn router(running: &Running) -> Router {
    api::register();
    let shared = Shared {
        store: running.store.clone(),
        intake: running.intake.clone(),
        shelf: running.shelf.clone(),
        subscribers: Arc::clone(&running.subscribers),
        edge: Arc::new(edge::Edge::new(&running.config)),
        viewers: running.viewers.clone(),
        sessions: session::Sessions::new(HttpSessions(running.store.pool().clone())),
        vigil: running.vigil.clone(),
        calls: Arc::clone(&running.calls),
        index: running.config.web.join("index.html").into(),
    };
    let is_tls = running.config.tls.is_some() || shared.edge.is_behind_tls();
    // A name with the __Host- prefix is only taken over TLS, from this very host, for all its paths.
    let sessions = SessionManagerLayer::new(shared.sessions.clone())
        .with_name(if is_tls { "__Host-linli" } else { "linli" })
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(is_tls)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(http_session::AWAY));
    let calls: MethodRouter<Shared> = post(call::answer).layer(RequestBodyLimitLayer::new(CALL_LIMIT));
    let dynamic = Router::new()
        .route("/api/{*function}", calls)
        .route("/live", get(live::stream))
        .route("/map/ground.geojson", get(map::ground))
        .route("/map/building.geojson", get(map::building))
        .route("/map/dwelling/{group}", get(map::dwelling))
        .route("/map/device.geojson", get(map::device))
        .route("/map/case.geojson", get(map::case))
        .route("/map/organisation.geojson", get(map::organisation))
        .route("/map/resident.geojson", get(map::resident))
        .route("/file/{id}", get(file::read).post(file::keep))
        .route_layer(middleware::from_fn_with_state(shared.clone(), call::admit))
        .layer(DefaultBodyLimit::max((base::file::PHOTO_LIMIT_MIB as usize + 1) * 1024 * 1024))
        .layer(middleware::from_fn(session::prolong))
        .layer(sessions)
        .layer(CompressionLayer::new());
    let page: MethodRouter<Shared> = get(page::read).layer(CompressionLayer::new());
    let elsewhere: MethodRouter = page.clone().with_state(shared.clone());
    let files =
        ServeDir::new(&running.config.web).precompressed_br().precompressed_gzip().fallback(elsewhere);
    Router::new()
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .route("/", page.clone())
        .route("/index.html", page)
        .merge(dynamic)
        .fallback_service(files)
        .layer(middleware::from_fn_with_state(shared.clone(), edge::guard))
        .with_state(shared)
}

async fn ready(State(shared): State<Shared>) -> Response {
    if let Some(part) = shared.vigil.fallen() {
        return (StatusCode::SERVICE_UNAVAILABLE, format!("{part} has stopped")).into_response();
    }
    match shared.store.ping().await {
        // A trail that somebody cut is no reason to stop hearing alarms, but whoever watches the service is told.
        Ok(()) if !shared.store.is_chain_whole() => "ready, but the audit chain was cut".into_response(),
        Ok(()) => "ready".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database is away").into_response(),
    }
}

/// What a stranger may call: signing in, choosing a password by a one-time link, and pairing a terminal.
pub const FOR_STRANGERS: [&str; 3] = ["/api/seat/sign_in", "/api/seat/use_link", "/api/seat/pair"];

/// A fault as a plain HTTP answer, in the form in which server functions answer it.
pub(crate) fn refuse(fault: contract::Fault) -> Response {
    let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, axum::Json(api::Refusal::Fault(fault))).into_response()
}
