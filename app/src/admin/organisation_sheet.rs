//! The sheet of an organisation: what it is, what it leads to, and what can be done with it.

use super::{
    act, area_choices, area_of,
    organisation::{Desk, is_chosen},
    organisation_draft::{change_draft, new_draft},
    shut, shut_that_of,
};
use crate::{
    registry::{link, premises},
    seat::may,
    trouble::ask,
};
use contract::{Act, Cell, Kind, Listing, OrganisationId, identity::OrganisationRow, registry::Register};
use kit::{
    BandLevel, Call, Fact, Remote, RowLook, SheetSpec, band, blocked_button, button, confirm, danger_button,
    dialog, primary_button, row, rows, select_view, set_query, sheet, t, tf, toast,
};
use leptos::prelude::*;

/// The sheet of the one that the address names.
pub(super) fn chosen_sheet(desk: Desk) -> AnyView {
    desk.all.view(move |all| {
        let row = all.iter().find(|row| is_chosen(desk, row.id));
        row.map_or_else(|| ().into_any(), |row| organisation_sheet(desk, row, &all))
    })
}

/// The sheet in which a new one is typed.
pub(super) fn new_sheet(desk: Desk) -> AnyView {
    let added = Call::new(move |id: OrganisationId| {
        desk.all.reload();
        set_query(&[("sel", Some(id.to_string().as_str()))]);
    });
    let mut look = SheetSpec::new(t("kind.organisation"), t("admin.organisation_new"));
    look.body = Some(new_draft(added, Call::new(|()| shut())));
    look.on_close = Some(Call::new(|()| shut()));
    sheet(look)
}

fn organisation_sheet(desk: Desk, row: &OrganisationRow, all: &[OrganisationRow]) -> AnyView {
    let above = row.parent.and_then(|parent| all.iter().find(|other| other.id == parent));
    let href = format!("/admin/user?organisation={}", row.id);
    let users = if may(Kind::User, Act::Read) {
        view! { <a href=href>{row.users}</a> }.into_any()
    } else {
        row.users.to_string().into_any()
    };
    let mut look = SheetSpec::new("", row.name.clone());
    look.facts = vec![
        Fact::new("organisation.code", Cell::text(Some(&row.code))),
        Fact::new("organisation.kind", Cell::Term(format!("organisation_kind.{}", row.kind))),
        Fact::new("organisation.parent", Cell::text(above.map(|above| above.name.as_str()))),
        Fact::new("organisation.area", Cell::text(Some(&row.area_name))),
        Fact::new("organisation.duty_phone", Cell::text(row.duty_phone.as_deref())),
        Fact::view("organisation.users", users),
    ];
    let may_change = may(Kind::Organisation, Act::Change);
    let links = link::may_follow().then(|| link::links_view(Register::Organisation, row.id.to_string()));
    look.body = Some(
        view! {
            {links}
            {may_change.then(|| dialogs_view(desk, row))}
        }
        .into_any(),
    );
    let is_used = row.users > 0 || all.iter().any(|other| other.parent == Some(row.id));
    let may_delete = may(Kind::Organisation, Act::Retire);
    look.acts = (may_change || may_delete).then(|| {
        view! {
            {may_change.then(|| change_acts(desk))}
            {may_delete.then(|| delete_act(desk, row, is_used))}
        }
        .into_any()
    });
    look.on_close = Some(Call::new(|()| shut()));
    sheet(look)
}

fn change_acts(desk: Desk) -> AnyView {
    let settle =
        link::may_follow().then(|| button(t("organisation.settle"), move || desk.is_settling.set(true)));
    view! {
        {button(t("form.edit"), move || desk.is_changing.set(true))}
        {button(t("admin.organisation_move"), move || desk.is_moving.set(true))}
        {settle}
    }
    .into_any()
}

fn dialogs_view(desk: Desk, row: &OrganisationRow) -> AnyView {
    let held = StoredValue::new(row.clone());
    let shut = Call::new(move |()| desk.is_changing.set(false));
    let changed = Call::new(move |()| {
        desk.is_changing.set(false);
        desk.all.reload();
    });
    let form = move || held.with_value(|row| change_draft(row, desk.all, changed, shut));
    let title = Signal::stored(t("admin.organisation_change"));
    let settled = Call::new(move |()| desk.all.reload());
    view! {
        {move_dialog(desk, row.clone())}
        {dialog(desk.is_changing, title, form, || ().into_any())}
        {premises::settle_dialog(desk.is_settling, row.id, settled)}
    }
    .into_any()
}

/// Takes an organisation out of use, once nothing belongs to it.
fn delete_act(desk: Desk, row: &OrganisationRow, is_used: bool) -> AnyView {
    if is_used {
        return blocked_button(t("admin.organisation_delete"), t("admin.organisation_in_use"));
    }
    let (id, revision, name) = (row.id, row.revision, row.name.clone());
    danger_button(t("admin.organisation_delete"), move || {
        let name = name.clone();
        let question = tf("admin.organisation_delete_question", &[("thing", &name)]);
        confirm(question, None, t("admin.organisation_delete"), true, move || {
            act(api::identity::retire_organisation(id, revision), "organisation", desk.said, move |()| {
                toast(tf("admin.organisation_deleted", &[("thing", &name)]));
                shut_that_of(&id.to_string(), desk.chosen);
                desk.all.reload();
            });
        });
    })
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
            {may(Kind::User, Act::Read).then(|| people_view(id))}
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
    let list = people.view(|page| {
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
    });
    view! {
        <h3>{t("admin.organisation_people")}</h3>
        {list}
    }
    .into_any()
}
