//! The one page of the browser program. Where the community is a synthetic one the page says so, since the sign-in offers
//! the demo accounts before anybody has signed in.

use super::Shared;
use axum::{
    extract::State,
    http::{StatusCode, Uri},
    response::{Html, IntoResponse, Response},
};
use std::time::Duration;

/// What stands at the end of the head of a demo community's page; the sign-in looks for it.
const DEMO: &str = "<meta name=\"demo\" content=\"yes\">\n</head>";
/// How long the page waits for a database that doesn't answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// Answers the page, whatever the address: the program finds its way by it. Only what is named like a file is none of its
/// addresses, and must not be taken for that file and kept.
pub(crate) async fn read(State(shared): State<Shared>, uri: Uri) -> Response {
    let name = uri.path().rsplit('/').next().unwrap_or_default();
    if name.contains('.') && name != "index.html" {
        return StatusCode::NOT_FOUND.into_response();
    }
    let page = match tokio::fs::read_to_string(&shared.index).await {
        Ok(page) => page,
        Err(error) => {
            tracing::error!(%error, "the page of the browser program can't be read");
            return StatusCode::NOT_FOUND.into_response();
        }
    };
    // The program itself says it when the database is away; for that the page must come.
    let is_demo = matches!(tokio::time::timeout(PATIENCE, shared.store.is_demo()).await, Ok(Ok(true)));
    Html(if is_demo { page.replacen("</head>", DEMO, 1) } else { page }).into_response()
}
