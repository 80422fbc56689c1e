//! The keys of the wall. Single letters work with the focus in the map, in the lists or nowhere, and can be switched off.

use kit::{dialog, focus_now, keep, kept, shortcut, t};
use leptos::prelude::*;
use map::MapEngine;
use std::cell::Cell;

use super::{moment, state::Wall};

/// Where it is kept that single letters are off.
const KEPT: &str = "wall.keys_off";
/// Turned or tilted by one key, in degrees.
const STEP_DEGREES: f64 = 15.0;
/// Labels of the keys, each with its key in it.
const KEYS: &[&str] = &[
    "map.keys_search",
    "map.keys_pan",
    "map.keys_zoom",
    "map.keys_turn",
    "wall.keys_turn",
    "wall.keys_tilt",
    "wall.keys_storey",
    "wall.keys_layers",
    "wall.keys_next",
    "map.keys_acknowledge",
    "wall.keys_quiet",
    "map.keys_help",
    "map.keys_close",
];

thread_local! {
    static ARE_ON: ArcRwSignal<bool> = ArcRwSignal::new(kept(KEPT).is_none());
    static IS_OPEN: Cell<Option<RwSignal<bool>>> = const { Cell::new(None) };
}

/// Whether single letters do something.
#[must_use]
pub fn are_on() -> Signal<bool> {
    let are_on = ARE_ON.with(Clone::clone);
    Signal::derive(move || are_on.get())
}

/// Switches single letters on or off, and keeps it.
pub fn turn(is_on: bool) {
    ARE_ON.with(Clone::clone).set(is_on);
    if is_on {
        kit::drop_kept(KEPT);
    } else {
        keep(KEPT, "1");
    }
}

/// Opens the list of keys.
pub fn open_help() {
    if let Some(is_open) = IS_OPEN.get() {
        is_open.try_set(true);
    }
}

/// Listens to the keys and holds the dialog that lists them.
pub fn keys(wall: Wall) -> AnyView {
    let is_open = RwSignal::new(false);
    IS_OPEN.set(Some(is_open));
    let letter = move |key: &'static str, act: fn(Wall)| {
        shortcut(key, move || {
            if ARE_ON.with(Clone::clone).get_untracked() && is_free_for(".wall-map, .wall-right") {
                act(wall);
            }
        });
    };
    letter("q", |wall| on_map(wall, |engine| engine.turn(-STEP_DEGREES)));
    letter("e", |wall| on_map(wall, |engine| engine.turn(STEP_DEGREES)));
    letter("r", |wall| on_map(wall, |engine| engine.tilt(STEP_DEGREES)));
    letter("f", |wall| on_map(wall, |engine| engine.tilt(-STEP_DEGREES)));
    letter("[", |wall| wall.pane.step_storey(-1));
    letter("]", |wall| wall.pane.step_storey(1));
    letter("l", |_| focus_now("wall-layers"));
    letter("n", next);
    letter("a", acknowledge);
    letter("m", |wall| wall.sound.quieten());
    // On the canvas MapLibre itself zooms.
    for (key, act) in
        [("+", MapEngine::zoom_in as fn(&MapEngine)), ("-", MapEngine::zoom_out as fn(&MapEngine))]
    {
        shortcut(key, move || {
            if is_free_for(".wall-right") {
                on_map(wall, act);
            }
        });
    }
    shortcut("?", open_help);
    let lines = || {
        let lines = KEYS.iter().map(|key| view! { <li>{t(key)}</li> });
        view! {
            <ul class="wall-keys">{lines.collect_view()}</ul>
            <p class="hint">{t("wall.keys_hint")}</p>
        }
        .into_any()
    };
    let acts = move || kit::primary_button(t("dialog.close"), move || is_open.set(false));
    dialog(is_open, Signal::derive(|| t("wall.keys")), lines, acts)
}

fn on_map(wall: Wall, act: impl FnOnce(&MapEngine)) {
    wall.touch();
    wall.pane.with(act);
}

/// Turns to the next alarm that nobody has acknowledged.
fn next(wall: Wall) {
    let rows = wall.rows();
    if let Some(row) = moment::next_waiting(&rows, wall.focus.get_untracked()) {
        wall.pointed.set(Some(row.id.0));
        wall.go_to(row);
    }
}

/// Acknowledges the alarm whose row has the focus, else the one on the card, else the one of the band.
fn acknowledge(wall: Wall) {
    if wall.past.get_untracked().is_some()
        || !untrack(|| crate::seat::may(contract::Kind::Alarm, contract::Act::Acknowledge))
    {
        return;
    }
    let rows = wall.rows();
    let waits = |alarm: &uuid::Uuid| rows.iter().any(|row| row.id.0 == *alarm && moment::is_waiting(row));
    let pointed = is_within(".wall-lists").then(|| wall.pointed.get_untracked()).flatten();
    let alarm = pointed
        .filter(waits)
        .or_else(|| wall.focus.get_untracked().filter(waits))
        .or_else(|| moment::band(&rows, None, kit::now()).map(|row| row.id.0));
    if let Some(alarm) = alarm {
        wall.acknowledge(vec![alarm]);
    }
}

/// Whether the focus is inside one of these or nowhere: what had it goes with an alarm that was acknowledged.
fn is_free_for(selector: &str) -> bool {
    document().active_element().is_none_or(|focused| focused.tag_name() == "BODY") || is_within(selector)
}

/// Whether the focus is inside one of these.
fn is_within(selector: &str) -> bool {
    let focused = document().active_element();
    focused.is_some_and(|focused| focused.closest(selector).ok().flatten().is_some())
}
