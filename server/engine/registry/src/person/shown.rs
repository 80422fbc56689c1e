//! Persons as screens show them: masked, or nothing at all once they were erased.

use super::{Column, Entity, Model, column};
use base::{
    Place, Record, Session,
    identity::person_key::{self, PersonKey},
    internal,
};
use chrono::NaiveDate;
use contract::{
    Act, Fault, Kind,
    registry::{age_band, mask_id_number, mask_name, mask_phone},
};
use sea_orm::entity::prelude::*;
use std::collections::HashMap;

/// What stands where nothing is known.
const UNKNOWN: &str = "—";

/// A person, masked.
#[derive(Clone)]
pub(crate) struct Shown {
    pub name: String,
    pub phone: String,
    /// None for those who may not see persons in full anyway.
    pub id_number: Option<String>,
    pub age_band: String,
}

impl Default for Shown {
    /// Somebody who was erased.
    fn default() -> Self {
        Self { name: UNKNOWN.into(), phone: UNKNOWN.into(), id_number: None, age_band: UNKNOWN.into() }
    }
}

async fn rows(session: &Session, ids: &[Uuid]) -> Result<Vec<Model>, Fault> {
    Entity::find()
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::RetiredAt.is_null())
        .all(session.txn())
        .await
        .map_err(internal("reading persons"))
}

/// The persons with these ids, masked; those who were erased are not among them.
pub(crate) async fn shown(session: &Session, ids: &[Uuid]) -> Result<HashMap<Uuid, Shown>, Fault> {
    let keys = person_key::of_all(session, ids).await?;
    let disclosable = session.actor().reach(Kind::Person, Act::Disclose);
    let today = contract::time::day_of(session.now());
    let mut all = HashMap::new();
    for row in rows(session, ids).await? {
        let Some(key) = keys.get(&row.id) else { continue };
        let may_disclose = disclosable.as_ref().is_some_and(|reach| Entity::is_within(&row, reach));
        let at = |column| Place { column, row: row.id };
        let id_number = if may_disclose {
            Some(key.masked(at(column::ID_NUMBER), &row.id_number_sealed, known(mask_id_number))?)
        } else {
            None
        };
        let person = Shown {
            name: key.masked(at(column::NAME), &row.name_sealed, mask_name)?,
            phone: key.masked(at(column::PHONE), &row.phone_sealed, known(mask_phone))?,
            id_number,
            age_band: band(&row, key, today)?,
        };
        all.insert(row.id, person);
    }
    Ok(all)
}

/// A mask that says when there is nothing to hide.
fn known(mask: fn(&str) -> String) -> impl FnOnce(&str) -> String {
    move |text: &str| if text.is_empty() { UNKNOWN.to_owned() } else { mask(text) }
}

fn band(row: &Model, key: &PersonKey, today: NaiveDate) -> Result<String, Fault> {
    let place = Place { column: column::BORN_ON, row: row.id };
    key.masked(place, &row.born_on_sealed, |text| age_band(text.parse().ok(), today).to_owned())
}

/// How many of some persons are 65 or over, in full years today.
pub(crate) async fn aged_65_or_over(session: &Session, ids: &[Uuid]) -> Result<usize, Fault> {
    let keys = person_key::of_all(session, ids).await?;
    let today = contract::time::day_of(session.now());
    let mut aged = 0;
    for row in rows(session, ids).await? {
        if let Some(key) = keys.get(&row.id)
            && band(&row, key, today)? == "65+"
        {
            aged += 1;
        }
    }
    Ok(aged)
}
