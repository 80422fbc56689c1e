//! The binding to MapLibre GL JS: the module, its `Map`, sources and markers, and small steps over plain JS values.
//!
//! The module is 300 kB, so it is imported when the first map starts, by the language's own `import(…)`: wasm-bindgen
//! writes an extern function named `import` as exactly that call, which the content policy `script-src 'self'` allows.
//! Instances are made by `Reflect.construct`, because a class of a module that isn't there yet can't be named.

use js_sys::{Array, Function, JSON, Promise, Reflect};
use serde_json::Value;
use wasm_bindgen::prelude::*;

/// Where the server keeps the module.
const MODULE_URL: &str = "/vendor/maplibre-gl.mjs";
/// Where it keeps the worker that the module starts.
const WORKER_URL: &str = "/vendor/maplibre-gl-worker.mjs";
/// Where it keeps the style sheet.
const SHEET_URL: &str = "/vendor/maplibre-gl.css";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = import)]
    fn import_module(url: &str) -> Promise;

    /// `Map` of MapLibre GL JS.
    #[derive(Clone)]
    pub type GlMap;

    #[wasm_bindgen(method)]
    pub fn on(this: &GlMap, event: &str, listener: &Function) -> JsValue;
    #[wasm_bindgen(method, js_name = once)]
    pub fn next(this: &GlMap, event: &str) -> Promise;
    #[wasm_bindgen(method)]
    pub fn remove(this: &GlMap);
    #[wasm_bindgen(method)]
    pub fn resize(this: &GlMap) -> JsValue;
    #[wasm_bindgen(method, js_name = getCanvas)]
    pub fn canvas(this: &GlMap) -> web_sys::HtmlElement;

    #[wasm_bindgen(method, js_name = getCenter)]
    pub fn center(this: &GlMap) -> JsValue;
    #[wasm_bindgen(method, js_name = getZoom)]
    pub fn zoom(this: &GlMap) -> f64;
    #[wasm_bindgen(method, js_name = getBearing)]
    pub fn bearing(this: &GlMap) -> f64;
    #[wasm_bindgen(method, js_name = getPitch)]
    pub fn pitch(this: &GlMap) -> f64;
    #[wasm_bindgen(method, js_name = getBounds)]
    pub fn bounds(this: &GlMap) -> GlBounds;
    #[wasm_bindgen(method)]
    pub fn project(this: &GlMap, position: &JsValue) -> JsValue;
    #[wasm_bindgen(method, js_name = flyTo, catch)]
    pub fn fly_to(this: &GlMap, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = easeTo, catch)]
    pub fn ease_to(this: &GlMap, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = jumpTo, catch)]
    pub fn jump_to(this: &GlMap, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = fitBounds, catch)]
    pub fn fit_bounds(this: &GlMap, bounds: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = setMaxPitch, catch)]
    pub fn set_max_pitch(this: &GlMap, degrees: f64) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, js_name = getSource)]
    pub fn source(this: &GlMap, id: &str) -> Option<GlSource>;
    #[wasm_bindgen(method, js_name = addImage, catch)]
    pub fn add_image(this: &GlMap, id: &str, image: &JsValue, options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = updateImage, catch)]
    pub fn update_image(this: &GlMap, id: &str, image: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = hasImage)]
    pub fn has_image(this: &GlMap, id: &str) -> bool;
    #[wasm_bindgen(method, js_name = setFilter, catch)]
    pub fn set_filter(this: &GlMap, layer: &str, filter: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = setPaintProperty, catch)]
    pub fn set_paint(this: &GlMap, layer: &str, name: &str, value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = setLayoutProperty, catch)]
    pub fn set_layout(this: &GlMap, layer: &str, name: &str, value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = setLayerZoomRange, catch)]
    pub fn set_zoom_range(this: &GlMap, layer: &str, from: f64, to: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = setFeatureState, catch)]
    pub fn set_feature_state(this: &GlMap, feature: &JsValue, state: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, js_name = queryRenderedFeatures, catch)]
    pub fn rendered(this: &GlMap, place: &JsValue, options: &JsValue) -> Result<Array, JsValue>;

    /// `LngLatBounds` of MapLibre GL JS.
    pub type GlBounds;

    #[wasm_bindgen(method, js_name = getWest)]
    pub fn west(this: &GlBounds) -> f64;
    #[wasm_bindgen(method, js_name = getSouth)]
    pub fn south(this: &GlBounds) -> f64;
    #[wasm_bindgen(method, js_name = getEast)]
    pub fn east(this: &GlBounds) -> f64;
    #[wasm_bindgen(method, js_name = getNorth)]
    pub fn north(this: &GlBounds) -> f64;

    /// `GeoJSONSource` of MapLibre GL JS.
    #[derive(Clone)]
    pub type GlSource;

    #[wasm_bindgen(method, js_name = setData)]
    pub fn set_data(this: &GlSource, data: &JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = updateData)]
    pub fn update_data(this: &GlSource, diff: &JsValue) -> Promise;
    #[wasm_bindgen(method, js_name = getData)]
    pub fn data(this: &GlSource) -> Promise;
    #[wasm_bindgen(method, js_name = getClusterExpansionZoom)]
    pub fn expansion_zoom(this: &GlSource, cluster: f64) -> Promise;

    /// `Marker` of MapLibre GL JS.
    pub type GlMarker;

    #[wasm_bindgen(method, js_name = setLngLat)]
    pub fn set_lng_lat(this: &GlMarker, position: &JsValue) -> JsValue;
    #[wasm_bindgen(method, js_name = addTo)]
    pub fn add_to(this: &GlMarker, map: &GlMap) -> JsValue;
    #[wasm_bindgen(method, js_name = remove)]
    pub fn take_off(this: &GlMarker) -> JsValue;
}

/// The imported module; its classes are made through it.
#[derive(Clone)]
pub struct Module(JsValue);

impl Module {
    /// Imports MapLibre, once however often it is called, and links its style sheet.
    ///
    /// # Errors
    /// What the browser says when the file isn't there or can't run.
    pub async fn load() -> Result<Self, JsValue> {
        link_sheet()?;
        let module = wasm_bindgen_futures::JsFuture::from(import_module(MODULE_URL)).await?;
        let set_worker: Function = Reflect::get(&module, &"setWorkerUrl".into())?.dyn_into()?;
        let _: JsValue = set_worker.call1(&JsValue::NULL, &JsValue::from_str(WORKER_URL))?;
        Ok(Self(module))
    }

    /// Makes a `Map`.
    ///
    /// # Errors
    /// `GPUInitializationError` when there is no WebGL 2.
    pub fn map(&self, options: &JsValue) -> Result<GlMap, JsValue> {
        Ok(self.make("Map", options)?.unchecked_into())
    }

    /// Makes a `Marker`.
    ///
    /// # Errors
    /// When the options are wrong.
    pub fn marker(&self, options: &JsValue) -> Result<GlMarker, JsValue> {
        Ok(self.make("Marker", options)?.unchecked_into())
    }

    fn make(&self, class: &str, options: &JsValue) -> Result<JsValue, JsValue> {
        let class: Function = Reflect::get(&self.0, &class.into())?.dyn_into()?;
        Reflect::construct(&class, &Array::of1(options))
    }
}

fn link_sheet() -> Result<(), JsValue> {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return Err("there is no document".into());
    };
    if document.query_selector(&format!("link[href='{SHEET_URL}']"))?.is_some() {
        return Ok(());
    }
    let link = document.create_element("link")?;
    link.set_attribute("rel", "stylesheet")?;
    link.set_attribute("href", SHEET_URL)?;
    if let Some(head) = document.head() {
        head.append_child(&link)?;
    }
    Ok(())
}

/// A small value as a JS object; bulk data goes by URL instead.
pub fn js(value: &Value) -> JsValue {
    JSON::parse(&value.to_string()).unwrap_or(JsValue::UNDEFINED)
}

/// The property of that name, or undefined.
pub fn get(target: &JsValue, name: &str) -> JsValue {
    Reflect::get(target, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// Sets a property; a target that takes none stays as it is.
pub fn set(target: &JsValue, name: &str, value: &JsValue) {
    // Only a frozen or primitive target refuses, and this crate makes its own.
    let _ = Reflect::set(target, &name.into(), value);
}

/// A property that is text.
pub fn text(target: &JsValue, name: &str) -> Option<String> {
    get(target, name).as_string()
}

/// A property that is a number.
pub fn number(target: &JsValue, name: &str) -> Option<f64> {
    get(target, name).as_f64()
}

/// A property that is a number on the map: a whole one that fits.
pub fn map_no(target: &JsValue, name: &str) -> Option<u32> {
    let value = number(target, name)?;
    (value >= 0.0 && value <= f64::from(u32::MAX) && value.fract() == 0.0).then_some(value as u32)
}

/// A property that is true; anything else counts as false.
pub fn is_true(target: &JsValue, name: &str) -> bool {
    get(target, name).as_bool() == Some(true)
}

/// Writes what MapLibre refused to the console: it is a fault of this crate, and the map goes on without it.
pub fn note<T>(what: &str, result: Result<T, JsValue>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            web_sys::console::warn_2(&format!("map: {what}").into(), &error);
            None
        }
    }
}

/// Lets a promise of MapLibre run; what it rejects with also comes as an `error` event, which the engine listens to.
pub fn run(promise: Promise) {
    wasm_bindgen_futures::spawn_local(async move {
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
    });
}

/// Whether the person asked their device for less motion.
pub fn is_motion_reduced() -> bool {
    web_sys::window()
        .and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten())
        .is_some_and(|query| query.matches())
}
