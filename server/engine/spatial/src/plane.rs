//! The drawing board around a place: metres east and north of it, off by less than a thousandth over a community.

use contract::geo::{EARTH_RADIUS_M, Ring, Wgs84, ring_centre};
pub(crate) use plan::Metres;

use crate::geometry::rounded;

/// A drawing board.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Plane {
    origin: Wgs84,
}

impl Plane {
    /// The drawing board around a place.
    pub(crate) fn around(origin: Wgs84) -> Self {
        Self { origin }
    }

    /// A position in degrees as metres.
    pub(crate) fn metres(self, [lon, lat]: [f64; 2]) -> Metres {
        let east = (lon - self.origin.lon).to_radians() * EARTH_RADIUS_M * self.parallel();
        [east, (lat - self.origin.lat).to_radians() * EARTH_RADIUS_M]
    }

    /// Metres as a position in degrees, to a centimetre.
    pub(crate) fn position(self, [east, north]: Metres) -> [f64; 2] {
        let lon = self.origin.lon + (east / EARTH_RADIUS_M / self.parallel()).to_degrees();
        [rounded(lon), rounded(self.origin.lat + (north / EARTH_RADIUS_M).to_degrees())]
    }

    /// The corners of a ring, the last not the first.
    pub(crate) fn corners(self, ring: &[[f64; 2]]) -> Vec<Metres> {
        let open = ring.len().saturating_sub(1);
        ring.iter().take(open).map(|position| self.metres(*position)).collect()
    }

    /// The closed ring through some corners.
    pub(crate) fn ring(self, corners: &[Metres]) -> Ring {
        let mut ring: Ring = corners.iter().map(|corner| self.position(*corner)).collect();
        ring.extend(ring.first().copied());
        ring
    }

    fn parallel(self) -> f64 {
        self.origin.lat.to_radians().cos().max(1e-6)
    }
}

/// The area within some corners, negative if they run clockwise.
pub(crate) fn signed_area_m2(corners: &[Metres]) -> f64 {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f64>() / 2.0
}

/// What of a polygon lies to the left of a directed line.
///
/// # Source
/// Sutherland and Hodgman, Reentrant polygon clipping, CACM 17 (1974): one step of it.
pub(crate) fn left_of(corners: &[Metres], (from, to): (Metres, Metres)) -> Vec<Metres> {
    let side = |p: Metres| (to[0] - from[0]) * (p[1] - from[1]) - (to[1] - from[1]) * (p[0] - from[0]);
    let mut kept = vec![];
    for (nth, corner) in corners.iter().enumerate() {
        let next = corners[(nth + 1) % corners.len()];
        let (here, there) = (side(*corner), side(next));
        if here >= 0.0 {
            kept.push(*corner);
        }
        if (here > 0.0 && there < 0.0) || (here < 0.0 && there > 0.0) {
            let share = here / (here - there);
            kept.push([0, 1].map(|axis| corner[axis] + share * (next[axis] - corner[axis])));
        }
    }
    kept
}

/// How much of the smaller of two rings lies in the other, 0 to 1.
pub(crate) fn overlap(one: &[[f64; 2]], other: &[[f64; 2]]) -> f64 {
    if !do_extents_meet(one, other) {
        return 0.0;
    }
    let plane = Plane::around(ring_centre(one));
    let (one, other) = (plane.corners(one), plane.corners(other));
    let smaller = signed_area_m2(&one).abs().min(signed_area_m2(&other).abs());
    if smaller > 0.0 { (common_m2(&one, &other) / smaller).clamp(0.0, 1.0) } else { 0.0 }
}

fn do_extents_meet(one: &[[f64; 2]], other: &[[f64; 2]]) -> bool {
    (0..2).all(|axis| {
        let least = |ring: &[[f64; 2]]| ring.iter().map(|p| p[axis]).fold(f64::INFINITY, f64::min);
        let most = |ring: &[[f64; 2]]| ring.iter().map(|p| p[axis]).fold(f64::NEG_INFINITY, f64::max);
        least(one) <= most(other) && least(other) <= most(one)
    })
}

/// The area that two polygons have in common: each is the sum of the signed triangles of a fan, and so is the product.
fn common_m2(one: &[Metres], other: &[Metres]) -> f64 {
    let mut common = 0.0;
    for (mine, my_sign) in fan(one) {
        for (theirs, their_sign) in fan(other) {
            let [a, b, c] = theirs;
            let shared =
                [(a, b), (b, c), (c, a)].into_iter().fold(mine.to_vec(), |left, edge| left_of(&left, edge));
            common += my_sign * their_sign * signed_area_m2(&shared).abs();
        }
    }
    common.abs()
}

/// The triangles of a polygon from its first corner, each counter-clockwise, with the sign that it counts with.
fn fan(corners: &[Metres]) -> Vec<([Metres; 3], f64)> {
    let Some((first, rest)) = corners.split_first() else { return vec![] };
    let triangles = rest.windows(2).map(|edge| {
        let triangle = [*first, edge[0], edge[1]];
        if signed_area_m2(&triangle) < 0.0 { ([*first, edge[1], edge[0]], -1.0) } else { (triangle, 1.0) }
    });
    triangles.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Wgs84 = Wgs84 { lon: 120.1, lat: 30.27 };

    fn rectangle(west: f64, south: f64, east: f64, north: f64) -> Ring {
        Plane::around(HERE).ring(&[[west, south], [east, south], [east, north], [west, north]])
    }

    #[test]
    fn a_position_comes_back_from_the_board() {
        let plane = Plane::around(HERE);
        let [east, north] = plane.metres(plane.position([120.0, -45.0]));
        assert!((east - 120.0).abs() < 0.01 && (north + 45.0).abs() < 0.01);
    }

    #[test]
    fn the_overlap_is_that_of_the_smaller() {
        let block = rectangle(0.0, 0.0, 40.0, 10.0);
        let near = |share: f64, other: &Ring| {
            assert!((overlap(&block, other) - share).abs() < 0.01, "{}", overlap(&block, other));
            assert!((overlap(other, &block) - share).abs() < 0.01);
        };
        near(1.0, &rectangle(5.0, 2.0, 15.0, 8.0));
        near(0.5, &rectangle(20.0, 0.0, 60.0, 10.0));
        near(0.0, &rectangle(50.0, 0.0, 60.0, 10.0));
        let mut clockwise = rectangle(20.0, 0.0, 60.0, 10.0);
        clockwise.reverse();
        near(0.5, &clockwise);
    }

    #[test]
    fn what_lies_in_the_notch_of_an_l_does_not_overlap_it() {
        let corners = [[0.0, 0.0], [30.0, 0.0], [30.0, 10.0], [10.0, 10.0], [10.0, 30.0], [0.0, 30.0]];
        let bent = Plane::around(HERE).ring(&corners);
        assert!(overlap(&bent, &rectangle(12.0, 12.0, 28.0, 28.0)) < 0.01);
        assert!((overlap(&bent, &rectangle(0.0, 0.0, 20.0, 20.0)) - 0.75).abs() < 0.01);
    }
}
