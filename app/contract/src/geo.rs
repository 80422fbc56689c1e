//! Places on the earth. The coordinate reference system is the type: three datums in use here differ by 500 m.

use serde::{Deserialize, Serialize};

/// A position in WGS-84 (and, within a metre, CGCS2000): longitude and latitude in degrees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Wgs84 {
    /// Longitude, -180 to 180 degrees.
    pub lon: f64,
    /// Latitude, -90 to 90 degrees.
    pub lat: f64,
}

/// A position in GCJ-02, the datum of public maps in China.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gcj02 {
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
}

/// A position in BD-09, Baidu's datum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bd09 {
    /// Longitude in degrees.
    pub lon: f64,
    /// Latitude in degrees.
    pub lat: f64,
}

/// Mean earth radius in metres (IUGG R1).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

impl Wgs84 {
    /// Great-circle distance in metres.
    #[must_use]
    pub fn distance_m(self, other: Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half = |x: f64| (x / 2.0).sin().powi(2);
        let h = half(b - a) + a.cos() * b.cos() * half((other.lon - self.lon).to_radians());
        2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
    }

    /// Whether the numbers are a position at all.
    #[must_use]
    pub fn is_valid(self) -> bool {
        self.lon.is_finite() && self.lat.is_finite() && self.lon.abs() <= 180.0 && self.lat.abs() <= 90.0
    }
}

/// Semi-major axis and squared eccentricity of the ellipsoid that GCJ-02 shifts are computed on (Krasovsky 1940).
const KRASOVSKY: (f64, f64) = (6_378_245.0, 0.006_693_421_622_965_943);

/// The shift that GCJ-02 applies to a WGS-84 position, in degrees.
///
/// # Source
/// The formula as published by many map libraries; accurate to about half a metre on land in China.
fn gcj_shift(at: Wgs84) -> (f64, f64) {
    use core::f64::consts::PI;
    let (x, y) = (at.lon - 105.0, at.lat - 35.0);
    let wave = |a: f64, b: f64, c: f64, v: f64, d: f64| {
        (a * (v * PI / d).sin() + b * (v * PI / c).sin()) * 2.0 / 3.0
    };
    let common = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + common
        + wave(20.0, 40.0, 3.0, y, 1.0)
        + wave(160.0, 320.0, 30.0, y, 12.0);
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + common
        + wave(20.0, 40.0, 3.0, x, 1.0)
        + wave(150.0, 300.0, 30.0, x, 12.0);
    let lat = at.lat.to_radians();
    let magic = 1.0 - KRASOVSKY.1 * lat.sin().powi(2);
    let d_lat = north * 180.0 / (KRASOVSKY.0 * (1.0 - KRASOVSKY.1) / (magic * magic.sqrt()) * PI);
    let d_lon = east * 180.0 / (KRASOVSKY.0 / magic.sqrt() * lat.cos() * PI);
    (d_lon, d_lat)
}

impl From<Wgs84> for Gcj02 {
    fn from(at: Wgs84) -> Self {
        let (lon, lat) = gcj_shift(at);
        Self { lon: at.lon + lon, lat: at.lat + lat }
    }
}

impl From<Gcj02> for Wgs84 {
    /// Inverse by iteration, to well under a millimetre of the forward formula.
    fn from(at: Gcj02) -> Self {
        let mut guess = Self { lon: at.lon, lat: at.lat };
        for _ in 0..6 {
            let (lon, lat) = gcj_shift(guess);
            guess = Self { lon: at.lon - lon, lat: at.lat - lat };
        }
        guess
    }
}

impl From<Bd09> for Gcj02 {
    fn from(at: Bd09) -> Self {
        let x_pi = core::f64::consts::PI * 3000.0 / 180.0;
        let (x, y) = (at.lon - 0.0065, at.lat - 0.006);
        let radius = x.hypot(y) - 0.00002 * (y * x_pi).sin();
        let angle = y.atan2(x) - 0.000003 * (x * x_pi).cos();
        Self { lon: radius * angle.cos(), lat: radius * angle.sin() }
    }
}

/// A closed ring of positions, first equal to last.
pub type Ring = Vec<[f64; 2]>;

/// Positions from the text of a JSON array of them; the standard library reads every number to its nearest double,
/// serde_json does not.
#[must_use]
pub fn positions(text: &str) -> Vec<[f64; 2]> {
    let is_numeric = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    let numbers: Vec<f64> = text.split(|c| !is_numeric(c)).filter_map(|number| number.parse().ok()).collect();
    numbers.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect()
}

/// Whether a point lies in a ring, by the even-odd rule.
#[must_use]
pub fn ring_holds(ring: &[[f64; 2]], at: Wgs84) -> bool {
    let mut inside = false;
    for edge in ring.windows(2) {
        let ([x1, y1], [x2, y2]) = (edge[0], edge[1]);
        if (y1 > at.lat) != (y2 > at.lat) && at.lon < (x2 - x1) * (at.lat - y1) / (y2 - y1) + x1 {
            inside = !inside;
        }
    }
    inside
}

/// Area of a ring in square metres; good to 0.1 % for anything smaller than a city.
#[must_use]
pub fn ring_area_m2(ring: &[[f64; 2]]) -> f64 {
    let Some(&[lon0, lat0]) = ring.first() else { return 0.0 };
    let metres = |[lon, lat]: [f64; 2]| {
        let x = (lon - lon0).to_radians() * EARTH_RADIUS_M * lat0.to_radians().cos();
        (x, (lat - lat0).to_radians() * EARTH_RADIUS_M)
    };
    let twice: f64 = ring
        .windows(2)
        .map(|edge| {
            let ((x1, y1), (x2, y2)) = (metres(edge[0]), metres(edge[1]));
            x1 * y2 - x2 * y1
        })
        .sum();
    twice.abs() / 2.0
}

/// The centre of a ring: the mean of its corners, which for a footprint is inside or near enough to label it.
#[must_use]
pub fn ring_centre(ring: &[[f64; 2]]) -> Wgs84 {
    let corners = &ring[..ring.len().saturating_sub(1).max(1).min(ring.len())];
    let n = corners.len().max(1) as f64;
    let (lon, lat) = corners.iter().fold((0.0, 0.0), |(x, y), c| (x + c[0], y + c[1]));
    Wgs84 { lon: lon / n, lat: lat / n }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gcj_02_lies_some_hundred_metres_off_and_comes_back() {
        let here = Wgs84 { lon: 108.95, lat: 34.35 };
        let shifted = Gcj02::from(here);
        let off = here.distance_m(Wgs84 { lon: shifted.lon, lat: shifted.lat });
        assert!((300.0..700.0).contains(&off), "{off} m");
        assert!(Wgs84::from(shifted).distance_m(here) < 0.001);
    }

    #[test]
    fn a_degree_of_latitude_is_111_kilometres() {
        let d = Wgs84 { lon: 120.0, lat: 30.0 }.distance_m(Wgs84 { lon: 120.0, lat: 31.0 });
        assert!((111_100.0..111_300.0).contains(&d));
    }

    #[test]
    fn a_square_of_a_hundred_metres_has_a_hectare() {
        let (dx, dy) = (100.0 / (111_195.08 * 30f64.to_radians().cos()), 100.0 / 111_195.08);
        let square =
            [[120.0, 30.0], [120.0 + dx, 30.0], [120.0 + dx, 30.0 + dy], [120.0, 30.0 + dy], [120.0, 30.0]];
        assert!((ring_area_m2(&square) - 10_000.0).abs() < 10.0);
        assert!(ring_holds(&square, Wgs84 { lon: 120.0 + dx / 2.0, lat: 30.0 + dy / 2.0 }));
        assert!(!ring_holds(&square, Wgs84 { lon: 120.0 - dx, lat: 30.0 }));
    }
}
