//! Sheet: one record in full. Opening it moves the focus to its heading, though never out of a field; Escape closes it,
//! closing gives the focus back to what opened it.

use leptos::prelude::*;

use crate::{
    Call, Tab,
    focus::fresh_id,
    keys::{shortcut_alt, shortcut_any},
    leave::leave,
    look::{Scale, scale},
    part, screen,
    tabs::tabs,
    words::t,
};

mod fact;
mod place;

pub use fact::*;

/// A part of a sheet under a heading.
#[must_use]
pub fn section(title: String, body: AnyView) -> AnyView {
    view! {
        <section class="sheet-section">
            <h3>{title}</h3>
            {body}
        </section>
    }
    .into_any()
}

/// Where a sheet lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SheetAs {
    /// Beside or over the list: a drawer on a pc, a pane on a tablet, the whole page on a phone.
    #[default]
    Drawer,
    /// The whole page.
    Page,
    /// The right column of the wall.
    Column,
}

/// One record in full.
pub struct SheetSpec {
    /// What kind of thing it is, with its number: the small line above.
    pub kind: String,
    /// What it is about.
    pub title: String,
    /// Its state and deadline.
    pub line: Option<AnyView>,
    /// Where it lies.
    pub place: SheetAs,
    /// The bar of its steps.
    pub steps: Option<AnyView>,
    /// Its facts.
    pub facts: Vec<Fact>,
    /// Its tabs.
    pub tabs: Vec<Tab>,
    /// More below.
    pub body: Option<AnyView>,
    /// Its acts.
    pub acts: Option<AnyView>,
    /// Closes it.
    pub on_close: Option<Call>,
    /// Goes to the record before.
    pub on_previous: Option<Call>,
    /// Goes to the next record.
    pub on_next: Option<Call>,
    /// Level of its heading: 2 beside a list, 1 as a page.
    pub heading: u8,
}

impl SheetSpec {
    /// A sheet with a kind and a title only.
    #[must_use]
    pub fn new(kind: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            title: title.into(),
            line: None,
            place: SheetAs::Drawer,
            steps: None,
            facts: Vec::new(),
            tabs: Vec::new(),
            body: None,
            acts: None,
            on_close: None,
            on_previous: None,
            on_next: None,
            heading: 2,
        }
    }
}

/// Draws a record in full.
#[must_use]
pub fn sheet(spec: SheetSpec) -> AnyView {
    let id = fresh_id("sheet");
    let about = if spec.kind.is_empty() { spec.title.clone() } else { spec.kind.clone() };
    // What can't be closed isn't a layer, and leaves the focus where it is.
    let is_same = spec.on_close.is_some() && place::take_focus(&id, about);
    if let Some(close) = spec.on_close {
        shortcut_any("Escape", move || press(Some(close)));
    }
    if spec.on_previous.is_some() || spec.on_next.is_some() {
        let (previous, next) = (spec.on_previous, spec.on_next);
        shortcut_alt("ArrowUp", move || press(previous));
        shortcut_alt("ArrowDown", move || press(next));
    }
    let place = place_signal(spec.place);
    let facts = (!spec.facts.is_empty()).then(|| facts_view(spec.facts));
    let chosen = place::kept_tab(is_same);
    let tabs = (!spec.tabs.is_empty()).then(|| tabs(spec.tabs, chosen));
    let title = title_view(id.clone(), spec.title, spec.heading);
    let tools = tools_view(spec.on_previous, spec.on_next, spec.on_close);
    view! {
        <aside class="sheet" data-as=move || place.get() aria-labelledby=id>
            <header class="sheet-head">
                <div class="sheet-heading">
                    {(!spec.kind.is_empty()).then(|| view! { <p class="sheet-kind">{spec.kind}</p> })}
                    {title}
                    {spec.line.map(|line| view! { <p class="sheet-line">{line}</p> })}
                </div>
                {tools}
            </header>
            <div class="sheet-body">
                {spec.steps}
                {facts}
                {tabs}
                {spec.body}
            </div>
            {spec.acts.map(|acts| view! { <footer class="sheet-acts">{acts}</footer> })}
        </aside>
    }
    .into_any()
}

fn title_view(id: String, title: String, heading: u8) -> AnyView {
    if heading == 1 {
        view! {
            <h1 class="sheet-title" id=id tabindex="-1">
                {title}
            </h1>
        }
        .into_any()
    } else {
        view! {
            <h2 class="sheet-title" id=id tabindex="-1">
                {title}
            </h2>
        }
        .into_any()
    }
}

fn tools_view(on_previous: Option<Call>, on_next: Option<Call>, on_close: Option<Call>) -> AnyView {
    let walk = |icon, key: &str, call: Option<Call>| {
        call.map(|call| part::icon_button(icon, t(key), move || press(Some(call))))
    };
    view! {
        <div class="sheet-tools">
            {walk("up", "sheet.previous", on_previous)}
            {walk("down", "sheet.next", on_next)}
            {part::icon_button("copy", t("sheet.copy_link"), move || part::copy_aloud(address()))}
            {walk("close", "sheet.close", on_close)}
        </div>
    }
    .into_any()
}

/// The present address, which leads to the record.
fn address() -> String {
    web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

fn place_signal(place: SheetAs) -> Signal<&'static str> {
    let (is_narrow, is_wide) = (screen::is_narrow(), screen::is_wide());
    let is_tablet = scale() == Scale::Tablet;
    Signal::derive(move || match place {
        SheetAs::Column => "column",
        SheetAs::Page => "page",
        _ if is_narrow.get() => "page",
        SheetAs::Drawer if is_tablet || !is_wide.get() => "pane",
        SheetAs::Drawer => "drawer",
    })
}

/// Closes the sheet or goes to another record; a form in it is asked about first.
fn press(call: Option<Call>) {
    if let Some(call) = call {
        leave(move || {
            call.try_run(());
        });
    }
}
