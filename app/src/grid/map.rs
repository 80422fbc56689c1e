//! The map: my tasks and the devices near me, with the list of tasks beside it.

use contract::{geo::Wgs84, work::WorkRow};
use kit::{Call, RowLook, go, page_head, query, row, rows, t, tf};
use leptos::prelude::*;
use map::{Pick, PickKind};

use super::{tasks, today::distance_words};
use crate::{
    offline::queue,
    position::{Position, position},
    scene::{Pane, PaneOptions, PaneStatus, camera_over, centre, landmarks, map_pane, mark_spots},
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
        let is_refused = matches!(place.get(), Position::Refused);
        is_refused.then(|| view! { <p class="hint" role="status">{t("map.position_refused")}</p> })
    };
    let map = landmarks().view(move |copy| {
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
        let time = task.deadline().map(|(near, due)| kit::deadline_view(near, due));
        row(RowLook {
            mark: Some(kit::mark_view(task.level.mark(), kit::term(task.level))),
            href: Some(format!("/grid/case/{}", task.id)),
            is_current: chosen.as_deref() == Some(task.id.to_string().as_str()),
            note: far.unwrap_or(task.place),
            title: task.title,
            time,
            ..RowLook::default()
        })
    });
    rows(lines.collect())
}
