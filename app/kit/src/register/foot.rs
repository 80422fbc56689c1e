//! The foot of a list: what can be done with the selected rows, and the way to the next page.

use leptos::prelude::*;

use super::{line::PlainBulk, shape::Hand};
use crate::{
    part,
    words::{t, tf},
};

pub(crate) fn foot_view(bulk: Vec<PlainBulk>, hand: Hand, is_cards: Signal<bool>) -> AnyView {
    let list = hand.list;
    let bulk = StoredValue::new(bulk);
    let is_any = Memo::new(move |_| list.chosen.with(|chosen| !chosen.is_empty()));
    let bar = move || is_any.get().then(|| bulk.with_value(|bulk| bulk_view(bulk, hand)));
    let pager = move || (!is_cards.get() && list.is_begun.get()).then(|| pager_view(hand));
    let more = move || {
        let has_more = is_cards.get() && list.next.with(Option::is_some);
        has_more.then(|| {
            view! {
                <button
                    type="button"
                    class="button register-more"
                    aria-busy=move || crate::yes(list.is_loading.get())
                    on:click=move |_| list.more()
                >
                    {t("list.more")}
                </button>
            }
        })
    };
    view! {
        <footer class="register-foot">{bar} {pager}</footer>
        {more}
    }
    .into_any()
}

fn bulk_view(bulk: &[PlainBulk], hand: Hand) -> AnyView {
    let list = hand.list;
    let count = move || tf("list.selected", &[("n", &list.chosen.with(|chosen| chosen.len()).to_string())]);
    let buttons = bulk
        .iter()
        .map(|act| {
            let run = act.run;
            let press = move || {
                run.try_run(list.chosen_ids());
            };
            if act.is_primary {
                part::primary_button(act.label.clone(), press)
            } else {
                part::button(act.label.clone(), press)
            }
        })
        .collect_view();
    view! {
        <div class="register-bulk" role="group" aria-label=count>
            <span>{count}</span>
            {buttons}
            {part::quiet_button(t("list.unselect"), move || list.choose_all(false))}
        </div>
    }
    .into_any()
}

fn pager_view(hand: Hand) -> AnyView {
    let list = hand.list;
    let range = move || {
        let rows = list.lines.with(Vec::len);
        let pages = list.before.with(Vec::len);
        // An address opened in the middle doesn't know how many came before.
        let is_known = pages > 0 || !list.has_before();
        (is_known && rows > 0).then(|| {
            let first = pages * usize::from(list.size()) + 1;
            tf("list.range", &[("a", &first.to_string()), ("b", &(first + rows - 1).to_string())])
        })
    };
    view! {
        <nav class="register-pager" aria-label=t("list.pages")>
            <span>{range}</span>
            <button
                type="button"
                class="icon-button"
                aria-label=t("list.previous")
                disabled=move || !list.has_before()
                on:click=move |_| list.back()
            >
                {part::icon("left")}
            </button>
            <button
                type="button"
                class="icon-button"
                aria-label=t("list.next")
                disabled=move || list.next.with(Option::is_none)
                on:click=move |_| list.forward()
            >
                {part::icon("right")}
            </button>
        </nav>
    }
    .into_any()
}
