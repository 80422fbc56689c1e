//! Residents, their households and their history.

use std::collections::{HashMap, HashSet};

use super::{SIZES, community};
use crate::{
    Community, Occupation, Recipe, Relation, Sex,
    calendar::{date_of, day_number},
    generate,
    identity_number::check_character,
};

/// Completed years on the recipe's day.
pub(super) fn age(community: &Community, person: usize) -> i32 {
    let (year, month, day) = community.recipe.today;
    let born = community.persons[person].birth_on;
    year - born.0 - i32::from((month, day) < (born.1, born.2))
}

#[test]
fn id_numbers_are_unique_and_well_formed_with_an_area_of_nowhere() {
    for size in SIZES {
        let community = community(size);
        let mut seen = HashSet::new();
        for person in &community.persons {
            let number = person.id_number.as_str();
            assert!(seen.insert(number), "{number}");
            assert_eq!(number.len(), 18);
            assert!(number.starts_with("000000"));
            assert!(number.ends_with(check_character(&number[..17])));
            let (year, month, day) = person.birth_on;
            assert_eq!(number[6..14], format!("{year:04}{month:02}{day:02}"));
            let is_odd = number[16..17].parse().is_ok_and(|digit: u32| digit % 2 == 1);
            assert_eq!(is_odd, person.sex == Sex::Male);
        }
    }
}

#[test]
fn the_check_character_is_that_of_the_standard() {
    // The examples printed in GB 11643-1999.
    assert_eq!(check_character("11010519491231002"), 'X');
    assert_eq!(check_character("44052418800101001"), '4');
}

#[test]
fn phone_numbers_are_unique_and_issued_by_nobody() {
    let community = community(400);
    let mut seen = HashSet::new();
    for phone in community.persons.iter().filter_map(|one| one.phone.as_ref()) {
        assert!(phone.len() == 11 && phone.starts_with("100"), "{phone}");
        assert!(seen.insert(phone));
    }
}

#[test]
fn an_estate_s_office_uses_a_dwelling_of_it_in_which_nobody_lives() {
    let community = community(400);
    let settled: Vec<_> =
        community.organisations.iter().filter_map(|one| Some((&one.area, one.premises?))).collect();
    assert!(!settled.is_empty());
    for (area, at) in settled {
        let dwelling = &community.dwellings[at];
        assert_eq!((&community.buildings[dwelling.building].estate, dwelling.vacant), (area, true));
    }
}

#[test]
fn the_one_office_that_is_called_has_a_number_that_nobody_can_have() {
    let community = community(60);
    let numbers: Vec<_> =
        community.organisations.iter().filter_map(|one| one.duty_phone.as_deref()).collect();
    assert_eq!(numbers, ["0000-0000"]);
}

#[test]
fn names_say_that_they_are_of_the_demo() {
    let community = community(60);
    let mut persons = community.persons.iter();
    assert!(persons.all(|person| person.name == format!("演示居民{:04}", person.serial)));
}

#[test]
fn a_vacant_dwelling_has_no_open_tenancy_and_any_other_has_a_holder() {
    for size in SIZES {
        let community = community(size);
        let mut residents: HashMap<usize, Vec<Relation>> = HashMap::new();
        for tenancy in community.tenancies.iter().filter(|one| one.to.is_none()) {
            let relations = residents.entry(tenancy.dwelling).or_default();
            relations.push(tenancy.relation);
        }
        for (index, dwelling) in community.dwellings.iter().enumerate() {
            let holder = residents.get(&index).and_then(|relations| relations.first());
            assert_eq!(dwelling.vacant, holder.is_none(), "{}", dwelling.label);
            assert!(holder != Some(&Relation::Family), "{}", dwelling.label);
            assert!(dwelling.vacant || dwelling.vacancy_checked_on.is_none());
        }
    }
}

#[test]
fn tenancies_begin_after_birth_and_building_and_end_after_they_begin() {
    for today in [(2026, 3, 2), (2024, 2, 29), (2031, 12, 31)] {
        let community = generate(&Recipe { today, dwellings: 1_500, ..Recipe::default() });
        for tenancy in &community.tenancies {
            let building = community.dwellings[tenancy.dwelling].building;
            assert!(tenancy.from.0 > community.buildings[building].built_on_year);
            assert!(tenancy.from >= community.persons[tenancy.person].birth_on);
            assert!(tenancy.from <= today);
            assert!(tenancy.to.is_none_or(|to| tenancy.from < to && to <= today));
        }
    }
}

#[test]
fn nobody_lives_in_two_dwellings_and_everybody_has_a_history() {
    let community = community(2_000);
    let mut open = vec![0; community.persons.len()];
    let mut all = vec![0; community.persons.len()];
    for tenancy in &community.tenancies {
        all[tenancy.person] += 1;
        open[tenancy.person] += i32::from(tenancy.to.is_none());
    }
    assert!(open.iter().all(|number| *number <= 1));
    assert!(all.iter().all(|number| *number >= 1));
    assert!(all.contains(&2));
    assert!(open.contains(&0));
}

#[test]
fn children_live_with_someone_grown_up_and_go_to_school() {
    let community = community(2_000);
    let mut eldest: HashMap<usize, i32> = HashMap::new();
    for tenancy in community.tenancies.iter().filter(|one| one.to.is_none()) {
        let oldest = eldest.entry(tenancy.dwelling).or_default();
        *oldest = (*oldest).max(age(&community, tenancy.person));
    }
    assert!(eldest.values().all(|age| *age >= 22));
    for tenancy in community.tenancies.iter().filter(|one| one.to.is_none()) {
        let age = age(&community, tenancy.person);
        let occupation = community.persons[tenancy.person].occupation;
        assert!((0..=100).contains(&age));
        assert_eq!((6..12).contains(&age), occupation == Occupation::PrimarySchool);
        assert_eq!(age < 3, occupation == Occupation::Infant);
    }
}

#[test]
fn a_dwelling_has_nobody_new_before_the_former_household_has_left() {
    let community = community(2_000);
    let mut began: HashMap<usize, (i32, u32, u32)> = HashMap::new();
    for tenancy in community.tenancies.iter().filter(|one| one.to.is_none()) {
        let first = began.entry(tenancy.dwelling).or_insert(tenancy.from);
        *first = tenancy.from.min(*first);
    }
    for tenancy in &community.tenancies {
        if let (Some(to), Some(next)) = (tenancy.to, began.get(&tenancy.dwelling)) {
            assert!(to <= *next);
        }
    }
}

#[test]
fn day_numbers_and_dates_are_inverse() {
    assert_eq!(day_number((1970, 1, 1)), 0);
    assert_eq!(day_number((2000, 3, 1)), 11_017);
    for day in [-40_000, -1, 0, 59, 60, 11_016, 11_017, 19_782, 20_514] {
        assert_eq!(day_number(date_of(day)), day);
    }
}

#[test]
fn notices_are_published_by_the_recipes_day() {
    let community = community(60);
    assert!((4..=6).contains(&community.notices.len()));
    for notice in &community.notices {
        assert!(notice.published_on <= community.recipe.today);
        assert!(notice.published_on <= notice.valid_to);
        assert!(notice.body.contains("演示数据"));
    }
}
