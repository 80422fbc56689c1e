//! Where an organisation has its premises: the link that ties it to the other registers.

use contract::{
    DwellingId, Fault, Listing, OrganisationId,
    field::{Field, Input},
    registry::{LinkRow, Register},
};
use kit::{Call, DraftSpec, Remote, Trouble, t, toast};
use leptos::prelude::*;

use super::organisation;
use crate::trouble::ask;

/// The premises as typed.
#[derive(Clone)]
struct Premises {
    place: String,
    /// The dwelling that is written down.
    settled: Option<LinkRow>,
}

impl Premises {
    fn of(settled: Option<LinkRow>) -> Self {
        Self { place: settled.as_ref().map(|home| home.title.clone()).unwrap_or_default(), settled }
    }

    /// The dwelling that is written down, as long as nothing else is typed: another may have the same name.
    fn kept(&self) -> Option<DwellingId> {
        let home = self.settled.as_ref().filter(|home| home.title == self.place.trim())?;
        Some(DwellingId(home.id))
    }
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
pub fn settle_dialog(is_open: RwSignal<bool>, id: OrganisationId, settled: Call) -> AnyView {
    let form = move |(revision, premises): (i32, Premises)| {
        let revision = StoredValue::new(revision);
        let submit = move |typed: Premises| {
            let revision = revision.get_value();
            async move {
                let dwelling = dwelling_of(&typed).await?;
                ask(api::registry::settle_organisation(id, revision, dwelling)).await
            }
        };
        let mut spec = DraftSpec::new("organisation", FIELDS, premises, submit);
        spec.theirs(move || async move {
            let (now, premises) = read(id).await?;
            revision.try_set_value(now);
            Ok(premises)
        });
        spec.on_cancel = Some(Call::new(move |()| is_open.set(false)));
        spec.on_done = Some(Call::new(move |()| {
            is_open.set(false);
            toast(t("organisation.settled"));
            settled.try_run(());
        }));
        kit::draft(spec)
    };
    let body = move || Remote::new("organisation", move || read(id)).view(form);
    kit::dialog(is_open, Signal::stored(t("organisation.settle")), body, || ().into_any())
}

/// The revision and the premises of an organisation as they are now.
async fn read(id: OrganisationId) -> Result<(i32, Premises), Trouble> {
    let row = organisation::find(id).await?;
    let links = ask(api::registry::read_links(Register::Organisation, id.to_string())).await?;
    Ok((row.revision, Premises::of(links.dwellings.into_iter().next())))
}

/// The dwelling with a short name, which another estate may have too, or with a unified code; none when nothing was typed.
async fn dwelling_of(typed: &Premises) -> Result<Option<DwellingId>, Trouble> {
    let place = typed.place.trim();
    let kept = typed.kept();
    if place.is_empty() || kept.is_some() {
        return Ok(kept);
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

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_is_written_down_stays_until_something_else_is_typed() {
        let home = LinkRow { id: Uuid::now_v7(), title: "3-1502".into() };
        let premises = Premises::of(Some(home.clone()));
        assert_eq!(premises.place, "3-1502", "the form begins with it");
        assert_eq!(premises.kept(), Some(DwellingId(home.id)), "which needs no looking for");
        for other in ["3-1501", "", "330102001001000001"] {
            let typed = Premises { place: other.into(), ..premises.clone() };
            assert_eq!(typed.kept(), None, "{other}");
        }
        let none = Premises::of(None);
        assert_eq!((none.place.as_str(), none.kept()), ("", None));
    }
}
