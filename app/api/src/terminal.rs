//! Walls and kiosks that are paired.

use crate::Reply;
use contract::{Listing, Page, TerminalId, identity::terminal::*};
use leptos::prelude::*;
use server_fn::codec::Json;

/// Lists terminals.
#[server(prefix = "/api", endpoint = "identity/list_terminals", input = Json, output = Json)]
pub async fn list_terminals(listing: Listing) -> Reply<Page<TerminalRow>> {
    let session = crate::door::read().await?;
    let result = base::identity::terminal::list(&session, &listing).await;
    Ok(session.finish(result).await?)
}

/// Draws the code with which a terminal is paired; it is answered once.
#[server(prefix = "/api", endpoint = "identity/draw_code", input = Json, output = Json)]
pub async fn draw_code(draft: TerminalDraft) -> Reply<(TerminalRow, String)> {
    let session = crate::door::write().await?;
    let result = base::identity::terminal::draw(&session, &draft).await;
    Ok(session.finish(result).await?)
}

/// Cuts a terminal off at once.
#[server(prefix = "/api", endpoint = "identity/revoke_terminal", input = Json, output = Json)]
pub async fn revoke_terminal(id: TerminalId, revision: i32) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = base::identity::terminal::revoke(&session, id, revision).await;
    Ok(session.finish(result).await?)
}

/// Registers the functions of this module; a library crate's are dropped by the linker otherwise.
#[cfg(feature = "ssr")]
pub(crate) fn register() {
    use server_fn::axum::register_explicit;
    register_explicit::<ListTerminals>();
    register_explicit::<DrawCode>();
    register_explicit::<RevokeTerminal>();
}
