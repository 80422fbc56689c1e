//! Organisations as a register keeps them: each has a unified code, and is where its premises are.

use crate::dwelling;
use base::{Session, identity, identity::organisation};
use contract::{
    Act, Fault, Kind, OrganisationId,
    geo::Wgs84,
    identity::{OrganisationDraft, OrganisationRow},
    spatial::{Found, code::CodeClass},
};
use sea_orm::{ColumnTrait, EntityTrait, Order, QueryFilter, QuerySelect, QueryTrait};
use serde_json::json;
use spatial::{area, code};
use std::collections::HashMap;
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

/// The organisations as GeoJSON for the one map, each where it has its premises; those without are listed as such
/// ([`one_standard_three_actual`](crate::one_standard_three_actual)). Their numbers hold within this answer only.
///
/// # Permission
/// `organisation.read`, and `dwelling.read` with the premises within reach.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn shape(session: &Session) -> Result<String, Fault> {
    let rows = session
        .find::<organisation::Entity>()?
        .filter(organisation::Column::RetiredAt.is_null())
        .filter(organisation::Column::DwellingId.is_not_null())
        .order(organisation::Column::Id, Order::Asc)
        .all()
        .await?;
    let settled = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::DwellingId)
        .filter(organisation::Column::RetiredAt.is_null())
        .filter(organisation::Column::DwellingId.is_not_null())
        .into_query();
    let homes = session
        .find_as::<dwelling::Entity>(Kind::Dwelling, Act::Read)?
        .filter(dwelling::Column::RetiredAt.is_null())
        .filter(dwelling::Column::Id.in_subquery(settled))
        .all()
        .await?;
    let homes: HashMap<Uuid, dwelling::Model> = homes.into_iter().map(|home| (home.id, home)).collect();
    let settled = rows.into_iter().filter_map(|row| Some((homes.get(&row.dwelling_id?)?, row)));
    let features: Vec<_> = settled
        .zip(1_u32..)
        .map(|((home, row), number)| {
            json!({
                "type": "Feature",
                "id": number,
                "properties": { "name": row.name, "code": row.id.to_string(), "kind": row.kind },
                "geometry": { "type": "Point", "coordinates": [home.lon, home.lat] },
            })
        })
        .collect();
    Ok(json!({ "type": "FeatureCollection", "features": features }).to_string())
}

fn number(no: i32) -> u32 {
    u32::try_from(no).unwrap_or_default()
}
