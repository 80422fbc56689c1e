//! The left column: layers, storeys, measuring, queries, the legend of what is shown, the sound of this wall.

use contract::{Mark, applications::layers, sensing::Level};
use kit::{Ack, MarkSize, check, icon, icon_button, mark_with, set_query, switch, t, tf};
use leptos::prelude::*;
use map::{PickKind, Source};

use super::{
    address::{self, GROUPS},
    sound::{LEAST_VOLUME, Loud},
    state::Wall,
};
use crate::{
    scene::{measure_panel, storey_stepper},
    seat,
};

/// Groups of which only the present is known.
const OF_NOW: [map::LayerGroup; 3] =
    [map::LayerGroup::Alarm, map::LayerGroup::Organisation, map::LayerGroup::Resident];

/// The left column.
pub fn left(wall: Wall) -> AnyView {
    apply_layers(wall);
    view! {
        <section class="wall-part" id="wall-layers" tabindex="-1" aria-label=t("map.layers")>
            <h2>{t("map.layers")}</h2>
            {checks(wall)}
        </section>
        <section class="wall-part">{storey_stepper(wall.pane)}</section>
        <section class="wall-part" aria-label=t("map.tools")>{measure_panel(wall.pane)}</section>
        {super::query::panel(wall)}
        {legend(wall)}
        {sound(wall)}
        <section class="wall-part">
            {icon_button("help", t("app.keys"), super::key::open_help)}
            {switch(t("wall.single_keys"), super::key::are_on(), super::key::turn)}
        </section>
    }
    .into_any()
}

/// A box for each application's layer, then one for each group of the map.
fn checks(wall: Wall) -> AnyView {
    let own =
        layers().map(|layer| layer_check(wall, layer.key, t(&format!("layer.{}", layer.key)), may(layer)));
    let groups = GROUPS
        .iter()
        .map(|group| {
            layer_check(wall, group.key, t(&format!("map.layer.{}", group.key)), may_all(group.needs))
        })
        .collect_view();
    view! {
        {own.collect_view()}
        {groups}
    }
    .into_any()
}

/// Whether the reader may see what a layer draws.
fn may(layer: &contract::applications::Layer) -> bool {
    let kind = match layer.draws {
        contract::applications::Draws::Devices(_) => contract::Kind::Device,
        contract::applications::Draws::Cases(kind) => kind,
    };
    seat::may(kind, contract::Act::Read)
}

fn may_all(kinds: &[contract::Kind]) -> bool {
    kinds.iter().all(|kind| seat::may(*kind, contract::Act::Read))
}

/// Whether the reader may see a group of the map, and it is switched on; tracked.
pub fn is_shown(wall: Wall, group: map::LayerGroup) -> bool {
    let found = GROUPS.iter().find(|one| one.layers == group);
    found.is_some_and(|one| may_all(one.needs) && wall.on.with(|on| on.contains(one.key)))
}

fn layer_check(wall: Wall, key: &'static str, label: String, may: bool) -> AnyView {
    if !may {
        return view! {
            <label class="check" data-refused>
                <input type="checkbox" disabled />
                {label}
                <span class="hint">{t("map.layer_outside")}</span>
            </label>
        }
        .into_any();
    }
    let is_on = Signal::derive(move || wall.on.with(|on| on.contains(key)));
    check(label, is_on, move |is| {
        let mut on = wall.on.get_untracked();
        if is {
            on.insert(key.to_owned());
        } else {
            on.remove(key);
        }
        set_query(&[("on", address::layers_to(&on).as_deref())]);
    })
}

/// Shows on the map what the address says; in the past what is only known of now is left out.
fn apply_layers(wall: Wall) {
    Effect::new(move |_| {
        if wall.pane.status.get() != crate::scene::PaneStatus::On {
            return;
        }
        let on = wall.on.get();
        let is_past = wall.past.get().is_some();
        wall.pane.with(|engine| {
            for group in GROUPS {
                let is_of_now = OF_NOW.contains(&group.layers);
                engine.set_layer_visible(group.layers, on.contains(group.key) && !(is_past && is_of_now));
            }
            engine.set_layer_visible(map::LayerGroup::Device, !is_past);
            engine.set_layer_visible(map::LayerGroup::Case, !is_past);
            engine.leave_out(Source::Device, address::left_out(Source::Device, &on));
            engine.leave_out(Source::Case, address::left_out(Source::Case, &on));
        });
        wall.pane.look_around();
    });
    // Counted anew whenever somebody begins to look at it, and by the feed while it is looked at.
    let is_counted = Memo::new(move |_| is_shown(wall, map::LayerGroup::Resident));
    Effect::new(move |_| {
        if wall.pane.status.get() == crate::scene::PaneStatus::On && is_counted.get() {
            wall.pane.with(|engine| engine.reload(Source::Resident));
        }
    });
}

/// The legend: only what is on the screen, each with its shape, word and count.
fn legend(wall: Wall) -> AnyView {
    let rows = move || {
        let rows = wall.alarms.get().unwrap_or_default();
        let seen = wall.pane.in_view.get();
        let in_view =
            |device_no: u32| seen.iter().any(|pick| pick.kind == PickKind::Alarm && pick.map_no == device_no);
        let levels = [Level::One, Level::Two, Level::Three, Level::Four];
        let mut lines: Vec<AnyView> = levels
            .into_iter()
            .filter_map(|level| {
                let count = rows.iter().filter(|row| row.level == level && in_view(row.device_no)).count();
                (count > 0).then(|| line(level.mark(), kit::term(level), None, count))
            })
            .collect();
        let counted = |kind: PickKind| seen.iter().filter(|pick| pick.kind == kind).count();
        let devices = counted(PickKind::Device);
        if devices > 0 {
            lines.push(line(Mark::Normal, t("map.layer.device"), None, devices));
        }
        let cases = counted(PickKind::Case);
        if cases > 0 {
            lines.push(line(Mark::Unknown, t("map.layer.case"), None, cases));
        }
        let organisations = counted(PickKind::Organisation);
        if organisations > 0 {
            lines.push(plain_line("home", t("map.layer.organisation"), Some(organisations)));
        }
        if counted(PickKind::Resident) > 0 {
            lines.push(plain_line("person", t("map.legend_resident"), None));
        }
        lines
    };
    view! {
        <details class="wall-part">
            <summary>{t("map.legend")}</summary>
            <p class="hint">{t("map.legend_lead")}</p>
            <ul class="wall-legend">{rows}</ul>
            <p class="hint">{mark_with(Mark::Level2, t("map.legend_acknowledged"), Some(Ack::Acknowledged), MarkSize::Small)}</p>
            <p class="hint">{mark_with(Mark::Level2, t("map.legend_cleared"), Some(Ack::Cleared), MarkSize::Small)}</p>
        </details>
    }
    .into_any()
}

fn line(mark: Mark, word: String, ack: Option<Ack>, count: usize) -> AnyView {
    view! {
        <li>
            {mark_with(mark, word, ack, MarkSize::Small)}
            <span class="count">{count.to_string()}</span>
        </li>
    }
    .into_any()
}

/// A line for what has no state, with the picture that is nearest to its symbol.
fn plain_line(picture: &'static str, word: String, count: Option<usize>) -> AnyView {
    view! {
        <li>
            <span>{icon(picture)} " " {word}</span>
            {count.map(|count| view! { <span class="count">{count.to_string()}</span> })}
        </li>
    }
    .into_any()
}

/// The volume of this wall, being quiet, and since when somebody keeps watch.
fn sound(wall: Wall) -> AnyView {
    let sound = wall.sound;
    let turn = move |event: web_sys::Event| {
        if let Ok(per_cent) = event_target_value(&event).parse() {
            sound.set_volume(per_cent);
        }
    };
    let since = move || {
        let since = sound.since.get().filter(|_| sound.loud.get() == Loud::On)?;
        let who = seat::me().map(|me| me.shown_name).unwrap_or_default();
        Some(tf("wall.duty_since", &[("who", &who), ("time", &kit::time::clock(since))]))
    };
    let is_on = move || sound.loud.get() == Loud::On;
    view! {
        <section class="wall-part" aria-label=t("wall.sound")>
            <h2>{t("wall.sound")}</h2>
            <p class="hint">{since}</p>
            {move || {
                if is_on() {
                    kit::button(t("wall.quiet_60"), move || sound.quieten())
                } else {
                    kit::primary_button(t("wall.start_duty"), move || sound.start())
                }
            }}
            <p class="hint">{move || is_on().then(|| t("wall.quiet_hint"))}</p>
            <label class="field">
                <span class="field-label">{t("wall.volume")}</span>
                <input
                    type="range"
                    class="range"
                    min=LEAST_VOLUME.to_string()
                    max="100"
                    step="5"
                    prop:value=move || sound.volume.get().to_string()
                    on:input=turn
                />
                <span class="hint">{tf("wall.volume_hint", &[("n", &LEAST_VOLUME.to_string())])}</span>
            </label>
        </section>
    }
    .into_any()
}
