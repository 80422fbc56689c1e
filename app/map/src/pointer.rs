//! What the pointer does on the map: picking, hovering, opening clusters, setting points of a measurement.
//!
//! There is one listener for clicks on the whole map, not one per layer: only so can one thing win over another.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::engine::MapEngine;
use crate::geodesy::LonLat;
use crate::gl::{get, is_motion_reduced, js, map_no, note, number, text};
use crate::index::device_pick;
use crate::measure::{Measure, MeasureKind};
use crate::options::Hover;
use crate::pick::{Pick, PickKind, meant};

/// Layers of symbols; a pointer that misses one by a little still means it.
const SYMBOLS: [&str; 6] = ["alarm", "case", "device", "organisation", "resident", "cluster"];
/// Layers of solid and flat things, which are only hit exactly.
const SOLIDS: [&str; 7] =
    ["dwelling", "storey-near", "storey-far", "building-near", "building-far", "label-place", "area"];
/// How far from a symbol a pointer may be, in CSS pixels.
const REACH_PX: f64 = 6.0;
/// How long the pointer rests before a name shows.
const HOVER_MS: u32 = 300;

impl MapEngine {
    /// Calls back with what a click means: nothing, one thing, or all symbols on one spot, the most wanted first. A click
    /// on a cluster comes nearer instead, and while measuring clicks set points.
    pub fn on_pick(&self, listener: impl Fn(Vec<Pick>) + 'static) {
        self.inner.heard.pick.add(listener);
    }

    /// Calls back with what the pointer rests on, 300 ms after it came to rest, and with nothing when it leaves.
    pub fn on_hover(&self, listener: impl Fn(Option<Hover>) + 'static) {
        self.inner.heard.hover.add(listener);
    }

    /// Calls back whenever the measurement changes, and with nothing when it is cleared.
    pub fn on_measure(&self, listener: impl Fn(Option<Measure>) + 'static) {
        self.inner.heard.measure.add(listener);
    }

    /// Begins a measurement, in place of any other; clicks now set points.
    pub fn begin_measure(&self, kind: MeasureKind) {
        *self.inner.measure.borrow_mut() = Some(Measure::new(kind));
        self.tell_measure();
    }

    /// Sets a point of the measurement, for who types coordinates instead of clicking.
    pub fn add_measure_point(&self, point: LonLat) {
        self.measure(|measure| measure.add(point));
    }

    /// Takes back the last point of the measurement.
    pub fn undo_measure_point(&self) {
        self.measure(Measure::undo);
    }

    /// Ends the measurement; it stays on the map and clicks pick again.
    pub fn finish_measure(&self) {
        self.measure(Measure::finish);
    }

    /// Takes the measurement off the map.
    pub fn clear_measure(&self) {
        *self.inner.measure.borrow_mut() = None;
        self.tell_measure();
    }

    pub(crate) fn listen_pointer(&self) {
        self.listen_to("click", Self::click);
        self.listen_to("mousemove", Self::rest);
        self.listen_to("mouseout", |engine, _| engine.leave());
        self.listen_to("movestart", |engine, _| engine.leave());
    }

    fn click(&self, event: &JsValue) {
        if self.inner.measure.borrow().as_ref().is_some_and(|measure| !measure.is_finished) {
            let at = get(event, "lngLat");
            if let Some((lon, lat)) = number(&at, "lng").zip(number(&at, "lat")) {
                self.add_measure_point(LonLat::new(lon, lat));
            }
            return;
        }
        let Some((x, y)) = spot(event) else { return };
        let symbols = self.symbols_at(x, y);
        let cluster = symbols.first().filter(|feature| layer_of(feature).as_deref() == Some("cluster"));
        if let Some(cluster) = cluster {
            self.open_cluster(cluster);
            return;
        }
        let found = self.meant_at(&symbols, x, y);
        self.inner.heard.pick.tell(&found);
    }

    fn rest(&self, event: &JsValue) {
        let Some((x, y)) = spot(event) else { return };
        if self.inner.hovered.get().is_some() {
            self.leave();
        }
        let weak = Rc::downgrade(&self.inner);
        let timer = Timeout::new(HOVER_MS, move || {
            if let Some(inner) = weak.upgrade() {
                Self { inner }.hover(x, y);
            }
        });
        // Setting the new timer drops, and so stops, the one before.
        *self.inner.hover_timer.borrow_mut() = Some(timer);
    }

    fn hover(&self, x: f64, y: f64) {
        let symbols = self.symbols_at(x, y);
        let Some(pick) = self.meant_at(&symbols, x, y).into_iter().next() else {
            return;
        };
        self.inner.hovered.set(Some(pick.map_no));
        if pick.kind == PickKind::Dwelling {
            self.mark("dwelling", pick.map_no, &json!({ "hover": true }));
        }
        self.inner.heard.hover.tell(&Some(Hover { pick, x, y }));
    }

    fn leave(&self) {
        drop(self.inner.hover_timer.take());
        if let Some(map_no) = self.inner.hovered.take() {
            if self.inner.index.borrow().dwellings.contains_key(&map_no) {
                self.mark("dwelling", map_no, &json!({ "hover": false }));
            }
            self.inner.heard.hover.tell(&None);
        }
    }

    fn measure(&self, change: impl FnOnce(&mut Measure)) {
        if let Some(measure) = self.inner.measure.borrow_mut().as_mut() {
            change(measure);
        }
        self.tell_measure();
    }

    fn tell_measure(&self) {
        self.draw_measure();
        let measure = self.inner.measure.borrow().clone();
        self.inner.heard.measure.tell(&measure);
    }

    fn symbols_at(&self, x: f64, y: f64) -> Vec<JsValue> {
        self.rendered(&json!([[x - REACH_PX, y - REACH_PX], [x + REACH_PX, y + REACH_PX]]), &SYMBOLS)
    }

    fn meant_at(&self, symbols: &[JsValue], x: f64, y: f64) -> Vec<Pick> {
        let found = self.picks(symbols);
        if !found.is_empty() {
            return meant(found);
        }
        meant(self.picks(&self.rendered(&json!([x, y]), &SOLIDS)))
    }

    fn rendered(&self, place: &Value, layers: &[&str]) -> Vec<JsValue> {
        let Some(gl) = self.gl() else { return Vec::new() };
        let found = gl.rendered(&js(place), &js(&json!({ "layers": layers, "validate": false })));
        note("looking for features", found).map(|features| features.iter().collect()).unwrap_or_default()
    }

    fn picks(&self, features: &[JsValue]) -> Vec<Pick> {
        features.iter().filter_map(|feature| self.pick_of(feature)).collect()
    }

    /// The thing that a drawn feature stands for.
    fn pick_of(&self, feature: &JsValue) -> Option<Pick> {
        let index = self.inner.index.borrow();
        let layer = layer_of(feature)?;
        match layer.as_str() {
            "alarm" | "device" => index.devices.get(&map_no(feature, "id")?).map(device_pick),
            "case" => index.cases.get(&map_no(feature, "id")?).cloned(),
            "organisation" => index.organisations.get(&map_no(feature, "id")?).cloned(),
            "resident" => index.residents.get(&map_no(feature, "id")?).cloned(),
            "dwelling" => index.dwellings.get(&map_no(feature, "id")?).map(|dwelling| dwelling.pick.clone()),
            "building-near" | "building-far" => {
                index.buildings.get(&map_no(feature, "id")?).map(|building| building.pick.clone())
            }
            "storey-near" | "storey-far" => {
                let properties = get(feature, "properties");
                let building = index.buildings.get(&map_no(&properties, "building")?)?.pick.clone();
                let storey = number(&properties, "storey").map(|storey| storey as i32);
                let kind = if storey.is_some() { PickKind::Storey } else { PickKind::Building };
                Some(Pick { kind, storey, ..building })
            }
            "label-place" | "area" => index.areas.get(&map_no(feature, "id")?).map(|area| area.pick.clone()),
            _ => None,
        }
    }

    /// Comes so near that the cluster parts.
    fn open_cluster(&self, feature: &JsValue) {
        let Some(layer) = self.gl().and_then(|gl| gl.source("device")) else {
            return;
        };
        let Some(cluster) = number(&get(feature, "properties"), "cluster_id") else {
            return;
        };
        let center = get(&get(feature, "geometry"), "coordinates");
        let (weak, promise) = (Rc::downgrade(&self.inner), layer.expansion_zoom(cluster));
        spawn_local(async move {
            let Some(zoom) = note("opening a cluster", JsFuture::from(promise).await) else {
                return;
            };
            let Some(inner) = weak.upgrade() else { return };
            let engine = Self { inner };
            let Some(gl) = engine.gl() else { return };
            let duration = if is_motion_reduced() { 0 } else { 400 };
            let options = js(&json!({ "duration": duration }));
            crate::gl::set(&options, "center", &center);
            crate::gl::set(&options, "zoom", &zoom);
            note("coming nearer", gl.ease_to(&options));
        });
    }
}

fn spot(event: &JsValue) -> Option<(f64, f64)> {
    let point = get(event, "point");
    number(&point, "x").zip(number(&point, "y"))
}

fn layer_of(feature: &JsValue) -> Option<String> {
    text(&get(feature, "layer"), "id")
}
