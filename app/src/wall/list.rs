//! The right column: open alarms and cases, forewarnings, what is offline, what is in view, the scene as a tree, what came
//! today. Every row leads to its object on the map.

use contract::{
    Cell, Listing,
    sensing::{AlarmRow, DeviceRow, Level},
    time::{day_of, start_of},
    work::WorkRow,
};
use kit::{
    MarkSize, Remote, StateLook, Tab, Trouble, alarm_mark, deadline_view, icon_button, instant_view,
    mark_with, set_query, state_view, t, tabs, term, tf,
};
use leptos::prelude::*;

use super::{address::Selection, band, moment, query, state::Wall, storm, tree};
use crate::{
    scene::{in_view_list, pick_selection},
    trouble::ask,
};

/// Rows of one request, and requests at most, for the alarms of a day.
const PAGE: (u16, usize) = (200, 5);

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
        Tab::new("case", t("wall.cases"), move || cases(wall)),
        Tab::new("warn", t("wall.warn_list"), move || forewarnings(wall)),
        Tab::new("offline", t("wall.offline"), offline_for(wall)),
        Tab::new("view", t("map.in_view"), move || in_view_list(wall.pane, Some(on_pick))),
        Tab::new("tree", t("wall.tree"), move || tree::list(wall)),
        Tab::new("query", t("wall.query"), move || query::found(wall)),
        Tab::new("today", t("wall.today"), move || today(wall)),
    ];
    view! { <section class="wall-part wall-lists" id="wall-lists" tabindex="-1">{tabs(all, wall.tab)}</section> }
        .into_any()
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

/// Alarms of one day or more, newest first.
#[derive(Clone, Debug, Default, PartialEq)]
struct Days {
    rows: Vec<AlarmRow>,
    /// Whether there were more than a wall can show.
    is_cut: bool,
}

impl Days {
    /// Reads a day, page by page.
    async fn read(mut self, day: chrono::NaiveDate) -> Result<Self, Trouble> {
        let mut after = None;
        for _ in 0..PAGE.1 {
            let mut listing = Listing { limit: PAGE.0, after, ..Listing::default() };
            listing.set("day", vec![day.to_string()]);
            let page = ask(api::sensing::list_alarms(listing)).await?;
            self.rows.extend(page.rows);
            after = page.next;
            if after.is_none() {
                return Ok(self);
            }
        }
        self.is_cut = true;
        Ok(self)
    }
}

/// Alarms of the day looked back at and of the day before it.
fn past_alarms(wall: Wall) -> Remote<Days> {
    Remote::new("alarm", move || {
        let day = day_of(wall.past.get().unwrap_or_else(kit::now));
        async move { Days::default().read(day).await?.read(day - chrono::Duration::days(1)).await }
    })
}

fn past_view(wall: Wall, then: Remote<Days>) -> AnyView {
    then.view(move |Days { mut rows, is_cut }| {
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
    let rows = Remote::new("alarm", move || {
        // Read again when the day's figures change.
        let count = wall.now.get().map(|now| now.alarms_today);
        async move {
            let _ = count;
            Days::default().read(day_of(kit::now())).await
        }
    });
    rows.view(move |Days { rows, is_cut }| {
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
    let most = usize::from(PAGE.0) * PAGE.1;
    view! { <p class="hint">{tf("wall.day_cut", &[("n", &most.to_string())])}</p> }.into_any()
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

fn case_row(wall: Wall, row: &WorkRow) -> AnyView {
    let selection = Selection::Case(row.id.to_string());
    let title = [row.number.as_str(), &row.place, &row.title].join(" ");
    let mut note = kit::state_word(row.kind, row.state);
    if let Some(who) = &row.assignee_name {
        note = [note.as_str(), who].join(&t("text.dot"));
    }
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
            <span class="row-time">{row.due_at.map(deadline_view)}</span>
            {locate}
        </li>
    }
    .into_any()
}

/// The list of what is offline, read when it is shown.
fn offline_for(wall: Wall) -> impl Fn() -> AnyView {
    move || {
        let rows = Remote::new("device", move || {
            let online = wall.now.get().map(|now| now.online);
            async move {
                let _ = online;
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
