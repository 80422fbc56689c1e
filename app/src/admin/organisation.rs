//! Organisations as a tree. The area of access of an organisation's people follows it, so moving one to another area
//! first shows whose does. Each leads to the other registers, where the reader may follow.

use super::{
    Said, open,
    organisation_sheet::{chosen_sheet, new_sheet},
    refusal_band,
};
use crate::{seat::may, trouble::ask};
use contract::{Act, Kind, OrganisationId, identity::OrganisationRow};
use kit::{
    Call, Remote, TreeLine, TreeSpec, button, empty_view, leave, page_head, query, shortcut, split, t, tree,
};
use leptos::{callback::UnsyncCallback, prelude::*};
use std::collections::{HashMap, HashSet};

/// An organisation in the tree, in reading order.
struct Branch {
    key: String,
    above: Option<String>,
    /// From 1 at the top.
    level: usize,
    has_below: bool,
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
    above: Option<String>,
    level: usize,
    list: &mut Vec<Branch>,
) {
    let key = row.id.to_string();
    let below = all.iter().filter(|other| other.parent == Some(row.id));
    list.push(Branch { key: key.clone(), above, level, has_below: below.clone().next().is_some() });
    for child in below {
        put_branch(all, child, Some(key.clone()), level + 1, list);
    }
}

/// Those that are not folded away.
fn unfolded(tree: &[Branch], folded: &HashSet<String>) -> Vec<TreeLine> {
    let mut hidden = folded.clone();
    let mut seen = vec![];
    for branch in tree {
        if branch.above.as_ref().is_some_and(|above| hidden.contains(above)) {
            hidden.insert(branch.key.clone());
        } else {
            let is_unfolded = branch.has_below.then(|| !folded.contains(&branch.key));
            seen.push(TreeLine { key: branch.key.clone(), level: branch.level, is_unfolded });
        }
    }
    seen
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub(super) all: Remote<Vec<OrganisationRow>>,
    pub(super) said: Said,
    pub(super) chosen: Memo<Option<String>>,
    folded: RwSignal<HashSet<String>>,
    /// Where Tab stops in the tree.
    at: RwSignal<Option<String>>,
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
    let branches = branches(all);
    if branches.is_empty() {
        return empty_view("organisation", None);
    }
    let said: HashMap<String, (String, u32)> =
        all.iter().map(|row| (row.id.to_string(), (row.name.clone(), row.users))).collect();
    let words = move |key: String| {
        let (name, users) = said.get(&key).cloned().unwrap_or_default();
        view! {
            {name}
            " "
            <span class="count">{users}</span>
        }
        .into_any()
    };
    let seen = Memo::new(move |_| desk.folded.with(|folded| unfolded(&branches, folded)));
    let fold = move |(key, is_folded): (String, bool)| {
        desk.folded.update(|folded| {
            if is_folded {
                folded.insert(key);
            } else {
                folded.remove(&key);
            }
        });
    };
    tree(TreeSpec {
        label: t("admin.organisation_tree"),
        lines: seen.into(),
        at: desk.at,
        chosen: desk.chosen.into(),
        words: UnsyncCallback::new(words),
        on_fold: Call::new(fold),
        on_choose: Call::new(|key: String| leave(move || open(&key))),
    })
}

/// Whether the address names this one.
pub(super) fn is_chosen(desk: Desk, id: OrganisationId) -> bool {
    desk.chosen.with(|chosen| chosen.as_deref() == Some(id.to_string().as_str()))
}
