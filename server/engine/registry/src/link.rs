//! 一标三实: the links between standard addresses, actual population, houses and organisations. A dwelling holds them
//! together: it has an address, people live in it, and an organisation has its premises in it.

use crate::{dwelling, person, tenancy};
use base::{Addressed, Found, Session, identity::organisation, internal};
use contract::{
    Act, DwellingId, Fault, Kind, OrganisationId,
    live::Event,
    registry::{LinkRow, Links, Register, RegisterCounts},
};
use sea_orm::{ActiveValue::Set, QuerySelect, entity::prelude::*};
use std::collections::BTreeSet;

/// What one record leads to: the dwellings that it belongs to, and all that belongs to those.
///
/// `key` is the record's id; for an address, its words.
///
/// # Permission
/// Reading dwellings, persons and organisations; only what is within reach of each is answered.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Missing`] when there is no such record within reach.
pub async fn read(session: &Session, of: Register, key: &str) -> Result<Links, Fault> {
    let mut homes = match of {
        Register::Address => {
            dwellings(session)?.filter(dwelling::Column::Address.eq(key.trim())).all().await?
        }
        Register::Dwelling => vec![dwellings(session)?.one(id_of(key, Kind::Dwelling)?).await?],
        Register::Person => of_person(session, id_of(key, Kind::Person)?).await?,
        Register::Organisation => of_organisation(session, id_of(key, Kind::Organisation)?).await?,
    };
    if of == Register::Address && homes.is_empty() {
        return Err(Fault::Missing { kind: Kind::Dwelling });
    }
    homes.sort_by(|a, b| a.label.cmp(&b.label));
    let ids: Vec<Uuid> = homes.iter().map(|home| home.id).collect();
    let addresses: BTreeSet<String> =
        homes.iter().map(|home| home.address.clone()).filter(|address| !address.is_empty()).collect();
    Ok(Links {
        addresses: addresses.into_iter().collect(),
        persons: persons_in(session, &ids).await?,
        organisations: organisations_in(session, &ids).await?,
        dwellings: homes.into_iter().map(|home| LinkRow { id: home.id, title: home.label }).collect(),
    })
}

fn id_of(key: &str, kind: Kind) -> Result<Uuid, Fault> {
    key.trim().parse().map_err(|_| Fault::Missing { kind })
}

fn dwellings(session: &Session) -> Result<Found<'_, dwelling::Entity>, Fault> {
    let found = session.find_as::<dwelling::Entity>(Kind::Dwelling, Act::Read)?;
    Ok(found.filter(dwelling::Column::RetiredAt.is_null()))
}

async fn of_person(session: &Session, person: Uuid) -> Result<Vec<dwelling::Model>, Fault> {
    session.find::<person::Entity>()?.one(person).await?;
    let stays = session
        .find_as::<tenancy::Entity>(Kind::Person, Act::Read)?
        .filter(tenancy::Column::PersonId.eq(person))
        .filter(tenancy::current(session))
        .all()
        .await?;
    let ids: Vec<Uuid> = stays.into_iter().map(|stay| stay.dwelling_id).collect();
    dwellings(session)?.filter(dwelling::Column::Id.is_in(ids)).all().await
}

async fn of_organisation(session: &Session, id: Uuid) -> Result<Vec<dwelling::Model>, Fault> {
    let row = session.find::<organisation::Entity>()?.one(id).await?;
    dwellings(session)?.filter(dwelling::Column::Id.is_in(row.dwelling_id)).all().await
}

async fn persons_in(session: &Session, dwellings: &[Uuid]) -> Result<Vec<LinkRow>, Fault> {
    let stays = session
        .find_as::<tenancy::Entity>(Kind::Person, Act::Read)?
        .filter(tenancy::Column::DwellingId.is_in(dwellings.iter().copied()))
        .filter(tenancy::current(session))
        .all()
        .await?;
    let ids: BTreeSet<Uuid> = stays.into_iter().map(|stay| stay.person_id).collect();
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut shown = person::shown(session, &ids).await?;
    let row = |id: Uuid| Some(LinkRow { id, title: shown.remove(&id)?.name });
    Ok(ids.into_iter().filter_map(row).collect())
}

async fn organisations_in(session: &Session, dwellings: &[Uuid]) -> Result<Vec<LinkRow>, Fault> {
    let rows = session
        .find::<organisation::Entity>()?
        .filter(organisation::Column::RetiredAt.is_null())
        .filter(organisation::Column::DwellingId.is_in(dwellings.iter().copied()))
        .all()
        .await?;
    Ok(rows.into_iter().map(|row| LinkRow { id: row.id, title: row.name }).collect())
}

/// How much each of the four registers holds within reach.
///
/// # Permission
/// As [`read`].
///
/// # Errors
/// [`Fault::Denied`].
pub async fn count(session: &Session) -> Result<RegisterCounts, Fault> {
    let addresses: Vec<String> = dwellings(session)?
        .filter(dwelling::Column::Address.ne(""))
        .select()
        .select_only()
        .column(dwelling::Column::Address)
        .distinct()
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("counting standard addresses"))?;
    let residents: Vec<Uuid> = session
        .find_as::<tenancy::Entity>(Kind::Person, Act::Read)?
        .filter(tenancy::current(session))
        .select()
        .select_only()
        .column(tenancy::Column::PersonId)
        .distinct()
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("counting residents"))?;
    let persons = session.find::<person::Entity>()?.filter(person::Column::RetiredAt.is_null());
    let organisations =
        session.find::<organisation::Entity>()?.filter(organisation::Column::RetiredAt.is_null());
    Ok(RegisterCounts {
        addresses: addresses.len() as u64,
        residents: residents.len() as u64,
        persons: persons.count().await?,
        dwellings: dwellings(session)?.count().await?,
        organisations: organisations.count().await?,
    })
}

/// Writes down in which dwelling an organisation has its premises; none when it has none of its own.
///
/// # Permission
/// `organisation.change`.
///
/// # Errors
/// [`Fault::Changed`]; [`Fault::Invalid`] when there is no such dwelling within reach.
pub async fn settle(
    session: &Session,
    id: OrganisationId,
    revision: i32,
    dwelling: Option<DwellingId>,
) -> Result<(), Fault> {
    let held = session.held::<organisation::Entity>(Kind::Organisation, Act::Change, id.0).await?;
    if let Some(dwelling) = dwelling {
        let unknown = |_| Fault::invalid("dwelling", "field.no_such_place");
        dwellings(session)?.one(dwelling.0).await.map_err(unknown)?;
    }
    let row = session
        .change(Act::Change, held, Some(revision), |row| row.dwelling_id = Set(dwelling.map(|d| d.0)))
        .await?;
    let event = Event::RecordChanged { kind: Kind::Organisation, id: row.id };
    session.emit(Addressed::area(Kind::Organisation, &row.area_path), &event).await
}
