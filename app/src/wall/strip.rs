//! The strip: what the community is called, the search, what is online, how many alarms and cases, whether the feed is
//! heard, whether the wall sounds, and in which capacity it is watched.

use contract::sensing::{AlarmRow, Level};
use kit::{MenuItem, Remote, capacity_button, t, tf, time::clock_seconds};
use leptos::prelude::*;

use super::{figure::opens_as, finder, sound::Loud, state::Wall};
use crate::{
    live::{self, Status},
    seat,
    shell::capacity::{capacities, languages},
};

/// The strip on top of the wall.
pub fn strip(wall: Wall) -> AnyView {
    let community = move || wall.now.get().map(|now| now.community).unwrap_or_default();
    let online = move || {
        let (connected, all) = (counted(wall.now, |now| now.online), counted(wall.now, |now| now.devices));
        tf("wall.online", &[("a", &connected), ("b", &all)])
    };
    let alarms = move || tf("wall.alarm_count", &[("n", &counted(wall.alarms, |rows| alarm_count(rows)))]);
    let cases = move || tf("wall.case_count", &[("n", &counted(wall.cases, Vec::len))]);
    let is_urgent = Memo::new(move |_| wall.alarms.get().is_some_and(|rows| alarm_count(&rows) > 0));
    let state = move || if matches!(live::status(), Status::Cut { .. }) { "cut" } else { "on" };
    view! {
        {skip("wall-lists", "app.skip_list")}
        {skip("finder-input", "app.skip_search")}
        <p class="strip-name">{kit::icon("linli")} {t("app.name")} <span>{community}</span></p>
        {finder::finder(wall)}
        <ul class="strip-facts">
            <li>{opens_as(wall, "offline", Signal::derive(|| false), online)}</li>
            <li>{opens_as(wall, "alarm", is_urgent.into(), alarms)}</li>
            <li>{opens_as(wall, "case", Signal::derive(|| false), cases)}</li>
        </ul>
        <span class="live" data-state=state>{live_words}</span>
        {sound_button(wall)}
        {capacity()}
    }
    .into_any()
}

/// How many there are; unknown while they could not be read, which must not look like calm.
fn counted<T: Clone + 'static, N: ToString>(of: Remote<T>, count: impl Fn(&T) -> N) -> String {
    let is_known = of.trouble().is_none();
    of.get().filter(|_| is_known).map_or_else(|| t("cell.empty"), |value| count(&value).to_string())
}

fn alarm_count(rows: &[AlarmRow]) -> usize {
    rows.iter().filter(|row| row.level != Level::Warn).count()
}

/// A link past what stands between; it shows when it has the focus.
fn skip(id: &'static str, label: &str) -> AnyView {
    let go = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        kit::focus_now(id);
    };
    view! { <a class="skip" href=format!("#{id}") on:click=go>{t(label)}</a> }.into_any()
}

/// 「实时 08:31:07」: when the feed was heard last, or that it is not.
fn live_words() -> String {
    match live::status() {
        Status::On { last } => tf("wall.live_clock", &[("time", &clock_seconds(last))]),
        Status::Cut { .. } => t("live.reconnecting"),
    }
}

/// The state of the sound; pressing it begins a watch, or is quiet for a minute.
fn sound_button(wall: Wall) -> AnyView {
    let sound = wall.sound;
    let left = move || sound.quiet_left(kit::each_second());
    let state = move || match (sound.loud.get(), left()) {
        (Loud::On, None) => "on",
        (Loud::On, Some(_)) => "quiet",
        _ => "off",
    };
    let words = move || match (sound.loud.get(), left()) {
        (Loud::On, None) => t("wall.sound_on"),
        (Loud::On, Some(left)) => tf("wall.sound_quiet", &[("n", &left.to_string())]),
        _ => t("wall.sound_off"),
    };
    let press = move |_| {
        if sound.loud.get_untracked() == Loud::On {
            sound.quieten();
        } else {
            sound.start();
        }
    };
    let hint = move || if sound.loud.get() == Loud::On { t("wall.quiet_60") } else { t("wall.start_duty") };
    view! {
        <button type="button" class="button quiet sound" data-state=state title=hint on:click=press>
            {words}
        </button>
    }
    .into_any()
}

fn capacity() -> AnyView {
    (move || {
        seat::me().map(|me| {
            let mut items = capacities(&me);
            items.extend(languages());
            if me.capacity.audience != contract::identity::Audience::Wall {
                items.push(MenuItem::new(t("app.go_home"), || kit::go("/")));
            }
            // A paired wall is nobody's: it is signed out by cutting it off.
            if !me.is_terminal {
                items.push(MenuItem::new(t("wall.hand_over"), seat::sign_out));
            }
            capacity_button(seat::role_name(&me.capacity), me.capacity.area_name.clone(), items)
        })
    })
    .into_any()
}
