//! States that change while the map is open, and the sources that are read again.
//!
//! A device's state is part of its source, because a cluster is coloured by the worst state in it. So changes are
//! gathered and written together, at most four times a second; what depends on them is drawn in the same step.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Object};
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::engine::MapEngine;
use crate::gl::{get, js, note, run, set};
use crate::options::Source;
use crate::pick::{Pick, PickKind};
use crate::read;
use crate::state::{Standing, State, Status};
use crate::style::nothing;

/// The shortest time between two writes to the device source.
const SETTLE_MS: u32 = 250;

/// States that have not gone to the map yet, or that hold beside the sources.
#[derive(Debug, Default)]
pub(crate) struct Live {
    /// Devices whose state is not in the source yet.
    pub dirty: HashSet<u32>,
    /// Told since the source was last asked for: newer than what it will say.
    pub since: HashMap<u32, Status>,
    /// States of dwellings that were told directly.
    pub dwellings: HashMap<u32, State>,
    /// Ranks that dwellings show.
    pub shown: HashMap<u32, u8>,
    /// Ranks that estates show.
    pub estates: HashMap<u32, u8>,
}

impl MapEngine {
    /// Tells how a device is now; a state that is no alarm ends its alarm on the map.
    pub fn set_device_state(&self, map_no: u32, state: State, standing: Standing) {
        let status = Status { state, standing };
        {
            let mut live = self.inner.live.borrow_mut();
            live.since.insert(map_no, status);
            live.dirty.insert(map_no);
        }
        if let Some(device) = self.inner.index.borrow_mut().devices.get_mut(&map_no) {
            device.status = status;
        }
        self.settle_soon();
    }

    /// Tells the state of a dwelling beside that of its devices, which colour it by themselves; the worse one shows.
    /// [`State::Normal`] takes it back.
    pub fn set_dwelling_state(&self, map_no: u32, state: State) {
        let mut live = self.inner.live.borrow_mut();
        if state == State::Normal {
            live.dwellings.remove(&map_no);
        } else {
            live.dwellings.insert(map_no, state);
        }
        drop(live);
        self.settle_soon();
    }

    /// Loads the dwellings of building groups that are not loaded yet.
    pub fn load_dwellings(&self, groups: &[String]) {
        for group in groups {
            if self.inner.groups.borrow_mut().insert(group.clone()) {
                self.fetch_dwellings(group.clone());
            }
        }
    }

    /// Asks the server for a source again.
    pub fn reload(&self, source: Source) {
        let Some(gl) = self.gl() else { return };
        let Some(layer) = gl.source(source.word()) else {
            return;
        };
        if source == Source::Dwelling {
            run(layer.set_data(&js(&nothing())));
            self.inner.index.borrow_mut().dwellings.clear();
            self.inner.footprints.borrow_mut().retain(|(kind, _), _| *kind != PickKind::Dwelling);
            let groups = self.inner.groups.borrow().clone();
            for group in groups {
                self.fetch_dwellings(group);
            }
            return;
        }
        if source == Source::Device {
            self.inner.live.borrow_mut().since.clear();
        }
        self.inner.sift.borrow_mut().forget(source);
        run(layer.set_data(&JsValue::from_str(&format!("{}/{}.geojson", self.inner.root, source.word()))));
        self.read(source);
    }

    /// Reads a source into the index as soon as it is there.
    pub(crate) fn read(&self, source: Source) {
        let Some(layer) = self.gl().and_then(|gl| gl.source(source.word())) else {
            return;
        };
        let (weak, promise) = (Rc::downgrade(&self.inner), layer.data());
        spawn_local(async move {
            let Ok(collection) = JsFuture::from(promise).await else {
                return;
            };
            if let Some(inner) = weak.upgrade() {
                Self { inner }.take_in(source, &collection);
            }
        });
    }

    /// Puts states back on the map after the style has been made anew.
    pub(crate) fn restate(&self) {
        {
            let mut live = self.inner.live.borrow_mut();
            live.shown.clear();
            live.estates.clear();
            let known: Vec<u32> = live.since.keys().copied().collect();
            live.dirty.extend(known);
        }
        self.draw_labels();
        self.draw_selection();
        self.draw_measure();
        self.settle_soon();
    }

    /// Sets feature state.
    pub(crate) fn mark(&self, source: &str, map_no: u32, state: &serde_json::Value) {
        if let Some(gl) = self.gl() {
            let feature = js(&json!({ "source": source, "id": map_no }));
            note("marking a feature", gl.set_feature_state(&feature, &js(state)));
        }
    }

    pub(crate) fn settle_soon(&self) {
        let mut timer = self.inner.settle_timer.borrow_mut();
        if timer.is_some() || self.gl().is_none() {
            return;
        }
        let weak = Rc::downgrade(&self.inner);
        *timer = Some(Timeout::new(SETTLE_MS, move || {
            if let Some(inner) = weak.upgrade() {
                // The timer has run out; forgetting it lets the next change set a new one.
                let spent = inner.settle_timer.take();
                Self { inner }.settle();
                drop(spent);
            }
        }));
    }

    fn settle(&self) {
        let Some(gl) = self.gl() else { return };
        let dirty = std::mem::take(&mut self.inner.live.borrow_mut().dirty);
        if !dirty.is_empty() {
            let updates = Array::new();
            let index = self.inner.index.borrow();
            for device in dirty.iter().filter_map(|map_no| index.devices.get(map_no)) {
                let Status { state, standing } = device.status;
                updates.push(&js(&json!({
                    "id": device.pick.map_no,
                    "addOrUpdateProperties": [
                        { "key": "state", "value": state.word() },
                        { "key": "ack", "value": standing == Standing::Acknowledged },
                        { "key": "cleared", "value": standing == Standing::Cleared },
                    ],
                })));
            }
            let diff = Object::new();
            set(&diff, "update", &updates);
            if let (Some(layer), true) = (gl.source("device"), updates.length() > 0) {
                run(layer.update_data(&diff));
            }
        }
        self.draw_alarms();
        self.draw_needles();
        self.draw_pulses();
    }

    fn take_in(&self, source: Source, collection: &JsValue) {
        if self.gl().is_none() {
            return;
        }
        let features = read::features(collection);
        {
            let mut index = self.inner.index.borrow_mut();
            match source {
                Source::Ground => {
                    index.areas =
                        features.iter().filter_map(read::area).map(|area| (area.pick.map_no, area)).collect();
                }
                Source::Building => {
                    let mut footprints = self.inner.footprints.borrow_mut();
                    index.buildings.clear();
                    for feature in &features {
                        let Some(building) = read::building(feature) else {
                            continue;
                        };
                        footprints
                            .insert((PickKind::Building, building.pick.map_no), get(feature, "geometry"));
                        index.buildings.insert(building.pick.map_no, building);
                    }
                }
                Source::Device => {
                    let mut live = self.inner.live.borrow_mut();
                    index.devices = features
                        .iter()
                        .filter_map(read::device)
                        .map(|device| (device.pick.map_no, device))
                        .collect();
                    for (map_no, status) in &live.since {
                        if let Some(device) = index.devices.get_mut(map_no) {
                            device.status = *status;
                        }
                    }
                    let newer: Vec<u32> = live.since.keys().copied().collect();
                    live.dirty.extend(newer);
                }
                Source::Case => {
                    index.cases = by_number(&features, read::case);
                }
                Source::Organisation => {
                    index.organisations = by_number(&features, read::organisation);
                }
                Source::Resident => index.residents = by_number(&features, read::resident),
                Source::Dwelling => {}
            }
        }
        self.sift(source, collection);
        self.draw_labels();
        self.draw_selection();
        self.settle_soon();
        self.inner.heard.contents.tell(&());
    }

    fn fetch_dwellings(&self, group: String) {
        let weak = Rc::downgrade(&self.inner);
        let name = String::from(js_sys::encode_uri_component(&group));
        let url = format!("{}/dwelling/{name}.geojson", self.inner.root);
        spawn_local(async move {
            let answer = fetch(&url).await;
            let Some(inner) = weak.upgrade() else { return };
            let engine = Self { inner };
            match note("loading dwellings", answer) {
                Some(collection) => engine.take_in_dwellings(&collection),
                None => {
                    engine.inner.groups.borrow_mut().remove(&group);
                    engine.inner.heard.failed.tell(&Source::Dwelling);
                }
            }
        });
    }

    fn take_in_dwellings(&self, collection: &JsValue) {
        let Some(layer) = self.gl().and_then(|gl| gl.source("dwelling")) else {
            return;
        };
        let diff = Object::new();
        set(&diff, "add", &get(collection, "features"));
        run(layer.update_data(&diff));
        {
            let mut index = self.inner.index.borrow_mut();
            let mut footprints = self.inner.footprints.borrow_mut();
            for feature in read::features(collection) {
                let Some(dwelling) = read::dwelling(&feature) else {
                    continue;
                };
                footprints.insert((PickKind::Dwelling, dwelling.pick.map_no), get(&feature, "geometry"));
                index.dwellings.insert(dwelling.pick.map_no, dwelling);
            }
        }
        let opened = self.inner.index.borrow().opened_buildings();
        self.restyle(|look| look.opened = opened.into_iter().collect());
        self.draw_labels();
        self.draw_selection();
        self.settle_soon();
    }
}

/// The features that stand for something, by their numbers.
fn by_number(features: &[JsValue], read: fn(&JsValue) -> Option<Pick>) -> HashMap<u32, Pick> {
    features.iter().filter_map(read).map(|pick| (pick.map_no, pick)).collect()
}

/// Fetches a collection; the browser keeps it and asks the server only whether its ETag still holds.
async fn fetch(url: &str) -> Result<JsValue, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    let answer: web_sys::Response = JsFuture::from(window.fetch_with_str(url)).await?.unchecked_into();
    if !answer.ok() {
        return Err(format!("{url} answered {}", answer.status()).into());
    }
    JsFuture::from(answer.json()?).await
}
