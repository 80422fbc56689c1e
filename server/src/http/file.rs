//! Photos: up with an id made by the client, down for those who may see what they belong to.

use super::{Shared, refuse};
use axum::{
    Extension,
    body::Bytes,
    extract::{FromRequest, Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{
    Actor, Mode,
    file::{self, PHOTO_LIMIT_MIB},
};
use contract::{Act, Fault, FileId, WorkItemId, applications::CASE_KINDS};

/// Keeps a photo under the id that the client made. Who sends it, and whether they may, is asked before a byte of it is
/// read: a stranger fills no memory.
pub(crate) async fn keep(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<FileId>,
    request: Request,
) -> Response {
    let kept = async {
        let may_report = CASE_KINDS.iter().any(|kind| {
            [Act::Create, Act::Note, Act::Resolve].iter().any(|act| actor.reach(*kind, *act).is_some())
        });
        if !may_report {
            // Asked within a session, so that the refusal is audited.
            let session = shared.store.begin(actor, Mode::Read).await?;
            let denied = Fault::Denied { kind: CASE_KINDS[0], act: Act::Create };
            let refused = session.reach(CASE_KINDS[0], Act::Create).and(Err(denied));
            return session.finish(refused).await;
        }
        let bytes = content(request).await?;
        shared.shelf.keep_photo(&shared.store, actor, id, bytes.into()).await
    };
    match kept.await {
        Ok(id) => id.to_string().into_response(),
        Err(fault) => refuse(fault),
    }
}

/// The body of an upload, as far as the limit that its route lays on it.
async fn content(request: Request) -> Result<Bytes, Fault> {
    Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge { limit_mib: PHOTO_LIMIT_MIB },
        _ => base::unavailable("receiving a photo", &rejection),
    })
}

/// Reads a photo: its owner may, and whoever may read the work item that it belongs to.
pub(crate) async fn read(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<FileId>,
) -> Response {
    let found = async {
        let missing = Fault::Missing { kind: CASE_KINDS[0] };
        let row = file::row(&shared.store, id)
            .await?
            .filter(|row| row.retired_at.is_none())
            .ok_or(missing.clone())?;
        let is_owner = row.owner_id.is_some() && row.owner_id == actor.user();
        if !is_owner {
            let item = row.object_id.map(WorkItemId).ok_or(missing)?;
            let session = shared.store.begin(actor, Mode::Read).await?;
            let result = work::item::sheet(&session, item).await;
            session.finish(result).await?;
        }
        Ok((row.media_type, shared.shelf.read(&shared.store, id).await?))
    };
    match found.await {
        Ok((media_type, bytes)) => (
            [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "private, max-age=86400".into())],
            bytes,
        )
            .into_response(),
        Err(fault) => refuse(fault),
    }
}
