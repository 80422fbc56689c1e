//! The head of a list: its title, how many there are, and its main acts.

use leptos::prelude::*;

use super::{HeadAct, list::List};
use crate::part;

pub(crate) fn head_view(id: String, title: String, heading: u8, acts: Vec<HeadAct>, list: List) -> AnyView {
    let count = move || {
        list.count.get().map(|count| view! { <span class="register-count">{count.to_string()}</span> })
    };
    let title = if heading == 1 {
        view! {
            <h1 class="register-title" id=id tabindex="-1">
                {title}
                " "
                {count}
            </h1>
        }
        .into_any()
    } else {
        view! {
            <h2 class="register-title" id=id>
                {title}
                " "
                {count}
            </h2>
        }
        .into_any()
    };
    let acts = acts.into_iter().enumerate().map(|(n, act)| act_view(act, n == 0)).collect_view();
    view! {
        <header class="register-head">
            {title}
            <div class="register-acts">{acts}</div>
        </header>
    }
    .into_any()
}

/// One act; the first is the main one.
pub(crate) fn act_view(act: HeadAct, is_main: bool) -> AnyView {
    match (act, is_main) {
        (HeadAct::Link { label, href }, true) => part::primary_link(label, href),
        (HeadAct::Link { label, href }, false) => part::link_button(label, href),
        (HeadAct::Press { label, run }, true) => part::primary_button(label, move || {
            run.try_run(());
        }),
        (HeadAct::Press { label, run }, false) => part::button(label, move || {
            run.try_run(());
        }),
    }
}
