//! The search of the wall: one line for buildings, dwellings, devices, places and persons, and for any unified code. Persons
//! are found by their full name, phone or code only, shown masked, and what was typed goes by POST and stays out of address
//! and history.

use contract::spatial::{Found, code::is_mistyped};
use kit::{Trouble, icon, run, shortcut, t, tf};
use leptos::{html, leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;
use web_sys::KeyboardEvent;

use super::{address::Selection, state::Wall};
use crate::{spatial::place::category_words, trouble::ask};

/// How long typing rests before it is searched.
const PAUSE: Duration = Duration::from_millis(200);
/// Answers that are shown of each group.
const EACH: usize = 8;
/// What a search that failed was about.
const MODULE: &str = "dwelling";
/// The groups in their order.
const GROUPS: [&str; 7] = ["building", "dwelling", "device", "person", "organisation", "place", "area"];

/// The search box with its answers.
#[derive(Clone, Copy)]
struct Finder {
    wall: Wall,
    text: RwSignal<String>,
    /// What was found for what is typed, or why that isn't known.
    answer: RwSignal<Option<Result<Vec<Found>, Trouble>>>,
    at: RwSignal<Option<usize>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    asked: StoredValue<u32>,
    /// Whether Enter was pressed before the answer came: its first one is chosen.
    is_hasty: StoredValue<bool>,
}

/// The search box; `/` leads to it.
pub fn finder(wall: Wall) -> AnyView {
    let finder = Finder {
        wall,
        text: RwSignal::new(String::new()),
        answer: RwSignal::new(None),
        at: RwSignal::new(None),
        timer: StoredValue::new(None),
        asked: StoredValue::new(0),
        is_hasty: StoredValue::new(false),
    };
    let input = NodeRef::<html::Input>::new();
    shortcut("/", move || {
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
            input.select();
        }
    });
    Effect::new(move |_| {
        let Some(text) = wall.sought.get() else { return };
        finder.type_out(text);
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
        }
    });
    let is_open = move || finder.answer.with(Option::is_some);
    let expanded = move || if is_open() { "true" } else { "false" };
    let active = move || finder.at.get().map(|at| format!("finder-{at}"));
    let leave = move |_| {
        // A press on an answer takes the focus before it is heard.
        set_timeout(move || finder.close(), Duration::from_millis(150));
    };
    view! {
        <div class="finder" id="wall-search">
            <label class="search">
                {icon("search")}
                <span class="visually-hidden">{t("map.search")}</span>
                <input
                    class="input"
                    id="finder-input"
                    type="search"
                    role="combobox"
                    aria-expanded=expanded
                    aria-controls="finder-found"
                    aria-autocomplete="list"
                    aria-activedescendant=active
                    autocomplete="off"
                    placeholder=t("map.search_hint")
                    node_ref=input
                    prop:value=move || finder.text.get()
                    on:input=move |event| finder.type_in(event_target_value(&event))
                    on:keydown=move |event| finder.press(&event)
                    on:blur=leave
                />
            </label>
            <kbd aria-hidden="true">"/"</kbd>
            {move || finder.answer.get().map(|answer| answer_view(finder, answer))}
        </div>
    }
    .into_any()
}

impl Finder {
    fn type_in(self, text: String) {
        // What stands there answers what was typed before.
        self.close();
        let is_empty = text.trim().is_empty();
        self.text.set(text);
        if !is_empty {
            self.timer.set_value(set_timeout_with_handle(move || self.search(), PAUSE).ok());
        }
    }

    /// Searches a text as if somebody had typed it.
    fn type_out(self, text: String) {
        self.close();
        self.text.set(text);
        self.search();
    }

    /// Searches what is typed.
    fn search(self) {
        let Some(text) = self.text.try_get_untracked() else { return };
        let ticket = self.asked.try_update_value(|n| {
            *n = n.wrapping_add(1);
            *n
        });
        run(ask(api::spatial::search(text.trim().to_owned())), move |answer| {
            // An answer to what was typed before is late.
            if self.asked.try_get_value() != ticket {
                return;
            }
            let answer = answer.map(in_groups);
            let is_hasty = self.is_hasty.try_update_value(std::mem::take) == Some(true);
            match answer.as_ref().ok().and_then(|found| found.first().cloned()) {
                Some(first) if is_hasty => self.choose(&first),
                _ => self.show(answer),
            }
        });
    }

    /// Searches at once and chooses the first answer.
    fn search_in_haste(self) {
        self.close();
        self.is_hasty.set_value(true);
        self.search();
    }

    fn show(self, answer: Result<Vec<Found>, Trouble>) {
        kit::announce(match &answer {
            Ok(found) => tf("map.search_count", &[("n", &found.len().to_string())]),
            Err(trouble) => trouble.sentence(MODULE),
        });
        self.at.try_set(None);
        self.answer.try_set(Some(answer));
    }

    /// Takes the answers away, and whatever is still to be searched or answered.
    fn close(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        self.asked.try_update_value(|n| *n = n.wrapping_add(1));
        self.is_hasty.try_set_value(false);
        self.at.try_set(None);
        self.answer.try_set(None);
    }

    fn press(self, event: &KeyboardEvent) {
        // The keys of an input method choose its own words.
        if event.is_composing() {
            return;
        }
        let found = self.answer.get_untracked().and_then(Result::ok).unwrap_or_default();
        let (count, at) = (found.len(), self.at.get_untracked());
        match event.key().as_str() {
            "ArrowDown" if count > 0 => self.at.set(Some(at.map_or(0, |at| (at + 1) % count))),
            "ArrowUp" if count > 0 => self.at.set(Some(at.map_or(count - 1, |at| (at + count - 1) % count))),
            "Enter" if !self.text.with_untracked(|text| text.trim().is_empty()) => {
                match found.get(at.unwrap_or(0)) {
                    Some(found) => self.choose(found),
                    None => self.search_in_haste(),
                }
            }
            "Escape" if self.answer.with_untracked(Option::is_some) || self.is_hasty.get_value() => {
                self.close();
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn choose(self, found: &Found) {
        self.close();
        // A name may stand there: it does not stay on the glass.
        self.text.set(String::new());
        if let Some(group) = &found.group {
            self.wall.pane.load_group(group);
        }
        // Persons are where they live, an organisation where it has its premises, else in its area.
        let kind = match found.kind.as_str() {
            "person" => "dwelling",
            "organisation" if found.group.is_some() => "dwelling",
            "organisation" => "area",
            kind => kind,
        };
        match Selection::parse(&format!("{kind}.{}", found.code)) {
            Some(selection) => self.wall.select(&selection),
            None => {
                self.wall.pane.with(|engine| engine.select(Some((map::PickKind::Area, found.map_no))));
                self.wall.pane.fly_near(found.at);
            }
        }
    }
}

/// The answers group by group, so many of each.
fn in_groups(found: Vec<Found>) -> Vec<Found> {
    let of =
        |group: &str| found.iter().filter(|one| one.kind == group).take(EACH).cloned().collect::<Vec<_>>();
    GROUPS.iter().flat_map(|group| of(group)).collect()
}

fn answer_view(finder: Finder, answer: Result<Vec<Found>, Trouble>) -> AnyView {
    match answer {
        Ok(found) if found.is_empty() => {
            let typed = finder.text.get_untracked();
            let is_wrong = is_mistyped(&typed);
            told_view(if is_wrong { t("field.code") } else { tf("map.search_none", &[("q", &typed)]) })
        }
        Ok(found) => found_view(finder, found),
        Err(trouble) => told_view(trouble.sentence(MODULE)),
    }
}

/// A sentence in place of answers.
fn told_view(text: String) -> AnyView {
    view! { <div class="finder-found" id="finder-found"><p class="finder-group">{text}</p></div> }.into_any()
}

fn found_view(finder: Finder, found: Vec<Found>) -> AnyView {
    let mut before = String::new();
    let items = found.into_iter().enumerate().map(|(at, one)| {
        let head = (one.kind != before).then(|| t(&format!("map.search_group.{}", one.kind)));
        before.clone_from(&one.kind);
        item_view(finder, at, head, one)
    });
    let items = items.collect_view();
    view! {
        <div class="finder-found" id="finder-found" role="listbox" aria-label=t("map.search")>
            {items}
        </div>
    }
    .into_any()
}

fn item_view(finder: Finder, at: usize, head: Option<String>, one: Found) -> AnyView {
    let (title, detail) = words_of(&one);
    let selected = move || if finder.at.get() == Some(at) { "true" } else { "false" };
    view! {
        {head.map(|head| view! { <p class="finder-group" role="presentation">{head}</p> })}
        <div
            class="finder-item"
            role="option"
            id=format!("finder-{at}")
            aria-selected=selected
            on:pointerdown=move |event| event.prevent_default()
            on:click=move |_| finder.choose(&one)
        >
            {title}
            <span>{detail}</span>
        </div>
    }
    .into_any()
}

/// What an answer is called, and what is said beside it.
fn words_of(one: &Found) -> (String, String) {
    let detail = if one.kind == "place" { category_words(&one.detail) } else { one.detail.clone() };
    let title = if one.title.is_empty() { detail.clone() } else { one.title.clone() };
    let detail =
        if one.is_retired { [detail, t("map.search_retired")].join(t("text.dot").as_str()) } else { detail };
    (title, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::geo::Wgs84;

    fn found(kind: &str, n: u32) -> Found {
        Found {
            kind: kind.into(),
            title: format!("{kind} {n}"),
            detail: String::new(),
            code: n.to_string(),
            map_no: n,
            at: Wgs84::default(),
            group: None,
            is_retired: false,
        }
    }

    #[test]
    fn answers_come_in_groups_of_eight() {
        let mut all: Vec<Found> = (0..12).map(|n| found("device", n)).collect();
        all.push(found("building", 1));
        let shown = in_groups(all);
        assert_eq!(shown.len(), 9);
        assert_eq!(shown[0].kind, "building");
    }
}
