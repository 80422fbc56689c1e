//! The style as a function of how the map should look, and the difference between two looks.
//!
//! Theme, base, chosen storey, focus and hidden layers all end in one list of layers. What changes between two such lists
//! is set on the map property by property, so that sources, feature states and the camera stay as they are.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::options::Source;
use crate::state::State;
use crate::symbology::{Base, Theme, ink, palette};
use crate::{ground, symbol};

/// What a person can show and hide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LayerGroup {
    /// Lawns, water, roads, parking.
    Ground,
    /// Edges of grids and estates.
    Grid,
    /// Masses and storeys of buildings.
    Building,
    /// Dwellings.
    Dwelling,
    /// Organisations.
    Organisation,
    /// Cases.
    Case,
    /// Devices and their clusters.
    Device,
    /// Symbols, needles and pulses of open alarms.
    Alarm,
    /// How many live in each building.
    Resident,
    /// Names and numbers.
    Label,
    /// Lines and areas of measuring.
    Measure,
}

/// A dwelling in focus and the building whose other dwellings fade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Focus {
    /// The dwelling.
    pub dwelling: u32,
    /// Its building.
    pub building: u32,
}

/// How the map should look, apart from states and camera.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Light or dark.
    pub theme: Theme,
    /// Which ground.
    pub base: Base,
    /// Size of text and symbols against the desk's; 2 on a wall of 3840 px.
    pub scale: f64,
    /// The storey above which everything is cut away.
    pub storey: Option<i32>,
    /// The dwelling in focus.
    pub focus: Option<Focus>,
    /// Groups that are not drawn.
    pub hidden: BTreeSet<LayerGroup>,
    /// Buildings that are drawn by storey because of an alarm.
    pub alarmed: BTreeSet<u32>,
    /// Buildings whose dwellings are loaded.
    pub opened: BTreeSet<u32>,
    /// Whether alarms are so few that each is drawn by itself from far away.
    pub are_alarms_few: bool,
}

impl Look {
    /// A look without focus or alarms, and without the number of residents, which is looked at by who asks for it.
    #[must_use]
    pub fn new(theme: Theme, base: Base, scale: f64) -> Self {
        Self {
            theme,
            base,
            scale,
            storey: None,
            focus: None,
            hidden: BTreeSet::from([LayerGroup::Resident]),
            alarmed: BTreeSet::new(),
            opened: BTreeSet::new(),
            are_alarms_few: true,
        }
    }
}

/// One step from a list of layers to the next.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A paint property.
    Paint(String, String, Value),
    /// A layout property.
    Layout(String, String, Value),
    /// A filter.
    Filter(String, Value),
    /// The zooms between which the layer is drawn.
    Zoom(String, f64, f64),
}

/// The whole style: sources below `root`, such as "/map", of which some may stay empty, and the layers of a look. No
/// glyphs: text is drawn locally.
#[must_use]
pub fn style(look: &Look, root: &str, without: &[Source]) -> Value {
    json!({ "version": 8, "name": "linli", "sources": sources(root, without), "layers": layers(look) })
}

/// The layers of a look, lowest first.
#[must_use]
pub fn layers(look: &Look) -> Vec<Value> {
    let p = &palette(look.theme, look.base);
    let mut layers = ground::ground_layers(p);
    layers.extend(ground::solid_layers(p, look));
    layers.extend(symbol::mark_layers(p, look.scale));
    layers.extend(symbol::device_layers(p, look));
    layers.extend(symbol::label_layers(p, look));
    for layer in &mut layers {
        let is_hidden =
            look.hidden.iter().any(|group| layer["metadata"]["group"] == json!(group_word(*group)));
        layer["layout"]["visibility"] = json!(if is_hidden { "none" } else { "visible" });
    }
    layers
}

/// The empty collection that a source starts from.
#[must_use]
pub fn nothing() -> Value {
    json!({ "type": "FeatureCollection", "features": [] })
}

fn sources(root: &str, without: &[Source]) -> Value {
    let data = |source: Source| {
        if without.contains(&source) { nothing() } else { json!(format!("{root}/{}.geojson", source.word())) }
    };
    let rank = state_rank();
    let count = |state: &str| json!(["+", ["case", ["==", ["get", "state"], state], 1, 0]]);
    let is_raised = json!(["all", [">=", rank, State::Level4.rank()], ["!=", ["get", "ack"], true]]);
    let empty = || json!({ "type": "geojson", "data": nothing() });
    json!({
        "ground": { "type": "geojson", "data": data(Source::Ground) },
        "building": { "type": "geojson", "data": data(Source::Building) },
        "dwelling": empty(),
        "storey": empty(),
        "needle": empty(),
        "outline": empty(),
        "measure": empty(),
        "case": { "type": "geojson", "data": data(Source::Case) },
        "device": {
            "type": "geojson", "data": data(Source::Device),
            "cluster": true, "clusterRadius": 48, "clusterMaxZoom": 16,
            "clusterProperties": {
                "worst": ["max", rank],
                "raised": ["+", ["case", is_raised, 1, 0]],
                "level1": count("level1"), "level2": count("level2"), "level3": count("level3"), "level4": count("level4"),
                "warn": count("warn"), "offline": count("offline"), "unknown": count("unknown"),
            },
        },
        "alarm": empty(),
        "label": empty(),
        "organisation": { "type": "geojson", "data": data(Source::Organisation) },
        "resident": empty(),
    })
}

/// The expression for the rank of a feature's `state`.
fn state_rank() -> Value {
    let mut expression = vec![json!("match"), json!(["get", "state"])];
    for state in State::ALL.into_iter().rev().filter(|state| state.rank() > 0) {
        expression.push(json!(state.word()));
        expression.push(json!(state.rank()));
    }
    expression.push(json!(0));
    Value::Array(expression)
}

/// The expression for the fill of a rank from `Warn` up, or `otherwise`.
#[must_use]
pub fn by_rank(theme: Theme, rank: Value, otherwise: &str) -> Value {
    let mut expression = vec![json!("match"), rank];
    for state in State::ALL.into_iter().rev().filter(|state| *state >= State::Warn) {
        expression.push(json!(state.rank()));
        expression.push(json!(ink(theme, state).fill));
    }
    expression.push(json!(otherwise));
    Value::Array(expression)
}

/// The word for a group in the layers' metadata.
#[must_use]
pub const fn group_word(group: LayerGroup) -> &'static str {
    match group {
        LayerGroup::Ground => "ground",
        LayerGroup::Grid => "grid",
        LayerGroup::Building => "building",
        LayerGroup::Dwelling => "dwelling",
        LayerGroup::Organisation => "organisation",
        LayerGroup::Case => "case",
        LayerGroup::Device => "device",
        LayerGroup::Alarm => "alarm",
        LayerGroup::Resident => "resident",
        LayerGroup::Label => "label",
        LayerGroup::Measure => "measure",
    }
}

/// What has to be set to come from one list of layers to another one with the same ids.
#[must_use]
pub fn changes(old: &[Value], new: &[Value]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (before, after) in old.iter().zip(new).filter(|(before, after)| before != after) {
        let id = after["id"].as_str().unwrap_or_default();
        for (name, value) in changed(&before["paint"], &after["paint"]) {
            changes.push(Change::Paint(id.to_owned(), name, value));
        }
        for (name, value) in changed(&before["layout"], &after["layout"]) {
            changes.push(Change::Layout(id.to_owned(), name, value));
        }
        if before["filter"] != after["filter"] {
            changes.push(Change::Filter(id.to_owned(), after["filter"].clone()));
        }
        let zooms = |layer: &Value| {
            (layer["minzoom"].as_f64().unwrap_or(0.0), layer["maxzoom"].as_f64().unwrap_or(24.0))
        };
        if zooms(before) != zooms(after) {
            let (from, to) = zooms(after);
            changes.push(Change::Zoom(id.to_owned(), from, to));
        }
    }
    changes
}

fn changed(before: &Value, after: &Value) -> Vec<(String, Value)> {
    let none = Map::new();
    let (before, after) = (before.as_object().unwrap_or(&none), after.as_object().unwrap_or(&none));
    let kept = after.iter().filter(|(name, value)| before.get(*name) != Some(*value));
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    kept.map(|(name, value)| (name.clone(), value.clone()))
        .chain(gone.map(|name| (name.clone(), Value::Null)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look() -> Look {
        Look::new(Theme::Dark, Base::Standard, 1.0)
    }

    #[test]
    fn every_layer_has_its_own_id_a_group_and_a_source_of_the_style() {
        let style = style(&look(), "/map", &[]);
        let mut ids = BTreeSet::new();
        for layer in style["layers"].as_array().unwrap() {
            assert!(ids.insert(layer["id"].as_str().unwrap().to_owned()), "{layer}");
            assert!(layer["metadata"]["group"].is_string(), "{layer}");
            if layer["type"] != "background" {
                assert!(style["sources"].get(layer["source"].as_str().unwrap()).is_some(), "{layer}");
            }
        }
    }

    #[test]
    fn the_style_asks_no_other_server_for_anything() {
        let text = style(&look(), "/map", &[]).to_string();
        assert!(!text.contains("http") && !text.contains("glyphs") && !text.contains("sprite"));
        assert!(text.contains("/map/device.geojson"));
    }

    #[test]
    fn what_would_be_refused_is_not_asked_for() {
        let text = style(&look(), "/map", &[Source::Device]).to_string();
        assert!(!text.contains("/map/device.geojson") && text.contains("/map/ground.geojson"));
    }

    #[test]
    fn all_looks_have_the_same_layers_in_the_same_order() {
        let ids = |look: &Look| layers(look).iter().map(|layer| layer["id"].clone()).collect::<Vec<_>>();
        let mut other = Look::new(Theme::Light, Base::Grey, 2.0);
        other.storey = Some(15);
        other.focus = Some(Focus { dwelling: 7, building: 3 });
        other.are_alarms_few = false;
        other.alarmed.insert(3);
        other.opened.insert(3);
        other.hidden.insert(LayerGroup::Device);
        assert_eq!(ids(&look()), ids(&other));
    }

    #[test]
    fn a_look_differs_from_itself_in_nothing() {
        assert!(changes(&layers(&look()), &layers(&look())).is_empty());
    }

    #[test]
    fn hiding_labels_changes_only_their_visibility() {
        let mut other = look();
        other.hidden.insert(LayerGroup::Label);
        let changes = changes(&layers(&look()), &layers(&other));
        assert!(!changes.is_empty());
        for change in changes {
            assert!(
                matches!(change, Change::Layout(_, name, value) if name == "visibility" && value == "none")
            );
        }
    }

    #[test]
    fn the_number_of_residents_is_neither_drawn_nor_asked_for_until_somebody_wants_it() {
        let style = style(&look(), "/map", &[]);
        let is_shown = |look: &Look| {
            let found = layers(look).into_iter().find(|layer| layer["id"] == "resident").unwrap();
            found["layout"]["visibility"] == "visible"
        };
        assert!(!is_shown(&look()) && style["sources"]["resident"]["data"] == nothing());
        let mut other = look();
        other.hidden.remove(&LayerGroup::Resident);
        assert!(is_shown(&other));
    }

    #[test]
    fn a_chosen_storey_changes_filters_and_heights() {
        let mut other = look();
        other.storey = Some(3);
        let changes = changes(&layers(&look()), &layers(&other));
        assert!(changes.iter().any(|change| matches!(change, Change::Filter(id, _) if id == "dwelling")));
        assert!(changes.iter().any(|change| matches!(change, Change::Paint(id, _, _) if id == "dwelling")));
    }

    #[test]
    fn a_chosen_storey_leaves_out_devices_of_others_but_no_alarm() {
        let filter = |look: &Look| {
            let layers = layers(look);
            layers.into_iter().find(|layer| layer["id"] == "device").unwrap()["filter"].to_string()
        };
        let mut other = look();
        other.storey = Some(2);
        assert!(!filter(&look()).contains("storey"));
        assert!(filter(&other).contains(r#"["==",["get","storey"],2]"#));
        assert!(filter(&other).contains("level1"));
    }

    #[test]
    fn few_alarms_are_drawn_from_farther_away() {
        let mut other = look();
        other.are_alarms_few = false;
        let changes = changes(&layers(&look()), &layers(&other));
        assert!(changes.iter().any(|change| matches!(change, Change::Zoom(id, _, _) if id == "alarm")));
    }
}
