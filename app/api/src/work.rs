//! Work items: report, list, act; duty lists; figures.

use crate::Reply;
use contract::{AreaId, DutyId, Kind, Listing, Page, UserId, WorkItemId, sensing::Level, work::*};
use leptos::prelude::*;
use server_fn::codec::Json;

/// Reports a work item; the same id by the same reporter answers the same item.
#[server(prefix = "/api", endpoint = "work/report", input = Json, output = Json)]
pub async fn report(draft: WorkDraft) -> Reply<WorkRow> {
    let session = crate::door::write().await?;
    let result = work::item::report(&session, &draft).await;
    Ok(session.finish(result).await?)
}

/// Lists work items of a kind.
#[server(prefix = "/api", endpoint = "work/list_work", input = Json, output = Json)]
pub async fn list_work(kind: Kind, listing: Listing) -> Reply<Page<WorkRow>> {
    let session = crate::door::read().await?;
    let result = work::item::list(&session, kind, &listing).await;
    Ok(session.finish(result).await?)
}

/// Reads a work item with its timeline and the acts open to the reader.
#[server(prefix = "/api", endpoint = "work/read_work", input = Json, output = Json)]
pub async fn read_work(id: WorkItemId) -> Reply<WorkSheet> {
    let session = crate::door::read().await?;
    let result = work::item::sheet(&session, id).await;
    Ok(session.finish(result).await?)
}

/// Says that one has a work item open, as long as one says it again; answers who else has.
#[server(prefix = "/api", endpoint = "work/view_work", input = Json, output = Json)]
pub async fn view_work(id: WorkItemId) -> Reply<Vec<contract::live::Viewer>> {
    let viewers = crate::door::viewers()?;
    let session = crate::door::read().await?;
    let result = viewers.view(&session, id).await;
    Ok(session.finish(result).await?)
}

/// Corrects an open work item.
#[server(prefix = "/api", endpoint = "work/change_work", input = Json, output = Json)]
pub async fn change_work(id: WorkItemId, revision: i32, change: WorkChange) -> Reply<WorkSheet> {
    let session = crate::door::write().await?;
    let result = work::item::change(&session, id, revision, &change).await;
    Ok(session.finish(result).await?)
}

/// Acts on a work item.
#[server(prefix = "/api", endpoint = "work/step", input = Json, output = Json)]
pub async fn step(step: WorkStep) -> Reply<WorkSheet> {
    let session = crate::door::write().await?;
    let result = work::item::step(&session, &step).await;
    Ok(session.finish(result).await?)
}

/// Lists to whom an item can be given, the suggested one first.
#[server(prefix = "/api", endpoint = "work/list_workers", input = Json, output = Json)]
pub async fn list_workers(item: WorkItemId) -> Reply<Vec<WorkerRow>> {
    let session = crate::door::read().await?;
    let result = work::duty::workers(&session, item).await;
    Ok(session.finish(result).await?)
}

/// Reads the figures of a kind over a period of days up to today.
#[server(prefix = "/api", endpoint = "work/read_figures", input = Json, output = Json)]
pub async fn read_figures(kind: Kind, days: u32) -> Reply<Figures> {
    let session = crate::door::read().await?;
    let result = work::figure::read(&session, kind, days).await;
    Ok(session.finish(result).await?)
}

/// Lists the duty list.
#[server(prefix = "/api", endpoint = "work/list_duty", input = Json, output = Json)]
pub async fn list_duty(listing: Listing) -> Reply<Page<DutyRow>> {
    let session = crate::door::read().await?;
    let result = work::duty::list(&session, &listing).await;
    Ok(session.finish(result).await?)
}

/// Lists who can be put on the duty list of a kind in an area.
#[server(prefix = "/api", endpoint = "work/list_able", input = Json, output = Json)]
pub async fn list_able(area: AreaId, kind: Kind) -> Reply<Vec<WorkerRow>> {
    let session = crate::door::read().await?;
    let result = work::duty::list_able(&session, area, kind).await;
    Ok(session.finish(result).await?)
}

/// Adds an entry to the duty list.
#[server(prefix = "/api", endpoint = "work/add_duty", input = Json, output = Json)]
pub async fn add_duty(
    area: AreaId,
    kind: Kind,
    user: UserId,
    from_on: String,
    to_on: String,
) -> Reply<DutyRow> {
    use contract::time::take_day;
    let session = crate::door::write().await?;
    let result = async {
        let (from_on, to_on) = (take_day("from_on", &from_on)?, take_day("to_on", &to_on)?);
        work::duty::add(&session, area, kind, user, from_on, to_on).await
    }
    .await;
    Ok(session.finish(result).await?)
}

/// Takes an entry off the duty list.
#[server(prefix = "/api", endpoint = "work/retire_duty", input = Json, output = Json)]
pub async fn retire_duty(id: DutyId) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = work::duty::retire(&session, id).await;
    Ok(session.finish(result).await?)
}

/// Lists the deadlines of all case types and levels.
#[server(prefix = "/api", endpoint = "work/list_deadlines", input = Json, output = Json)]
pub async fn list_deadlines() -> Reply<Vec<DeadlineRow>> {
    let session = crate::door::read().await?;
    let result = work::deadline::list(&session).await;
    Ok(session.finish(result).await?)
}

/// Lists the roles that can be told when a deadline of a kind has passed.
#[server(prefix = "/api", endpoint = "work/list_targets", input = Json, output = Json)]
pub async fn list_targets(kind: Kind) -> Reply<Vec<TargetRow>> {
    let session = crate::door::read().await?;
    let result = work::deadline::targets(&session, kind).await;
    Ok(session.finish(result).await?)
}

/// Changes the deadlines of a kind at a level, for those that begin from now on.
#[server(prefix = "/api", endpoint = "work/change_deadline", input = Json, output = Json)]
pub async fn change_deadline(
    kind: Kind,
    level: Level,
    revision: i32,
    rule: DeadlineRule,
) -> Reply<DeadlineRow> {
    let session = crate::door::write().await?;
    let result = work::deadline::change(&session, kind, level, revision, &rule).await;
    Ok(session.finish(result).await?)
}

/// Reads the working calendar.
#[server(prefix = "/api", endpoint = "work/read_calendar", input = Json, output = Json)]
pub async fn read_calendar() -> Reply<CalendarRow> {
    let session = crate::door::read().await?;
    let result = work::calendar::read(&session).await;
    Ok(session.finish(result).await?)
}

/// Changes the working calendar, for deadlines that begin from now on.
#[server(prefix = "/api", endpoint = "work/change_calendar", input = Json, output = Json)]
pub async fn change_calendar(revision: i32, draft: CalendarDraft) -> Reply<CalendarRow> {
    let session = crate::door::write().await?;
    let result = work::calendar::change(&session, revision, &draft).await;
    Ok(session.finish(result).await?)
}

/// Reads what the wall shows at a glance.
#[server(prefix = "/api", endpoint = "work/read_wall", input = Json, output = Json)]
pub async fn read_wall() -> Reply<contract::wall::WallNow> {
    let session = crate::door::read().await?;
    let result = crate::door::wall(&session).await;
    Ok(session.finish(result).await?)
}

/// Registers the functions of this module; a library crate's are dropped by the linker otherwise.
#[cfg(feature = "ssr")]
pub(crate) fn register() {
    use server_fn::axum::register_explicit;
    register_explicit::<Report>();
    register_explicit::<ListWork>();
    register_explicit::<ReadWork>();
    register_explicit::<ViewWork>();
    register_explicit::<ChangeWork>();
    register_explicit::<Step>();
    register_explicit::<ListWorkers>();
    register_explicit::<ReadFigures>();
    register_explicit::<ListDuty>();
    register_explicit::<ListAble>();
    register_explicit::<AddDuty>();
    register_explicit::<RetireDuty>();
    register_explicit::<ListDeadlines>();
    register_explicit::<ListTargets>();
    register_explicit::<ChangeDeadline>();
    register_explicit::<ReadCalendar>();
    register_explicit::<ChangeCalendar>();
    register_explicit::<ReadWall>();
}
