//! Reading: from the texts of GeoJSON files to buildings and ground, with a finding for everything amiss.

use super::{
    ReadBuilding, ReadGround, Reading, height,
    kind::{self, Kind, tag},
    outline,
    twin::Known,
};
use contract::spatial::{GroundClass, ImportFinding};
use serde_json::Value;

use crate::geometry::Geometry;

/// Where a row stands in its source.
struct Row<'a> {
    source: &'a str,
    number: u32,
    id: String,
}

/// Reads GeoJSON feature collections, each with the name of its file.
#[must_use]
pub fn read(sources: &[(String, String)]) -> Reading {
    let mut reading = Reading::default();
    let mut known = Known::default();
    for (source, text) in sources {
        let collection: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
        let Some(features) = collection["features"].as_array() else {
            reading.note(&Row { source, number: 0, id: String::new() }, "not_geojson", true);
            continue;
        };
        for (feature, number) in features.iter().zip(1..) {
            reading.read += 1;
            let id = tag(&feature["properties"], "@id").or_else(|| tag(feature, "id"));
            let id = id.unwrap_or_else(|| format!("{source}#{number}"));
            reading.take(&Row { source, number, id }, feature, &mut known);
        }
    }
    reading
}

impl Reading {
    fn note(&mut self, row: &Row<'_>, reason: &str, left_out: bool) {
        self.findings.push(ImportFinding {
            source: row.source.to_owned(),
            row: row.number,
            id: row.id.clone(),
            reason: reason.to_owned(),
            with: None,
            left_out,
        });
    }

    fn take(&mut self, row: &Row<'_>, feature: &Value, known: &mut Known) {
        let tags = &feature["properties"];
        let Some(outline) = outline::read(&feature["geometry"]) else {
            return self.note(row, "bad_geometry", true);
        };
        let Some(kind) = kind::of(tags, &outline.geometry) else {
            return self.note(row, "unknown_kind", true);
        };
        if known.has_id(&row.id) {
            return self.note(row, "duplicate", true);
        }
        let name = tag(tags, "name:zh").or_else(|| tag(tags, "name"));
        let is_new = match (&kind, &outline.geometry) {
            (Kind::Building(..), Geometry::Polygon(ring)) => known.is_new_footprint(ring),
            (Kind::Building(..), _) => return self.note(row, "bad_geometry", true),
            (Kind::Ground(class, category), geometry) => {
                known.is_new_drawing(format!("{class}|{category:?}|{name:?}|{}", geometry.text()))
            }
        };
        if !is_new || !known.is_new_id(&row.id) {
            return self.note(row, "duplicate", true);
        }
        for reason in outline.mended {
            self.note(row, reason, false);
        }
        match (kind, outline.geometry) {
            (Kind::Building(use_, is_known), Geometry::Polygon(footprint)) => {
                if !is_known {
                    self.note(row, "unknown_use", false);
                }
                if name.is_none() {
                    self.note(row, "no_name", false);
                }
                let (levels, height) = (tag(tags, "building:levels"), tag(tags, "height"));
                let word = tag(tags, "building").unwrap_or_default();
                let heights = height::judge(levels.as_deref(), height.as_deref(), &word);
                if let Some(reason) = heights.finding {
                    self.note(row, reason, false);
                }
                let built_in = tag(tags, "start_date").and_then(|day| day.get(..4)?.parse().ok());
                self.buildings.push(ReadBuilding {
                    id: row.id.clone(),
                    name,
                    use_,
                    footprint,
                    storeys: heights.storeys,
                    height_m: heights.height_m,
                    built_in,
                });
            }
            (Kind::Ground(class, category), geometry) => {
                let is_entrance = category.as_deref() == Some("building");
                if class == GroundClass::Place && name.is_none() && !is_entrance {
                    self.note(row, "no_name", false);
                }
                let width_m =
                    tag(tags, "width").and_then(|text| text.trim_end_matches('m').trim().parse().ok());
                let width_m = width_m.filter(|m: &f64| (0.1..=200.0).contains(m));
                self.ground.push(ReadGround { id: row.id.clone(), class, name, category, width_m, geometry });
            }
            (Kind::Building(..), _) => self.note(row, "bad_geometry", true),
        }
    }
}
