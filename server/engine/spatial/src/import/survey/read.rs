//! Reading a survey: GeoJSON whose features say what was measured, when and with what.
//!
//! `kind` says what a feature is: `building`, `entrance`, `gate` or `poi`; without it, the tags of OpenStreetMap do.

use super::{SurveyReading, Surveyed, SurveyedBuilding, SurveyedKind};
use chrono::NaiveDate;
use contract::spatial::{GroundClass, Origin, Provenance};
use serde_json::Value;

use crate::{
    geometry::Geometry,
    import::{
        Notes, height,
        kind::{self, Kind, category_of, tag, use_of},
        outline,
        twin::Known,
    },
};

/// Names of coordinate reference systems that are WGS-84 or, within a metre, CGCS2000.
///
/// # Source
/// RFC 7946 4; EPSG 4326, 4490; OGC CRS84.
const KNOWN_CRS: [&str; 3] = ["CRS84", "4326", "4490"];

/// Reads a survey; `dated_on` is the day of whatever says none itself.
#[must_use]
pub fn read(file: &str, text: &str, today: NaiveDate, dated_on: Option<NaiveDate>) -> SurveyReading {
    let mut reading = SurveyReading { notes: Notes::on(file), ..SurveyReading::default() };
    let collection: Value = serde_json::from_str(text).unwrap_or_default();
    let Some(features) = collection["features"].as_array() else {
        reading.notes.left_out(0, "", "not_geojson");
        return reading;
    };
    let crs = tag(&collection["crs"]["properties"], "name");
    if let Some(crs) = crs.filter(|crs| !KNOWN_CRS.iter().any(|known| crs.contains(known))) {
        reading.notes.left_out(0, &crs, "unknown_crs");
        return reading;
    }
    let whole = day(&collection).or_else(|| day(&collection["metadata"])).or(dated_on);
    let mut known = Known::default();
    for (feature, row) in features.iter().zip(1..) {
        reading.read += 1;
        let tags = &feature["properties"];
        let id =
            ["id", "@id", "survey_id"].iter().find_map(|key| tag(tags, key)).or_else(|| tag(feature, "id"));
        let id = id.unwrap_or_else(|| format!("{file}#{row}"));
        let surveyed = match surveyed(feature, day(tags).or(whole), today) {
            _ if !known.is_new_id(&id) => Err("duplicate"),
            surveyed => surveyed,
        };
        match surveyed {
            Err(reason) => reading.notes.left_out(row, &id, reason),
            Ok((what, provenance, mended)) => {
                mended.into_iter().for_each(|reason| reading.notes.mended(row, &id, reason));
                let name = tag(tags, "name:zh").or_else(|| tag(tags, "name"));
                reading.objects.push(Surveyed { row, id, name, what, provenance });
            }
        }
    }
    reading
}

type Taken = (SurveyedKind, Provenance, Vec<&'static str>);

fn surveyed(feature: &Value, on: Option<NaiveDate>, today: NaiveDate) -> Result<Taken, &'static str> {
    let tags = &feature["properties"];
    let shape = outline::read(&feature["geometry"]).ok_or("bad_geometry")?;
    let mut mended = shape.mended;
    let on = on.ok_or("no_survey_date")?;
    if on > today {
        return Err("date_in_future");
    }
    let accuracy = tag(tags, "accuracy_m");
    let accuracy_m = accuracy.as_deref().and_then(metres);
    if accuracy.is_some() && accuracy_m.is_none() {
        mended.push("bad_accuracy");
    }
    let device = ["device", "surveyor_device", "surveyor"].iter().find_map(|key| tag(tags, key));
    let what = what(tags, shape.geometry, &mut mended)?;
    let provenance = Provenance { origin: Origin::FieldSurvey, on: Some(on), device, accuracy_m };
    Ok((what, provenance, mended))
}

fn what(tags: &Value, shape: Geometry, mended: &mut Vec<&'static str>) -> Result<SurveyedKind, &'static str> {
    let (class, category) = match tag(tags, "kind").map(|kind| kind.to_lowercase()).as_deref() {
        Some("building" | "楼栋" | "建筑" | "建筑物") => return building(tags, shape, mended),
        Some("entrance" | "出入口" | "楼栋入口" | "单元门") => {
            (GroundClass::Place, Some("building".to_owned()))
        }
        Some("gate" | "大门" | "小区门" | "小区大门") => (GroundClass::Gate, None),
        Some("poi" | "point_of_interest" | "place" | "兴趣点" | "地点") => {
            let word = tag(tags, "category");
            let category = word.as_deref().and_then(category_of);
            if category.is_none() {
                mended.push("unknown_category");
            }
            (GroundClass::Place, Some(category.unwrap_or_else(|| "other".to_owned())))
        }
        Some(_) => return Err("unknown_kind"),
        None => match kind::of(tags, &shape).ok_or("unknown_kind")? {
            Kind::Building(..) => return building(tags, shape, mended),
            Kind::Ground(class, category) => (class, category),
        },
    };
    let width_m = tag(tags, "width_m").as_deref().and_then(metres).filter(|m| (0.1..=200.0).contains(m));
    Ok(SurveyedKind::Ground { class, category, width_m, geometry: shape })
}

fn building(
    tags: &Value,
    shape: Geometry,
    mended: &mut Vec<&'static str>,
) -> Result<SurveyedKind, &'static str> {
    let at = shape.centre();
    let footprint = match shape {
        Geometry::Polygon(ring) => Some(ring),
        Geometry::Point(_) => None,
        Geometry::Line(_) => return Err("bad_geometry"),
    };
    let use_ = ["use", "building"].iter().find_map(|key| tag(tags, key)).map(|word| use_of(&word));
    if use_.is_some_and(|(_, is_known)| !is_known) {
        mended.push("unknown_use");
    }
    let storeys = ["storeys", "building:levels"].iter().find_map(|key| tag(tags, key));
    let height = ["height_m", "height"].iter().find_map(|key| tag(tags, key));
    let judged = height::judge(storeys.as_deref(), height.as_deref(), "");
    // A new footprint needs a height, and it is said where that was assumed; what stands keeps its own.
    let is_told = storeys.is_some() || height.is_some();
    mended.extend(judged.finding.filter(|_| is_told || footprint.is_some()));
    let built_in = tag(tags, "built_in").and_then(|year| year.get(..4)?.parse().ok());
    Ok(SurveyedKind::Building(SurveyedBuilding {
        at,
        footprint,
        use_: use_.map(|(use_, _)| use_),
        storeys: storeys.map(|_| judged.storeys),
        height_m: height.map(|_| judged.height_m),
        built_in,
    }))
}

fn metres(text: &str) -> Option<f64> {
    text.trim().trim_end_matches('m').trim().parse().ok().filter(|m| (0.0..=1000.0).contains(m))
}

/// The day on which something was surveyed: a date, or an instant's day where it was noted.
fn day(tags: &Value) -> Option<NaiveDate> {
    ["surveyed_at", "surveyed_on"].iter().find_map(|key| tag(tags, key)?.get(..10)?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TODAY: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 3, 2);

    fn reasons(collection: &Value) -> Vec<String> {
        let reading = read("s.geojson", &collection.to_string(), TODAY.unwrap(), None);
        reading.notes.findings.into_iter().map(|finding| finding.reason).collect()
    }

    #[test]
    fn a_survey_without_a_day_or_in_another_datum_is_not_taken() {
        let gate = |properties: Value| json!({ "features": [{ "properties": properties, "geometry": { "type": "Point", "coordinates": [120.1, 30.27] } }] });
        assert_eq!(reasons(&gate(json!({ "kind": "gate" }))), ["no_survey_date"]);
        assert_eq!(
            reasons(&gate(json!({ "kind": "gate", "surveyed_at": "2026-03-03" }))),
            ["date_in_future"]
        );
        assert_eq!(reasons(&gate(json!({ "kind": "moat", "surveyed_at": "2026-03-01" }))), ["unknown_kind"]);
        let mut shifted = gate(json!({ "kind": "gate", "surveyed_at": "2026-03-01T09:00:00+08:00" }));
        assert!(reasons(&shifted).is_empty());
        shifted["crs"] = json!({ "type": "name", "properties": { "name": "urn:GCJ02" } });
        assert_eq!(reasons(&shifted), ["unknown_crs"]);
    }

    #[test]
    fn what_was_not_measured_is_not_assumed_of_a_point() {
        let collection = json!({ "metadata": { "surveyed_on": "2026-02-01" }, "features": [{
            "properties": { "kind": "building", "name": "演示楼", "height_m": 21.4, "accuracy_m": "0.05", "device": "RTK" },
            "geometry": { "type": "Point", "coordinates": [120.1, 30.27] },
        }] });
        let reading = read("s.geojson", &collection.to_string(), TODAY.unwrap(), None);
        let SurveyedKind::Building(building) = &reading.objects[0].what else { panic!("it is a building") };
        assert_eq!((building.height_m, building.storeys, building.use_), (Some(21.4), None, None));
        let provenance = &reading.objects[0].provenance;
        assert_eq!((provenance.accuracy_m, provenance.device.as_deref()), (Some(0.05), Some("RTK")));
        assert_eq!(provenance.on, NaiveDate::from_ymd_opt(2026, 2, 1));
    }
}
