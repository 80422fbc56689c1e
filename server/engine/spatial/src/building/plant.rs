//! Buildings in bulk, for imports and the demo.

use super::{Entity, Model};
use base::{Session, Stored, internal, take_number};
use contract::{
    Act, Fault, Kind,
    geo::{Ring, ring_centre},
    spatial::{BuildingUse, Provenance, code::CodeClass},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel, entity::prelude::*};

use crate::{
    code, geometry,
    number::{map_no, signed},
    storey,
};

/// A building to plant.
#[derive(Clone, Debug, PartialEq)]
pub struct NewBuilding {
    /// Area.
    pub area_path: String,
    /// Short name, as in the first part of `3-1502`.
    pub label: String,
    /// Name.
    pub name: String,
    /// Use.
    pub use_: BuildingUse,
    /// Standard address.
    pub address: String,
    /// Footprint in WGS-84.
    pub footprint: Ring,
    /// Storeys above ground.
    pub storeys: u32,
    /// Height from floor to floor in metres.
    pub storey_height_m: f64,
    /// Height above ground in metres.
    pub height_m: f64,
    /// Stairwells.
    pub stairwells: u32,
    /// Year in which it was finished.
    pub built_in: Option<i32>,
    /// Where it comes from.
    pub source: String,
    /// Its identifier there.
    pub source_id: String,
    /// By which path it comes, and from when it is.
    pub provenance: Provenance,
    /// Group of buildings whose dwellings are served together.
    pub group_key: String,
}

/// Adds many buildings at once, each with its map number, unified code and storeys.
///
/// # Permission
/// Creating buildings everywhere.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Invalid`] for a footprint or height that is none, or what was planted before.
pub async fn plant(session: &Session, buildings: Vec<NewBuilding>) -> Result<Vec<Model>, Fault> {
    session.reach(Kind::Building, Act::Create)?;
    if buildings.is_empty() {
        return Ok(vec![]);
    }
    for new in &buildings {
        geometry::check_ring(&new.footprint)
            .map_err(|_| Fault::invalid("footprint", "field.out_of_range"))?;
        if !(new.height_m.is_finite() && new.height_m > 0.0 && new.storey_height_m.is_finite()) {
            return Err(Fault::invalid("height_m", "field.out_of_range"));
        }
    }
    let count = i64::try_from(buildings.len()).unwrap_or(i64::MAX);
    let first = take_number(session.txn(), "map_no", count).await?;
    let rows: Vec<Model> =
        buildings.into_iter().enumerate().map(|(nth, new)| row(session, new, map_no(first, nth))).collect();
    let wanted: Vec<_> = rows.iter().map(|row| (row.id, row.area_path.as_str())).collect();
    let codes = code::allot_many(session, CodeClass::Building, &wanted).await?;
    let rows: Vec<Model> = rows.into_iter().zip(codes).map(|(row, code)| Model { code, ..row }).collect();
    let active = rows.iter().cloned().map(|row| row.into_active_model()).collect();
    session.insert_many::<Entity>(Kind::Building, active).await?;
    add_storeys(session, &rows).await?;
    Ok(rows)
}

/// Lays the storeys of buildings, from the ground up.
pub(crate) async fn add_storeys(session: &Session, buildings: &[Model]) -> Result<(), Fault> {
    let storeys: Vec<storey::ActiveModel> = buildings.iter().flat_map(storeys).collect();
    for batch in storeys.chunks(500) {
        storey::Entity::insert_many(batch.iter().cloned())
            .exec_without_returning(session.txn())
            .await
            .map_err(internal("adding storeys"))?;
    }
    Ok(())
}

fn row(session: &Session, new: NewBuilding, map_no: i32) -> Model {
    let at = ring_centre(&new.footprint);
    Model {
        id: Uuid::now_v7(),
        map_no,
        area_path: new.area_path,
        label: new.label,
        name: new.name,
        code: String::new(),
        use_: Stored(new.use_),
        address: new.address,
        footprint: geometry::positions_text(&new.footprint),
        storeys: signed(new.storeys),
        storey_height_m: new.storey_height_m,
        height_m: new.height_m,
        stairwells: signed(new.stairwells),
        dwellings: 0,
        built_in: new.built_in,
        lon: at.lon,
        lat: at.lat,
        group_key: new.group_key,
        source: new.source,
        source_id: new.source_id,
        origin: Stored(new.provenance.origin),
        origin_on: new.provenance.on,
        surveyed_with: new.provenance.device,
        accuracy_m: new.provenance.accuracy_m,
        revision: 1,
        changed_by: session.actor().user(),
        changed_at: session.now(),
        retired_at: None,
    }
}

fn storeys(building: &Model) -> Vec<storey::ActiveModel> {
    let storey = |number: i32| storey::ActiveModel {
        id: Set(Uuid::now_v7()),
        building_id: Set(building.id),
        number: Set(number),
        base_m: Set(f64::from(number - 1) * building.storey_height_m),
        height_m: Set(building.storey_height_m),
    };
    (1..=building.storeys).map(storey).collect()
}
