//! Bringing in a whole register at once: an import, or the demo.

use crate::{
    person::{self, Plain},
    tenancy,
};
use base::{Session, Stored, identity::person_key};
use chrono::NaiveDate;
use contract::{Fault, Kind, registry::Relation, spatial::code::CodeClass};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

/// A person to bring in.
#[derive(Clone)]
pub struct NewPerson {
    /// Identity.
    pub id: Uuid,
    /// Area of the home.
    pub area_path: String,
    /// Name.
    pub name: String,
    /// Phone, if there is one.
    pub phone: Option<String>,
    /// Identity number.
    pub id_number: String,
    /// Day of birth.
    pub born_on: NaiveDate,
}

/// A tenancy to bring in.
#[derive(Clone, Debug)]
pub struct NewTenancy {
    /// The person.
    pub person: Uuid,
    /// The dwelling.
    pub dwelling: Uuid,
    /// The dwelling's area.
    pub area_path: String,
    /// By what right.
    pub relation: Relation,
    /// First day.
    pub from_on: NaiveDate,
    /// Day of moving out.
    pub to_on: Option<NaiveDate>,
}

/// Brings in persons and tenancies, each person with a unified code and sealed under a key of their own, and counts the
/// occupants anew.
///
/// # Permission
/// Creating both kinds everywhere.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn plant(
    session: &Session,
    persons: Vec<NewPerson>,
    tenancies: Vec<NewTenancy>,
) -> Result<(), Fault> {
    let mut rows = Vec::with_capacity(persons.len());
    let wanted: Vec<_> = persons.iter().map(|new| (new.id, new.area_path.as_str())).collect();
    let codes = spatial::code::allot_many(session, CodeClass::Person, &wanted).await?;
    for (new, code) in persons.iter().zip(&codes) {
        let key = person_key::make(session, new.id).await?;
        let plain = Plain {
            name: &new.name,
            phone: new.phone.as_deref().unwrap_or_default(),
            id_number: &new.id_number,
            born_on: Some(new.born_on),
        };
        rows.push(person::sealed(session, &key, new.id, &new.area_path, code, &plain)?);
    }
    session.insert_many::<person::Entity>(Kind::Person, rows).await?;
    let rows = tenancies.into_iter().map(|new| tenancy::ActiveModel {
        id: Set(Uuid::now_v7()),
        person_id: Set(new.person),
        dwelling_id: Set(new.dwelling),
        area_path: Set(new.area_path),
        relation: Set(Stored(new.relation)),
        from_on: Set(new.from_on),
        to_on: Set(new.to_on),
        ..Default::default()
    });
    session.insert_many::<tenancy::Entity>(Kind::Tenancy, rows.collect()).await?;
    tenancy::recount(session).await
}
