//! The form that changes an account: another name, another organisation. What the account is called to sign in stays.

use super::organisation_choices;
use crate::trouble::ask;
use contract::{
    Fault, Kind, Listing,
    identity::{USER_CHANGE_FIELDS, UserChange, UserRow},
};
use kit::{Call, DraftSpec, dialog, draft, t, toast};
use leptos::prelude::*;

/// The dialog that is open while `is_open`; `changed` is called once the account is another.
pub(super) fn change_dialog(is_open: RwSignal<bool>, row: &UserRow, changed: Call) -> AnyView {
    let held = StoredValue::new(row.clone());
    let title = Signal::stored(t("admin.user_change"));
    dialog(is_open, title, move || change_draft(is_open, held, changed), || ().into_any())
}

/// The name is not known in full, so it is only typed to be replaced.
fn draft_of(row: &UserRow) -> UserChange {
    let organisation = row.organisation.map(|id| id.to_string()).unwrap_or_default();
    UserChange { name: String::new(), organisation }
}

fn change_draft(is_open: RwSignal<bool>, held: StoredValue<UserRow>, changed: Call) -> AnyView {
    let mut spec = DraftSpec::new(
        "user",
        USER_CHANGE_FIELDS,
        held.with_value(draft_of),
        move |typed: UserChange| async move {
            let (id, revision) = held.with_value(|row| (row.id, row.revision));
            ask(api::identity::change_user(id, revision, typed)).await.map(|_| ())
        },
    );
    spec.picks = vec![("organisation", organisation_choices())];
    spec.on_cancel = Some(Call::new(move |()| is_open.set(false)));
    spec.on_done = Some(Call::new(move |()| {
        is_open.set(false);
        toast(t("form.saved"));
        changed.try_run(());
    }));
    spec.theirs(move || async move {
        let (id, account) = held.with_value(|row| (row.id, row.account.clone()));
        let listing = Listing { search: Some(account), limit: 200, ..Listing::default() };
        let page = ask(api::identity::list_users(listing)).await?;
        let theirs = page.rows.into_iter().find(|row| row.id == id);
        let theirs = theirs.ok_or(Fault::Missing { kind: Kind::User })?;
        held.set_value(theirs.clone());
        Ok(draft_of(&theirs))
    });
    draft(spec)
}
