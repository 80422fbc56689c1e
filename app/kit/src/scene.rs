//! Scene: the pane around a map. The map itself, its layers and what is in view come from the page; this is where they
//! stand. Everything on the map is also in the list beside it.

use leptos::prelude::*;

use crate::{part, screen, words::t, yes};

/// What stands around a map.
pub struct SceneSpec {
    /// The map's name for readers.
    pub name: String,
    /// The map.
    pub canvas: AnyView,
    /// Buttons of its tools.
    pub tools: Option<AnyView>,
    /// Scale, coordinate system, data time, attribution.
    pub foot: Option<AnyView>,
    /// A sentence over it, such as that the base map didn't load.
    pub note: Signal<Option<String>>,
    /// The card of what is selected; draws itself as nothing when nothing is.
    pub card: Option<AnyView>,
    /// The time bar.
    pub time: Option<AnyView>,
    /// What is said and offered while looking back.
    pub past: Option<AnyView>,
    /// Whether it shows the past.
    pub is_past: Signal<bool>,
    /// The head of the list of what is in view.
    pub list_title: Signal<String>,
    /// The list of what is in view; none where another list stands for it.
    pub list: Option<AnyView>,
}

impl SceneSpec {
    /// A map with nothing around it.
    #[must_use]
    pub fn new(name: String, canvas: AnyView) -> Self {
        Self {
            name,
            canvas,
            tools: None,
            foot: None,
            note: Signal::stored(None),
            card: None,
            time: None,
            past: None,
            is_past: Signal::stored(false),
            list_title: Signal::stored(t("map.in_view")),
            list: None,
        }
    }
}

/// Heights of the list on a phone.
const HEIGHTS: [&str; 3] = ["low", "half", "full"];

/// Draws the pane.
#[must_use]
pub fn scene(spec: SceneSpec) -> AnyView {
    let is_past = spec.is_past;
    let note = spec.note;
    let list_mark = if spec.list.is_some() { "on" } else { "off" };
    let list = spec.list.map(|list| list_view(spec.list_title, list));
    view! {
        <section class="scene" data-past=move || is_past.get() data-list=list_mark aria-label=spec.name>
            <div class="scene-map">
                <div class="scene-canvas">{spec.canvas}</div>
                <p class="scene-past" hidden=move || !is_past.get()>
                    {spec.past}
                </p>
                {spec
                    .tools
                    .map(|tools| {
                        view! {
                            <div class="scene-tools" role="toolbar" aria-label=t("map.tools")>
                                {tools}
                            </div>
                        }
                    })}
                {move || note.get().map(|note| view! { <p class="scene-note" role="status">{note}</p> })}
                {spec.card}
                {spec.time.map(|time| view! { <div class="scene-time">{time}</div> })}
                {spec.foot.map(|foot| view! { <p class="scene-foot">{foot}</p> })}
            </div>
            {list}
        </section>
    }
    .into_any()
}

/// The list, on a phone a sheet over the map with buttons for its three heights.
fn list_view(title: Signal<String>, list: AnyView) -> AnyView {
    let height = RwSignal::new(0usize);
    let is_narrow = screen::is_narrow();
    let name = move || title.get();
    view! {
        <section class="scene-list" data-height=move || HEIGHTS[height.get().min(2)] aria-label=name>
            <div class="scene-list-head">
                <h2>{name}</h2>
                <div class="scene-heights" hidden=move || !is_narrow.get()>
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=t("sheet.lower")
                        aria-disabled=move || yes(height.get() == 0)
                        on:click=move |_| height.update(|height| *height = height.saturating_sub(1))
                    >
                        {part::icon("down")}
                    </button>
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=t("sheet.taller")
                        aria-disabled=move || yes(height.get() == 2)
                        on:click=move |_| height.update(|height| *height = (*height + 1).min(2))
                    >
                        {part::icon("up")}
                    </button>
                </div>
            </div>
            {list}
        </section>
    }
    .into_any()
}
