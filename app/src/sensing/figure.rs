//! Figures of alarms: tiles and charts over a period, each number a link to the alarms that it counts.

use contract::{applications::APPLICATIONS, sensing::AlarmFigures, time::day_of};
use kit::{ChartSpec, Choice, Remote, Tile, Trouble, t, time};
use leptos::prelude::*;

use crate::{
    trouble::ask,
    work::case::ANY,
    work::figure::{csv_of, day_words, days_chart, days_of, periods, since},
};

/// The list that the numbers count.
const LIST: &str = "/street/alarm";

/// The board of alarms.
pub fn board() -> AnyView {
    let period = kept_in_address("period", "month");
    let application = kept_in_address("application", "fire_safety");
    let figures = Remote::new("figure", move || {
        let days = days_of(&period.get(), day_of(kit::now()));
        let application = Some(application.get()).filter(|key| !key.is_empty());
        async move {
            let now = ask(api::sensing::read_alarm_figures(days, application.clone())).await?;
            let both = ask(api::sensing::read_alarm_figures(days * 2, application)).await?;
            Ok::<_, Trouble>((now, both))
        }
    });
    let export = kit::button(t("figure.export_csv"), move || {
        if let Some((now, _)) = figures.get_untracked() {
            kit::download("alarm-figures.csv", "text/csv;charset=utf-8", &csv(&now));
        }
    });
    let applications = APPLICATIONS.iter().filter(|application| !application.device_kinds.is_empty());
    let applications: Vec<Choice> = applications
        .map(|application| Choice::new(application.key, t(&format!("application.{}", application.key))))
        .collect();
    let all = Some(t("figure.all_alarms"));
    let choose = kit::select_view(
        "application",
        t("figure.application"),
        Signal::stored(applications),
        application,
        all,
    );
    let switch = kit::segmented("period", t("figure.period"), periods(), period);
    let controls = view! { {choose} {switch} {export} }.into_any();
    let body = figures.view(move |(now, both)| {
        let link = Link { since: since(&period.get_untracked()), application: application.get_untracked() };
        let mut parts = tiles(&link, &now, &both);
        parts.extend(charts(&link, &now));
        view! { {parts} }.into_any()
    });
    kit::board(t("figure.title"), Some(controls), vec![body])
}

/// A choice that stands in the address unless it is the usual one; no choice stands there as [`ANY`].
fn kept_in_address(key: &'static str, usual: &'static str) -> RwSignal<String> {
    let said = kit::query(key);
    let first = untrack(|| said.get()).unwrap_or_else(|| usual.to_owned());
    let chosen = RwSignal::new(if first == ANY { String::new() } else { first });
    Effect::new(move |before: Option<String>| {
        let now = chosen.get();
        if before.is_some_and(|before| before != now) {
            kit::set_query(&[(key, Some(if now.is_empty() { ANY } else { now.as_str() }))]);
        }
        now
    });
    chosen
}

/// What every link to the list carries: which alarms are counted at all.
struct Link {
    since: String,
    application: String,
}

impl Link {
    fn to(&self, query: &str) -> Option<String> {
        let mut href = format!("{LIST}?open=any&since={}", self.since);
        if !self.application.is_empty() {
            href = [href.as_str(), &self.application].join("&application=");
        }
        Some(if query.is_empty() { href } else { [href.as_str(), query].join("&") })
    }
}

fn tiles(link: &Link, now: &AlarmFigures, both: &AlarmFigures) -> Vec<AnyView> {
    let mut raised = Tile::new(t("figure.alarms"), kit::large(now.raised.into()));
    raised.href = link.to("");
    let before = both.raised.saturating_sub(now.raised);
    raised.change = Some(kit::change_sentence(now.raised.into(), Some(before.into()), kit::decimal));
    let mut open = Tile::new(t("figure.alarms_open"), kit::large(now.open.into()));
    open.href = link.to("state=raised,acknowledged,cleared");
    let plain = |label: &str, figure: Option<String>| {
        kit::tile_view(Tile::new(t(label), figure.unwrap_or_else(|| t("cell.empty"))))
    };
    vec![
        kit::tile_view(raised),
        kit::tile_view(open),
        plain("figure.escalated", Some(kit::large(now.escalated.into()))),
        plain("figure.acknowledged_median", now.acknowledged_minutes.map(time::span_minutes)),
        plain("figure.closed_median", now.closed_minutes.map(time::span_minutes)),
    ]
}

fn charts(link: &Link, figures: &AlarmFigures) -> Vec<AnyView> {
    let rows = |dimension: &str, vocabulary: &str| -> Vec<(String, f64, Option<String>)> {
        let row = |(key, n): &(String, u32)| {
            let href = link.to(&[dimension, key.as_str()].join("="));
            (t(&format!("{vocabulary}.{key}")), f64::from(*n), href)
        };
        of(figures, dimension).iter().map(row).collect()
    };
    let areas = figures.areas.iter().map(|area| {
        let href = link.to(&["area", area.code.as_str()].join("="));
        (area.name.clone(), f64::from(area.count), href)
    });
    let days = of(figures, "day").iter().map(|(key, n)| {
        let href = link.to(&["day", key.as_str()].join("="));
        (day_words(key), f64::from(*n), href)
    });
    let chart = |title: &str, rows: Vec<(String, f64, Option<String>)>| {
        let mut spec = ChartSpec::bars(t(title), rows);
        spec.empty = t("figure.empty");
        kit::chart(spec)
    };
    vec![
        chart("figure.by_kind", rows("kind", "alarm_kind")),
        chart("figure.by_level", rows("level", "level")),
        chart("figure.by_area", areas.collect()),
        chart("figure.by_state", rows("state", "alarm_state")),
        days_chart(days.collect(), t("figure.empty")),
    ]
}

fn of<'a>(figures: &'a AlarmFigures, dimension: &str) -> &'a [(String, u32)] {
    let found = figures.by.iter().find(|(name, _)| name == dimension);
    found.map(|(_, counts)| counts.as_slice()).unwrap_or_default()
}

/// The figures as a table for other programs.
fn csv(figures: &AlarmFigures) -> String {
    let number = |value: Option<f64>| value.map(|value| format!("{value:.1}")).unwrap_or_default();
    let mut lines = vec![
        (t("figure.alarms"), figures.raised.to_string()),
        (t("figure.alarms_open"), figures.open.to_string()),
        (t("figure.escalated"), figures.escalated.to_string()),
        (t("figure.acknowledged_median"), number(figures.acknowledged_minutes)),
        (t("figure.closed_median"), number(figures.closed_minutes)),
    ];
    for (dimension, vocabulary) in [("kind", "alarm_kind"), ("level", "level"), ("state", "alarm_state")] {
        let named = |(key, n): &(String, u32)| (t(&format!("{vocabulary}.{key}")), n.to_string());
        lines.extend(of(figures, dimension).iter().map(named));
    }
    lines.extend(figures.areas.iter().map(|area| (area.name.clone(), area.count.to_string())));
    lines.extend(of(figures, "day").iter().map(|(day, n)| (day.clone(), n.to_string())));
    csv_of(&lines)
}
