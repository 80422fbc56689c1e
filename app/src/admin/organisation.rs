//! Organisations as a tree. The area of access of an organisation's people follows it, so moving one to another area
//! first shows whose does.

use super::{Said, act, area_choices, area_of, grid::focus, open, refusal_band, shut};
use crate::{seat::may, trouble::ask};
use contract::{Act, Cell, Kind, Listing, OrganisationId, identity::OrganisationRow};
use kit::{
    BandLevel, Call, Fact, Remote, RowLook, SheetSpec, band, blocked_button, button, dialog, empty_view,
    page_head, primary_button, query, row, rows, select_view, sheet, split, t, tf, toast,
};
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
struct Desk {
    all: Remote<Vec<OrganisationRow>>,
    said: Said,
    chosen: Memo<Option<String>>,
    folded: RwSignal<HashSet<OrganisationId>>,
    /// Where Tab stops in the tree.
    at: RwSignal<Option<OrganisationId>>,
    is_moving: RwSignal<bool>,
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
    };
    let is_open = Signal::derive(move || desk.chosen.with(Option::is_some));
    let tree = desk.all.view(move |all| tree_view(desk, &all));
    view! {
        {refusal_band(desk.said)}
        {page_head(t("admin.organisation_tree"), None, None, None)}
        {split(is_open, view! { <div>{tree}</div> }.into_any(), move || chosen_sheet(desk))}
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

fn is_chosen(desk: Desk, id: OrganisationId) -> bool {
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

fn chosen_sheet(desk: Desk) -> AnyView {
    desk.all.view(move |all| {
        let row = all.iter().find(|row| is_chosen(desk, row.id));
        row.map_or_else(|| ().into_any(), |row| organisation_sheet(desk, row, &all))
    })
}

fn organisation_sheet(desk: Desk, row: &OrganisationRow, all: &[OrganisationRow]) -> AnyView {
    let above = row.parent.and_then(|parent| all.iter().find(|other| other.id == parent));
    let users = format!("/admin/user?organisation={}", row.id);
    let users = view! { <a href=users>{row.users}</a> }.into_any();
    let mut look = SheetSpec::new("", row.name.clone());
    look.facts = vec![
        Fact::new("organisation.parent", Cell::text(above.map(|above| above.name.as_str()))),
        Fact::new("organisation.area", Cell::text(Some(&row.area_name))),
        Fact::view("organisation.users", users),
    ];
    if may(Kind::Organisation, Act::Change) {
        look.body = Some(move_dialog(desk, row.clone()));
        look.acts = Some(button(t("admin.organisation_move"), move || desk.is_moving.set(true)));
    }
    look.on_close = Some(Call::new(|()| shut()));
    sheet(look)
}

/// Asks where to, and shows whose area of access changes.
fn move_dialog(desk: Desk, row: OrganisationRow) -> AnyView {
    let to = RwSignal::new(String::new());
    let areas = area_choices();
    let (id, area, users) = (row.id, row.area, row.users);
    let name = StoredValue::new(row.name.clone());
    let question = Signal::derive(move || {
        let value = to.get();
        let word = areas.with(|areas| areas.iter().find(|c| c.value == value).map(|c| c.label.clone()));
        match word {
            Some(word) => tf(
                "admin.organisation_move_question",
                &[("thing", &name.get_value()), ("to", &word), ("n", &users.to_string())],
            ),
            None => tf("admin.organisation_move_where", &[("thing", &name.get_value())]),
        }
    });
    let body = move || {
        view! {
            {select_view("move-to", t("admin.organisation_move_to"), areas, to, Some(t("form.choose")))}
            <h3>{t("admin.organisation_people")}</h3>
            {people_view(id)}
        }
        .into_any()
    };
    let acts = move || {
        let go = move || match area_of(&to.get()) {
            None => blocked_button(t("admin.organisation_move"), t("form.choose")),
            Some(new) if new == area => {
                blocked_button(t("admin.organisation_move"), t("admin.organisation_same"))
            }
            Some(new) => primary_button(t("admin.organisation_move"), move || {
                desk.is_moving.set(false);
                act(
                    api::identity::move_organisation(id, new, row.revision),
                    "organisation",
                    desk.said,
                    move |()| {
                        toast(t("admin.organisation_moved"));
                        desk.all.reload();
                    },
                );
            }),
        };
        view! {
            {button(t("dialog.back"), move || desk.is_moving.set(false))}
            {go}
        }
        .into_any()
    };
    dialog(desk.is_moving, question, body, acts)
}

/// The first fifty people of an organisation.
fn people_view(id: OrganisationId) -> AnyView {
    let people = Remote::new("user", move || {
        let mut listing = Listing::default();
        listing.set("organisation", vec![id.to_string()]);
        ask(api::identity::list_users(listing))
    });
    people.view(|page| {
        if page.rows.is_empty() {
            return band(BandLevel::Note, t("admin.organisation_nobody"), None, None);
        }
        let items = page
            .rows
            .iter()
            .map(|user| {
                row(RowLook {
                    title: user.account.clone(),
                    note: user.shown_name.clone(),
                    ..RowLook::default()
                })
            })
            .collect();
        rows(items)
    })
}
