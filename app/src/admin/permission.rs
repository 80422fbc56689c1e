//! What a role may do, as a grid to tick: a row for each act on a kind, a column for each reach. Which acts make sense
//! on which kind is what any role uses, those of a new installation included.

use super::grid::Grid;
use contract::{
    Act, Kind, Permission, Scope, Term,
    identity::{RoleRow, role::ROLES},
};
use kit::{t, term, tf};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The acts that make sense on each kind, in the order in which people read them.
pub(super) fn vocabulary(roles: &[RoleRow]) -> Vec<(Kind, Vec<Act>)> {
    let seeds = ROLES.iter().flat_map(|seed| seed.permissions());
    let used: BTreeSet<(Kind, Act)> =
        seeds.chain(roles.iter().flat_map(|row| row.permissions.clone())).map(|p| (p.kind, p.act)).collect();
    let acts_on =
        |kind: Kind| Act::ALL.iter().copied().filter(|act| used.contains(&(kind, *act))).collect::<Vec<_>>();
    Kind::ALL.iter().map(|kind| (*kind, acts_on(*kind))).filter(|(_, acts)| !acts.is_empty()).collect()
}

/// What saving would change.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Difference {
    pub added: Vec<Permission>,
    pub removed: Vec<Permission>,
}

impl Difference {
    /// From what a role may do to what was ticked.
    pub(super) fn between(before: &[Permission], after: &BTreeSet<Permission>) -> Self {
        Self {
            added: after.iter().filter(|p| !before.contains(p)).copied().collect(),
            removed: before.iter().filter(|p| !after.contains(p)).copied().collect(),
        }
    }

    /// Whether nothing would change.
    pub(super) fn is_none(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

/// An act on a kind in words: 办结消防隐患.
pub(super) fn act_word(kind: Kind, act: Act) -> String {
    tf("admin.matrix_permission", &[("act", &term(act)), ("kind", &term(kind))])
}

/// A permission in words, with its reach.
pub(super) fn permission_word(permission: &Permission) -> String {
    let word = act_word(permission.kind, permission.act);
    tf("admin.permission_reach", &[("permission", &word), ("scope", &term(permission.scope))])
}

/// The grid to tick; `ticked` holds what is.
pub(super) fn permission_grid(
    role: String,
    groups: Vec<(Kind, Vec<Act>)>,
    ticked: RwSignal<BTreeSet<Permission>>,
    may_change: bool,
) -> AnyView {
    let grid = Grid::new("permission");
    let count: usize = groups.iter().map(|(_, acts)| acts.len()).sum();
    let mut row = 0;
    let bodies: Vec<AnyView> = groups
        .into_iter()
        .map(|(kind, acts)| {
            let first = row;
            row += acts.len();
            let lines: Vec<AnyView> = acts
                .into_iter()
                .enumerate()
                .map(|(n, act)| line_view(grid, first + n, &role, kind, act, ticked, may_change))
                .collect();
            group_view(term(kind), Scope::ALL.len() + 1, lines)
        })
        .collect();
    let heads: Vec<AnyView> =
        Scope::ALL.iter().map(|scope| view! { <th scope="col">{term(*scope)}</th> }.into_any()).collect();
    view! {
        <div class="register-scroll">
            <table
                class="matrix"
                role="grid"
                aria-label=t("admin.role_permissions")
                on:keydown=move |event| grid.press(&event, count, Scope::ALL.len())
            >
                <thead>
                    <tr>
                        <th scope="col">{t("admin.role_permissions")}</th>
                        {heads}
                    </tr>
                </thead>
                {bodies}
            </table>
        </div>
    }
    .into_any()
}

/// The rows of one kind under its name.
pub(super) fn group_view(name: String, columns: usize, lines: Vec<AnyView>) -> AnyView {
    view! {
        <tbody>
            <tr class="matrix-group">
                <th scope="rowgroup" colspan=columns.to_string()>
                    {name}
                </th>
            </tr>
            {lines}
        </tbody>
    }
    .into_any()
}

/// The head of a row: the permission in words and as its key.
pub(super) fn head_view(kind: Kind, act: Act) -> AnyView {
    view! {
        <th scope="row">
            {act_word(kind, act)}
            " "
            <code>{format!("{kind}.{act}")}</code>
        </th>
    }
    .into_any()
}

fn line_view(
    grid: Grid,
    row: usize,
    role: &str,
    kind: Kind,
    act: Act,
    ticked: RwSignal<BTreeSet<Permission>>,
    may_change: bool,
) -> AnyView {
    let cells: Vec<AnyView> = Scope::ALL
        .iter()
        .enumerate()
        .map(|(column, scope)| {
            let permission = Permission { kind, act, scope: *scope };
            let word = act_word(kind, act);
            let name =
                tf("admin.matrix_cell", &[("role", role), ("permission", &word), ("scope", &term(*scope))]);
            view! {
                <td>
                    <label class="check">
                        <input
                            type="checkbox"
                            id=grid.id(row, column)
                            tabindex=move || grid.stop(row, column)
                            disabled=!may_change
                            prop:checked=move || ticked.with(|all| all.contains(&permission))
                            on:focus=move |_| grid.enter(row, column)
                            on:change=move |event| tick(ticked, permission, event_target_checked(&event))
                        />
                        <span class="visually-hidden">{name}</span>
                    </label>
                </td>
            }
            .into_any()
        })
        .collect();
    view! { <tr>{head_view(kind, act)} {cells}</tr> }.into_any()
}

fn tick(ticked: RwSignal<BTreeSet<Permission>>, permission: Permission, is_on: bool) {
    ticked.update(|all| {
        if is_on {
            all.insert(permission);
        } else {
            all.remove(&permission);
        }
    });
}
