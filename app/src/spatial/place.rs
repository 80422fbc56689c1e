//! What places are called where people look for one.

use contract::spatial::PlaceRow;

/// What a place is called; of a building its entrance.
#[must_use]
pub fn title(place: &PlaceRow) -> String {
    if place.category == "building" {
        kit::tf("kiosk.place_entrance", &[("building", &place.name)])
    } else {
        place.name.clone()
    }
}

/// A category of places in words.
#[must_use]
pub fn category_words(category: &str) -> String {
    kit::t_or(&format!("place_category.{category}"), "place_category.other")
}
