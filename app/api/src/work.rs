//! Work items: report, list, act; duty lists; figures.

use crate::Reply;
use contract::{AreaId, DutyId, Kind, Listing, Page, UserId, WorkItemId, work::*};
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

/// Adds an entry to the duty list.
#[server(prefix = "/api", endpoint = "work/add_duty", input = Json, output = Json)]
pub async fn add_duty(
    area: AreaId,
    kind: Kind,
    user: UserId,
    from_on: chrono::NaiveDate,
    to_on: chrono::NaiveDate,
) -> Reply<DutyRow> {
    let session = crate::door::write().await?;
    let result = work::duty::add(&session, area, kind, user, from_on, to_on).await;
    Ok(session.finish(result).await?)
}

/// Takes an entry off the duty list.
#[server(prefix = "/api", endpoint = "work/retire_duty", input = Json, output = Json)]
pub async fn retire_duty(id: DutyId) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = work::duty::retire(&session, id).await;
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
    register_explicit::<Step>();
    register_explicit::<ListWorkers>();
    register_explicit::<ReadFigures>();
    register_explicit::<ListDuty>();
    register_explicit::<AddDuty>();
    register_explicit::<RetireDuty>();
    register_explicit::<ReadWall>();
}
