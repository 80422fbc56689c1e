//! Occupants of dwellings.

use crate::Reply;
use contract::{DwellingId, OrganisationId, PersonId, TenancyId, registry::*};
use leptos::prelude::*;
use server_fn::codec::Json;

/// Lists who is registered in a dwelling now, masked.
#[server(prefix = "/api", endpoint = "registry/list_occupants", input = Json, output = Json)]
pub async fn list_occupants(dwelling: DwellingId) -> Reply<Vec<TenancyRow>> {
    let session = crate::door::read().await?;
    let result = registry::tenancy::occupants(&session, dwelling).await;
    Ok(session.finish(result).await?)
}

/// Lists who was registered in a dwelling before, masked.
#[server(prefix = "/api", endpoint = "registry/list_past_occupants", input = Json, output = Json)]
pub async fn list_past_occupants(dwelling: DwellingId) -> Reply<Vec<TenancyRow>> {
    let session = crate::door::read().await?;
    let result = registry::tenancy::history(&session, dwelling).await;
    Ok(session.finish(result).await?)
}

/// Registers somebody in a dwelling.
#[server(prefix = "/api", endpoint = "registry/move_in", input = Json, output = Json)]
pub async fn move_in(dwelling: DwellingId, draft: MoveInDraft) -> Reply<TenancyRow> {
    let session = crate::door::write().await?;
    let result = registry::tenancy::move_in(&session, dwelling, &draft).await;
    Ok(session.finish(result).await?)
}

/// Ends a tenancy on a day.
#[server(prefix = "/api", endpoint = "registry/move_out", input = Json, output = Json)]
pub async fn move_out(id: TenancyId, revision: i32, on: String) -> Reply<TenancyRow> {
    let session = crate::door::write().await?;
    let result = async {
        let on = contract::time::take_day("to_on", &on)?;
        registry::tenancy::move_out(&session, id, revision, on).await
    }
    .await;
    Ok(session.finish(result).await?)
}

/// Shows personal data in full for a purpose, which is audited.
#[server(prefix = "/api", endpoint = "registry/disclose", input = Json, output = Json)]
pub async fn disclose(person: PersonId, purpose: Purpose) -> Reply<Disclosed> {
    let session = crate::door::write().await?;
    let result = registry::person::disclose(&session, person, purpose).await;
    Ok(session.finish(result).await?)
}

/// Lists what lacks a link among addresses, persons, dwellings and organisations.
#[server(prefix = "/api", endpoint = "registry/list_orphans", input = Json, output = Json)]
pub async fn list_orphans() -> Reply<Orphans> {
    let session = crate::door::read().await?;
    let result = registry::one_standard_three_actual(&session).await;
    Ok(session.finish(result).await?)
}

/// Reads what a standard address, a person, a dwelling or an organisation leads to.
#[server(prefix = "/api", endpoint = "registry/read_links", input = Json, output = Json)]
pub async fn read_links(of: Register, key: String) -> Reply<Links> {
    let session = crate::door::read().await?;
    let result = registry::link::read(&session, of, &key).await;
    Ok(session.finish(result).await?)
}

/// Counts what the four registers hold.
#[server(prefix = "/api", endpoint = "registry/count_registers", input = Json, output = Json)]
pub async fn count_registers() -> Reply<RegisterCounts> {
    let session = crate::door::read().await?;
    let result = registry::link::count(&session).await;
    Ok(session.finish(result).await?)
}

/// Writes down where an organisation has its premises.
#[server(prefix = "/api", endpoint = "registry/settle_organisation", input = Json, output = Json)]
pub async fn settle_organisation(
    id: OrganisationId,
    revision: i32,
    dwelling: Option<DwellingId>,
) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = registry::link::settle(&session, id, revision, dwelling).await;
    Ok(session.finish(result).await?)
}

/// Registers the functions of this module; a library crate's are dropped by the linker otherwise.
#[cfg(feature = "ssr")]
pub(crate) fn register() {
    use server_fn::axum::register_explicit;
    register_explicit::<ListOccupants>();
    register_explicit::<ListPastOccupants>();
    register_explicit::<MoveIn>();
    register_explicit::<MoveOut>();
    register_explicit::<Disclose>();
    register_explicit::<ListOrphans>();
    register_explicit::<ReadLinks>();
    register_explicit::<CountRegisters>();
    register_explicit::<SettleOrganisation>();
}
