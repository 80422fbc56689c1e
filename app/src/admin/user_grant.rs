//! The grants of a user: which role, where, from when to when. One is added with its days, and ended with a reason; both
//! hold at once and are kept in the audit trail.

use super::{area_choices, role_choices, role_named};
use crate::{
    seat::{self, may},
    trouble::ask,
};
use contract::{
    Act, Kind,
    identity::{ENDING_FIELDS, Ending, GRANT_FIELDS, GrantDraft, GrantRow, GrantState, UserRow, UserState},
};
use kit::{
    Call, DraftSpec, Remote, RowLook, button, danger_button, dialog, draft, empty_view, row, rows, section,
    t, term, tf, time, toast,
};
use leptos::prelude::*;

/// What the parts of the section share.
#[derive(Clone, Copy)]
struct Desk {
    user: StoredValue<UserRow>,
    all: Remote<Vec<GrantRow>>,
    is_adding: RwSignal<bool>,
    /// The grant that is being ended.
    ending: StoredValue<Option<GrantRow>>,
    is_ending: RwSignal<bool>,
    /// Called when what the user holds has changed.
    changed: Call,
}

/// What a user holds and held; `changed` is called once that is another.
pub(super) fn grants_view(user: &UserRow, changed: Call) -> AnyView {
    let id = user.id;
    let desk = Desk {
        user: StoredValue::new(user.clone()),
        all: Remote::new("grant", move || ask(api::identity::list_grants(id))),
        is_adding: RwSignal::new(false),
        ending: StoredValue::new(None),
        is_ending: RwSignal::new(false),
        changed,
    };
    let may_change = may(Kind::User, Act::Change) && user.state != UserState::Retired;
    let list = desk.all.view(move |grants| list_view(desk, grants, may_change));
    let parts = may_change.then(|| {
        view! {
            {button(t("admin.grant_add"), move || desk.is_adding.set(true))}
            {add_dialog(desk)}
            {end_dialog(desk)}
        }
    });
    let body = view! {
        {list}
        {parts}
    };
    section(t("admin.grants"), body.into_any())
}

fn list_view(desk: Desk, grants: Vec<GrantRow>, may_change: bool) -> AnyView {
    if grants.is_empty() {
        return empty_view("grant", None);
    }
    rows(grants.into_iter().map(|grant| grant_view(desk, grant, may_change)).collect())
}

fn grant_view(desk: Desk, grant: GrantRow, may_change: bool) -> AnyView {
    let lasts = matches!(grant.state, GrantState::Current | GrantState::Coming);
    let mut look = RowLook { title: title_of(&grant), note: note_of(&grant), ..RowLook::default() };
    if lasts && may_change {
        look.acts = Some(danger_button(t("admin.grant_end"), move || {
            desk.ending.set_value(Some(grant.clone()));
            desk.is_ending.set(true);
        }));
    }
    row(look)
}

/// The role, and where it reaches.
fn title_of(grant: &GrantRow) -> String {
    let role = role_named(&grant.role_key, &grant.role_name);
    let area = match (grant.area_name.as_str(), grant.follows_organisation) {
        ("", _) => t("admin.grant_no_area"),
        (name, true) => tf("admin.grant_follows", &[("area", name)]),
        (name, false) => name.to_owned(),
    };
    tf("admin.grant_reach", &[("role", &role), ("area", &area)])
}

/// The organisation, the days, and whether it holds.
fn note_of(grant: &GrantRow) -> String {
    let organisation = match grant.organisation_name.as_str() {
        "" => t("admin.grant_no_organisation"),
        name => name.to_owned(),
    };
    let to = grant.valid_to.map_or_else(|| t("admin.grant_forever"), |day| day.to_string());
    let state = match grant.ended_at {
        Some(at) => tf("admin.grant_ended_at", &[("time", &time::exact(at))]),
        None => term(grant.state),
    };
    let from = grant.valid_from.to_string();
    tf(
        "admin.grant_line",
        &[("organisation", &organisation), ("from", &from), ("to", &to), ("state", &state)],
    )
}

fn add_dialog(desk: Desk) -> AnyView {
    let title = desk.user.with_value(|user| tf("admin.grant_for", &[("account", &user.account)]));
    dialog(desk.is_adding, Signal::stored(title), move || add_draft(desk), || ().into_any())
}

fn add_draft(desk: Desk) -> AnyView {
    let id = desk.user.with_value(|user| user.id);
    let mut spec =
        DraftSpec::new("grant", GRANT_FIELDS, GrantDraft::default(), move |typed: GrantDraft| async move {
            ask(api::identity::add_grant(id, typed)).await.map(|_| ())
        });
    spec.picks = vec![("role", role_choices()), ("area", area_choices())];
    spec.submit_label = t("admin.grant_add");
    spec.on_cancel = Some(Call::new(move |()| desk.is_adding.set(false)));
    spec.on_done = Some(Call::new(move |()| {
        desk.is_adding.set(false);
        told(desk, "admin.grant_added");
    }));
    draft(spec)
}

fn end_dialog(desk: Desk) -> AnyView {
    let title = Signal::derive(move || {
        // Read anew each time it opens.
        desk.is_ending.track();
        let role = desk.ending.with_value(|grant| {
            grant.as_ref().map(|grant| role_named(&grant.role_key, &grant.role_name)).unwrap_or_default()
        });
        desk.user
            .with_value(|user| tf("admin.grant_end_question", &[("who", &user.account), ("role", &role)]))
    });
    dialog(desk.is_ending, title, move || end_draft(desk), || ().into_any())
}

fn end_draft(desk: Desk) -> AnyView {
    let Some(id) = desk.ending.with_value(|grant| grant.as_ref().map(|grant| grant.id)) else {
        return ().into_any();
    };
    let mut spec =
        DraftSpec::new("grant", ENDING_FIELDS, Ending::default(), move |typed: Ending| async move {
            ask(api::identity::end_grant(id, typed)).await
        });
    spec.above = Some(view! { <p class="dialog-text">{t("admin.grant_end_text")}</p> }.into_any());
    spec.submit_label = t("admin.grant_end");
    spec.on_cancel = Some(Call::new(move |()| desk.is_ending.set(false)));
    spec.on_done = Some(Call::new(move |()| {
        desk.is_ending.set(false);
        told(desk, "admin.grant_ended");
        // It may be one's own.
        seat::refresh();
    }));
    draft(spec)
}

fn told(desk: Desk, key: &str) {
    toast(t(key));
    desk.all.reload();
    desk.changed.try_run(());
}
