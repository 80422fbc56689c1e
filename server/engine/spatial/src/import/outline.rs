//! The shape of a feature, mended where that is safe.

use contract::geo::{Ring, ring_area_m2};
use serde_json::Value;

use crate::geometry::{Geometry, check_ring, is_on_earth, rounded};

/// A shape and what was mended in it.
pub(super) struct Outline {
    /// The shape, sound.
    pub geometry: Geometry,
    /// Reasons of findings.
    pub mended: Vec<&'static str>,
}

/// Reads a GeoJSON geometry; none when it is not one, or bad beyond mending.
pub(super) fn read(geometry: &Value) -> Option<Outline> {
    let coordinates = &geometry["coordinates"];
    let mut mended = vec![];
    let geometry = match geometry["type"].as_str()? {
        "Point" => Geometry::Point(position(coordinates)?),
        "LineString" => Geometry::Line(line(coordinates)?),
        "MultiLineString" => {
            let parts = coordinates.as_array()?.iter().map(line).collect::<Option<Vec<_>>>()?;
            Geometry::Line(largest(parts, |part| part.len() as f64, &mut mended)?)
        }
        "Polygon" => Geometry::Polygon(polygon(coordinates, &mut mended)?),
        "MultiPolygon" => {
            let mut parts = vec![];
            for part in coordinates.as_array()? {
                parts.push(polygon(part, &mut mended)?);
            }
            Geometry::Polygon(largest(parts, ring_area_m2, &mut mended)?)
        }
        _ => return None,
    };
    mended.dedup();
    Some(Outline { geometry, mended })
}

fn largest(
    parts: Vec<Vec<[f64; 2]>>,
    size: impl Fn(&[[f64; 2]]) -> f64,
    mended: &mut Vec<&'static str>,
) -> Option<Vec<[f64; 2]>> {
    if parts.len() > 1 {
        mended.push("parts_left_out");
    }
    parts.into_iter().max_by(|a, b| size(a).total_cmp(&size(b)))
}

fn position(value: &Value) -> Option<[f64; 2]> {
    let [lon, lat, ..] = value.as_array()?.as_slice() else { return None };
    let position = [rounded(lon.as_f64()?), rounded(lat.as_f64()?)];
    is_on_earth(position).then_some(position)
}

/// Positions without immediate repeats.
fn positions(value: &Value) -> Option<Vec<[f64; 2]>> {
    let mut positions = value.as_array()?.iter().map(position).collect::<Option<Vec<_>>>()?;
    positions.dedup();
    Some(positions)
}

fn line(value: &Value) -> Option<Vec<[f64; 2]>> {
    positions(value).filter(|line| line.len() >= 2)
}

/// The outer ring; one that was left open is closed, holes are left out.
fn polygon(value: &Value, mended: &mut Vec<&'static str>) -> Option<Ring> {
    let rings = value.as_array()?;
    let mut ring = positions(rings.first()?)?;
    if ring.len() >= 3 && ring.first() != ring.last() {
        let first = ring[0];
        ring.push(first);
        mended.push("ring_closed");
    }
    if rings.len() > 1 {
        mended.push("holes_left_out");
    }
    check_ring(&ring).is_ok().then_some(ring)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(kind: &str, coordinates: Value) -> Option<Outline> {
        read(&json!({ "type": kind, "coordinates": coordinates }))
    }

    #[test]
    fn an_open_ring_is_closed_and_said_so() {
        let outline = of("Polygon", json!([[[108.0, 34.0], [108.001, 34.0], [108.001, 34.001]]])).unwrap();
        assert_eq!(outline.mended, ["ring_closed"]);
        assert!(outline.geometry.is_sound());
    }

    #[test]
    fn of_several_parts_the_largest_stays() {
        let small = json!([[[108.0, 34.0], [108.001, 34.0], [108.001, 34.001], [108.0, 34.0]]]);
        let large = json!([[[109.0, 34.0], [109.01, 34.0], [109.01, 34.01], [109.0, 34.0]]]);
        let outline = of("MultiPolygon", json!([small, large])).unwrap();
        assert_eq!(outline.mended, ["parts_left_out"]);
        assert!(outline.geometry.centre().lon > 108.5);
    }

    #[test]
    fn what_is_no_shape_is_none() {
        assert!(of("Polygon", json!([])).is_none());
        assert!(of("Polygon", json!([[]])).is_none());
        assert!(
            of("Polygon", json!([[[34.0, 108.0], [34.1, 108.0], [34.1, 108.1], [34.0, 108.0]]])).is_none()
        );
        assert!(
            of("Polygon", json!([[[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]])).is_none()
        );
        assert!(of("Point", json!([108.9, null])).is_none());
        assert!(of("LineString", json!([[108.9, 34.3], [108.9, 34.3]])).is_none());
        assert!(of("Solid", json!([])).is_none());
        assert!(read(&Value::Null).is_none());
    }
}
