//! The handle to a map: `Copy`, safe to keep in any closure, and silent while there is no map.

use chrono::{DateTime, Utc};
use contract::geo::Wgs84;
use kit::{Call, t};
use leptos::prelude::*;
use map::{Camera, Hover, LonLat, MapEngine, Measure, Motion, NoMap, Pick, PickKind, Source, Spot};

use super::base::Ground;

/// Zoom, and tilt in degrees, at which a dwelling is looked at.
const NEAR: (f64, f64) = (18.6, 60.0);
/// Zoom, and tilt in degrees, at which a community is looked at.
const OVER: (f64, f64) = (16.6, 55.0);
/// Views that the back button remembers.
const PASTS: usize = 20;

/// Whether there is a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaneStatus {
    /// It is being loaded.
    Loading,
    /// It is there.
    On,
    /// There is none, and why; the page shows lists.
    Off(NoMap),
}

/// A handle to a map on a page.
#[derive(Clone, Copy)]
pub struct Pane {
    engine: StoredValue<Option<MapEngine>, LocalStorage>,
    pasts: StoredValue<Vec<Camera>>,
    home: StoredValue<Option<Camera>>,
    /// Whether there is a map.
    pub status: RwSignal<PaneStatus>,
    /// Where it looks, after each move.
    pub camera: RwSignal<Option<Camera>>,
    /// What is in view, alarms first, the nearest to the middle first.
    pub in_view: RwSignal<Vec<Pick>>,
    /// What the pointer rests on.
    pub hover: RwSignal<Option<Hover>>,
    /// Several things at the spot that was clicked.
    pub here: RwSignal<Vec<Pick>>,
    /// The measurement on the map.
    pub measure: RwSignal<Option<Measure>>,
    /// The storey above which all is cut away.
    pub storey: RwSignal<Option<i32>>,
    /// Whether it is looked at straight from above.
    pub is_flat: RwSignal<bool>,
    /// What lies under the things on it.
    pub ground: RwSignal<Ground>,
    /// Whether the base map could not be loaded.
    pub has_failed: RwSignal<bool>,
    /// When the first of its sources was read; none while nothing was.
    pub read_at: RwSignal<Option<DateTime<Utc>>>,
    /// Counts the times that a person moved the map.
    pub user_moves: RwSignal<u32>,
}

impl Pane {
    /// A handle without a map yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            engine: StoredValue::new_local(None),
            pasts: StoredValue::new(Vec::new()),
            home: StoredValue::new(None),
            status: RwSignal::new(PaneStatus::Loading),
            camera: RwSignal::new(None),
            in_view: RwSignal::new(Vec::new()),
            hover: RwSignal::new(None),
            here: RwSignal::new(Vec::new()),
            measure: RwSignal::new(None),
            storey: RwSignal::new(None),
            is_flat: RwSignal::new(false),
            ground: RwSignal::new(Ground::standard(false)),
            has_failed: RwSignal::new(false),
            read_at: RwSignal::new(None),
            user_moves: RwSignal::new(0),
        }
    }

    /// Does something with the map, if there is one.
    pub fn with<T>(self, act: impl FnOnce(&MapEngine) -> T) -> Option<T> {
        // A handle of its own, so that what the map calls back may come here again.
        let engine = self.engine.try_get_value().flatten()?;
        Some(act(&engine))
    }

    /// Does something as soon as there is a map; belongs to the present component.
    pub fn when_on(self, act: impl Fn(&MapEngine) + 'static) {
        Effect::new(move |_| {
            if self.status.get() == PaneStatus::On {
                untrack(|| self.with(&act));
            }
        });
    }

    /// Flies there; the back button returns.
    pub fn fly_to(self, camera: Camera) {
        self.remember();
        self.with(|engine| engine.fly_to(camera, Motion::Fly));
    }

    /// Flies near a place, keeping the direction of the view.
    pub fn fly_near(self, at: Wgs84) {
        let bearing = self.with(MapEngine::camera).flatten().map_or(0.0, |camera| camera.bearing);
        self.fly_to(camera_near(at, bearing));
    }

    /// Moves so far away that all these places are seen.
    pub fn fit(self, places: &[Wgs84]) {
        let points: Vec<LonLat> = places.iter().map(|at| lon_lat(*at)).collect();
        if let Some(bounds) = map::Bounds::around(&points) {
            self.remember();
            self.with(|engine| engine.fit(bounds, Motion::Fly));
        }
    }

    /// Returns to the view before the last flight.
    pub fn back(self) {
        let before = self.pasts.try_update_value(Vec::pop).flatten();
        if let Some(camera) = before {
            self.with(|engine| engine.fly_to(camera, Motion::Fly));
        }
    }

    /// Returns to the first view.
    pub fn go_home(self) {
        if let Some(camera) = self.home.try_get_value().flatten() {
            self.fly_to(camera);
        }
    }

    /// Cuts away what is above a storey and leaves out devices of other storeys; none shows whole buildings.
    pub fn choose_storey(self, storey: Option<i32>) {
        self.storey.set(storey);
        self.with(|engine| engine.set_storey(storey));
        self.look_around();
    }

    /// Loads the dwellings of a group of buildings, once.
    pub fn load_group(self, group: &str) {
        let groups = [group.to_owned()];
        self.with(|engine| engine.load_dwellings(&groups));
    }

    /// Shows these spots in place of those before, as soon as there is a map.
    pub fn set_spots(self, spots: Vec<Spot>) {
        if self.status.get_untracked() == PaneStatus::On {
            self.with(|engine| engine.set_spots(&spots));
        } else {
            self.when_on(move |engine| engine.set_spots(&spots));
        }
    }

    /// A thing by its kind and number, if the map has loaded it.
    #[must_use]
    pub fn find(self, kind: PickKind, map_no: u32) -> Option<Pick> {
        self.with(|engine| engine.find(kind, map_no)).flatten()
    }

    /// Lists anew what is in view.
    pub fn look_around(self) {
        if let Some(found) = self.with(MapEngine::in_view) {
            self.in_view.try_set(found);
        }
    }

    /// Takes over the map that has started, or why there is none.
    pub(super) fn take(
        self,
        started: Result<MapEngine, NoMap>,
        on_pick: Option<Call<Pick>>,
        on_spot: Option<Call<Wgs84>>,
    ) {
        let engine = match started {
            Ok(engine) => engine,
            Err(why) => {
                self.status.try_set(PaneStatus::Off(why));
                return;
            }
        };
        engine.on_camera(move |camera| {
            self.camera.try_set(Some(camera));
            self.look_around();
        });
        engine.on_ready(move || self.look_around());
        engine.on_contents(move || {
            if self.read_at.try_get_untracked() == Some(None) {
                self.read_at.try_set(Some(kit::now()));
            }
            self.look_around();
        });
        engine.on_hover(move |hover| {
            self.hover.try_set(hover);
        });
        engine.on_measure(move |measure| {
            self.measure.try_set(measure);
        });
        engine.on_user_move(move || {
            self.user_moves.try_update(|n| *n = n.wrapping_add(1));
        });
        engine.on_source_failed(move |source| {
            if matches!(source, Source::Ground | Source::Building) {
                self.has_failed.try_set(true);
            }
        });
        // A map to point at places only asks nobody which of several things is meant.
        if let Some(call) = on_pick {
            engine.on_pick(move |mut picks| {
                if picks.len() > 1 {
                    self.here.try_set(picks);
                    return;
                }
                self.here.try_set(Vec::new());
                if let Some(pick) = picks.pop() {
                    call.try_run(pick);
                }
            });
        }
        if let Some(call) = on_spot {
            engine.on_click(move |at| {
                call.try_run(Wgs84 { lon: at.lon, lat: at.lat });
            });
        }
        self.camera.try_set(engine.camera());
        self.home.try_update_value(|home| *home = home.or(engine.camera()));
        self.engine.try_set_value(Some(engine));
        self.status.try_set(PaneStatus::On);
    }

    /// Sets where the reset button leads.
    pub fn set_home(self, camera: Camera) {
        self.home.set_value(Some(camera));
    }

    fn remember(self) {
        let Some(camera) = self.with(MapEngine::camera).flatten() else { return };
        self.pasts.try_update_value(|pasts| {
            if pasts.len() == PASTS {
                pasts.remove(0);
            }
            pasts.push(camera);
        });
    }
}

/// The view of a dwelling from that direction, degrees clockwise from north.
#[must_use]
pub fn camera_near(at: Wgs84, bearing: f64) -> Camera {
    Camera { lon: at.lon, lat: at.lat, zoom: NEAR.0, bearing, pitch: NEAR.1 }
}

/// The view of a whole community.
#[must_use]
pub fn camera_over(at: Wgs84) -> Camera {
    Camera { lon: at.lon, lat: at.lat, zoom: OVER.0, bearing: -20.0, pitch: OVER.1 }
}

/// A position as the map takes it.
#[must_use]
pub fn lon_lat(at: Wgs84) -> LonLat {
    LonLat::new(at.lon, at.lat)
}

/// The direction from one place to another, degrees clockwise from north; none when they are one and the same spot.
#[must_use]
pub fn bearing_from(from: Wgs84, to: Wgs84) -> Option<f64> {
    if from.distance_m(to) < 1.0 {
        return None;
    }
    let east = (to.lon - from.lon) * from.lat.to_radians().cos();
    let north = to.lat - from.lat;
    Some(east.atan2(north).to_degrees())
}

/// 「你在这里」.
#[must_use]
pub fn here_spot(at: Wgs84) -> Spot {
    Spot { at: lon_lat(at), class: "map-here", state: None, name: t("map.you_are_here") }
}

/// A place that was chosen or found.
#[must_use]
pub fn chosen_spot(at: Wgs84, name: String) -> Spot {
    Spot { at: lon_lat(at), class: "map-chosen", state: None, name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_is_counted_clockwise_from_north() {
        let from = Wgs84 { lon: 120.1, lat: 30.27 };
        let to = |lon: f64, lat: f64| bearing_from(from, Wgs84 { lon: from.lon + lon, lat: from.lat + lat });
        assert_eq!(to(0.0, 0.001), Some(0.0));
        assert_eq!(to(0.001, 0.0), Some(90.0));
        assert!(to(0.0, -0.001).is_some_and(|bearing| (bearing.abs() - 180.0).abs() < 1e-9));
        assert_eq!(to(0.0, 0.0), None);
    }
}
