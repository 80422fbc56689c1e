//! The synthetic demo community: streets, estates, buildings, dwellings, residents and devices from one recipe.
//!
//! A newcomer must be able to try the whole platform without one real person, address or device in it. So everything here
//! is invented and says so: names begin with 演示, ID numbers carry the area code 000000, phone numbers begin with 100, that
//! of an office with 0000.
//! [`generate`] is a pure function: the same [`Recipe`] always gives the same [`Community`].
//!
//! The rule on size: exactly as many dwellings as the recipe asks for. The last building is fitted to what is left,
//! and its top storey may be set back, that is, hold fewer dwellings than those below.

mod area;
mod building;
mod calendar;
mod civic;
mod device;
mod dice;
mod dwelling;
mod feature;
mod floor_plan;
mod grounds;
mod household;
mod identity_number;
mod layout;
mod notice;
mod numeral;
mod organisation;
mod person;
mod plane;
mod recipe;
mod shape;
mod street;
mod tenancy;
#[cfg(test)]
mod tests;

pub use area::{Area, AreaKind};
pub use building::{Building, Use};
pub use calendar::Date;
pub use device::{Device, DeviceKind};
pub use dwelling::Dwelling;
pub use feature::{Feature, FeatureClass, Geometry};
pub use notice::Notice;
pub use organisation::{Organisation, OrganisationKind};
pub use person::{Occupation, Person, Sex};
pub use plane::{ORIGIN, Ring};
pub use recipe::{FEWEST_DWELLINGS, LANDMARK_DWELLING, MOST_DWELLINGS, Recipe};
pub use tenancy::{Relation, Tenancy};

use serde::Serialize;

/// Everything the demo starts with; places between the lists are positions in them (`Dwelling::building` and so on).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Community {
    /// The recipe it was made from, as given.
    pub recipe: Recipe,
    /// City, district, street, community, then each grid followed by its estate: parents always come before children.
    pub areas: Vec<Area>,
    /// What the base map draws besides buildings.
    pub features: Vec<Feature>,
    /// Residential buildings first, in the order of their numbers, then the others.
    pub buildings: Vec<Building>,
    /// Ordered by building, storey, then number.
    pub dwellings: Vec<Dwelling>,
    /// Present and former residents.
    pub persons: Vec<Person>,
    /// Who lives or lived where.
    pub tenancies: Vec<Tenancy>,
    /// Every device, each with a code of its own.
    pub devices: Vec<Device>,
    /// Street office, committee, property company and fire station: parents always come before children.
    pub organisations: Vec<Organisation>,
    /// What was announced lately.
    pub notices: Vec<Notice>,
}

impl Community {
    /// The position in `dwellings` of the dwelling with this label, such as `3-1502`.
    #[must_use]
    pub fn dwelling(&self, label: &str) -> Option<usize> {
        self.dwellings.iter().position(|dwelling| dwelling.label == label)
    }
}

/// Makes the community of a recipe; a number of dwellings out of range is taken as the nearest one in range.
#[must_use]
pub fn generate(recipe: &Recipe) -> Community {
    let asked = recipe.dwellings.clamp(FEWEST_DWELLINGS, MOST_DWELLINGS);
    let shapes = shape::plan(asked, recipe.seed);
    let layout = layout::Layout::new(shape::share_among_estates(&shapes));

    let (mut buildings, mut sites) = building::raise(&layout, &shapes, recipe);
    civic::raise(&layout, recipe, &mut buildings, &mut sites);
    let mut dwellings = dwelling::divide(&buildings, &sites);
    let (persons, tenancies) = tenancy::settle(&buildings, &mut dwellings, recipe);
    let built =
        device::Built { layout: &layout, buildings: &buildings, sites: &sites, dwellings: &dwellings };
    let devices = device::install(&built, recipe);
    let mut features = street::draw(&layout);
    features.extend(grounds::draw(&layout));

    Community {
        recipe: recipe.clone(),
        areas: area::divide(&layout),
        features,
        organisations: organisation::list(&layout, &buildings, &dwellings),
        notices: notice::list(recipe.today),
        buildings,
        dwellings,
        persons,
        tenancies,
        devices,
    }
}
