//! What the engine draws out of its index: open alarms, storey bands, needles, pulses and labels.
//!
//! These are few features, so their sources are written whole, from Rust. A needle and the pulse at its foot make a
//! dwelling visible from every side, in stills and in grey; colour alone would not.

use std::collections::{BTreeMap, HashMap};

use js_sys::{Array, Object};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;

use crate::band::bands;
use crate::engine::MapEngine;
use crate::feature::{alarm_feature, label, measure_features, needle, needle_of};
use crate::geodesy::LonLat;
use crate::gl::{GlMarker, js, note, run, set};
use crate::index::Device;
use crate::pick::PickKind;
use crate::style::LayerGroup;

/// Fewer alarms than this are each drawn by themselves from far away.
const FEW_ALARMS: usize = 10;
/// At most this many pulses at once: more than these no one can follow.
const PULSES: usize = 12;

impl MapEngine {
    pub(crate) fn draw_alarms(&self) {
        let (features, count, ranks, estates, storeys) = {
            let index = self.inner.index.borrow();
            let alarms = index.alarms();
            let features: Vec<Value> = alarms.iter().map(|device| alarm_feature(device)).collect();
            (features, alarms.len(), index.dwelling_ranks(), index.estate_alarms(), index.storey_ranks())
        };
        self.write("alarm", &json!(features));
        self.draw_dwelling_ranks(ranks);
        self.draw_estate_ranks(&estates);
        self.draw_storeys(&storeys);
        self.restyle(|look| {
            look.are_alarms_few = count < FEW_ALARMS;
            look.alarmed = storeys.keys().copied().collect();
        });
    }

    pub(crate) fn draw_needles(&self) {
        let features: Vec<Value> = {
            let index = self.inner.index.borrow();
            let grave = index.alarms().into_iter().filter(|device| device.status.is_lasting());
            let grave = grave.filter(|device| device.status.state == crate::state::State::Level1);
            let mut features: Vec<Value> = grave.map(|device| needle_of(&index, device)).collect();
            let focus = self.inner.look.borrow().focus;
            if let Some(dwelling) = focus.and_then(|focus| index.dwellings.get(&focus.dwelling)) {
                let roof_m = index
                    .buildings
                    .get(&dwelling.building)
                    .map_or(dwelling.top_m, |building| building.height_m);
                // In the colour of the dwelling, so that it does not hide that of an alarm at the same spot.
                let rank = self.inner.live.borrow().shown.get(&dwelling.pick.map_no).copied().unwrap_or(0);
                features.push(needle(dwelling.pick.position(), dwelling.top_m, roof_m, rank));
            }
            features
        };
        self.write("needle", &json!(features));
    }

    /// Sets a ring at each of the worst urgent alarms in view; the style sheet grows and fades it.
    pub(crate) fn draw_pulses(&self) {
        let (Some(gl), Some(bounds)) = (self.gl(), self.bounds()) else {
            return;
        };
        let is_hidden = self.inner.look.borrow().hidden.contains(&LayerGroup::Alarm);
        let wanted: HashMap<u32, (LonLat, u8)> = {
            let index = self.inner.index.borrow();
            let urgent = index.alarms().into_iter().filter(|device| device.status.is_urgent() && !is_hidden);
            let seen = urgent.filter(|device| bounds.contains(device.pick.position()));
            let level = |device: &Device| 8 - device.status.state.rank();
            seen.take(PULSES)
                .map(|device| (device.pick.map_no, (device.pick.position(), level(device))))
                .collect()
        };
        let mut pulses = self.inner.pulses.borrow_mut();
        pulses.retain(|map_no, marker| {
            let is_wanted = wanted.contains_key(map_no);
            if !is_wanted {
                marker.take_off();
            }
            is_wanted
        });
        for (map_no, (position, level)) in wanted {
            if pulses.contains_key(&map_no) {
                continue;
            }
            if let Some(marker) = note("making a pulse", self.pulse(level)) {
                marker.set_lng_lat(&js(&json!([position.lon, position.lat])));
                marker.add_to(gl);
                pulses.insert(map_no, marker);
            }
        }
    }

    pub(crate) fn draw_labels(&self) {
        let features: Vec<Value> = {
            let index = self.inner.index.borrow();
            let look = self.inner.look.borrow();
            let estates = index.estate_alarms();
            let areas = index.areas.values().map(|area| {
                let kind = if matches!(area.class.as_str(), "gate" | "place") {
                    "place"
                } else {
                    area.class.as_str()
                };
                let alarms = estates.get(&area.pick.map_no).map_or(0, |(count, _)| *count);
                let text =
                    if alarms == 0 { area.pick.name.clone() } else { format!("{} {alarms}", area.pick.name) };
                label(area.pick.map_no, area.pick.position(), kind, &text)
            });
            let buildings = index.buildings.values();
            let buildings = buildings.map(|building| {
                label(building.pick.map_no, building.pick.position(), "building", &building.number)
            });
            let dwellings = index
                .dwellings
                .values()
                .filter(|dwelling| dwelling.pick.storey == look.storey && look.storey.is_some());
            let dwellings = dwellings.map(|dwelling| {
                label(dwelling.pick.map_no, dwelling.pick.position(), "dwelling", &dwelling.pick.name)
            });
            areas.chain(buildings).chain(dwellings).collect()
        };
        self.write("label", &json!(features));
    }

    pub(crate) fn draw_measure(&self) {
        let features = self.inner.measure.borrow().as_ref().map(measure_features).unwrap_or_default();
        self.write("measure", &json!(features));
    }

    fn draw_dwelling_ranks(&self, mut ranks: HashMap<u32, u8>) {
        let shown = {
            let mut live = self.inner.live.borrow_mut();
            for (map_no, state) in &live.dwellings {
                let worst = ranks.entry(*map_no).or_insert(0);
                *worst = (*worst).max(state.rank());
            }
            std::mem::replace(&mut live.shown, ranks.clone())
        };
        self.mark_ranks("dwelling", &shown, &ranks);
    }

    fn draw_estate_ranks(&self, estates: &HashMap<u32, (usize, u8)>) {
        let ranks: HashMap<u32, u8> = estates.iter().map(|(map_no, (_, rank))| (*map_no, *rank)).collect();
        let shown = std::mem::replace(&mut self.inner.live.borrow_mut().estates, ranks.clone());
        if shown != ranks {
            self.mark_ranks("ground", &shown, &ranks);
            self.draw_labels();
        }
    }

    fn mark_ranks(&self, source: &str, shown: &HashMap<u32, u8>, ranks: &HashMap<u32, u8>) {
        for (map_no, rank) in ranks {
            if shown.get(map_no) != Some(rank) {
                self.mark(source, *map_no, &json!({ "rank": rank }));
            }
        }
        for map_no in shown.keys().filter(|map_no| !ranks.contains_key(*map_no)) {
            self.mark(source, *map_no, &json!({ "rank": 0 }));
        }
    }

    fn draw_storeys(&self, storeys: &BTreeMap<u32, BTreeMap<i32, u8>>) {
        let mut features = Vec::new();
        for (map_no, ranks) in storeys {
            let index = self.inner.index.borrow();
            let footprint = self.inner.footprints.borrow().get(&(PickKind::Building, *map_no)).cloned();
            let (Some(building), Some(footprint)) = (index.buildings.get(map_no), footprint) else {
                continue;
            };
            for band in bands(building.height_m, building.storeys, ranks) {
                let properties = json!({
                    "building": map_no, "base_m": band.base_m, "top_m": band.top_m,
                    "rank": band.rank, "storey": band.storey,
                });
                features.push(shaped(&footprint, &properties));
            }
        }
        self.write_features("storey", &features);
    }

    fn pulse(&self, level: u8) -> Result<GlMarker, JsValue> {
        let document =
            web_sys::window().and_then(|window| window.document()).ok_or("there is no document")?;
        let element = document.create_element("div")?;
        element.set_class_name("map-pulse");
        element.set_attribute("data-state", &format!("level{level}"))?;
        // Alarms are announced in words elsewhere; the ring says nothing to a reader.
        element.set_attribute("aria-hidden", "true")?;
        // MapLibre moves the element by a transform, so the ring that grows is drawn inside it by the style sheet.
        let options = Object::new();
        set(&options, "element", &element);
        self.inner.module.marker(&options)
    }

    fn write(&self, source: &str, features: &Value) {
        if let Some(layer) = self.gl().and_then(|gl| gl.source(source)) {
            run(layer.set_data(&js(&json!({ "type": "FeatureCollection", "features": features }))));
        }
    }

    pub(crate) fn write_features(&self, source: &str, features: &[JsValue]) {
        let Some(layer) = self.gl().and_then(|gl| gl.source(source)) else {
            return;
        };
        let collection = js(&json!({ "type": "FeatureCollection" }));
        let list: Array = features.iter().collect();
        set(&collection, "features", &list);
        run(layer.set_data(&collection));
    }
}

/// A feature with a shape that the map already holds.
pub fn shaped(geometry: &JsValue, properties: &Value) -> JsValue {
    let feature = js(&json!({ "type": "Feature", "properties": properties }));
    set(&feature, "geometry", geometry);
    feature
}
