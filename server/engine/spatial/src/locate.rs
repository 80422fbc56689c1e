//! From what people say or press to a place: `3-1502`, `3号楼`, a unified code, a name, a point on the map.

use base::{Session, Stored, internal};
use contract::{
    Fault,
    geo::{Wgs84, ring_area_m2, ring_holds},
    spatial::AreaKind,
};
use sea_orm::{Condition, QueryOrder, QuerySelect, Select, entity::prelude::*};

use crate::{area, building, dwelling, ground};

/// How far the middle of a building lies at most from any point in it, in degrees: some 500 m.
const REACH_DEGREES: f64 = 0.005;

/// Endings with which a building's number is said.
pub(crate) const ENDINGS: [&str; 6] = ["号楼", "栋", "幢", "楼", "号", "#"];

/// A place, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spot {
    /// Area.
    pub area_path: String,
    /// Short name: `3-1502`, `3号楼`, `东门`.
    pub place: String,
    /// Standard address.
    pub address: String,
    /// Position.
    pub at: Wgs84,
    /// Building.
    pub building_id: Option<Uuid>,
    /// The building's number on the map.
    pub building_no: Option<i32>,
    /// Dwelling.
    pub dwelling_id: Option<Uuid>,
    /// The dwelling's number on the map.
    pub dwelling_no: Option<i32>,
    /// Stairwell.
    pub stairwell: Option<i32>,
    /// Storey.
    pub storey: Option<i32>,
    /// Group of buildings whose dwellings are served together.
    pub group_key: Option<String>,
}

impl From<dwelling::Model> for Spot {
    fn from(row: dwelling::Model) -> Self {
        Self {
            at: row.at(),
            area_path: row.area_path,
            place: row.label,
            address: row.address,
            building_id: Some(row.building_id),
            building_no: Some(row.building_no),
            dwelling_id: Some(row.id),
            dwelling_no: Some(row.map_no),
            stairwell: Some(row.stairwell),
            storey: Some(row.storey),
            group_key: Some(row.group_key),
        }
    }
}

impl From<building::Model> for Spot {
    fn from(row: building::Model) -> Self {
        Self {
            at: row.at(),
            area_path: row.area_path,
            place: row.name,
            address: row.address,
            building_id: Some(row.id),
            building_no: Some(row.map_no),
            group_key: Some(row.group_key),
            ..Self::default()
        }
    }
}

/// The place that a text means, wherever it is: dwelling, then building, then a named place, then an area.
///
/// Where several estates have such a place, the one inside the actor's own areas is meant, then the first in the tree.
///
/// # Permission
/// None: it says where something is, not what is there; whoever stores or shows it checks the reach.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn locate(session: &Session, text: &str) -> Result<Option<Spot>, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let code = text.to_uppercase();
    let in_use = dwelling::Entity::find().filter(dwelling::Column::RetiredAt.is_null()).filter(
        Condition::any().add(dwelling::Column::Label.eq(text)).add(dwelling::Column::Code.eq(code.as_str())),
    );
    if let Some(row) =
        nearest(session, in_use, dwelling::Column::AreaPath, |row| row.area_path.as_str()).await?
    {
        return Ok(Some(row.into()));
    }
    let number = ENDINGS.iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text).trim();
    let meant = Condition::any()
        .add(building::Column::Label.is_in([text, number]))
        .add(building::Column::Name.eq(text))
        .add(building::Column::Code.eq(code.as_str()));
    let in_use = building::Entity::find().filter(building::Column::RetiredAt.is_null()).filter(meant);
    if let Some(row) =
        nearest(session, in_use, building::Column::AreaPath, |row| row.area_path.as_str()).await?
    {
        return Ok(Some(row.into()));
    }
    let in_use = ground::Entity::find()
        .filter(ground::Column::RetiredAt.is_null())
        .filter(ground::Column::Name.eq(text))
        .filter(ground::Column::Class.is_in(ground::LOOKED_FOR.map(Stored)));
    if let Some(row) =
        nearest(session, in_use, ground::Column::AreaPath, |row| row.area_path.as_str()).await?
    {
        let area = area::full_name(session, &row.area_path).await?;
        return Ok(Some(Spot {
            at: row.at(),
            address: format!("{area}{text}"),
            area_path: row.area_path,
            place: text.to_owned(),
            ..Spot::default()
        }));
    }
    let in_use = area::Entity::find()
        .filter(area::Column::RetiredAt.is_null())
        .filter(Condition::any().add(area::Column::Name.eq(text)).add(area::Column::Code.eq(code.as_str())));
    match nearest(session, in_use, area::Column::Path, |row| row.path.as_str()).await? {
        Some(row) => of_area(session, row).await.map(Some),
        None => Ok(None),
    }
}

async fn of_area(session: &Session, row: area::Model) -> Result<Spot, Fault> {
    let address = area::full_name(session, &row.path).await?;
    Ok(Spot { at: row.at(), address, area_path: row.path, place: row.name, ..Spot::default() })
}

/// The first row in the tree, those inside the actor's areas before all others.
async fn nearest<E: EntityTrait>(
    session: &Session,
    rows: Select<E>,
    by: E::Column,
    path: impl Fn(&E::Model) -> &str,
) -> Result<Option<E::Model>, Fault> {
    // A name that stands in more than two hundred areas names nothing.
    let rows =
        rows.order_by_asc(by).limit(200).all(session.txn()).await.map_err(internal("locating a place"))?;
    let grants = area::granted(session).unwrap_or_default();
    let own = rows.iter().position(|row| grants.iter().any(|area| path(row).starts_with(area.as_str())));
    Ok(rows.into_iter().nth(own.unwrap_or(0)))
}

/// The place of a point: the building whose footprint holds it, else the innermost area from community down.
///
/// # Permission
/// None, as with [`locate`].
///
/// # Errors
/// [`Fault::Internal`].
pub async fn locate_at(session: &Session, at: Wgs84) -> Result<Option<Spot>, Fault> {
    if !at.is_valid() {
        return Ok(None);
    }
    let around = building::Entity::find()
        .filter(building::Column::RetiredAt.is_null())
        .filter(building::Column::Lon.between(at.lon - REACH_DEGREES, at.lon + REACH_DEGREES))
        .filter(building::Column::Lat.between(at.lat - REACH_DEGREES, at.lat + REACH_DEGREES))
        .all(session.txn())
        .await
        .map_err(internal("looking for the building around a point"))?;
    if let Some(row) = around.into_iter().find(|row| ring_holds(&row.ring(), at)) {
        return Ok(Some(row.into()));
    }
    match innermost(&areas(session, "").await?, at) {
        Some(row) => Ok(Some(Spot { at, ..of_area(session, row.clone()).await? })),
        None => Ok(None),
    }
}

/// The areas in which things are, from community down, below a path.
pub(crate) async fn areas(session: &Session, below: &str) -> Result<Vec<area::Model>, Fault> {
    let kinds = [AreaKind::Community, AreaKind::Grid, AreaKind::Estate];
    area::Entity::find()
        .filter(area::Column::RetiredAt.is_null())
        .filter(area::Column::Kind.is_in(kinds.map(Stored)))
        .filter(base::path_under(area::Column::Path, below))
        .all(session.txn())
        .await
        .map_err(internal("reading the areas around a point"))
}

/// The innermost of some areas that holds a point: the deepest in the tree, and of those the smallest.
pub(crate) fn innermost(areas: &[area::Model], at: Wgs84) -> Option<&area::Model> {
    let around = areas.iter().map(|row| (row, row.ring())).filter(|(_, ring)| ring_holds(ring, at));
    let inner = around.min_by(|(a, one), (b, other)| {
        b.path.len().cmp(&a.path.len()).then(ring_area_m2(one).total_cmp(&ring_area_m2(other)))
    });
    inner.map(|(row, _)| row)
}
