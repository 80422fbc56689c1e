//! From what people say or press to a place: `3-1502`, `3号楼`, a unified code, a name, a point on the map.

use base::{Actor, Record, Session, Stored, internal, path_under};
use contract::{
    Fault,
    geo::{Ring, Wgs84, ring_area_m2, ring_holds},
    spatial::{AreaKind, code::CodeClass},
};
use sea_orm::{Condition, QuerySelect, Select, entity::prelude::*};

use crate::{area, building, code, dwelling, ground};

/// How far the middle of a building lies at most from any point in it, in degrees: some 500 m.
const REACH_DEGREES: f64 = 0.005;

/// Namesakes that are looked at; a name that so many places have names nothing.
pub(crate) const NAMESAKES: usize = 200;

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
/// Every estate may have a building 3. Of namesakes one's own home is meant, then what lies inside the actor's own areas;
/// among those that are left the position that was sent along decides: the one that holds it, else the nearest. What is
/// still not decided is asked back, since the first would as well be the wrong one.
///
/// # Permission
/// None: it says where something is, not what is there; whoever stores or shows it checks the reach. Of namesakes that all
/// lie elsewhere nothing is said.
///
/// # Errors
/// [`Fault::Invalid`] at `place` where several are meant.
pub async fn locate(session: &Session, text: &str, at: Option<Wgs84>) -> Result<Option<Spot>, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let own = home(session).into_iter().chain([in_own_areas(session, dwelling::Column::AreaPath)]).collect();
    if let Some(row) = one(session, dwellings(text), own, at, |row| (row.ring(), row.at())).await? {
        return Ok(Some(row.into()));
    }
    let own = vec![in_own_areas(session, building::Column::AreaPath)];
    let in_use =
        building::Entity::find().filter(building::Column::RetiredAt.is_null()).filter(is_building(text));
    if let Some(row) = one(session, in_use, own, at, |row| (row.ring(), row.at())).await? {
        return Ok(Some(row.into()));
    }
    let given = code::look_up(session, text).await?.filter(|known| known.class == CodeClass::Place);
    let meant = Condition::any()
        .add(ground::Column::Name.eq(text))
        .add_option(given.map(|known| ground::Column::Id.eq(known.object)));
    let in_use = ground::Entity::find()
        .filter(ground::Column::RetiredAt.is_null())
        .filter(ground::Column::Class.is_in(ground::LOOKED_FOR.map(Stored)))
        .filter(meant);
    let own = vec![in_own_areas(session, ground::Column::AreaPath)];
    if let Some(row) = one(session, in_use, own, at, |row| (Ring::new(), row.at())).await? {
        let area = area::full_name(session, &row.area_path).await?;
        let (at, place) = (row.at(), row.name.unwrap_or_default());
        let address = format!("{area}{place}");
        return Ok(Some(Spot { at, address, place, area_path: row.area_path, ..Spot::default() }));
    }
    let in_use = area::Entity::find().filter(area::Column::RetiredAt.is_null()).filter(
        Condition::any().add(area::Column::Name.eq(text)).add(area::Column::Code.eq(text.to_uppercase())),
    );
    let own = vec![in_own_areas(session, area::Column::Path)];
    match one(session, in_use, own, at, |row| (row.ring(), row.at())).await? {
        Some(row) => of_area(session, row).await.map(Some),
        None => Ok(None),
    }
}

async fn of_area(session: &Session, row: area::Model) -> Result<Spot, Fault> {
    let address = area::full_name(session, &row.path).await?;
    Ok(Spot { at: row.at(), address, area_path: row.path, place: row.name, ..Spot::default() })
}

/// The dwellings that a text may mean: by short name or by code.
pub(crate) fn dwellings(text: &str) -> Select<dwelling::Entity> {
    let meant = Condition::any()
        .add(dwelling::Column::Label.eq(text))
        .add(dwelling::Column::Code.eq(text.to_uppercase()));
    dwelling::Entity::find().filter(dwelling::Column::RetiredAt.is_null()).filter(meant)
}

/// The condition that a text may mean a building: by number, name or code.
pub(crate) fn is_building(text: &str) -> Condition {
    let number = ENDINGS.iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text).trim();
    Condition::any()
        .add(building::Column::Label.is_in([text, number]))
        .add(building::Column::Name.eq(text))
        .add(building::Column::Code.eq(text.to_uppercase()))
}

/// The condition that a dwelling is where the actor lives.
fn home(session: &Session) -> Option<Condition> {
    let Actor::Operator(operator) = session.actor() else { return None };
    operator.person.and_then(dwelling::Entity::of_person).map(Condition::from)
}

/// The condition that a row lies in the actor's own areas.
fn in_own_areas<C: ColumnTrait>(session: &Session, by: C) -> Condition {
    match area::granted(session) {
        Some(areas) if !areas.iter().any(String::is_empty) => {
            // Everything lies in an area.
            let nothing = Condition::any().add(by.is_null());
            areas.iter().fold(nothing, |any, area| any.add(path_under(by, area)))
        }
        _ => Condition::all(),
    }
}

/// The one row that is meant, among those that the first of the conditions leaves which leaves any.
async fn one<E: EntityTrait>(
    session: &Session,
    rows: Select<E>,
    own: Vec<Condition>,
    at: Option<Wgs84>,
    lies: impl Fn(&E::Model) -> (Ring, Wgs84),
) -> Result<Option<E::Model>, Fault> {
    for condition in own {
        let mut meant = nearest(all(session, rows.clone().filter(condition)).await?, at, &lies);
        if meant.len() > 1 {
            return Err(Fault::invalid("place", "field.several_places"));
        }
        if let Some(row) = meant.pop() {
            return Ok(Some(row));
        }
    }
    let mut elsewhere = nearest(all(session, rows).await?, at, &lies);
    Ok(if elsewhere.len() > 1 { None } else { elsewhere.pop() })
}

async fn all<E: EntityTrait>(session: &Session, rows: Select<E>) -> Result<Vec<E::Model>, Fault> {
    rows.limit(NAMESAKES as u64).all(session.txn()).await.map_err(internal("locating a place"))
}

/// Those of several that hold a position, else those that are nearest to it; all where it decides nothing.
fn nearest<M>(mut meant: Vec<M>, at: Option<Wgs84>, lies: impl Fn(&M) -> (Ring, Wgs84)) -> Vec<M> {
    // Of too many only some were read, and the nearest may not be among them.
    let Some(at) = at.filter(|_| (2..NAMESAKES).contains(&meant.len())) else { return meant };
    let away_m = |row: &M| {
        let (ring, middle) = lies(row);
        if ring_holds(&ring, at) { 0.0 } else { middle.distance_m(at) }
    };
    let least = meant.iter().map(&away_m).fold(f64::INFINITY, f64::min);
    meant.retain(|row| away_m(row) <= least);
    meant
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
