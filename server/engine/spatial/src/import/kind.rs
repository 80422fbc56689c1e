//! What a feature is, by its tags.
//!
//! # Source
//! OpenStreetMap wiki, "Map features", as of 2026.

use contract::spatial::{BuildingUse, GroundClass};
use serde_json::Value;

use crate::geometry::Geometry;

/// What a feature is taken as.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A building with its use, and whether the word for it is one that we know.
    Building(BuildingUse, bool),
    /// A feature of the base map with its category.
    Ground(GroundClass, Option<String>),
}

/// A tag as text, trimmed; none when absent or empty.
pub(super) fn tag(tags: &Value, key: &str) -> Option<String> {
    let text = match tags.get(key)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// What a feature with these tags and this shape is; none when it is nothing that we know.
pub(super) fn of(tags: &Value, shape: &Geometry) -> Option<Kind> {
    let tag = |key: &str| tag(tags, key).filter(|value| value != "no");
    if let Some(word) = tag("building") {
        let (use_, is_known) = building_use(&word, tag("amenity").as_deref());
        return Some(Kind::Building(use_, is_known));
    }
    let place = |category: &str| Some(Kind::Ground(GroundClass::Place, Some(category.to_owned())));
    let plain = |class: GroundClass| Some(Kind::Ground(class, None));
    if tag("entrance").is_some() {
        return place("building");
    }
    if let Some(barrier) = tag("barrier") {
        let is_gate = matches!(
            barrier.as_str(),
            "gate" | "lift_gate" | "swing_gate" | "sliding_gate" | "entrance" | "toll_booth"
        );
        return if is_gate { plain(GroundClass::Gate) } else { None };
    }
    if let Some(highway) = tag("highway") {
        return match shape {
            Geometry::Point(_) if highway == "bus_stop" => place("bus_stop"),
            Geometry::Point(_) => None,
            _ => way(&highway).map(|class| Kind::Ground(class, Some(highway))),
        };
    }
    match tag("amenity").as_deref() {
        Some("parking") => return Some(Kind::Ground(GroundClass::Parking, None)),
        Some(amenity) => return place(amenity_category(amenity)),
        None => {}
    }
    if let Some(shop) = tag("shop") {
        return place(shop_category(&shop));
    }
    if tag("waterway").is_some() || tag("natural").as_deref() == Some("water") {
        return plain(GroundClass::Water);
    }
    match tag("leisure").as_deref() {
        Some("park" | "garden") => return Some(Kind::Ground(GroundClass::Green, Some("park".into()))),
        Some("playground") => return place("playground"),
        Some(
            "pitch" | "sports_centre" | "sports_hall" | "stadium" | "track" | "fitness_centre"
            | "fitness_station",
        ) => {
            return place("sports");
        }
        _ => {}
    }
    let is_green =
        |key: &str, values: &[&str]| tag(key).is_some_and(|value| values.contains(&value.as_str()));
    if is_green("natural", &["wood", "grassland", "scrub", "heath"])
        || is_green(
            "landuse",
            &["grass", "forest", "meadow", "recreation_ground", "village_green", "flowerbed"],
        )
    {
        return plain(GroundClass::Green);
    }
    match tag("railway").as_deref() {
        Some("subway_entrance" | "station") => place("subway"),
        _ if tag("office").is_some() || tag("tourism").is_some() || tag("place").is_some() => place("other"),
        _ => None,
    }
}

fn way(highway: &str) -> Option<GroundClass> {
    match highway.trim_end_matches("_link") {
        "footway" | "path" | "pedestrian" | "steps" | "cycleway" | "bridleway" | "corridor" => {
            Some(GroundClass::Path)
        }
        "motorway" | "trunk" | "primary" | "secondary" | "tertiary" | "unclassified" | "residential"
        | "living_street" | "service" | "track" | "road" | "busway" => Some(GroundClass::Road),
        _ => None,
    }
}

/// Use of a building; `false` for a word that is not known to us.
fn building_use(word: &str, amenity: Option<&str>) -> (BuildingUse, bool) {
    let by_amenity = match amenity {
        Some("school" | "kindergarten" | "university" | "college") => Some(BuildingUse::School),
        Some("community_centre" | "townhall" | "library" | "clinic" | "social_facility") => {
            Some(BuildingUse::Community)
        }
        Some("restaurant" | "cafe" | "fast_food" | "bank" | "marketplace") => Some(BuildingUse::Commercial),
        _ => None,
    };
    match word {
        "apartments" | "residential" | "house" | "detached" | "semidetached_house" | "terrace"
        | "bungalow" => (BuildingUse::Residential, true),
        "dormitory" => (BuildingUse::Dormitory, true),
        "school" | "kindergarten" | "university" | "college" => (BuildingUse::School, true),
        "commercial" | "retail" | "office" | "supermarket" | "kiosk" | "hotel" => {
            (BuildingUse::Commercial, true)
        }
        "public" | "civic" | "government" | "community_centre" => (BuildingUse::Community, true),
        "yes" | "industrial" | "hospital" | "grandstand" | "sports_hall" | "warehouse" | "service"
        | "garage" | "garages" | "roof" | "shed" | "hut" | "guardhouse" | "construction"
        | "train_station" | "transportation" | "parking" => (by_amenity.unwrap_or(BuildingUse::Other), true),
        _ => (by_amenity.unwrap_or(BuildingUse::Other), false),
    }
}

/// Use of a building as a table or a surveyor writes it, in Chinese or as a tag; `false` for a word that is not known.
pub(super) fn use_of(word: &str) -> (BuildingUse, bool) {
    let use_ = match word.trim() {
        "住宅" | "成套住宅" | "普通住宅" | "公寓" | "居住" => BuildingUse::Residential,
        "宿舍" | "集体宿舍" => BuildingUse::Dormitory,
        "学校" | "幼儿园" | "教育" => BuildingUse::School,
        "商业" | "商铺" | "商业服务" | "办公" | "商住" => BuildingUse::Commercial,
        "社区" | "社区用房" | "公共服务" | "community" => BuildingUse::Community,
        "其他" | "车库" | "车位" | "储藏室" | "other" => BuildingUse::Other,
        word => return building_use(&word.to_lowercase(), None),
    };
    (use_, true)
}

/// Category of a place as a surveyor writes it: one of ours, or the value of a tag; none for a word that is not known.
pub(super) fn category_of(word: &str) -> Option<String> {
    if contract::label::exists(&format!("place_category.{word}")) {
        return Some(word.to_owned());
    }
    Some(amenity_category(word)).filter(|category| *category != "other").map(str::to_owned)
}

fn amenity_category(amenity: &str) -> &'static str {
    match amenity {
        "school" | "university" | "college" => "school",
        "kindergarten" | "childcare" => "kindergarten",
        "clinic" | "doctors" | "dentist" => "clinic",
        "hospital" => "hospital",
        "pharmacy" => "pharmacy",
        "marketplace" => "market",
        "restaurant" | "fast_food" | "food_court" | "bar" | "pub" => "restaurant",
        "cafe" | "ice_cream" => "cafe",
        "toilets" => "toilets",
        "bus_station" => "bus_stop",
        "bank" | "atm" => "bank",
        "police" => "police",
        "fire_station" => "fire_station",
        "post_office" => "post_office",
        "parcel_locker" | "post_box" | "post_depot" => "parcel",
        "library" => "library",
        "charging_station" => "charging",
        "community_centre" | "townhall" => "community_centre",
        "social_facility" | "nursing_home" => "elder_care",
        "recycling" | "waste_transfer_station" | "waste_disposal" | "waste_basket" => "recycling",
        _ => "other",
    }
}

fn shop_category(shop: &str) -> &'static str {
    match shop {
        "supermarket" => "supermarket",
        "convenience" => "convenience",
        "chemist" | "pharmacy" => "pharmacy",
        "greengrocer" | "seafood" | "butcher" => "market",
        _ => "shop",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const POINT: Geometry = Geometry::Point([108.9, 34.3]);

    fn line() -> Geometry {
        Geometry::Line(vec![[108.9, 34.3], [108.91, 34.3]])
    }

    #[test]
    fn the_tags_say_what_a_feature_is() {
        let ground = |class, category: &str| Some(Kind::Ground(class, Some(category.to_owned())));
        assert_eq!(of(&json!({"highway": "footway"}), &line()), ground(GroundClass::Path, "footway"));
        assert_eq!(
            of(&json!({"highway": "primary_link"}), &line()),
            ground(GroundClass::Road, "primary_link")
        );
        assert_eq!(of(&json!({"barrier": "gate"}), &POINT), Some(Kind::Ground(GroundClass::Gate, None)));
        assert_eq!(of(&json!({"amenity": "fast_food"}), &POINT), ground(GroundClass::Place, "restaurant"));
        assert_eq!(of(&json!({"entrance": "yes"}), &POINT), ground(GroundClass::Place, "building"));
        assert_eq!(
            of(&json!({"building": "dormitory"}), &POINT),
            Some(Kind::Building(BuildingUse::Dormitory, true))
        );
    }

    #[test]
    fn what_is_not_known_is_not_guessed() {
        assert_eq!(of(&json!({"highway": "crossing"}), &POINT), None);
        assert_eq!(of(&json!({"barrier": "fence"}), &line()), None);
        assert_eq!(of(&json!({"building": "no"}), &POINT), None);
        assert_eq!(
            of(&json!({"building": "ziggurat"}), &POINT),
            Some(Kind::Building(BuildingUse::Other, false))
        );
    }
}
