//! The right column: open alarms and cases, forewarnings, what is offline, what is in view, the scene as a tree, what came
//! today and what was closed lately. Every row leads to its object on the map.

use chrono::{Duration, NaiveDate};
use contract::{
    Cell, Kind, Listing,
    live::Event,
    sensing::{AlarmRow, DeviceRow, Level},
    time::{day_of, first_day, start_of},
    wall::PROMPTNESS_DAYS,
    work::WorkRow,
};
use kit::{
    MarkSize, Remote, StateLook, Tab, Trouble, alarm_mark, deadline_view, icon_button, instant_view,
    mark_with, set_query, state_view, t, tabs, term, tf,
};
use leptos::prelude::*;

use super::{
    address::Selection,
    band, moment, query,
    rows::{MOST, Rows},
    state::{Wall, watched},
    storm, tree,
};
use crate::{
    live,
    scene::{in_view_list, pick_selection},
    sensing::alarm::is_alarm,
    trouble::ask,
};

/// The lists as tabs; which one is shown stands in the address.
pub fn lists(wall: Wall) -> AnyView {
    Effect::new(move |before: Option<String>| {
        let tab = wall.tab.get();
        if before.is_some_and(|before| before != tab) {
            set_query(&[("tab", (tab != "alarm").then_some(tab.as_str()))]);
        }
        tab
    });
    let on_pick = kit::Call::new(move |pick: map::Pick| pick_on_map(wall, &pick));
    let all = vec![
        Tab::new("alarm", t("wall.alarms"), move || alarms(wall)),
        Tab::new("case", t("wall.cases"), of_now(wall, move || cases(wall))),
        Tab::new("warn", t("wall.warn_list"), of_now(wall, move || forewarnings(wall))),
        Tab::new("offline", t("wall.offline"), of_now(wall, offline_for(wall))),
        Tab::new("view", t("map.in_view"), of_now(wall, move || in_view_list(wall.pane, Some(on_pick)))),
        Tab::new("tree", t("wall.tree"), of_now(wall, move || tree::list(wall))),
        Tab::new("query", t("wall.query"), of_now(wall, move || query::found(wall))),
        Tab::new("today", t("wall.today"), of_now(wall, move || today(wall))),
        Tab::new("closed", t("wall.closed"), of_now(wall, move || closed(wall))),
    ];
    view! { <section class="wall-part wall-lists" id="wall-lists" tabindex="-1">{tabs(all, wall.tab)}</section> }
        .into_any()
}

/// A list that knows the present alone: while the wall looks back, it says so.
fn of_now(wall: Wall, list: impl Fn() -> AnyView + 'static) -> impl Fn() -> AnyView {
    let is_past = Memo::new(move |_| wall.past.get().is_some());
    move || {
        let told = move || is_past.get().then(|| view! { <p class="hint">{t("wall.tab_of_now")}</p> });
        view! {
            {told}
            {list()}
        }
        .into_any()
    }
}

/// Selects what was picked on the map or in the list of what is in view.
pub fn pick_on_map(wall: Wall, pick: &map::Pick) {
    // A device in alarm is its alarm.
    let alarm = (pick.kind == map::PickKind::Alarm)
        .then(|| wall.rows().into_iter().find(|row| row.device_no == pick.map_no))
        .flatten();
    let selection = match alarm {
        Some(row) => Some(Selection::Alarm(row.id.to_string())),
        None => pick_selection(pick).and_then(|sel| Selection::parse(&sel)),
    };
    match selection {
        Some(selection) => wall.select(&selection),
        None => wall.pane.fly_near(contract::geo::Wgs84 { lon: pick.lon, lat: pick.lat }),
    }
    if let Some(storey) = pick.storey.filter(|_| pick.kind == map::PickKind::Storey) {
        wall.pane.choose_storey(Some(storey));
    }
}

fn alarms(wall: Wall) -> AnyView {
    let is_past = Memo::new(move |_| wall.past.get().is_some());
    (move || {
        let is_past = is_past.get();
        untrack(|| if is_past { past_view(wall, past_alarms(wall)) } else { storm::list(wall) })
    })
    .into_any()
}

fn forewarnings(wall: Wall) -> AnyView {
    wall.alarms.view(move |rows| {
        let rows: Vec<AlarmRow> = rows.into_iter().filter(|row| row.level == Level::Warn).collect();
        still_rows(wall, &rows)
    })
}

/// Alarms of a day, newest first.
async fn of_day(day: NaiveDate) -> Result<Rows<AlarmRow>, Trouble> {
    Rows::read("day", &day.to_string(), |listing| ask(api::sensing::list_alarms(listing))).await
}

/// Alarms of the day looked back at and of the day before it.
fn past_alarms(wall: Wall) -> Remote<Rows<AlarmRow>> {
    Remote::new("alarm", move || {
        let day = day_of(wall.past.get().unwrap_or_else(kit::now));
        async move {
            let before = of_day(day - Duration::days(1));
            Ok::<_, Trouble>(of_day(day).await?.and(before.await?))
        }
    })
}

fn past_view(wall: Wall, then: Remote<Rows<AlarmRow>>) -> AnyView {
    then.view(move |Rows { mut rows, is_cut }| {
        let Some(at) = wall.past.get() else { return ().into_any() };
        // What is still open may have begun earlier than those two days.
        let known: Vec<_> = rows.iter().map(|row| row.id).collect();
        rows.extend(wall.alarms.get().unwrap_or_default().into_iter().filter(|row| !known.contains(&row.id)));
        let open = moment::open_at(&rows, at);
        super::time::show_past(wall, &open);
        view! {
            {is_cut.then(cut_note)}
            {still_rows(wall, &open)}
        }
        .into_any()
    })
}

fn today(wall: Wall) -> AnyView {
    let steps = live::ticks(|moment| is_alarm(&moment.event));
    let day = Memo::new(|_| day_of(kit::each_half_minute()));
    let rows = Remote::new("alarm", move || {
        steps.track();
        of_day(day.get())
    });
    rows.view(move |Rows { rows, is_cut }| {
        let begin = start_of(day_of(kit::now()));
        let rows: Vec<AlarmRow> = rows.into_iter().filter(|row| row.raised_at >= begin).collect();
        view! {
            {is_cut.then(cut_note)}
            {still_rows(wall, &rows)}
        }
        .into_any()
    })
}

/// Says that a day had more alarms than are shown.
fn cut_note() -> AnyView {
    view! { <p class="hint">{tf("wall.day_cut", &[("n", &MOST.to_string())])}</p> }.into_any()
}

/// Rows that are drawn as they are, without acts.
fn still_rows(wall: Wall, rows: &[AlarmRow]) -> AnyView {
    if rows.is_empty() {
        return state_view(StateLook::Empty, t("wall.no_alarms"), None, None);
    }
    let rows = rows.iter().map(|row| alarm_row(wall, row, false)).collect_view();
    view! { <ul class="rows">{rows}</ul> }.into_any()
}

/// A row of the list of alarms.
pub fn alarm_row(wall: Wall, row: &AlarmRow, has_acts: bool) -> AnyView {
    let id = row.id.0;
    wall.row_is_drawn(id);
    let selection = Selection::Alarm(id.to_string());
    let title =
        [row.place.as_str(), moment::short_name(&row.device_name, &row.place)].join(" ").trim().to_owned();
    let located = row.clone();
    let locate = icon_button("locate", t("map.on_map"), move || {
        if has_acts { wall.go_to(&located) } else { wall.pane.fly_near(located.at) }
    });
    let is_current = move || (wall.focus.get() == Some(id)).then_some("true");
    let acts = (has_acts && moment::is_waiting(row)).then(|| band::acknowledge_button(wall, id));
    view! {
        <li class="row" aria-current=is_current on:focusin=move |_| wall.pointed.set(Some(id))>
            {alarm_mark(row, MarkSize::Small)}
            <span class="row-text">
                <button type="button" class="button quiet row-title" on:click=move |_| wall.select(&selection)>
                    {title}
                </button>
                <span class="row-note">{alarm_note(row)}</span>
            </span>
            <span class="row-time">{instant_view(row.raised_at)}</span>
            {locate}
            {acts}
        </li>
    }
    .into_any()
}

/// What a row says beside its place: who acknowledged it, that it is over, or what it is.
fn alarm_note(row: &AlarmRow) -> String {
    match (row.acknowledged_at, row.cleared_at, &row.acknowledged_by) {
        (Some(at), _, Some(who)) => {
            tf("wall.acknowledged_by", &[("who", who), ("time", &kit::time::clock_seconds(at))])
        }
        (None, Some(_), _) => t("wall.cleared_unacknowledged"),
        _ => t(&format!("alarm_kind.{}", row.kind)),
    }
}

fn cases(wall: Wall) -> AnyView {
    wall.cases.view(move |rows| {
        if rows.is_empty() {
            return state_view(StateLook::Empty, t("wall.no_cases"), None, None);
        }
        let rows = rows.iter().map(|row| case_row(wall, row)).collect_view();
        view! { <ul class="rows">{rows}</ul> }.into_any()
    })
}

/// The cases of which the figures say how promptly they were closed, the newest first.
fn closed(wall: Wall) -> AnyView {
    let steps = live::ticks(|moment| matches!(moment.event, Event::WorkAdvanced { .. }));
    let read = Remote::new("case", move || {
        steps.track();
        let kinds = untrack(watched);
        async move {
            let first = first_day(day_of(kit::now()), PROMPTNESS_DAYS).to_string();
            let mut all = Rows::default();
            for kind in kinds {
                let list = |listing| ask(api::work::list_work(kind, listing));
                all = all.and(Rows::read("closed_from", &first, list).await?);
            }
            Ok::<_, Trouble>(all)
        }
    });
    read.view(move |Rows { mut rows, is_cut }| {
        let days = PROMPTNESS_DAYS.to_string();
        if rows.is_empty() {
            return state_view(StateLook::Empty, tf("wall.no_closed", &[("n", &days)]), None, None);
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.reported_at));
        let counted = if is_cut { "wall.closed_count_over" } else { "wall.closed_count" };
        let counted = tf(counted, &[("n", &days), ("m", &rows.len().to_string())]);
        let rows = rows.iter().map(|row| case_row(wall, row)).collect_view();
        view! {
            <p class="row-group" role="status">{counted}</p>
            <ul class="rows">{rows}</ul>
        }
        .into_any()
    })
}

fn case_row(wall: Wall, row: &WorkRow) -> AnyView {
    let selection = Selection::Case(row.id.to_string());
    let title = [row.number.as_str(), &row.place, &row.title].join(" ");
    let mut note = kit::state_word(row.kind, row.state);
    if let Some(who) = &row.assignee_name {
        note = [note.as_str(), who].join(&t("text.dot"));
    }
    let due = row.deadline().map(|(near, due)| deadline_view(near, due));
    let locate = row.at.map(|at| icon_button("locate", t("map.on_map"), move || wall.pane.fly_near(at)));
    view! {
        <li class="row">
            {mark_with(row.level.mark(), term(row.level), None, MarkSize::Small)}
            <span class="row-text">
                <button type="button" class="button quiet row-title" on:click=move |_| wall.select(&selection)>
                    {title}
                </button>
                <span class="row-note">{note}</span>
            </span>
            <span class="row-time">{due}</span>
            {locate}
        </li>
    }
    .into_any()
}

/// The list of what is offline, read when it is shown and as devices come and go.
fn offline_for(wall: Wall) -> impl Fn() -> AnyView {
    move || {
        let changes = live::ticks(|moment| {
            matches!(
                moment.event,
                Event::DevicePresence { .. } | Event::RecordChanged { kind: Kind::Device, .. }
            )
        });
        let rows = Remote::new("device", move || {
            changes.track();
            async move {
                let mut listing = Listing { limit: 200, ..Listing::default() };
                listing.set("online", vec!["false".to_owned()]);
                Ok::<_, Trouble>(ask(api::sensing::list_devices(listing)).await?.rows)
            }
        });
        rows.view(move |rows| {
            if rows.is_empty() {
                return kit::empty_filtered_view("device", all_alarms(wall));
            }
            let rows = rows.iter().map(|row| device_row(wall, row)).collect_view();
            view! { <ul class="rows">{rows}</ul> }.into_any()
        })
    }
}

fn all_alarms(wall: Wall) -> kit::Call {
    kit::Call::new(move |()| wall.tab.set("alarm".to_owned()))
}

fn device_row(wall: Wall, row: &DeviceRow) -> AnyView {
    let (selection, at) = (Selection::Device(row.id.to_string()), row.at);
    let heard = kit::cell_view(&row.heard_at.map_or(Cell::Empty, Cell::Instant));
    view! {
        <li class="row">
            {mark_with(row.mark(), t(&format!("mark.{}", row.mark().key())), None, MarkSize::Small)}
            <span class="row-text">
                <button type="button" class="button quiet row-title" on:click=move |_| wall.select(&selection)>
                    {row.name.clone()}
                </button>
                <span class="row-note">{row.place.clone()}</span>
            </span>
            <span class="row-time">{heard}</span>
            {icon_button("locate", t("map.on_map"), move || wall.pane.fly_near(at))}
        </li>
    }
    .into_any()
}
