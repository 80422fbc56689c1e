//! A tree of lines, walked with the keyboard. It is drawn flat and says its levels, so that a line's name is its own text
//! and not that of all below it.

use leptos::{attr::custom::custom_attribute, callback::UnsyncCallback, ev::KeyboardEvent, prelude::*};
use std::collections::HashMap;

use crate::{
    Call,
    focus::{focus_now, fresh_id},
    yes,
};

/// A line of a tree. Lines stand in reading order; what is folded away is not among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeLine {
    /// Stable key.
    pub key: String,
    /// From 1 at the top.
    pub level: usize,
    /// Whether what is below it is unfolded; none when nothing is below it.
    pub is_unfolded: Option<bool>,
}

/// A tree.
pub struct TreeSpec {
    /// What it is a tree of.
    pub label: String,
    /// Its lines.
    pub lines: Signal<Vec<TreeLine>>,
    /// The line at which Tab stops; the first when there is none or it is folded away.
    pub at: RwSignal<Option<String>>,
    /// The line that is chosen.
    pub chosen: Signal<Option<String>>,
    /// Draws the words of a line, once.
    pub words: UnsyncCallback<String, AnyView>,
    /// Folds what is below a line, or unfolds it when false.
    pub on_fold: Call<(String, bool)>,
    /// Chooses a line.
    pub on_choose: Call<String>,
}

/// What the lines share.
#[derive(Clone, Copy)]
struct Parts {
    prefix: StoredValue<String>,
    stop: Memo<Option<String>>,
    unfolded: Memo<HashMap<String, Option<bool>>>,
    at: RwSignal<Option<String>>,
    chosen: Signal<Option<String>>,
    words: UnsyncCallback<String, AnyView>,
    on_fold: Call<(String, bool)>,
    on_choose: Call<String>,
}

/// Draws a tree.
#[must_use]
pub fn tree(spec: TreeSpec) -> AnyView {
    let (lines, at) = (spec.lines, spec.at);
    let is_there = |lines: &[TreeLine], key: &String| lines.iter().any(|line| line.key == *key);
    let stop = Memo::new(move |_| {
        let asked = at.get();
        lines.with(|lines| {
            asked.filter(|key| is_there(lines, key)).or_else(|| lines.first().map(|line| line.key.clone()))
        })
    });
    let unfolded = Memo::new(move |_| {
        lines.with(|lines| lines.iter().map(|line| (line.key.clone(), line.is_unfolded)).collect())
    });
    let parts = Parts {
        prefix: StoredValue::new(fresh_id("tree")),
        stop,
        unfolded,
        at,
        chosen: spec.chosen,
        words: spec.words,
        on_fold: spec.on_fold,
        on_choose: spec.on_choose,
    };
    let walk = move |event: KeyboardEvent| press(parts, &lines.get_untracked(), &event);
    view! {
        <ul class="tree" role="tree" aria-label=spec.label on:keydown=walk>
            <For each=move || lines.get() key=|line| line.key.clone() children=move |line| line_view(parts, line) />
        </ul>
    }
    .into_any()
}

fn line_view(parts: Parts, line: TreeLine) -> AnyView {
    let key = StoredValue::new(line.key.clone());
    let is = move |other: &Option<String>| key.with_value(|key| other.as_ref() == Some(key));
    let is_unfolded =
        move || parts.unfolded.with(|unfolded| key.with_value(|key| unfolded.get(key).copied().flatten()));
    let turn = move |event: leptos::ev::MouseEvent| {
        if let Some(is_unfolded) = untrack(is_unfolded) {
            event.stop_propagation();
            parts.at.set(Some(key.get_value()));
            parts.on_fold.run((key.get_value(), is_unfolded));
        }
    };
    let words = parts.words.run(line.key.clone());
    view! {
        <li
            class="tree-row"
            role="treeitem"
            id=element_id(parts, &line.key)
            style:--level=(line.level - 1).to_string()
            {..custom_attribute("aria-level", line.level.to_string())}
            tabindex=move || if parts.stop.with(is) { "0" } else { "-1" }
            aria-selected=move || yes(parts.chosen.with(is))
            aria-expanded=move || is_unfolded().map(yes)
            on:focus=move |_| parts.at.set(Some(key.get_value()))
            on:click=move |_| {
                parts.at.set(Some(key.get_value()));
                parts.on_choose.run(key.get_value());
            }
        >
            <i class="tree-fold" aria-hidden="true" on:click=turn></i>
            {words}
        </li>
    }
    .into_any()
}

fn element_id(parts: Parts, key: &str) -> String {
    parts.prefix.with_value(|prefix| format!("{prefix}-{key}"))
}

fn press(parts: Parts, lines: &[TreeLine], event: &KeyboardEvent) {
    if event.alt_key() || event.ctrl_key() || event.meta_key() {
        return;
    }
    let Some(stop) = parts.stop.get_untracked() else { return };
    let Some(n) = lines.iter().position(|line| line.key == stop) else { return };
    let Some(step) = step(lines, n, &event.key()) else { return };
    event.prevent_default();
    match step {
        Step::Stay => {}
        Step::Fold(is_folded) => parts.on_fold.run((stop, is_folded)),
        Step::Choose => parts.on_choose.run(stop),
        Step::To(to) => {
            if let Some(line) = lines.get(to) {
                parts.at.set(Some(line.key.clone()));
                focus_now(&element_id(parts, &line.key));
            }
        }
    }
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Nothing, though it is a key of the tree.
    Stay,
    /// Goes to another line.
    To(usize),
    /// Folds what is below, or unfolds it.
    Fold(bool),
    /// Chooses the line.
    Choose,
}

/// The keys of a tree: up and down, right unfolds or goes in, left folds or goes out, Home, End, Enter.
///
/// # Source
/// WAI-ARIA Authoring Practices 1.2, pattern "Tree view".
fn step(lines: &[TreeLine], n: usize, key: &str) -> Option<Step> {
    let here = lines.get(n)?;
    let to = |n: Option<usize>| n.map_or(Step::Stay, Step::To);
    let next = lines.get(n + 1).map(|line| (n + 1, line.level));
    Some(match (key, here.is_unfolded) {
        ("ArrowDown", _) => to(next.map(|(n, _)| n)),
        ("ArrowUp", _) => to(n.checked_sub(1)),
        ("Home", _) => Step::To(0),
        ("End", _) => to(lines.len().checked_sub(1)),
        ("ArrowRight", Some(false)) => Step::Fold(false),
        ("ArrowRight", _) => to(next.filter(|(_, level)| *level > here.level).map(|(n, _)| n)),
        ("ArrowLeft", Some(true)) => Step::Fold(true),
        ("ArrowLeft", _) => to(lines.iter().take(n).rposition(|line| line.level < here.level)),
        ("Enter" | " ", _) => Step::Choose,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(level: usize, is_unfolded: Option<bool>) -> TreeLine {
        TreeLine { key: String::new(), level, is_unfolded }
    }

    #[test]
    fn a_tree_is_walked_as_every_tree() {
        let lines = [line(1, Some(true)), line(2, Some(false)), line(2, None), line(1, None)];
        let steps = |key| [0, 1, 2, 3].map(|n| step(&lines, n, key).unwrap());
        assert_eq!(steps("ArrowDown"), [Step::To(1), Step::To(2), Step::To(3), Step::Stay]);
        assert_eq!(steps("ArrowUp"), [Step::Stay, Step::To(0), Step::To(1), Step::To(2)]);
        assert_eq!(steps("ArrowRight"), [Step::To(1), Step::Fold(false), Step::Stay, Step::Stay]);
        assert_eq!(steps("ArrowLeft"), [Step::Fold(true), Step::To(0), Step::To(0), Step::Stay]);
        assert_eq!(steps("Home"), [Step::To(0); 4]);
        assert_eq!(steps("End"), [Step::To(3); 4]);
        assert_eq!(steps("Enter"), [Step::Choose; 4]);
        assert_eq!(step(&lines, 0, "x"), None);
    }

    #[test]
    fn what_is_unfolded_and_empty_leads_nowhere() {
        let lines = [line(1, Some(true)), line(1, None)];
        assert_eq!(step(&lines, 0, "ArrowRight"), Some(Step::Stay));
    }
}
