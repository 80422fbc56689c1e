//! Map data by URL, within the asker's reach, with an ETag so that nothing travels twice.

use super::{Shared, refuse};
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{Actor, Mode, Session, digest};
use contract::Fault;

/// Answers a feature collection, or that it has not changed.
async fn answer(session: Session, result: Result<String, Fault>, asked: &HeaderMap) -> Response {
    match session.finish(result).await {
        Ok(body) => {
            let tag = format!("\"{}\"", &digest(body.as_bytes())[..32]);
            let fresh = [
                (header::ETAG, HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""))),
                (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
            ];
            if asked.get(header::IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes()) {
                return (StatusCode::NOT_MODIFIED, fresh).into_response();
            }
            (fresh, [(header::CONTENT_TYPE, "application/geo+json")], body).into_response()
        }
        Err(fault) => refuse(fault),
    }
}

macro_rules! collection {
    ($(#[$doc:meta])* $name:ident, $of:path) => {
        $(#[$doc])*
        pub(crate) async fn $name(
            State(shared): State<Shared>,
            Extension(actor): Extension<Actor>,
            headers: HeaderMap,
        ) -> Response {
            match shared.store.begin(actor, Mode::Read).await {
                Ok(session) => {
                    let result = $of(&session).await;
                    answer(session, result, &headers).await
                }
                Err(fault) => refuse(fault),
            }
        }
    };
}

collection!(
    /// Roads, green, water, gates, places, grids and estates.
    ground, spatial::shape::ground
);
collection!(
    /// Buildings.
    building, spatial::shape::buildings
);
collection!(
    /// Devices.
    device, sensing::device::shape
);
collection!(
    /// Open work items.
    case, work::item::shape
);
collection!(
    /// Organisations, where they have their premises.
    organisation, registry::organisation::shape
);
collection!(
    /// How many live in each building.
    resident, spatial::shape::residents
);

/// The dwellings of one group of buildings: `/map/dwelling/<group>.geojson`.
pub(crate) async fn dwelling(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    match shared.store.begin(actor, Mode::Read).await {
        Ok(session) => {
            let result = spatial::shape::dwellings(&session, file.trim_end_matches(".geojson")).await;
            answer(session, result, &headers).await
        }
        Err(fault) => refuse(fault),
    }
}
