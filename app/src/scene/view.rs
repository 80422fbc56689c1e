//! The pane on a page: kit's scene around the canvas.

use contract::{Act, Kind};
use kit::{Call, SceneSpec, scene, t, tf};
use leptos::prelude::*;
use map::{MapCanvas, Options, Pick, Source};
use web_sys::KeyboardEvent;

use super::{Pane, PaneOptions, PaneStatus, base::Ground, foot, in_view, tool};
use crate::seat;

/// Id of the words that describe the canvas.
const SUMMARY: &str = "map-summary";

/// A map with its tools, and the page's list beside it.
#[must_use]
pub fn map_pane(options: PaneOptions) -> AnyView {
    let pane = options.pane;
    let on_pick = options.on_pick;
    pane.set_home(options.camera);
    let ground = Ground::kept_or(options.is_dark);
    pane.ground.set(ground);
    let foot_view = foot::foot(pane, options.as_of, options.foot);
    let canvas = canvas(
        pane,
        Options {
            camera: options.camera,
            theme: ground.theme,
            base: ground.base,
            name: options.name.clone(),
            described_by: Some(SUMMARY.to_owned()),
            root: "/map".to_owned(),
            scale: options.scale,
            without: withheld(),
        },
        on_pick,
        options.on_spot,
    );
    let mut spec = SceneSpec::new(options.name, canvas);
    spec.tools = Some(tool::tools(pane));
    spec.foot = Some(foot_view);
    spec.note = Signal::derive(move || note(pane));
    spec.card = options.card;
    spec.time = options.time;
    spec.past = options.past;
    spec.is_past = options.is_past;
    if let Some((title, list)) = options.list {
        spec.list_title = title;
        spec.list = Some(list);
    }
    scene(spec)
}

/// What the reader may not read. It isn't asked for: each refusal would stand in the audit.
fn withheld() -> Vec<Source> {
    let needs: [(Source, &[Kind]); 4] = [
        (Source::Ground, &[Kind::Ground]),
        (Source::Building, &[Kind::Building]),
        (Source::Device, &[Kind::Device]),
        (Source::Organisation, &[Kind::Organisation, Kind::Dwelling]),
    ];
    let may = |kinds: &[Kind]| untrack(|| kinds.iter().all(|kind| seat::may(*kind, Act::Read)));
    needs.into_iter().filter(|&(_, kinds)| !may(kinds)).map(|(source, _)| source).collect()
}

fn note(pane: Pane) -> Option<String> {
    match pane.status.get() {
        PaneStatus::Loading => Some(t("map.loading")),
        PaneStatus::Off(map::NoMap::Graphics) => Some(t("map.no_webgl")),
        PaneStatus::Off(map::NoMap::Module) => Some(t("map.failed")),
        PaneStatus::On => pane.has_failed.get().then(|| t("map.base_failed")),
    }
}

fn canvas(
    pane: Pane,
    options: Options,
    on_pick: Option<Call<Pick>>,
    on_spot: Option<Call<contract::geo::Wgs84>>,
) -> AnyView {
    let on_start =
        Call::<Result<map::MapEngine, map::NoMap>>::new(move |started| pane.take(started, on_pick, on_spot));
    let summary = move || pane.in_view.with(|found| in_view::summary(found));
    view! {
        <div class="map-pane" on:keydown=move |event| measure_key(pane, &event)>
            <MapCanvas options=options on_start=on_start />
            <p class="visually-hidden" id=SUMMARY>{summary}</p>
            {move || pane.hover.get().map(|hover| view! { <p class="map-name">{hover.pick.name}</p> })}
            {move || here(pane, on_pick)}
        </div>
    }
    .into_any()
}

/// Several things at one spot: the person says which.
fn here(pane: Pane, on_pick: Option<Call<Pick>>) -> AnyView {
    let found = pane.here.get();
    if found.is_empty() {
        return ().into_any();
    }
    let count = tf("map.objects_here", &[("n", &found.len().to_string())]);
    let items = found.into_iter().map(|pick| {
        let title = in_view::pick_title(&pick);
        let choose = move |_| {
            pane.here.set(Vec::new());
            if let Some(call) = on_pick {
                call.try_run(pick.clone());
            }
        };
        view! { <li role="none"><button class="menu-item" role="menuitem" on:click=choose>{title}</button></li> }
    });
    view! {
        <ul class="scene-here menu" role="menu" aria-label=count>
            <li class="menu-head" role="none">{count.clone()}</li>
            {items.collect_view()}
            <li role="none">
                <button class="menu-item" role="menuitem" on:click=move |_| pane.here.set(Vec::new())>
                    {t("sheet.close")}
                </button>
            </li>
        </ul>
    }
    .into_any()
}

/// While measuring, Enter ends, Backspace takes a point back, Escape clears.
fn measure_key(pane: Pane, event: &KeyboardEvent) {
    let is_measuring =
        pane.measure.with_untracked(|measure| measure.as_ref().is_some_and(|m| !m.is_finished));
    if !is_measuring {
        return;
    }
    match event.key().as_str() {
        "Enter" => pane.with(map::MapEngine::finish_measure),
        "Backspace" => pane.with(map::MapEngine::undo_measure_point),
        "Escape" => pane.with(map::MapEngine::clear_measure),
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
}
