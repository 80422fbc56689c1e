//! Sheet, steps, timeline, board and scene.

use contract::{Act, Cell, Kind, Mark, work::WorkState};
use leptos::prelude::*;

use super::{
    case,
    sample::{self, LASTING_FLOW},
};
use crate::{
    ActDialogSpec, Call, ChartSpec, Fact, SceneSpec, Series, SheetAs, SheetSpec, Tab, Tile, act_buttons,
    act_dialog, asks, board, chart, deadline_view, mark_view, scene, sheet, steps, tile_view, timeline,
    toast,
    trouble::Trouble,
    words::{act_word, state_word, t},
};

pub(crate) fn sheets() -> AnyView {
    let asked = RwSignal::new(None);
    let press = Call::new(move |step: &'static contract::work::Step| {
        if asks(step) {
            asked.set(Some(step));
        } else {
            toast(act_word(Kind::Repair, step.act));
        }
    });
    let acts = [Act::Resolve, Act::Return, Act::Transfer, Act::Note];
    let mut spec = SheetSpec::new("R-0192", t("kit.sample.title"));
    spec.line = Some(
        view! {
            {mark_view(Mark::Warn, state_word(Kind::Repair, WorkState::Taken))}
            {deadline_view(sample::at(60), sample::at(90))}
        }
        .into_any(),
    );
    spec.steps = Some(steps(Kind::Repair, &LASTING_FLOW, WorkState::Taken, &sample::entries()));
    spec.facts = vec![
        Fact::text("work.address", "3-1502"),
        Fact::new("work.number", Cell::Code("R-0192".into())),
        Fact::new("person.phone", Cell::Masked("138****0001".into())),
        Fact::new("work.reported_at", Cell::Instant(sample::at(0))),
        Fact::text("work.assignee", ""),
        Fact::text("work.note", t("kit.sample.title")).wide(),
    ];
    spec.tabs = vec![
        Tab::new("history", t("sheet.history"), || {
            timeline(Kind::Repair, sample::entries(), sample::album())
        }),
        Tab::new("devices", t("sheet.devices"), || crate::empty_view("device", None)).count(0),
    ];
    spec.acts = Some(act_buttons(Kind::Repair, &LASTING_FLOW, WorkState::Taken, &acts, press));
    spec.place = SheetAs::Column;
    let (kind, number) = (Signal::stored(Kind::Repair), Signal::stored("R-0192".into()));
    let dialog = ActDialogSpec::new(asked, kind, number, |_| async { Ok::<(), Trouble>(()) });
    view! {
        {sheet(spec)}
        {act_dialog(dialog)}
    }
    .into_any()
}

pub(crate) fn bars() -> AnyView {
    let entries = sample::entries();
    [WorkState::Reported, WorkState::Taken, WorkState::Suspended, WorkState::Closed]
        .map(|state| steps(Kind::Repair, &LASTING_FLOW, state, &entries))
        .into_iter()
        .collect_view()
        .into_any()
}

pub(crate) fn timelines() -> AnyView {
    view! {
        {case("filled", timeline(Kind::Repair, sample::entries(), sample::album()))}
        {case("empty", timeline(Kind::Repair, Vec::new(), sample::album()))}
    }
    .into_any()
}

pub(crate) fn boards() -> AnyView {
    let bars = ["normal", "warn", "level1", "level2"]
        .iter()
        .enumerate()
        .map(|(n, key)| (t(&format!("mark.{key}")), (n * 3 + 2) as f64, Some("/kit".to_owned())))
        .collect();
    let labels: Vec<String> = (0..24).map(|hour| format!("{hour:02}:00")).collect();
    let values = (0..24).map(|n| (n != 7).then(|| f64::from(n * n % 17))).collect();
    let mut lines =
        ChartSpec::lines(t("figure.by_hour"), labels, vec![Series { name: t("figure.alarms"), values }]);
    lines.unit = "%/m".into();
    lines.limits = vec![(t("level.level1"), 12.0)];
    let tile = Tile {
        unit: String::new(),
        change: Some(crate::change_sentence(13.0, Some(17.0), crate::decimal)),
        href: Some("/kit".into()),
        ..Tile::new(t("figure.alarms"), crate::large(12_000.0))
    };
    let parts = vec![
        tile_view(tile.clone()),
        tile_view(Tile { href: None, change: None, ..tile }),
        chart(ChartSpec::bars(t("figure.by_level"), bars)),
        chart(lines),
        chart(ChartSpec::bars(t("figure.by_area"), Vec::new())),
    ];
    board(t("figure.title"), None, parts)
}

pub(crate) fn scenes() -> AnyView {
    let mut spec = SceneSpec::new(t("map.title"), ().into_any());
    spec.tools = Some(crate::icon_button("plus", t("map.zoom_in"), || {}));
    spec.foot = Some(view! { <span>{t("map.crs")}</span> }.into_any());
    spec.note = Signal::stored(Some(t("map.base_failed")));
    spec.list = Some(super::parts::marks());
    scene(spec)
}
