//! Lengths, areas and containment on the globe, in metres, from WGS-84 degrees.
//!
//! A community is a few hundred metres wide, so a sphere with the mean radius of the WGS-84 ellipsoid is enough: it is
//! wrong by less than 0.6 % anywhere, which is less than a pointer on a screen can aim.
//!
//! # Source
//! Mean radius R1 = (2a + b) / 3 of WGS-84 (NGA.STND.0036, 2014). Area: Chamberlain and Duquette, "Some algorithms for
//! polygons on a sphere" (JPL 07-03, 2007).

use std::f64::consts::PI;

/// The mean radius R1 of the WGS-84 ellipsoid, in metres.
pub const EARTH_RADIUS_M: f64 = 6_371_008.771_4;

/// A position in WGS-84 degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LonLat {
    /// Longitude, degrees east.
    pub lon: f64,
    /// Latitude, degrees north.
    pub lat: f64,
}

impl LonLat {
    /// A position from its longitude and latitude, degrees WGS-84.
    #[must_use]
    pub const fn new(lon: f64, lat: f64) -> Self {
        Self { lon, lat }
    }

    /// The position that lies so many metres east and north of this one.
    #[must_use]
    pub fn moved(self, east_m: f64, north_m: f64) -> Self {
        let lat = self.lat + (north_m / EARTH_RADIUS_M).to_degrees();
        let lon = self.lon + (east_m / (EARTH_RADIUS_M * self.lat.to_radians().cos())).to_degrees();
        Self { lon, lat }
    }
}

/// A box between two meridians and two parallels, degrees WGS-84, that does not cross the date line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Western edge, degrees.
    pub west: f64,
    /// Southern edge, degrees.
    pub south: f64,
    /// Eastern edge, degrees.
    pub east: f64,
    /// Northern edge, degrees.
    pub north: f64,
}

impl Bounds {
    /// The smallest box that holds all the points, or nothing when there are none.
    #[must_use]
    pub fn around(points: &[LonLat]) -> Option<Self> {
        let first = points.first()?;
        let mut bounds = Self { west: first.lon, south: first.lat, east: first.lon, north: first.lat };
        for point in points {
            bounds.west = bounds.west.min(point.lon);
            bounds.south = bounds.south.min(point.lat);
            bounds.east = bounds.east.max(point.lon);
            bounds.north = bounds.north.max(point.lat);
        }
        Some(bounds)
    }

    /// Whether the point lies inside or on the edge.
    #[must_use]
    pub fn contains(&self, point: LonLat) -> bool {
        (self.west..=self.east).contains(&point.lon) && (self.south..=self.north).contains(&point.lat)
    }

    /// The middle of the box.
    #[must_use]
    pub fn centre(&self) -> LonLat {
        LonLat::new((self.west + self.east) / 2.0, (self.south + self.north) / 2.0)
    }
}

/// A part of the ground to look for things in: a box or a drawn polygon.
#[derive(Clone, Debug, PartialEq)]
pub enum Region {
    /// A box.
    Bounds(Bounds),
    /// A simple polygon, open or closed, at least three corners.
    Polygon(Vec<LonLat>),
}

impl Region {
    /// Whether the point lies in the region.
    #[must_use]
    pub fn contains(&self, point: LonLat) -> bool {
        match self {
            Self::Bounds(bounds) => bounds.contains(point),
            Self::Polygon(corners) => is_inside(corners, point),
        }
    }
}

/// The great-circle distance between two positions, in metres.
#[must_use]
pub fn distance_m(from: LonLat, to: LonLat) -> f64 {
    let (from_lat, to_lat) = (from.lat.to_radians(), to.lat.to_radians());
    let half_lat = ((to_lat - from_lat) / 2.0).sin();
    let half_lon = ((to.lon - from.lon).to_radians() / 2.0).sin();
    let chord = half_lat * half_lat + from_lat.cos() * to_lat.cos() * half_lon * half_lon;
    2.0 * EARTH_RADIUS_M * chord.sqrt().min(1.0).asin()
}

/// The length of a line through the points, in metres; 0 for fewer than two.
#[must_use]
pub fn length_m(points: &[LonLat]) -> f64 {
    points.windows(2).map(|pair| distance_m(pair[0], pair[1])).sum()
}

/// The area within the corners, in square metres, whichever way round they go and whether or not the last repeats the
/// first; 0 for fewer than three.
#[must_use]
pub fn area_m2(corners: &[LonLat]) -> f64 {
    if corners.len() < 3 {
        return 0.0;
    }
    let mut sum = 0.0;
    for (place, from) in corners.iter().enumerate() {
        let to = corners[(place + 1) % corners.len()];
        let mut turn = (to.lon - from.lon).to_radians();
        if turn > PI {
            turn -= 2.0 * PI;
        } else if turn < -PI {
            turn += 2.0 * PI;
        }
        sum += turn * (2.0 + from.lat.to_radians().sin() + to.lat.to_radians().sin());
    }
    (sum * EARTH_RADIUS_M * EARTH_RADIUS_M / 2.0).abs()
}

/// Whether the point lies in the polygon, by the even-odd rule in degrees.
#[must_use]
pub fn is_inside(corners: &[LonLat], point: LonLat) -> bool {
    if corners.len() < 3 {
        return false;
    }
    let mut inside = false;
    let mut before = corners[corners.len() - 1];
    for &corner in corners {
        let straddles = (corner.lat > point.lat) != (before.lat > point.lat);
        if straddles {
            let crossing =
                (before.lon - corner.lon) * (point.lat - corner.lat) / (before.lat - corner.lat) + corner.lon;
            if point.lon < crossing {
                inside = !inside;
            }
        }
        before = corner;
    }
    inside
}

/// The mean of the corners, leaving out a last one that repeats the first.
#[must_use]
pub fn middle(corners: &[LonLat]) -> Option<LonLat> {
    let open = match corners {
        [first, .., last] if first == last => &corners[..corners.len() - 1],
        _ => corners,
    };
    if open.is_empty() {
        return None;
    }
    let count = open.len() as f64;
    let lon = open.iter().map(|corner| corner.lon).sum::<f64>() / count;
    let lat = open.iter().map(|corner| corner.lat).sum::<f64>() / count;
    Some(LonLat::new(lon, lat))
}

/// A closed square of the given side around a position, with its sides to north and east.
#[must_use]
pub fn square(centre: LonLat, side_m: f64) -> Vec<LonLat> {
    let half = side_m / 2.0;
    vec![
        centre.moved(-half, -half),
        centre.moved(half, -half),
        centre.moved(half, half),
        centre.moved(-half, half),
        centre.moved(-half, -half),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_near(actual: f64, expected: f64, share: f64) -> bool {
        (actual - expected).abs() <= expected.abs() * share
    }

    #[test]
    fn a_degree_of_the_equator_is_111_km() {
        let length = distance_m(LonLat::new(0.0, 0.0), LonLat::new(1.0, 0.0));
        assert!(is_near(length, 111_195.08, 1e-6), "{length}");
    }

    #[test]
    fn from_pole_to_pole_is_half_round_the_world() {
        let length = distance_m(LonLat::new(0.0, -90.0), LonLat::new(77.0, 90.0));
        assert!(is_near(length, PI * EARTH_RADIUS_M, 1e-9), "{length}");
    }

    #[test]
    fn hangzhou_to_shanghai_is_164_km() {
        let length = distance_m(LonLat::new(120.1551, 30.2741), LonLat::new(121.4737, 31.2304));
        assert!(is_near(length, 164_800.0, 0.01), "{length}");
    }

    #[test]
    fn a_line_is_the_sum_of_its_parts() {
        let points = [LonLat::new(0.0, 0.0), LonLat::new(1.0, 0.0), LonLat::new(0.0, 0.0)];
        assert!(is_near(length_m(&points), 2.0 * 111_195.08, 1e-6));
        assert_eq!(length_m(&points[..1]), 0.0);
    }

    #[test]
    fn a_cell_between_parallels_has_its_exact_area() {
        let corners =
            [LonLat::new(10.0, 0.0), LonLat::new(11.0, 0.0), LonLat::new(11.0, 1.0), LonLat::new(10.0, 1.0)];
        let exact = EARTH_RADIUS_M * EARTH_RADIUS_M * 1f64.to_radians() * 1f64.to_radians().sin();
        assert!(is_near(area_m2(&corners), exact, 1e-9));
    }

    #[test]
    fn a_hectare_is_a_hectare_either_way_round() {
        let mut corners = square(LonLat::new(120.1, 30.27), 100.0);
        assert!(is_near(area_m2(&corners), 10_000.0, 1e-4), "{}", area_m2(&corners));
        corners.reverse();
        assert!(is_near(area_m2(&corners), 10_000.0, 1e-4));
        assert_eq!(area_m2(&corners[..2]), 0.0);
    }

    #[test]
    fn the_octant_is_an_eighth_of_the_globe() {
        let corners =
            [LonLat::new(0.0, 0.0), LonLat::new(90.0, 0.0), LonLat::new(90.0, 90.0), LonLat::new(0.0, 90.0)];
        assert!(is_near(area_m2(&corners), 4.0 * PI * EARTH_RADIUS_M * EARTH_RADIUS_M / 8.0, 1e-9));
    }

    #[test]
    fn a_notch_is_outside() {
        let corners = [
            LonLat::new(0.0, 0.0),
            LonLat::new(4.0, 0.0),
            LonLat::new(4.0, 4.0),
            LonLat::new(2.0, 1.0),
            LonLat::new(0.0, 4.0),
        ];
        assert!(is_inside(&corners, LonLat::new(0.5, 2.0)));
        assert!(!is_inside(&corners, LonLat::new(2.0, 2.0)));
        assert!(!is_inside(&corners, LonLat::new(5.0, 1.0)));
        assert!(!is_inside(&corners[..2], LonLat::new(1.0, 0.0)));
        assert!(Region::Polygon(corners.to_vec()).contains(LonLat::new(3.5, 2.0)));
    }

    #[test]
    fn a_box_holds_what_it_was_made_of() {
        let points = [LonLat::new(3.0, -1.0), LonLat::new(1.0, 2.0)];
        let bounds = Bounds::around(&points).unwrap();
        assert!(points.iter().all(|point| bounds.contains(*point)));
        assert_eq!(bounds.centre(), LonLat::new(2.0, 0.5));
        assert_eq!(Bounds::around(&[]), None);
    }

    #[test]
    fn the_middle_does_not_count_the_closing_corner_twice() {
        let ring = [
            LonLat::new(0.0, 0.0),
            LonLat::new(2.0, 0.0),
            LonLat::new(2.0, 2.0),
            LonLat::new(0.0, 2.0),
            LonLat::new(0.0, 0.0),
        ];
        assert_eq!(middle(&ring), Some(LonLat::new(1.0, 1.0)));
        assert_eq!(middle(&[]), None);
    }
}
