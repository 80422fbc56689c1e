//! Buttons: a verb of two to four characters; busy ones keep their width, blocked ones say why.

use leptos::prelude::*;

use super::icon;
use crate::{focus::fresh_id, store, toast::toast, words::t, yes};

fn plain(class: &'static str, label: String, run: Box<dyn Fn()>) -> AnyView {
    view! {
        <button type="button" class=class on:click=move |_| run()>
            {label}
        </button>
    }
    .into_any()
}

/// A button.
pub fn button(label: String, run: impl Fn() + 'static) -> AnyView {
    plain("button", label, Box::new(run))
}

/// The main button of a page or dialog.
pub fn primary_button(label: String, run: impl Fn() + 'static) -> AnyView {
    plain("button primary", label, Box::new(run))
}

/// A button without a border.
pub fn quiet_button(label: String, run: impl Fn() + 'static) -> AnyView {
    plain("button quiet", label, Box::new(run))
}

/// The button of an irreversible act.
pub fn danger_button(label: String, run: impl Fn() + 'static) -> AnyView {
    plain("button danger", label, Box::new(run))
}

/// A link that looks like a button.
#[must_use]
pub fn link_button(label: String, href: String) -> AnyView {
    view! { <a class="button" href=href>{label}</a> }.into_any()
}

/// A link that looks like the main button.
#[must_use]
pub fn primary_link(label: String, href: String) -> AnyView {
    view! { <a class="button primary" href=href>{label}</a> }.into_any()
}

/// A picture as a button, with the name that readers say.
pub fn icon_button(icon_name: &'static str, label: String, run: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="icon-button" aria-label=label.clone() title=label on:click=move |_| run()>
            {icon(icon_name)}
        </button>
    }
    .into_any()
}

/// The main button of something that takes a while; pressing it twice does it once.
pub fn busy_button(
    label: String,
    busy_label: String,
    is_busy: Signal<bool>,
    run: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button
            type="button"
            class="button primary"
            aria-busy=move || yes(is_busy.get())
            on:click=move |_| {
                if !is_busy.get_untracked() {
                    run();
                }
            }
        >
            {move || if is_busy.get() { busy_label.clone() } else { label.clone() }}
        </button>
    }
    .into_any()
}

/// A button that can't be pressed yet, and why.
#[must_use]
pub fn blocked_button(label: String, why: String) -> AnyView {
    let id = fresh_id("why");
    view! {
        <span class="act">
            <button type="button" class="button" disabled aria-describedby=id.clone()>
                {label}
            </button>
            <span class="act-need" id=id>
                {why}
            </span>
        </span>
    }
    .into_any()
}

/// Copies a text, and says so.
#[must_use]
pub fn copy_button(text: String) -> AnyView {
    icon_button("copy", t("cell.copy"), move || copy_aloud(text.clone()))
}

/// Copies a text and tells whether it worked.
pub(crate) fn copy_aloud(text: String) {
    store::copy(text, |is_copied| toast(t(if is_copied { "sheet.copied" } else { "sheet.copy_failed" })));
}

/// A setting that holds at once.
pub fn switch(label: String, is_on: Signal<bool>, turn: impl Fn(bool) + 'static) -> AnyView {
    view! {
        <label class="switch">
            <span>{label}</span>
            <input
                type="checkbox"
                role="switch"
                prop:checked=move || is_on.get()
                on:change=move |event| turn(event_target_checked(&event))
            />
        </label>
    }
    .into_any()
}

/// A box to tick.
pub fn check(label: String, is_on: Signal<bool>, turn: impl Fn(bool) + 'static) -> AnyView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || is_on.get()
                on:change=move |event| turn(event_target_checked(&event))
            />
            {label}
        </label>
    }
    .into_any()
}
