//! Where an organisation has its premises: the link that ties it to the other registers.

use contract::{
    DwellingId, Fault, Listing, OrganisationId,
    field::{Field, Input},
    identity::OrganisationRow,
    registry::Register,
};
use kit::{Call, DraftSpec, LocalFuture, Trouble, t, toast};
use leptos::prelude::*;
use std::rc::Rc;

use super::organisation;
use crate::trouble::ask;

/// The premises as typed.
#[derive(Clone, Default)]
struct Premises {
    place: String,
}

const FIELDS: &[Field<Premises>] = &[Field {
    key: "place",
    label: "organisation.premises",
    hint: Some("organisation.premises.hint"),
    input: Input::Text(40),
    optional: true,
    get: |d| d.place.clone(),
    set: |d, v| d.place = v.into(),
}];

/// The dialog that is open while `is_open`; `settled` is called once it is written down.
pub fn settle_dialog(is_open: RwSignal<bool>, row: &OrganisationRow, settled: Call) -> AnyView {
    let id = row.id;
    let revision = StoredValue::new(row.revision);
    let form = move || {
        let submit = move |typed: Premises| {
            let revision = revision.get_value();
            async move {
                let dwelling = dwelling_of(typed.place.trim()).await?;
                ask(api::registry::settle_organisation(id, revision, dwelling)).await
            }
        };
        let mut spec = DraftSpec::new("organisation", FIELDS, Premises::default(), submit);
        spec.theirs = Some(Rc::new(move || {
            Box::pin(async move {
                let (now, premises) = read(id).await?;
                revision.try_set_value(now);
                Ok(premises)
            }) as LocalFuture<Result<Premises, Trouble>>
        }));
        spec.on_cancel = Some(Call::new(move |()| is_open.set(false)));
        spec.on_done = Some(Call::new(move |()| {
            is_open.set(false);
            toast(t("organisation.settled"));
            settled.try_run(());
        }));
        kit::draft(spec)
    };
    kit::dialog(is_open, Signal::stored(t("organisation.settle")), form, || ().into_any())
}

/// The revision and the premises of an organisation as they are now.
async fn read(id: OrganisationId) -> Result<(i32, Premises), Trouble> {
    let row = organisation::find(id).await?;
    let links = ask(api::registry::read_links(Register::Organisation, id.to_string())).await?;
    let place = links.dwellings.into_iter().next().map(|home| home.title).unwrap_or_default();
    Ok((row.revision, Premises { place }))
}

/// The dwelling with a short name, which another estate may have too, or with a unified code; none when nothing was typed.
async fn dwelling_of(place: &str) -> Result<Option<DwellingId>, Trouble> {
    if place.is_empty() {
        return Ok(None);
    }
    let listing = Listing { search: Some(place.to_owned()), ..Listing::default() };
    let page = ask(api::spatial::list_dwellings(listing)).await?;
    let code = place.to_uppercase();
    let mut meant = page.rows.into_iter().filter(|row| row.label == place || row.code == code);
    match (meant.next(), meant.next()) {
        (Some(row), None) => Ok(Some(row.id)),
        (None, _) => Err(Fault::invalid("place", "field.no_such_place").into()),
        (Some(_), Some(_)) => Err(Fault::invalid("place", "field.several_places").into()),
    }
}
