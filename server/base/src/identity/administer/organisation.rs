//! Organisations: their list, and giving one another area.

use crate::{
    Session,
    error::internal,
    identity::{capacity, organisation, user},
};
use contract::{Act, AreaId, Fault, Kind, OrganisationId, identity::OrganisationRow};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use std::collections::HashMap;

/// The organisations, each with its area and people.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list_organisations(session: &Session) -> Result<Vec<OrganisationRow>, Fault> {
    let rows = session
        .find::<organisation::Entity>()?
        .filter(organisation::Column::RetiredAt.is_null())
        .order(organisation::Column::AreaPath, sea_orm::Order::Asc)
        .all()
        .await?;
    let mut shown = vec![];
    for row in rows {
        let users =
            user::Entity::find().filter(user::Column::OrganisationId.eq(row.id)).count(session.txn()).await;
        shown.push(OrganisationRow {
            id: OrganisationId(row.id),
            parent: row.parent_id.map(OrganisationId),
            area: AreaId(row.area_id),
            area_name: area_name(session, row.area_id).await?,
            name: row.name,
            users: u32::try_from(users.map_err(internal("counting an organisation's users"))?)
                .unwrap_or(u32::MAX),
            revision: row.revision,
        });
    }
    Ok(shown)
}

async fn area_name(session: &Session, area: Uuid) -> Result<String, Fault> {
    Ok(capacity::area_of(session, area).await?.map_or_else(String::new, |(_, name)| name))
}

/// Gives an organisation another area; the data scope of all its people follows at once.
///
/// # Errors
/// [`Fault::Changed`], [`Fault::Missing`] when there is no such area.
pub async fn move_organisation(
    session: &Session,
    id: OrganisationId,
    area: AreaId,
    revision: i32,
) -> Result<(), Fault> {
    session.reach(Kind::Organisation, Act::Change)?;
    let (path, _) = capacity::area_of(session, area.0).await?.ok_or(Fault::Missing { kind: Kind::Area })?;
    let held = session.held::<organisation::Entity>(Kind::Organisation, Act::Change, id.0).await?;
    session
        .change(Act::Change, held, Some(revision), |row| {
            row.area_id = Set(area.0);
            row.area_path = Set(path.clone());
        })
        .await?;
    user::Entity::update_many()
        .col_expr(user::Column::AreaPath, path.into())
        .filter(user::Column::OrganisationId.eq(id.0))
        .exec(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("moving an organisation's users"))
}

/// What organisations are called.
pub(super) async fn organisation_names(session: &Session) -> Result<HashMap<Uuid, String>, Fault> {
    let all =
        organisation::Entity::find().all(session.txn()).await.map_err(internal("reading organisations"))?;
    Ok(all.into_iter().map(|o| (o.id, o.name)).collect())
}
