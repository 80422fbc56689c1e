//! Who lives together: singles, couples, families of two and three generations, elderly people, sharers.

use crate::{dice::Dice, person::Sex, tenancy::Relation};

/// One of a household, before they have a name.
#[derive(Clone, Copy)]
pub(crate) struct Member {
    pub(crate) age: u32,
    pub(crate) sex: Sex,
    pub(crate) relation: Relation,
}

/// The three of the landmark dwelling: a couple and a grandmother, the only one over 65.
pub(crate) const LANDMARK: [Member; 3] = [
    Member { age: 41, sex: Sex::Male, relation: Relation::Owner },
    Member { age: 39, sex: Sex::Female, relation: Relation::Family },
    Member { age: 71, sex: Sex::Female, relation: Relation::Family },
];

/// A household as one finds them; the first member is an adult and holds the tenancy.
pub(crate) fn compose(dice: &mut Dice) -> Vec<Member> {
    let head = if dice.chance(0.22) { Relation::Tenant } else { Relation::Owner };
    match dice.below(100) {
        0..=11 => {
            let age = dice.between(23, 45);
            vec![member(dice, age, head)]
        }
        12..=29 => couple(dice, 26, 58, head),
        30..=53 => family(dice, 1, head),
        54..=65 => family(dice, 2, head),
        66..=77 => three_generations(dice, head),
        78..=89 => couple(dice, 61, 84, Relation::Owner),
        90..=93 => {
            let age = dice.between(66, 88);
            vec![member(dice, age, Relation::Owner)]
        }
        _ => sharers(dice),
    }
}

fn couple(dice: &mut Dice, youngest: u32, oldest: u32, head: Relation) -> Vec<Member> {
    let age = dice.between(youngest, oldest);
    let husband = Member { age, sex: Sex::Male, relation: head };
    let wife = Member { age: age - dice.below(4), sex: Sex::Female, relation: Relation::Family };
    if dice.chance(0.5) {
        vec![husband, wife]
    } else {
        vec![Member { relation: head, ..wife }, Member { relation: Relation::Family, ..husband }]
    }
}

fn family(dice: &mut Dice, children: u32, head: Relation) -> Vec<Member> {
    let mut household = couple(dice, 28, 47, head);
    let oldest_child =
        household.iter().map(|parent| parent.age).min().unwrap_or(28).saturating_sub(24).min(21);
    let mut age = dice.between(0, oldest_child);
    for _ in 0..children {
        household.push(member(dice, age, Relation::Family));
        age = age.saturating_sub(dice.between(2, 6));
    }
    household
}

fn three_generations(dice: &mut Dice, head: Relation) -> Vec<Member> {
    let children = dice.between(1, 2);
    let mut household = family(dice, children, head);
    let parent = household.first().map_or(40, |first| first.age);
    let age = parent + dice.between(23, 30);
    let grandparents = couple(dice, age, age + 2, Relation::Family);
    let kept = if dice.chance(0.55) { 2 } else { 1 };
    household.extend(grandparents.into_iter().take(kept));
    household
}

fn sharers(dice: &mut Dice) -> Vec<Member> {
    let number = dice.between(2, 3);
    (0..number)
        .map(|_| {
            let age = dice.between(22, 33);
            member(dice, age, Relation::Tenant)
        })
        .collect()
}

fn member(dice: &mut Dice, age: u32, relation: Relation) -> Member {
    let sex = if dice.chance(0.5) { Sex::Male } else { Sex::Female };
    Member { age, sex, relation }
}
