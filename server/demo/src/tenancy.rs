//! Who lives and lived where: families move in once the building is finished, some move out or on, some dwellings stay empty.

use serde::Serialize;

use crate::{
    building::Building,
    calendar::{Date, date_of, day_number},
    dice::Dice,
    dwelling::Dwelling,
    household::{self, Member},
    person::{Enrolment, Person},
    recipe::{LANDMARK_DWELLING, Recipe},
};

/// By what right someone lives in a dwelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Owns it (产权人).
    Owner,
    /// Rents it (承租人).
    Tenant,
    /// Lives with the one who owns or rents it (家属).
    Family,
}

/// A person's time in a dwelling.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tenancy {
    /// The position of the person in `Community::persons`.
    pub person: usize,
    /// The position of the dwelling in `Community::dwellings`.
    pub dwelling: usize,
    /// By what right.
    pub relation: Relation,
    /// The first day; for a child born there, the day of birth.
    pub from: Date,
    /// The day of moving out; `None` while they live there.
    pub to: Option<Date>,
}

const VACANT_SHARE: f64 = 0.08;
const FORMER_HOUSEHOLD_SHARE: f64 = 0.12;
const MOVED_WITHIN_SHARE: f64 = 0.03;
const COMING_OF_AGE_DAYS: i64 = 20 * 365 + 5;

/// Fills the dwellings, and marks those that are vacant.
pub(crate) fn settle(
    buildings: &[Building],
    dwellings: &mut [Dwelling],
    recipe: &Recipe,
) -> (Vec<Person>, Vec<Tenancy>) {
    let mut town = Settlement {
        dice: Dice::for_story(recipe.seed, "tenancy"),
        enrolment: Enrolment::default(),
        tenancies: Vec::new(),
        today: day_number(recipe.today),
        never_lived_in: Vec::new(),
    };
    for (index, dwelling) in dwellings.iter_mut().enumerate() {
        let opened = day_number((buildings[dwelling.building].built_on_year + 1, 1, 1));
        if dwelling.label == LANDMARK_DWELLING {
            let since = town.today - town.dice.days(1_900, 2_300);
            let stay = town.lodge(index, &household::LANDMARK, since, None);
            town.remember_former(index, opened, stay.from);
        } else if town.dice.chance(VACANT_SHARE) {
            dwelling.vacant = true;
            let checked = town.today - town.dice.days(5, 120);
            dwelling.vacancy_checked_on = town.dice.chance(0.7).then(|| date_of(checked));
            if town.dice.chance(0.4) {
                let left = town.today - town.dice.days(130, 500);
                town.remember_former(index, opened, left);
            } else {
                town.never_lived_in.push((index, opened));
            }
        } else {
            town.move_in(index, opened);
        }
    }
    (town.enrolment.persons, town.tenancies)
}

/// Day numbers count from 1970-01-01.
struct Settlement {
    dice: Dice,
    enrolment: Enrolment,
    tenancies: Vec<Tenancy>,
    today: i64,
    /// Vacant dwellings without any history, and the day each was opened.
    never_lived_in: Vec<(usize, i64)>,
}

/// A household that has been put somewhere.
struct Stay {
    from: i64,
    residents: Vec<Resident>,
}

struct Resident {
    person: usize,
    relation: Relation,
    born: i64,
}

impl Settlement {
    fn move_in(&mut self, dwelling: usize, opened: i64) {
        let members = household::compose(&mut self.dice);
        let rents = members.first().map(|head| head.relation) == Some(Relation::Tenant);
        let since = if rents {
            opened.max(self.today - self.dice.days(60, 1_400))
        } else {
            let days = (self.today - opened).max(0) as u32;
            opened + i64::from(self.dice.below(days))
        };
        let stay = self.lodge(dwelling, &members, since, None);
        if self.dice.chance(FORMER_HOUSEHOLD_SHARE) {
            self.remember_former(dwelling, opened, stay.from);
        }
        if self.dice.chance(MOVED_WITHIN_SHARE)
            && let Some((former, former_opened)) = self.never_lived_in.pop()
        {
            self.remember_move(former, former_opened, &stay);
        }
    }

    /// Puts a new household into a dwelling from `since`, or from when its head was grown up, until `to`.
    /// Their ages hold on the day they left, else today.
    fn lodge(&mut self, dwelling: usize, members: &[Member], since: i64, to: Option<i64>) -> Stay {
        let seen = to.unwrap_or(self.today);
        let born: Vec<i64> =
            members.iter().map(|member| seen - days_lived(member.age, &mut self.dice)).collect();
        let grown_up = born.first().map_or(since, |head| head + COMING_OF_AGE_DAYS);
        let from = since.max(grown_up).min(seen - 30);

        let mut residents = Vec::new();
        for (member, born) in members.iter().zip(born) {
            let person = self.enrolment.enrol(member.sex, date_of(born), member.age, &mut self.dice);
            let resident = Resident { person, relation: member.relation, born };
            self.register(dwelling, &resident, from, to);
            residents.push(resident);
        }
        Stay { from, residents }
    }

    /// A household that lived here before and left some weeks before `end`, if the building stood long enough.
    fn remember_former(&mut self, dwelling: usize, opened: i64, end: i64) {
        if end - opened < 120 {
            return;
        }
        let to = end - self.dice.days(10, 60);
        let since = opened.max(to - self.dice.days(200, 1_800));
        let members = household::compose(&mut self.dice);
        self.lodge(dwelling, &members, since, Some(to));
    }

    /// The household lived in another dwelling of the community until it moved to where it is now;
    /// not so lately that someone could have found the other one vacant before.
    fn remember_move(&mut self, former: usize, opened: i64, stay: &Stay) {
        let grown_up = stay.residents.first().map_or(opened, |head| head.born + COMING_OF_AGE_DAYS);
        let since = (stay.from - self.dice.days(200, 1_500)).max(opened).max(grown_up);
        let is_checked_before = self.today - stay.from < 130;
        if stay.from - since < 60 || is_checked_before {
            return;
        }
        for resident in &stay.residents {
            if resident.born < stay.from {
                self.register(former, resident, since, Some(stay.from));
            }
        }
    }

    fn register(&mut self, dwelling: usize, resident: &Resident, from: i64, to: Option<i64>) {
        self.tenancies.push(Tenancy {
            person: resident.person,
            dwelling,
            relation: resident.relation,
            from: date_of(from.max(resident.born)),
            to: to.map(date_of),
        });
    }
}

/// Days since birth of someone who is `age` years old and has not had the next birthday.
fn days_lived(age: u32, dice: &mut Dice) -> i64 {
    let age = i64::from(age);
    age * 365 + age / 4 + 1 + dice.days(0, 359)
}
