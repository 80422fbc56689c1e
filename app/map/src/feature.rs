//! Features that the engine makes itself: symbols of alarms, needles, labels, measurements. Plain GeoJSON, no browser.

use serde_json::{Value, json};

use crate::geodesy::{LonLat, square};
use crate::index::{Device, Index};
use crate::measure::{Measure, MeasureKind};

/// Side of a needle, and how far it rises above the roof.
const NEEDLE_SIDE_M: f64 = 1.2;
const NEEDLE_RISE_M: f64 = 12.0;

/// The symbol of an open alarm.
pub fn alarm_feature(device: &Device) -> Value {
    let status = device.status;
    let properties = json!({
        "image": format!("alarm-{}-{}", status.state.word(), status.standing.word()),
        "rank": status.state.rank(),
    });
    let mut feature = point(device.pick.position(), properties);
    feature["id"] = json!(device.pick.map_no);
    feature
}

/// The needle over the dwelling or spot of an alarm.
pub fn needle_of(index: &Index, device: &Device) -> Value {
    let dwelling = device.dwelling.and_then(|map_no| index.dwellings.get(&map_no));
    let building = index.building_of(device).and_then(|map_no| index.buildings.get(&map_no));
    let roof_m = building.map_or(0.0, |building| building.height_m);
    let storey_top_m = building.zip(device.pick.storey).map_or(0.0, |(building, storey)| {
        building.height_m / f64::from(building.storeys.max(1))
            * f64::from(storey.clamp(0, building.storeys.max(1)))
    });
    let base_m = dwelling.map_or(storey_top_m, |dwelling| dwelling.top_m);
    let at = dwelling.map_or(device.pick.position(), |dwelling| dwelling.pick.position());
    needle(at, base_m, roof_m, device.status.state.rank())
}

/// A thin column from `base_m` to well over the roof.
pub fn needle(at: LonLat, base_m: f64, roof_m: f64, rank: u8) -> Value {
    let ring: Vec<[f64; 2]> =
        square(at, NEEDLE_SIDE_M).iter().map(|corner| [corner.lon, corner.lat]).collect();
    json!({
        "type": "Feature",
        "properties": { "base_m": base_m, "top_m": roof_m.max(base_m) + NEEDLE_RISE_M, "rank": rank },
        "geometry": { "type": "Polygon", "coordinates": [ring] },
    })
}

/// A name or number at a position.
pub fn label(map_no: u32, at: LonLat, kind: &str, text: &str) -> Value {
    let mut feature = point(at, json!({ "kind": kind, "text": text }));
    feature["id"] = json!(map_no);
    feature
}

/// A point with properties.
pub fn point(at: LonLat, properties: Value) -> Value {
    json!({
        "type": "Feature", "properties": properties,
        "geometry": { "type": "Point", "coordinates": [at.lon, at.lat] },
    })
}

/// The points, the line and, from three points on, the closed area of a measurement.
pub fn measure_features(measure: &Measure) -> Vec<Value> {
    let line = if measure.kind == MeasureKind::Distance { measure.points.clone() } else { measure.corners() };
    let mut ring: Vec<[f64; 2]> = line.iter().map(|at| [at.lon, at.lat]).collect();
    let mut features: Vec<Value> = measure.points.iter().map(|at| point(*at, json!({}))).collect();
    let shape = |kind: &str, coordinates: Value| json!({ "type": "Feature", "properties": {}, "geometry": { "type": kind, "coordinates": coordinates } });
    if measure.kind != MeasureKind::Distance && ring.len() > 2 {
        ring.push(ring[0]);
        features.push(shape("Polygon", json!([ring])));
    }
    if ring.len() > 1 {
        features.push(shape("LineString", json!(ring)));
    }
    features
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_needle_stands_on_its_storey_and_rises_over_the_roof() {
        let needle = needle(LonLat::new(120.1, 30.27), 45.0, 60.0, 7);
        assert_eq!(
            (&needle["properties"]["base_m"], &needle["properties"]["top_m"]),
            (&json!(45.0), &json!(72.0))
        );
        assert_eq!(needle["geometry"]["coordinates"][0].as_array().map(Vec::len), Some(5));
    }

    #[test]
    fn a_box_is_drawn_from_its_second_corner() {
        let mut measure = Measure::new(MeasureKind::Box);
        measure.add(LonLat::new(0.0, 0.0));
        assert_eq!(measure_features(&measure).len(), 1);
        measure.add(LonLat::new(1.0, 1.0));
        let features = measure_features(&measure);
        assert_eq!(features.len(), 4);
        assert_eq!(features[2]["geometry"]["coordinates"][0].as_array().map(Vec::len), Some(5));
    }

    #[test]
    fn an_area_is_closed_from_its_third_point() {
        let mut measure = Measure::new(MeasureKind::Area);
        let kinds = |measure: &Measure| -> Vec<String> {
            let features = measure_features(measure);
            features.iter().map(|feature| feature["geometry"]["type"].as_str().unwrap().to_owned()).collect()
        };
        measure.add(LonLat::new(0.0, 0.0));
        measure.add(LonLat::new(1.0, 0.0));
        assert_eq!(kinds(&measure), ["Point", "Point", "LineString"]);
        measure.add(LonLat::new(1.0, 1.0));
        assert_eq!(kinds(&measure), ["Point", "Point", "Point", "Polygon", "LineString"]);
    }
}
