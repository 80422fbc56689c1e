//! What stands in a community before something is imported into it.

use base::{Session, Stored, internal};
use contract::{Fault, geo::Wgs84, spatial::GroundClass};
use sea_orm::entity::prelude::*;

use crate::{building, ground, plane::overlap};

/// Two footprints that have more than this share of the smaller in common are the same building.
const SAME_SHARE: f64 = 0.5;

/// How far apart two things of one name are at most, in metres, to be the same.
const SAME_NAME_M: f64 = 20.0;

/// How far apart two things of one class without a name are at most, in metres, to be the same.
const SAME_SPOT_M: f64 = 2.0;

/// The buildings and the ground of a community.
pub(super) struct Standing {
    /// Buildings in use.
    pub buildings: Vec<building::Model>,
    /// Buildings out of use.
    retired: Vec<building::Model>,
    /// Ground in use.
    ground: Vec<ground::Model>,
}

impl Standing {
    pub(super) async fn read(session: &Session, community: &str) -> Result<Self, Fault> {
        let doing = || internal("reading what stands in a community");
        let buildings = building::Entity::find()
            .filter(base::path_under(building::Column::AreaPath, community))
            .all(session.txn())
            .await
            .map_err(doing())?;
        let (buildings, retired) = buildings.into_iter().partition(|row| row.retired_at.is_none());
        let ground = ground::Entity::find()
            .filter(base::path_under(ground::Column::AreaPath, community))
            .filter(ground::Column::RetiredAt.is_null())
            .all(session.txn())
            .await
            .map_err(doing())?;
        Ok(Self { buildings, retired, ground })
    }

    /// The buildings that a reference means: by unified code, identifier in their source, short name or name, in the
    /// first of these ways that finds any.
    pub(super) fn meant(&self, reference: &str) -> Vec<&building::Model> {
        let code = reference.to_uppercase();
        let ways: [&dyn Fn(&building::Model) -> bool; 4] = [
            &|row| row.code == code,
            &|row| row.source_id == reference,
            &|row| row.label == reference,
            &|row| row.name == reference,
        ];
        for is_meant in ways {
            let rows: Vec<_> = self.buildings.iter().filter(|row| is_meant(row)).collect();
            if !rows.is_empty() {
                return rows;
            }
        }
        vec![]
    }

    /// The building that came from a dataset under an identifier.
    pub(super) fn came_from(&self, source: &str, source_id: &str) -> Option<&building::Model> {
        self.buildings.iter().find(|row| row.source == source && row.source_id == source_id)
    }

    /// Whether a building came from a dataset under an identifier, and is out of use since.
    pub(super) fn is_out_of_use(&self, source: &str, source_id: &str) -> bool {
        self.retired.iter().any(|row| row.source == source && row.source_id == source_id)
    }

    /// The buildings whose footprint a ring covers or lies in.
    pub(super) fn overlapping(&self, ring: &[[f64; 2]]) -> Vec<&building::Model> {
        self.buildings.iter().filter(|row| overlap(ring, &row.ring()) > SAME_SHARE).collect()
    }

    /// The buildings of a name around a place.
    pub(super) fn called(&self, name: &str, at: Wgs84) -> Vec<&building::Model> {
        let is_same = |row: &&building::Model| row.name == name && row.at().distance_m(at) <= SAME_NAME_M;
        self.buildings.iter().filter(is_same).collect()
    }

    /// The feature of the ground that came from a dataset under an identifier.
    pub(super) fn ground_came_from(&self, source: &str, source_id: &str) -> Option<&ground::Model> {
        self.ground.iter().find(|row| row.source == source && row.source_id == source_id)
    }

    /// The feature of the ground that is the same thing: of one name nearby, or without any of one class and category
    /// at the same spot.
    pub(super) fn same_ground(
        &self,
        (class, category): (GroundClass, Option<&str>),
        name: Option<&str>,
        at: Wgs84,
    ) -> Option<&ground::Model> {
        self.ground.iter().find(|row| {
            let is_of_kind = row.class == Stored(class) && row.category.as_deref() == category;
            let within_m = match name {
                Some(_) if row.name.as_deref() == name => SAME_NAME_M,
                None if row.name.is_none() && is_of_kind => SAME_SPOT_M,
                _ => return false,
            };
            row.at().distance_m(at) <= within_m
        })
    }
}

/// Whether two footprints are the same building.
pub(super) fn are_same(one: &[[f64; 2]], other: &[[f64; 2]]) -> bool {
    overlap(one, other) > SAME_SHARE
}

/// A building as a finding names it.
pub(super) fn shown(row: &building::Model) -> String {
    format!("{} {}", row.code, row.name)
}
