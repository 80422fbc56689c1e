//! How a property went over the last hours, with the limits of its rules.

use chrono::DateTime;
use contract::{
    DeviceId,
    sensing::{Level, SeriesPoint, ValueType},
};
use kit::{ChartSpec, Choice, Remote, Series, t, tf, time};
use leptos::prelude::*;

use super::property;
use crate::trouble::ask;

/// Points drawn at most: more than a sheet is wide says nothing more.
const MOST_POINTS: usize = 288;

/// Limits of each property.
type Limits = Vec<(String, Vec<(Level, f64)>)>;

/// The chart of one of a device's measured properties.
#[must_use]
pub fn series_view(device: DeviceId, properties: Vec<String>, limits: Limits) -> AnyView {
    let Some(first) = properties.first().cloned() else { return kit::empty_view("series", None) };
    let chosen = RwSignal::new(first);
    let hours = RwSignal::new("24".to_owned());
    let series = Remote::new("series", move || {
        let hours = hours.get().parse().unwrap_or(24);
        ask(api::sensing::read_series(device, chosen.get(), hours))
    });
    let choices =
        properties.iter().map(|key| Choice::new(key.clone(), t(&format!("property.{key}")))).collect();
    let spans = vec![Choice::new("24", t("device.series")), Choice::new("168", t("figure.period.week"))];
    let picker = (properties.len() > 1)
        .then(|| kit::segmented("series-property", t("device.property"), choices, chosen));
    let chart = series.view(move |points| {
        let key = chosen.get_untracked();
        let limits =
            limits.iter().find(|(property, _)| *property == key).map(|(_, l)| l.clone()).unwrap_or_default();
        chart_view(&key, &hours.get_untracked(), &points, &limits)
    });
    view! {
        {picker}
        {kit::segmented("series-hours", t("figure.period"), spans, hours)}
        {chart}
    }
    .into_any()
}

fn chart_view(key: &str, hours: &str, points: &[SeriesPoint], limits: &[(Level, f64)]) -> AnyView {
    if points.is_empty() {
        return kit::empty_view("series", None);
    }
    let points = thinned(points);
    let now = kit::now();
    let label = |point: &SeriesPoint| {
        DateTime::from_timestamp_millis(point.at_ms).map(|at| time::absolute(at, now)).unwrap_or_default()
    };
    let values = |of: fn(&SeriesPoint) -> f64| points.iter().map(|point| Some(of(point))).collect::<Vec<_>>();
    let mut lines = vec![Series { name: t("device.mean"), values: values(|p| p.mean) }];
    if points.iter().any(|point| point.low < point.high) {
        lines.push(Series { name: t("device.low"), values: values(|p| p.low) });
        lines.push(Series { name: t("device.high"), values: values(|p| p.high) });
    }
    let name = t(&format!("property.{key}"));
    let title = tf("device.series_of", &[("property", &name), ("n", hours)]);
    let mut spec = ChartSpec::lines(title, points.iter().map(label).collect(), lines);
    spec.unit = match property(key).map(|p| p.values) {
        Some(ValueType::Number(unit, ..)) => unit.sign.to_owned(),
        _ => String::new(),
    };
    spec.limits = limits
        .iter()
        .map(|(level, limit)| {
            let value = kit::quantity(*limit, &spec.unit);
            (tf("device.limit_of", &[("level", &kit::term(*level)), ("value", &value)]), *limit)
        })
        .collect();
    spec.span = 12;
    kit::chart(spec)
}

/// Neighbours joined until few enough are left; the extremes stay.
fn thinned(points: &[SeriesPoint]) -> Vec<SeriesPoint> {
    let size = points.len().div_ceil(MOST_POINTS).max(1);
    points
        .chunks(size)
        .map(|chunk| SeriesPoint {
            at_ms: chunk[0].at_ms,
            mean: chunk.iter().map(|p| p.mean).sum::<f64>() / chunk.len() as f64,
            low: chunk.iter().map(|p| p.low).fold(f64::INFINITY, f64::min),
            high: chunk.iter().map(|p| p.high).fold(f64::NEG_INFINITY, f64::max),
        })
        .collect()
}
