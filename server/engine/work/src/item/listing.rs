//! Lists of items.

use super::{
    entity::{Column, Entity, Model},
    report::readable_kinds,
    view,
};
use base::{Keyset, Session, Stored};
use contract::{Act, Fault, Kind, Listing, Page, work::WorkRow};
use sea_orm::{Condition, entity::prelude::*};

/// Lists items of a kind.
///
/// Filters: `state`, `category`, `level` (any of), `open`, `overdue`, `mine`, `building_no`, `dwelling_no`, `day`.
///
/// # Permission
/// Reading the kind.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list(session: &Session, kind: Kind, listing: &Listing) -> Result<Page<WorkRow>, Fault> {
    let mut found = session.find_as::<Entity>(kind, Act::Read)?;
    for (key, column) in [("state", Column::State), ("category", Column::Category), ("level", Column::Level)]
    {
        if !listing.filter(key).is_empty() {
            found = found.filter(column.is_in(listing.filter(key).iter().cloned()));
        }
    }
    match listing.narrowed_to("open") {
        Some("true" | "1") => found = found.filter(Column::IsOpen.eq(true)),
        Some("false" | "0") => found = found.filter(Column::IsOpen.eq(false)),
        _ => {}
    }
    if matches!(listing.narrowed_to("overdue"), Some("true" | "1")) {
        found = found.filter(Column::IsOpen.eq(true)).filter(Column::DueAt.lt(session.now()));
    }
    if matches!(listing.narrowed_to("mine"), Some("true" | "1")) {
        found = found.filter(Column::AssigneeId.eq(session.actor().user()));
    }
    if matches!(listing.narrowed_to("unassigned"), Some("true" | "1")) {
        found = found.filter(Column::AssigneeId.is_null());
    }
    for (key, column) in [("building_no", Column::BuildingNo), ("dwelling_no", Column::DwellingNo)] {
        if let Some(no) = listing.narrowed_to(key).and_then(|n| n.parse::<i32>().ok()) {
            found = found.filter(column.eq(no));
        }
    }
    if let Some(day) = listing.narrowed_to("day").and_then(|text| text.parse().ok()) {
        let from = contract::time::start_of(day);
        found = found
            .filter(Column::ReportedAt.gte(from))
            .filter(Column::ReportedAt.lt(from + chrono::Duration::days(1)));
    }
    if let Some(text) = listing.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let any = Condition::any()
            .add(Column::Number.eq(text.to_uppercase()))
            .add(Column::Title.contains(text))
            .add(Column::Place.contains(text))
            .add(Column::AssigneeName.contains(text));
        found = found.filter(any);
    }
    let by = Keyset {
        column: Column::ReportedAt,
        descending: listing.sort.as_ref().is_none_or(|s| s.descending),
        key: |row: &Model| row.reported_at.to_rfc3339(),
        parse: |text| text.parse::<DateTimeUtc>().ok().map(Into::into),
    };
    Ok(found.page(by, listing.after.as_deref(), listing.rows()).await?.map(view))
}

/// How many items are open, over all kinds that the actor may read.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn open_count(session: &Session) -> Result<u32, Fault> {
    let mut count = 0;
    for kind in readable_kinds(session) {
        count += session.find_as::<Entity>(kind, Act::Read)?.filter(Column::IsOpen.eq(true)).count().await?;
    }
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The open items of all kinds that the actor may read.
pub(super) async fn open_all(session: &Session) -> Result<Vec<Model>, Fault> {
    let mut rows = vec![];
    for kind in readable_kinds(session) {
        let found = session.find_as::<Entity>(kind, Act::Read)?;
        rows.extend(
            found
                .filter(Column::IsOpen.eq(true))
                .filter(Column::Kind.eq(Stored(kind)))
                .first(2000)
                .all()
                .await?,
        );
    }
    Ok(rows)
}
