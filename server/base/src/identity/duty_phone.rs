//! The duty phone (值班电话): the public number of whichever organisation answers for a place.

use super::organisation::{Column, Entity};
use crate::{Reach, Session, error::internal, record::lineage};
use contract::Fault;
use sea_orm::{QueryOrder, entity::prelude::*};

/// The number of the organisation nearest to a reach: of those that have one, that whose area is the smallest to hold an
/// area of the reach; of several with the same area, that with the first code. Who reaches everything is nowhere in
/// particular, and told none.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn duty_phone(session: &Session, reach: &Reach) -> Result<Option<String>, Fault> {
    let around: Vec<String> = reach.areas.iter().flat_map(|area| lineage(area)).collect();
    let found = Entity::find()
        .filter(Column::AreaPath.is_in(around))
        .filter(Column::DutyPhone.is_not_null())
        .filter(Column::RetiredAt.is_null())
        .order_by_desc(Column::Code)
        .all(session.txn())
        .await
        .map_err(internal("looking for a duty phone"))?;
    // The longer its path, the smaller an area; the last of the longest has the first code.
    Ok(found.into_iter().max_by_key(|row| row.area_path.len()).and_then(|row| row.duty_phone))
}
