//! The public buildings: what a neighbourhood centre, a shopping block and a park consist of.

use crate::{
    building::{Building, PARAPET_M, Site, Use},
    dice::Dice,
    floor_plan,
    layout::{Layout, Purpose, Quarter, public_name},
    plane::{Frame, rounded_m},
    recipe::Recipe,
};

const STOREY_HEIGHT_M: f64 = 3.9;

/// A public building before it stands.
pub(crate) struct Spec {
    pub(crate) name: &'static str,
    pub(crate) use_: Use,
    /// The category of the place it is found by.
    pub(crate) category: &'static str,
    pub(crate) lot: (u32, u32),
    length_m: f64,
    depth_m: f64,
    storeys: u32,
}

const CENTRE: &[Spec] = &[
    spec("社区服务中心", Use::Community, "community_centre", (1, 0), [40.0, 18.0], 4),
    spec("社区卫生服务站", Use::Community, "clinic", (2, 0), [30.0, 16.0], 3),
    spec("小学", Use::School, "school", (0, 3), [60.0, 16.0], 5),
    spec("幼儿园", Use::School, "kindergarten", (0, 1), [36.0, 18.0], 3),
    spec("农贸市场", Use::Commercial, "market", (2, 2), [50.0, 28.0], 2),
    spec("图书馆", Use::Community, "library", (2, 3), [32.0, 18.0], 4),
];

const COMMERCE: &[Spec] = &[
    spec("商场", Use::Commercial, "mall", (1, 0), [60.0, 32.0], 5),
    spec("商务楼", Use::Commercial, "office", (0, 3), [36.0, 20.0], 12),
    spec("商业街", Use::Commercial, "shop", (2, 1), [60.0, 14.0], 2),
];

const PARK: &[Spec] = &[spec("养老服务中心", Use::Community, "elder_care", (2, 3), [44.0, 18.0], 4)];

const fn spec(
    name: &'static str,
    use_: Use,
    category: &'static str,
    lot: (u32, u32),
    [length_m, depth_m]: [f64; 2],
    storeys: u32,
) -> Spec {
    Spec { name, use_, category, lot, length_m, depth_m, storeys }
}

/// The public buildings of a quarter.
pub(crate) fn specs(quarter: Quarter) -> &'static [Spec] {
    match quarter {
        Quarter::Centre => CENTRE,
        Quarter::Commerce => COMMERCE,
        Quarter::Park => PARK,
    }
}

/// Adds the public buildings behind the residential ones.
pub(crate) fn raise(layout: &Layout, recipe: &Recipe, buildings: &mut Vec<Building>, sites: &mut Vec<Site>) {
    let mut dice = Dice::for_story(recipe.seed, "civic");
    for cell in &layout.cells {
        let Purpose::Civic { quarter, round } = &cell.purpose else {
            continue;
        };
        for spec in specs(*quarter) {
            let name = public_name(*round, spec.name);
            let site = Site {
                frame: Frame { origin: cell.lot(spec.lot), angle_rad: 0.0 },
                plan: floor_plan::public(spec.length_m, spec.depth_m),
                per_stairwell: 0,
                first_dwelling: 0,
                dwellings: 0,
            };
            buildings.push(Building {
                number: buildings.len() as u32 + 1,
                address: format!("{}{name}", cell.address),
                name,
                estate: cell.estate_key(),
                grid: cell.grid_key(),
                footprint: site.frame.ring(&site.plan.outline()),
                storeys: spec.storeys,
                storey_height_m: STOREY_HEIGHT_M,
                height_m: rounded_m(f64::from(spec.storeys) * STOREY_HEIGHT_M + PARAPET_M),
                built_on_year: recipe.today.0 - dice.between(3, 20) as i32,
                stairwells: 1,
                use_: spec.use_,
            });
            sites.push(site);
        }
    }
}
