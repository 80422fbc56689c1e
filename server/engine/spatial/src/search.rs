//! The search that spans the map, as far as places go.

use base::{Session, search::anywhere};
use contract::{
    Act, Fault, Kind,
    spatial::{Found, code::CodeClass},
};
use sea_orm::{Order, entity::prelude::*};

use crate::{
    area, building,
    code::{self, CodeRow},
    dwelling, ground,
    number::unsigned,
};

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

/// The area, building, dwelling or place that a code stands for; none when it stands for something else.
///
/// # Permission
/// Reading its kind; what may not be read or is out of reach is not found.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn find(session: &Session, known: &CodeRow) -> Result<Option<Found>, Fault> {
    Ok(match known.class {
        CodeClass::Area => match session.seen::<area::Entity>(known.object).await? {
            Some(row) => Some(of_area(session, row).await?),
            None => None,
        },
        CodeClass::Building => session.seen::<building::Entity>(known.object).await?.map(of_building),
        CodeClass::Dwelling => session.seen::<dwelling::Entity>(known.object).await?.map(of_dwelling),
        CodeClass::Place => {
            let row = session.seen::<ground::Entity>(known.object).await?;
            row.map(|row| of_place(row, known.code.clone()))
        }
        CodeClass::Person | CodeClass::Organisation | CodeClass::Device | CodeClass::Component => None,
    })
}

fn may_read(session: &Session, kind: Kind) -> bool {
    session.actor().reach(kind, Act::Read).is_some()
}

async fn of_area(session: &Session, row: area::Model) -> Result<Found, Fault> {
    Ok(Found {
        kind: "area".into(),
        at: row.at(),
        detail: area::full_name(session, &row.path).await?,
        title: row.name,
        code: row.code,
        map_no: unsigned(row.map_no),
        group: None,
        is_retired: false,
    })
}

async fn buildings(session: &Session, text: &str) -> Result<Vec<Found>, Fault> {
    use building::{Column, Entity, named};
    if !may_read(session, Kind::Building) {
        return Ok(vec![]);
    }
    let found = session.find::<Entity>()?.filter(Column::RetiredAt.is_null()).filter(named(text));
    let rows = found.order(Column::Name, Order::Asc).first(MOST).all().await?;
    Ok(rows.into_iter().map(of_building).collect())
}

fn of_building(row: building::Model) -> Found {
    Found {
        kind: "building".into(),
        at: row.at(),
        title: row.name,
        detail: row.address,
        code: row.code,
        map_no: unsigned(row.map_no),
        group: None,
        is_retired: false,
    }
}

async fn dwellings(session: &Session, text: &str) -> Result<Vec<Found>, Fault> {
    use dwelling::{Column, Entity, named};
    if !may_read(session, Kind::Dwelling) {
        return Ok(vec![]);
    }
    let found = session.find::<Entity>()?.filter(Column::RetiredAt.is_null()).filter(named(text));
    let rows = found.order(Column::Label, Order::Asc).first(MOST).all().await?;
    Ok(rows.into_iter().map(of_dwelling).collect())
}

fn of_dwelling(row: dwelling::Model) -> Found {
    Found {
        kind: "dwelling".into(),
        at: row.at(),
        title: row.label,
        detail: row.address,
        code: row.code,
        map_no: unsigned(row.map_no),
        group: Some(row.group_key),
        is_retired: false,
    }
}

async fn places(session: &Session, text: &str) -> Result<Vec<Found>, Fault> {
    use ground::{Column, Entity};
    if !may_read(session, Kind::Ground) {
        return Ok(vec![]);
    }
    let found = session
        .find::<Entity>()?
        .filter(Column::RetiredAt.is_null())
        .filter(Column::Class.is_in(ground::LOOKED_FOR.map(base::Stored)))
        .filter(anywhere(Column::Name, text));
    let rows = found.order(Column::Name, Order::Asc).first(MOST).all().await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut codes = code::of_all(session, &ids).await?;
    let view = |row: ground::Model| {
        let code = codes.remove(&row.id).unwrap_or_default();
        of_place(row, code)
    };
    Ok(rows.into_iter().map(view).collect())
}

fn of_place(row: ground::Model, code: String) -> Found {
    Found {
        kind: "place".into(),
        at: row.at(),
        detail: ground::category(&row).to_owned(),
        title: row.name.unwrap_or_default(),
        code,
        map_no: unsigned(row.map_no),
        group: None,
        is_retired: false,
    }
}
