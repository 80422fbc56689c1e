//! Synthetic persons, plainly so: 演示居民0001, a phone number that no operator issues, an ID number of no place.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{calendar::Date, dice::Dice, identity_number::identity_number};

/// Sex as registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
}

/// What someone does all day: at school, at work, at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Occupation {
    /// Under 3.
    Infant,
    /// 3 to 5.
    Kindergarten,
    /// 6 to 11.
    PrimarySchool,
    /// 12 to 14.
    MiddleSchool,
    /// 15 to 17.
    HighSchool,
    /// At university or college.
    University,
    /// Employed.
    Employed,
    /// Working on their own account.
    SelfEmployed,
    /// Looking for work.
    JobSeeking,
    /// Keeping house.
    Homemaker,
    /// Retired.
    Retired,
}

/// A present or former resident.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Person {
    /// Counted from 1; the number in the name.
    pub serial: u32,
    /// `演示居民0001`.
    pub name: String,
    /// Sex as registered.
    pub sex: Sex,
    /// Day of birth.
    pub birth_on: Date,
    /// Eleven digits that begin with 100, unique; children under 10 have none.
    pub phone: Option<String>,
    /// Eighteen characters by GB 11643 with the area code 000000, unique.
    pub id_number: String,
    /// What they did on the recipe's day, or, of someone who moved out, when they left.
    pub occupation: Occupation,
}

/// Gives out serials and ID numbers.
#[derive(Default)]
pub(crate) struct Enrolment {
    pub(crate) persons: Vec<Person>,
    born: BTreeMap<(Date, Sex), u32>,
}

impl Enrolment {
    /// Enrols someone and returns their position in `persons`.
    pub(crate) fn enrol(&mut self, sex: Sex, birth_on: Date, age: u32, dice: &mut Dice) -> usize {
        let index = self.persons.len();
        let serial = index as u32 + 1;
        let before = self.born.entry((birth_on, sex)).or_insert(0);
        let sequence = match sex {
            Sex::Male => *before * 2 + 1,
            Sex::Female => *before * 2 + 2,
        };
        *before += 1;
        self.persons.push(Person {
            serial,
            name: format!("演示居民{serial:04}"),
            sex,
            birth_on,
            phone: (age >= 10).then(|| format!("100{serial:08}")),
            id_number: identity_number(birth_on, sequence),
            occupation: occupation(sex, age, dice),
        });
        index
    }
}

fn occupation(sex: Sex, age: u32, dice: &mut Dice) -> Occupation {
    let retires_at = match sex {
        Sex::Male => 60,
        Sex::Female => 55,
    };
    let share = dice.below(100);
    match age {
        0..=2 => Occupation::Infant,
        3..=5 => Occupation::Kindergarten,
        6..=11 => Occupation::PrimarySchool,
        12..=14 => Occupation::MiddleSchool,
        15..=17 => Occupation::HighSchool,
        18..=21 if share < 75 => Occupation::University,
        _ if age >= retires_at => Occupation::Retired,
        _ => match share {
            0..=9 => Occupation::SelfEmployed,
            10..=13 => Occupation::JobSeeking,
            14..=18 => Occupation::Homemaker,
            _ => Occupation::Employed,
        },
    }
}
