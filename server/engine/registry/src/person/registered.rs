//! How a person comes into the register: sealed under a key of their own, with a unified code.

use super::{ActiveModel, Column, Entity, Model, column};
use base::{
    Place, Sensitive, Session,
    identity::person_key::{self, PersonKey},
    internal, normalised,
};
use chrono::NaiveDate;
use contract::{Fault, Kind, spatial::code::CodeClass};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use spatial::code;

/// A person before sealing; what is not known is empty.
pub(crate) struct Plain<'a> {
    pub name: &'a str,
    pub phone: &'a str,
    pub id_number: &'a str,
    pub born_on: Option<NaiveDate>,
}

/// The blind index of a text in a column; nothing for nothing, so that those without a phone are not found by it.
pub(crate) fn blind(session: &Session, column: &str, text: &str) -> String {
    let text = normalised(text);
    if text.is_empty() { text } else { session.store().keys().blind_index(column, &text) }
}

/// The last four digits of a phone number; nothing when it has fewer.
fn last_four(phone: &str) -> String {
    let phone = normalised(phone);
    let at = phone.len().checked_sub(4);
    at.and_then(|at| phone.get(at..)).unwrap_or_default().to_owned()
}

/// A person's row, sealed under their key.
pub(crate) fn sealed(
    session: &Session,
    key: &PersonKey,
    id: Uuid,
    area_path: &str,
    code: &str,
    plain: &Plain<'_>,
) -> Result<ActiveModel, Fault> {
    let seal = |column: &'static str, text: &str| {
        key.seal(Place { column, row: id }, &Sensitive::new(text.trim().to_owned()))
    };
    let born_on = plain.born_on.map(|day| day.to_string()).unwrap_or_default();
    Ok(ActiveModel {
        id: Set(id),
        area_path: Set(area_path.to_owned()),
        code: Set(code.to_owned()),
        name_sealed: Set(seal(column::NAME, plain.name)?),
        name_index: Set(blind(session, column::NAME, plain.name)),
        phone_sealed: Set(seal(column::PHONE, plain.phone)?),
        phone_index: Set(blind(session, column::PHONE, plain.phone)),
        phone_last4_index: Set(blind(session, column::PHONE_LAST4, &last_four(plain.phone))),
        id_number_sealed: Set(seal(column::ID_NUMBER, plain.id_number)?),
        id_number_index: Set(blind(session, column::ID_NUMBER, plain.id_number)),
        born_on_sealed: Set(seal(column::BORN_ON, &born_on)?),
        retired_at: Set(None),
        ..Default::default()
    })
}

/// Registers a person who moves in; who may register a tenancy may register the one who has it.
pub(crate) async fn register(session: &Session, area_path: &str, plain: &Plain<'_>) -> Result<Model, Fault> {
    let id = Uuid::now_v7();
    let code = code::allot(session, CodeClass::Person, id, area_path).await?;
    let key = person_key::make(session, id).await?;
    let row = sealed(session, &key, id, area_path, &code, plain)?;
    session.insert::<Entity>(Kind::Tenancy, row).await
}

/// Lets a person's area follow to where they live now, so that those who look after it reach them.
pub(crate) async fn follow(session: &Session, person: Uuid, area_path: &str) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(Column::AreaPath, area_path.into())
        .filter(Column::Id.eq(person))
        .exec(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("moving a person to another area"))
}
