//! Dwellings (户/套): what stands in the register of actual houses (实有房屋), each within a storey of a building.

mod entity;
mod plant;

pub use entity::{ActiveModel, Column, Entity, Model};
pub use plant::{NewDwelling, plant};

use base::{Addressed, Keyset, Session, internal, search::beginning};
use chrono::NaiveDate;
use contract::{
    Act, DwellingId, Fault, Kind, Listing, Page, Term, field,
    live::Event,
    spatial::{DWELLING_FIELDS, DwellingDraft, DwellingRow, Occupancy},
    time::read_day,
};
use sea_orm::{ActiveValue::Set, Condition, QuerySelect, QueryTrait, entity::prelude::*};
use std::collections::BTreeMap;

use crate::{
    building,
    number::{counted, unsigned},
    within::within,
};

/// Lists dwellings.
///
/// # Permission
/// `dwelling.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list(session: &Session, listing: &Listing) -> Result<Page<DwellingRow>, Fault> {
    let mut found = session.find::<Entity>()?.filter(Column::RetiredAt.is_null());
    if let Some(text) = listing.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        found = found.filter(named(text));
    }
    if !listing.filter("building").is_empty() {
        let standing = building::Entity::find()
            .filter(building::Column::Label.is_in(listing.filter("building").iter().cloned()))
            .filter(building::Column::RetiredAt.is_null())
            .select_only()
            .column(building::Column::Id)
            .into_query();
        found = found.filter(Column::BuildingId.in_subquery(standing));
    }
    if let Some(no) = listing.narrowed_to("building_no").and_then(|n| n.parse::<i32>().ok()) {
        found = found.filter(Column::BuildingNo.eq(no));
    }
    if !listing.filter("occupancy").is_empty() {
        let asked = listing.filter("occupancy").iter().filter_map(|key| Occupancy::from_key(key));
        // Nothing has no identity: a key that is none of ours finds nothing.
        let nothing = Condition::any().add(Column::Id.is_null());
        found = found.filter(asked.fold(nothing, |any, occupancy| any.add(occupied_as(occupancy))));
    }
    let storeys: Vec<i32> =
        listing.filter("storey").iter().filter_map(|storey| storey.parse().ok()).collect();
    if !storeys.is_empty() {
        found = found.filter(Column::Storey.is_in(storeys));
    }
    if let Some(no) = listing.narrowed_to("building_no").and_then(|no| no.parse::<i32>().ok()) {
        found = found.filter(Column::BuildingNo.eq(no));
    }
    found = within(session, found, listing, [Column::Id, Column::Lon, Column::Lat]).await?;
    let by = Keyset {
        column: Column::Label,
        descending: listing.sort.as_ref().is_some_and(|s| s.descending),
        key: |row: &Model| row.label.clone(),
        parse: |text| Some(text.into()),
    };
    Ok(found.page(by, listing.after.as_deref(), listing.rows()).await?.map(view))
}

/// Dwellings that a text may mean: by the beginning of the label, or by code.
pub(crate) fn named(text: &str) -> Condition {
    Condition::any().add(beginning(Column::Label, text)).add(Column::Code.eq(text.to_uppercase()))
}

fn occupied_as(occupancy: Occupancy) -> Condition {
    match occupancy {
        Occupancy::Occupied => Condition::all().add(Column::Occupants.gt(0)),
        Occupancy::Vacant => {
            Condition::all().add(Column::Occupants.lte(0)).add(Column::VacancyCheckedOn.is_not_null())
        }
        Occupancy::Unknown => {
            Condition::all().add(Column::Occupants.lte(0)).add(Column::VacancyCheckedOn.is_null())
        }
    }
}

/// One dwelling by its unified code.
///
/// # Permission
/// `dwelling.read`.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn by_code(session: &Session, code: &str) -> Result<DwellingRow, Fault> {
    let found = session.find::<Entity>()?;
    let id: Option<Uuid> = Entity::find()
        .filter(Column::Code.eq(code.trim().to_uppercase()))
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .one(session.txn())
        .await
        .map_err(internal("looking for a dwelling by its code"))?;
    // Read again by identity, so that a dwelling out of reach is audited as such.
    found.one(id.ok_or(Fault::Missing { kind: Kind::Dwelling })?).await.map(view)
}

/// One dwelling.
///
/// # Permission
/// `dwelling.read`.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn by_id(session: &Session, id: DwellingId) -> Result<DwellingRow, Fault> {
    session.find::<Entity>()?.one(id.0).await.map(view)
}

/// Unified code of a dwelling, for the sheet of what is in it.
///
/// # Permission
/// None: who may see a thing may know where it is.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn code_of(session: &Session, id: Uuid) -> Result<Option<String>, Fault> {
    Entity::find_by_id(id)
        .select_only()
        .column(Column::Code)
        .into_tuple()
        .one(session.txn())
        .await
        .map_err(internal("naming a dwelling"))
}

/// Changes floor area and vacancy of a dwelling.
///
/// # Permission
/// `dwelling.change`.
///
/// # Errors
/// [`Fault::Changed`], [`Fault::Missing`]; [`Fault::Invalid`], also for a vacancy checked after today.
pub async fn change(
    session: &Session,
    id: DwellingId,
    revision: i32,
    draft: &DwellingDraft,
) -> Result<DwellingRow, Fault> {
    field::check(DWELLING_FIELDS, draft)?;
    let floor_area_m2: f64 = draft
        .floor_area_m2
        .trim()
        .parse()
        .map_err(|_| Fault::invalid("floor_area_m2", "field.not_a_number"))?;
    let checked_on = read_day(&draft.vacancy_checked_on);
    if checked_on.is_some_and(|day| day > session.store().clock().today()) {
        return Err(Fault::invalid("vacancy_checked_on", "field.out_of_range"));
    }
    let in_use = session.find_as::<Entity>(Kind::Dwelling, Act::Change)?.filter(Column::RetiredAt.is_null());
    let held = in_use.held(id.0).await?;
    let after = session
        .change(Act::Change, held, Some(revision), |row| {
            row.floor_area_m2 = Set(floor_area_m2);
            row.vacancy_checked_on = Set(checked_on);
        })
        .await?;
    tell(session, &after).await?;
    Ok(view(after))
}

/// Writes how many persons are registered in a dwelling now; a checked vacancy ends when somebody is.
///
/// # Permission
/// None of its own: whoever may change a tenancy changes this with it.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn recount(session: &Session, dwelling_id: Uuid, occupants: i32) -> Result<(), Fault> {
    let doing = || internal("counting a dwelling's occupants");
    let mut update = Entity::update_many()
        .col_expr(Column::Occupants, occupants.into())
        .col_expr(Column::ChangedAt, session.now().into())
        .filter(Column::Id.eq(dwelling_id));
    if occupants > 0 {
        update = update.col_expr(Column::VacancyCheckedOn, None::<NaiveDate>.into());
    }
    update.exec(session.txn()).await.map_err(doing())?;
    let row = Entity::find_by_id(dwelling_id).one(session.txn()).await.map_err(doing())?;
    tell(session, &row.ok_or(Fault::Missing { kind: Kind::Dwelling })?).await
}

async fn tell(session: &Session, row: &Model) -> Result<(), Fault> {
    let event = Event::RecordChanged { kind: Kind::Dwelling, id: row.id };
    session.emit(Addressed::area(Kind::Dwelling, &row.area_path), &event).await
}

/// The row that lists and sheets show.
#[must_use]
pub fn view(row: Model) -> DwellingRow {
    DwellingRow {
        id: DwellingId(row.id),
        map_no: unsigned(row.map_no),
        building_no: unsigned(row.building_no),
        occupancy: row.occupancy(),
        at: row.at(),
        group: row.group_key,
        label: row.label,
        code: row.code,
        address: row.address,
        storey: row.storey,
        stairwell: unsigned(row.stairwell),
        floor_area_m2: row.floor_area_m2,
        vacancy_checked_on: row.vacancy_checked_on,
        occupants: unsigned(row.occupants),
        origin: row.origin.0,
        revision: row.revision,
    }
}

/// How many dwellings lie directly in each area.
pub(crate) async fn by_area(session: &Session) -> Result<BTreeMap<String, u32>, Fault> {
    let rows: Vec<(String, i64)> = Entity::find()
        .filter(Column::RetiredAt.is_null())
        .select_only()
        .column(Column::AreaPath)
        .column_as(Column::Id.count(), "dwellings")
        .group_by(Column::AreaPath)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("counting dwellings"))?;
    Ok(rows.into_iter().map(|(path, n)| (path, counted(n))).collect())
}
