//! The ground and what stands on it: roads, water, green, masses, storeys, dwellings and needles.
//!
//! Widths of roads come in metres, so a line grows with the scale: one metre is 15.5 px at zoom 20 on the 30th parallel.

use serde_json::{Value, json};

use crate::style::{Look, by_rank};
use crate::symbology::{DWELLING_ZOOM, Palette};

/// Layers of the ground, lowest first.
#[must_use]
pub fn ground_layers(p: &Palette) -> Vec<Value> {
    vec![
        json!({ "id": "ground", "type": "background", "metadata": { "group": "base" }, "paint": { "background-color": p.ground } }),
        cover("green", p.green),
        cover("water", p.water),
        cover("road", p.road),
        cover("path", p.road),
        cover("parking", p.parking),
        line("path-line", "path", p.road, 2.0, 0.0),
        line("road-edge", "road", p.line, 6.0, 0.8),
        line("road-line", "road", p.road, 6.0, 0.0),
        json!({
            "id": "gate", "type": "line", "source": "ground", "metadata": { "group": "ground" },
            "filter": ["all", ["==", ["get", "class"], "gate"], ["==", ["geometry-type"], "LineString"]],
            "paint": { "line-color": p.text_2, "line-width": 3 },
        }),
        json!({
            "id": "area", "type": "fill", "source": "ground", "metadata": { "group": "grid" },
            "filter": ["all", ["match", ["get", "class"], ["grid", "estate"], true, false], ["==", ["geometry-type"], "Polygon"]],
            "paint": { "fill-color": p.ground, "fill-opacity": 0 },
        }),
        json!({
            "id": "grid-edge", "type": "line", "source": "ground", "metadata": { "group": "grid" },
            "filter": ["match", ["get", "class"], ["grid", "estate"], true, false],
            "paint": {
                "line-color": p.line,
                "line-width": ["match", ["get", "class"], "estate", 2, 1],
                "line-dasharray": [3, 2],
            },
        }),
    ]
}

/// Masses, storeys, dwellings and needles, lowest first.
#[must_use]
pub fn solid_layers(p: &Palette, look: &Look) -> Vec<Value> {
    let rank = json!(["coalesce", ["feature-state", "rank"], 0]);
    let alarmed = ids(look.alarmed.iter());
    let opened = ids(look.opened.iter());
    let is_alarmed = json!(["in", ["id"], ["literal", alarmed]]);
    let is_opened = json!(["in", ["id"], ["literal", opened]]);
    let of_opened = json!(["in", ["get", "building"], ["literal", opened]]);
    let height = json!(["coalesce", ["get", "height_m"], 3]);
    let mass = json!({ "fill-extrusion-color": p.building, "fill-extrusion-height": height, "fill-extrusion-base": 0 });
    let bands = json!({
        "fill-extrusion-color": by_rank(look.theme, json!(["get", "rank"]), p.building),
        "fill-extrusion-height": ["get", "top_m"], "fill-extrusion-base": ["get", "base_m"],
    });
    let lift =
        look.storey.map_or(json!(0), |storey| json!(["case", ["==", ["get", "storey"], storey], 0.6, 0]));
    let below = look.storey.map_or(json!(true), |storey| json!(["<=", ["get", "storey"], storey]));
    vec![
        json!({
            "id": "estate", "type": "fill", "source": "ground", "maxzoom": 14, "metadata": { "group": "alarm" },
            "filter": ["==", ["get", "class"], "estate"],
            "paint": {
                "fill-color": by_rank(look.theme, rank.clone(), p.ground),
                "fill-opacity": ["case", [">=", rank, 4], 0.35, 0],
            },
        }),
        json!({
            "id": "building-far", "type": "fill-extrusion", "source": "building", "metadata": { "group": "building" },
            "minzoom": 14, "maxzoom": DWELLING_ZOOM, "filter": ["!", is_alarmed], "paint": mass,
        }),
        json!({
            "id": "building-near", "type": "fill-extrusion", "source": "building", "metadata": { "group": "building" },
            "minzoom": DWELLING_ZOOM, "filter": ["all", ["!", is_alarmed], ["!", is_opened]], "paint": mass,
        }),
        json!({
            "id": "storey-far", "type": "fill-extrusion", "source": "storey", "metadata": { "group": "building" },
            "minzoom": 14, "maxzoom": DWELLING_ZOOM, "paint": bands,
        }),
        json!({
            "id": "storey-near", "type": "fill-extrusion", "source": "storey", "metadata": { "group": "building" },
            "minzoom": DWELLING_ZOOM, "filter": ["!", of_opened], "paint": bands,
        }),
        json!({
            "id": "dwelling", "type": "fill-extrusion", "source": "dwelling", "metadata": { "group": "dwelling" },
            "minzoom": DWELLING_ZOOM, "filter": below,
            "paint": {
                "fill-extrusion-color": dwelling_colour(p, look),
                "fill-extrusion-base": ["+", ["get", "base_m"], lift],
                "fill-extrusion-height": ["+", ["get", "top_m"], lift],
            },
        }),
        json!({
            "id": "needle", "type": "fill-extrusion", "source": "needle", "metadata": { "group": "alarm" },
            "minzoom": 14, "paint": {
                "fill-extrusion-color": by_rank(look.theme, json!(["get", "rank"]), p.accent),
                "fill-extrusion-height": ["get", "top_m"], "fill-extrusion-base": ["get", "base_m"],
            },
        }),
    ]
}

/// The colour of a dwelling: an alarm before the selection, so that a fire is never hidden by pointing at it.
fn dwelling_colour(p: &Palette, look: &Look) -> Value {
    let ghost = look.focus.map_or(json!(false), |focus| {
        json!(["all", ["==", ["get", "building"], focus.building], ["!=", ["id"], focus.dwelling]])
    });
    let is_occupied = json!(["get", "occupied"]);
    let plain = json!([
        "case",
        ["boolean", ["feature-state", "selected"], false],
        p.accent,
        ["boolean", ["feature-state", "hover"], false],
        p.hover,
        ghost,
        p.ghost,
        ["to-boolean", is_occupied],
        p.occupied,
        p.vacant
    ]);
    let rank = json!(["coalesce", ["feature-state", "rank"], 0]);
    let alarm = by_rank(look.theme, rank.clone(), p.vacant);
    json!(["case", [">=", rank, 3], alarm, plain])
}

fn cover(class: &str, colour: &str) -> Value {
    json!({
        "id": class, "type": "fill", "source": "ground", "metadata": { "group": "ground" },
        "filter": ["all", ["==", ["get", "class"], class], ["==", ["geometry-type"], "Polygon"]],
        "paint": { "fill-color": colour },
    })
}

fn line(id: &str, class: &str, colour: &str, usual_m: f64, edge_m: f64) -> Value {
    let width = json!(["+", ["coalesce", ["get", "width_m"], usual_m], edge_m]);
    json!({
        "id": id, "type": "line", "source": "ground", "metadata": { "group": "ground" },
        "filter": ["all", ["==", ["get", "class"], class], ["==", ["geometry-type"], "LineString"]],
        "layout": { "line-cap": "round", "line-join": "round" },
        "paint": {
            "line-color": colour,
            "line-width": [
                "interpolate", ["exponential", 2], ["zoom"],
                12, ["max", 0.5, ["*", width, 0.0605]],
                22, ["*", width, 62],
            ],
        },
    })
}

fn ids<'a>(numbers: impl Iterator<Item = &'a u32>) -> Value {
    Value::Array(numbers.map(|number| json!(number)).collect())
}
