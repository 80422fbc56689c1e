//! The frames of the terminals: skip link, top bar, bands, navigation, one `<main>`, toasts and dialogs.

use leptos::prelude::*;

use crate::{
    MenuItem,
    words::{t, tf},
};

mod desk;
mod mobile;
mod public;

pub use desk::PcFrame;
pub use mobile::{PhoneFrame, TabletFrame};
pub use public::{KioskFrame, WallFrame};

/// An entry of the navigation.
#[derive(Clone)]
pub struct NavEntry {
    /// Where it goes.
    pub href: String,
    /// Its picture.
    pub icon: &'static str,
    /// What it is called.
    pub label: String,
    /// A number beside it.
    pub count: Signal<Option<u32>>,
}

impl NavEntry {
    /// An entry without a number.
    #[must_use]
    pub fn new(href: &str, icon: &'static str, label_key: &str) -> Self {
        Self { href: href.to_owned(), icon, label: t(label_key), count: Signal::stored(None) }
    }

    /// With a number beside it.
    #[must_use]
    pub fn count(self, count: Signal<Option<u32>>) -> Self {
        Self { count, ..self }
    }
}

/// What a frame holds besides its page.
pub struct FrameSpec {
    /// The home of the audience.
    pub home: String,
    /// Entries of the navigation.
    pub nav: Vec<NavEntry>,
    /// The name of the community.
    pub place: Signal<String>,
    /// Whether the community is a synthetic one.
    pub is_demo: Signal<bool>,
    /// What stands at the end of the top bar: pills, the capacity button.
    pub end: Option<AnyView>,
    /// Bands over the page.
    pub bands: Option<AnyView>,
}

impl FrameSpec {
    /// A frame with a navigation only.
    #[must_use]
    pub fn new(home: &str, nav: Vec<NavEntry>) -> Self {
        Self {
            home: home.to_owned(),
            nav,
            place: Signal::stored(String::new()),
            is_demo: Signal::stored(false),
            end: None,
            bands: None,
        }
    }
}

/// The way past the navigation.
pub(crate) fn skip_view() -> AnyView {
    view! {
        <a
            class="skip"
            href="#main"
            on:click=move |event: web_sys::MouseEvent| {
                event.prevent_default();
                crate::focus::focus_now("main");
            }
        >
            {t("app.skip_content")}
        </a>
    }
    .into_any()
}

pub(crate) fn topbar_view(
    home: String,
    place: Signal<String>,
    is_demo: Signal<bool>,
    end: Option<AnyView>,
) -> AnyView {
    view! {
        <header class="topbar">
            <a class="topbar-home" href=home>
                {crate::icon("linli")}
                {t("app.name")}
            </a>
            <span class="topbar-place">{move || place.get()}</span>
            <div class="topbar-end">
                {demo_view(is_demo)}
                {end}
            </div>
        </header>
    }
    .into_any()
}

/// Says that everything shown is made up.
pub(crate) fn demo_view(is_demo: Signal<bool>) -> AnyView {
    (move || is_demo.get().then(|| view! { <span class="demo">{t("app.demo")}</span> })).into_any()
}

pub(crate) fn bands_view(bands: Option<AnyView>) -> AnyView {
    view! { <div class="bands">{bands}</div> }.into_any()
}

/// The links of the navigation; the one that the address is under is marked.
pub(crate) fn links_view(home: &str, nav: Vec<NavEntry>) -> AnyView {
    let path = leptos_router::hooks::use_location().pathname;
    let home = home.to_owned();
    nav.into_iter()
        .map(|entry| {
            let (href, home) = (entry.href.clone(), home.clone());
            let is_here = move || path.with(|path| is_under(path, &href, &home));
            let count = entry.count;
            view! {
                <a class="nav-link" href=entry.href aria-current=move || is_here().then_some("page")>
                    {crate::icon(entry.icon)}
                    <span class="nav-label">{entry.label}</span>
                    {move || count.get().filter(|n| *n > 0).map(|n| view! { <span class="count">{n.to_string()}</span> })}
                </a>
            }
        })
        .collect_view()
        .into_any()
}

/// Whether a path lies under an entry; the home is only itself.
fn is_under(path: &str, href: &str, home: &str) -> bool {
    let href = href.split('?').next().unwrap_or(href);
    path == href || (href != home && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
}

/// The button that shows in which capacity one acts, with the menu to switch it.
#[must_use]
pub fn capacity_button(role: String, place: String, items: Vec<MenuItem>) -> AnyView {
    let name = tf("capacity.shown", &[("role", &role), ("area", &place)]);
    let face = view! {
        {crate::icon("person")}
        <span class="capacity-role">{role}</span>
        <span class="capacity-place">{place}</span>
    };
    crate::menu_button(face.into_any(), "capacity", name, Some(t("capacity.title")), Signal::stored(items))
}

/// Sets the document's title: page, module and program; `module` may be empty.
pub fn page_title(page: &str, module: &str) {
    let title = if module.is_empty() || module == page {
        tf("app.title_short", &[("page", page)])
    } else {
        tf("app.title", &[("page", page), ("module", module)])
    };
    document().set_title(&title);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_lies_under_its_module_and_nothing_under_home() {
        assert!(is_under("/property/repair/1", "/property/repair", "/property"));
        assert!(is_under("/property", "/property", "/property"));
        assert!(!is_under("/property/repair", "/property", "/property"));
        assert!(!is_under("/property/repairs", "/property/repair", "/property"));
    }
}
