//! Devices as GeoJSON for the one map.

use super::{Column, Entity, view};
use base::Session;
use contract::{Fault, Mark};
use sea_orm::entity::prelude::*;
use serde_json::json;
use std::collections::HashSet;

use crate::alarm;

/// The devices within reach, as a feature collection of points.
///
/// # Permission
/// `device.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn shape(session: &Session) -> Result<String, Fault> {
    let rows = session.find::<Entity>()?.filter(Column::RetiredAt.is_null()).all().await?;
    let uncleared: HashSet<Uuid> = alarm::uncleared_devices(session).await?;
    let features: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let is_cleared = row.level.is_some() && !uncleared.contains(&row.id);
            let row = view(row);
            let state: Mark = row.mark();
            json!({
                "type": "Feature",
                "id": row.map_no,
                "properties": {
                    "kind": row.kind, "name": row.name, "code": row.id.to_string(), "state": state.key(),
                    "ack": row.is_acknowledged, "cleared": is_cleared, "dwelling": row.dwelling_no,
                    "building": row.building_no, "storey": row.storey,
                },
                "geometry": { "type": "Point", "coordinates": [row.at.lon, row.at.lat] },
            })
        })
        .collect();
    Ok(json!({ "type": "FeatureCollection", "features": features }).to_string())
}
