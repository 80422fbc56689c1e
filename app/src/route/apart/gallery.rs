//! All parts of the kit in every state.

use crate::route::part::{Drawing, Drawn};
use wasm_split_helpers::wasm_split;

/// Draws `/kit`.
pub fn draw(_: &'static str) -> Drawing {
    Drawing::Coming(Box::pin(gallery()))
}

#[wasm_split(gallery, fallible)]
fn gallery() -> Drawn {
    Ok(kit::gallery())
}
