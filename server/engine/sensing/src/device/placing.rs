//! Where a device is; one in a building but in no dwelling hangs on a storey, so that an alarm names the storey too.

use super::{Entity, Model};
use base::{Session, internal};
use contract::{Fault, Kind, Lang, geo::Wgs84, phrase};
use sea_orm::entity::prelude::*;
use spatial::Spot;

/// Height from floor to floor that is taken where nobody measured, in metres.
const STOREY_M: f64 = 3.0;
/// Height above its floor at which a device hangs, in metres.
const ABOVE_FLOOR_M: f64 = 2.5;

impl From<Model> for Spot {
    fn from(row: Model) -> Self {
        Self {
            at: Wgs84 { lon: row.lon, lat: row.lat },
            area_path: row.area_path,
            place: row.place,
            address: row.address,
            building_id: row.building_id,
            building_no: row.building_no,
            dwelling_id: row.dwelling_id,
            dwelling_no: row.dwelling_no,
            stairwell: row.stairwell,
            storey: row.storey,
            group_key: None,
        }
    }
}

/// Where a device is registered, also one that is out of use.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn spot(session: &Session, id: Uuid) -> Result<Spot, Fault> {
    let found = Entity::find_by_id(id).one(session.txn()).await;
    let row = found.map_err(internal("reading where a device is"))?;
    row.map(Spot::from).ok_or(Fault::Missing { kind: Kind::Device })
}

/// The place's name with its storey, as in `3号楼 15 层`; a name that says one already gets the new one.
pub(super) fn on_storey(place: &str, before: Option<i32>, storey: Option<i32>) -> String {
    let old = before.map(|before| named("", before));
    let place = old.and_then(|old| place.strip_suffix(old.as_str())).unwrap_or(place);
    storey.map_or_else(|| place.to_owned(), |storey| named(place, storey))
}

fn named(place: &str, storey: i32) -> String {
    phrase("device.on_storey", Lang::Zh, &[("place", place), ("n", &storey.to_string())])
}

/// Height above ground in metres of a device on a storey; of one outdoors, that of a post.
pub(super) fn height_m(storey: Option<i32>) -> f64 {
    match storey {
        Some(storey) if storey > 0 => f64::from(storey - 1) * STOREY_M + ABOVE_FLOOR_M,
        Some(storey) => f64::from(storey) * STOREY_M + ABOVE_FLOOR_M,
        None => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_with_its_storey_once() {
        assert_eq!(on_storey("3号楼", None, Some(15)), "3号楼 15 层");
        assert_eq!(on_storey("3号楼 15 层", Some(15), Some(2)), "3号楼 2 层");
        assert_eq!(on_storey("3号楼", None, None), "3号楼");
    }

    #[test]
    fn the_first_basement_lies_right_below_the_ground() {
        assert!(height_m(Some(-1)) < 0.0 && height_m(Some(1)) > 0.0);
        assert!((height_m(Some(15)) - 44.5).abs() < 1e-9);
    }
}
