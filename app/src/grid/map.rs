//! The map: my tasks and the devices near me, with the list of tasks beside it. A smaller one, to point at a place, is
//! used by the report.

use contract::{geo::Wgs84, spatial::PlaceRow, work::WorkRow};
use kit::{Call, Remote, RowLook, go, page_head, query, row, rows, t, tf};
use leptos::prelude::*;
use map::{Pick, PickKind};

use super::{position, tasks, today::distance_words};
use crate::{
    offline::{Copied, queue, remembered},
    scene::{Pane, PaneOptions, PaneStatus, camera_near, camera_over, chosen_spot, here_spot, map_pane},
    trouble::ask,
};

/// `/grid/map?sel=<id>`.
#[must_use]
pub fn map_page() -> AnyView {
    let _ = queue();
    let (tasks, place) = (tasks(), position());
    let selected = query("sel");
    let pane = Pane::new();
    let chosen = Memo::new(move |_| {
        let id = selected.get()?;
        let row = tasks.get()?.value.into_iter().find(|row| row.id.to_string() == id)?;
        Some((row.at?, row.title))
    });
    mark_spots(pane, Signal::derive(move || place.get().at()), chosen.into());
    // The chosen task is flown to once it and the map are there.
    Effect::new(move |_| {
        let is_on = pane.status.get() == PaneStatus::On;
        if let Some((at, _)) = chosen.get().filter(|_| is_on) {
            untrack(|| pane.fly_near(at));
        }
    });
    let list = move || tasks.get().map(|copy| list_view(copy.value, selected, place.get_untracked().at()));
    let count = move || tasks.get().map_or(0, |copy| copy.value.len());
    let title = Signal::derive(move || tf("grid.task_count", &[("n", &count().to_string())]));
    let refused = move || {
        let is_refused = matches!(place.get(), super::position::Position::Refused);
        is_refused.then(|| view! { <p class="hint" role="status">{t("map.position_refused")}</p> })
    };
    let map = middle().view(move |copy| {
        let at = untrack(|| place.get().at()).or_else(|| centre(&copy.value)).unwrap_or_default();
        let mut options = PaneOptions::new(pane, t("map.title"), camera_over(at));
        options.on_pick = Some(Call::new(open));
        options.list = Some((title, list.into_any()));
        map_pane(options)
    });
    view! {
        {page_head(t("grid.map"), None, None, None)}
        {refused}
        {map}
    }
    .into_any()
}

/// A case opens its page; the rest of the map is to look at.
fn open(pick: Pick) {
    if pick.kind == PickKind::Case && !pick.code.is_empty() {
        go(&format!("/grid/case/{}", pick.code));
    }
}

fn list_view(tasks: Vec<WorkRow>, selected: Memo<Option<String>>, here: Option<Wgs84>) -> AnyView {
    if tasks.is_empty() {
        return view! { <p class="hint">{t("grid.no_tasks_here")}</p> }.into_any();
    }
    let chosen = selected.get_untracked();
    let lines = tasks.into_iter().map(|task| {
        let far = task.at.zip(here).map(|(at, here)| distance_words(here.distance_m(at)));
        row(RowLook {
            mark: Some(kit::mark_view(task.level.mark(), kit::term(task.level))),
            href: Some(format!("/grid/case/{}", task.id)),
            is_current: chosen.as_deref() == Some(task.id.to_string().as_str()),
            note: far.unwrap_or(task.place),
            title: task.title,
            time: task.due_at.map(kit::deadline_view),
            ..RowLook::default()
        })
    });
    rows(lines.collect())
}

/// Where things are that people look for; their middle is where a map begins that knows no position.
fn middle() -> Remote<Copied<Vec<PlaceRow>>> {
    Remote::new("ground", || remembered("place".into(), ask(api::spatial::list_places(None, None, None))))
}

/// The middle of some places.
fn centre(places: &[PlaceRow]) -> Option<Wgs84> {
    let n = places.len() as f64;
    let (lon, lat) =
        places.iter().fold((0.0, 0.0), |(lon, lat), place| (lon + place.at.lon, lat + place.at.lat));
    (!places.is_empty()).then(|| Wgs84 { lon: lon / n, lat: lat / n })
}

/// Shows where this device is and what was chosen, as both change.
fn mark_spots(pane: Pane, here: Signal<Option<Wgs84>>, chosen: Signal<Option<(Wgs84, String)>>) {
    Effect::new(move |_| {
        let is_on = pane.status.get() == PaneStatus::On;
        let here = here.get().map(here_spot);
        let chosen = chosen.get().map(|(at, name)| chosen_spot(at, name));
        if is_on {
            let spots: Vec<_> = here.into_iter().chain(chosen).collect();
            pane.with(|engine| engine.set_spots(&spots));
        }
    });
}

/// A small map to point at a place.
#[must_use]
pub fn spot_map(chosen: RwSignal<Option<Wgs84>>) -> AnyView {
    let place = position();
    let pane = Pane::new();
    let marked = Signal::derive(move || chosen.get().map(|at| (at, t("grid.report_place"))));
    mark_spots(pane, Signal::derive(move || place.get().at()), marked);
    middle().view(move |copy| {
        let here = untrack(|| place.get().at());
        let camera = match here {
            Some(at) => camera_near(at, 0.0),
            None => camera_over(centre(&copy.value).unwrap_or_default()),
        };
        let mut options = PaneOptions::new(pane, t("map.pick"), camera);
        options.on_spot = Some(Call::new(move |at: Wgs84| {
            chosen.try_set(Some(at));
        }));
        map_pane(options)
    })
}
