//! How a building lies on the ground, and how each of its storeys is divided into dwellings.
//!
//! A footprint that is a rectangle, or nearly one, is divided as homes are, around the core of each stairwell; any other
//! is cut across its length.

use contract::geo::{Ring, Wgs84, ring_centre};
use std::f64::consts::{FRAC_PI_2, PI};

use crate::{
    geometry::check_ring,
    plane::{Metres, Plane, left_of, signed_area_m2},
};

/// What a footprint fills of the smallest rectangle around it, at least, to be divided as one.
const NEARLY_ALL: f64 = 0.9;

/// A building on the ground, in a frame of its own: its middle at (0, 0), its length along the first axis.
pub(super) struct Body {
    plane: Plane,
    middle: Metres,
    /// From east, counter-clockwise; between a quarter turn either way, so that the first axis points east.
    turn_rad: f64,
    length_m: f64,
    depth_m: f64,
    corners: Vec<Metres>,
}

impl Body {
    /// The rectangle around a place, its length in a direction of so many degrees clockwise from north.
    pub(super) fn rectangle(at: Wgs84, length_m: f64, width_m: f64, bearing_deg: f64) -> Self {
        let (east, north) = (length_m / 2.0, width_m / 2.0);
        let corners = vec![[-east, -north], [east, -north], [east, north], [-east, north]];
        let turn_rad = eastward(FRAC_PI_2 - bearing_deg.to_radians());
        Self { plane: Plane::around(at), middle: [0.0, 0.0], turn_rad, length_m, depth_m: width_m, corners }
    }

    /// A footprint, in the smallest rectangle around it that is parallel to one of its walls.
    pub(super) fn of(footprint: &[[f64; 2]]) -> Self {
        let plane = Plane::around(ring_centre(footprint));
        let walls = plane.corners(footprint);
        let turns =
            walls.iter().zip(walls.iter().cycle().skip(1)).map(|(a, b)| (b[1] - a[1]).atan2(b[0] - a[0]));
        let around = turns.map(|turn| Self::along(plane, &walls, eastward(turn)));
        let smallest = around.min_by(|a, b| (a.length_m * a.depth_m).total_cmp(&(b.length_m * b.depth_m)));
        let smallest = smallest.unwrap_or_else(|| Self::along(plane, &walls, 0.0));
        if smallest.length_m >= smallest.depth_m {
            smallest
        } else {
            Self::along(plane, &walls, eastward(smallest.turn_rad + FRAC_PI_2))
        }
    }

    fn along(plane: Plane, walls: &[Metres], turn_rad: f64) -> Self {
        let turned: Vec<Metres> = walls.iter().map(|corner| turn(*corner, -turn_rad)).collect();
        let range = |axis: usize| {
            let (least, most) = (f64::INFINITY, f64::NEG_INFINITY);
            turned.iter().fold((least, most), |(least, most), p| (least.min(p[axis]), most.max(p[axis])))
        };
        let ((west, east), (south, north)) = (range(0), range(1));
        let middle = [(west + east) / 2.0, (south + north) / 2.0];
        let corners = turned.iter().map(|p| [p[0] - middle[0], p[1] - middle[1]]).collect();
        let (length_m, depth_m) = (east - west, north - south);
        Self { plane, middle: turn(middle, turn_rad), turn_rad, length_m, depth_m, corners }
    }

    /// Its outline on the ground; none when it is no ring.
    pub(super) fn ring(&self) -> Option<Ring> {
        self.on_ground(&self.corners)
    }

    /// The outlines of so many dwellings around the `nth` of its stairwells, from the west; none when there is no room.
    pub(super) fn dwellings(&self, nth: u32, stairwells: u32, dwellings: usize) -> Option<Vec<Ring>> {
        let width = self.length_m / f64::from(stairwells.max(1));
        let middle = width * (f64::from(nth) + 0.5) - self.length_m / 2.0;
        if signed_area_m2(&self.corners).abs() >= NEARLY_ALL * self.length_m * self.depth_m {
            let slots = plan::section(width, self.depth_m, dwellings);
            return slots.iter().map(|slot| self.on_ground(&slot.moved_east(middle).outline)).collect();
        }
        let share = width / dwellings.max(1) as f64;
        let cut = |at: usize| {
            let west = middle - width / 2.0 + share * at as f64;
            let east = west + share;
            let right = left_of(&self.corners, ([west, 0.0], [west, -1.0]));
            self.on_ground(&left_of(&right, ([east, 0.0], [east, 1.0])))
        };
        (0..dwellings).map(cut).collect()
    }

    fn on_ground(&self, corners: &[Metres]) -> Option<Ring> {
        let place = |corner: &Metres| {
            let [east, north] = turn(*corner, self.turn_rad);
            [east + self.middle[0], north + self.middle[1]]
        };
        let mut placed: Vec<Metres> = corners.iter().map(place).collect();
        if signed_area_m2(&placed) < 0.0 {
            placed.reverse();
        }
        let ring = self.plane.ring(&placed);
        check_ring(&ring).is_ok().then_some(ring)
    }
}

/// The same line, in the direction that points east.
fn eastward(turn_rad: f64) -> f64 {
    let turn = turn_rad.rem_euclid(PI);
    if turn > FRAC_PI_2 { turn - PI } else { turn }
}

fn turn([x, y]: Metres, by_rad: f64) -> Metres {
    let (sin, cos) = by_rad.sin_cos();
    [x * cos - y * sin, x * sin + y * cos]
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::geo::ring_area_m2;

    const HERE: Wgs84 = Wgs84 { lon: 120.1, lat: 30.27 };

    fn total_m2(rings: &[Ring]) -> f64 {
        rings.iter().map(|ring| ring_area_m2(ring)).sum()
    }

    #[test]
    fn a_turned_rectangle_is_found_again_in_its_ring() {
        for bearing in [0.0, 30.0, 90.0, 135.0, 359.0] {
            let body = Body::rectangle(HERE, 40.0, 12.0, bearing);
            let again = Body::of(&body.ring().unwrap());
            assert!((again.length_m - 40.0).abs() < 0.1 && (again.depth_m - 12.0).abs() < 0.1);
            let off = (again.turn_rad - body.turn_rad).abs();
            assert!(off < 0.01 || (off - PI).abs() < 0.01, "{bearing}: {off}");
        }
    }

    #[test]
    fn the_dwellings_of_a_rectangle_stand_around_its_stairwells_from_the_west() {
        let body = Body::rectangle(HERE, 40.0, 12.0, 90.0);
        let (west, east) = (body.dwellings(0, 2, 2).unwrap(), body.dwellings(1, 2, 2).unwrap());
        let lons: Vec<f64> = west.iter().chain(&east).map(|ring| ring_centre(ring).lon).collect();
        assert!(lons.windows(2).all(|pair| pair[0] < pair[1]), "{lons:?}");
        let filled = total_m2(&west) + total_m2(&east);
        assert!((filled - (480.0 - 2.0 * 5.0 * 5.5)).abs() < 2.0, "{filled}");
    }

    #[test]
    fn a_footprint_that_is_no_rectangle_is_cut_across() {
        let plane = Plane::around(HERE);
        let bent = [[0.0, 0.0], [40.0, 0.0], [40.0, 10.0], [12.0, 10.0], [12.0, 30.0], [0.0, 30.0]];
        let ring = plane.ring(&bent);
        let rings = Body::of(&ring).dwellings(0, 1, 4).unwrap();
        assert!((total_m2(&rings) - ring_area_m2(&ring)).abs() < 2.0, "nothing is lost between them");
        assert!(Body::of(&ring).dwellings(39, 40, 20).is_none(), "half a square metre is no dwelling");
    }
}
