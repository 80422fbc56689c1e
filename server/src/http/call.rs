//! Calls of server functions, and of whatever else only those who sit here are given: who calls is asked before a word of
//! what they sent is read, and every call leaves a line in the log.
//!
//! The line names the unit that had access, the operator and the module of the system, by id and never by name; nothing of
//! what was asked or answered is in it. What is changed, disclosed, checked or refused stands in the audit trail besides;
//! the reads would drown it.

use super::{FOR_STRANGERS, Shared, refuse};
use api::Platform;
use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base::Actor;
use leptos::server_fn::axum::server_fn_paths;
use std::{
    borrow::Cow,
    fmt,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};
use tower_sessions::Session as Browser;
use uuid::Uuid;

/// Under which all server functions are called.
const CALLS: &str = "/api/";

/// Lets a call through in its caller's name, or refuses it to a stranger; either way it leaves its line.
pub(crate) async fn admit(
    State(shared): State<Shared>,
    browser: Browser,
    mut request: Request,
    next: Next,
) -> Response {
    let is_for_strangers = FOR_STRANGERS.contains(&request.uri().path());
    let mut line = Line::begin(&request, Arc::clone(&shared.calls));
    let response = match api::actor_of(&shared.store, &browser).await {
        Ok(actor) => {
            line.name(&actor);
            request.extensions_mut().insert(actor);
            next.run(request).await
        }
        Err(_) if is_for_strangers => {
            let response = next.run(request).await;
            // Whoever signed in by this call is no stranger any more.
            if response.status().is_success()
                && let Ok(actor) = api::actor_of(&shared.store, &browser).await
            {
                line.name(&actor);
            }
            response
        }
        Err(fault) => refuse(fault),
    };
    line.status = Some(response.status().as_u16());
    response
}

/// Answers a call that was let through.
pub(crate) async fn answer(
    State(shared): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
) -> Response {
    let platform = Platform {
        store: shared.store.clone(),
        subscribers: Arc::clone(&shared.subscribers),
        actor: request.extensions_mut().remove::<Actor>(),
        peer: shared.edge.client(peer.ip(), request.headers()),
        viewers: shared.viewers.clone(),
    };
    let provide = move || leptos::prelude::provide_context(platform.clone());
    let mut response = leptos_axum::handle_server_fns_with_context(provide, request).await.into_response();
    // What a server function answers is somebody's own, never a cache's.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What the log will say of a call. It is written when this is dropped, so also of a call whose browser went away before
/// the answer; that has no status.
struct Line {
    /// As it is registered: an address that somebody made up is no function, and not for the log.
    function: Option<Cow<'static, str>>,
    began: Instant,
    operator: Option<Uuid>,
    unit: Option<Uuid>,
    status: Option<u16>,
    calls: Arc<Calls>,
}

impl Line {
    fn begin(request: &Request, calls: Arc<Calls>) -> Self {
        let path = request.uri().path();
        let function = if path.starts_with(CALLS) {
            let known = server_fn_paths().map(|(known, _)| known).find(|known| *known == path);
            known.and_then(|known| known.strip_prefix(CALLS)).map(Cow::Borrowed)
        } else {
            let route = request.extensions().get::<MatchedPath>();
            route.map(|route| Cow::Owned(route.as_str().trim_start_matches('/').to_owned()))
        };
        Self { function, began: Instant::now(), operator: None, unit: None, status: None, calls }
    }

    fn name(&mut self, actor: &Actor) {
        if let Actor::Operator(operator) = actor {
            (self.operator, self.unit) = (Some(operator.user), operator.organisation);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let Some(function) = self.function.as_deref() else { return };
        self.calls.add(self.status);
        tracing::info!(
            target: "call",
            module = %function.split('/').next().unwrap_or_default(),
            function = %function,
            operator = %OrNone(self.operator),
            unit = %OrNone(self.unit),
            status = self.status,
            ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX),
        );
    }
}

/// How the calls since the start ended: as many as have left their line.
#[derive(Debug, Default)]
pub struct Calls([AtomicU64; CLASSES.len()]);

/// Classes of a status; a call whose browser went away before the answer has none.
const CLASSES: [&str; 5] = ["2xx", "3xx", "4xx", "5xx", "none"];

impl Calls {
    fn add(&self, status: Option<u16>) {
        let class = match status {
            Some(..300) => 0,
            Some(300..400) => 1,
            Some(400..500) => 2,
            Some(500..) => 3,
            None => 4,
        };
        self.0[class].fetch_add(1, Ordering::Relaxed);
    }

    /// Each class with its number.
    pub(super) fn by_class(&self) -> impl Iterator<Item = (&'static str, u64)> {
        CLASSES.into_iter().zip(self.0.iter().map(|number| number.load(Ordering::Relaxed)))
    }
}

/// An id, or that there is none: a stranger is no operator, and a resident acts for no unit.
struct OrNone(Option<Uuid>);

impl fmt::Display for OrNone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(id) => write!(f, "{id}"),
            None => f.write_str("none"),
        }
    }
}
