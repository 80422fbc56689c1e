//! The search that spans the map, as far as places go.

use base::{Session, search::anywhere};
use contract::{Act, Fault, Kind, spatial::Found};
use sea_orm::{Order, entity::prelude::*};

use crate::{building, dwelling, ground, number::unsigned};

/// How many of each kind are answered.
const MOST: u64 = 8;

/// Buildings, dwellings and places that a text may mean, at most eight of each.
///
/// # Permission
/// Reading each kind; what may not be read is not found.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn search(session: &Session, text: &str) -> Result<Vec<Found>, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(vec![]);
    }
    let mut found = buildings(session, text).await?;
    found.extend(dwellings(session, text).await?);
    found.extend(places(session, text).await?);
    Ok(found)
}

fn may_read(session: &Session, kind: Kind) -> bool {
    session.actor().reach(kind, Act::Read).is_some()
}

async fn buildings(session: &Session, text: &str) -> Result<Vec<Found>, Fault> {
    use building::{Column, Entity, Model, named};
    if !may_read(session, Kind::Building) {
        return Ok(vec![]);
    }
    let found = session.find::<Entity>()?.filter(Column::RetiredAt.is_null()).filter(named(text));
    let rows = found.order(Column::Name, Order::Asc).first(MOST).all().await?;
    let view = |row: Model| Found {
        kind: "building".into(),
        at: row.at(),
        title: row.name,
        detail: row.address,
        code: row.code,
        map_no: unsigned(row.map_no),
        group: None,
    };
    Ok(rows.into_iter().map(view).collect())
}

async fn dwellings(session: &Session, text: &str) -> Result<Vec<Found>, Fault> {
    use dwelling::{Column, Entity, Model, named};
    if !may_read(session, Kind::Dwelling) {
        return Ok(vec![]);
    }
    let found = session.find::<Entity>()?.filter(Column::RetiredAt.is_null()).filter(named(text));
    let rows = found.order(Column::Label, Order::Asc).first(MOST).all().await?;
    let view = |row: Model| Found {
        kind: "dwelling".into(),
        at: row.at(),
        title: row.label,
        detail: row.address,
        code: row.code,
        map_no: unsigned(row.map_no),
        group: Some(row.group_key),
    };
    Ok(rows.into_iter().map(view).collect())
}

async fn places(session: &Session, text: &str) -> Result<Vec<Found>, Fault> {
    use ground::{Column, Entity, Model};
    if !may_read(session, Kind::Ground) {
        return Ok(vec![]);
    }
    let found = session
        .find::<Entity>()?
        .filter(Column::RetiredAt.is_null())
        .filter(Column::Class.is_in(ground::LOOKED_FOR.map(base::Stored)))
        .filter(anywhere(Column::Name, text));
    let rows = found.order(Column::Name, Order::Asc).first(MOST).all().await?;
    let view = |row: Model| Found {
        kind: "place".into(),
        at: row.at(),
        detail: ground::category(&row).to_owned(),
        title: row.name.unwrap_or_default(),
        code: row.map_no.to_string(),
        map_no: unsigned(row.map_no),
        group: None,
    };
    Ok(rows.into_iter().map(view).collect())
}
