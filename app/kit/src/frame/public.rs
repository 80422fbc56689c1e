//! The frames of what hangs on a wall: the duty room's screen, and the lobby's kiosk.

use leptos::prelude::*;

use super::{bands_view, skip_view};
use crate::{
    Hosts,
    look::{Scale, Theme, force_theme, set_scale, theme},
    route,
    words::t,
};

/// The wall: a strip, bands, two columns, and the map between.
#[component]
pub fn WallFrame(
    /// The strip: name, search, counts, clock, sound, capacity.
    strip: AnyView,
    /// Alarms and a cut feed.
    #[prop(optional)]
    bands: Option<AnyView>,
    /// The left column: layers.
    left: AnyView,
    /// The right column: lists, figures, the sheet.
    right: AnyView,
    /// What stands at the foot.
    #[prop(optional)]
    foot: Option<AnyView>,
    /// The map.
    children: Children,
) -> impl IntoView {
    set_scale(Scale::Wall);
    route::remember_router();
    // A wall is dark until somebody chooses otherwise.
    if theme() == Theme::Auto {
        force_theme(Theme::Dark);
        on_cleanup(|| force_theme(Theme::Auto));
    }
    view! {
        <div class="frame" data-frame="wall">
            {skip_view()}
            <header class="strip">
                <h1 class="visually-hidden">{t("nav.street.wall")}</h1>
                {strip}
            </header>
            {bands_view(bands)}
            <aside class="wall-left" aria-label=t("map.layers")>
                {left}
            </aside>
            <main class="wall-map" id="main" tabindex="-1">
                {children()}
            </main>
            <aside class="wall-right" aria-label=t("map.list")>
                {right}
            </aside>
            <footer class="wall-foot">{foot}</footer>
            <Hosts />
        </div>
    }
}

/// The kiosk: everything that is touched within reach of a wheelchair.
#[component]
pub fn KioskFrame(
    /// Place, clock, date.
    head: AnyView,
    /// Home, language, large type, contrast.
    bar: AnyView,
    /// Emergency numbers.
    foot: AnyView,
    /// The page.
    children: Children,
) -> impl IntoView {
    set_scale(Scale::Kiosk);
    route::remember_router();
    view! {
        <div class="frame" data-frame="kiosk">
            {skip_view()}
            <header class="kiosk-head">{head}</header>
            <main class="kiosk-main" id="main" tabindex="-1">
                {children()}
            </main>
            <nav class="kiosk-bar" aria-label=t("nav.main")>
                {bar}
            </nav>
            <footer class="kiosk-foot">{foot}</footer>
            <Hosts />
        </div>
    }
}
