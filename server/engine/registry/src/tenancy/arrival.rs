//! Somebody who moves in, as typed and checked.

use crate::person::Plain;
use chrono::NaiveDate;
use contract::{
    Fault, Term, field,
    registry::{MOVE_IN_FIELDS, MoveInDraft, Relation, is_id_number},
    time::take_day,
};

/// A draft of moving in that can be acted on.
pub(super) struct Arrival {
    pub name: String,
    pub phone: String,
    /// Empty when it was not given.
    pub id_number: String,
    pub born_on: Option<NaiveDate>,
    pub relation: Relation,
    pub from_on: NaiveDate,
}

impl Arrival {
    /// Checks a draft. Nobody is registered ahead of the day, since the register says who lives here.
    ///
    /// # Errors
    /// [`Fault::Invalid`].
    pub fn read(draft: &MoveInDraft, today: NaiveDate) -> Result<Self, Fault> {
        field::check(MOVE_IN_FIELDS, draft)?;
        let id_number = draft.id_number.trim().to_uppercase();
        if !id_number.is_empty() && !is_id_number(&id_number) {
            return Err(Fault::invalid("id_number", "field.id_number"));
        }
        let born_on = match draft.born_on.trim() {
            "" => born_by(&id_number),
            _ => Some(past_day("born_on", &draft.born_on, today)?),
        };
        Ok(Self {
            name: draft.name.trim().to_owned(),
            phone: draft.phone.trim().to_owned(),
            id_number,
            born_on,
            relation: Relation::from_key(draft.relation.trim())
                .ok_or_else(|| Fault::invalid("relation", "field.not_offered"))?,
            from_on: past_day("from_on", &draft.from_on, today)?,
        })
    }

    /// The person, ready to be sealed.
    pub fn plain(&self) -> Plain<'_> {
        Plain { name: &self.name, phone: &self.phone, id_number: &self.id_number, born_on: self.born_on }
    }
}

fn past_day(key: &str, text: &str, today: NaiveDate) -> Result<NaiveDate, Fault> {
    let day = take_day(key, text)?;
    if day > today { Err(Fault::invalid(key, "field.out_of_range")) } else { Ok(day) }
}

/// The day of birth that an identity number tells; what the system knows is not asked again.
///
/// # Source
/// GB 11643-1999, 3.2: characters 7 to 14.
fn born_by(id_number: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(id_number.get(6..14)?, "%Y%m%d").ok()
}
