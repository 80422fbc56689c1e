//! The you-are-here map: where the kiosk stands, and what was found or pointed at. The one place that asks for a map.

use contract::geo::Wgs84;
use kit::{Call, t};
use leptos::prelude::*;

use super::way;
use crate::{
    position::position,
    scene::{Pane, PaneOptions, PaneStatus, camera_near, camera_over, map_pane, mark_spots},
};

/// Symbols and words against the desk's: it is read standing.
const SCALE: f64 = 2.0;

/// Where the kiosk stands: as it was set up, else as the device says; tracked.
#[must_use]
pub fn here() -> Option<Wgs84> {
    way::kept_place().or_else(|| position().get().at())
}

/// A map with where one is and what was chosen. `centre` is where it begins when it knows neither.
#[must_use]
pub fn place_map(
    name: String,
    chosen: Signal<Option<(Wgs84, String)>>,
    centre: Option<Wgs84>,
    on_spot: Option<Call<Wgs84>>,
) -> AnyView {
    let pane = Pane::new();
    mark_spots(pane, Signal::derive(here), chosen);
    let camera = untrack(|| match (chosen.get().map(|(at, _)| at), here().or(centre)) {
        (Some(at), _) => camera_near(at, 0.0),
        (None, at) => camera_over(at.unwrap_or_default()),
    });
    let mut options = PaneOptions::new(pane, name, camera);
    options.scale = SCALE;
    options.on_spot = on_spot;
    let failed = move || {
        let is_off = matches!(pane.status.get(), PaneStatus::Off(_));
        is_off.then(|| view! { <p class="hint" role="status">{t("kiosk.map_failed")}</p> })
    };
    view! {
        {map_pane(options)}
        {failed}
    }
    .into_any()
}
