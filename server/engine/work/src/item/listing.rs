//! Lists of items.

use super::{
    entity::{Column, Entity, Model},
    report::readable_kinds,
    view,
};
use base::{Keyset, Session, Stored, path_under, search::anywhere};
use chrono::Duration;
use contract::{
    Act, Fault, Kind, Listing, Page,
    time::start_of,
    work::{WorkRow, WorkState},
};
use sea_orm::{Condition, entity::prelude::*};

/// Lists items of a kind.
///
/// Filters: `state`, `category`, `level`, `assignee` (any of), `open`, `overdue`, `escalated`, `mine`, `unassigned`,
/// `area` with all below it, `building_no`, `dwelling_no`, the day of the report: `day`, or `from` and `to`, and
/// `closed_from`: what was closed on that day or later, and is closed.
///
/// # Permission
/// Reading the kind.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Invalid`] for an area that there is not, and for what is no day.
pub async fn list(session: &Session, kind: Kind, listing: &Listing) -> Result<Page<WorkRow>, Fault> {
    let mut found = session.find_as::<Entity>(kind, Act::Read)?.filter(of_words(listing));
    found = found.filter(of_state(session, listing)).filter(of_time(listing)?);
    if let Some(id) = listing.narrowed_to("area") {
        let unknown = || Fault::invalid("area", "field.not_offered");
        let id: Uuid = id.parse().map_err(|_| unknown())?;
        let area = spatial::area::by_id(session, id).await?.ok_or_else(unknown)?;
        found = found.filter(path_under(Column::AreaPath, &area.path));
    }
    let by = Keyset {
        column: Column::ReportedAt,
        descending: listing.sort.as_ref().is_none_or(|s| s.descending),
        key: |row: &Model| row.reported_at.to_rfc3339(),
        parse: |text| text.parse::<DateTimeUtc>().ok().map(Into::into),
    };
    Ok(found.page(by, listing.after.as_deref(), listing.rows()).await?.map(view))
}

/// What it is, where, whose, and what was typed into the search.
fn of_words(listing: &Listing) -> Condition {
    let mut all = Condition::all();
    for (key, column) in [("state", Column::State), ("category", Column::Category), ("level", Column::Level)]
    {
        if !listing.filter(key).is_empty() {
            all = all.add(column.is_in(listing.filter(key).iter().cloned()));
        }
    }
    let assignees: Vec<Uuid> = listing.filter("assignee").iter().filter_map(|id| id.parse().ok()).collect();
    if !listing.filter("assignee").is_empty() {
        all = all.add(Column::AssigneeId.is_in(assignees));
    }
    for (key, column) in [("building_no", Column::BuildingNo), ("dwelling_no", Column::DwellingNo)] {
        if let Some(no) = listing.narrowed_to(key).and_then(|n| n.parse::<i32>().ok()) {
            all = all.add(column.eq(no));
        }
    }
    if let Some(text) = listing.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let any = Condition::any()
            .add(Column::Number.eq(text.to_uppercase()))
            .add(anywhere(Column::Title, text))
            .add(anywhere(Column::Place, text))
            .add(anywhere(Column::AssigneeName, text));
        all = all.add(any);
    }
    all
}

/// How it stands now.
fn of_state(session: &Session, listing: &Listing) -> Condition {
    let mut all = Condition::all();
    let is_on = |key: &str| matches!(listing.narrowed_to(key), Some("true" | "1"));
    match listing.narrowed_to("open") {
        Some("true" | "1") => all = all.add(Column::IsOpen.eq(true)),
        Some("false" | "0") => all = all.add(Column::IsOpen.eq(false)),
        _ => {}
    }
    if is_on("overdue") {
        all = all.add(Column::IsOpen.eq(true)).add(Column::DueAt.lt(session.now()));
    }
    if is_on("escalated") {
        all = all.add(Column::IsOpen.eq(true)).add(Column::EscalatedAt.is_not_null());
    }
    if is_on("mine") {
        all = all.add(Column::AssigneeId.eq(session.actor().user()));
    }
    if is_on("unassigned") {
        all = all.add(Column::AssigneeId.is_null());
    }
    all
}

/// When it was reported, and closed.
fn of_time(listing: &Listing) -> Result<Condition, Fault> {
    let day = listing.day("day")?;
    let mut all = Condition::all();
    if let Some(first) = day.or(listing.day("from")?) {
        all = all.add(Column::ReportedAt.gte(start_of(first)));
    }
    if let Some(last) = day.or(listing.day("to")?) {
        all = all.add(Column::ReportedAt.lt(start_of(last) + Duration::days(1)));
    }
    if let Some(first) = listing.day("closed_from")? {
        // As the figure counts: what was opened again is not closed.
        all = all.add(Column::State.eq(Stored(WorkState::Closed))).add(Column::ClosedAt.gte(start_of(first)));
    }
    Ok(all)
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
