//! The buttons of a workflow: the likeliest act is the main one, and each says what it needs before it is pressed. The
//! main one stands at the right end and the others in one order, so that they don't trade places as the state changes;
//! and a press that was meant for what stood there a moment ago does nothing.

use chrono::{DateTime, TimeDelta, Utc};
use contract::{
    Act, Kind,
    work::{Evidence, Step, WorkState, Workflow},
};
use leptos::prelude::*;
use std::{cell::RefCell, time::Duration};

use crate::{
    Call, MenuItem,
    focus::fresh_id,
    keys::shortcut_alt,
    part, time,
    words::{act_word, t},
};

/// Buttons beside the main one; the rest is in a menu.
const BESIDE: usize = 2;
/// Keys of the first four acts.
const KEYS: [&str; 4] = ["1", "2", "3", "4"];
/// For so long after the acts have changed a press is taken for one that came too late.
const SETTLING: TimeDelta = TimeDelta::milliseconds(400);

thread_local! {
    static SHOWN: RefCell<Option<Shown>> = const { RefCell::new(None) };
}

/// The acts on the screen, and since when they are these.
struct Shown {
    acts: Vec<Act>,
    since: DateTime<Utc>,
}

/// How long presses are still ignored; drawing the same acts again begins nothing anew.
fn settling(shown: &mut Option<Shown>, acts: &[Act], now: DateTime<Utc>) -> Duration {
    if shown.as_ref().is_none_or(|shown| shown.acts != acts) {
        *shown = Some(Shown { acts: acts.to_vec(), since: now });
    }
    let since = shown.as_ref().map_or(now, |shown| shown.since);
    // A clock that was set back makes nobody wait longer.
    (since + SETTLING - now).min(SETTLING).to_std().unwrap_or_default()
}

/// Whether an act must be asked about first: it needs something, or can't be taken back.
#[must_use]
pub fn asks(step: &Step) -> bool {
    !step.evidence.is_empty() || matches!(step.act, Act::Close | Act::Cancel | Act::Recall)
}

/// The buttons of the acts that the reader may do now, the first of them the main one; Alt+1 to 4 press them in the
/// server's order.
#[must_use]
pub fn act_buttons(
    kind: Kind,
    flow: &'static Workflow,
    state: WorkState,
    acts: &[Act],
    on_press: Call<&'static Step>,
) -> AnyView {
    let main = acts.iter().copied().find(|act| flow.step(state, *act).is_some());
    buttons_view(kind, flow, state, acts, on_press, main)
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
    main: Option<Act>,
) -> AnyView {
    let wait = SHOWN.with_borrow_mut(|shown| settling(shown, acts, time::now()));
    let is_settling = RwSignal::new(!wait.is_zero());
    if !wait.is_zero() {
        set_timeout(
            move || {
                is_settling.try_set(false);
            },
            wait,
        );
    }
    let press = Call::new(move |step: &'static Step| {
        if is_settling.try_get_untracked() == Some(false) {
            on_press.try_run(step);
        }
    });
    let steps: Vec<&'static Step> = acts.iter().filter_map(|act| flow.step(state, *act)).collect();
    for (step, key) in steps.iter().copied().zip(KEYS) {
        shortcut_alt(key, move || {
            press.try_run(step);
        });
    }
    let mut shown: Vec<&'static Step> = steps.iter().copied().take(BESIDE + 1).collect();
    shown.sort_by_key(|step| (Some(step.act) == main, step.act));
    let shown = shown
        .into_iter()
        .map(|step| button_view(kind, step, Some(step.act) == main, is_settling, press))
        .collect_view();
    let rest: Vec<MenuItem> = steps
        .iter()
        .copied()
        .skip(BESIDE + 1)
        .map(|step| {
            MenuItem::new(act_word(kind, step.act), move || {
                press.try_run(step);
            })
        })
        .collect();
    let menu = (!rest.is_empty()).then(|| {
        part::menu_button(part::icon("more"), "icon-button", t("sheet.more"), None, Signal::stored(rest))
    });
    view! {
        {menu}
        {shown}
    }
    .into_any()
}

fn button_view(
    kind: Kind,
    step: &'static Step,
    is_main: bool,
    is_settling: RwSignal<bool>,
    on_press: Call<&'static Step>,
) -> AnyView {
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
                aria-disabled=move || is_settling.get().then_some("true")
                data-settling=move || is_settling.get()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_counts_again_once_the_acts_have_stood_for_a_while() {
        let at = |ms: i64| DateTime::UNIX_EPOCH + TimeDelta::milliseconds(ms);
        let ms = |wait: Duration| wait.as_millis();
        let mut shown = None;
        let (before, after) = ([Act::Accept, Act::Dispatch], [Act::Dispatch]);
        assert_eq!(ms(settling(&mut shown, &before, at(0))), 400);
        assert_eq!(ms(settling(&mut shown, &before, at(150))), 250, "the same, drawn again");
        assert_eq!(ms(settling(&mut shown, &before, at(5_000))), 0);
        assert_eq!(ms(settling(&mut shown, &after, at(5_001))), 400, "others");
        assert_eq!(ms(settling(&mut shown, &after, at(1_000))), 400, "the clock was set back");
    }
}
