//! Points, lines and rings: checked once at the edge, kept as text that reads back to the very same numbers.
//!
//! # Source
//! What a ring is: RFC 7946 (GeoJSON) 3.1.6 and OGC 06-103r4 6.1.11: closed, four positions or more, not crossing itself.

pub use contract::geo::positions;
use contract::geo::{Ring, Wgs84, ring_area_m2, ring_centre};
use std::fmt::Write;

/// Shape of a feature of the base map, WGS-84 degrees.
#[derive(Clone, Debug, PartialEq)]
pub enum Geometry {
    /// One position.
    Point([f64; 2]),
    /// A line of two positions or more.
    Line(Vec<[f64; 2]>),
    /// An outline without holes.
    Polygon(Ring),
}

/// Why a ring is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadRing {
    /// A position is not on the earth.
    OffEarth,
    /// Fewer than three corners.
    TooShort,
    /// The last position is not the first.
    Open,
    /// It encloses less than a square metre.
    Flat,
    /// It crosses itself.
    Crossed,
}

/// Whether a position is one.
#[must_use]
pub fn is_on_earth([lon, lat]: [f64; 2]) -> bool {
    Wgs84 { lon, lat }.is_valid()
}

/// Checks a ring.
///
/// # Errors
/// Why it is none.
pub fn check_ring(ring: &[[f64; 2]]) -> Result<(), BadRing> {
    if !ring.iter().all(|position| is_on_earth(*position)) {
        return Err(BadRing::OffEarth);
    }
    if ring.len() < 4 {
        return Err(BadRing::TooShort);
    }
    if ring.first() != ring.last() {
        return Err(BadRing::Open);
    }
    // A bow tie encloses nothing on balance, so crossing is asked first.
    if crosses_itself(ring) {
        return Err(BadRing::Crossed);
    }
    if ring_area_m2(ring) < 1.0 { Err(BadRing::Flat) } else { Ok(()) }
}

fn crosses_itself(ring: &[[f64; 2]]) -> bool {
    let edges: Vec<_> = ring.windows(2).map(|edge| (edge[0], edge[1])).collect();
    edges.iter().enumerate().any(|(i, one)| edges[i + 1..].iter().any(|other| cross(*one, *other)))
}

/// Whether two edges pass through each other; edges that only touch do not.
fn cross((a, b): ([f64; 2], [f64; 2]), (c, d): ([f64; 2], [f64; 2])) -> bool {
    let side =
        |p: [f64; 2], q: [f64; 2], r: [f64; 2]| (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// A number as it is served: seven decimals of a degree, a centimetre.
#[must_use]
pub fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// Positions as a JSON array, each number in the fewest digits that read back to it.
#[must_use]
pub fn positions_text(positions: &[[f64; 2]]) -> String {
    let mut text = String::with_capacity(positions.len() * 26 + 2);
    text.push('[');
    for (i, [lon, lat]) in positions.iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        // Writing to a string can't fail.
        let _ = write!(text, "{comma}[{lon},{lat}]");
    }
    text.push(']');
    text
}

impl Geometry {
    /// As a GeoJSON geometry.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Point([lon, lat]) => format!(r#"{{"type":"Point","coordinates":[{lon},{lat}]}}"#),
            Self::Line(line) => format!(r#"{{"type":"LineString","coordinates":{}}}"#, positions_text(line)),
            Self::Polygon(ring) => {
                format!(r#"{{"type":"Polygon","coordinates":[{}]}}"#, positions_text(ring))
            }
        }
    }

    /// From a text that [`Geometry::text`] wrote.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (head, tail) = text.split_once(r#""coordinates":"#)?;
        let positions = positions(tail);
        if head.contains("\"Point\"") {
            return positions.first().copied().map(Self::Point);
        }
        Some(if head.contains("\"Polygon\"") { Self::Polygon(positions) } else { Self::Line(positions) })
    }

    /// As it is served.
    #[must_use]
    pub fn rounded(&self) -> Self {
        let position = |[lon, lat]: [f64; 2]| [rounded(lon), rounded(lat)];
        match self {
            Self::Point(at) => Self::Point(position(*at)),
            Self::Line(line) => Self::Line(line.iter().copied().map(position).collect()),
            Self::Polygon(ring) => Self::Polygon(ring.iter().copied().map(position).collect()),
        }
    }

    /// Where to label it: the point itself, the middle corner of a line, the centre of an outline.
    #[must_use]
    pub fn centre(&self) -> Wgs84 {
        match self {
            Self::Point([lon, lat]) => Wgs84 { lon: *lon, lat: *lat },
            Self::Line(line) => line
                .get(line.len() / 2)
                .map_or_else(Wgs84::default, |[lon, lat]| Wgs84 { lon: *lon, lat: *lat }),
            Self::Polygon(ring) => ring_centre(ring),
        }
    }

    /// Whether it is what it says: positions on the earth, enough of them, a ring that is one.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        match self {
            Self::Point(at) => is_on_earth(*at),
            Self::Line(line) => line.len() >= 2 && line.iter().all(|position| is_on_earth(*position)),
            Self::Polygon(ring) => check_ring(ring).is_ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [[f64; 2]; 5] =
        [[108.0, 34.0], [108.001, 34.0], [108.001, 34.001], [108.0, 34.001], [108.0, 34.0]];

    #[test]
    fn a_ring_that_is_none_says_why() {
        assert_eq!(check_ring(&SQUARE), Ok(()));
        assert_eq!(check_ring(&[]), Err(BadRing::TooShort));
        assert_eq!(check_ring(&SQUARE[..4]), Err(BadRing::Open));
        let bow_tie = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]];
        assert_eq!(check_ring(&bow_tie), Err(BadRing::Crossed));
        assert_eq!(check_ring(&[SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[0]]), Err(BadRing::Flat));
        for bad in [f64::NAN, f64::INFINITY, 181.0] {
            let mut ring = SQUARE;
            ring[1][0] = bad;
            assert_eq!(check_ring(&ring), Err(BadRing::OffEarth));
        }
    }

    /// Shows: PLT-6.2.5-2
    #[test]
    fn what_is_kept_as_text_reads_back_to_the_same_bits() {
        let third = [1.0 / 3.0, 108.891_782_1];
        let awkward: Vec<[f64; 2]> = vec![third, [-1e-9, 0.1 + 0.2], [179.999_999_999_999_97, -0.0], third];
        let bits =
            |positions: &[[f64; 2]]| positions.iter().flatten().map(|n| n.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&positions(&positions_text(&awkward))), bits(&awkward));
        for shape in
            [Geometry::Point(third), Geometry::Line(awkward.clone()), Geometry::Polygon(awkward.clone())]
        {
            assert_eq!(Geometry::read(&shape.text()), Some(shape));
        }
    }

    #[test]
    fn what_is_served_has_seven_decimals() {
        assert_eq!(
            Geometry::Point([108.891_782_149, 34.0]).rounded().text(),
            r#"{"type":"Point","coordinates":[108.8917821,34]}"#
        );
    }
}
