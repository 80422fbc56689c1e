//! Finding a place: what it is called, how far, and what is near it that everybody knows.

use super::{Column, Entity, Model};
use base::{Session, Stored};
use contract::{
    Act, Fault, Kind, Term,
    geo::Wgs84,
    spatial::{GroundClass, PlaceRow},
};
use sea_orm::{QuerySelect, QueryTrait, entity::prelude::*};

use crate::{
    building, dwelling,
    locate::{NAMESAKES, dwellings, is_building},
    number::unsigned,
};

/// Classes that people look for.
pub(crate) const LOOKED_FOR: [GroundClass; 3] = [GroundClass::Place, GroundClass::Gate, GroundClass::Parking];

/// Classes by which people find their way: those, and the garden with its pond.
const LANDMARKS: [GroundClass; 5] =
    [GroundClass::Place, GroundClass::Gate, GroundClass::Parking, GroundClass::Green, GroundClass::Water];

/// The category of a feature; its class where that says it all.
pub(crate) fn category(row: &Model) -> &str {
    match row.class.0 {
        GroundClass::Place => row.category.as_deref().unwrap_or("other"),
        class => row.category.as_deref().unwrap_or(class.key()),
    }
}

/// Places by category or part of the name, nearest first, or by name when nobody says from where.
///
/// A dwelling or building that is searched for answers the building, never who lives there.
///
/// # Permission
/// `ground.read`; for buildings also `building.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn places(
    session: &Session,
    category: Option<&str>,
    search: Option<&str>,
    from: Option<Wgs84>,
) -> Result<Vec<PlaceRow>, Fault> {
    let landmarks = session
        .find::<Entity>()?
        .filter(Column::RetiredAt.is_null())
        .filter(Column::Name.is_not_null())
        .filter(Column::Class.is_in(LANDMARKS.map(Stored)))
        .all()
        .await?;
    let category = category.map(str::trim).filter(|text| !text.is_empty());
    let search = search.map(str::trim).filter(|text| !text.is_empty());
    let lowered = search.map(str::to_lowercase);
    let is_wanted = |row: &&Model| {
        LOOKED_FOR.contains(&row.class.0)
            && category.is_none_or(|wanted| self::category(row) == wanted)
            && lowered
                .as_ref()
                .is_none_or(|text| row.name.as_ref().is_some_and(|name| name.to_lowercase().contains(text)))
    };
    let mut rows: Vec<PlaceRow> = landmarks
        .iter()
        .filter(is_wanted)
        .map(|row| place(row, from, near(row.at(), row.name.as_deref(), &landmarks)))
        .collect();
    if let Some(text) = search.filter(|_| category.is_none_or(|wanted| wanted == "building")) {
        rows.extend(standing(session, text, from, &landmarks).await?);
    }
    rows.sort_by(|a, b| match (a.distance_m, b.distance_m) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        _ => a.name.cmp(&b.name),
    });
    Ok(rows)
}

fn place(row: &Model, from: Option<Wgs84>, near: Option<String>) -> PlaceRow {
    PlaceRow {
        map_no: unsigned(row.map_no),
        name: row.name.clone().unwrap_or_default(),
        category: category(row).to_owned(),
        at: row.at(),
        distance_m: from.map(|from| from.distance_m(row.at())),
        near,
    }
}

/// The nearest landmark that is called something else.
fn near(at: Wgs84, name: Option<&str>, landmarks: &[Model]) -> Option<String> {
    let others = landmarks.iter().filter(|row| row.name.as_deref() != name);
    let nearest = others.min_by(|a, b| a.at().distance_m(at).total_cmp(&b.at().distance_m(at)));
    nearest.and_then(|row| row.name.clone())
}

/// The buildings that a text may mean, or whose dwelling it may mean, within reach: each estate may have one.
async fn standing(
    session: &Session,
    text: &str,
    from: Option<Wgs84>,
    landmarks: &[Model],
) -> Result<Vec<PlaceRow>, Fault> {
    if session.actor().reach(Kind::Building, Act::Read).is_none() {
        return Ok(vec![]);
    }
    let homes = dwellings(text).select_only().column(dwelling::Column::BuildingId).into_query();
    let found = session
        .find::<building::Entity>()?
        .filter(building::Column::RetiredAt.is_null())
        .filter(is_building(text).add(building::Column::Id.in_subquery(homes)))
        .first(NAMESAKES as u64)
        .all()
        .await?;
    let entrance = |row: building::Model| PlaceRow {
        map_no: unsigned(row.map_no),
        at: row.at(),
        distance_m: from.map(|from| from.distance_m(row.at())),
        near: near(row.at(), Some(&row.name), landmarks),
        name: row.name,
        category: "building".into(),
    };
    Ok(found.into_iter().map(entrance).collect())
}
