//! The permission matrix: every role against every permission, as text for those who can't see the signs. A press on a
//! cell says why it is so.

use super::{
    grid::Grid,
    permission::{group_view, head_view, vocabulary},
    role_word,
};
use crate::trouble::ask;
use contract::{Act, Kind, Scope, identity::RoleRow};
use kit::{Remote, button, check, dialog, link_button, page_head, query, set_query, t, term, tf};
use leptos::prelude::*;
use std::sync::Arc;

/// How far a role reaches with an act on a kind: the widest of its scopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    All,
    Area,
    Narrow,
    None,
}

impl Reach {
    const ALL: [Self; 4] = [Self::All, Self::Area, Self::Narrow, Self::None];

    fn of(scopes: &[Scope]) -> Self {
        if scopes.contains(&Scope::All) {
            Self::All
        } else if scopes.contains(&Scope::Areas) {
            Self::Area
        } else if scopes.is_empty() {
            Self::None
        } else {
            Self::Narrow
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Area => "area",
            Self::Narrow => "own",
            Self::None => "none",
        }
    }

    fn word(self) -> String {
        t(match self {
            Self::All => "admin.matrix_full",
            Self::Area => "admin.matrix_partly",
            Self::Narrow => "admin.matrix_narrow",
            Self::None => "admin.matrix_no",
        })
    }
}

/// A row of the matrix: an act on a kind, and the scopes that each role has for it.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    kind: Kind,
    act: Act,
    scopes: Vec<Vec<Scope>>,
}

impl Line {
    fn new(roles: &[RoleRow], kind: Kind, act: Act) -> Self {
        let of = |row: &RoleRow| {
            let mut scopes: Vec<Scope> =
                row.permissions.iter().filter(|p| p.kind == kind && p.act == act).map(|p| p.scope).collect();
            scopes.sort_unstable();
            scopes
        };
        Self { kind, act, scopes: roles.iter().map(of).collect() }
    }

    fn differs(&self) -> bool {
        let mut reaches = self.scopes.iter().map(|scopes| Reach::of(scopes));
        let first = reaches.next();
        reaches.any(|reach| Some(reach) != first)
    }
}

/// The cell that is explained: its role, kind, act and scopes.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    role: String,
    role_id: String,
    kind: Kind,
    act: Act,
    scopes: Vec<Scope>,
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Desk {
    grid: Grid,
    is_asking: RwSignal<bool>,
    asked: RwSignal<Option<Asked>>,
}

/// `/admin/role/matrix`: roles across, permissions down.
#[must_use]
pub fn page() -> AnyView {
    let desk =
        Desk { grid: Grid::new("matrix"), is_asking: RwSignal::new(false), asked: RwSignal::new(None) };
    let roles = Remote::new("role", || ask(api::identity::list_roles()));
    let difference = query("diff");
    let only_differences = Signal::derive(move || difference.with(Option::is_some));
    let turn = move |is_on: bool| {
        desk.grid.enter(0, 0);
        set_query(&[("diff", is_on.then_some("1"))]);
    };
    view! {
        {page_head(
            t("admin.matrix"),
            Some("/admin/role".into()),
            None,
            Some(check(t("admin.matrix_differences"), only_differences, turn)),
        )}
        {legend()}
        {roles.view(move |roles| matrix_view(desk, roles, only_differences))}
        {why_dialog(desk)}
    }
    .into_any()
}

fn legend() -> AnyView {
    let items: Vec<AnyView> = Reach::ALL
        .into_iter()
        .map(|reach| {
            view! {
                <li>
                    <i class="cell" data-reach=reach.key() aria-hidden="true"></i>
                    {reach.word()}
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ul class="matrix-key">{items}</ul> }.into_any()
}

fn matrix_view(desk: Desk, roles: Vec<RoleRow>, only_differences: Signal<bool>) -> AnyView {
    let columns = roles.len();
    let groups: Vec<(Kind, Vec<Line>)> = vocabulary(&roles)
        .into_iter()
        .map(|(kind, acts)| (kind, acts.into_iter().map(|act| Line::new(&roles, kind, act)).collect()))
        .collect();
    let shown = Memo::new(move |_| {
        let is_narrowed = only_differences.get();
        let kept =
            |lines: &Vec<Line>| lines.iter().filter(|l| !is_narrowed || l.differs()).cloned().collect();
        let all: Vec<(Kind, Vec<Line>)> = groups.iter().map(|(kind, lines)| (*kind, kept(lines))).collect();
        all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect::<Vec<_>>()
    });
    let count =
        move || shown.with_untracked(|groups| groups.iter().map(|(_, lines)| lines.len()).sum::<usize>());
    let heads: Vec<AnyView> =
        roles.iter().map(|row| view! { <th scope="col">{role_word(row)}</th> }.into_any()).collect();
    let names: Arc<Vec<(String, String)>> =
        Arc::new(roles.iter().map(|row| (row.id.to_string(), role_word(row))).collect());
    let bodies = move || {
        let mut first = 0;
        let mut bodies: Vec<AnyView> = vec![];
        for (kind, lines) in shown.get() {
            let begin = first;
            first += lines.len();
            let rows = lines
                .into_iter()
                .enumerate()
                .map(|(n, line)| line_view(desk, begin + n, line, &names))
                .collect();
            bodies.push(group_view(term(kind), columns + 1, rows));
        }
        bodies
    };
    view! {
        <div class="register-scroll">
            <table
                class="matrix"
                role="grid"
                aria-label=t("admin.matrix")
                aria-readonly="true"
                on:keydown=move |event| desk.grid.press(&event, count(), columns)
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

fn line_view(desk: Desk, row: usize, line: Line, names: &[(String, String)]) -> AnyView {
    let (kind, act) = (line.kind, line.act);
    let cells: Vec<AnyView> = line
        .scopes
        .into_iter()
        .zip(names)
        .enumerate()
        .map(|(column, (scopes, (id, name)))| {
            let asked = Asked { role: name.clone(), role_id: id.clone(), kind, act, scopes };
            cell_view(desk, row, column, asked)
        })
        .collect();
    view! { <tr>{head_view(kind, act)} {cells}</tr> }.into_any()
}

fn cell_view(desk: Desk, row: usize, column: usize, asked: Asked) -> AnyView {
    let reach = Reach::of(&asked.scopes);
    let word = super::permission::act_word(asked.kind, asked.act);
    let name =
        tf("admin.matrix_cell", &[("role", &asked.role), ("permission", &word), ("scope", &reach.word())]);
    let explain = move |_| {
        desk.asked.set(Some(asked.clone()));
        desk.is_asking.set(true);
    };
    view! {
        <td>
            <button
                type="button"
                class="cell"
                id=desk.grid.id(row, column)
                data-reach=reach.key()
                tabindex=move || desk.grid.stop(row, column)
                on:focus=move |_| desk.grid.enter(row, column)
                on:click=explain
            >
                <span class="visually-hidden">{name}</span>
            </button>
        </td>
    }
    .into_any()
}

/// Says why a cell is as it is, and leads to the role.
fn why_dialog(desk: Desk) -> AnyView {
    let body = move || {
        let Some(asked) = desk.asked.get() else { return ().into_any() };
        let (act, kind) = (term(asked.act), term(asked.kind));
        let plain = [("role", asked.role.as_str()), ("act", act.as_str()), ("kind", kind.as_str())];
        if asked.scopes.is_empty() {
            return view! { <p class="dialog-text">{tf("admin.matrix_why_no", &plain)}</p> }.into_any();
        }
        let sentences: Vec<AnyView> = asked
            .scopes
            .iter()
            .map(|scope| {
                let scope = term(*scope);
                let [role, act, kind] = plain;
                let text = tf("admin.matrix_why_yes", &[role, act, kind, ("scope", &scope)]);
                view! { <p class="dialog-text">{text}</p> }.into_any()
            })
            .collect();
        sentences.into_any()
    };
    let acts = move || {
        let role =
            desk.asked.get().map(|asked| format!("/admin/role?sel={}", asked.role_id)).unwrap_or_default();
        view! {
            {button(t("sheet.close"), move || desk.is_asking.set(false))}
            {link_button(t("act.change"), role)}
        }
        .into_any()
    };
    dialog(desk.is_asking, Signal::derive(|| t("admin.matrix_why")), body, acts)
}
