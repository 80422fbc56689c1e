//! The environment: value, unit, plain word and time of each property; old values are greyed and say how old they are.

use chrono::{DateTime, Utc};
use contract::{
    applications::environment::air_word,
    sensing::{DatastreamRow, Value},
    wall::EnvironmentNow,
};
use kit::{Remote, StateLook, state_view, t, tf, time};
use leptos::prelude::*;

use super::frame::{as_of_view, page, title_view};
use crate::{
    offline::{self, Copied, remembered},
    sensing::value_text,
    trouble::ask,
};

/// Minutes after which a value is old.
const OLD_MINUTES: i64 = 15;

/// The stations now; reads again each half minute, and each time the network is back. The live feed tells values only to
/// who may read devices, and a public screen may not.
pub(super) fn stations() -> Remote<Copied<Vec<EnvironmentNow>>> {
    let returns = offline::returns();
    Remote::new("device", move || {
        let _ = kit::each_half_minute();
        returns.track();
        remembered("environment".into(), ask(api::sensing::read_environment()))
    })
}

/// `/kiosk/environment`.
#[must_use]
pub fn environment_page() -> AnyView {
    let stations = stations();
    let shown = stations.view(|copy| {
        let as_of = as_of_view(copy.as_of);
        let stations = copy.value.into_iter().map(station_view).collect::<Vec<_>>();
        let none = stations
            .is_empty()
            .then(|| state_view(StateLook::Empty, t("kiosk.environment_none"), None, None));
        view! {
            {as_of}
            {none}
            {stations}
        }
        .into_any()
    });
    page(view! { {title_view("kiosk.environment")} {shown} }.into_any())
}

fn station_view(station: EnvironmentNow) -> AnyView {
    let values =
        station.streams.into_iter().filter(|stream| stream.value.is_some()).map(value_view).collect_view();
    view! {
        <section>
            <h2 class="hint">{tf("kiosk.environment_at", &[("place", &station.name)])}</h2>
            <ul class="kiosk-values">{values}</ul>
        </section>
    }
    .into_any()
}

/// One value; it grows old on the screen by itself.
fn value_view(stream: DatastreamRow) -> AnyView {
    let name = t(&format!("property.{}", stream.property));
    let value = stream.value.as_ref().map(|value| value_text(&stream.property, value)).unwrap_or_default();
    let word = word(&stream).map(|key| view! { <strong>{t(key)}</strong> });
    let at = stream.phenomenon_at;
    let is_old =
        move || minutes_old(at, kit::each_half_minute()).is_none_or(|minutes| minutes >= OLD_MINUTES);
    let when = move || match (at, minutes_old(at, kit::each_half_minute())) {
        (Some(at), Some(minutes)) if minutes < OLD_MINUTES => time::clock(at),
        (_, Some(minutes)) => tf("kiosk.environment_stale", &[("n", &minutes.to_string())]),
        _ => t("air.unknown"),
    };
    view! {
        <li data-old=is_old>
            <span>{name}</span>
            <b>{value}</b>
            {word}
            <time datetime=at.map(|at| at.to_rfc3339())>{when}</time>
        </li>
    }
    .into_any()
}

fn minutes_old(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<i64> {
    at.map(|at| (now - at).num_minutes().max(0))
}

/// The plain word of a value, as a label key, for what has a standard that gives one.
fn word(stream: &DatastreamRow) -> Option<&'static str> {
    match (stream.property.as_str(), &stream.value) {
        ("pm25", Some(Value::Number(number))) => Some(air_word(*number)),
        _ => None,
    }
}

/// What the tile on home says of the environment.
#[derive(Debug, PartialEq)]
pub(super) struct Brief {
    pub words: String,
    pub is_old: bool,
}

/// 「26 ℃ 优」; when nothing is new any longer, the last that was told, with how old it is. None when nothing ever was.
#[must_use]
pub(super) fn brief(stations: &[EnvironmentNow], now: DateTime<Utc>) -> Option<Brief> {
    let newest = |property: &str| {
        stations
            .iter()
            .flat_map(|station| &station.streams)
            .filter(|stream| stream.property == property && stream.value.is_some())
            .filter_map(|stream| Some((minutes_old(stream.phenomenon_at, now)?, stream)))
            .min_by_key(|(minutes, _)| *minutes)
    };
    let (temperature, air) = (newest("temperature"), newest("pm25"));
    let is_old = [&temperature, &air].into_iter().flatten().all(|(minutes, _)| *minutes >= OLD_MINUTES);
    // What is new isn't mixed with what is old.
    let kept = |found: Option<(i64, &DatastreamRow)>| {
        found.filter(|(minutes, _)| is_old || *minutes < OLD_MINUTES).map(|(_, stream)| stream.clone())
    };
    let oldest = [&temperature, &air].into_iter().flatten().map(|(minutes, _)| *minutes).max()?;
    let value = kept(temperature)
        .and_then(|stream| stream.value.as_ref().map(|value| value_text(&stream.property, value)));
    let word = kept(air).as_ref().and_then(word).map(t);
    let words = match (value, word) {
        (Some(value), Some(word)) => tf("kiosk.environment_brief", &[("value", &value), ("word", &word)]),
        (one, other) => one.or(other)?,
    };
    if !is_old {
        return Some(Brief { words, is_old });
    }
    let stale = tf("kiosk.environment_stale", &[("n", &oldest.to_string())]);
    Some(Brief { words: [words, stale].join(&t("text.dot")), is_old })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::geo::Wgs84;

    fn station(values: &[(&str, f64, i64)]) -> EnvironmentNow {
        let stream = |(property, value, minute): &(&str, f64, i64)| DatastreamRow {
            property: (*property).into(),
            sign: String::new(),
            value: Some(Value::Number(*value)),
            phenomenon_at: DateTime::from_timestamp(minute * 60, 0),
            desired: None,
            limits: vec![],
        };
        EnvironmentNow {
            name: "环境站".into(),
            at: Wgs84 { lon: 120.1, lat: 30.2 },
            heard_at: None,
            streams: values.iter().map(stream).collect(),
        }
    }

    fn told(values: &[(&str, f64, i64)], minute: i64) -> Option<(String, bool)> {
        let now = DateTime::from_timestamp(minute * 60, 0).unwrap();
        brief(&[station(values)], now).map(|brief| (brief.words, brief.is_old))
    }

    #[test]
    fn what_is_new_is_told_alone_and_what_is_old_says_so() {
        let both = [("temperature", 26.0, 100), ("pm25", 18.0, 100)];
        let (new, is_old) = told(&both, 105).unwrap();
        assert!(new.contains("26") && new.ends_with('优') && !is_old, "{new}");
        let (old, is_old) = told(&both, 142).unwrap();
        assert!(old.starts_with(&new) && old.ends_with("数据已 42 分钟未更新") && is_old, "{old}");
        let (mixed, is_old) = told(&[("temperature", 26.0, 100), ("pm25", 18.0, 140)], 142).unwrap();
        assert_eq!((mixed.as_str(), is_old), ("优", false));
    }

    #[test]
    fn nothing_is_told_where_nothing_was_measured() {
        assert_eq!(told(&[("noise", 51.0, 100)], 101), None);
    }
}
