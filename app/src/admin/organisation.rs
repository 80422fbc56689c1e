//! Organisations as a tree. The area of access of an organisation's people follows it, so moving one to another area
//! first shows whose does. Each leads to the other registers, where the reader may follow.

use super::{
    Said,
    grid::focus,
    open,
    organisation_sheet::{chosen_sheet, new_sheet},
    refusal_band,
};
use crate::{seat::may, trouble::ask};
use contract::{Act, Kind, OrganisationId, identity::OrganisationRow};
use kit::{Remote, button, empty_view, page_head, query, shortcut, split, t};
use leptos::{attr::custom::custom_attribute, ev::KeyboardEvent, prelude::*};
use std::collections::HashSet;

/// An organisation in the tree, in reading order.
#[derive(Clone, PartialEq)]
struct Branch {
    row: OrganisationRow,
    above: Option<OrganisationId>,
    /// From 1 at the top.
    level: usize,
    /// The first of those below it.
    below: Option<OrganisationId>,
}

/// All organisations, each before those below it; at the top are those whose own one above is not in reach.
fn branches(all: &[OrganisationRow]) -> Vec<Branch> {
    let is_top =
        |row: &&OrganisationRow| row.parent.is_none_or(|parent| all.iter().all(|other| other.id != parent));
    let mut list = vec![];
    for row in all.iter().filter(is_top) {
        put_branch(all, row, None, 1, &mut list);
    }
    list
}

fn put_branch(
    all: &[OrganisationRow],
    row: &OrganisationRow,
    above: Option<OrganisationId>,
    level: usize,
    list: &mut Vec<Branch>,
) {
    let below = all.iter().filter(|other| other.parent == Some(row.id));
    let first = below.clone().next().map(|row| row.id);
    list.push(Branch { row: row.clone(), above, level, below: first });
    for child in below {
        put_branch(all, child, Some(row.id), level + 1, list);
    }
}

/// Those that are not folded away.
fn unfolded(tree: &[Branch], folded: &HashSet<OrganisationId>) -> Vec<Branch> {
    let mut hidden = folded.clone();
    let mut seen = vec![];
    for branch in tree {
        if branch.above.is_some_and(|above| hidden.contains(&above)) {
            hidden.insert(branch.row.id);
        } else {
            seen.push(branch.clone());
        }
    }
    seen
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) all: Remote<Vec<OrganisationRow>>,
    pub(super) said: Said,
    chosen: Memo<Option<String>>,
    folded: RwSignal<HashSet<OrganisationId>>,
    /// Where Tab stops in the tree.
    at: RwSignal<Option<OrganisationId>>,
    pub(super) is_moving: RwSignal<bool>,
    pub(super) is_changing: RwSignal<bool>,
    pub(super) is_settling: RwSignal<bool>,
}

/// `/admin/organisation`: the tree, with a sheet for one of them.
#[must_use]
pub fn page() -> AnyView {
    let desk = Desk {
        all: Remote::new("organisation", || ask(api::identity::list_organisations())),
        said: RwSignal::new(None),
        chosen: query("sel"),
        folded: RwSignal::new(HashSet::new()),
        at: RwSignal::new(None),
        is_moving: RwSignal::new(false),
        is_changing: RwSignal::new(false),
        is_settling: RwSignal::new(false),
    };
    let is_open = Signal::derive(move || desk.chosen.with(Option::is_some));
    let is_new = Memo::new(move |_| desk.chosen.with(|id| id.as_deref() == Some("new")));
    let side = move || if is_new.get() { new_sheet(desk) } else { chosen_sheet(desk) };
    let tree = desk.all.view(move |all| tree_view(desk, &all));
    let new = may(Kind::Organisation, Act::Create).then(|| {
        shortcut("n", || open("new"));
        button(t("admin.organisation_new"), || open("new"))
    });
    view! {
        {refusal_band(desk.said)}
        {page_head(t("admin.organisation_tree"), None, None, new)}
        {split(is_open, view! { <div>{tree}</div> }.into_any(), move || side.into_any())}
    }
    .into_any()
}

fn tree_view(desk: Desk, all: &[OrganisationRow]) -> AnyView {
    let tree = branches(all);
    if tree.is_empty() {
        return empty_view("organisation", None);
    }
    let is_known = desk.at.get_untracked().is_some_and(|at| all.iter().any(|row| row.id == at));
    if !is_known {
        desk.at.set(tree.first().map(|branch| branch.row.id));
    }
    let seen = Memo::new(move |_| desk.folded.with(|folded| unfolded(&tree, folded)));
    view! {
        <ul
            class="tree"
            role="tree"
            aria-label=t("admin.organisation_tree")
            on:keydown=move |event| seen.with_untracked(|seen| press(desk, seen, &event))
        >
            <For each=move || seen.get() key=|branch| branch.row.id children=move |branch| branch_view(desk, branch) />
        </ul>
    }
    .into_any()
}

fn element_id(id: OrganisationId) -> String {
    format!("organisation-{id}")
}

/// One line. The list is flat and says its levels, so that a line's name is its own text and not that of all below it.
fn branch_view(desk: Desk, branch: Branch) -> AnyView {
    let id = branch.row.id;
    let has_below = branch.below.is_some();
    let is_folded = move || desk.folded.with(|folded| folded.contains(&id));
    let turn = move |event: leptos::ev::MouseEvent| {
        if has_below {
            event.stop_propagation();
            fold(desk, id, !untrack(is_folded));
        }
    };
    view! {
        <li
            class="tree-row"
            role="treeitem"
            id=element_id(id)
            style:--level=(branch.level - 1).to_string()
            {..custom_attribute("aria-level", branch.level.to_string())}
            tabindex=move || if desk.at.get() == Some(id) { "0" } else { "-1" }
            aria-selected=move || if is_chosen(desk, id) { "true" } else { "false" }
            aria-expanded=move || has_below.then(|| if is_folded() { "false" } else { "true" })
            on:focus=move |_| desk.at.set(Some(id))
            on:click=move |_| choose(desk, id)
        >
            <i class="tree-fold" aria-hidden="true" on:click=turn></i>
            {branch.row.name}
            " "
            <span class="count">{branch.row.users}</span>
        </li>
    }
    .into_any()
}

/// Whether the address names this one.
pub(super) fn is_chosen(desk: Desk, id: OrganisationId) -> bool {
    desk.chosen.with(|chosen| chosen.as_deref() == Some(id.to_string().as_str()))
}

fn choose(desk: Desk, id: OrganisationId) {
    desk.at.set(Some(id));
    open(&id.to_string());
}

fn fold(desk: Desk, id: OrganisationId, is_folded: bool) {
    desk.folded.update(|folded| {
        if is_folded {
            folded.insert(id);
        } else {
            folded.remove(&id);
        }
    });
}

/// The keys of a tree: up and down, right unfolds or goes in, left folds or goes out, Home, End, Enter.
///
/// # Source
/// WAI-ARIA Authoring Practices 1.2, pattern "Tree view".
fn press(desk: Desk, seen: &[Branch], event: &KeyboardEvent) {
    let at = desk.at.get_untracked();
    let Some(n) = seen.iter().position(|branch| Some(branch.row.id) == at) else { return };
    let here = &seen[n];
    let id = here.row.id;
    let is_folded = desk.folded.with_untracked(|folded| folded.contains(&id));
    let to = match event.key().as_str() {
        "ArrowDown" => seen.get(n + 1).map(|branch| branch.row.id),
        "ArrowUp" => n.checked_sub(1).and_then(|n| seen.get(n)).map(|branch| branch.row.id),
        "Home" => seen.first().map(|branch| branch.row.id),
        "End" => seen.last().map(|branch| branch.row.id),
        "ArrowRight" if here.below.is_some() && is_folded => {
            fold(desk, id, false);
            None
        }
        "ArrowRight" => here.below,
        "ArrowLeft" if here.below.is_some() && !is_folded => {
            fold(desk, id, true);
            None
        }
        "ArrowLeft" => here.above,
        "Enter" | " " => {
            choose(desk, id);
            None
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(to) = to {
        desk.at.set(Some(to));
        focus(&element_id(to));
    }
}
