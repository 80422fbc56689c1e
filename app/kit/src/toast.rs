//! Toasts: four seconds, polite, never the only record; an error never is one.

use leptos::prelude::*;
use std::{cell::Cell, time::Duration};

use crate::words::t;

/// How long a toast stays.
const STAYS: Duration = Duration::from_secs(4);

thread_local! {
    static SHOWN: ArcRwSignal<Vec<(u32, String)>> = ArcRwSignal::new(Vec::new());
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Tells that something worked.
pub fn toast(text: String) {
    let shown = SHOWN.with(Clone::clone);
    let id = NEXT.get();
    NEXT.set(id.wrapping_add(1));
    shown.update(|list| {
        // The same sentence twice is one sentence, shown for longer.
        list.retain(|(_, other)| *other != text);
        // Three at most: the oldest goes.
        if list.len() >= 3 {
            list.remove(0);
        }
        list.push((id, text));
    });
    set_timeout(move || shown.update(|list| list.retain(|(other, _)| *other != id)), STAYS);
}

/// Where toasts appear; the region is there before its first message, so that readers hear that too.
pub(crate) fn toasts_view() -> AnyView {
    let shown = SHOWN.with(Clone::clone);
    view! {
        <div class="toasts" role="status" aria-label=t("app.toast_region")>
            {move || shown.get().into_iter().map(|(_, text)| view! { <p class="toast">{text}</p> }).collect_view()}
        </div>
    }
    .into_any()
}
