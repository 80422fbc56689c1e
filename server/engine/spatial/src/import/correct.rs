//! Correcting what stands already, when whoever imports has said that it shall be replaced.

use base::{Session, Stored, internal};
use contract::{
    Act, Fault, Kind,
    geo::{Ring, ring_centre},
    spatial::{BuildingUse, Provenance},
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};
use std::slice;

use crate::{building, geometry, geometry::Geometry, ground, number::signed, storey};

/// What is corrected of a building; none leaves it as it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Correction {
    /// Short name and name; only while it has no dwellings, whose addresses hold them.
    pub called: Option<(String, String)>,
    pub use_: Option<BuildingUse>,
    pub footprint: Option<Ring>,
    /// Storeys above ground; only while it has no dwellings.
    pub storeys: Option<u32>,
    pub stairwells: Option<u32>,
    pub height_m: Option<f64>,
    pub built_in: Option<i32>,
}

/// Corrects a building; its storeys follow.
///
/// # Permission
/// `building.change`.
///
/// # Errors
/// [`Fault::Missing`].
pub(super) async fn building(
    session: &Session,
    id: Uuid,
    correction: Correction,
    provenance: &Provenance,
) -> Result<building::Model, Fault> {
    let held = session.held::<building::Entity>(Kind::Building, Act::Change, id).await?;
    let before = (*held).clone();
    let is_empty = before.dwellings == 0;
    let storeys = correction.storeys.filter(|_| is_empty).map_or(before.storeys, signed);
    let height_m = correction.height_m.unwrap_or(before.height_m);
    let storey_height_m =
        if is_empty { height_m / f64::from(storeys.max(1)) } else { before.storey_height_m };
    let called = correction.called.filter(|_| is_empty);
    let middle = correction.footprint.as_deref().map(ring_centre);
    let after = session
        .change(Act::Change, held, None, |row| {
            if let Some((label, name)) = called {
                if let Some(above) = before.address.strip_suffix(before.name.as_str()) {
                    row.address = Set(format!("{above}{name}"));
                }
                row.label = Set(label);
                row.name = Set(name);
            }
            if let (Some(ring), Some(at)) = (&correction.footprint, middle) {
                row.footprint = Set(geometry::positions_text(ring));
                (row.lon, row.lat) = (Set(at.lon), Set(at.lat));
            }
            if let Some(use_) = correction.use_ {
                row.use_ = Set(Stored(use_));
            }
            if let Some(stairwells) = correction.stairwells {
                row.stairwells = Set(signed(stairwells));
            }
            if correction.built_in.is_some() {
                row.built_in = Set(correction.built_in);
            }
            row.storeys = Set(storeys);
            row.height_m = Set(height_m);
            row.storey_height_m = Set(storey_height_m);
            row.origin = Set(Stored(provenance.origin));
            row.origin_on = Set(provenance.on);
            row.surveyed_with = Set(provenance.device.clone());
            row.accuracy_m = Set(provenance.accuracy_m);
        })
        .await?;
    if is_empty {
        storey::Entity::delete_many()
            .filter(storey::Column::BuildingId.eq(id))
            .exec(session.txn())
            .await
            .map_err(internal("laying the storeys of a building anew"))?;
        building::add_storeys(session, slice::from_ref(&after)).await?;
    }
    Ok(after)
}

/// What is corrected of a feature of the ground; none leaves it as it is.
pub(super) struct GroundCorrection {
    pub name: Option<String>,
    pub category: Option<String>,
    pub width_m: Option<f64>,
    pub geometry: Geometry,
}

/// Corrects a feature of the ground.
///
/// # Permission
/// `ground.change`.
///
/// # Errors
/// [`Fault::Missing`].
pub(super) async fn ground(
    session: &Session,
    id: Uuid,
    correction: GroundCorrection,
    provenance: &Provenance,
) -> Result<ground::Model, Fault> {
    let held = session.held::<ground::Entity>(Kind::Ground, Act::Change, id).await?;
    let at = correction.geometry.centre();
    session
        .change(Act::Change, held, None, |row| {
            if correction.name.is_some() {
                row.name = Set(correction.name);
            }
            if correction.category.is_some() {
                row.category = Set(correction.category);
            }
            if correction.width_m.is_some() {
                row.width_m = Set(correction.width_m);
            }
            row.geometry = Set(correction.geometry.text());
            (row.lon, row.lat) = (Set(at.lon), Set(at.lat));
            row.origin = Set(Stored(provenance.origin));
            row.origin_on = Set(provenance.on);
            row.surveyed_with = Set(provenance.device.clone());
            row.accuracy_m = Set(provenance.accuracy_m);
        })
        .await
}
