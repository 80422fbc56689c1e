//! Where a place lies, in words: direction, straight distance, the nearest landmark.

use contract::{geo::Wgs84, spatial::PlaceRow};
use kit::{t, tf};

use crate::scene::bearing_from;

/// The eight directions, clockwise from north.
const DIRECTIONS: [&str; 8] = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

/// Where the kiosk stands, as whoever set it up wrote it into its address once, else as the device says.
const KEPT: &str = "kiosk.at";

/// Remembers where the kiosk stands from `?at=120.1021,30.2734`; not something that is forgotten with a person.
pub fn keep_place(asked: Option<&str>) {
    if let Some(text) = asked.filter(|text| place_of(text).is_some()) {
        kit::keep(KEPT, text);
    }
}

/// Where the kiosk stands, as it was set up.
#[must_use]
pub fn kept_place() -> Option<Wgs84> {
    place_of(&kit::kept(KEPT)?)
}

fn place_of(text: &str) -> Option<Wgs84> {
    let (lon, lat) = text.split_once(',')?;
    let at = Wgs84 { lon: lon.trim().parse().ok()?, lat: lat.trim().parse().ok()? };
    at.is_valid().then_some(at)
}

/// The direction of a bearing, degrees clockwise from north.
fn direction(bearing: f64) -> &'static str {
    let eighth = (bearing.rem_euclid(360.0) / 45.0).round() as usize % DIRECTIONS.len();
    DIRECTIONS[eighth]
}

/// 「向东北，直线 180 m」 and 「靠近东门」; each only as far as it is known.
#[must_use]
pub fn way(place: &PlaceRow, here: Option<Wgs84>) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(bearing) = here.and_then(|here| bearing_from(here, place.at)) {
        let side = t(&format!("kiosk.direction.{}", direction(bearing)));
        let far = here.map_or(0.0, |here| here.distance_m(place.at));
        words.push(tf("kiosk.place_way", &[("direction", &side), ("distance", &kit::distance(far))]));
    }
    if let Some(near) = &place.near {
        words.push(tf("kiosk.place_near", &[("thing", near)]));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearing_is_told_in_eighths() {
        assert_eq!(direction(0.0), "n");
        assert_eq!(direction(44.0), "ne");
        assert_eq!(direction(-90.0), "w");
        assert_eq!(direction(359.0), "n");
    }

    #[test]
    fn a_kiosk_that_does_not_know_where_it_stands_names_only_the_landmark() {
        let place = PlaceRow {
            map_no: 1,
            name: "卫生站".into(),
            category: "clinic".into(),
            at: Wgs84 { lon: 120.0, lat: 30.001 },
            distance_m: None,
            near: Some("东门".into()),
        };
        assert_eq!(way(&place, None), ["靠近东门"]);
        let words = way(&place, Some(Wgs84 { lon: 120.0, lat: 30.0 }));
        assert!(words[0].starts_with("向北，直线 111"), "{words:?}");
    }

    #[test]
    fn what_is_no_position_is_not_kept() {
        assert_eq!(place_of("120.1,30.2"), Some(Wgs84 { lon: 120.1, lat: 30.2 }));
        assert_eq!(place_of("abc"), None);
        assert_eq!(place_of("500,30"), None);
    }
}
