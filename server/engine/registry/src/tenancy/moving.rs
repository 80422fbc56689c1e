//! Moving in and moving out.

use super::{ActiveModel, Column, Entity, Model, arrival::Arrival, current, today, views};
use crate::{dwelling, person};
use base::{Addressed, Session, Stored, internal};
use chrono::NaiveDate;
use contract::{
    Act, DwellingId, Fault, Kind, TenancyId,
    live::Event,
    registry::{MoveInDraft, TenancyRow},
};
use sea_orm::{
    ActiveValue::Set,
    Condition, Order,
    entity::prelude::*,
    sea_query::{ExprTrait, Func, Query},
};

/// Registers somebody in a dwelling. A person who is known by identity number, or else by name and phone, is not
/// registered twice; their phone stays as it is in the register.
///
/// # Permission
/// `tenancy.create`, with the dwelling within reach; only persons within it are recognised.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Missing`] when the dwelling is out of reach or use; [`Fault::Invalid`], also when the
/// identity number is another person's or the person already lives here.
pub async fn move_in(
    session: &Session,
    dwelling: DwellingId,
    draft: &MoveInDraft,
) -> Result<TenancyRow, Fault> {
    // The dwelling is locked, so that two who register the same person here at once do it one after the other.
    let home = session.find_as::<dwelling::Entity>(Kind::Tenancy, Act::Create)?.held(dwelling.0).await?;
    if home.retired_at.is_some() {
        return Err(Fault::Missing { kind: Kind::Dwelling });
    }
    let arrival = Arrival::read(draft, today(session))?;
    let person = match known(session, &arrival).await? {
        Some(person) => {
            let homes = homes_of(session, person.id).await?;
            if homes.contains(&home.id) {
                return Err(Fault::invalid("name", "field.taken"));
            }
            if homes.is_empty() && person.area_path != home.area_path {
                person::follow(session, person.id, &home.area_path).await?;
            }
            person.id
        }
        None => person::register(session, &home.area_path, &arrival.plain()).await?.id,
    };
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        person_id: Set(person),
        dwelling_id: Set(home.id),
        area_path: Set(home.area_path.clone()),
        relation: Set(Stored(arrival.relation)),
        from_on: Set(arrival.from_on),
        to_on: Set(None),
        ..Default::default()
    };
    let row = session.insert::<Entity>(Kind::Tenancy, row).await?;
    settled(session, &home, row).await
}

/// The person who moves in, if the register within reach has them.
async fn known(session: &Session, arrival: &Arrival) -> Result<Option<person::Model>, Fault> {
    let name = person::blind(session, person::column::NAME, &arrival.name);
    let alike = if arrival.id_number.is_empty() {
        let phone = person::blind(session, person::column::PHONE, &arrival.phone);
        Condition::all()
            .add(person::Column::NameIndex.eq(name.as_str()))
            .add(person::Column::PhoneIndex.eq(phone))
    } else {
        let id_number = person::blind(session, person::column::ID_NUMBER, &arrival.id_number);
        Condition::all().add(person::Column::IdNumberIndex.eq(id_number))
    };
    let found = session
        .find_as::<person::Entity>(Kind::Tenancy, Act::Create)?
        .filter(person::Column::RetiredAt.is_null())
        .filter(alike)
        .order(person::Column::Id, Order::Asc)
        .first(1)
        .all()
        .await?
        .pop();
    match found {
        Some(person) if person.name_index != name => Err(Fault::invalid("name", "field.wrong_type")),
        found => Ok(found),
    }
}

/// The dwellings where a person lives now.
async fn homes_of(session: &Session, person: Uuid) -> Result<Vec<Uuid>, Fault> {
    let rows = Entity::find()
        .filter(Column::PersonId.eq(person))
        .filter(current(session))
        .all(session.txn())
        .await
        .map_err(internal("reading where a person lives"))?;
    Ok(rows.into_iter().map(|row| row.dwelling_id).collect())
}

/// Ends a tenancy on a day, today or before; the record of it stays.
///
/// # Permission
/// `tenancy.change`.
///
/// # Errors
/// [`Fault::Changed`]; [`Fault::Missing`]; [`Fault::Invalid`] when it has ended already, or the day is before the
/// first or after today.
pub async fn move_out(
    session: &Session,
    id: TenancyId,
    revision: i32,
    on: NaiveDate,
) -> Result<TenancyRow, Fault> {
    let held = session.held::<Entity>(Kind::Tenancy, Act::Change, id.0).await?;
    let has_ended = held.to_on.is_some();
    let is_day = on >= held.from_on && on <= today(session);
    // To somebody who saw another version that is said first, by `change`.
    if held.revision == revision && (has_ended || !is_day) {
        return Err(Fault::invalid("to_on", "field.out_of_range"));
    }
    // Locked for the count: of two who leave at once the second must see that the first is gone.
    let home =
        session.find_as::<dwelling::Entity>(Kind::Tenancy, Act::Change)?.held(held.dwelling_id).await?;
    let row = session.change(Act::Change, held, Some(revision), |row| row.to_on = Set(Some(on))).await?;
    settled(session, &home, row).await
}

/// What follows from every move: whoever shows the tenancy reads it again, and the dwelling is counted anew.
async fn settled(session: &Session, home: &dwelling::Model, row: Model) -> Result<TenancyRow, Fault> {
    let event = Event::RecordChanged { kind: Kind::Tenancy, id: row.id };
    session.emit(Addressed::area(Kind::Tenancy, &row.area_path), &event).await?;
    let occupants = Entity::find()
        .filter(Column::DwellingId.eq(home.id))
        .filter(current(session))
        .count(session.txn())
        .await
        .map_err(internal("counting the occupants of a dwelling"))?;
    spatial::dwelling::recount(session, home.id, i32::try_from(occupants).unwrap_or(i32::MAX)).await?;
    views(session, home, vec![row]).await?.pop().ok_or(Fault::Missing { kind: Kind::Tenancy })
}

/// Counts the occupants of all dwellings anew: after an import, and each day for tenancies that were imported with their
/// end (see [`super::Ending`]).
///
/// # Errors
/// [`Fault::Internal`].
pub async fn recount(session: &Session) -> Result<(), Fault> {
    dwelling::recount_all(session, living(session)).await
}

/// The number of current tenancies of the dwelling that is being written.
fn living(session: &Session) -> Expr {
    let mut query = Query::select();
    query
        .expr(Func::count(Expr::col((Entity, Column::Id))))
        .from(Entity)
        .and_where(Expr::col((Entity, Column::DwellingId)).equals((dwelling::Entity, dwelling::Column::Id)))
        .cond_where(current(session));
    query.into()
}
