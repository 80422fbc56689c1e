//! Who lives or lived where, by what right, from when until when. Moving out ends a tenancy; nothing is forgotten.
//!
//! A tenancy is current until the day of moving out; from that day on it is past.

mod arrival;
mod ending;
mod entity;
mod moving;

pub use ending::{Ending, plan};
pub use entity::{ActiveModel, Column, Entity, Model};
pub use moving::{move_in, move_out, recount};

use crate::{dwelling, person};
use base::{Session, internal};
use chrono::NaiveDate;
use contract::{Act, DwellingId, Fault, Kind, PersonId, TenancyId, registry::TenancyRow};
use sea_orm::{Condition, QuerySelect, entity::prelude::*};
use std::cmp::Reverse;

/// The condition that a tenancy is current today.
pub(crate) fn current(session: &Session) -> Condition {
    Condition::any().add(Column::ToOn.is_null()).add(Column::ToOn.gt(today(session)))
}

fn today(session: &Session) -> NaiveDate {
    contract::time::day_of(session.now())
}

/// Who is registered in a dwelling now, masked; owners first.
///
/// # Permission
/// `tenancy.read`, with the dwelling within reach; identity numbers, masked too, only with `person.disclose`.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Missing`] when the dwelling is out of reach.
pub async fn occupants(session: &Session, dwelling: DwellingId) -> Result<Vec<TenancyRow>, Fault> {
    let mut rows = of_dwelling(session, dwelling, current(session)).await?;
    rows.sort_by_key(|row| (row.relation, row.from_on, row.id));
    Ok(rows)
}

/// Who was registered in a dwelling before, masked; the last to leave first.
///
/// # Permission
/// As [`occupants`].
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Missing`] when the dwelling is out of reach.
pub async fn history(session: &Session, dwelling: DwellingId) -> Result<Vec<TenancyRow>, Fault> {
    let past = Condition::all().add(Column::ToOn.lte(today(session)));
    let mut rows = of_dwelling(session, dwelling, past).await?;
    rows.sort_by_key(|row| (Reverse(row.to_on), row.relation, row.id));
    Ok(rows)
}

async fn of_dwelling(session: &Session, id: DwellingId, when: Condition) -> Result<Vec<TenancyRow>, Fault> {
    let home = session.find_as::<dwelling::Entity>(Kind::Tenancy, Act::Read)?.one(id.0).await?;
    let rows = session.find::<Entity>()?.filter(Column::DwellingId.eq(id.0)).filter(when).all().await?;
    views(session, &home, rows).await
}

/// Tenancies of one dwelling as shown.
async fn views(
    session: &Session,
    home: &dwelling::Model,
    rows: Vec<Model>,
) -> Result<Vec<TenancyRow>, Fault> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
    let persons = person::shown(session, &ids).await?;
    let view = |row: Model| {
        let who = persons.get(&row.person_id).cloned().unwrap_or_default();
        TenancyRow {
            id: TenancyId(row.id),
            person: PersonId(row.person_id),
            dwelling: DwellingId(row.dwelling_id),
            dwelling_label: home.label.clone(),
            name: who.name,
            phone: who.phone,
            id_number: who.id_number,
            relation: row.relation.0,
            age_band: who.age_band,
            from_on: row.from_on,
            to_on: row.to_on,
            revision: row.revision,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// How many are registered in a dwelling now, and how many of them are 65 or over: figures that name nobody, which
/// whoever answers an alarm there may know.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn counts(session: &Session, dwelling: Uuid) -> Result<(u32, u32), Fault> {
    let persons: Vec<Uuid> = Entity::find()
        .filter(Column::DwellingId.eq(dwelling))
        .filter(current(session))
        .select_only()
        .column(Column::PersonId)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("counting the occupants of a dwelling"))?;
    let aged = person::aged_65_or_over(session, &persons).await?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok((count(persons.len()), count(aged)))
}
