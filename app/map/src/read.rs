//! From the features of a GeoJSON source, as MapLibre holds them, to the entries of the index.
//!
//! Features stay JS objects; only the few properties that the index needs are read, one by one. A feature without a
//! number of its own is drawn but not indexed.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use crate::geodesy::{LonLat, middle};
use crate::gl::{get, is_true, map_no, number, text};
use crate::index::{Area, Building, Device, Dwelling};
use crate::pick::{Pick, PickKind};
use crate::state::{Standing, State, Status};

/// The features of a collection.
pub fn features(collection: &JsValue) -> Vec<JsValue> {
    list(&get(collection, "features"))
}

/// A device.
pub fn device(feature: &JsValue) -> Option<Device> {
    let properties = get(feature, "properties");
    let state = text(&properties, "state").map_or(State::Unknown, |word| State::of(&word));
    let standing = Standing::of(is_true(&properties, "ack"), is_true(&properties, "cleared"));
    Some(Device {
        pick: pick(PickKind::Device, feature)?,
        dwelling: map_no(&properties, "dwelling"),
        building: map_no(&properties, "building"),
        status: Status { state, standing },
    })
}

/// A building.
pub fn building(feature: &JsValue) -> Option<Building> {
    let properties = get(feature, "properties");
    let pick = pick(PickKind::Building, feature)?;
    let number_text = text(&properties, "number")
        .or_else(|| number(&properties, "number").map(|number| number.to_string()));
    Some(Building {
        number: number_text.unwrap_or_else(|| pick.name.clone()),
        height_m: number(&properties, "height_m").unwrap_or(3.0),
        storeys: number(&properties, "storeys").map_or(1, |storeys| storeys as i32),
        pick,
    })
}

/// A dwelling.
pub fn dwelling(feature: &JsValue) -> Option<Dwelling> {
    let properties = get(feature, "properties");
    Some(Dwelling {
        pick: pick(PickKind::Dwelling, feature)?,
        building: map_no(&properties, "building")?,
        top_m: number(&properties, "top_m").unwrap_or(0.0),
    })
}

/// A case.
pub fn case(feature: &JsValue) -> Option<Pick> {
    let properties = get(feature, "properties");
    let pick = pick(PickKind::Case, feature)?;
    let name = text(&properties, "number").unwrap_or_else(|| pick.name.clone());
    Some(Pick { name, ..pick })
}

/// An organisation.
pub fn organisation(feature: &JsValue) -> Option<Pick> {
    pick(PickKind::Organisation, feature)
}

/// How many live in a building; called by the building's name and that number.
pub fn resident(feature: &JsValue) -> Option<Pick> {
    let residents = number(&get(feature, "properties"), "residents")?;
    let pick = pick(PickKind::Resident, feature)?;
    Some(Pick { name: format!("{} {residents}", pick.name), ..pick })
}

/// A grid, an estate, a gate or a place; the rest of the ground is only drawn.
pub fn area(feature: &JsValue) -> Option<Area> {
    let class = text(&get(feature, "properties"), "class")?;
    if !matches!(class.as_str(), "grid" | "estate" | "gate" | "place") {
        return None;
    }
    let ring = corners(feature);
    Some(Area { pick: pick(PickKind::Area, feature)?, class, ring })
}

fn pick(kind: PickKind, feature: &JsValue) -> Option<Pick> {
    let properties = get(feature, "properties");
    let stated =
        number(&properties, "lon").zip(number(&properties, "lat")).map(|(lon, lat)| LonLat::new(lon, lat));
    let position = stated.or_else(|| middle(&corners(feature)))?;
    Some(Pick {
        kind,
        map_no: map_no(feature, "id")?,
        code: text(&properties, "code").unwrap_or_default(),
        name: text(&properties, "name").or_else(|| text(&properties, "label")).unwrap_or_default(),
        lon: position.lon,
        lat: position.lat,
        storey: number(&properties, "storey").map(|storey| storey as i32),
    })
}

/// The outer corners of a feature, whatever its geometry.
fn corners(feature: &JsValue) -> Vec<LonLat> {
    let mut part = get(&get(feature, "geometry"), "coordinates");
    // A point is a pair, a line a list of pairs, a polygon a list of rings, several polygons a list of those.
    loop {
        if let Some(point) = position(&part) {
            return vec![point];
        }
        let parts = list(&part);
        let Some(first) = parts.first() else {
            return Vec::new();
        };
        if position(first).is_some() {
            return parts.iter().filter_map(position).collect();
        }
        part = first.clone();
    }
}

fn position(pair: &JsValue) -> Option<LonLat> {
    let pair: &Array = pair.dyn_ref()?;
    Some(LonLat::new(pair.get(0).as_f64()?, pair.get(1).as_f64()?))
}

fn list(value: &JsValue) -> Vec<JsValue> {
    value.dyn_ref::<Array>().map(|values| values.iter().collect()).unwrap_or_default()
}
