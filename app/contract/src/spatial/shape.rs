//! The shape of a place as its row holds it and as the audit keeps it: an outline as a JSON array of positions, what may
//! be a point or a line too as a GeoJSON geometry.

use crate::geo::{Wgs84, positions, ring_area_m2};

/// A shape that a place has or had.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptShape {
    /// Its positions, WGS-84 degrees; of an outline the first stands at the end again.
    pub positions: Vec<[f64; 2]>,
    /// As a GeoJSON geometry, each number in the very digits that were kept.
    pub geojson: String,
}

/// How large a shape is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extent {
    /// A point is where it is.
    Point(Wgs84),
    /// Length of a line in metres.
    Line(f64),
    /// What an outline encloses, in square metres.
    Area(f64),
}

impl KeptShape {
    /// What the audit kept of a field; none when the field holds no shape, or nothing was kept.
    #[must_use]
    pub fn of(field: &str, text: &str) -> Option<Self> {
        let geojson = match field {
            "footprint" | "outline" => format!(r#"{{"type":"Polygon","coordinates":[{text}]}}"#),
            "geometry" => text.to_owned(),
            _ => return None,
        };
        let positions = positions(geojson.split_once(r#""coordinates":"#)?.1);
        (!positions.is_empty()).then_some(Self { positions, geojson })
    }

    /// How many corners an outline has, or points a line.
    #[must_use]
    pub fn corners(&self) -> usize {
        self.positions.len().saturating_sub(usize::from(self.is_outline()))
    }

    /// How large it is.
    #[must_use]
    pub fn extent(&self) -> Extent {
        let at = |[lon, lat]: [f64; 2]| Wgs84 { lon, lat };
        match self.positions.as_slice() {
            ring if self.is_outline() => Extent::Area(ring_area_m2(ring)),
            [position] => Extent::Point(at(*position)),
            line => Extent::Line(line.windows(2).map(|leg| at(leg[0]).distance_m(at(leg[1]))).sum()),
        }
    }

    fn is_outline(&self) -> bool {
        self.geojson.starts_with(r#"{"type":"Polygon""#)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_is_kept_in_its_digits_with_its_corners_and_what_it_encloses() {
        let text = "[[0,0],[0.001,0],[0.001,0.001],[0,0.0010000000000000002],[0,0]]";
        let shape = KeptShape::of("footprint", text).unwrap();
        assert_eq!(shape.geojson, format!(r#"{{"type":"Polygon","coordinates":[{text}]}}"#));
        assert_eq!((shape.corners(), shape.positions[3]), (4, [0.0, 0.001_000_000_000_000_000_2]));
        let Extent::Area(m2) = shape.extent() else { panic!("{shape:?}") };
        assert!((m2 - 12_364.3).abs() < 1.0, "{m2}");
    }

    #[test]
    fn a_line_has_a_length_and_a_point_a_place() {
        let line = r#"{"type":"LineString","coordinates":[[0,0],[0,0.001],[0,0.002]]}"#;
        let line = KeptShape::of("geometry", line).unwrap();
        let Extent::Line(m) = line.extent() else { panic!("{line:?}") };
        assert_eq!(line.corners(), 3);
        assert!((m - 222.4).abs() < 0.1, "{m}");
        let point = KeptShape::of("geometry", r#"{"type":"Point","coordinates":[120.1,30.27]}"#).unwrap();
        assert_eq!(point.extent(), Extent::Point(Wgs84 { lon: 120.1, lat: 30.27 }));
    }

    #[test]
    fn what_is_no_shape_is_none() {
        assert_eq!(KeptShape::of("name", "[[0,0],[1,0],[1,1],[0,0]]"), None);
        assert_eq!(KeptShape::of("footprint", ""), None);
        assert_eq!(KeptShape::of("geometry", ""), None);
    }
}
