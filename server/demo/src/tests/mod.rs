//! What every demo community promises.

mod device;
mod geometry;
mod people;
mod place;

use crate::{Community, LANDMARK_DWELLING, Recipe, generate};

/// The sizes that people run: end-to-end tests, the newcomer's community, the largest.
const SIZES: [u32; 3] = [60, 400, 20_000];

fn community(dwellings: u32) -> Community {
    generate(&Recipe { dwellings, ..Recipe::default() })
}

#[test]
fn equal_recipes_give_equal_communities() {
    let first = community(400);
    let second = community(400);
    assert!(first == second);
    let (Ok(first), Ok(second)) = (serde_json::to_string(&first), serde_json::to_string(&second)) else {
        panic!("a community can't be written as JSON");
    };
    assert!(first == second);
}

#[test]
fn another_seed_gives_another_community() {
    let other = generate(&Recipe { seed: 8, ..Recipe::default() });
    let first = community(400);
    assert_eq!(first.dwellings.len(), other.dwellings.len());
    assert!(first.buildings != other.buildings);
    assert!(first.tenancies != other.tenancies);
}

#[test]
fn the_number_of_dwellings_is_exact() {
    let asked = (60..=420).chain([999, 1_000, 5_432, 20_000]);
    for dwellings in asked {
        assert_eq!(community(dwellings).dwellings.len(), dwellings as usize);
    }
}

#[test]
fn a_number_of_dwellings_out_of_range_becomes_the_nearest_in_range() {
    assert_eq!(community(0).dwellings.len(), 60);
    assert_eq!(community(20_001).dwellings.len(), 20_000);
}

#[test]
fn the_landmark_dwelling_exists_at_every_size_and_seed() {
    for seed in 0..12 {
        for dwellings in [60, 61, 75, 100, 400, 2_000] {
            let recipe = Recipe { seed, dwellings, ..Recipe::default() };
            check_landmark(&generate(&recipe));
        }
    }
    check_landmark(&community(20_000));
}

fn check_landmark(community: &Community) {
    let Some(index) = community.dwelling(LANDMARK_DWELLING) else {
        panic!("no {LANDMARK_DWELLING} with {:?}", community.recipe);
    };
    let dwelling = &community.dwellings[index];
    assert_eq!(dwelling.storey, 15);
    assert_eq!(dwelling.number, "1502");
    assert_eq!(community.buildings[dwelling.building].number, 3);
    assert_eq!(community.buildings[dwelling.building].storeys, 18);
    assert!(!dwelling.vacant);

    let ages: Vec<i32> = community
        .tenancies
        .iter()
        .filter(|tenancy| tenancy.dwelling == index && tenancy.to.is_none())
        .map(|tenancy| people::age(community, tenancy.person))
        .collect();
    assert_eq!(ages.len(), 3);
    assert_eq!(ages.iter().filter(|age| **age > 65).count(), 1);
}
