//! Menus: opened by a button, walked with the arrows, closed by Escape, a choice or a press elsewhere.

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;

use crate::{Call, focus::fresh_id, yes};

/// One line of a menu.
#[derive(Clone)]
pub struct MenuItem {
    /// What it says.
    pub label: String,
    /// Whether it is chosen, for a choice.
    pub is_checked: Option<bool>,
    /// Whether the menu stays open after it, for several choices.
    pub stays: bool,
    /// What it does.
    pub run: Call,
}

impl MenuItem {
    /// A line that does something.
    pub fn new(label: String, run: impl Fn() + 'static) -> Self {
        Self { label, is_checked: None, stays: false, run: Call::new(move |()| run()) }
    }

    /// The same as a choice.
    #[must_use]
    pub fn checked(self, is: bool) -> Self {
        Self { is_checked: Some(is), ..self }
    }

    /// The same, one of several that may be chosen.
    #[must_use]
    pub fn staying(self) -> Self {
        Self { stays: true, ..self }
    }
}

/// A button that opens a menu; `class` is the button's (`button quiet`, `chip`, `icon-button`, `capacity`).
#[must_use]
pub fn menu_button(
    face: AnyView,
    class: &'static str,
    name: String,
    head: Option<String>,
    items: Signal<Vec<MenuItem>>,
) -> AnyView {
    opener(face, class, name, head, items, None)
}

/// The same, shown as pressed while something of the menu is chosen.
pub(crate) fn pressed_menu_button(
    face: AnyView,
    class: &'static str,
    head: Option<String>,
    items: Signal<Vec<MenuItem>>,
    is_on: Signal<bool>,
) -> AnyView {
    opener(face, class, String::new(), head, items, Some(is_on))
}

fn opener(
    face: AnyView,
    class: &'static str,
    name: String,
    head: Option<String>,
    items: Signal<Vec<MenuItem>>,
    is_on: Option<Signal<bool>>,
) -> AnyView {
    let is_open = RwSignal::new(false);
    let place = NodeRef::<html::Span>::new();
    let button = NodeRef::<html::Button>::new();
    let id = fresh_id("menu");
    let close = move || {
        is_open.set(false);
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    // A press elsewhere closes it and does what it does there.
    let handle = window_event_listener(ev::pointerdown, move |event| {
        let inside = place.try_get_untracked().flatten().is_some_and(|place| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            place.contains(target.as_ref())
        });
        if !inside {
            is_open.try_set(false);
        }
    });
    on_cleanup(move || handle.remove());
    let menu_id = id.clone();
    let first = id.clone();
    view! {
        <span class="tipped" node_ref=place on:keydown=move |event: web_sys::KeyboardEvent| {
            if is_open.get_untracked() {
                walk(&event, &first, close);
            }
        }>
            <button
                type="button"
                class=class
                node_ref=button
                aria-label=(!name.is_empty()).then_some(name)
                aria-pressed=move || is_on.map(|is_on| yes(is_on.get()))
                aria-haspopup="menu"
                aria-expanded=move || yes(is_open.get())
                aria-controls=id
                on:click=move |_| is_open.update(|is| *is = !*is)
            >
                {face}
            </button>
            {move || {
                is_open
                    .get()
                    .then(|| {
                        let (id, head) = (menu_id.clone(), head.clone());
                        crate::focus::focus_later(format!("{id}-0"));
                        menu_view(id, head, items, is_left(place), close)
                    })
            }}
        </span>
    }
    .into_any()
}

/// Whether there is more room to the right of the opener than to the left.
fn is_left(place: NodeRef<html::Span>) -> bool {
    let Some(place) = place.get_untracked() else { return true };
    let width = web_sys::window().and_then(|w| w.inner_width().ok()).and_then(|w| w.as_f64()).unwrap_or(0.0);
    place.get_bounding_client_rect().left() < width / 2.0
}

fn menu_view(
    id: String,
    head: Option<String>,
    items: Signal<Vec<MenuItem>>,
    is_left: bool,
    close: impl Fn() + Copy + Send + 'static,
) -> AnyView {
    let side = if is_left { "start" } else { "end" };
    let prefix = id.clone();
    view! {
        <div class="menu topbar-menu" role="menu" id=id data-side=side>
            {head.map(|head| view! { <p class="menu-head">{head}</p> })}
            {move || {
                items.get().into_iter().enumerate().map(|(n, item)| item_view(&prefix, n, item, close)).collect_view()
            }}
        </div>
    }
    .into_any()
}

fn item_view(prefix: &str, n: usize, item: MenuItem, close: impl Fn() + Copy + Send + 'static) -> AnyView {
    let role = match (item.is_checked, item.stays) {
        (None, _) => "menuitem",
        (Some(_), true) => "menuitemcheckbox",
        (Some(_), false) => "menuitemradio",
    };
    view! {
        <button
            type="button"
            role=role
            class="menu-item"
            id=format!("{prefix}-{n}")
            tabindex="-1"
            aria-checked=item.is_checked.map(yes)
            on:click=move |_| {
                if !item.stays {
                    close();
                }
                item.run.try_run(());
            }
        >
            {item.label}
        </button>
    }
    .into_any()
}

/// Arrows, Home, End and Escape inside an open menu.
fn walk(event: &web_sys::KeyboardEvent, prefix: &str, close: impl Fn()) {
    let items = document().query_selector_all(&format!("#{prefix} .menu-item"));
    let Ok(items) = items else { return };
    let focused = document().active_element();
    let count = items.length();
    let at = (0..count).find(|n| {
        let node = items.get(*n);
        focused.as_ref().is_some_and(|focused| focused.is_same_node(node.as_ref()))
    });
    let next = match (event.key().as_str(), at) {
        ("ArrowDown", Some(at)) => (at + 1) % count.max(1),
        ("ArrowDown", None) | ("Home", _) => 0,
        ("ArrowUp", Some(at)) if at > 0 => at - 1,
        ("ArrowUp", _) | ("End", _) => count.saturating_sub(1),
        ("Escape", _) => {
            event.prevent_default();
            event.stop_propagation();
            close();
            return;
        }
        ("Tab", _) => {
            close();
            return;
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(node) = items.get(next) {
        let element: web_sys::HtmlElement = node.unchecked_into();
        let _ = element.focus();
    }
}
