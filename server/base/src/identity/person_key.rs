//! A key for each registered person, so that erasing somebody is destroying it.
//!
//! The keys rest in the database, sealed under the master key: a backup made before somebody was erased still has
//! theirs, and with the key file it can be read until it is thrown away.

use crate::{
    Session,
    error::{defect, internal},
    keyring::{self, KEY_BYTES},
    sealed::{Place, Sealed, Sensitive},
};
use contract::Fault;
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use std::collections::HashMap;

mod row {
    use crate::Sealed;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "person_key")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub person_id: Uuid,
        pub sealed_key: Sealed,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
use row::{ActiveModel, Column, Entity, Model};

/// A person's key, opened for the length of a session.
#[derive(Clone)]
pub struct PersonKey([u8; KEY_BYTES]);

impl PersonKey {
    /// Seals one of the person's values.
    ///
    /// # Errors
    /// [`Fault::Internal`].
    pub fn seal(&self, place: Place, value: &Sensitive<String>) -> Result<Sealed, Fault> {
        let sealed = keyring::seal_with(&self.0, &place.bytes(), value.expose().as_bytes());
        sealed.map(Sealed).ok_or_else(|| defect("sealing a person's value", &place.column))
    }

    /// Shows one of the person's values through a mask.
    ///
    /// # Errors
    /// [`Fault::Internal`] when it was tampered with.
    pub fn masked(
        &self,
        place: Place,
        sealed: &Sealed,
        mask: impl FnOnce(&str) -> String,
    ) -> Result<String, Fault> {
        let plain = keyring::open_with(&self.0, &place.bytes(), &sealed.0)
            .and_then(|bytes| String::from_utf8(bytes).ok());
        plain.map(|text| mask(&text)).ok_or_else(|| defect("opening a person's value", &place.column))
    }
}

fn place(person: Uuid) -> Place {
    Place { column: "person_key.sealed_key", row: person }
}

/// Makes a key for a new person.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn make(session: &Session, person: Uuid) -> Result<PersonKey, Fault> {
    let key: [u8; KEY_BYTES] = keyring::random();
    let sealed = session
        .store()
        .keys()
        .seal(&place(person).bytes(), &key)
        .ok_or_else(|| defect("sealing a person's key", &person))?;
    let row = ActiveModel { person_id: Set(person), sealed_key: Set(Sealed(sealed)) };
    Entity::insert(row)
        .exec_without_returning(session.txn())
        .await
        .map_err(internal("keeping a person's key"))?;
    Ok(PersonKey(key))
}

/// The key of one person.
///
/// # Errors
/// [`Fault::Missing`] when the person was erased.
pub async fn of(session: &Session, person: Uuid) -> Result<PersonKey, Fault> {
    let missing = Fault::Missing { kind: contract::Kind::Person };
    of_all(session, &[person]).await?.remove(&person).ok_or(missing)
}

/// The keys of several persons; those who were erased have none.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn of_all(session: &Session, persons: &[Uuid]) -> Result<HashMap<Uuid, PersonKey>, Fault> {
    let rows = Entity::find()
        .filter(Column::PersonId.is_in(persons.iter().copied()))
        .all(session.txn())
        .await
        .map_err(internal("reading persons' keys"))?;
    let keys = session.store().keys();
    let open = |row: Model| {
        let plain = keys.open_sealed(&place(row.person_id).bytes(), &row.sealed_key.0)?;
        Some((row.person_id, PersonKey(plain.try_into().ok()?)))
    };
    Ok(rows.into_iter().filter_map(open).collect())
}

/// Destroys a person's key: what is sealed under it can't be read in this database any more, nor in a backup made from
/// now on. One that was made before holds the key too.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn destroy(session: &Session, person: Uuid) -> Result<(), Fault> {
    Entity::delete_by_id(person)
        .exec(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("destroying a person's key"))
}
