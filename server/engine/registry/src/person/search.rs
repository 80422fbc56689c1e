//! Finding a person: by the whole of what one knows of them, never by a part.

use super::{Column, Entity, blind, column, shown};
use crate::{dwelling, tenancy};
use base::{Session, normalised};
use contract::{Act, Fault, Kind, geo::Wgs84, spatial::Found};
use sea_orm::{Condition, Order, entity::prelude::*};

/// How many answers there are at most.
const ANSWERS: usize = 8;

/// Persons whose full name, phone, last four digits of the phone, or identity number is exactly this, masked, each
/// with the dwelling where they live now.
///
/// # Permission
/// `person.read`; only persons and dwellings within its reach.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn search(session: &Session, text: &str) -> Result<Vec<Found>, Fault> {
    let found = session.find::<Entity>()?;
    let text = normalised(text);
    if text.is_empty() {
        return Ok(vec![]);
    }
    let mut exactly = Condition::any()
        .add(Column::NameIndex.eq(blind(session, column::NAME, &text)))
        .add(Column::PhoneIndex.eq(blind(session, column::PHONE, &text)))
        .add(Column::IdNumberIndex.eq(blind(session, column::ID_NUMBER, &text)));
    if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        exactly = exactly.add(Column::PhoneLast4Index.eq(blind(session, column::PHONE_LAST4, &text)));
    }
    let persons = found
        .filter(Column::RetiredAt.is_null())
        .filter(exactly)
        .order(Column::Id, Order::Asc)
        // Some of them may have moved away.
        .first(ANSWERS as u64 * 8)
        .all()
        .await?;
    let ids: Vec<Uuid> = persons.into_iter().map(|row| row.id).collect();
    answers(session, &ids).await
}

/// A person by id, masked, with each dwelling where they live now; nobody who was erased.
///
/// # Permission
/// `person.read`; without it, or out of reach, nobody is found.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn find(session: &Session, id: Uuid) -> Result<Vec<Found>, Fault> {
    match session.seen::<Entity>(id).await? {
        Some(row) => answers(session, &[row.id]).await,
        None => Ok(vec![]),
    }
}

async fn answers(session: &Session, ids: &[Uuid]) -> Result<Vec<Found>, Fault> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let homes = session
        .find_as::<tenancy::Entity>(Kind::Person, Act::Read)?
        .filter(tenancy::Column::PersonId.is_in(ids.iter().copied()))
        .filter(tenancy::current(session))
        .all()
        .await?;
    let dwellings: Vec<Uuid> = homes.iter().map(|row| row.dwelling_id).collect();
    let dwellings = dwelling::by_id(session, &dwellings).await?;
    let persons = shown(session, ids).await?;
    let mut answers: Vec<Found> = homes
        .iter()
        .filter_map(|home| {
            let (person, dwelling) = (persons.get(&home.person_id)?, dwellings.get(&home.dwelling_id)?);
            Some(Found {
                kind: "person".into(),
                title: format!("{} · {}", person.name, dwelling.label),
                detail: dwelling.address.clone(),
                code: dwelling.code.clone(),
                map_no: u32::try_from(dwelling.map_no).unwrap_or_default(),
                at: Wgs84 { lon: dwelling.lon, lat: dwelling.lat },
                group: Some(dwelling.group_key.clone()),
                is_retired: false,
            })
        })
        .collect();
    answers.sort_by(|a, b| (&a.title, &a.code).cmp(&(&b.title, &b.code)));
    answers.truncate(ANSWERS);
    Ok(answers)
}
