//! The time bar: back in half hours, one day far. The past shows which alarms were open then, and offers no acts.

use chrono::{DateTime, Utc};
use contract::sensing::AlarmRow;
use kit::{button, icon_button, set_query, t, tf, time::absolute};
use leptos::prelude::*;
use map::Spot;

use super::{
    address::{STEPS_BACK, step_of, time_at_step, time_to},
    state::Wall,
};
use crate::{live, scene::lon_lat};

/// The bar under the map.
pub fn bar(wall: Wall) -> AnyView {
    // What is dragged over is only shown; the address follows when it rests.
    let dragged = RwSignal::new(None::<i64>);
    let step = move || dragged.get().unwrap_or_else(|| step_of(wall.past.get(), kit::now()));
    let words =
        move || time_at_step(step(), kit::now()).map_or_else(|| t("map.now"), |at| absolute(at, kit::now()));
    let go = move |step: i64| {
        dragged.set(None);
        let at = time_at_step(step, kit::now()).map(time_to);
        set_query(&[("t", at.as_deref())]);
    };
    let value = |event: &web_sys::Event| event_target_value(event).parse::<i64>().unwrap_or(STEPS_BACK);
    let by = move |steps: i64| {
        let now = step_of(wall.past.get_untracked(), kit::now());
        go((now + steps).clamp(0, STEPS_BACK));
    };
    view! {
        {icon_button("left", t("map.earlier"), move || by(-2))}
        <input
            type="range"
            class="range"
            aria-label=t("map.time_bar")
            aria-valuetext=words
            min="0"
            max=STEPS_BACK.to_string()
            prop:value=move || step().to_string()
            on:input=move |event| dragged.set(Some(value(&event)))
            on:change=move |event| go(value(&event))
        />
        {icon_button("right", t("map.later"), move || by(2))}
        <output>{words}</output>
    }
    .into_any()
}

/// The frame's words: which time is looked back at, and the way back.
pub fn past_words(wall: Wall) -> AnyView {
    let words = move || {
        let at = wall.past.get().map(|at| absolute(at, kit::now())).unwrap_or_default();
        tf("map.looking_back", &[("time", &at)])
    };
    view! {
        {words}
        <span class="hint">{t("map.no_acts_in_past")}</span>
        {button(t("map.back_to_now"), move || wall.back_to_now())}
    }
    .into_any()
}

/// Of when is what the wall shows: the time looked back at, else when the server was last heard.
pub fn as_of(wall: Wall) -> Signal<DateTime<Utc>> {
    Signal::derive(move || wall.past.get().unwrap_or_else(|| live::status().heard_at()))
}

/// Marks on the map what was open then, in place of what is open now.
pub fn show_past(wall: Wall, open: &[AlarmRow]) {
    let spots = open
        .iter()
        .map(|row| Spot {
            at: lon_lat(row.at),
            class: "map-then",
            state: Some(row.level.mark().key()),
            name: row.place.clone(),
        })
        .collect();
    wall.pane.set_spots(spots);
}

/// Takes those marks off when the wall is back in the present.
pub fn clear_past(wall: Wall) {
    Effect::new(move |_| {
        if wall.past.get().is_none() {
            wall.pane.set_spots(Vec::new());
        }
    });
}
