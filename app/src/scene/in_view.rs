//! The list of what is in view: everything that a pointer reaches on the canvas, a keyboard reaches here.

use kit::{Call, RowLook, StateLook, row, state_view, t, tf};
use leptos::prelude::*;
use map::{Pick, PickKind};

use super::Pane;

/// Rows that are drawn; moving the map brings others.
const ROWS: usize = 100;

/// The list of what is in view; a press does what a click on the thing does.
#[must_use]
pub fn in_view_list(pane: Pane, on_pick: Option<Call<Pick>>) -> AnyView {
    let is_empty = Memo::new(move |_| pane.in_view.with(Vec::is_empty));
    let rows = move || pane.in_view.with(|found| found.iter().take(ROWS).cloned().collect::<Vec<_>>());
    let draw = move |pick: Pick| pick_row(pick, on_pick);
    view! {
        <ul class="rows">
            <For each=rows key=|pick| (pick.kind, pick.map_no, pick.name.clone()) children=draw />
        </ul>
        {move || is_empty.get().then(|| state_view(StateLook::Empty, t("map.in_view_empty"), None, None))}
    }
    .into_any()
}

/// The words that describe the canvas.
pub(super) fn summary(found: &[Pick]) -> String {
    let count = |kind: PickKind| found.iter().filter(|pick| pick.kind == kind).count();
    let alarms = count(PickKind::Alarm);
    tf(
        "map.summary",
        &[
            ("devices", &(count(PickKind::Device) + alarms).to_string()),
            ("alarms", &alarms.to_string()),
            ("cases", &count(PickKind::Case).to_string()),
            ("organisations", &count(PickKind::Organisation).to_string()),
        ],
    )
}

/// What a thing is called in a list.
#[must_use]
pub fn pick_title(pick: &Pick) -> String {
    if pick.name.is_empty() { t(pick_label(pick.kind)) } else { pick.name.clone() }
}

fn pick_label(kind: PickKind) -> &'static str {
    match kind {
        PickKind::Alarm => "map.layer.alarm",
        PickKind::Case => "map.layer.case",
        PickKind::Device => "map.layer.device",
        PickKind::Organisation => "map.layer.organisation",
        PickKind::Resident => "map.layer.resident",
        PickKind::Dwelling => "map.layer.dwelling",
        PickKind::Storey => "map.layer.storey",
        PickKind::Building => "map.layer.building",
        PickKind::Area => "map.layer.area",
    }
}

fn pick_row(pick: Pick, on_pick: Option<Call<Pick>>) -> AnyView {
    let storey = pick.storey.map(|n| tf("map.storey_is", &[("n", &n.to_string())]));
    let kind = t(pick_label(pick.kind));
    let note = match storey {
        Some(storey) => [kind, storey].join(&t("text.dot")),
        None => kind,
    };
    row(RowLook {
        title: pick_title(&pick),
        note,
        on_open: on_pick.map(|call| {
            Call::new(move |()| {
                call.try_run(pick.clone());
            })
        }),
        ..RowLook::default()
    })
}
