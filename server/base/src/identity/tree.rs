//! The tree of organisations. Data scope follows it: whoever belongs to an organisation reaches its area and those of
//! the organisations below it, and moving a branch moves the scope of everybody above and in it at once.

use super::organisation;
use crate::error::internal;
use contract::Fault;
use sea_orm::{ConnectionTrait, entity::prelude::*};
use std::collections::HashSet;

/// Paths of the areas that an organisation's people reach by belonging to it: its own, and those of all below it.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn paths_of(db: &impl ConnectionTrait, top: &organisation::Model) -> Result<Vec<String>, Fault> {
    let below = below(db, top.id).await?;
    Ok(std::iter::once(top.area_path.clone()).chain(below.into_iter().map(|row| row.area_path)).collect())
}

/// The organisations below one, level by level.
pub(super) async fn below(db: &impl ConnectionTrait, top: Uuid) -> Result<Vec<organisation::Model>, Fault> {
    let mut seen = HashSet::from([top]);
    let mut level = vec![top];
    let mut all = vec![];
    while !level.is_empty() {
        let mut rows = organisation::Entity::find()
            .filter(organisation::Column::ParentId.is_in(level.iter().copied()))
            .filter(organisation::Column::RetiredAt.is_null())
            .all(db)
            .await
            .map_err(internal("reading the organisations below one"))?;
        rows.retain(|row| seen.insert(row.id));
        level = rows.iter().map(|row| row.id).collect();
        all.extend(rows);
    }
    Ok(all)
}

/// An organisation and those above it, upwards.
pub(super) async fn up_from(db: &impl ConnectionTrait, bottom: Uuid) -> Result<Vec<Uuid>, Fault> {
    let mut branch = vec![];
    let mut next = Some(bottom);
    while let Some(id) = next.filter(|id| !branch.contains(id)) {
        branch.push(id);
        let found = organisation::Entity::find_by_id(id).one(db).await;
        next = found.map_err(internal("reading the organisations above one"))?.and_then(|row| row.parent_id);
    }
    Ok(branch)
}
