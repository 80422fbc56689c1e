//! Roles: a role is a set of permissions, and a change takes effect at once. So saving first lists what it adds, what it
//! takes away, and how many people it concerns. Roles of one's own are made empty and then ticked, and deleted when nobody
//! holds them.

use super::{
    Rows, Said, act, open,
    permission::{Difference, permission_grid, permission_word, vocabulary},
    role_word, shut, shut_that_of,
    side::{new_view, side_view},
    whole,
};
use crate::{
    seat::{self, may},
    trouble::ask,
};
use contract::{
    Act, Cell, Column, Fault, Kind, Permission, RoleId,
    identity::{Audience, ROLE_FIELDS, RoleDraft, RoleRow, role::ROLES},
};
use kit::{
    Call, DraftSpec, Fact, HeadAct, RegisterSpec, Remote, SheetSpec, Trouble, blocked_button, button,
    confirm, danger_button, dialog, primary_button, query, quiet_button, register, row, rows, run, set_query,
    sheet, t, tf, toast, trouble_view,
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Columns of the list of roles.
const ROLE_COLUMNS: &[Column<RoleRow>] = &[
    Column { key: "name", label: "admin.role_name", sortable: false, cell: |r| Cell::Text(role_word(r)) },
    Column {
        key: "audience",
        label: "admin.role_audience",
        sortable: false,
        cell: |r| Cell::Term(format!("audience.{}", r.audience)),
    },
    Column {
        key: "permissions",
        label: "admin.role_permissions",
        sortable: false,
        cell: |r| Cell::Number(i64::try_from(r.permissions.len()).unwrap_or(i64::MAX)),
    },
    Column {
        key: "holders",
        label: "admin.role_holders",
        sortable: false,
        cell: |r| Cell::Number(r.holders.into()),
    },
];

/// What the parts of the page share. What was ticked outlives a refusal and the role being read again.
#[derive(Clone, Copy)]
struct Desk {
    rows: Rows<RoleRow>,
    said: Said,
    /// Whose permissions are ticked.
    role: StoredValue<Option<RoleId>>,
    ticked: RwSignal<BTreeSet<Permission>>,
    is_asking: RwSignal<bool>,
}

/// `/admin/role`: the roles, with the permissions of one of them to tick.
#[must_use]
pub fn page() -> AnyView {
    let desk = Desk {
        rows: Rows::new(),
        said: RwSignal::new(None),
        role: StoredValue::new(None),
        ticked: RwSignal::new(BTreeSet::new()),
        is_asking: RwSignal::new(false),
    };
    side_view(Kind::Role, desk.said, list(desk), Signal::stored(false), move |is_new| {
        if is_new.get() { new_sheet(desk) } else { chosen_sheet(desk) }
    })
}

fn list(desk: Desk) -> AnyView {
    let mut spec = RegisterSpec::new(
        "role",
        t("admin.role_list"),
        ROLE_COLUMNS,
        |row: &RoleRow| row.id.to_string(),
        |_| async { ask(api::identity::list_roles()).await.map(whole) },
    );
    spec.searchable = false;
    spec.head_acts = vec![HeadAct::Link { label: t("admin.matrix"), href: "/admin/role/matrix".into() }];
    if may(Kind::Role, Act::Create) {
        spec.head_acts.push(HeadAct::press(t("admin.role_new"), || open("new")));
    }
    desk.rows.open_in(&mut spec);
    register(spec)
}

/// A role of one's own is made without permissions; its sheet opens next, to tick them.
fn new_sheet(desk: Desk) -> AnyView {
    let made = StoredValue::new(None::<RoleId>);
    let begin = RoleDraft { name: String::new(), audience: Audience::Street, permissions: vec![] };
    let mut spec = DraftSpec::new("role", ROLE_FIELDS, begin, move |typed: RoleDraft| async move {
        let row = ask(api::identity::add_role(typed)).await?;
        made.set_value(Some(row.id));
        Ok::<(), Trouble>(())
    });
    spec.on_done = Some(Call::new(move |()| {
        toast(t("admin.role_made"));
        desk.rows.stale();
        let id = made.get_value().map(|id| id.to_string());
        set_query(&[("sel", id.as_deref())]);
    }));
    new_view(Kind::Role, t("admin.role_new"), spec)
}

fn chosen_sheet(desk: Desk) -> AnyView {
    let chosen = query("sel");
    let all = Remote::new("role", move || {
        desk.rows.acted.track();
        ask(api::identity::list_roles())
    });
    all.view(move |roles| {
        let id = chosen.get().unwrap_or_default();
        match roles.iter().find(|row| row.id.to_string() == id) {
            Some(row) => role_sheet(desk, row, &roles),
            None => trouble_view("role", &Trouble::Fault(Fault::Missing { kind: Kind::Role }), None),
        }
    })
}

fn role_sheet(desk: Desk, row: &RoleRow, roles: &[RoleRow]) -> AnyView {
    if desk.role.get_value() != Some(row.id) {
        desk.role.set_value(Some(row.id));
        desk.ticked.set(row.permissions.iter().copied().collect());
    }
    let before = StoredValue::new(row.permissions.clone());
    let difference = Memo::new(move |_| {
        before.with_value(|before| desk.ticked.with(|after| Difference::between(before, after)))
    });
    let may_change = may(Kind::Role, Act::Change);
    let leave = move || {
        if difference.with_untracked(Difference::is_none) {
            shut();
        } else {
            confirm(t("form.leave_question"), None, t("form.leave"), true, move || {
                desk.role.set_value(None);
                shut();
            });
        }
    };
    let mut look = SheetSpec::new("", role_word(row));
    look.facts = vec![
        Fact::new("admin.role_audience", Cell::Term(format!("audience.{}", row.audience))),
        Fact::new("admin.role_holders", Cell::Number(row.holders.into())),
    ];
    look.body = Some(
        view! {
            {permission_grid(role_word(row), vocabulary(roles), desk.ticked, may_change)}
            {save_dialog(desk, row, difference)}
        }
        .into_any(),
    );
    let is_own = ROLES.iter().all(|seed| seed.key != row.key);
    let may_delete = is_own && may(Kind::Role, Act::Retire);
    look.acts = (may_change || may_delete).then(|| {
        view! {
            {may_change.then(|| save_acts(desk, before, difference))}
            {may_delete.then(|| delete_act(desk, row))}
        }
        .into_any()
    });
    look.on_close = Some(Call::new(move |()| leave()));
    sheet(look)
}

fn save_acts(desk: Desk, before: StoredValue<Vec<Permission>>, difference: Memo<Difference>) -> AnyView {
    let is_same = Memo::new(move |_| difference.with(Difference::is_none));
    let acts = move || {
        if is_same.get() {
            return blocked_button(t("admin.role_save"), t("admin.role_unchanged"));
        }
        view! {
            {primary_button(t("admin.role_save"), move || desk.is_asking.set(true))}
            {quiet_button(
                t("state.discard"),
                move || desk.ticked.set(before.get_value().into_iter().collect()),
            )}
        }
        .into_any()
    };
    acts.into_any()
}

/// Takes a role of one's own out of use, once nobody holds it.
fn delete_act(desk: Desk, row: &RoleRow) -> AnyView {
    if row.holders > 0 {
        let holders = row.holders.to_string();
        return blocked_button(t("admin.role_delete"), tf("admin.role_in_use", &[("n", &holders)]));
    }
    let (id, revision, name) = (row.id, row.revision, role_word(row));
    danger_button(t("admin.role_delete"), move || {
        let question = tf("admin.role_delete_question", &[("role", &name)]);
        confirm(question, None, t("admin.role_delete"), true, move || {
            act(api::identity::retire_role(id, revision), "role", desk.said, move |()| {
                toast(t("admin.role_deleted"));
                shut_that_of(&id.to_string(), desk.rows.chosen);
                desk.rows.stale();
            });
        });
    })
}

/// Lists the difference and saves it.
fn save_dialog(desk: Desk, row: &RoleRow, difference: Memo<Difference>) -> AnyView {
    let (id, revision, holders) = (row.id, row.revision, row.holders);
    let question = Signal::derive(move || {
        difference.with(|difference| {
            tf(
                "admin.role_difference",
                &[
                    ("added", &difference.added.len().to_string()),
                    ("removed", &difference.removed.len().to_string()),
                    ("people", &holders.to_string()),
                ],
            )
        })
    });
    let body = move || {
        let difference = difference.get();
        view! {
            {part_view(t("admin.role_added"), &difference.added)}
            {part_view(t("admin.role_removed"), &difference.removed)}
        }
        .into_any()
    };
    let acts = move || {
        view! {
            {button(t("dialog.back"), move || desk.is_asking.set(false))}
            {primary_button(t("form.save"), move || save(desk, id, revision))}
        }
        .into_any()
    };
    dialog(desk.is_asking, question, body, acts)
}

fn part_view(name: String, permissions: &[Permission]) -> AnyView {
    if permissions.is_empty() {
        return ().into_any();
    }
    let items = permissions
        .iter()
        .map(|permission| row(kit::RowLook { title: permission_word(permission), ..Default::default() }))
        .collect();
    view! {
        <h3>{name}</h3>
        {rows(items)}
    }
    .into_any()
}

fn save(desk: Desk, id: RoleId, revision: i32) {
    desk.is_asking.set(false);
    desk.said.set(None);
    let lines: Vec<Permission> = desk.ticked.with_untracked(|ticked| ticked.iter().copied().collect());
    run(ask(api::identity::change_role(id, revision, lines)), move |result| match result {
        Ok(_) => {
            toast(t("admin.role_saved"));
            desk.rows.stale();
            // It may be one's own.
            seat::refresh();
        }
        Err(trouble) => {
            desk.said.set(Some(trouble.sentence("role")));
            // What was ticked stays; it is compared with what the role is by now.
            if matches!(trouble, Trouble::Fault(Fault::Changed { .. })) {
                desk.rows.stale();
            }
        }
    });
}
