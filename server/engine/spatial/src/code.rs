//! Unified identification codes (统一识别代码): one object, one code, given once and never again.
//!
//! A serial runs on for every (division, class). A code that somebody else gave, a device's or a division's, is registered
//! as it is. The register says what a code stands for; where that is, the object itself knows, so no code leads to an old
//! place. A code whose object is out of use stays in the register, retired.

use base::{Session, Stored, internal, read_setting, take_number};
use contract::{
    Fault, Term,
    spatial::{
        AreaKind,
        code::{CodeClass, CodeLayout},
    },
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use std::collections::{BTreeMap, HashMap};

use crate::{
    area,
    unified_code::{ActiveModel, Column, Entity},
};

/// Digits of a division code.
///
/// # Source
/// 统计用区划代码和城乡划分代码编制规则 (National Bureau of Statistics, 2009): 12 digits from province to committee.
const DIVISION_DIGITS: usize = 12;

/// What a code stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeRow {
    /// The code.
    pub code: String,
    /// Class of the object.
    pub class: CodeClass,
    /// The object.
    pub object: Uuid,
    /// Whether its object is out of use.
    pub is_retired: bool,
}

/// Allots a code to one object of an area.
///
/// # Errors
/// [`Fault::Internal`]; [`Fault::Invalid`] when a changed layout would give a code again.
pub async fn allot(
    session: &Session,
    class: CodeClass,
    object: Uuid,
    area_path: &str,
) -> Result<String, Fault> {
    let codes = allot_many(session, class, &[(object, area_path)]).await?;
    Ok(codes.into_iter().next().unwrap_or_default())
}

/// Allots codes to objects, in their order: identity and area path of each.
///
/// # Errors
/// [`Fault::Internal`]; [`Fault::Invalid`] when a changed layout would give a code again.
pub async fn allot_many(
    session: &Session,
    class: CodeClass,
    objects: &[(Uuid, &str)],
) -> Result<Vec<String>, Fault> {
    let mut divisions: HashMap<&str, String> = HashMap::new();
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (nth, (_, path)) in objects.iter().enumerate() {
        let division = match divisions.get(*path) {
            Some(known) => known.clone(),
            None => {
                let division = division_of(session, path).await?;
                divisions.insert(*path, division.clone());
                division
            }
        };
        groups.entry(division).or_default().push(nth);
    }
    let mut codes = vec![String::new(); objects.len()];
    for (division, members) in groups {
        let wanted: Vec<Uuid> = members.iter().map(|nth| objects[*nth].0).collect();
        let allotted = allot_in(session, class, &division, &wanted).await?;
        for (nth, code) in members.into_iter().zip(allotted) {
            codes[nth] = code;
        }
    }
    Ok(codes)
}

/// Allots codes to objects of one division, in their order.
async fn allot_in(
    session: &Session,
    class: CodeClass,
    division: &str,
    objects: &[Uuid],
) -> Result<Vec<String>, Fault> {
    let layout: CodeLayout = read_setting(session, "code_layout").await?;
    // The series follows the digits that are kept: two divisions that look alike in a code share one.
    let division: String =
        division.chars().filter(char::is_ascii_digit).take(layout.division_digits).collect();
    let count = i64::try_from(objects.len()).unwrap_or(i64::MAX);
    let first = take_number(session.txn(), &format!("code:{division}:{}", class.key()), count).await?;
    let codes: Vec<String> =
        (first..).take(objects.len()).map(|serial| layout.code(&division, class, serial)).collect();
    enter(session, class, codes.iter().cloned().zip(objects.iter().copied()).collect()).await?;
    Ok(codes)
}

/// Registers codes that somebody else gave: each code and its object. They are compared without regard to case.
///
/// # Errors
/// [`Fault::Invalid`] for a code that was ever given to another, be it retired.
pub async fn register(session: &Session, class: CodeClass, given: &[(String, Uuid)]) -> Result<(), Fault> {
    enter(session, class, given.iter().map(|(code, object)| (key(code), *object)).collect()).await
}

/// The code as the register keeps it.
fn key(code: &str) -> String {
    code.trim().to_uppercase()
}

async fn enter(session: &Session, class: CodeClass, codes: Vec<(String, Uuid)>) -> Result<(), Fault> {
    let row = |(code, object): &(String, Uuid)| ActiveModel {
        code: Set(code.clone()),
        class: Set(Stored(class)),
        object_id: Set(*object),
        allotted_at: Set(session.now()),
        retired_at: Set(None),
    };
    for batch in codes.chunks(500) {
        Entity::insert_many(batch.iter().map(row))
            .exec_without_returning(session.txn())
            .await
            .map_err(internal("registering unified codes"))?;
    }
    Ok(())
}

/// Retires the codes of an object; they are never given to another.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn retire(session: &Session, object: Uuid) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(Column::RetiredAt, Some(session.now()).into())
        .filter(Column::ObjectId.eq(object))
        .filter(Column::RetiredAt.is_null())
        .exec(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("retiring a unified code"))
}

/// What a code stands for; none when it was never given.
///
/// # Permission
/// None: it names the object by its identity alone. What that is, and where, is for its engine to say, within the
/// actor's reach.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn look_up(session: &Session, code: &str) -> Result<Option<CodeRow>, Fault> {
    let found = Entity::find_by_id(key(code)).one(session.txn()).await;
    let row = found.map_err(internal("looking up a unified code"))?;
    Ok(row.map(|row| CodeRow {
        code: row.code,
        class: row.class.0,
        object: row.object_id,
        is_retired: row.retired_at.is_some(),
    }))
}

/// The codes of objects whose own rows don't hold them.
pub(crate) async fn of_all(session: &Session, objects: &[Uuid]) -> Result<HashMap<Uuid, String>, Fault> {
    let rows = Entity::find()
        .filter(Column::ObjectId.is_in(objects.iter().copied()))
        .all(session.txn())
        .await
        .map_err(internal("reading unified codes"))?;
    Ok(rows.into_iter().map(|row| (row.object_id, row.code)).collect())
}

/// The division code, 12 digits, of the nearest area at or above a path that is a community or larger.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn division_of(session: &Session, area_path: &str) -> Result<String, Fault> {
    let above = area::above(session, area_path).await?;
    let nearest = above.iter().rev().find(|area| area.kind.0 <= AreaKind::Community);
    Ok(digits(nearest.map_or("", |area| area.code.as_str())))
}

/// The leading digits of a code, filled up with zeros as the divisions above a committee are.
fn digits(code: &str) -> String {
    let leading: String = code.chars().take_while(char::is_ascii_digit).take(DIVISION_DIGITS).collect();
    format!("{leading:0<DIVISION_DIGITS$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_division_has_twelve_digits() {
        assert_eq!(digits("610112004002"), "610112004002");
        assert_eq!(digits("610112"), "610112000000");
        assert_eq!(digits("610112004002QY0000001X"), "610112004002");
        assert_eq!(digits("未央区"), "000000000000");
    }
}
