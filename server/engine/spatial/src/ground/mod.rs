//! The ground between the buildings: roads, green, water, gates, and the places that people look for.

mod entity;
mod place;

pub use entity::{ActiveModel, Column, Entity, Model};
pub use place::places;
pub(crate) use place::{LOOKED_FOR, category};

use base::{Session, Stored, take_number};
use contract::{
    Act, Fault, Kind,
    spatial::{GroundClass, Provenance, code::CodeClass},
};
use sea_orm::{IntoActiveModel, entity::prelude::*};

use crate::{code, geometry::Geometry, number::map_no};

/// A feature of the base map to plant.
#[derive(Clone, Debug, PartialEq)]
pub struct NewGround {
    /// Area.
    pub area_path: String,
    /// Class.
    pub class: GroundClass,
    /// Name.
    pub name: Option<String>,
    /// Category within its class, such as `clinic`.
    pub category: Option<String>,
    /// Width of a road or path in metres.
    pub width_m: Option<f64>,
    /// Shape in WGS-84.
    pub geometry: Geometry,
    /// Where it comes from.
    pub source: String,
    /// Its identifier there.
    pub source_id: String,
    /// By which path it comes, and from when it is.
    pub provenance: Provenance,
}

/// Adds many features of the base map at once, each with its unified code.
///
/// # Permission
/// Creating ground everywhere.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Invalid`] for a shape that is none, or what was planted before.
pub async fn plant(session: &Session, features: Vec<NewGround>) -> Result<Vec<Model>, Fault> {
    session.reach(Kind::Ground, Act::Create)?;
    if features.is_empty() {
        return Ok(vec![]);
    }
    if !features.iter().all(|new| new.geometry.is_sound()) {
        return Err(Fault::invalid("geometry", "field.out_of_range"));
    }
    let count = i64::try_from(features.len()).unwrap_or(i64::MAX);
    let first = take_number(session.txn(), "map_no", count).await?;
    let rows: Vec<Model> =
        features.into_iter().enumerate().map(|(nth, new)| row(new, map_no(first, nth))).collect();
    let wanted: Vec<_> = rows.iter().map(|row| (row.id, row.area_path.as_str())).collect();
    code::allot_many(session, CodeClass::Place, &wanted).await?;
    let active = rows.iter().cloned().map(|row| row.into_active_model()).collect();
    session.insert_many::<Entity>(Kind::Ground, active).await?;
    Ok(rows)
}

fn row(new: NewGround, map_no: i32) -> Model {
    let at = new.geometry.centre();
    Model {
        id: Uuid::now_v7(),
        area_path: new.area_path,
        class: Stored(new.class),
        name: new.name,
        category: new.category,
        width_m: new.width_m,
        geometry: new.geometry.text(),
        lon: at.lon,
        lat: at.lat,
        map_no,
        source: new.source,
        source_id: new.source_id,
        origin: Stored(new.provenance.origin),
        origin_on: new.provenance.on,
        surveyed_with: new.provenance.device,
        accuracy_m: new.provenance.accuracy_m,
        retired_at: None,
    }
}
