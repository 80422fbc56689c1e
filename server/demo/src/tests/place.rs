//! Areas, buildings and dwellings on the ground.

use std::collections::{HashMap, HashSet};

use super::{SIZES, community, geometry};
use crate::{Area, AreaKind, Community, FeatureClass, ORIGIN, Use};

/// Coordinates are rounded to millimetres, and the test's metres differ a little from the generator's.
const SLACK_M: f64 = 0.02;

fn area<'a>(community: &'a Community, key: &str) -> &'a Area {
    let found = community.areas.iter().find(|area| area.key == key);
    found.unwrap_or_else(|| panic!("no area {key}"))
}

#[test]
fn every_area_lies_within_its_parent_that_comes_before_it() {
    for size in SIZES {
        let community = community(size);
        let mut outlines: HashMap<String, Vec<[f64; 2]>> = HashMap::new();
        for area in &community.areas {
            let outline = geometry::flat(&area.outline, ORIGIN);
            assert!(geometry::area_m2(&outline) > 0.0);
            if let Some(parent) = &area.parent {
                let around = &outlines[parent];
                let mut points = outline.iter();
                assert!(points.all(|point| geometry::in_convex(around, *point, SLACK_M)));
            }
            assert!(outlines.insert(area.key.clone(), outline).is_none());
        }
    }
}

#[test]
fn there_are_two_grids_or_more_and_none_has_over_300_dwellings() {
    for size in SIZES {
        let community = community(size);
        let mut dwellings: HashMap<&str, usize> = community
            .areas
            .iter()
            .filter(|area| area.kind == AreaKind::Grid)
            .map(|area| (area.key.as_str(), 0))
            .collect();
        assert!(dwellings.len() >= 2);
        for dwelling in &community.dwellings {
            let grid = community.buildings[dwelling.building].grid.as_str();
            *dwellings.entry(grid).or_default() += 1;
        }
        assert!(dwellings.values().all(|number| *number <= 300));
    }
}

#[test]
fn buildings_lie_inside_their_estate() {
    for size in SIZES {
        let community = community(size);
        for building in &community.buildings {
            let estate = area(&community, &building.estate);
            assert_eq!(estate.parent.as_deref(), Some(building.grid.as_str()));
            let fence = geometry::flat(&estate.outline, ORIGIN);
            for corner in geometry::flat(&building.footprint, ORIGIN) {
                assert!(geometry::in_convex(&fence, corner, 0.0), "{} of {}", building.name, estate.name);
            }
        }
    }
}

#[test]
fn buildings_do_not_overlap() {
    for size in SIZES {
        let community = community(size);
        let outlines: Vec<_> =
            community.buildings.iter().map(|building| geometry::flat(&building.footprint, ORIGIN)).collect();
        for (index, one) in outlines.iter().enumerate() {
            for other in &outlines[index + 1..] {
                assert!(geometry::are_apart(one, other), "building {index}");
            }
        }
    }
}

#[test]
fn building_numbers_run_without_gaps_and_only_homes_have_dwellings() {
    for size in SIZES {
        let community = community(size);
        for (index, building) in community.buildings.iter().enumerate() {
            assert_eq!(building.number as usize, index + 1);
            assert!(building.height_m > f64::from(building.storeys) * building.storey_height_m);
        }
        let homes: HashSet<usize> = community.dwellings.iter().map(|dwelling| dwelling.building).collect();
        for (index, building) in community.buildings.iter().enumerate() {
            assert_eq!(building.use_ == Use::Residential, homes.contains(&index));
            if building.use_ == Use::Residential {
                assert!((6..=33).contains(&building.storeys), "{}", building.name);
                assert!((1..=3).contains(&building.stairwells));
            }
        }
    }
}

#[test]
fn dwellings_lie_inside_their_building() {
    let community = community(400);
    for dwelling in &community.dwellings {
        let building = &community.buildings[dwelling.building];
        let wall = geometry::flat(&building.footprint, ORIGIN);
        for corner in geometry::flat(&dwelling.footprint, ORIGIN) {
            let label = &dwelling.label;
            assert!(geometry::in_convex(&wall, corner, SLACK_M), "{label}");
        }
        assert!(dwelling.base_m >= 0.0 && dwelling.base_m < dwelling.top_m);
        assert!(dwelling.top_m <= building.height_m);
        assert!((1..=building.storeys as i32).contains(&dwelling.storey));
        assert!((1..=building.stairwells).contains(&dwelling.stairwell));
    }
}

#[test]
fn dwellings_of_a_storey_do_not_overlap_and_leave_room_for_the_core() {
    const STEPS: u32 = 41;
    for size in [60, 400, 3_000] {
        let community = community(size);
        let mut storeys: HashMap<usize, Vec<Vec<[f64; 2]>>> = HashMap::new();
        for dwelling in community.dwellings.iter().filter(|one| one.storey == 1) {
            let outline = geometry::flat(&dwelling.footprint, ORIGIN);
            storeys.entry(dwelling.building).or_default().push(outline);
        }
        for (building, dwellings) in storeys {
            let wall = geometry::flat(&community.buildings[building].footprint, ORIGIN);
            let homes_m2: f64 = dwellings.iter().map(|one| geometry::area_m2(one)).sum();
            let share = homes_m2 / geometry::area_m2(&wall);
            assert!((0.8..0.97).contains(&share), "building {building}: {share}");

            let (corner, along, up) = (wall[0], wall[1], wall[3]);
            for column in 0..STEPS {
                for row in 0..STEPS {
                    let across = (f64::from(column) + 0.37) / f64::from(STEPS);
                    let deep = (f64::from(row) + 0.37) / f64::from(STEPS);
                    let at = |axis: usize| {
                        corner[axis]
                            + across * (along[axis] - corner[axis])
                            + deep * (up[axis] - corner[axis])
                    };
                    let point = [at(0), at(1)];
                    let around = dwellings.iter().filter(|one| geometry::contains(one, point));
                    assert!(around.count() <= 1, "building {building}");
                }
            }
        }
    }
}

#[test]
fn every_storey_of_a_building_has_the_same_plan() {
    let community = community(400);
    let mut plans = HashMap::new();
    for dwelling in &community.dwellings {
        let number: String = dwelling.number.chars().rev().take(2).collect();
        let plan = plans.entry((dwelling.building, number)).or_insert(&dwelling.footprint);
        assert_eq!(*plan, &dwelling.footprint);
    }
}

#[test]
fn dwelling_labels_are_unique_and_say_building_and_storey() {
    for size in SIZES {
        let community = community(size);
        let mut labels = HashSet::new();
        for dwelling in &community.dwellings {
            assert!(labels.insert(dwelling.label.as_str()), "{}", dwelling.label);
            let building = &community.buildings[dwelling.building];
            let begin = format!("{}-{}", building.number, dwelling.storey);
            assert!(dwelling.label.starts_with(&begin));
            assert!(dwelling.address.starts_with("演示市演示区城东街道演示"));
            assert!(dwelling.address.ends_with(&format!("{}室", dwelling.number)));
        }
    }
}

#[test]
fn the_smallest_community_has_every_layer_and_the_places_people_look_for() {
    let community = community(60);
    for class in [
        FeatureClass::Road,
        FeatureClass::Path,
        FeatureClass::Green,
        FeatureClass::Water,
        FeatureClass::Parking,
        FeatureClass::Gate,
        FeatureClass::Place,
        FeatureClass::Tree,
    ] {
        let mut features = community.features.iter();
        assert!(features.any(|feature| feature.class == class), "{class:?}");
    }
    for category in [
        "school",
        "kindergarten",
        "clinic",
        "pharmacy",
        "community_centre",
        "market",
        "library",
        "bus_stop",
        "shop",
    ] {
        let mut features = community.features.iter();
        let is_found = features.any(|feature| feature.category.as_deref() == Some(category));
        assert!(is_found, "{category}");
    }
}

#[test]
fn the_default_community_has_low_middle_and_high_buildings() {
    let community = community(400);
    for storeys in [6..=6, 11..=18, 25..=33] {
        let mut buildings = community.buildings.iter();
        assert!(
            buildings
                .any(|building| { building.use_ == Use::Residential && storeys.contains(&building.storeys) })
        );
    }
}

#[test]
fn organisations_answer_for_areas_that_exist() {
    let community = community(400);
    let mut keys: HashSet<&str> = HashSet::new();
    for organisation in &community.organisations {
        let parent = organisation.parent.as_deref();
        assert!(parent.is_none_or(|parent| keys.contains(parent)));
        assert!(!area(&community, &organisation.area).name.is_empty());
        assert!(keys.insert(organisation.key.as_str()));
    }
}
