//! Tabs: one row of names, arrows between them, the body of the chosen one below.

use leptos::prelude::*;
use std::rc::Rc;

use crate::{
    focus::{focus_later, fresh_id},
    words::t,
    yes,
};

/// One tab.
#[derive(Clone)]
pub struct Tab {
    /// Stable key, also for the address.
    pub key: &'static str,
    /// Its name.
    pub label: String,
    /// How many things it holds.
    pub count: Option<u32>,
    /// Draws what it holds, when it is chosen.
    pub body: Rc<dyn Fn() -> AnyView>,
}

impl Tab {
    /// A tab.
    pub fn new(key: &'static str, label: String, body: impl Fn() -> AnyView + 'static) -> Self {
        Self { key, label, count: None, body: Rc::new(body) }
    }

    /// With the number of things in it.
    #[must_use]
    pub fn count(self, count: u32) -> Self {
        Self { count: Some(count), ..self }
    }
}

/// A row of tabs and the body of the chosen one; an empty or unknown choice is the first.
#[must_use]
pub fn tabs(tabs: Vec<Tab>, chosen: RwSignal<String>) -> AnyView {
    let keys: Vec<&'static str> = tabs.iter().map(|tab| tab.key).collect();
    let prefix = fresh_id("tab");
    let shown = Memo::new({
        let keys = keys.clone();
        move |_| chosen.with(|chosen| keys.iter().position(|key| key == chosen).unwrap_or(0))
    });
    let heads =
        tabs.iter().enumerate().map(|(n, tab)| head_view(&prefix, n, tab, shown, chosen)).collect_view();
    let bodies = StoredValue::new_local(tabs);
    let body = move || {
        let body = bodies.with_value(|tabs| tabs.get(shown.get()).map(|tab| tab.body.clone()));
        body.map(|body| body())
    };
    let (list, panel) = (prefix.clone(), prefix.clone());
    let walk = move |event: web_sys::KeyboardEvent| {
        let at = shown.get_untracked();
        let last = keys.len().saturating_sub(1);
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1).min(last),
            "ArrowLeft" => at.saturating_sub(1),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        if let Some(key) = keys.get(next) {
            chosen.set((*key).to_owned());
            focus_later(format!("{list}-{next}"));
        }
    };
    view! {
        <div class="tabs sheet-tabs" role="tablist" aria-label=t("sheet.tabs") on:keydown=walk>
            {heads}
        </div>
        <div role="tabpanel" id=format!("{prefix}-panel") aria-labelledby=move || format!("{panel}-{}", shown.get())>
            {body}
        </div>
    }
    .into_any()
}

fn head_view(prefix: &str, n: usize, tab: &Tab, shown: Memo<usize>, chosen: RwSignal<String>) -> AnyView {
    let key = tab.key;
    view! {
        <button
            type="button"
            role="tab"
            id=format!("{prefix}-{n}")
            aria-selected=move || yes(shown.get() == n)
            aria-controls=format!("{prefix}-panel")
            tabindex=move || if shown.get() == n { "0" } else { "-1" }
            on:click=move |_| chosen.set(key.to_owned())
        >
            {tab.label.clone()}
            {tab.count.map(|count| view! { <span class="count">{count.to_string()}</span> })}
        </button>
    }
    .into_any()
}
