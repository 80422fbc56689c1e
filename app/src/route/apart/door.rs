//! What is opened once: choosing a password by a link, and pairing a wall or a kiosk.

use crate::{
    route::part::{Drawing, Drawn},
    shell::{pair, setup},
};
use wasm_split_helpers::wasm_split;

/// Draws `/setup`.
pub fn draw_setup(_: &'static str) -> Drawing {
    Drawing::Coming(Box::pin(setup_page()))
}

/// Draws `/pair`.
pub fn draw_pair(_: &'static str) -> Drawing {
    Drawing::Coming(Box::pin(pair_page()))
}

#[wasm_split(door, fallible)]
fn setup_page() -> Drawn {
    Ok(setup::page())
}

#[wasm_split(door, fallible)]
fn pair_page() -> Drawn {
    Ok(pair::page())
}
