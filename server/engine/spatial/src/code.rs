//! Unified identification codes (统一识别代码): allotted once, never again, and each leads to a place.
//!
//! A serial runs on for every (division, class); a code whose object is out of use stays in the table, retired.

use base::{Session, Stored, internal, read_setting, take_number};
use contract::{
    Act, Fault, Kind, Term,
    geo::Wgs84,
    spatial::{
        AreaKind,
        code::{CodeClass, CodeLayout, is_valid},
    },
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use std::collections::{BTreeMap, HashMap};

use crate::{
    area, building, dwelling, locate_at,
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
    /// Where it is.
    pub at: Option<Wgs84>,
    /// Whether its object is out of use.
    pub is_retired: bool,
}

/// Allots a code to one object.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn allot(
    session: &Session,
    class: CodeClass,
    division: &str,
    object: Uuid,
    at: Option<Wgs84>,
) -> Result<String, Fault> {
    let codes = allot_many(session, class, division, &[(object, at)]).await?;
    Ok(codes.into_iter().next().unwrap_or_default())
}

/// Allots codes to many objects of one division, in their order.
///
/// # Errors
/// [`Fault::Internal`]; [`Fault::Invalid`] when a changed layout would give a code again.
pub async fn allot_many(
    session: &Session,
    class: CodeClass,
    division: &str,
    objects: &[(Uuid, Option<Wgs84>)],
) -> Result<Vec<String>, Fault> {
    if objects.is_empty() {
        return Ok(vec![]);
    }
    let layout: CodeLayout = read_setting(session, "code_layout").await?;
    // The series follows the digits that are kept: two divisions that look alike in a code share one.
    let division: String =
        division.chars().filter(char::is_ascii_digit).take(layout.division_digits).collect();
    let count = i64::try_from(objects.len()).unwrap_or(i64::MAX);
    let first = take_number(session.txn(), &format!("code:{division}:{}", class.key()), count).await?;
    let codes: Vec<String> =
        (first..).take(objects.len()).map(|serial| layout.code(&division, class, serial)).collect();
    let rows: Vec<ActiveModel> = codes
        .iter()
        .zip(objects)
        .map(|(code, (object, at))| ActiveModel {
            code: Set(code.clone()),
            class: Set(Stored(class)),
            object_id: Set(*object),
            lon: Set(at.map(|at| at.lon)),
            lat: Set(at.map(|at| at.lat)),
            allotted_at: Set(session.now()),
            retired_at: Set(None),
        })
        .collect();
    for batch in rows.chunks(500) {
        Entity::insert_many(batch.iter().cloned())
            .exec_without_returning(session.txn())
            .await
            .map_err(internal("allotting unified codes"))?;
    }
    Ok(codes)
}

/// Allots codes to objects of several areas, in their order: identity, area path and position of each.
pub(crate) async fn allot_by_area(
    session: &Session,
    class: CodeClass,
    objects: &[(Uuid, &str, Wgs84)],
) -> Result<Vec<String>, Fault> {
    let mut divisions: HashMap<&str, String> = HashMap::new();
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (nth, (_, path, _)) in objects.iter().enumerate() {
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
        let wanted: Vec<_> = members.iter().map(|nth| (objects[*nth].0, Some(objects[*nth].2))).collect();
        let allotted = allot_many(session, class, &division, &wanted).await?;
        for (nth, code) in members.into_iter().zip(allotted) {
            codes[nth] = code;
        }
    }
    Ok(codes)
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

/// Notes where an object is now, so that its code leads there.
///
/// # Errors
/// [`Fault::Internal`].
pub(crate) async fn moved(session: &Session, object: Uuid, at: Wgs84) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(Column::Lon, at.lon.into())
        .col_expr(Column::Lat, at.lat.into())
        .filter(Column::ObjectId.eq(object))
        .exec(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("moving a unified code"))
}

/// What a code stands for and where that is.
///
/// # Permission
/// Reading the object's kind, with the object, or at least its place, within reach.
///
/// # Errors
/// [`Fault::Invalid`] when the check character is wrong; [`Fault::Missing`] when it was never allotted, or out of reach.
pub async fn look_up(session: &Session, code: &str) -> Result<CodeRow, Fault> {
    let code = code.trim().to_uppercase();
    if !is_valid(&code) {
        return Err(Fault::invalid("code", "field.code"));
    }
    let row =
        Entity::find_by_id(code).one(session.txn()).await.map_err(internal("looking up a unified code"))?;
    let row = row.ok_or(Fault::Missing { kind: Kind::Ground })?;
    let at = row.lon.zip(row.lat).map(|(lon, lat)| Wgs84 { lon, lat });
    let kind = kind_of(row.class.0);
    let reach = session.reach(kind, Act::Read)?;
    match kind {
        Kind::Area => session.find::<area::Entity>()?.one(row.object_id).await.map(|_| ())?,
        Kind::Building => session.find::<building::Entity>()?.one(row.object_id).await.map(|_| ())?,
        Kind::Dwelling => session.find::<dwelling::Entity>()?.one(row.object_id).await.map(|_| ())?,
        _ if reach.is_all => {}
        // The objects of other engines are not known here, but where they stand is.
        _ => {
            let spot = match at {
                Some(at) => locate_at(session, at).await?,
                None => None,
            };
            if !spot.is_some_and(|spot| reach.holds(&spot.area_path, None, None)) {
                return Err(Fault::Missing { kind });
            }
        }
    }
    let is_retired = row.retired_at.is_some();
    Ok(CodeRow { code: row.code, class: row.class.0, object: row.object_id, at, is_retired })
}

fn kind_of(class: CodeClass) -> Kind {
    match class {
        CodeClass::Area => Kind::Area,
        CodeClass::Building => Kind::Building,
        CodeClass::Dwelling => Kind::Dwelling,
        CodeClass::Place => Kind::Ground,
        CodeClass::Person => Kind::Person,
        CodeClass::Organisation => Kind::Organisation,
        CodeClass::Device | CodeClass::Component => Kind::Device,
    }
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
