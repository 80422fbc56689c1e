//! The scene as a tree: area, building, storey, dwelling, and what is in each by class. A node's children are read when it
//! is unfolded; choosing a node turns the map to it and opens its sheet.

use contract::spatial::SceneNode;
use kit::{Call, Remote, TreeLine, TreeSpec, announce, empty_view, run, t, tf, tree};
use leptos::{callback::UnsyncCallback, prelude::*};
use map::PickKind;
use std::collections::{HashMap, HashSet};

use super::{address::Selection, state::Wall};
use crate::{scene::camera_over, trouble::ask};

/// The top of the tree, which is no node of its own.
const TOP: &str = "";

/// What is known of the nodes below another.
#[derive(Clone, Debug, PartialEq)]
enum Below {
    /// They are being read.
    Loading,
    /// They are these.
    Nodes(Vec<SceneNode>),
    /// They could not be read, and why.
    Failed(String),
}

/// The tree of a wall; `Copy`. What was unfolded stays so while another list is looked at.
#[derive(Clone, Copy)]
pub struct Tree {
    below: RwSignal<HashMap<String, Below>>,
    unfolded: RwSignal<HashSet<String>>,
    /// Where Tab stops.
    at: RwSignal<Option<String>>,
    /// The node that was chosen last, with what it selected.
    chosen: RwSignal<Option<(String, Option<Selection>)>>,
}

impl Tree {
    /// A tree of which nothing is unfolded yet.
    pub fn new() -> Self {
        Self {
            below: RwSignal::new(HashMap::new()),
            unfolded: RwSignal::new(HashSet::new()),
            at: RwSignal::new(None),
            chosen: RwSignal::new(None),
        }
    }

    fn node(self, key: &str) -> Option<SceneNode> {
        self.below.with_untracked(|below| {
            let nodes = below.values().filter_map(|below| match below {
                Below::Nodes(nodes) => Some(nodes),
                Below::Loading | Below::Failed(_) => None,
            });
            nodes.flatten().find(|node| node.key == key).cloned()
        })
    }

    fn fold(self, key: &str) {
        self.unfolded.update(|unfolded| {
            unfolded.remove(key);
        });
    }

    /// Unfolds a node. What is below it is read anew; what was known of it is shown meanwhile.
    fn unfold(self, key: String) {
        self.unfolded.update(|unfolded| {
            unfolded.insert(key.clone());
        });
        let known = self.below.with_untracked(|below| below.get(&key).cloned());
        match &known {
            Some(Below::Loading) => return,
            Some(Below::Nodes(_)) => {}
            Some(Below::Failed(_)) | None => self.put(key.clone(), Below::Loading),
        }
        run(ask(api::spatial::list_scene(Some(key.clone()))), move |answer| match (answer, known) {
            (Ok(nodes), _) => self.put(key, Below::Nodes(nodes)),
            // They may be out of date, and are better than nothing.
            (Err(_), Some(Below::Nodes(_))) => {}
            (Err(trouble), _) => {
                let sentence = trouble.sentence("area");
                announce(sentence.clone());
                self.put(key, Below::Failed(sentence));
            }
        });
    }

    /// The wall may have gone while the server was asked.
    fn put(self, key: String, nodes: Below) {
        self.below.try_update(|below| below.insert(key, nodes));
    }
}

/// The lines of what is unfolded and known.
fn lines(below: &HashMap<String, Below>, unfolded: &HashSet<String>) -> Vec<TreeLine> {
    let mut lines = vec![];
    put_lines(below, unfolded, (TOP, 1), &mut lines);
    lines
}

fn put_lines(
    below: &HashMap<String, Below>,
    unfolded: &HashSet<String>,
    (above, level): (&str, usize),
    lines: &mut Vec<TreeLine>,
) {
    let Some(Below::Nodes(nodes)) = below.get(above) else { return };
    for node in nodes {
        let is_known = matches!(below.get(&node.key), Some(Below::Nodes(_)));
        let is_unfolded = (node.children > 0).then(|| is_known && unfolded.contains(&node.key));
        lines.push(TreeLine { key: node.key.clone(), level, is_unfolded });
        if is_unfolded == Some(true) {
            put_lines(below, unfolded, (node.key.as_str(), level + 1), lines);
        }
    }
}

/// The list that holds the tree.
pub fn list(wall: Wall) -> AnyView {
    let top = Remote::new("area", || ask(api::spatial::list_scene(None)));
    top.view(move |nodes| tree_view(wall, nodes))
}

fn tree_view(wall: Wall, top: Vec<SceneNode>) -> AnyView {
    if top.is_empty() {
        return empty_view("area", None);
    }
    let state = wall.tree;
    state.put(TOP.to_owned(), Below::Nodes(top));
    let lines =
        Memo::new(move |_| state.below.with(|below| state.unfolded.with(|unfolded| lines(below, unfolded))));
    let chosen = Signal::derive(move || {
        let (key, selection) = state.chosen.get()?;
        // What is no longer selected on the map isn't here either.
        (wall.selection.get() == selection).then_some(key)
    });
    let fold = move |(key, is_folded): (String, bool)| {
        if is_folded { state.fold(&key) } else { state.unfold(key) }
    };
    tree(TreeSpec {
        label: t("wall.tree"),
        lines: lines.into(),
        at: state.at,
        chosen,
        words: UnsyncCallback::new(move |key: String| words(state, key)),
        on_fold: Call::new(fold),
        on_choose: Call::new(move |key: String| choose(wall, &key)),
    })
}

/// What a line says: the node's name, its level or class, how many are below it, and how reading them goes.
fn words(state: Tree, key: String) -> AnyView {
    let Some(node) = state.node(&key) else { return ().into_any() };
    let reading = move || {
        let (is_trouble, text) = state.below.with(|below| match below.get(&key) {
            Some(Below::Loading) => Some((false, t("state.loading"))),
            Some(Below::Failed(sentence)) => Some((true, sentence.clone())),
            Some(Below::Nodes(_)) | None => None,
        })?;
        Some(view! { <span class="tree-note" data-trouble=is_trouble>{text}</span> })
    };
    let count = (node.children > 0).then(|| view! { <span class="count">{node.children}</span> });
    view! {
        <span>{name_of(&node)}</span>
        " "
        <span class="tree-note">{level_of(&node)}</span>
        " "
        {count}
        {reading}
    }
    .into_any()
}

fn name_of(node: &SceneNode) -> String {
    match (node.class.as_str(), node.storey) {
        ("storey", Some(number)) => tf("map.storey_is", &[("n", &number.to_string())]),
        ("device_kind", _) => t(&format!("device_kind.{}", node.name)),
        _ => node.name.clone(),
    }
}

/// The level or class of a node in a word; of a device its code.
fn level_of(node: &SceneNode) -> String {
    match node.class.as_str() {
        "building" | "dwelling" => t(&format!("map.search_group.{}", node.class)),
        "storey" => t("map.storey"),
        "device_kind" => t("map.search_group.device"),
        "device" => node.code.clone().unwrap_or_default(),
        area => t(&format!("area_kind.{area}")),
    }
}

/// What a node selects; an area and a class select nothing.
fn selection_of(node: &SceneNode) -> Option<Selection> {
    let code = node.code.clone()?;
    match node.class.as_str() {
        "building" | "storey" => Some(Selection::Building(code)),
        "dwelling" => Some(Selection::Dwelling(code)),
        "device" => node.key.strip_prefix("device/").map(|id| Selection::Device(id.to_owned())),
        _ => None,
    }
}

/// Turns the map to a node and selects it. A class is nowhere: choosing it unfolds it.
fn choose(wall: Wall, key: &str) {
    let Some(node) = wall.tree.node(key) else { return };
    if node.class == "device_kind" {
        let is_unfolded = wall.tree.unfolded.with_untracked(|unfolded| unfolded.contains(key));
        if is_unfolded {
            wall.tree.fold(key);
        } else {
            wall.tree.unfold(node.key);
        }
        return;
    }
    let selection = selection_of(&node);
    match &selection {
        Some(selection) => wall.select(selection),
        None => show_area(wall, &node),
    }
    wall.tree.chosen.set(Some((node.key, selection)));
    // What lies on another storey than the one that is lifted out would not be seen.
    let lifted = wall.pane.storey.get_untracked();
    if lifted != node.storey && (lifted.is_some() || node.class == "storey") {
        wall.pane.choose_storey(node.storey);
    }
}

fn show_area(wall: Wall, node: &SceneNode) {
    if wall.selection.get_untracked().is_some() {
        wall.unselect();
    }
    if let Some(map_no) = node.map_no {
        wall.pane.with(|engine| engine.select(Some((PickKind::Area, map_no))));
    }
    if let Some(at) = node.at {
        wall.pane.fly_to(camera_over(at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(key: &str, class: &str, children: u32) -> SceneNode {
        SceneNode {
            key: key.into(),
            name: key.into(),
            class: class.into(),
            children,
            map_no: None,
            code: Some("9".into()),
            storey: None,
            at: None,
        }
    }

    fn shown(below: &HashMap<String, Below>, unfolded: &[&str]) -> Vec<(String, usize, Option<bool>)> {
        let unfolded = unfolded.iter().map(|key| (*key).to_owned()).collect();
        lines(below, &unfolded).into_iter().map(|line| (line.key, line.level, line.is_unfolded)).collect()
    }

    #[test]
    fn a_node_stays_folded_until_what_is_below_it_is_known() {
        let line = |key: &str, level, is_unfolded| (key.to_owned(), level, is_unfolded);
        let top = Below::Nodes(vec![node("a", "grid", 1), node("b", "grid", 0)]);
        let mut below = HashMap::from([(TOP.to_owned(), top), ("a".to_owned(), Below::Loading)]);
        let folded = [line("a", 1, Some(false)), line("b", 1, None)];
        assert_eq!(shown(&below, &["a"]), folded);
        below.insert("a".into(), Below::Nodes(vec![node("c", "building", 15)]));
        assert_eq!(shown(&below, &[]), folded);
        let unfolded = [line("a", 1, Some(true)), line("c", 2, Some(false)), line("b", 1, None)];
        assert_eq!(shown(&below, &["a", "c"]), unfolded);
    }

    #[test]
    fn a_node_selects_what_it_is() {
        let selects = |key: &str, class: &str| selection_of(&node(key, class, 0));
        assert_eq!(selects("storey/1/15", "storey"), Some(Selection::Building("9".into())));
        assert_eq!(selects("dwelling/1", "dwelling"), Some(Selection::Dwelling("9".into())));
        assert_eq!(selects("device/0190-ab", "device"), Some(Selection::Device("0190-ab".into())));
        assert_eq!(selects("area/1", "grid"), None);
    }
}
