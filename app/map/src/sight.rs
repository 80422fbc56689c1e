//! Where the engine looks: camera, flights, turning and tilting, and who hears of it.
//!
//! A person's hand always wins: MapLibre stops a flight as soon as the map is dragged, and keeps the map where it is.
//! Who asked their device for less motion gets jumps.

use serde_json::{Value, json};

use crate::camera::{Camera, PITCH_MAX, wrapped};
use crate::engine::MapEngine;
use crate::geodesy::{Bounds, LonLat, Region};
use crate::gl::{get, is_motion_reduced, js, note, number};
use crate::options::Source;
use crate::pick::{Pick, PickKind};
use crate::style::LayerGroup;

/// How the camera gets somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// In one arc of 1.2 s; a jump for who wants less motion.
    Fly,
    /// At once.
    Jump,
}

/// From straight above, or tilted with buildings standing up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// 2D: straight down, tilting is off.
    Flat,
    /// 3D.
    Solid,
}

const FLIGHT_MS: u32 = 1_200;
const STEP_MS: u32 = 200;
/// The tilt on coming back from the flat view, degrees.
const SOLID_PITCH: f64 = 55.0;

impl MapEngine {
    /// Where the camera is.
    #[must_use]
    pub fn camera(&self) -> Option<Camera> {
        let gl = self.gl()?;
        let center = gl.center();
        Some(Camera {
            lon: number(&center, "lng")?,
            lat: number(&center, "lat")?,
            zoom: gl.zoom(),
            bearing: wrapped(gl.bearing()),
            pitch: gl.pitch(),
        })
    }

    /// Takes the camera there; a drag stops the flight.
    pub fn fly_to(&self, camera: Camera, motion: Motion) {
        let Some(gl) = self.gl() else { return };
        let target = json!({
            "center": [camera.lon, camera.lat], "zoom": camera.zoom, "bearing": camera.bearing, "pitch": camera.pitch,
            "duration": FLIGHT_MS,
        });
        let result = match motion {
            Motion::Fly if !is_motion_reduced() => gl.fly_to(&js(&target)),
            Motion::Fly | Motion::Jump => gl.jump_to(&js(&target)),
        };
        note("moving the camera", result);
    }

    /// Shows the whole box, keeping direction and tilt.
    pub fn fit(&self, bounds: Bounds, motion: Motion) {
        let Some(gl) = self.gl() else { return };
        let corners = json!([[bounds.west, bounds.south], [bounds.east, bounds.north]]);
        let is_still = motion == Motion::Jump || is_motion_reduced();
        let options = json!({
            "padding": 64, "maxZoom": 18.5, "bearing": gl.bearing(), "pitch": gl.pitch(),
            "duration": if is_still { 0 } else { FLIGHT_MS },
        });
        note("fitting the box", gl.fit_bounds(&js(&corners), &js(&options)));
    }

    /// One zoom level nearer.
    pub fn zoom_in(&self) {
        self.step(|camera| json!({ "zoom": camera.zoom + 1.0 }));
    }

    /// One zoom level farther.
    pub fn zoom_out(&self) {
        self.step(|camera| json!({ "zoom": camera.zoom - 1.0 }));
    }

    /// Turns the view by so many degrees clockwise.
    pub fn turn(&self, degrees: f64) {
        self.step(|camera| json!({ "bearing": wrapped(camera.bearing + degrees) }));
    }

    /// Turns the view so that north is up.
    pub fn face_north(&self) {
        self.step(|_| json!({ "bearing": 0 }));
    }

    /// Tilts the view by so many degrees; nothing happens in the flat view.
    pub fn tilt(&self, degrees: f64) {
        if self.view() == View::Solid {
            self.step(|camera| json!({ "pitch": (camera.pitch + degrees).clamp(0.0, PITCH_MAX) }));
        }
    }

    /// Switches between 2D and 3D.
    pub fn set_view(&self, view: View) {
        let Some(gl) = self.gl() else { return };
        self.inner.view.set(view);
        match view {
            View::Flat => {
                note("lying flat", gl.set_max_pitch(0.0));
            }
            View::Solid => {
                note("standing up", gl.set_max_pitch(PITCH_MAX));
                self.step(|_| json!({ "pitch": SOLID_PITCH }));
            }
        }
    }

    /// 2D or 3D.
    #[must_use]
    pub fn view(&self) -> View {
        self.inner.view.get()
    }

    /// What the canvas shows, as a box; a tilted view shows less of it than the box holds.
    #[must_use]
    pub fn bounds(&self) -> Option<Bounds> {
        let bounds = self.gl()?.bounds();
        Some(Bounds {
            west: bounds.west(),
            south: bounds.south(),
            east: bounds.east(),
            north: bounds.north(),
        })
    }

    /// Calls back with the camera after each move, for the address.
    pub fn on_camera(&self, listener: impl Fn(Camera) + 'static) {
        self.inner.heard.camera.add(listener);
    }

    /// Calls back when a person, not the program, begins to move the map.
    pub fn on_user_move(&self, listener: impl Fn() + 'static) {
        self.inner.heard.user_move.add(move |()| listener());
    }

    /// Everything in view that [`features_in`](Self::features_in) finds, alarms first and the nearest to the middle first:
    /// the list that a keyboard reaches.
    #[must_use]
    pub fn in_view(&self) -> Vec<Pick> {
        let Some(bounds) = self.bounds() else {
            return Vec::new();
        };
        self.features_in(&Region::Bounds(bounds))
    }

    /// Everything in a box or drawn polygon except dwellings, hidden groups and devices on another storey than the chosen
    /// one, alarms first.
    #[must_use]
    pub fn features_in(&self, region: &Region) -> Vec<Pick> {
        let from = self.camera().map_or(LonLat::new(0.0, 0.0), |camera| LonLat::new(camera.lon, camera.lat));
        let mut found = self.inner.index.borrow().within(region, from);
        let look = self.inner.look.borrow();
        let sift = self.inner.sift.borrow();
        let is_left_out =
            |pick: &Pick| source_of(pick.kind).is_some_and(|source| sift.leaves_out(source, pick.map_no));
        let is_elsewhere = |pick: &Pick| {
            let storeys = look.storey.zip(pick.storey).filter(|_| pick.kind == PickKind::Device);
            storeys.is_some_and(|(chosen, own)| chosen != own)
        };
        found.retain(|pick| {
            !look.hidden.contains(&group_of(pick.kind)) && !is_left_out(pick) && !is_elsewhere(pick)
        });
        found
    }

    pub(crate) fn listen_sight(&self) {
        self.listen_to("movestart", |engine, event| {
            if get(event, "originalEvent").is_object() {
                engine.inner.heard.user_move.tell(&());
            }
        });
        self.listen_to("moveend", |engine, _| {
            engine.draw_pulses();
            if let Some(camera) = engine.camera() {
                engine.inner.heard.camera.tell(&camera);
            }
        });
    }

    fn step(&self, target: impl FnOnce(Camera) -> Value) {
        let (Some(gl), Some(camera)) = (self.gl(), self.camera()) else {
            return;
        };
        let mut options = target(camera);
        options["duration"] = json!(if is_motion_reduced() { 0 } else { STEP_MS });
        note("moving the camera", gl.ease_to(&js(&options)));
    }
}

/// Where a symbol comes from; an alarm stays in the list whatever layer its device belongs to.
const fn source_of(kind: PickKind) -> Option<Source> {
    match kind {
        PickKind::Device => Some(Source::Device),
        PickKind::Case => Some(Source::Case),
        _ => None,
    }
}

const fn group_of(kind: PickKind) -> LayerGroup {
    match kind {
        PickKind::Alarm => LayerGroup::Alarm,
        PickKind::Case => LayerGroup::Case,
        PickKind::Device => LayerGroup::Device,
        PickKind::Organisation => LayerGroup::Organisation,
        PickKind::Resident => LayerGroup::Resident,
        PickKind::Dwelling => LayerGroup::Dwelling,
        PickKind::Storey | PickKind::Building => LayerGroup::Building,
        PickKind::Area => LayerGroup::Grid,
    }
}
