//! What is drawn flat on top: outlines, measuring, organisations, cases, devices, alarms, labels and numbers of residents.

use serde_json::{Value, json};

use crate::state::State;
use crate::style::Look;
use crate::symbology::{CLUSTER_PX, DWELLING_ZOOM, FONTS, Palette, RESIDENT_PX, SYMBOL_PX, ink};

/// The zoom from which alarms are drawn by themselves when they are few; otherwise clusters show them until
/// [`DWELLING_ZOOM`].
const FEW_ALARMS_ZOOM: f64 = 14.0;

/// The zoom from which an organisation's name stands below its symbol.
const NAME_ZOOM: f64 = 17.0;

/// Outlines of what is selected, measuring, organisations, cases; lowest first.
#[must_use]
pub fn mark_layers(p: &Palette, scale: f64) -> Vec<Value> {
    vec![
        json!({
            "id": "outline", "type": "line", "source": "outline", "metadata": { "group": "base" },
            "filter": ["==", ["geometry-type"], "Polygon"],
            "paint": { "line-color": p.outline, "line-width": 3.0 * scale },
        }),
        json!({
            "id": "measure-area", "type": "fill", "source": "measure", "metadata": { "group": "measure" },
            "filter": ["==", ["geometry-type"], "Polygon"],
            "paint": { "fill-color": p.accent, "fill-opacity": 0.2 },
        }),
        json!({
            "id": "measure-line", "type": "line", "source": "measure", "metadata": { "group": "measure" },
            "filter": ["==", ["geometry-type"], "LineString"],
            "paint": { "line-color": p.accent, "line-width": 3.0 * scale },
        }),
        json!({
            "id": "measure-point", "type": "circle", "source": "measure", "metadata": { "group": "measure" },
            "filter": ["==", ["geometry-type"], "Point"],
            "paint": {
                "circle-color": p.ground, "circle-radius": 5.0 * scale,
                "circle-stroke-color": p.accent, "circle-stroke-width": 2.0 * scale,
            },
        }),
        json!({
            "id": "ring", "type": "circle", "source": "outline", "metadata": { "group": "base" },
            "filter": ["==", ["geometry-type"], "Point"],
            "paint": {
                "circle-color": p.outline, "circle-opacity": 0, "circle-radius": 20.0 * scale,
                "circle-stroke-color": p.outline, "circle-stroke-width": 3.0 * scale,
            },
        }),
        json!({
            "id": "organisation", "type": "symbol", "source": "organisation", "minzoom": 14,
            "metadata": { "group": "organisation" },
            "layout": {
                "icon-image": "organisation", "icon-size": symbol_size(scale),
                "icon-allow-overlap": true, "icon-ignore-placement": true,
                "text-field": ["step", ["zoom"], "", NAME_ZOOM, ["coalesce", ["get", "name"], ""]],
                "text-font": FONTS, "text-size": 12.0 * scale, "text-anchor": "top", "text-offset": [0, 1.5],
                "text-optional": true,
            },
            "paint": { "text-color": p.text_2, "text-halo-color": p.ground, "text-halo-width": 1.5 },
        }),
        json!({
            "id": "case", "type": "symbol", "source": "case", "minzoom": 14, "metadata": { "group": "case" },
            "layout": {
                "icon-image": ["concat", "case-", ["to-string", ["coalesce", ["get", "level"], 0]]],
                "icon-size": symbol_size(scale), "icon-anchor": "bottom",
                "icon-allow-overlap": true, "icon-ignore-placement": true,
            },
        }),
    ]
}

/// Devices, their clusters and open alarms, lowest first.
#[must_use]
pub fn device_layers(p: &Palette, look: &Look) -> Vec<Value> {
    let scale = look.scale;
    let standing = json!([
        "case",
        ["==", ["get", "ack"], true],
        "acknowledged",
        ["==", ["get", "cleared"], true],
        "cleared",
        "raised"
    ]);
    let image = json!([
        "case",
        is_alarm(),
        ["concat", "alarm-", ["get", "state"], "-", standing],
        ["concat", "device-", ["coalesce", ["get", "state"], "unknown"]]
    ]);
    let number = |state: State| json!(ink(look.theme, state).glyph);
    let alarms_from = if look.are_alarms_few { FEW_ALARMS_ZOOM } else { DWELLING_ZOOM };
    vec![
        json!({
            "id": "cluster", "type": "symbol", "source": "device", "minzoom": 14, "metadata": { "group": "device" },
            "filter": ["has", "point_count"],
            "layout": {
                "icon-image": cluster_image(), "icon-size": cluster_size(scale),
                "icon-allow-overlap": true, "icon-ignore-placement": true,
                "text-field": ["to-string", ["get", "point_count"]], "text-font": FONTS, "text-size": 15.0 * scale,
                "text-allow-overlap": true, "text-ignore-placement": true,
                "symbol-sort-key": ["get", "worst"],
            },
            "paint": {
                "text-color": [
                    "match", ["get", "worst"],
                    7, number(State::Level1), 6, number(State::Level2), 5, number(State::Level3),
                    4, number(State::Level4), 3, number(State::Warn), p.text
                ],
            },
        }),
        json!({
            "id": "cluster-count", "type": "symbol", "source": "device", "minzoom": 14, "metadata": { "group": "device" },
            "filter": ["all", ["has", "point_count"], [">", ["get", "worst"], 0]],
            "layout": {
                "text-field": cluster_counts(), "text-font": FONTS, "text-size": 12.0 * scale, "text-anchor": "top",
                "text-offset": [
                    "step", ["get", "point_count"],
                    ["literal", [0, 1.6]], 10, ["literal", [0, 2.0]], 100, ["literal", [0, 2.5]]
                ],
            },
            "paint": { "text-color": p.text, "text-halo-color": p.ground, "text-halo-width": 1.5 },
        }),
        json!({
            "id": "device", "type": "symbol", "source": "device", "minzoom": 14, "metadata": { "group": "device" },
            "filter": alone(look),
            "layout": {
                "icon-image": image, "icon-size": device_size(scale),
                "icon-allow-overlap": true, "icon-ignore-placement": true,
            },
        }),
        json!({
            "id": "alarm", "type": "symbol", "source": "alarm", "minzoom": alarms_from, "metadata": { "group": "alarm" },
            "layout": {
                "icon-image": ["get", "image"], "icon-size": symbol_size(scale), "symbol-sort-key": ["get", "rank"],
                "icon-allow-overlap": true, "icon-ignore-placement": true,
            },
        }),
    ]
}

/// Names and numbers, lowest first.
#[must_use]
pub fn label_layers(p: &Palette, look: &Look) -> Vec<Value> {
    let scale = look.scale;
    let paint =
        |colour: &str| json!({ "text-color": colour, "text-halo-color": p.ground, "text-halo-width": 1.5 });
    let kind = |kind: &str| json!(["==", ["get", "kind"], kind]);
    let field =
        |size: f64| json!({ "text-field": ["get", "text"], "text-font": FONTS, "text-size": size * scale });
    // Above the middle, where a cluster of the building's devices shows how many they are.
    let mut over = field(15.0);
    over["text-anchor"] = json!("bottom");
    over["text-offset"] = json!([0, -1.4]);
    vec![
        json!({
            "id": "label-road", "type": "symbol", "source": "ground", "minzoom": 14, "metadata": { "group": "label" },
            "filter": ["all", ["==", ["get", "class"], "road"], ["==", ["geometry-type"], "LineString"]],
            "layout": {
                "text-field": ["coalesce", ["get", "name"], ""], "text-font": FONTS, "text-size": 12.0 * scale,
                "symbol-placement": "line",
            },
            "paint": paint(p.text_2),
        }),
        json!({
            "id": "label-device", "type": "symbol", "source": "device", "minzoom": 18.5, "metadata": { "group": "label" },
            "filter": alone(look),
            "layout": {
                "text-field": ["coalesce", ["get", "name"], ""], "text-font": FONTS, "text-size": 12.0 * scale,
                "text-anchor": "top", "text-offset": [0, 1.5],
            },
            "paint": paint(p.text_2),
        }),
        json!({
            "id": "label-dwelling", "type": "symbol", "source": "label", "minzoom": 18.5, "metadata": { "group": "label" },
            "filter": kind("dwelling"), "layout": field(12.0), "paint": paint(p.text),
        }),
        json!({
            "id": "label-place", "type": "symbol", "source": "label", "minzoom": 16, "metadata": { "group": "label" },
            "filter": kind("place"), "layout": field(12.0), "paint": paint(p.text_2),
        }),
        json!({
            "id": "label-grid", "type": "symbol", "source": "label", "minzoom": 14, "maxzoom": 16.5,
            "metadata": { "group": "label" }, "filter": kind("grid"), "layout": field(14.0), "paint": paint(p.text_2),
        }),
        json!({
            "id": "label-building", "type": "symbol", "source": "label", "minzoom": 14, "metadata": { "group": "label" },
            "filter": kind("building"), "layout": over, "paint": paint(p.text),
        }),
        json!({
            "id": "label-estate", "type": "symbol", "source": "label", "maxzoom": 16, "metadata": { "group": "label" },
            "filter": kind("estate"), "layout": field(16.0), "paint": paint(p.text),
        }),
        resident_layer(scale, paint(p.text)),
    ]
}

/// How many live in each building, with a person, to the right of its number and of the cluster in its middle.
fn resident_layer(scale: f64, paint: Value) -> Value {
    const SIZE: f64 = 15.0;
    const GAP: f64 = 2.0;
    let begins = CLUSTER_PX[2] / 2.0 + GAP;
    let number_begins = (begins + RESIDENT_PX + GAP) / SIZE;
    json!({
        "id": "resident", "type": "symbol", "source": "resident", "minzoom": 14, "metadata": { "group": "resident" },
        "layout": {
            "icon-image": "resident", "icon-size": scale, "icon-anchor": "left", "icon-offset": [begins, 0],
            "icon-allow-overlap": true, "icon-ignore-placement": true,
            "text-field": ["to-string", ["get", "residents"]], "text-font": FONTS, "text-size": SIZE * scale,
            "text-anchor": "left", "text-offset": [number_begins, 0],
            "text-allow-overlap": true, "text-ignore-placement": true,
        },
        "paint": paint,
    })
}

/// Devices outside clusters. With a storey chosen, those that hang on another one are left out; an open alarm never is.
fn alone(look: &Look) -> Value {
    let is_alone = json!(["!", ["has", "point_count"]]);
    let Some(storey) = look.storey else { return is_alone };
    let on = json!(["get", "storey"]);
    json!(["all", is_alone, ["any", is_alarm(), ["==", on, null], ["==", on, storey]]])
}

fn is_alarm() -> Value {
    json!(["match", ["get", "state"], ["level1", "level2", "level3", "level4"], true, false])
}

fn cluster_image() -> Value {
    let word = json!([
        "match",
        ["get", "worst"],
        7,
        "level1",
        6,
        "level2",
        5,
        "level3",
        4,
        "level4",
        3,
        "warn",
        "normal"
    ]);
    let is_still = json!(["all", [">=", ["get", "worst"], 4], ["==", ["get", "raised"], 0]]);
    json!(["concat", "cluster-", word, ["case", is_still, "-acknowledged", ""]])
}

/// Non-zero counts, worst first, such as `⬢×1 ▲×3 ⌀×2`.
fn cluster_counts() -> Value {
    let glyphs = [
        ("level1", "⬢"),
        ("level2", "◆"),
        ("level3", "▲"),
        ("level4", "■"),
        ("warn", "◎"),
        ("offline", "⌀"),
        ("unknown", "?"),
    ];
    let mut parts = vec![json!("concat")];
    for (name, glyph) in glyphs {
        let part = json!(["concat", format!("{glyph}×"), ["to-string", ["get", name]], " "]);
        parts.push(json!(["case", [">", ["get", name], 0], part, ""]));
    }
    Value::Array(parts)
}

/// Images of clusters are drawn at their largest size.
fn cluster_size(scale: f64) -> Value {
    let [small, middle, large] = CLUSTER_PX.map(|px| px / CLUSTER_PX[2] * scale);
    json!(["step", ["get", "point_count"], small, 10, middle, 100, large])
}

/// Images of symbols are drawn at their largest size.
fn symbol_size(scale: f64) -> Value {
    let [small, middle, large] = SYMBOL_PX.map(|px| px / SYMBOL_PX[2] * scale);
    json!(["interpolate", ["linear"], ["zoom"], 17.5, small, 18.5, middle, 20, large])
}

/// As [`symbol_size`], but what is well keeps the size of its image.
fn device_size(scale: f64) -> Value {
    let size =
        |px: f64| json!(["case", ["==", ["get", "state"], "normal"], scale, px / SYMBOL_PX[2] * scale]);
    json!(["interpolate", ["linear"], ["zoom"], 17.5, size(SYMBOL_PX[0]), 18.5, size(SYMBOL_PX[1])])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::icon::icons;
    use crate::style::style;
    use crate::symbology::{Base, Theme, palette};

    const THEME: Theme = Theme::Dark;

    /// What MapLibre makes of an expression for a feature with these properties.
    fn value(expression: &Value, of: &Value) -> Value {
        let Some(parts) = expression.as_array() else { return expression.clone() };
        let (arguments, last) = (&parts[1..], &parts[parts.len() - 1]);
        let at = |n: usize| value(&arguments[n], of);
        match parts[0].as_str().unwrap() {
            "get" => of[arguments[0].as_str().unwrap()].clone(),
            "concat" => {
                let words = arguments.iter().map(|part| value(part, of).as_str().unwrap().to_owned());
                Value::String(words.collect())
            }
            "match" => {
                let mut pairs = arguments[1..arguments.len() - 1].chunks(2);
                value(pairs.find(|pair| pair[0] == at(0)).map_or(last, |pair| &pair[1]), of)
            }
            "case" => {
                let mut pairs = arguments[..arguments.len() - 1].chunks(2);
                value(pairs.find(|pair| value(&pair[0], of) == true).map_or(last, |pair| &pair[1]), of)
            }
            "all" => json!(arguments.iter().all(|part| value(part, of) == true)),
            "==" => json!(at(0) == at(1)),
            "!=" => json!(at(0) != at(1)),
            ">=" => json!(at(0).as_u64().unwrap() >= at(1).as_u64().unwrap()),
            other => panic!("{other} is not known here"),
        }
    }

    /// The properties that the device source gives a cluster of these: each state, and whether it is acknowledged.
    fn cluster(members: &[(State, bool)]) -> Value {
        let style = style(&Look::new(THEME, Base::Standard, 1.0), "/map", &[]);
        let mut cluster = json!({});
        for (name, property) in style["sources"]["device"]["clusterProperties"].as_object().unwrap() {
            let of = |(state, ack): &(State, bool)| {
                value(&property[1], &json!({ "state": state.word(), "ack": ack })).as_u64().unwrap()
            };
            let each = members.iter().map(of);
            cluster[name] = match property[0].as_str().unwrap() {
                "max" => json!(each.max()),
                "+" => json!(each.sum::<u64>()),
                other => panic!("{other} is not known here"),
            };
        }
        cluster
    }

    /// The image of a cluster, and the colour of the total in it.
    fn drawn(members: &[(State, bool)]) -> (String, String) {
        let look = Look::new(THEME, Base::Standard, 1.0);
        let layers = device_layers(&palette(THEME, Base::Standard), &look);
        let layer = layers.iter().find(|layer| layer["id"] == "cluster").unwrap();
        let cluster = cluster(members);
        let text = |expression: &Value| value(expression, &cluster).as_str().unwrap().to_owned();
        (text(&layer["layout"]["icon-image"]), text(&layer["paint"]["text-color"]))
    }

    #[test]
    fn a_cluster_is_drawn_in_the_colour_of_the_worst_in_it() {
        let p = palette(THEME, Base::Standard);
        let icons = icons(THEME, &p);
        for one in State::ALL {
            for other in State::ALL {
                let worst = one.max(other);
                let (image, colour) = drawn(&[(one, false), (other, false), (State::Normal, false)]);
                let is_calm = worst < State::Warn;
                let word = if is_calm { "normal" } else { worst.word() };
                assert_eq!(image, format!("cluster-{word}"), "{one:?} and {other:?}");
                assert_eq!(
                    colour,
                    if is_calm { p.text } else { ink(THEME, worst).glyph },
                    "{one:?} and {other:?}"
                );
                let fill = icons.iter().find(|icon| icon.name == image).unwrap().fill;
                assert_eq!(
                    fill,
                    if is_calm { p.quiet } else { ink(THEME, worst).fill },
                    "{one:?} and {other:?}"
                );
            }
        }
    }

    #[test]
    fn a_cluster_is_still_only_once_every_alarm_in_it_is_acknowledged() {
        let image = |members: &[(State, bool)]| drawn(members).0;
        assert_eq!(image(&[(State::Level1, true), (State::Level4, true)]), "cluster-level1-acknowledged");
        assert_eq!(image(&[(State::Level1, true), (State::Level4, false)]), "cluster-level1");
    }
}
