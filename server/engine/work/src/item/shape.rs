//! Open items as GeoJSON for the one map.

use super::{listing::open_all, view};
use base::Session;
use contract::{Fault, sensing::Level};
use serde_json::json;

/// The open items that the actor may read, as a feature collection of points.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn shape(session: &Session) -> Result<String, Fault> {
    let features: Vec<_> = open_all(session)
        .await?
        .into_iter()
        .map(view)
        .filter_map(|row| {
            let at = row.at?;
            let level = match row.level {
                Level::One => 1,
                Level::Two => 2,
                Level::Three => 3,
                Level::Four => 4,
                Level::Warn => 0,
            };
            Some(json!({
                "type": "Feature",
                "id": row.map_no,
                "properties": {
                    "number": row.number, "name": row.title, "level": level, "state": row.state,
                    "code": row.id.to_string(), "kind": row.kind,
                },
                "geometry": { "type": "Point", "coordinates": [at.lon, at.lat] },
            }))
        })
        .collect();
    Ok(json!({ "type": "FeatureCollection", "features": features }).to_string())
}
