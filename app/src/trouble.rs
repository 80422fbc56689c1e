//! From the server's refusal to what the kit shows.

use api::{Refusal, Reply};
use contract::Fault;
use kit::{Trouble, t};

/// What to quote when the two sides don't understand each other: the page is older than the server, or newer.
const MISMATCH: &str = "web-version";

/// Waits for a server function; its refusal becomes what the kit can show.
///
/// # Errors
/// What kept the server from answering.
pub async fn ask<T>(reply: impl Future<Output = Reply<T>>) -> Result<T, Trouble> {
    reply.await.map_err(trouble_of)
}

/// What stands in place of something that is on its way, or could not be read: neither is the same as none.
#[must_use]
pub fn unread_words(module: &str, trouble: Option<Trouble>) -> String {
    match trouble {
        None => t("state.loading"),
        Some(Trouble::Network(_)) => t("state.server_away"),
        Some(trouble) => trouble.sentence(module),
    }
}

/// The kit's form of a refusal.
#[must_use]
pub fn trouble_of(refusal: Refusal) -> Trouble {
    match refusal {
        Refusal::Fault(fault) => Trouble::Fault(fault),
        Refusal::Network(detail) => Trouble::Network(detail),
        Refusal::Malformed(detail) => {
            leptos::logging::error!("not understood: {detail}");
            Trouble::Fault(Fault::Internal { reference: MISMATCH.into() })
        }
    }
}
