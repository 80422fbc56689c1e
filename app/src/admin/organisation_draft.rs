//! The form of an organisation: what it is called, what it is, the one above, the area that its people reach, and its
//! duty phone.

use super::{area_choices, organisation_choices};
use crate::trouble::ask;
use contract::{
    Fault, Kind, OrganisationId,
    identity::{ORGANISATION_FIELDS, OrganisationDraft, OrganisationRow},
};
use kit::{Call, Choice, DraftSpec, Remote, Trouble, draft, t, toast};
use leptos::prelude::*;
use std::collections::HashSet;

/// The form of a new one; `added` is called with it.
pub(super) fn new_draft(added: Call<OrganisationId>, cancelled: Call) -> AnyView {
    let made = StoredValue::new(None::<OrganisationId>);
    let mut spec = DraftSpec::new(
        "organisation",
        ORGANISATION_FIELDS,
        OrganisationDraft::default(),
        move |typed: OrganisationDraft| async move {
            let row = ask(api::identity::add_organisation(typed)).await?;
            made.set_value(Some(row.id));
            Ok::<(), Trouble>(())
        },
    );
    spec.picks = vec![("organisation", organisation_choices()), ("area", area_choices())];
    spec.on_cancel = Some(cancelled);
    spec.on_done = Some(Call::new(move |()| {
        toast(t("admin.organisation_made"));
        if let Some(id) = made.get_value() {
            added.try_run(id);
        }
    }));
    draft(spec)
}

/// The form that changes one of `all`; `changed` is called once it is another.
pub(super) fn change_draft(
    row: &OrganisationRow,
    all: Remote<Vec<OrganisationRow>>,
    changed: Call,
    cancelled: Call,
) -> AnyView {
    let id = row.id;
    let revision = StoredValue::new(row.revision);
    let mut spec = DraftSpec::new(
        "organisation",
        ORGANISATION_FIELDS,
        draft_of(row),
        move |typed: OrganisationDraft| async move {
            ask(api::identity::change_organisation(id, revision.get_value(), typed)).await.map(|_| ())
        },
    );
    spec.picks = vec![("organisation", parent_choices(all, id)), ("area", area_choices())];
    spec.on_cancel = Some(cancelled);
    spec.on_done = Some(Call::new(move |()| {
        toast(t("form.saved"));
        changed.try_run(());
    }));
    spec.theirs(move || async move {
        let rows = ask(api::identity::list_organisations()).await?;
        let theirs = rows.into_iter().find(|row| row.id == id);
        let theirs = theirs.ok_or(Fault::Missing { kind: Kind::Organisation })?;
        revision.set_value(theirs.revision);
        Ok(draft_of(&theirs))
    });
    draft(spec)
}

fn draft_of(row: &OrganisationRow) -> OrganisationDraft {
    OrganisationDraft {
        name: row.name.clone(),
        kind: row.kind.clone(),
        parent: row.parent.map(|id| id.to_string()).unwrap_or_default(),
        area: row.area.to_string(),
        duty_phone: row.duty_phone.clone().unwrap_or_default(),
    }
}

/// Those that one can come below: neither itself nor what lies below it.
fn parent_choices(all: Remote<Vec<OrganisationRow>>, id: OrganisationId) -> Signal<Vec<Choice>> {
    Signal::derive(move || {
        let rows = all.get().unwrap_or_default();
        let out = with_below(&rows, id);
        let offered = rows.iter().filter(|row| !out.contains(&row.id));
        offered.map(|row| Choice::new(row.id.to_string(), row.name.clone())).collect()
    })
}

/// An organisation and all below it.
fn with_below(rows: &[OrganisationRow], id: OrganisationId) -> HashSet<OrganisationId> {
    let mut found = HashSet::from([id]);
    loop {
        let known = found.len();
        let below = rows.iter().filter(|row| row.parent.is_some_and(|parent| found.contains(&parent)));
        let below: Vec<OrganisationId> = below.map(|row| row.id).collect();
        found.extend(below);
        if found.len() == known {
            return found;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::AreaId;

    #[test]
    fn what_lies_below_an_organisation_is_found_through_every_level() {
        let [top, middle, low, other] = [0; 4].map(|_| OrganisationId::fresh());
        let row = |id, parent| OrganisationRow {
            id,
            parent,
            name: String::new(),
            code: String::new(),
            kind: "other".into(),
            area: AreaId::fresh(),
            area_name: String::new(),
            duty_phone: None,
            users: 0,
            revision: 1,
        };
        let rows = [row(low, Some(middle)), row(middle, Some(top)), row(top, None), row(other, Some(top))];
        assert_eq!(with_below(&rows, middle), HashSet::from([middle, low]));
        assert_eq!(with_below(&rows, top).len(), 4);
    }
}
