//! The menu behind the avatar: the capacities one holds, language, theme, edition, and the way out.

use contract::{
    Lang,
    identity::{Audience, Capacity, Me},
};
use kit::{MenuItem, Theme, t, tf};
use leptos::prelude::*;

use crate::seat;

/// The button that shows the capacity acted in and opens the menu.
pub fn button_view(me: &Me, audience: Audience) -> AnyView {
    // Grows when something was chosen that the menu ticks.
    let chosen = RwSignal::new(0u32);
    let me = me.clone();
    let button = move || {
        chosen.track();
        let items = items(&me, audience, chosen);
        kit::capacity_button(seat::role_name(&me.capacity), me.capacity.area_name.clone(), items)
    };
    button.into_any()
}

fn items(me: &Me, audience: Audience, chosen: RwSignal<u32>) -> Vec<MenuItem> {
    let mut items = capacities(me);
    items.extend(languages());
    // The wall is dark whatever somebody prefers.
    if audience != Audience::Wall {
        items.extend(themes(chosen));
    }
    if audience == Audience::Resident {
        items.push(MenuItem::new(t("resident.elder"), move || turn_edition(chosen)).checked(kit::is_elder()));
    }
    items.push(MenuItem::new(t("app.sign_out"), seat::sign_out));
    items
}

/// The capacities one holds, to act in another; nothing where there is only one.
#[must_use]
pub fn capacities(me: &Me) -> Vec<MenuItem> {
    if me.capacities.len() < 2 {
        return Vec::new();
    }
    let line = |capacity: &Capacity| {
        let label =
            tf("capacity.shown", &[("role", &seat::role_name(capacity)), ("area", &capacity.area_name)]);
        let is_current = capacity.role_key == me.capacity.role_key;
        let role_key = capacity.role_key.clone();
        let switch = move || {
            if !is_current {
                let role_key = role_key.clone();
                kit::leave(move || seat::switch(role_key, None));
            }
        };
        MenuItem::new(label, switch).checked(is_current)
    };
    me.capacities.iter().map(line).collect()
}

/// The languages.
#[must_use]
pub fn languages() -> [MenuItem; 2] {
    [(Lang::Zh, "app.lang.zh"), (Lang::En, "app.lang.en")]
        .map(|(lang, key)| MenuItem::new(t(key), move || kit::choose_lang(lang)).checked(kit::lang() == lang))
}

fn turn_edition(chosen: RwSignal<u32>) {
    let is_on = !kit::is_elder();
    kit::choose_elder(is_on);
    chosen.update(|n| *n += 1);
    kit::toast(t(if is_on { "resident.elder_on" } else { "resident.elder_off" }));
}

fn themes(chosen: RwSignal<u32>) -> Vec<MenuItem> {
    let shown = kit::theme();
    let line = |theme: Theme| {
        let choose = move || {
            kit::choose_theme(theme);
            chosen.update(|n| *n += 1);
        };
        MenuItem::new(t(theme.label()), choose).checked(theme == shown)
    };
    Theme::ALL.into_iter().map(line).collect()
}
