//! The component that holds the map on a page.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::engine::MapEngine;
use crate::options::{NoMap, Options};

/// A map that fills its parent. The engine is handed out once it has started, or the reason why there is none, so that
/// the page can show lists; when the component goes, the map goes.
///
/// The style sheet gives `.map-canvas` its size; MapLibre needs one that is not zero. The canvas inside has the name
/// and description of the options and takes the keyboard: arrows pan, `+` and `-` zoom, Shift with arrows turns and tilts.
#[component]
pub fn MapCanvas(
    /// What the map starts with.
    options: Options,
    /// Gets the engine, or why there is none.
    #[prop(into)]
    on_start: UnsyncCallback<Result<MapEngine, NoMap>>,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let held = StoredValue::new_local(None::<MapEngine>);
    place.on_load(move |div| {
        let container: web_sys::HtmlElement = div.unchecked_into();
        wasm_bindgen_futures::spawn_local(async move {
            let started = MapEngine::start(container, options).await;
            if let Ok(engine) = &started {
                // The page may have gone while the map was loading; then nobody holds the engine and it ends here.
                if held.try_set_value(Some(engine.clone())).is_some() {
                    engine.remove();
                    return;
                }
            }
            on_start.try_run(started);
        });
    });
    on_cleanup(move || {
        if let Some(Some(engine)) = held.try_get_value() {
            engine.remove();
        }
    });
    view! { <div class="map-canvas" node_ref=place></div> }
}
