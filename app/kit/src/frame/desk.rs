//! The frame of a pc: a side bar that folds to pictures, remembered on this device.

use leptos::prelude::*;

use super::{FrameSpec, bands_view, links_view, skip_view, topbar_view};
use crate::{
    Hosts,
    look::{Scale, set_scale},
    part, route, store,
    words::t,
    yes,
};

/// Property, street and administration.
#[component]
pub fn PcFrame(
    /// What stands around the page.
    spec: FrameSpec,
    /// The page.
    children: Children,
) -> impl IntoView {
    set_scale(Scale::Pc);
    route::remember_router();
    let is_folded = RwSignal::new(store::kept("folded").is_some());
    let fold = move |_| {
        is_folded.update(|is| *is = !*is);
        if is_folded.get_untracked() {
            store::keep("folded", "1");
        } else {
            store::drop_kept("folded");
        }
    };
    let links = links_view(&spec.home, spec.nav);
    view! {
        <div class="frame" data-frame="desk" data-folded=move || is_folded.get()>
            {skip_view()}
            {topbar_view(spec.home, spec.place, spec.is_demo, spec.end)}
            {bands_view(spec.bands)}
            <nav class="nav" aria-label=t("nav.main")>
                {links}
                <button
                    type="button"
                    class="nav-fold"
                    aria-pressed=move || yes(is_folded.get())
                    aria-label=t("app.fold")
                    on:click=fold
                >
                    {part::icon("fold")}
                    <span class="nav-label">{t("app.fold")}</span>
                </button>
            </nav>
            <main class="main" id="main" tabindex="-1">
                {children()}
            </main>
            <Hosts />
        </div>
    }
}
