//! Small maps to point at a place and to see one, and the spots that a page marks on its map: where this device is, and what was chosen.

use contract::{geo::Wgs84, spatial::PlaceRow};
use kit::{Call, Remote, t};
use leptos::prelude::*;

use super::{
    Pane, PaneOptions, PaneStatus, camera_near, camera_over, chosen_spot, here_spot, view::map_pane,
};
use crate::{
    offline::{Copied, remembered},
    position::position,
    trouble::ask,
};

/// A small map to point at a place. It begins at what was chosen before, else at the place that is named, else at this
/// device.
#[must_use]
pub fn spot_map(chosen: RwSignal<Option<Wgs84>>, named: Option<Wgs84>) -> AnyView {
    let place = position();
    let pane = Pane::new();
    let marked = Signal::derive(move || chosen.get().map(|at| (at, t("grid.report_place"))));
    mark_spots(pane, Signal::derive(move || place.get().at()), marked);
    landmarks().view(move |copy| {
        let begin = untrack(|| chosen.get().or(named).or_else(|| place.get().at()));
        let camera = match begin {
            Some(at) => camera_near(at, 0.0),
            None => camera_over(centre(&copy.value).unwrap_or_default()),
        };
        let mut options = PaneOptions::new(pane, t("map.pick"), camera);
        options.on_spot = Some(Call::new(move |at: Wgs84| {
            chosen.try_set(Some(at));
        }));
        map_pane(options)
    })
}

/// A small map of one place, and of where this device is.
#[must_use]
pub fn seen_map(at: Wgs84, name: String) -> AnyView {
    let place = position();
    let pane = Pane::new();
    let marked = Signal::stored(Some((at, name.clone())));
    mark_spots(pane, Signal::derive(move || place.get().at()), marked);
    map_pane(PaneOptions::new(pane, name, camera_near(at, 0.0)))
}

/// Shows where this device is and what was chosen, as both change.
pub fn mark_spots(pane: Pane, here: Signal<Option<Wgs84>>, chosen: Signal<Option<(Wgs84, String)>>) {
    Effect::new(move |_| {
        let is_on = pane.status.get() == PaneStatus::On;
        let here = here.get().map(here_spot);
        let chosen = chosen.get().map(|(at, name)| chosen_spot(at, name));
        if is_on {
            let spots: Vec<_> = here.into_iter().chain(chosen).collect();
            pane.with(|engine| engine.set_spots(&spots));
        }
    });
}

/// Where things are that people look for; their middle is where a map begins that knows no position.
#[must_use]
pub fn landmarks() -> Remote<Copied<Vec<PlaceRow>>> {
    Remote::new("ground", || remembered("place".into(), ask(api::spatial::list_places(None, None, None))))
}

/// The middle of some places.
#[must_use]
pub fn centre(places: &[PlaceRow]) -> Option<Wgs84> {
    let n = places.len() as f64;
    let (lon, lat) =
        places.iter().fold((0.0, 0.0), |(lon, lat), place| (lon + place.at.lon, lat + place.at.lat));
    (!places.is_empty()).then(|| Wgs84 { lon: lon / n, lat: lat / n })
}
