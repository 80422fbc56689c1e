//! The engine: one MapLibre map, what it is told to show, and its end.
//!
//! A handle is cheap to clone and belongs to the browser's one thread. Closures given to MapLibre are kept here and hold
//! the engine weakly; `remove` lets everything go, and a handle that is left over does nothing any more.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

use crate::camera::PITCH_MAX;
use crate::geodesy::LonLat;
use crate::gl::{GlMap, GlMarker, Module, is_motion_reduced, js, note, set, text};
use crate::icon;
use crate::index::Index;
use crate::listeners::Heard;
use crate::live::Live;
use crate::measure::Measure;
use crate::options::{NoMap, Options, Source};
use crate::pick::PickKind;
use crate::sift::Sift;
use crate::sight::View;
use crate::style::{Change, Focus, LayerGroup, Look, changes, layers, style};
use crate::symbology::{Base, FONTS, Theme, palette};

/// The one map of a screen.
#[derive(Clone)]
pub struct MapEngine {
    pub(crate) inner: Rc<Inner>,
}

pub(crate) struct Inner {
    gl: GlMap,
    pub module: Module,
    pub root: String,
    pub look: RefCell<Look>,
    layers: RefCell<Vec<Value>>,
    pub index: RefCell<Index>,
    pub footprints: RefCell<HashMap<(PickKind, u32), JsValue>>,
    pub groups: RefCell<HashSet<String>>,
    pub live: RefCell<Live>,
    pub sift: RefCell<Sift>,
    pub spots: RefCell<Vec<GlMarker>>,
    pub pulses: RefCell<HashMap<u32, GlMarker>>,
    pub measure: RefCell<Option<Measure>>,
    pub selected: Cell<Option<(PickKind, u32)>>,
    /// The dwelling that is coloured as selected.
    pub lit: Cell<Option<u32>>,
    pub hovered: Cell<Option<u32>>,
    pub view: Cell<View>,
    pub hover_timer: RefCell<Option<Timeout>>,
    pub settle_timer: RefCell<Option<Timeout>>,
    pub heard: Heard,
    listeners: RefCell<Vec<Closure<dyn FnMut(JsValue)>>>,
    pub is_ready: Cell<bool>,
    is_removed: Cell<bool>,
}

impl MapEngine {
    /// Loads MapLibre if this page has not yet, makes a map in the container, which must be empty, and begins to load
    /// its sources.
    ///
    /// # Errors
    /// [`NoMap`] when the program can't be loaded or the device can't draw it.
    pub async fn start(container: web_sys::HtmlElement, options: Options) -> Result<Self, NoMap> {
        let module = note("loading the module", Module::load().await).ok_or(NoMap::Module)?;
        let look = Look::new(options.theme, options.base, options.scale);
        let setup = setup(&options, &look);
        set(&setup, "container", &container);
        let gl = note("making the map", module.map(&setup)).ok_or(NoMap::Graphics)?;
        let canvas = gl.canvas();
        // As an application the canvas gets the arrow keys even while a screen reader is on.
        note("naming the canvas", canvas.set_attribute("role", "application"));
        if let Some(id) = &options.described_by {
            note("describing the canvas", canvas.set_attribute("aria-describedby", id));
        }
        let styled = gl.next("style.load");
        let engine = Self { inner: Rc::new(Inner::new(gl, module, options.root, look)) };
        note("loading the style", wasm_bindgen_futures::JsFuture::from(styled).await);
        engine.draw_icons();
        engine.listen();
        // Those that stay empty aren't read, and nobody hears that they were.
        let asked = [Source::Ground, Source::Building, Source::Device, Source::Case, Source::Organisation];
        for source in asked.into_iter().filter(|source| !options.without.contains(source)) {
            engine.read(source);
        }
        Ok(engine)
    }

    /// Calls back once everything in the first view is drawn; at once if it already is.
    pub fn on_ready(&self, listener: impl Fn() + 'static) {
        if self.inner.is_ready.get() {
            listener();
        } else {
            self.inner.heard.ready.add(move |()| listener());
        }
    }

    /// Calls back when a source could not be loaded; the rest of the map goes on.
    pub fn on_source_failed(&self, listener: impl Fn(Source) + 'static) {
        self.inner.heard.failed.add(listener);
    }

    /// Calls back when what is in view has become another without a movement: a source was read, or kinds were left out.
    pub fn on_contents(&self, listener: impl Fn() + 'static) {
        self.inner.heard.contents.add(move |()| listener());
    }

    /// Ends the map and frees its graphics; every later call does nothing.
    pub fn remove(&self) {
        self.inner.remove();
    }

    /// Fits the map to its container after that has changed its size without the window.
    pub fn resize(&self) {
        if let Some(gl) = self.gl() {
            gl.resize();
        }
    }

    /// Switches between light and dark.
    pub fn set_theme(&self, theme: Theme) {
        self.restyle(|look| look.theme = theme);
        self.draw_icons();
    }

    /// Switches the base map.
    pub fn set_base(&self, base: Base) {
        self.restyle(|look| look.base = base);
    }

    /// Shows a group of layers.
    pub fn show(&self, group: LayerGroup) {
        self.restyle(|look| {
            look.hidden.remove(&group);
        });
        self.draw_pulses();
    }

    /// Hides a group of layers.
    pub fn hide(&self, group: LayerGroup) {
        self.restyle(|look| {
            look.hidden.insert(group);
        });
        self.draw_pulses();
    }

    /// [`show`](Self::show) or [`hide`](Self::hide), for a checkbox.
    pub fn set_layer_visible(&self, group: LayerGroup, is_visible: bool) {
        if is_visible { self.show(group) } else { self.hide(group) }
    }

    /// Chooses a storey: it is lifted a little, everything above it is cut away and devices of other storeys are left
    /// out; none shows whole buildings.
    pub fn set_storey(&self, storey: Option<i32>) {
        self.restyle(|look| look.storey = storey);
        self.draw_labels();
        self.draw_selection();
    }

    /// Lets the other dwellings of the building fade and raises a needle over this one; none ends that.
    pub fn focus_dwelling(&self, focus: Option<Focus>) {
        self.restyle(|look| look.focus = focus);
        self.draw_needles();
    }

    /// The map, as long as there is one.
    pub(crate) fn gl(&self) -> Option<&GlMap> {
        (!self.inner.is_removed.get()).then_some(&self.inner.gl)
    }

    /// Changes the look and sets on the map what differs.
    pub(crate) fn restyle(&self, change: impl FnOnce(&mut Look)) {
        let Some(gl) = self.gl() else { return };
        change(&mut self.inner.look.borrow_mut());
        let wanted = layers(&self.inner.look.borrow());
        let steps = changes(&self.inner.layers.borrow(), &wanted);
        *self.inner.layers.borrow_mut() = wanted;
        for step in steps {
            let result = match &step {
                Change::Paint(layer, name, value) => gl.set_paint(layer, name, &js(value)),
                Change::Layout(layer, name, value) => gl.set_layout(layer, name, &js(value)),
                Change::Filter(layer, filter) => gl.set_filter(layer, &js(filter)),
                Change::Zoom(layer, from, to) => gl.set_zoom_range(layer, *from, *to),
            };
            note("changing a layer", result);
        }
    }

    /// Where a position is on the canvas, in CSS pixels from its upper left corner.
    #[must_use]
    pub fn project(&self, position: LonLat) -> Option<(f64, f64)> {
        let point = self.gl()?.project(&js(&json!([position.lon, position.lat])));
        Some((crate::gl::number(&point, "x")?, crate::gl::number(&point, "y")?))
    }

    /// Listens to an event of MapLibre until the map is removed.
    pub(crate) fn listen_to(&self, event: &str, listener: impl Fn(&Self, &JsValue) + 'static) {
        let Some(gl) = self.gl() else { return };
        let weak = Rc::downgrade(&self.inner);
        let closure = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            if let Some(inner) = weak.upgrade() {
                listener(&Self { inner }, &event);
            }
        });
        gl.on(event, closure.as_ref().unchecked_ref());
        self.inner.listeners.borrow_mut().push(closure);
    }

    fn listen(&self) {
        self.listen_to("load", |engine, _| {
            engine.inner.is_ready.set(true);
            engine.inner.heard.ready.tell(&());
        });
        self.listen_to("error", |engine, event| {
            let id = text(event, "sourceId");
            let source = Source::ALL.into_iter().find(|source| Some(source.word()) == id.as_deref());
            match source {
                Some(source) => engine.inner.heard.failed.tell(&source),
                None => web_sys::console::warn_2(&"map:".into(), &crate::gl::get(event, "error")),
            }
        });
        // A lost graphics context comes back with a fresh style, which knows no feature states.
        self.listen_to("style.load", |engine, _| engine.restate());
        self.listen_sight();
        self.listen_pointer();
    }

    fn draw_icons(&self) {
        let Some(gl) = self.gl() else { return };
        let (theme, base) = (self.inner.look.borrow().theme, self.inner.look.borrow().base);
        let palette = palette(theme, base);
        let options = js(&json!({ "pixelRatio": icon::PIXEL_RATIO }));
        for one in icon::icons(theme, &palette) {
            let Some(image) = note("drawing a symbol", icon::draw(&one, &palette)) else {
                continue;
            };
            let result = if gl.has_image(&one.name) {
                gl.update_image(&one.name, &image)
            } else {
                gl.add_image(&one.name, &image, &options)
            };
            note("adding a symbol", result);
        }
    }
}

impl Inner {
    fn new(gl: GlMap, module: Module, root: String, look: Look) -> Self {
        Self {
            gl,
            module,
            root,
            layers: RefCell::new(layers(&look)),
            look: RefCell::new(look),
            index: RefCell::default(),
            footprints: RefCell::default(),
            groups: RefCell::default(),
            live: RefCell::default(),
            sift: RefCell::default(),
            spots: RefCell::default(),
            pulses: RefCell::default(),
            measure: RefCell::default(),
            selected: Cell::new(None),
            lit: Cell::new(None),
            hovered: Cell::new(None),
            view: Cell::new(View::Solid),
            hover_timer: RefCell::default(),
            settle_timer: RefCell::default(),
            heard: Heard::default(),
            listeners: RefCell::default(),
            is_ready: Cell::new(false),
            is_removed: Cell::new(false),
        }
    }

    fn remove(&self) {
        if self.is_removed.replace(true) {
            return;
        }
        drop(self.hover_timer.take());
        drop(self.settle_timer.take());
        for marker in self.pulses.take().into_values().chain(self.spots.take()) {
            marker.take_off();
        }
        self.gl.remove();
        drop(self.listeners.take());
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.remove();
    }
}

fn setup(options: &Options, look: &Look) -> JsValue {
    let camera = options.camera;
    js(&json!({
        "style": style(look, &options.root, &options.without),
        "center": [camera.lon, camera.lat], "zoom": camera.zoom, "bearing": camera.bearing, "pitch": camera.pitch,
        "minZoom": 10, "maxZoom": 21, "maxPitch": PITCH_MAX,
        // Whose data it is stands at the foot of the page's pane, where it can be read and wraps.
        "attributionControl": false,
        "locale": { "Map.Title": options.name },
        "localIdeographFontFamily": FONTS.join(","),
        "canvasContextAttributes": { "antialias": true },
        "renderWorldCopies": false,
        "fadeDuration": if is_motion_reduced() { 0 } else { 200 },
    }))
}
