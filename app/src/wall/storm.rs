//! The list of open alarms: row by row in calm times, by building and storey in a storm. A row or a building that has not
//! changed stays the same element, so that neither focus nor scroll moves when another one enters. One that has changed is
//! drawn anew, so that a button never comes to stand for another building while somebody is about to press it.

use contract::sensing::{AlarmRow, Level};
use kit::{BandLevel, StateLook, band, button, focus_unless_held, state_view, t, tf};
use leptos::prelude::*;
use map::PickKind;
use std::collections::HashSet;
use uuid::Uuid;

use super::{
    list::alarm_row,
    moment::{self, Storeys},
    state::Wall,
};

/// Rows that are drawn at once.
const ROWS: usize = 50;
/// How long the order stays under a pointer that has moved, in a storm.
const FREEZE_MS: f64 = 2_000.0;

/// The list of open alarms.
pub fn list(wall: Wall) -> AnyView {
    let moved_ms = StoredValue::new(f64::NEG_INFINITY);
    let rows = calmed(wall, moved_ms);
    let is_storm = Memo::new(move |_| wall.watch.with(|watch| watch.storm.is_some()));
    let is_empty = Memo::new(move |_| rows.with(Vec::is_empty));
    // Until the first answer the remote shows that it loads, or why it can't.
    let is_there = Memo::new(move |_| wall.alarms.get().is_some());
    // What the feed has told since a load that failed may not be all.
    let is_partial = Memo::new(move |_| is_there.get() && wall.alarms.trouble().is_some());
    let told = move || {
        let trouble = wall.alarms.trouble().filter(|_| is_partial.get())?;
        let again = button(t("state.retry"), move || wall.alarms.reload());
        Some(band(BandLevel::Warn, trouble.sentence("alarm"), None, Some(again)))
    };
    let drawn = move || {
        if !is_there.get() {
            wall.alarms.view(|_| ().into_any())
        } else if is_empty.get() && is_partial.get() {
            ().into_any()
        } else if is_empty.get() {
            state_view(StateLook::Empty, t("wall.no_alarms"), None, None)
        } else if is_storm.get() {
            by_building(wall, rows)
        } else {
            one_by_one(wall, rows)
        }
    };
    view! {
        {told}
        <div on:pointermove=move |_| moved_ms.set_value(js_sys::Date::now())>{drawn}</div>
    }
    .into_any()
}

/// The open alarms in an order that rests for a moment under a moving pointer while many come.
fn calmed(wall: Wall, moved_ms: StoredValue<f64>) -> RwSignal<Vec<AlarmRow>> {
    let shown = RwSignal::new(Vec::new());
    let wake = RwSignal::new(0u32);
    Effect::new(move |_| {
        wake.track();
        let mut rows = wall.alarms.get().unwrap_or_default();
        rows.retain(|row| row.level != Level::Warn);
        moment::sort(&mut rows);
        let rest_ms = FREEZE_MS - (js_sys::Date::now() - moved_ms.get_value());
        let is_storm = wall.watch.with_untracked(|watch| watch.storm.is_some());
        if is_storm && rest_ms > 0.0 && !shown.with_untracked(Vec::is_empty) {
            let rest = std::time::Duration::from_millis(rest_ms as u64 + 50);
            set_timeout(
                move || {
                    wake.try_update(|n| *n = n.wrapping_add(1));
                },
                rest,
            );
        } else {
            shown.set(rows);
        }
    });
    shown
}

/// What of a row is drawn; when it changes, the row is drawn anew.
type RowKey = (Uuid, Level, [bool; 3], Option<String>, String);

fn row_key(row: &AlarmRow) -> RowKey {
    let steps = [row.acknowledged_at.is_some(), row.cleared_at.is_some(), row.escalated_at.is_some()];
    (row.id.0, row.level, steps, row.acknowledged_by.clone(), row.device_name.clone())
}

fn one_by_one(wall: Wall, rows: RwSignal<Vec<AlarmRow>>) -> AnyView {
    let most = RwSignal::new(ROWS);
    let each = move || rows.with(|rows| rows.iter().take(most.get()).cloned().collect::<Vec<_>>());
    let more = move || {
        let left = rows.with(Vec::len).saturating_sub(most.get());
        (left > 0).then(|| {
            let label = tf("wall.more_rows", &[("n", &left.min(ROWS).to_string())]);
            button(label, move || most.update(|most| *most += ROWS))
        })
    };
    view! {
        <ul class="rows">
            <For each=each key=row_key children=move |row: AlarmRow| alarm_row(wall, &row, true) />
        </ul>
        {more}
    }
    .into_any()
}

/// A building in a storm.
#[derive(Clone)]
struct Group {
    /// Its number on the map; none for what stands outdoors.
    building: Option<u32>,
    name: String,
    storeys: Storeys,
}

impl Group {
    /// What of it is drawn; when it changes, the building is drawn anew.
    fn key(&self) -> (Option<u32>, String, Vec<(Option<i32>, Vec<RowKey>)>) {
        let storeys = self.storeys.iter().map(|(storey, rows)| (*storey, rows.iter().map(row_key).collect()));
        (self.building, self.name.clone(), storeys.collect())
    }

    /// The id of its head's element.
    fn head(&self) -> String {
        format!("storm-{}", self.building.unwrap_or_default())
    }
}

fn by_building(wall: Wall, rows: RwSignal<Vec<AlarmRow>>) -> AnyView {
    // Which buildings were opened, and where the keyboard is, outlives a new alarm.
    let opened = RwSignal::new(HashSet::new());
    let held = StoredValue::new(None::<String>);
    let each = move || {
        let storey_of =
            |row: &AlarmRow| wall.pane.find(PickKind::Device, row.device_no).and_then(|pick| pick.storey);
        let groups = rows.with(|rows| moment::groups(rows, storey_of)).into_iter();
        let groups = groups.map(|(building, storeys)| {
            let name = building_name(wall, building, &storeys);
            Group { building, name, storeys }
        });
        groups.collect::<Vec<_>>()
    };
    Effect::new(move |_| {
        rows.track();
        if let Some(id) = held.get_value() {
            focus_unless_held(id);
        }
    });
    let hold = move |event: web_sys::FocusEvent| {
        let id = event_target::<web_sys::Element>(&event).id();
        held.set_value(Some(id).filter(|id| !id.is_empty()));
    };
    let release = move |event: web_sys::FocusEvent| {
        if event.related_target().is_some() {
            held.set_value(None);
        }
    };
    view! {
        <ul class="rows" on:focusin=hold on:focusout=release>
            <For each=each key=Group::key children=move |group| one_building(wall, &group, opened) />
        </ul>
    }
    .into_any()
}

fn one_building(wall: Wall, group: &Group, opened: RwSignal<HashSet<Option<u32>>>) -> AnyView {
    let building = group.building;
    let rows = || group.storeys.iter().flat_map(|(_, rows)| rows);
    let waiting: Vec<Uuid> = rows().filter(|row| moment::is_waiting(row)).map(|row| row.id.0).collect();
    let words = |key, n: usize| tf(key, &[("building", &group.name), ("n", &n.to_string())]);
    let head = words("wall.storm_group", rows().count());
    let is_open = move || opened.with(|opened| opened.contains(&building));
    let turn = move |_| {
        opened.update(|opened| {
            if !opened.remove(&building) {
                opened.insert(building);
            }
        });
    };
    // Acknowledging a group is offered only once its list has been opened.
    let may = crate::seat::may(contract::Kind::Alarm, contract::Act::Acknowledge);
    let acknowledge = (may && !waiting.is_empty()).then(|| {
        let label = words("wall.storm_acknowledge", waiting.len());
        let press = move |_| wall.acknowledge(waiting.clone());
        view! { <button id=format!("{}-all", group.head()) type="button" class="button" on:click=press>{label}</button> }
    });
    let storeys = group.storeys.iter().map(|(storey, rows)| one_storey(wall, *storey, rows)).collect_view();
    let expanded = move || if is_open() { "true" } else { "false" };
    view! {
        <li class="row-group">
            <button id=group.head() type="button" class="button quiet" aria-expanded=expanded on:click=turn>
                {head}
            </button>
            <span hidden=move || !is_open()>{acknowledge}</span>
        </li>
        <li hidden=move || !is_open()>
            <ul class="rows">{storeys}</ul>
        </li>
    }
    .into_any()
}

fn one_storey(wall: Wall, storey: Option<i32>, rows: &[AlarmRow]) -> AnyView {
    let head = storey.map(|n| {
        let text = tf("wall.storm_storey", &[("n", &n.to_string())]);
        view! { <li class="row-group">{text}</li> }
    });
    let rows = rows.iter().take(ROWS).map(|row| alarm_row(wall, row, true)).collect_view();
    view! {
        {head}
        {rows}
    }
    .into_any()
}

fn building_name(wall: Wall, building: Option<u32>, storeys: &Storeys) -> String {
    let pick = building.and_then(|no| wall.pane.find(PickKind::Building, no));
    if let Some(name) = pick.map(|pick| pick.name).filter(|name| !name.is_empty()) {
        return name;
    }
    storeys.iter().flat_map(|(_, rows)| rows).map(|row| row.place.clone()).next().unwrap_or_default()
}
