//! Keys of a list: J and K move, X selects, Enter opens, / searches, and the keys of its acts.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::shape::Hand;
use crate::{focus::focus_now, keys::shortcut};

/// Listens while the list is there. A list that is the page hears everything, another one only while it has the focus.
pub(crate) fn listen(hand: Hand, section_id: String, search_id: String, is_page: bool) {
    let id = StoredValue::new(section_id);
    let is_here = move || is_page || id.with_value(|id| has_focus(id));
    shortcut("j", move || {
        if is_here() {
            hand.go(next_of(hand));
        }
    });
    shortcut("k", move || {
        if is_here() {
            hand.go(hand.cursor.get_untracked().saturating_sub(1));
        }
    });
    shortcut("x", move || {
        if is_here() && hand.has_bulk {
            choose(hand);
        }
    });
    shortcut("/", move || {
        if is_here() {
            focus_now(&search_id);
        }
    });
    let keyed: Vec<(usize, &'static str)> = hand.acts.with_value(|acts| {
        acts.iter().enumerate().filter_map(|(n, act)| act.key.map(|key| (n, key))).collect()
    });
    for (n, key) in keyed {
        shortcut(key, move || {
            if is_here() {
                act(hand, n);
            }
        });
    }
}

/// The first J goes to the first row, the next one down.
fn next_of(hand: Hand) -> usize {
    let at = hand.cursor.get_untracked();
    if has_focus(&hand.row_id(at)) { at + 1 } else { at }
}

fn has_focus(id: &str) -> bool {
    let place = document().get_element_by_id(id);
    let focused = document().active_element();
    place.is_some_and(|place| {
        let place: &web_sys::Node = place.unchecked_ref();
        place.contains(focused.as_deref())
    })
}

fn choose(hand: Hand) {
    let at = hand.cursor.get_untracked();
    let id = hand.list.lines.with_untracked(|lines| lines.get(at).map(|line| line.id.clone()));
    if let Some(id) = id {
        let is = untrack(|| hand.list.is_chosen(&id));
        hand.list.choose(&id, !is);
    }
}

fn act(hand: Hand, n: usize) {
    let at = hand.cursor.get_untracked();
    let line = hand.list.lines.with_untracked(|lines| lines.get(at).cloned());
    let run = hand.acts.with_value(|acts| acts.get(n).map(|act| act.run));
    if let (Some(line), Some(run)) = (line, run)
        && (line.acts >> n) & 1 == 1
    {
        run.try_run(line.id.clone());
    }
}
