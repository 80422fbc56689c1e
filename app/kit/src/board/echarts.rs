//! The binding to Apache ECharts: one megabyte, so it is imported when the first chart is drawn, by the language's own
//! `import(…)`, as the map is. Colours come from the style sheet at run time; patterns are on, so that colour is never
//! the only sign.

use js_sys::{Function, JSON, Promise, Reflect};
use leptos::prelude::*;
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

use super::{ChartKind, ChartSpec};
use crate::{route, screen};

/// Where the server keeps the module.
const MODULE_URL: &str = "/vendor/echarts.esm.min.mjs";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = import)]
    fn import_module(url: &str) -> Promise;

    /// The imported module.
    type Module;

    #[wasm_bindgen(method, catch)]
    fn init(
        this: &Module,
        place: &web_sys::HtmlElement,
        theme: &JsValue,
        how: &JsValue,
    ) -> Result<Instance, JsValue>;

    /// An instance of ECharts.
    type Instance;

    #[wasm_bindgen(method, js_name = setOption, catch)]
    fn set_option(this: &Instance, option: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn on(this: &Instance, event: &str, listener: &Function) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn resize(this: &Instance) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn dispose(this: &Instance);
}

/// A chart on the page; ended when its place goes.
pub(crate) struct Drawn {
    instance: std::rc::Rc<Instance>,
    resized: WindowListenerHandle,
    _pressed: Closure<dyn FnMut(JsValue)>,
}

impl Drawn {
    /// Takes it off the page.
    pub fn end(self) {
        self.resized.remove();
        self.instance.dispose();
    }
}

/// Draws a chart into an element.
///
/// # Errors
/// When the library can't be loaded or refuses.
pub(crate) async fn draw(place: web_sys::HtmlElement, spec: &ChartSpec) -> Result<Drawn, JsValue> {
    let module = wasm_bindgen_futures::JsFuture::from(import_module(MODULE_URL)).await?;
    let module: Module = module.unchecked_into();
    let how = js(&json!({ "renderer": "svg" }));
    let instance = std::rc::Rc::new(module.init(&place, &JsValue::NULL, &how)?);
    instance.set_option(&js(&option(spec, &Ink::read(&place))))?;
    let hrefs = spec.hrefs.clone();
    let pressed = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        let n = Reflect::get(&event, &"dataIndex".into()).ok().and_then(|n| n.as_f64());
        if let Some(Some(Some(href))) = n.map(|n| hrefs.get(n as usize)) {
            route::go(href);
        }
    });
    instance.on("click", pressed.as_ref().unchecked_ref())?;
    let followed = instance.clone();
    let resized = window_event_listener_untyped("resize", move |_| {
        // A chart that can't be measured stays as it is.
        let _ = followed.resize();
    });
    Ok(Drawn { instance, resized, _pressed: pressed })
}

fn js(value: &Value) -> JsValue {
    JSON::parse(&value.to_string()).unwrap_or(JsValue::UNDEFINED)
}

/// The colours of the theme, as the style sheet has them here and now.
struct Ink {
    text: String,
    soft: String,
    line: String,
    font: String,
    series: Vec<String>,
}

impl Ink {
    fn read(place: &web_sys::HtmlElement) -> Self {
        let style = web_sys::window().and_then(|window| window.get_computed_style(place).ok().flatten());
        let value = |name: &str| {
            let value = style.as_ref().and_then(|style| style.get_property_value(name).ok());
            value.map(|value| value.trim().to_owned()).unwrap_or_default()
        };
        Self {
            text: value("--text"),
            soft: value("--text-2"),
            line: value("--line"),
            font: value("font-family"),
            series: ["--accent", "--level2", "--ok", "--warn", "--level4"].map(value).to_vec(),
        }
    }
}

fn option(spec: &ChartSpec, ink: &Ink) -> Value {
    let kind = match spec.kind {
        ChartKind::Bar => "bar",
        ChartKind::Line => "line",
    };
    let limits: Vec<Value> = spec
        .limits
        .iter()
        .map(|(name, value)| json!({ "name": name, "yAxis": value, "label": { "formatter": "{b}" } }))
        .collect();
    let series: Vec<Value> = spec
        .series
        .iter()
        .enumerate()
        .map(|(n, series)| {
            // Limits belong to the chart, not to a row of it: they are drawn once.
            let marks = if n == 0 { limits.clone() } else { Vec::new() };
            json!({
                "type": kind,
                "name": series.name,
                "data": series.values,
                "showSymbol": spec.labels.len() <= 31,
                "barMaxWidth": 40,
                "label": { "show": kind == "bar" && spec.labels.len() <= 12, "position": "top", "color": ink.text },
                "markLine": { "silent": true, "symbol": "none", "data": marks },
            })
        })
        .collect();
    json!({
        "animation": !screen::reduced_motion(),
        "aria": { "enabled": true, "decal": { "show": true } },
        "color": ink.series,
        "textStyle": { "color": ink.text, "fontFamily": ink.font },
        "grid": { "left": 8, "right": 16, "top": 32, "bottom": 8, "containLabel": true },
        "legend": { "show": spec.series.len() > 1, "top": 0, "textStyle": { "color": ink.soft } },
        "tooltip": { "trigger": "axis", "confine": true },
        "xAxis": {
            "type": "category",
            "data": spec.labels,
            "axisLabel": { "color": ink.soft },
            "axisLine": { "lineStyle": { "color": ink.line } },
        },
        "yAxis": {
            "type": "value",
            "name": spec.unit,
            "axisLabel": { "color": ink.soft },
            "splitLine": { "lineStyle": { "color": ink.line } },
        },
        "series": series,
    })
}
