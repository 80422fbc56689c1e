//! An organisation on the one map: what it is, and what its premises lead to.

use contract::{
    Cell, Fault, Kind, OrganisationId, identity::OrganisationRow, registry::Register, spatial::Found,
};
use kit::{Call, Fact, Remote, SheetSpec, Trouble, t};
use leptos::prelude::*;

use super::link;
use crate::{shell::beside, trouble::ask};

const MISSING: Fault = Fault::Missing { kind: Kind::Organisation };

/// An organisation by its id.
pub(super) async fn find(id: OrganisationId) -> Result<OrganisationRow, Trouble> {
    let rows = ask(api::identity::list_organisations()).await?;
    rows.into_iter().find(|row| row.id == id).ok_or(Trouble::from(MISSING))
}

/// Where an organisation is: at its premises, else in its area.
///
/// # Errors
/// What kept it from being found.
pub async fn locate(id: OrganisationId) -> Result<Found, Trouble> {
    let code = find(id).await?.code;
    let found = ask(api::spatial::search(code)).await?;
    found.into_iter().next().ok_or(Trouble::from(MISSING))
}

/// One organisation in full, by its id.
pub fn sheet(id: &str, close: Call) -> AnyView {
    let Ok(id) = id.parse::<OrganisationId>() else {
        return beside::unreadable(Kind::Organisation, close);
    };
    let organisation = Remote::new("organisation", move || find(id));
    let show = move |row: OrganisationRow| {
        let mut spec = SheetSpec::new(t("kind.organisation"), row.name.clone());
        beside::place(&mut spec, close);
        spec.facts = vec![
            Fact::new("organisation.code", Cell::Code(row.code)),
            Fact::new("organisation.kind", Cell::Term(format!("organisation_kind.{}", row.kind))),
        ];
        spec.body = link::may_follow().then(|| link::links_view(Register::Organisation, row.id.to_string()));
        kit::sheet(spec)
    };
    beside::loaded(organisation, close, show)
}
