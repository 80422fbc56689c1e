//! Figures of a case type: tiles, charts, each number a link to the rows it counts.

use chrono::{Datelike, NaiveDate};
use contract::{
    Kind, Term,
    identity::Audience,
    time::{day_of, first_day},
    work::{Figures, WorkState},
};
use kit::{ChartKind, ChartSpec, Choice, Remote, Tab, Tile, t, time};
use leptos::prelude::*;

use super::case::ANY;
use crate::{route, trouble::ask};

/// Periods that end today, in the order of the switch.
const PERIODS: &[&str] = &["today", "week", "month", "quarter", "year"];

/// The periods to choose from.
pub fn periods() -> Vec<Choice> {
    PERIODS.iter().map(|key| Choice::new(*key, t(&format!("figure.period.{key}")))).collect()
}

/// The boards of a desk: one for each case type that has its list there; at the street the alarms as well.
pub fn page() -> AnyView {
    let of = kit::query("of");
    let chosen = RwSignal::new(untrack(|| of.get()).unwrap_or_default());
    Effect::new(move |before: Option<String>| {
        let now = chosen.get();
        if before.is_some_and(|before| before != now) {
            kit::set_query(&[("of", Some(now.as_str()))]);
        }
        now
    });
    let tab = |kind: Kind| Tab::new(kind.key(), t(&format!("{kind}.title")), move || board(kind));
    let mut tabs: Vec<Tab> = untrack(route::kinds_here).into_iter().map(tab).collect();
    let is_street = route::here() == Some(Audience::Street);
    if is_street && untrack(|| crate::seat::may(Kind::Alarm, contract::Act::Read)) {
        tabs.push(Tab::new("alarm", t("figure.of.alarm"), crate::sensing::figure::board));
    }
    kit::tabs(tabs, chosen)
}

/// The board of a case type.
fn board(kind: Kind) -> AnyView {
    let chosen = kit::query("period");
    let period = RwSignal::new(untrack(|| chosen.get()).unwrap_or_else(|| "month".into()));
    Effect::new(move |before: Option<String>| {
        let now = period.get();
        if before.is_some_and(|before| before != now) {
            kit::set_query(&[("period", Some(now.as_str()))]);
        }
        now
    });
    // The same length of time before, to compare with: what twice the days hold, less what the days hold.
    let figures = Remote::new("figure", move || {
        let days = days_of(&period.get(), day_of(kit::now()));
        async move {
            let now = ask(api::work::read_figures(kind, days)).await?;
            let both = ask(api::work::read_figures(kind, days * 2)).await?;
            Ok::<_, kit::Trouble>((now, both))
        }
    });
    let export = kit::button(t("figure.export_csv"), move || {
        if let Some((now, _)) = figures.get_untracked() {
            kit::download(&format!("{kind}-figures.csv"), "text/csv;charset=utf-8", &csv(kind, &now));
        }
    });
    let switch = kit::segmented("period", t("figure.period"), periods(), period);
    let controls = view! { {switch} {export} }.into_any();
    let body = figures.view(move |(now, both)| {
        let first = since(&period.get_untracked());
        let mut parts = tiles(kind, &first, &now, &both);
        parts.extend(charts(kind, &first, &now));
        view! { {parts} }.into_any()
    });
    kit::board(t("figure.title"), Some(controls), vec![body])
}

/// How many days a period has up to today.
pub fn days_of(period: &str, today: NaiveDate) -> u32 {
    let since_quarter = || {
        let first = NaiveDate::from_ymd_opt(today.year(), (today.month0() / 3) * 3 + 1, 1).unwrap_or(today);
        u32::try_from((today - first).num_days()).unwrap_or(0) + 1
    };
    match period {
        "today" => 1,
        "week" => 7,
        "quarter" => since_quarter(),
        "year" => today.ordinal(),
        _ => today.day(),
    }
}

/// The first day of a period that ends today, as a list is asked for it.
pub fn since(period: &str) -> String {
    let today = day_of(kit::now());
    first_day(today, days_of(period, today)).to_string()
}

/// The list that a number counts.
fn list_href(kind: Kind, query: &str) -> Option<String> {
    let path = route::list_path(kind)?;
    Some(if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") })
}

fn tiles(kind: Kind, first: &str, now: &Figures, both: &Figures) -> Vec<AnyView> {
    let change =
        |n: u32, both: u32| kit::change_sentence(n.into(), Some(both.saturating_sub(n).into()), kit::decimal);
    let count = |label: &str, n: u32, both: Option<u32>, query: &str| {
        let mut tile = Tile::new(t(label), kit::large(n.into()));
        tile.href = list_href(kind, query);
        tile.change = both.map(|both| change(n, both));
        kit::tile_view(tile)
    };
    let plain = |label: &str, figure: Option<String>| {
        kit::tile_view(Tile::new(t(label), figure.unwrap_or_else(|| t("cell.empty"))))
    };
    let reported = format!("open={ANY}&from={first}");
    let closed = format!("open={ANY}&closed_from={first}");
    // Times sent back are no rows: one may have been sent back twice.
    let mut returned = Tile::new(t("figure.returned"), kit::large(now.returned.into()));
    returned.change = Some(change(now.returned, both.returned));
    vec![
        count("figure.reported", now.reported, Some(both.reported), &reported),
        count("figure.closed", now.closed, Some(both.closed), &closed),
        count("figure.open", now.open, None, ""),
        count("figure.overdue", now.overdue, None, "overdue=1"),
        plain("figure.on_time", now.on_time_percent.map(kit::percent)),
        plain("figure.median", now.median_minutes.map(time::span_minutes)),
        kit::tile_view(returned),
    ]
}

fn charts(kind: Kind, first: &str, figures: &Figures) -> Vec<AnyView> {
    let rows =
        |dimension: &str, word: &dyn Fn(&str) -> String, wide: &str| -> Vec<(String, f64, Option<String>)> {
            let counts =
                figures.by.iter().find(|(name, _)| name == dimension).map(|(_, counts)| counts.as_slice());
            let row = |(key, n): &(String, u32)| {
                (word(key), f64::from(*n), list_href(kind, &format!("{dimension}={key}{wide}")))
            };
            counts.unwrap_or_default().iter().map(row).collect()
        };
    let category = |key: &str| t(&format!("{kind}.category.{key}"));
    let any = format!("&open={ANY}&from={first}");
    let by_category = rows("category", &category, &any);
    let by_level = rows("level", &|key| t(&format!("level.{key}")), &any);
    let by_state = rows("state", &|key| state_of(kind, key), "");
    let by_day = rows("day", &day_words, "");
    let chart = |title: &str, rows: Vec<(String, f64, Option<String>)>| {
        let mut spec = ChartSpec::bars(t(title), rows);
        spec.empty = t("figure.empty_case");
        kit::chart(spec)
    };
    vec![
        chart("figure.by_category", by_category),
        chart("work.level", by_level),
        chart("figure.by_state", by_state),
        days_chart(by_day, t("figure.empty_case")),
    ]
}

/// A state by its key, in the words of the case type.
fn state_of(kind: Kind, key: &str) -> String {
    WorkState::from_key(key).map_or_else(|| key.to_owned(), |state| kit::state_word(kind, state))
}

/// A day as a chart names it.
pub fn day_words(key: &str) -> String {
    key.parse::<NaiveDate>().map_or_else(|_| key.to_owned(), time::day)
}

/// Bars for a few days, a line for many; `empty` is what is said when there is nothing.
pub fn days_chart(rows: Vec<(String, f64, Option<String>)>, empty: String) -> AnyView {
    let is_long = rows.len() > 31;
    let mut spec = ChartSpec::bars(t("figure.by_day"), rows);
    if is_long {
        spec.kind = ChartKind::Line;
    }
    spec.span = 12;
    spec.empty = empty;
    kit::chart(spec)
}

/// The figures as a table for other programs.
fn csv(kind: Kind, figures: &Figures) -> String {
    let number = |value: Option<f64>| value.map(|value| format!("{value:.1}")).unwrap_or_default();
    let mut lines = vec![
        (t("figure.reported"), figures.reported.to_string()),
        (t("figure.closed"), figures.closed.to_string()),
        (t("figure.open"), figures.open.to_string()),
        (t("figure.overdue"), figures.overdue.to_string()),
        (t("figure.on_time"), number(figures.on_time_percent)),
        (t("figure.median"), number(figures.median_minutes)),
        (t("figure.returned"), figures.returned.to_string()),
    ];
    for (dimension, counts) in &figures.by {
        for (key, count) in counts {
            let name = match dimension.as_str() {
                "category" => t(&format!("{kind}.category.{key}")),
                "level" => t(&format!("level.{key}")),
                "state" => state_of(kind, key),
                _ => key.clone(),
            };
            lines.push((name, count.to_string()));
        }
    }
    csv_of(&lines)
}

/// Items and their counts as a table for other programs.
pub fn csv_of(lines: &[(String, String)]) -> String {
    let (item, count) = (t("figure.item"), t("figure.count"));
    let rows = lines.iter().map(|(name, value)| [name.as_str(), value.as_str()]);
    kit::csv(std::iter::once([item.as_str(), count.as_str()]).chain(rows))
}
