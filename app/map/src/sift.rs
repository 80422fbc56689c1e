//! Kinds that a person leaves out. An application's layer is some kinds of device or of case, and a cluster must not
//! count what is not shown; so the features of a kind that is left out leave their source and wait here to come back.
//!
//! Open alarms have a source of their own: no choice of layers hides one.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use js_sys::{Array, Object};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::engine::MapEngine;
use crate::gl::{get, map_no, run, set, text};
use crate::options::Source;
use crate::read;

/// What is left out, and the features that wait.
#[derive(Debug, Default)]
pub(crate) struct Sift {
    kinds: HashMap<Source, BTreeSet<String>>,
    kept: HashMap<(Source, u32), JsValue>,
}

impl Sift {
    /// Whether that feature is left out.
    pub fn leaves_out(&self, source: Source, map_no: u32) -> bool {
        self.kept.contains_key(&(source, map_no))
    }

    /// Forgets the features of a source that is read again.
    pub fn forget(&mut self, source: Source) {
        self.kept.retain(|(of, _), _| *of != source);
    }
}

impl MapEngine {
    /// Leaves out the devices or cases of these kinds (the `kind` of their features) and brings back all others.
    pub fn leave_out(&self, source: Source, kinds: BTreeSet<String>) {
        let Some(layer) = self.gl().and_then(|gl| gl.source(source.word())) else {
            return;
        };
        self.inner.sift.borrow_mut().kinds.insert(source, kinds);
        let (weak, promise) = (Rc::downgrade(&self.inner), layer.data());
        spawn_local(async move {
            let Ok(collection) = JsFuture::from(promise).await else {
                return;
            };
            if let Some(inner) = weak.upgrade() {
                let engine = Self { inner };
                engine.sift(source, &collection);
                engine.inner.heard.contents.tell(&());
            }
        });
    }

    /// Takes off the map what is left out of this collection, and puts back what no longer is.
    pub(crate) fn sift(&self, source: Source, collection: &JsValue) {
        let Some(layer) = self.gl().and_then(|gl| gl.source(source.word())) else {
            return;
        };
        let (gone, back) = (Array::new(), Array::new());
        let mut returned = Vec::new();
        {
            let mut sift = self.inner.sift.borrow_mut();
            let kinds = sift.kinds.get(&source).cloned().unwrap_or_default();
            sift.kept.retain(|(of, map_no), feature| {
                let is_back = *of == source && !kinds.contains(&kind_of(feature));
                if is_back {
                    back.push(feature);
                    returned.push(*map_no);
                }
                !is_back
            });
            for feature in read::features(collection) {
                let Some(map_no) = map_no(&feature, "id") else {
                    continue;
                };
                if kinds.contains(&kind_of(&feature)) {
                    gone.push(&JsValue::from(map_no));
                    sift.kept.insert((source, map_no), feature);
                }
            }
        }
        if gone.length() == 0 && back.length() == 0 {
            return;
        }
        let diff = Object::new();
        set(&diff, "remove", &gone);
        set(&diff, "add", &back);
        run(layer.update_data(&diff));
        if source == Source::Device {
            // What came back carries the state in which it left.
            self.inner.live.borrow_mut().dirty.extend(returned);
            self.settle_soon();
        }
    }
}

fn kind_of(feature: &JsValue) -> String {
    text(&get(feature, "properties"), "kind").unwrap_or_default()
}
