//! The standard states of a screen: loading, empty, refused, missing, failed. Each says what happened and what to do.

use contract::Fault;
use leptos::prelude::*;
use std::time::Duration;

use crate::{
    Call, part, route,
    trouble::{Trouble, missing_sentence, refused_sentence, thing},
    words::{t, t_or, tf},
};

/// Which picture a state has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateLook {
    /// Nothing there.
    Empty,
    /// Not allowed.
    Refused,
    /// Not there for this person.
    Missing,
    /// Our fault or the network's.
    Failed,
}

/// A state of a screen: a sentence, a note and what can be done.
#[must_use]
pub fn state_view(look: StateLook, text: String, note: Option<String>, acts: Option<AnyView>) -> AnyView {
    let (class, picture) = match look {
        StateLook::Empty => ("state state-empty", "empty"),
        StateLook::Refused => ("state state-refused", "refused"),
        StateLook::Missing => ("state state-missing", "missing"),
        StateLook::Failed => ("state state-failed", "failed"),
    };
    view! {
        <div class=class>
            {part::icon(picture)}
            <p class="state-text">{text}</p>
            {note.map(|note| view! { <p class="state-note">{note}</p> })}
            {acts.map(|acts| view! { <div class="state-acts">{acts}</div> })}
        </div>
    }
    .into_any()
}

/// Grey rows in the shape of what comes (the style sheet waits 200 ms); after 8 s a sentence and a retry.
#[must_use]
pub fn loading_view(retry: Option<Call>) -> AnyView {
    let is_slow = RwSignal::new(false);
    if let Ok(timer) = set_timeout_with_handle(
        move || {
            is_slow.try_set(true);
        },
        Duration::from_secs(8),
    ) {
        on_cleanup(move || timer.clear());
    }
    view! {
        <div class="state-loading" aria-busy="true">
            <span class="visually-hidden">{t("state.loading")}</span>
            <span class="bone title"></span>
            <span class="bone"></span>
            <span class="bone"></span>
            <span class="bone short"></span>
            {move || is_slow.get().then(|| slow_view(retry))}
        </div>
    }
    .into_any()
}

/// The sentence after eight seconds.
pub(crate) fn slow_view(retry: Option<Call>) -> AnyView {
    view! {
        <p class="state-slow" role="status">
            {t("state.loading_slow")}
            {retry.map(|retry| part::quiet_button(t("state.retry"), move || run(retry)))}
        </p>
    }
    .into_any()
}

/// Nothing there yet; `act` makes the first one.
#[must_use]
pub fn empty_view(module: &str, act: Option<AnyView>) -> AnyView {
    let key = format!("state.empty.any.{module}");
    state_view(StateLook::Empty, with_things(&key, "state.empty.any", module), None, act)
}

/// Nothing matches the filters.
#[must_use]
pub fn empty_filtered_view(module: &str, clear: Call) -> AnyView {
    let key = format!("state.empty.filtered.{module}");
    let text = with_things(&key, "state.empty.filtered", module);
    let act = part::button(t("state.clear_filters"), move || run(clear));
    state_view(StateLook::Empty, text, None, Some(act))
}

fn with_things(key: &str, else_key: &str, module: &str) -> String {
    let text = t_or(key, else_key);
    if text.contains("{thing}") { text.replace("{thing}", &thing("things", module)) } else { text }
}

/// Refused, missing or failed, with what can be done about it.
#[must_use]
pub fn trouble_view(module: &str, trouble: &Trouble, retry: Option<Call>) -> AnyView {
    match trouble {
        Trouble::Fault(Fault::Denied { act, .. }) => {
            state_view(StateLook::Refused, refused_sentence(*act), None, Some(back_button()))
        }
        Trouble::Fault(Fault::Missing { kind }) => {
            state_view(StateLook::Missing, missing_sentence(module, *kind), None, Some(back_button()))
        }
        Trouble::Fault(Fault::Internal { reference }) => {
            let text = tf("state.failed", &[("things", &thing("things", module)), ("ref", reference)]);
            let copied = reference.clone();
            let acts = view! {
                {retry.map(|retry| part::button(t("state.retry"), move || run(retry)))}
                {part::quiet_button(t("state.copy_reference"), move || part::copy_aloud(copied.clone()))}
            };
            state_view(StateLook::Failed, text, None, Some(acts.into_any()))
        }
        Trouble::Network(_) => {
            let act = retry.map(|retry| part::button(t("state.retry"), move || run(retry)));
            state_view(StateLook::Failed, t("state.server_away"), None, act)
        }
        Trouble::Fault(_) | Trouble::Full => {
            let act = retry.map(|retry| part::button(t("state.retry"), move || run(retry)));
            state_view(StateLook::Failed, trouble.sentence(module), None, act)
        }
    }
}

fn back_button() -> AnyView {
    part::button(t("state.back"), route::back)
}

/// A press whose owner may have gone meanwhile does nothing.
fn run(call: Call) {
    call.try_run(());
}
