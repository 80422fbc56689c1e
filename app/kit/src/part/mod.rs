//! Plain parts: icons, buttons, switches, menus, short lists, bands, the head of a page.

use leptos::prelude::*;

mod band;
mod button;
mod menu;
mod row;

pub use band::*;
pub use button::*;
pub use menu::*;
pub use row::*;

/// A picture of `/icon.svg`; decoration only, so its button needs a name.
#[must_use]
pub fn icon(name: &'static str) -> AnyView {
    view! {
        <svg class="icon" aria-hidden="true" inner_html=format!("<use href=\"/icon.svg#{name}\"></use>")></svg>
    }
    .into_any()
}

/// The head of a page: the way back, the one `<h1>`, a note and acts.
#[must_use]
pub fn page_head(
    title: String,
    back: Option<String>,
    note: Option<String>,
    acts: Option<AnyView>,
) -> AnyView {
    view! {
        <header class="page-head">
            {back
                .map(|href| {
                    view! {
                        <a class="icon-button" href=href aria-label=crate::t("state.back")>
                            {icon("left")}
                        </a>
                    }
                })}
            <h1 tabindex="-1">{title}</h1>
            {note.map(|note| view! { <span class="page-head-note">{note}</span> })}
            {acts.map(|acts| view! { <div class="page-head-acts">{acts}</div> })}
        </header>
    }
    .into_any()
}

/// A pill with a state: `online`, `offline`, `waiting`, `sending` or `stuck`; a link when it has an address.
#[must_use]
pub fn pill(state: &'static str, text: String, href: Option<String>) -> AnyView {
    let picture = match state {
        "online" => "online",
        "offline" => "offline",
        "sending" => "sending",
        "waiting" => "outbox",
        _ => "warning",
    };
    match href {
        Some(href) => view! {
            <a class="pill" data-state=state href=href>
                {icon(picture)}
                {text}
            </a>
        }
        .into_any(),
        None => view! {
            <span class="pill" data-state=state>
                {icon(picture)}
                {text}
            </span>
        }
        .into_any(),
    }
}
