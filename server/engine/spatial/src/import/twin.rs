//! The same thing twice: under one identifier, or drawn twice over.

use contract::geo::ring_area_m2;
use std::collections::{HashMap, HashSet};

/// How far two outlines of one building lie apart at most, in degrees: about a metre.
const NEAR_DEGREES: f64 = 1e-5;

/// How much their areas differ at most.
const NEAR_SHARE: f64 = 0.05;

/// Least and greatest longitude and latitude.
type Extent = [f64; 4];

/// What has been taken so far.
#[derive(Default)]
pub(super) struct Known {
    ids: HashSet<String>,
    drawn: HashSet<String>,
    footprints: HashMap<(i64, i64), Vec<(Extent, f64)>>,
}

impl Known {
    /// Takes note of an identifier; false when it was there.
    pub(super) fn is_new_id(&mut self, id: &str) -> bool {
        self.ids.insert(id.to_owned())
    }

    /// Whether an identifier was taken.
    pub(super) fn has_id(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Takes note of a drawing, as text; false when the very same was there.
    pub(super) fn is_new_drawing(&mut self, text: String) -> bool {
        self.drawn.insert(text)
    }

    /// Takes note of a footprint; false when one so near was there that both are the same building.
    pub(super) fn is_new_footprint(&mut self, ring: &[[f64; 2]]) -> bool {
        let (extent, area) = (extent(ring), ring_area_m2(ring));
        let (x, y) = cell(&extent);
        let around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy)));
        let is_twin = |(other, other_area): &(Extent, f64)| {
            extent.iter().zip(other).all(|(one, other)| (one - other).abs() < NEAR_DEGREES)
                && (area - other_area).abs() <= NEAR_SHARE * area.max(*other_area)
        };
        if around.filter_map(|cell| self.footprints.get(&cell)).flatten().any(is_twin) {
            return false;
        }
        self.footprints.entry((x, y)).or_default().push((extent, area));
        true
    }
}

fn extent(ring: &[[f64; 2]]) -> Extent {
    let none = [f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::NEG_INFINITY];
    ring.iter().fold(none, |[west, east, south, north], [lon, lat]| {
        [west.min(*lon), east.max(*lon), south.min(*lat), north.max(*lat)]
    })
}

/// The cell of the middle, wide enough that twins lie in one or next to each other.
fn cell([west, east, south, north]: &Extent) -> (i64, i64) {
    let index = |a: f64, b: f64| ((a + b) / 2.0 / NEAR_DEGREES).floor() as i64;
    (index(*west, *east), index(*south, *north))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(lon: f64, lat: f64, side: f64) -> Vec<[f64; 2]> {
        vec![[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]]
    }

    #[test]
    fn a_footprint_drawn_again_a_hand_away_is_the_same_building() {
        let mut known = Known::default();
        assert!(known.is_new_footprint(&square(108.9, 34.3, 2e-4)));
        assert!(!known.is_new_footprint(&square(108.900_003, 34.299_997, 2e-4)));
        assert!(known.is_new_footprint(&square(108.9003, 34.3, 2e-4)), "its neighbour");
        assert!(known.is_new_footprint(&square(108.9, 34.3, 1e-4)), "a part of it");
    }
}
