//! The buttons of a workflow: the likeliest act is the main one, and each says what it needs before it is pressed.

use contract::{
    Act, Kind,
    work::{Evidence, Step, WorkState, Workflow},
};
use leptos::prelude::*;

use crate::{
    Call, MenuItem,
    focus::fresh_id,
    keys::shortcut_alt,
    part,
    words::{act_word, t},
};

/// Buttons beside the main one; the rest is in a menu.
const BESIDE: usize = 2;
/// Keys of the first four acts.
const KEYS: [&str; 4] = ["1", "2", "3", "4"];

/// Whether an act must be asked about first: it needs something, or can't be taken back.
#[must_use]
pub fn asks(step: &Step) -> bool {
    !step.evidence.is_empty() || matches!(step.act, Act::Close | Act::Cancel | Act::Recall)
}

/// The buttons of the acts that the reader may do now, in the server's order; Alt+1 to 4 press them.
#[must_use]
pub fn act_buttons(
    kind: Kind,
    flow: &'static Workflow,
    state: WorkState,
    acts: &[Act],
    on_press: Call<&'static Step>,
) -> AnyView {
    buttons_view(kind, flow, state, acts, on_press, Some(0))
}

/// The same beside a main button that the page has already: none of these is one.
#[must_use]
pub fn other_act_buttons(
    kind: Kind,
    flow: &'static Workflow,
    state: WorkState,
    acts: &[Act],
    on_press: Call<&'static Step>,
) -> AnyView {
    buttons_view(kind, flow, state, acts, on_press, None)
}

fn buttons_view(
    kind: Kind,
    flow: &'static Workflow,
    state: WorkState,
    acts: &[Act],
    on_press: Call<&'static Step>,
    main: Option<usize>,
) -> AnyView {
    let steps: Vec<&'static Step> = acts.iter().filter_map(|act| flow.step(state, *act)).collect();
    for (step, key) in steps.iter().copied().zip(KEYS) {
        shortcut_alt(key, move || {
            on_press.try_run(step);
        });
    }
    let shown = steps
        .iter()
        .copied()
        .take(BESIDE + 1)
        .enumerate()
        .map(|(n, step)| button_view(kind, step, Some(n) == main, on_press))
        .collect_view();
    let rest: Vec<MenuItem> = steps
        .iter()
        .copied()
        .skip(BESIDE + 1)
        .map(|step| {
            MenuItem::new(act_word(kind, step.act), move || {
                on_press.try_run(step);
            })
        })
        .collect();
    let menu = (!rest.is_empty()).then(|| {
        part::menu_button(part::icon("more"), "icon-button", t("sheet.more"), None, Signal::stored(rest))
    });
    view! {
        {shown}
        {menu}
    }
    .into_any()
}

fn button_view(kind: Kind, step: &'static Step, is_main: bool, on_press: Call<&'static Step>) -> AnyView {
    let class = if is_main { "button primary" } else { "button" };
    let needs = needs_of(step);
    let id = needs.as_ref().map(|_| fresh_id("need"));
    let note_id = id.clone();
    view! {
        <span class="act">
            <button
                type="button"
                class=class
                aria-describedby=id
                on:click=move |_| {
                    on_press.try_run(step);
                }
            >
                {act_word(kind, step.act)}
            </button>
            {needs
                .map(|needs| {
                    view! {
                        <span class="act-need" id=note_id>
                            {needs}
                        </span>
                    }
                })}
        </span>
    }
    .into_any()
}

/// What an act needs, in words; none when it needs nothing.
fn needs_of(step: &Step) -> Option<String> {
    let words: Vec<String> =
        step.evidence.iter().map(|evidence| t(&format!("work.needs.{}", evidence_key(*evidence)))).collect();
    (!words.is_empty()).then(|| words.join(&t("text.comma")))
}

pub(crate) fn evidence_key(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Reason => "reason",
        Evidence::Note => "note",
        Evidence::Photo => "photo",
        Evidence::Assignee => "assignee",
        Evidence::Rating => "rating",
    }
}
