//! Users: who has an account, in which organisation, with which grants. A new user gets a link that works once, with which
//! they choose their password; nobody else ever knows it. Disabling ends all sessions at once; giving up is for good.

use super::{
    Rows, Said, act, area_choices, chosen_row,
    once::{once_sheet, once_view},
    open, organisation_choices, role_choices, shut, shut_that_of,
    side::{new_view, side_view},
    user_change::change_dialog,
    user_grant::grants_view,
};
use crate::{
    seat::{may, me},
    trouble::ask,
};
use contract::{
    Act, Cell, Kind,
    identity::{USER_COLUMNS, USER_FIELDS, UserDraft, UserRow, UserState},
};
use kit::{
    Call, Choice, DraftSpec, Fact, Filter, HeadAct, RegisterSpec, RowAct, SheetSpec, Trouble, blocked_button,
    button, cell_view, confirm, danger_button, link_button, primary_button, register, sheet, t, tf, toast,
};
use leptos::prelude::*;

/// Hours that a one-time link works, as the server draws it.
const LINK_HOURS: u32 = 24;

/// A link that is shown this one time.
#[derive(Clone)]
struct Link {
    account: String,
    address: String,
    /// What led to it, when that was not a reset.
    lead: Option<String>,
}

impl Link {
    fn new(account: String, token: &str) -> Self {
        let origin = location().origin().unwrap_or_default();
        Self { account, address: format!("{origin}/setup?token={token}"), lead: None }
    }
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Desk {
    rows: Rows<UserRow>,
    said: Said,
    link: RwSignal<Option<Link>>,
    is_changing: RwSignal<bool>,
}

/// `/admin/user`: accounts, with a sheet for one of them or for a new one.
#[must_use]
pub fn page() -> AnyView {
    let desk = Desk {
        rows: Rows::new(),
        said: RwSignal::new(None),
        link: RwSignal::new(None),
        is_changing: RwSignal::new(false),
    };
    let is_held = Signal::derive(move || desk.link.with(Option::is_some));
    side_view(Kind::User, desk.said, list(desk), is_held, move |is_new| match desk.link.get() {
        Some(link) => link_sheet(desk, link),
        None if is_new.get() => new_sheet(desk),
        None => user_sheet(desk),
    })
}

fn list(desk: Desk) -> AnyView {
    let mut spec = RegisterSpec::new(
        "user",
        t("admin.user_list"),
        USER_COLUMNS,
        |row: &UserRow| row.id.to_string(),
        |listing| ask(api::identity::list_users(listing)),
    );
    // An account may be somebody's name.
    spec.private_search = true;
    spec.filters = vec![
        Filter::many("state", t("user.state"), Choice::of_terms::<UserState>()),
        Filter::one("organisation", t("user.organisation"), vec![]).options(organisation_choices()),
    ];
    if may(Kind::User, Act::Create) {
        spec.head_acts = vec![HeadAct::press(t("admin.user_new"), || open("new"))];
    }
    if may(Kind::User, Act::Change) {
        spec.row_acts = vec![
            RowAct::new(t("admin.disable"), move |row| disable(desk, row))
                .when(|row| is_enabled(row) && !is_me(row)),
            RowAct::new(t("admin.enable"), move |row| enable(desk, row)).when(is_disabled),
            RowAct::new(t("admin.reset"), move |row| reset(desk, row)).when(is_enabled),
        ];
    }
    desk.rows.open_in(&mut spec);
    spec.export = Some("users".into());
    register(spec)
}

fn is_me(row: &UserRow) -> bool {
    me().is_some_and(|me| me.user == row.id)
}

fn is_enabled(row: &UserRow) -> bool {
    matches!(row.state, UserState::Enabled | UserState::Invited)
}

fn is_disabled(row: &UserRow) -> bool {
    row.state == UserState::Disabled
}

fn new_sheet(desk: Desk) -> AnyView {
    let made = StoredValue::new(None::<Link>);
    let mut spec =
        DraftSpec::new("user", USER_FIELDS, UserDraft::default(), move |typed: UserDraft| async move {
            let (row, token) = ask(api::identity::add_user(typed)).await?;
            let lead = tf("admin.user_created", &[("account", &row.account)]);
            made.set_value(Some(Link { lead: Some(lead), ..Link::new(row.account, &token) }));
            Ok::<(), Trouble>(())
        });
    spec.picks =
        vec![("organisation", organisation_choices()), ("role", role_choices()), ("area", area_choices())];
    spec.on_done = Some(Call::new(move |()| {
        desk.link.set(made.get_value());
        desk.rows.stale();
    }));
    new_view(Kind::User, t("admin.user_new"), spec)
}

fn link_sheet(desk: Desk, link: Link) -> AnyView {
    let hours = LINK_HOURS.to_string();
    let mut look = SheetSpec::new(link.account, t("admin.reset_link"));
    look.line = link.lead.map(IntoAny::into_any);
    look.body = Some(once_view(tf("admin.reset_link_once", &[("n", &hours)]), link.address, None));
    once_sheet(look, desk.link)
}

fn user_sheet(desk: Desk) -> AnyView {
    let row = chosen_row(
        "user",
        Kind::User,
        desk.rows,
        |row: &UserRow| row.id.to_string(),
        |listing| ask(api::identity::list_users(listing)),
    );
    row.view(move |row| {
        let column =
            |key: &str| USER_COLUMNS.iter().find(|c| c.key == key).map_or(Cell::Empty, |c| (c.cell)(&row));
        let mut look = SheetSpec::new("", row.account.clone());
        look.line = Some(cell_view(&column("state")));
        look.facts = ["name", "organisation", "roles", "seen_at"]
            .into_iter()
            .filter_map(|key| USER_COLUMNS.iter().find(|c| c.key == key))
            .map(|c| Fact::new(c.label, (c.cell)(&row)))
            .collect();
        let history = format!("/admin/audit?object={}", row.id);
        let changed = Call::new(move |()| desk.rows.stale());
        look.body = Some(
            view! {
                {grants_view(&row, changed)}
                {change_dialog(desk.is_changing, &row, changed)}
                {link_button(t("admin.audit_link"), history)}
            }
            .into_any(),
        );
        let may_act = may(Kind::User, Act::Change) || may(Kind::User, Act::Retire);
        look.acts = (may_act && row.state != UserState::Retired).then(|| acts(desk, &row));
        look.on_close = Some(Call::new(|()| shut()));
        sheet(look)
    })
}

fn acts(desk: Desk, row: &UserRow) -> AnyView {
    let change = may(Kind::User, Act::Change).then(|| {
        view! {
            {button(t("form.edit"), move || desk.is_changing.set(true))}
            {standing_acts(desk, row)}
        }
    });
    let given_up = row.clone();
    let retire = (may(Kind::User, Act::Retire) && !is_me(row))
        .then(|| danger_button(t("admin.retire"), move || retire(desk, given_up.clone())));
    view! {
        {change}
        {retire}
    }
    .into_any()
}

/// What can be done about signing in.
fn standing_acts(desk: Desk, row: &UserRow) -> AnyView {
    let (disabled, enabled, again) = (row.clone(), row.clone(), row.clone());
    if is_disabled(row) {
        return primary_button(t("admin.enable"), move || enable(desk, enabled.clone()));
    }
    let end = if is_me(row) {
        blocked_button(t("admin.disable"), t("admin.not_yourself"))
    } else {
        danger_button(t("admin.disable"), move || disable(desk, disabled.clone()))
    };
    view! {
        {button(t("admin.reset"), move || reset(desk, again.clone()))}
        {end}
    }
    .into_any()
}

/// Gives an account up for good.
fn retire(desk: Desk, row: UserRow) {
    let question = tf("admin.retire_question", &[("account", &row.account)]);
    confirm(question, Some(t("admin.retire_text")), t("admin.retire"), true, move || {
        act(api::identity::retire_user(row.id, row.revision), "user", desk.said, move |ended: u32| {
            toast(tf("admin.retired", &[("account", &row.account), ("n", &ended.to_string())]));
            shut_that_of(&row.id.to_string(), desk.rows.chosen);
            desk.rows.stale();
        });
    });
}

fn disable(desk: Desk, row: UserRow) {
    let question = tf("admin.disable_question", &[("account", &row.account)]);
    confirm(question, None, t("admin.disable"), true, move || {
        act(api::identity::disable_user(row.id, row.revision), "user", desk.said, move |ended| {
            toast(tf("admin.disabled_sessions", &[("n", &ended.to_string())]));
            desk.rows.stale();
        });
    });
}

fn enable(desk: Desk, row: UserRow) {
    act(api::identity::enable_user(row.id, row.revision), "user", desk.said, move |()| {
        toast(tf("admin.enabled", &[("account", &row.account)]));
        desk.rows.stale();
    });
}

fn reset(desk: Desk, row: UserRow) {
    let question = tf("admin.reset_question", &[("account", &row.account)]);
    confirm(question, None, t("admin.reset"), true, move || {
        act(api::identity::reset_password(row.id), "user", desk.said, move |token| {
            desk.link.set(Some(Link::new(row.account, &token)));
            desk.rows.stale();
        });
    });
}
