//! Registered persons. At rest only sealed, on screens only masked, in full only for a purpose that is audited.
//!
//! # Source
//! GB/T 35273-2020, 6.2 (de-identified display), 8.3 (erasure); GM/T 0002-2012 (SM4) and GM/T 0004-2012 (SM3) underneath.

mod entity;
mod registered;
mod search;
mod shown;

pub use entity::{ActiveModel, Column, Entity, Model};
pub use search::{find, search};

pub(crate) use registered::{Plain, blind, follow, register, sealed};
pub(crate) use shown::{aged_65_or_over, shown};

use base::{Addressed, Place, Session, identity::person_key};
use contract::{
    Act, Fault, Kind, PersonId,
    live::Event,
    registry::{Disclosed, Purpose},
};
use sea_orm::ActiveValue::Set;

/// Where each value rests; also the names of the blind indexes.
pub(crate) mod column {
    pub const NAME: &str = "person.name";
    pub const PHONE: &str = "person.phone";
    pub const PHONE_LAST4: &str = "person.phone_last4";
    pub const ID_NUMBER: &str = "person.id_number";
    pub const BORN_ON: &str = "person.born_on";
}

/// Shows a person's name, phone and identity number in full, for a purpose that the audit keeps.
///
/// # Permission
/// `person.disclose`, with the person within reach.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Missing`] when there is no such person, or not any more.
pub async fn disclose(session: &Session, person: PersonId, purpose: Purpose) -> Result<Disclosed, Fault> {
    let row = person.0;
    let values = session
        .disclose::<Entity>(row, purpose, move |held: &Model| {
            vec![
                (Place { column: column::NAME, row }, held.name_sealed.clone()),
                (Place { column: column::PHONE, row }, held.phone_sealed.clone()),
                (Place { column: column::ID_NUMBER, row }, held.id_number_sealed.clone()),
            ]
        })
        .await?;
    let mut values = values.into_iter();
    let mut next = || values.next().unwrap_or_default();
    Ok(Disclosed { name: next(), phone: next(), id_number: next() })
}

/// Erases a person: the key is destroyed and the indexes emptied, so that nobody can read or find them in this database
/// again, or in a backup made from now on; backups made before must be thrown away for that. The tenancies stay, with
/// nobody's name on them.
///
/// No screen and no server function leads here yet: it is for whoever builds the one that answers a person's request.
///
/// # Permission
/// `person.retire`, which no role of a new installation holds.
///
/// # Errors
/// [`Fault::Denied`], [`Fault::Missing`].
pub async fn erase(session: &Session, person: PersonId) -> Result<(), Fault> {
    let held = session.held::<Entity>(Kind::Person, Act::Retire, person.0).await?;
    if held.retired_at.is_some() {
        return Err(Fault::Missing { kind: Kind::Person });
    }
    let now = session.now();
    person_key::destroy(session, person.0).await?;
    let row = session
        .change(Act::Retire, held, None, |row| {
            row.name_index = Set(String::new());
            row.phone_index = Set(String::new());
            row.phone_last4_index = Set(String::new());
            row.id_number_index = Set(String::new());
            row.retired_at = Set(Some(now));
        })
        .await?;
    spatial::code::retire(session, row.id).await?;
    let event = Event::RecordChanged { kind: Kind::Person, id: row.id };
    session.emit(Addressed::area(Kind::Person, &row.area_path), &event).await
}
