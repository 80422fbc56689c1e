//! The foot of a map: scale, coordinate system, time of the data, whose data; always on.

use chrono::{DateTime, Utc};
use contract::{
    spatial::{Attribution, Origin},
    time::day_of,
};
use kit::{quantity, t, tf, time};
use leptos::{html, prelude::*};
use map::Camera;

use super::Pane;
use crate::trouble::ask;

/// Under which key this device keeps whose data is on the map, so that it stands there without a network too.
const KEPT: &str = "attribution";

/// Ground metres on one CSS pixel at the equator and zoom 0, with tiles of 512 px.
///
/// # Source
/// Web Mercator (EPSG:3857): circumference of the WGS-84 equator, 40,075,016.686 m, over 512 px.
const METRES_PER_PX: f64 = 40_075_016.686 / 512.0;

pub(super) fn foot(pane: Pane, as_of: Option<Signal<DateTime<Utc>>>, more: Option<AnyView>) -> AnyView {
    let rule = NodeRef::<html::I>::new();
    let scale = move || {
        let width = rule.get().map(|rule| f64::from(rule.offset_width())).filter(|width| *width > 0.0);
        pane.camera.get().zip(width).map(|(camera, width)| scale_words(camera, width))
    };
    let data_time = move || {
        let at = as_of.map_or_else(|| pane.read_at.get(), |as_of| Some(as_of.get()))?;
        Some(tf("map.data_time", &[("time", &time_words(at, kit::each_half_minute()))]))
    };
    view! {
        <span class="scene-scale">
            <i node_ref=rule aria-hidden="true"></i>
            {scale}
        </span>
        <span>{t("map.crs")}</span>
        <span>{data_time}</span>
        {source_view()}
        {more}
    }
    .into_any()
}

/// To the second, with its day when that isn't today.
fn time_words(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    if day_of(at) == day_of(now) { time::clock_seconds(at) } else { time::exact(at) }
}

/// Whose data is on the map, always.
fn source_view() -> AnyView {
    let kept: Option<Vec<Attribution>> = kit::kept(KEPT).and_then(|text| serde_json::from_str(&text).ok());
    let sources = RwSignal::new(kept.unwrap_or_default());
    kit::run(ask(api::spatial::list_attributions()), move |answer| {
        let Ok(found) = answer else { return };
        if let Ok(text) = serde_json::to_string(&found) {
            kit::keep(KEPT, &text);
        }
        sources.try_set(found);
    });
    let named = move || sources.with(|sources| names(sources));
    let sentence = move || named().map(|names| tf("map.attributed", &[("names", &names)]));
    view! { <span class="scene-source">{sentence}</span> }.into_any()
}

/// The datasets by name, each with its licence; none when there is none.
fn names(sources: &[Attribution]) -> Option<String> {
    let name = |source: &Attribution| match (source.origin, &source.licence) {
        (Origin::Demo, _) => t("map.attribution"),
        (_, None) => source.name.clone(),
        (_, Some(licence)) => tf("map.licensed", &[("name", &source.name), ("licence", licence)]),
    };
    let names: Vec<String> = sources.iter().map(name).collect();
    (!names.is_empty()).then(|| names.join(" · "))
}

/// What so many pixels in the middle of the view are on the ground.
fn scale_words(camera: Camera, width_px: f64) -> String {
    let metres = METRES_PER_PX * camera.lat.to_radians().cos() / camera.zoom.exp2() * width_px;
    if metres < 1_000.0 {
        quantity(two_digits(metres), "m")
    } else {
        quantity(two_digits(metres / 1_000.0), "km")
    }
}

/// The number with two significant digits: more would claim to be exact across a tilted view.
fn two_digits(value: f64) -> f64 {
    if value <= 0.0 || !value.is_finite() {
        return 0.0;
    }
    let step = 10f64.powi(value.log10().floor() as i32 - 1);
    (value / step).round() * step
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dataset_is_named_with_its_licence() {
        let source = |name: &str, origin, licence: Option<&str>| Attribution {
            name: name.into(),
            origin,
            licence: licence.map(str::to_owned),
            dated_on: Default::default(),
        };
        let osm = source("© OpenStreetMap contributors", Origin::CityShare, Some("ODbL-1.0"));
        let survey = source("演示测绘", Origin::FieldSurvey, None);
        let named = names(&[source("demo", Origin::Demo, None), osm, survey]);
        let told = "演示底图，合成数据 · © OpenStreetMap contributors（ODbL-1.0） · 演示测绘";
        assert_eq!(named.as_deref(), Some(told));
        assert_eq!(names(&[]), None);
    }

    #[test]
    fn data_of_another_day_says_its_day() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let now = at("2026-03-02T00:01:00+08:00");
        assert_eq!(time_words(at("2026-03-02T00:00:07+08:00"), now), "00:00:07");
        assert_eq!(time_words(at("2026-03-01T23:59:07+08:00"), now), "2026-03-01 23:59:07");
    }

    #[test]
    fn a_scale_has_two_digits() {
        assert_eq!(two_digits(123.4), 120.0);
        assert_eq!(two_digits(9.87), 9.9);
        assert_eq!(two_digits(0.0), 0.0);
    }

    #[test]
    fn a_zoom_level_halves_the_scale() {
        let camera = Camera { lon: 120.1, lat: 0.0, zoom: 17.0, bearing: 0.0, pitch: 0.0 };
        // 78 271.517 m over 2^17, times 100 px: 59.7 m.
        assert_eq!(scale_words(camera, 100.0), "60\u{2009}m");
        assert_eq!(scale_words(Camera { zoom: 12.0, ..camera }, 100.0), "1.9\u{2009}km");
    }
}
