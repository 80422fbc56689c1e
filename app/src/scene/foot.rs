//! The foot of a map: scale, coordinate system, time of the data, whose data; always on.

use kit::{quantity, t, tf};
use leptos::{html, prelude::*};
use map::Camera;

use super::Pane;

/// Ground metres on one CSS pixel at the equator and zoom 0, with tiles of 512 px.
///
/// # Source
/// Web Mercator (EPSG:3857): circumference of the WGS-84 equator, 40,075,016.686 m, over 512 px.
const METRES_PER_PX: f64 = 40_075_016.686 / 512.0;

pub(super) fn foot(pane: Pane, more: Option<AnyView>) -> AnyView {
    let rule = NodeRef::<html::I>::new();
    let scale = move || {
        let width = rule.get().map(|rule| f64::from(rule.offset_width())).filter(|width| *width > 0.0);
        pane.camera.get().zip(width).map(|(camera, width)| scale_words(camera, width))
    };
    let as_of = move || tf("map.data_time", &[("time", &kit::time::clock_seconds(kit::each_second()))]);
    view! {
        <span class="scene-scale">
            <i node_ref=rule aria-hidden="true"></i>
            {scale}
        </span>
        <span>{t("map.crs")}</span>
        <span>{as_of}</span>
        <span class="scene-source">{t("map.attribution")}</span>
        {more}
    }
    .into_any()
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
