//! Dialogs: the browser's own `<dialog>`, which traps the focus, closes on Escape and gives the focus back. What was typed
//! in it is not lost without a question.

use leptos::{html, prelude::*};
use std::cell::RefCell;

use crate::{
    focus::fresh_id,
    keys::is_key,
    leave::{ask, is_unsaved_in},
    live, part, toast,
    words::t,
};

/// A dialog that is open while `is_open`; what it holds is made anew each time.
#[must_use]
pub fn dialog(
    is_open: RwSignal<bool>,
    title: Signal<String>,
    body: impl Fn() -> AnyView + Send + Sync + 'static,
    acts: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let place = NodeRef::<html::Dialog>::new();
    let name = fresh_id("dialog");
    // How often it was closed from here and the browser has not yet said so: by then it may be wanted again.
    let closings = StoredValue::new(0u32);
    Effect::new(move |_| {
        let is_wanted = is_open.get();
        let Some(element) = place.get() else { return };
        if is_wanted && !element.open() {
            // Once what it holds is drawn, so that the browser finds something to focus.
            request_animation_frame(move || {
                if is_open.try_get_untracked() == Some(true) && !element.open() {
                    let _ = element.show_modal();
                }
            });
        } else if !is_wanted && element.open() {
            closings.update_value(|n| *n += 1);
            element.close();
        }
    });
    let close = move || {
        if place.get_untracked().is_some_and(|element| is_unsaved_in(&element)) {
            ask(move || {
                is_open.try_set(false);
            });
        } else {
            is_open.set(false);
        }
    };
    // The key is heard here: left to themselves, browsers may close two dialogs by one press of it, and can't be held
    // back from it twice in a row.
    let press = move |event: web_sys::KeyboardEvent| {
        if is_key(&event, "Escape") && !event.is_composing() && !event.default_prevented() {
            event.prevent_default();
            close();
        }
    };
    // The gesture of a phone; a file that was not chosen after all bubbles up by the same name, and can't be held back.
    let cancel = move |event: web_sys::Event| {
        if event.cancelable() {
            event.prevent_default();
            close();
        }
    };
    let closed = move |_| {
        let left = closings.try_update_value(|n| std::mem::replace(n, n.saturating_sub(1)));
        if left == Some(0) {
            is_open.set(false);
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=place
            aria-labelledby=name
            on:keydown=press
            on:cancel=cancel
            on:close=closed
        >
            <h2 class="dialog-title" id=name.clone()>{move || title.get()}</h2>
            {move || is_open.get().then(&body)}
            <div class="dialog-acts">{move || is_open.get().then(&acts)}</div>
        </dialog>
    }
    .into_any()
}

/// A question that waits for its answer.
#[derive(Clone, Default)]
struct Question {
    question: String,
    text: Option<String>,
    verb: String,
    is_danger: bool,
}

type Yes = Box<dyn FnOnce()>;

thread_local! {
    static ASKED: ArcRwSignal<Option<Question>> = ArcRwSignal::new(None);
    static YES: RefCell<Option<Yes>> = const { RefCell::new(None) };
}

/// Asks before something irreversible: the question names the thing, the button says the verb, the default is safe.
pub fn confirm(
    question: String,
    text: Option<String>,
    verb: String,
    is_danger: bool,
    yes: impl FnOnce() + 'static,
) {
    YES.set(Some(Box::new(yes)));
    ASKED.with(Clone::clone).set(Some(Question { question, text, verb, is_danger }));
}

fn confirm_view() -> AnyView {
    let asked = ASKED.with(Clone::clone);
    let is_open = RwSignal::new(false);
    let (opening, closing, titled, told, pressed) =
        (asked.clone(), asked.clone(), asked.clone(), asked.clone(), asked);
    Effect::new(move |_| is_open.set(opening.with(Option::is_some)));
    // Escape and the back button both end here.
    Effect::new(move |before: Option<bool>| {
        let is = is_open.get();
        if before == Some(true) && !is {
            YES.set(None);
            closing.set(None);
        }
        is
    });
    let title =
        Signal::derive(move || titled.with(|q| q.as_ref().map(|q| q.question.clone()).unwrap_or_default()));
    let body = move || {
        told.with(|q| q.as_ref().and_then(|q| q.text.clone()))
            .map(|text| view! { <p class="dialog-text">{text}</p> })
            .into_any()
    };
    let acts = move || {
        let Some(question) = pressed.get_untracked() else { return ().into_any() };
        let yes = move || {
            let yes = YES.take();
            is_open.set(false);
            if let Some(yes) = yes {
                yes();
            }
        };
        let verb = if question.is_danger {
            part::danger_button(question.verb, yes)
        } else {
            part::primary_button(question.verb, yes)
        };
        // The first button gets the focus: the safe one.
        view! {
            {part::button(t("dialog.back"), move || is_open.set(false))}
            {verb}
        }
        .into_any()
    };
    dialog(is_open, title, body, acts)
}

/// Toasts, words for readers, and the dialog of [`confirm`]. Every frame holds it; a page without one puts it itself.
#[component]
pub fn Hosts() -> impl IntoView {
    view! {
        {toast::toasts_view()}
        {live::regions_view()}
        {confirm_view()}
    }
}
