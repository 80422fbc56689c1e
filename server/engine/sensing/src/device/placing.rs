//! Where a device hangs that is in a building but in no dwelling: on a storey, so that an alarm names the storey too.

use contract::{Lang, phrase};

/// Height from floor to floor that is taken where nobody measured, in metres.
const STOREY_M: f64 = 3.0;
/// Height above its floor at which a device hangs, in metres.
const ABOVE_FLOOR_M: f64 = 2.5;

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
