//! Areas: city, district, street, community, grid, estate; each a path, so that everything below it is one range.

mod entity;

pub use entity::{ActiveModel, Column, Entity, Model};

use base::{Actor, Session, Stored, defect, internal, lineage, take_number};
use contract::{
    Act, AreaId, Fault, Kind, Scope,
    geo::{Ring, Wgs84},
    spatial::{AreaKind, AreaRow, code::CodeClass},
};
use sea_orm::{ActiveValue::Set, Order, QueryOrder, entity::prelude::*};
use std::collections::BTreeMap;

use crate::{building, code, dwelling, geometry};

/// An area to add.
#[derive(Clone, Debug, PartialEq)]
pub struct NewArea {
    /// The one above; none for the top.
    pub parent: Option<Uuid>,
    /// Level.
    pub kind: AreaKind,
    /// Name.
    pub name: String,
    /// Its official code; one is allotted when there is none.
    pub code: Option<String>,
    /// Outline in WGS-84.
    pub outline: Ring,
}

/// Adds an area below another.
///
/// # Permission
/// `area.create`, with the place in the tree within reach.
///
/// # Errors
/// [`Fault::Invalid`] for a name or outline that is none, or a code that is taken; [`Fault::Missing`] for the parent.
pub async fn add(session: &Session, new: NewArea) -> Result<Model, Fault> {
    session.reach(Kind::Area, Act::Create)?;
    if new.name.trim().is_empty() {
        return Err(Fault::invalid("name", "field.required"));
    }
    geometry::check_ring(&new.outline).map_err(|_| Fault::invalid("outline", "field.out_of_range"))?;
    let above = match new.parent {
        Some(parent) => by_id(session, parent).await?.ok_or(Fault::Missing { kind: Kind::Area })?.path,
        None => String::new(),
    };
    let nth = take_number(session.txn(), &format!("area:{above}"), 1).await?;
    let path = segment(nth).map(|segment| format!("{above}{segment}/"));
    let path = path.ok_or_else(|| defect("numbering an area", &"more than 36^4 areas under one"))?;
    let id = Uuid::now_v7();
    let code = match new.code {
        Some(code) => {
            code::register(session, CodeClass::Area, &[(code.clone(), id)]).await?;
            code
        }
        None => code::allot(session, CodeClass::Area, id, &above).await?,
    };
    let map_no = take_number(session.txn(), "map_no", 1).await?;
    let row = ActiveModel {
        id: Set(id),
        path: Set(path),
        parent_id: Set(new.parent),
        kind: Set(Stored(new.kind)),
        name: Set(new.name.trim().into()),
        code: Set(code),
        outline: Set(geometry::positions_text(&new.outline)),
        map_no: Set(i32::try_from(map_no).unwrap_or(i32::MAX)),
        retired_at: Set(None),
        ..Default::default()
    };
    session.insert::<Entity>(Kind::Area, row).await
}

/// Four base-36 digits; none past the largest.
fn segment(mut n: i64) -> Option<String> {
    if !(0..36_i64.pow(4)).contains(&n) {
        return None;
    }
    let mut digits = ['0'; 4];
    for digit in digits.iter_mut().rev() {
        *digit = u32::try_from(n % 36).ok().and_then(|d| char::from_digit(d, 36))?;
        n /= 36;
    }
    Some(digits.iter().collect())
}

/// The areas within reach with what is below each, in the order of the tree.
///
/// # Permission
/// `area.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list(session: &Session) -> Result<Vec<AreaRow>, Fault> {
    let rows = session
        .find::<Entity>()?
        .filter(Column::RetiredAt.is_null())
        .order(Column::Path, Order::Asc)
        .all()
        .await?;
    let buildings = building::by_area(session).await?;
    let dwellings = dwelling::by_area(session).await?;
    let view = |row: Model| AreaRow {
        id: AreaId(row.id),
        parent: row.parent_id.map(AreaId),
        kind: row.kind.0,
        buildings: below(&buildings, &row.path),
        dwellings: below(&dwellings, &row.path),
        name: row.name,
        code: row.code,
    };
    Ok(rows.into_iter().map(view).collect())
}

fn below(counts: &BTreeMap<String, u32>, path: &str) -> u32 {
    counts.range(path.to_owned()..).take_while(|(area, _)| area.starts_with(path)).map(|(_, n)| n).sum()
}

/// An area by its identity, wherever it is; none when there is no such.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn by_id(session: &Session, id: Uuid) -> Result<Option<Model>, Fault> {
    Entity::find_by_id(id).one(session.txn()).await.map_err(internal("reading an area"))
}

/// An area by its path, wherever it is; none when there is no such.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn by_path(session: &Session, path: &str) -> Result<Option<Model>, Fault> {
    Entity::find().filter(Column::Path.eq(path)).one(session.txn()).await.map_err(internal("reading an area"))
}

/// An area by its unified code, wherever it is; none when there is no such.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn by_code(session: &Session, code: &str) -> Result<Option<Model>, Fault> {
    let code = code.trim().to_uppercase();
    Entity::find().filter(Column::Code.eq(code)).one(session.txn()).await.map_err(internal("reading an area"))
}

/// A community by its name; none when there is no such.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn named(session: &Session, name: &str) -> Result<Option<Model>, Fault> {
    Entity::find()
        .filter(Column::Kind.eq(Stored(AreaKind::Community)))
        .filter(Column::Name.eq(name))
        .one(session.txn())
        .await
        .map_err(internal("looking for a community"))
}

/// An area and all above it, from the top.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn above(session: &Session, path: &str) -> Result<Vec<Model>, Fault> {
    Entity::find()
        .filter(Column::Path.is_in(lineage(path)))
        .order_by_asc(Column::Path)
        .all(session.txn())
        .await
        .map_err(internal("reading the areas above"))
}

/// The names from the top down to an area, as they begin a standard address.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn full_name(session: &Session, path: &str) -> Result<String, Fault> {
    Ok(above(session, path).await?.into_iter().map(|area| area.name).collect())
}

/// The community that the actor belongs to, with its middle; none when there is none.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn community(session: &Session) -> Result<Option<(String, Wgs84)>, Fault> {
    let rows = Entity::find()
        .filter(Column::Kind.eq(Stored(AreaKind::Community)))
        .filter(Column::RetiredAt.is_null())
        .order_by_asc(Column::Path)
        .all(session.txn())
        .await
        .map_err(internal("looking for the community"))?;
    let grants = granted(session);
    let concerns = |row: &Model| {
        grants
            .as_ref()
            .is_none_or(|areas| areas.iter().any(|a| row.path.starts_with(a) || a.starts_with(&row.path)))
    };
    let own = rows.into_iter().find(concerns);
    Ok(own.map(|row| {
        let at = row.at();
        (row.name, at)
    }))
}

/// The areas of the actor's grants; none for whoever acts everywhere. Somebody of one area may still read what belongs to
/// the whole house, such as settings: that takes nobody out of their area.
pub(crate) fn granted(session: &Session) -> Option<Vec<String>> {
    let Actor::Operator(operator) = session.actor() else { return None };
    let may = &operator.permissions;
    if !may.is_empty() && may.iter().all(|(permission, _)| permission.scope == Scope::All) {
        return None;
    }
    let mut areas: Vec<String> =
        operator.permissions.iter().flat_map(|(_, areas)| areas.iter().cloned()).collect();
    areas.sort();
    areas.dedup();
    Some(areas)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_has_four_digits_and_keeps_the_order() {
        assert_eq!(segment(1).as_deref(), Some("0001"));
        assert_eq!(segment(35).as_deref(), Some("000z"));
        assert_eq!(segment(36).as_deref(), Some("0010"));
        assert_eq!(segment(36_i64.pow(4) - 1).as_deref(), Some("zzzz"));
        assert_eq!(segment(36_i64.pow(4)), None);
    }

    #[test]
    fn a_count_takes_in_the_whole_subtree_and_no_sibling() {
        let counts =
            BTreeMap::from([("0001/".to_owned(), 1), ("0001/0001/".to_owned(), 2), ("0002/".to_owned(), 4)]);
        assert_eq!((below(&counts, "0001/"), below(&counts, "0002/"), below(&counts, "0003/")), (3, 4, 0));
    }
}
