//! The frames of phone and tablet: a bottom bar of four, or a rail at the left where there is room.

use leptos::prelude::*;

use super::{FrameSpec, bands_view, links_view, skip_view, topbar_view};
use crate::{
    Hosts,
    look::{Scale, set_scale},
    route,
    words::t,
};

/// The resident's phone.
#[component]
pub fn PhoneFrame(
    /// What stands around the page.
    spec: FrameSpec,
    /// The page.
    children: Children,
) -> impl IntoView {
    set_scale(Scale::Phone);
    frame_view("resident", spec, children())
}

/// The grid worker's tablet or phone.
#[component]
pub fn TabletFrame(
    /// What stands around the page.
    spec: FrameSpec,
    /// The page.
    children: Children,
) -> impl IntoView {
    set_scale(Scale::Tablet);
    frame_view("grid", spec, children())
}

fn frame_view(name: &'static str, spec: FrameSpec, page: AnyView) -> AnyView {
    route::remember_router();
    let links = links_view(&spec.home, spec.nav);
    view! {
        <div class="frame" data-frame=name>
            {skip_view()}
            {topbar_view(spec.home, spec.place, spec.is_demo, spec.end)}
            {bands_view(spec.bands)}
            <main class="main" id="main" tabindex="-1">
                {page}
            </main>
            <nav class="nav" aria-label=t("nav.main")>
                {links}
            </nav>
            <Hosts />
        </div>
    }
    .into_any()
}
