//! Areas, buildings, dwellings, places, search.

use crate::Reply;
use contract::{DwellingId, Listing, Page, geo::Wgs84, spatial::*};
use leptos::prelude::*;
use server_fn::codec::Json;

/// Lists the area tree within reach.
#[server(prefix = "/api", endpoint = "spatial/list_areas", input = Json, output = Json)]
pub async fn list_areas() -> Reply<Vec<AreaRow>> {
    let session = crate::door::read().await?;
    let result = spatial::area::list(&session).await;
    Ok(session.finish(result).await?)
}

/// Lists buildings.
#[server(prefix = "/api", endpoint = "spatial/list_buildings", input = Json, output = Json)]
pub async fn list_buildings(listing: Listing) -> Reply<Page<BuildingRow>> {
    let session = crate::door::read().await?;
    let result = spatial::building::list(&session, &listing).await;
    Ok(session.finish(result).await?)
}

/// Lists dwellings.
#[server(prefix = "/api", endpoint = "spatial/list_dwellings", input = Json, output = Json)]
pub async fn list_dwellings(listing: Listing) -> Reply<Page<DwellingRow>> {
    let session = crate::door::read().await?;
    let result = spatial::dwelling::list(&session, &listing).await;
    Ok(session.finish(result).await?)
}

/// Reads a dwelling by its unified code.
#[server(prefix = "/api", endpoint = "spatial/read_dwelling", input = Json, output = Json)]
pub async fn read_dwelling(code: String) -> Reply<DwellingRow> {
    let session = crate::door::read().await?;
    let result = spatial::dwelling::by_code(&session, &code).await;
    Ok(session.finish(result).await?)
}

/// Changes a dwelling.
#[server(prefix = "/api", endpoint = "spatial/change_dwelling", input = Json, output = Json)]
pub async fn change_dwelling(id: DwellingId, revision: i32, draft: DwellingDraft) -> Reply<DwellingRow> {
    let session = crate::door::write().await?;
    let result = spatial::dwelling::change(&session, id, revision, &draft).await;
    Ok(session.finish(result).await?)
}

/// Lists the groups of buildings whose dwellings are served together.
#[server(prefix = "/api", endpoint = "spatial/list_groups", input = Json, output = Json)]
pub async fn list_groups() -> Reply<Vec<GroupRow>> {
    let session = crate::door::read().await?;
    let result = spatial::shape::groups(&session).await;
    Ok(session.finish(result).await?)
}

/// Lists what is directly below a node of the scene tree, devices by class included; the top when there is none.
#[server(prefix = "/api", endpoint = "spatial/list_scene", input = Json, output = Json)]
pub async fn list_scene(node: Option<String>) -> Reply<Vec<SceneNode>> {
    let session = crate::door::read().await?;
    let result = sensing::scene::children(&session, node.as_deref()).await;
    Ok(session.finish(result).await?)
}

/// Finds places by category or name, nearest first.
#[server(prefix = "/api", endpoint = "spatial/list_places", input = Json, output = Json)]
pub async fn list_places(
    category: Option<String>,
    search: Option<String>,
    from: Option<Wgs84>,
) -> Reply<Vec<PlaceRow>> {
    let session = crate::door::read().await?;
    let result = spatial::ground::places(&session, category.as_deref(), search.as_deref(), from).await;
    Ok(session.finish(result).await?)
}

/// Lists whose data is on the map.
#[server(prefix = "/api", endpoint = "spatial/list_attributions", input = Json, output = Json)]
pub async fn list_attributions() -> Reply<Vec<Attribution>> {
    let session = crate::door::read().await?;
    let result = spatial::dataset::attributions(&session).await;
    Ok(session.finish(result).await?)
}

/// Finds buildings, dwellings, places, devices and persons, and whatever a unified code stands for, also when it is out of
/// use; by POST, since a name may be in it.
#[server(prefix = "/api", endpoint = "spatial/search", input = Json, output = Json)]
pub async fn search(text: String) -> Reply<Vec<Found>> {
    let session = crate::door::read().await?;
    let result = crate::door::search(&session, &text).await;
    Ok(session.finish(result).await?)
}

/// Registers the functions of this module; a library crate's are dropped by the linker otherwise.
#[cfg(feature = "ssr")]
pub(crate) fn register() {
    use server_fn::axum::register_explicit;
    register_explicit::<ListAreas>();
    register_explicit::<ListBuildings>();
    register_explicit::<ListDwellings>();
    register_explicit::<ReadDwelling>();
    register_explicit::<ChangeDwelling>();
    register_explicit::<ListGroups>();
    register_explicit::<ListScene>();
    register_explicit::<ListPlaces>();
    register_explicit::<ListAttributions>();
    register_explicit::<Search>();
}
