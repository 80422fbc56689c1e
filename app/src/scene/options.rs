//! What a pane starts with and what stands around its canvas.

use chrono::{DateTime, Utc};
use kit::Call;
use leptos::prelude::*;
use map::{Camera, Pick};

use contract::geo::Wgs84;

use super::Pane;

/// What a pane starts with. Everything but the first three may stay as it is.
pub struct PaneOptions {
    /// The handle by which the page talks to the map.
    pub pane: Pane,
    /// Accessible name of the map.
    pub name: String,
    /// First view; also where the reset button leads.
    pub camera: Camera,
    /// Dark, as on the wall.
    pub is_dark: bool,
    /// Size of text and symbols against the desk's.
    pub scale: f64,
    /// What a click on a thing does; of several things at one spot the person chooses first.
    pub on_pick: Option<Call<Pick>>,
    /// What a click anywhere does, for choosing a position.
    pub on_spot: Option<Call<Wgs84>>,
    /// A list beside the map: its head and its rows.
    pub list: Option<(Signal<String>, AnyView)>,
    /// A card at the thing in question.
    pub card: Option<AnyView>,
    /// The time bar.
    pub time: Option<AnyView>,
    /// What the frame of looking back says.
    pub past: Option<AnyView>,
    /// Whether the page looks back.
    pub is_past: Signal<bool>,
    /// Of when the data is, on a page that hears of changes; elsewhere it is of when the map's first source was read.
    pub as_of: Option<Signal<DateTime<Utc>>>,
    /// More at the foot, such as whose data.
    pub foot: Option<AnyView>,
}

impl PaneOptions {
    /// A light map without a list.
    #[must_use]
    pub fn new(pane: Pane, name: String, camera: Camera) -> Self {
        Self {
            pane,
            name,
            camera,
            is_dark: false,
            scale: 1.0,
            on_pick: None,
            on_spot: None,
            list: None,
            card: None,
            time: None,
            past: None,
            is_past: Signal::derive(|| false),
            as_of: None,
            foot: None,
        }
    }
}
