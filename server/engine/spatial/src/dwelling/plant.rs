//! Dwellings in bulk, for imports and the demo.

use super::{Entity, Model};
use base::{Session, Stored, internal, take_number};
use chrono::NaiveDate;
use contract::{
    Act, Fault, Kind,
    geo::{Ring, ring_centre},
    spatial::{Origin, code::CodeClass},
};
use sea_orm::{IntoActiveModel, entity::prelude::*};
use std::collections::HashMap;

use crate::{
    building, code, geometry,
    number::{map_no, signed},
};

/// A dwelling to plant.
#[derive(Clone, Debug)]
pub struct NewDwelling<'a> {
    /// Its building.
    pub building: &'a building::Model,
    /// Short name: `3-1502`.
    pub label: String,
    /// Number on the door: `1502`.
    pub number: String,
    /// Stairwell.
    pub stairwell: u32,
    /// Storey.
    pub storey: i32,
    /// Height of its floor above ground in metres.
    pub base_m: f64,
    /// Height of its ceiling above ground in metres.
    pub top_m: f64,
    /// Footprint in WGS-84.
    pub footprint: Ring,
    /// Floor area in square metres.
    pub floor_area_m2: f64,
    /// Standard address.
    pub address: String,
    /// Day on which it was found vacant.
    pub vacancy_checked_on: Option<NaiveDate>,
    /// By which path it comes; its building may have come by another.
    pub origin: Origin,
    /// Day on which it was so.
    pub origin_on: Option<NaiveDate>,
}

/// Adds many dwellings at once, each with its map number and unified code, and counts them in their buildings.
///
/// # Permission
/// Creating dwellings everywhere.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Invalid`] for a footprint or heights that are none.
pub async fn plant(session: &Session, dwellings: Vec<NewDwelling<'_>>) -> Result<Vec<Model>, Fault> {
    session.reach(Kind::Dwelling, Act::Create)?;
    if dwellings.is_empty() {
        return Ok(vec![]);
    }
    let mut planted: HashMap<Uuid, i32> = HashMap::new();
    for new in &dwellings {
        geometry::check_ring(&new.footprint)
            .map_err(|_| Fault::invalid("footprint", "field.out_of_range"))?;
        if !(new.base_m.is_finite() && new.top_m.is_finite() && new.base_m < new.top_m) {
            return Err(Fault::invalid("top_m", "field.out_of_range"));
        }
        *planted.entry(new.building.id).or_default() += 1;
    }
    let count = i64::try_from(dwellings.len()).unwrap_or(i64::MAX);
    let first = take_number(session.txn(), "map_no", count).await?;
    let rows: Vec<Model> =
        dwellings.into_iter().enumerate().map(|(nth, new)| row(session, new, map_no(first, nth))).collect();
    let wanted: Vec<_> = rows.iter().map(|row| (row.id, row.area_path.as_str())).collect();
    let codes = code::allot_many(session, CodeClass::Dwelling, &wanted).await?;
    let rows: Vec<Model> = rows.into_iter().zip(codes).map(|(row, code)| Model { code, ..row }).collect();
    let active = rows.iter().cloned().map(|row| row.into_active_model()).collect();
    session.insert_many::<Entity>(Kind::Dwelling, active).await?;
    count_in_buildings(session, planted).await?;
    Ok(rows)
}

async fn count_in_buildings(session: &Session, planted: HashMap<Uuid, i32>) -> Result<(), Fault> {
    use sea_orm::sea_query::ExprTrait;
    for (building, more) in planted {
        building::Entity::update_many()
            .col_expr(building::Column::Dwellings, Expr::col(building::Column::Dwellings).add(more))
            .filter(building::Column::Id.eq(building))
            .exec(session.txn())
            .await
            .map_err(internal("counting a building's dwellings"))?;
    }
    Ok(())
}

fn row(session: &Session, new: NewDwelling<'_>, map_no: i32) -> Model {
    let at = ring_centre(&new.footprint);
    Model {
        id: Uuid::now_v7(),
        map_no,
        building_id: new.building.id,
        building_no: new.building.map_no,
        area_path: new.building.area_path.clone(),
        label: new.label,
        number: new.number,
        stairwell: signed(new.stairwell),
        storey: new.storey,
        base_m: new.base_m,
        top_m: new.top_m,
        footprint: geometry::positions_text(&new.footprint),
        floor_area_m2: new.floor_area_m2,
        code: String::new(),
        address: new.address,
        vacancy_checked_on: new.vacancy_checked_on,
        occupants: 0,
        lon: at.lon,
        lat: at.lat,
        group_key: new.building.group_key.clone(),
        origin: Stored(new.origin),
        origin_on: new.origin_on,
        revision: 1,
        changed_by: session.actor().user(),
        changed_at: session.now(),
        retired_at: None,
    }
}
