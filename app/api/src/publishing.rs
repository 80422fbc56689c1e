//! Notices.

use crate::Reply;
use contract::{Listing, NoticeId, Page, publishing::*};
use leptos::prelude::*;
use server_fn::codec::Json;

/// Lists the notices that reach the reader today.
#[server(prefix = "/api", endpoint = "publishing/current_notices", input = Json, output = Json)]
pub async fn current_notices() -> Reply<Vec<NoticeRow>> {
    let session = crate::door::read().await?;
    let result = publishing::notice::current(&session).await;
    Ok(session.finish(result).await?)
}

/// Lists notices for those who publish.
#[server(prefix = "/api", endpoint = "publishing/list_notices", input = Json, output = Json)]
pub async fn list_notices(listing: Listing) -> Reply<Page<NoticeRow>> {
    let session = crate::door::read().await?;
    let result = publishing::notice::list(&session, &listing).await;
    Ok(session.finish(result).await?)
}

/// Reads one notice.
#[server(prefix = "/api", endpoint = "publishing/read_notice", input = Json, output = Json)]
pub async fn read_notice(id: NoticeId) -> Reply<NoticeRow> {
    let session = crate::door::read().await?;
    let result = publishing::notice::read(&session, id).await;
    Ok(session.finish(result).await?)
}

/// Publishes a notice.
#[server(prefix = "/api", endpoint = "publishing/publish_notice", input = Json, output = Json)]
pub async fn publish_notice(draft: NoticeDraft) -> Reply<NoticeRow> {
    let session = crate::door::write().await?;
    let result = publishing::notice::publish(&session, &draft).await;
    Ok(session.finish(result).await?)
}

/// Changes a notice.
#[server(prefix = "/api", endpoint = "publishing/change_notice", input = Json, output = Json)]
pub async fn change_notice(id: NoticeId, revision: i32, draft: NoticeDraft) -> Reply<NoticeRow> {
    let session = crate::door::write().await?;
    let result = publishing::notice::change(&session, id, revision, &draft).await;
    Ok(session.finish(result).await?)
}

/// Takes a notice back.
#[server(prefix = "/api", endpoint = "publishing/retire_notice", input = Json, output = Json)]
pub async fn retire_notice(id: NoticeId, revision: i32) -> Reply<()> {
    let session = crate::door::write().await?;
    let result = publishing::notice::retire(&session, id, revision).await;
    Ok(session.finish(result).await?)
}

/// Registers the functions of this module; a library crate's are dropped by the linker otherwise.
#[cfg(feature = "ssr")]
pub(crate) fn register() {
    use server_fn::axum::register_explicit;
    register_explicit::<CurrentNotices>();
    register_explicit::<ListNotices>();
    register_explicit::<ReadNotice>();
    register_explicit::<PublishNotice>();
    register_explicit::<ChangeNotice>();
    register_explicit::<RetireNotice>();
}
