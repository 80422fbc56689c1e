//! Organisations as a register keeps them: each has a unified code, and is where its premises are.

use crate::dwelling;
use base::{Session, identity, identity::organisation};
use contract::{
    Act, Fault, Kind, OrganisationId,
    geo::Wgs84,
    identity::{OrganisationDraft, OrganisationRow},
    spatial::{Found, code::CodeClass},
};
use spatial::{area, code};
use uuid::Uuid;

/// Adds an organisation, with a unified code of the division that it lies in.
///
/// # Permission
/// As [`identity::add_organisation`].
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Invalid`] with the field at fault.
pub async fn add(session: &Session, draft: &OrganisationDraft) -> Result<OrganisationRow, Fault> {
    session.reach(Kind::Organisation, Act::Create)?;
    let id = OrganisationId(Uuid::now_v7());
    // An area that is none is named as the field at fault when the organisation is added.
    let area = match draft.area.trim().parse() {
        Ok(area) => area::by_id(session, area).await?,
        Err(_) => None,
    };
    let path = area.map_or_else(String::new, |area| area.path);
    let code = code::allot(session, CodeClass::Organisation, id.0, &path).await?;
    identity::add_organisation(session, id, &code, draft).await
}

/// Takes an organisation out of use, and its code with it.
///
/// # Permission
/// `organisation.retire`.
///
/// # Errors
/// As [`identity::retire_organisation`].
pub async fn retire(session: &Session, id: OrganisationId, revision: i32) -> Result<(), Fault> {
    identity::retire_organisation(session, id, revision).await?;
    code::retire(session, id.0).await
}

/// The organisation of an id, also one that is out of use: where it has its premises, as far as the actor may read
/// dwellings, or else in the middle of its area.
///
/// # Permission
/// `organisation.read`; without it, or out of reach, nothing is found.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn find(session: &Session, id: Uuid) -> Result<Option<Found>, Fault> {
    let Some(row) = session.seen::<organisation::Entity>(id).await? else { return Ok(None) };
    let premises = match row.dwelling_id {
        Some(dwelling) => session.seen::<dwelling::Entity>(dwelling).await?,
        None => None,
    };
    if let Some(home) = premises {
        return Ok(Some(Found {
            kind: "organisation".into(),
            title: row.name,
            detail: home.address,
            code: home.code,
            map_no: number(home.map_no),
            at: Wgs84 { lon: home.lon, lat: home.lat },
            group: Some(home.group_key),
            is_retired: false,
        }));
    }
    let area = area::by_id(session, row.area_id).await?;
    Ok(area.map(|area| Found {
        kind: "organisation".into(),
        title: row.name,
        at: area.at(),
        map_no: number(area.map_no),
        detail: area.name,
        code: area.code,
        group: None,
        is_retired: false,
    }))
}

fn number(no: i32) -> u32 {
    u32::try_from(no).unwrap_or_default()
}
