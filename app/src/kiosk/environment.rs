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

/// 「26 ℃ 优」, for the tile on home.
#[must_use]
pub fn brief(stations: &[EnvironmentNow]) -> String {
    let find = |property: &str| {
        stations.iter().flat_map(|station| &station.streams).find(|stream| {
            stream.property == property
                && stream.value.is_some()
                && minutes_old(stream.phenomenon_at, time::now()).is_some_and(|minutes| minutes < OLD_MINUTES)
        })
    };
    let value = find("temperature")
        .and_then(|stream| stream.value.as_ref().map(|value| value_text(&stream.property, value)));
    let word = find("pm25").and_then(word).map(t);
    match (value, word) {
        (Some(value), Some(word)) => tf("kiosk.environment_brief", &[("value", &value), ("word", &word)]),
        (Some(value), None) => value,
        (None, Some(word)) => word,
        (None, None) => t("kiosk.environment_none"),
    }
}
