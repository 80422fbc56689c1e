//! Measuring: by clicks, or by typed points for who does not point; the result is spoken politely.

use kit::{Call, button, quantity, t, tf};
use leptos::prelude::*;
use map::{LonLat, MapEngine, Measure, MeasureKind};

use super::Pane;

/// Square metres in a hectare.
const HECTARE_M2: f64 = 10_000.0;

/// The buttons of measuring, the points as typed, and the result.
#[must_use]
pub fn measure_panel(pane: Pane) -> AnyView {
    let typed = RwSignal::new(String::new());
    let is_open = Memo::new(move |_| pane.measure.with(Option::is_some));
    let begin = move |kind: MeasureKind| {
        typed.set(String::new());
        pane.with(|engine| engine.begin_measure(kind));
    };
    let take = Call::new(move |()| take_points(pane, &typed.get_untracked()));
    let body = move || {
        is_open.get().then(|| {
            view! {
                <p class="hint">{t("map.measure_hint")}</p>
                <label class="field">
                    <span class="field-label">{t("map.measure_points")}</span>
                    <textarea
                        class="input"
                        rows="2"
                        placeholder="120.10210 30.27340"
                        prop:value=move || typed.get()
                        on:input=move |event| typed.set(event_target_value(&event))
                        on:change=move |_| { take.try_run(()); }
                    ></textarea>
                </label>
                {button(t("map.measure_undo"), move || act(pane, MapEngine::undo_measure_point))}
                {button(t("map.measure_end"), move || act(pane, MapEngine::finish_measure))}
                {button(t("map.measure_clear"), move || act(pane, MapEngine::clear_measure))}
            }
        })
    };
    view! {
        <div class="scene-measure">
            {button(t("map.measure_distance"), move || begin(MeasureKind::Distance))}
            {button(t("map.measure_area"), move || begin(MeasureKind::Area))}
            {body}
            <p role="status">{move || pane.measure.get().as_ref().map(result)}</p>
        </div>
    }
    .into_any()
}

fn act(pane: Pane, act: impl FnOnce(&MapEngine)) {
    pane.with(act);
}

/// Sets the typed points in place of those on the map.
fn take_points(pane: Pane, text: &str) {
    let kind = pane.measure.with_untracked(|measure| measure.as_ref().map(|measure| measure.kind));
    let (Some(kind), points) = (kind, points_of(text)) else { return };
    if points.is_empty() {
        return;
    }
    pane.with(|engine| {
        engine.begin_measure(kind);
        for point in &points {
            engine.add_measure_point(*point);
        }
        engine.finish_measure();
    });
}

/// The points in a text: longitude and latitude in degrees, parted by anything that is no number.
#[must_use]
pub fn points_of(text: &str) -> Vec<LonLat> {
    let is_apart = |c: char| !(c.is_ascii_digit() || c == '.' || c == '-');
    let numbers: Vec<f64> = text.split(is_apart).filter_map(|part| part.parse().ok()).collect();
    let is_sound = |point: &LonLat| point.lon.abs() <= 180.0 && point.lat.abs() <= 90.0;
    numbers.chunks_exact(2).map(|pair| LonLat::new(pair[0], pair[1])).filter(is_sound).collect()
}

fn result(measure: &Measure) -> String {
    match measure.kind {
        MeasureKind::Distance => tf("map.distance_is", &[("value", &length_words(measure.length_m()))]),
        MeasureKind::Area | MeasureKind::Box => {
            tf("map.area_is", &[("value", &area_words(measure.area_m2()))])
        }
    }
}

fn length_words(metres: f64) -> String {
    if metres < 1_000.0 { quantity(metres, "m") } else { quantity(metres / 1_000.0, "km") }
}

/// An area in square metres, or in hectares when it is large.
#[must_use]
pub fn area_words(square_metres: f64) -> String {
    if square_metres < HECTARE_M2 {
        quantity(square_metres, "m²")
    } else {
        quantity(square_metres / HECTARE_M2, "ha")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_points_are_pairs_of_degrees() {
        let points = points_of("120.1021, 30.2734\n120.1031，30.2734; 7");
        assert_eq!(points, [LonLat::new(120.1021, 30.2734), LonLat::new(120.1031, 30.2734)]);
        assert!(points_of("没有").is_empty());
        assert!(points_of("999 30").is_empty());
    }

    #[test]
    fn long_lengths_are_told_in_kilometres_and_large_areas_in_hectares() {
        assert_eq!(length_words(95.4), "95.4\u{2009}m");
        assert_eq!(length_words(1_234.0), "1.23\u{2009}km");
        assert_eq!(area_words(9_000.0), "9,000\u{2009}m²");
        assert_eq!(area_words(25_000.0), "2.5\u{2009}ha");
    }
}
