//! Buildings (楼栋) with their storeys.

mod entity;
mod plant;

pub use entity::{ActiveModel, Column, Entity, Model};
pub(crate) use plant::add_storeys;
pub use plant::{NewBuilding, plant};

use base::{Keyset, Session, internal, search::anywhere};
use contract::{BuildingId, Fault, Listing, Page, spatial::BuildingRow};
use sea_orm::{Condition, QuerySelect, entity::prelude::*};
use std::collections::BTreeMap;

use crate::{
    number::{counted, unsigned},
    within::within,
};

/// Lists buildings.
///
/// # Permission
/// `building.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list(session: &Session, listing: &Listing) -> Result<Page<BuildingRow>, Fault> {
    let mut found = session.find::<Entity>()?.filter(Column::RetiredAt.is_null());
    if let Some(text) = listing.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        found = found.filter(named(text));
    }
    if !listing.filter("use").is_empty() {
        found = found.filter(Column::Use.is_in(listing.filter("use").iter().cloned()));
    }
    found = within(session, found, listing, [Column::Id, Column::Lon, Column::Lat]).await?;
    if !listing.filter("origin").is_empty() {
        found = found.filter(Column::Origin.is_in(listing.filter("origin").iter().cloned()));
    }
    let by = Keyset {
        column: Column::Name,
        descending: listing.sort.as_ref().is_some_and(|s| s.descending),
        key: |row: &Model| row.name.clone(),
        parse: |text| Some(text.into()),
    };
    Ok(found.page(by, listing.after.as_deref(), listing.rows()).await?.map(view))
}

/// Buildings that a text may mean: by label, code, or any part of name or address.
pub(crate) fn named(text: &str) -> Condition {
    Condition::any()
        .add(Column::Label.eq(text))
        .add(Column::Code.eq(text.to_uppercase()))
        .add(anywhere(Column::Name, text))
        .add(anywhere(Column::Address, text))
}

/// One building.
///
/// # Permission
/// `building.read`.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn by_id(session: &Session, id: BuildingId) -> Result<BuildingRow, Fault> {
    session.find::<Entity>()?.one(id.0).await.map(view)
}

/// Name and unified code of a building, for the sheet of what is in it.
///
/// # Permission
/// None: who may see a thing may know where it is.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn name_of(session: &Session, id: Uuid) -> Result<Option<(String, String)>, Fault> {
    Entity::find_by_id(id)
        .select_only()
        .column(Column::Name)
        .column(Column::Code)
        .into_tuple()
        .one(session.txn())
        .await
        .map_err(internal("naming a building"))
}

/// The row that lists and sheets show.
#[must_use]
pub fn view(row: Model) -> BuildingRow {
    BuildingRow {
        id: BuildingId(row.id),
        map_no: unsigned(row.map_no),
        at: row.at(),
        provenance: row.provenance(),
        name: row.name,
        code: row.code,
        use_: row.use_.0,
        address: row.address,
        storeys: unsigned(row.storeys),
        height_m: row.height_m,
        dwellings: unsigned(row.dwellings),
        source: row.source,
    }
}

/// How many buildings stand directly in each area.
pub(crate) async fn by_area(session: &Session) -> Result<BTreeMap<String, u32>, Fault> {
    let rows: Vec<(String, i64)> = Entity::find()
        .filter(Column::RetiredAt.is_null())
        .select_only()
        .column(Column::AreaPath)
        .column_as(Column::Id.count(), "buildings")
        .group_by(Column::AreaPath)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("counting buildings"))?;
    Ok(rows.into_iter().map(|(path, n)| (path, counted(n))).collect())
}
