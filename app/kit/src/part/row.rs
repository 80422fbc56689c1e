//! Short lists inside a page, a card or a column of the wall.

use leptos::prelude::*;

use crate::Call;

/// What a row of a short list shows.
#[derive(Default)]
pub struct RowLook {
    /// Its mark.
    pub mark: Option<AnyView>,
    /// What it is about.
    pub title: String,
    /// Where its title leads.
    pub href: Option<String>,
    /// What a press on its title does, when it leads nowhere.
    pub on_open: Option<Call>,
    /// A few more words.
    pub note: String,
    /// When.
    pub time: Option<AnyView>,
    /// Its buttons.
    pub acts: Option<AnyView>,
    /// Whether it is the one shown beside the list.
    pub is_current: bool,
    /// Whether it has just come or changed.
    pub is_fresh: bool,
}

/// A short list.
#[must_use]
pub fn rows(items: Vec<AnyView>) -> AnyView {
    view! { <ul class="rows">{items}</ul> }.into_any()
}

/// A row of a short list.
#[must_use]
pub fn row(look: RowLook) -> AnyView {
    let title = match (look.href, look.on_open) {
        (Some(href), _) => view! { <a class="row-title" href=href>{look.title}</a> }.into_any(),
        (None, Some(open)) => view! {
            <button
                type="button"
                class="button quiet row-title"
                on:click=move |_| {
                    open.try_run(());
                }
            >
                {look.title}
            </button>
        }
        .into_any(),
        (None, None) => view! { <span class="row-title">{look.title}</span> }.into_any(),
    };
    let note = (!look.note.is_empty()).then(|| view! { <span class="row-note">{look.note}</span> });
    view! {
        <li class="row" data-fresh=look.is_fresh aria-current=look.is_current.then_some("true")>
            {look.mark}
            {title}
            {note}
            {look.time.map(|time| view! { <span class="row-time">{time}</span> })}
            {look.acts}
        </li>
    }
    .into_any()
}
