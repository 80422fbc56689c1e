//! Buildings, and the residential ones among them: numbered through the whole community, so that `3-1502` names one dwelling.

use serde::Serialize;

use crate::{
    dice::Dice,
    floor_plan::{self, FloorPlan},
    layout::{Cell, LOTS, Layout, Purpose},
    plane::{Frame, Ring, rounded_m},
    recipe::Recipe,
    shape::{Form, LANDMARK_BUILDING, Shape},
};

/// The parapet above the top storey.
pub(crate) const PARAPET_M: f64 = 1.2;

/// What a building is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// Homes; only these have dwellings.
    Residential,
    /// A school or kindergarten.
    School,
    /// Shops and offices.
    Commercial,
    /// Run for the community: service centre, clinic, library, care for the elderly.
    Community,
}

/// A building (楼栋).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Building {
    /// Unique in the community; residential buildings count from 1 without gaps, the others follow.
    pub number: u32,
    /// `3号楼`, or the name of a public building.
    pub name: String,
    /// The key of its estate.
    pub estate: String,
    /// The key of its grid.
    pub grid: String,
    /// Its outer wall on the ground.
    pub footprint: Ring,
    /// Storeys above ground; there are none below.
    pub storeys: u32,
    /// From floor to floor, metres.
    pub storey_height_m: f64,
    /// From the ground to the top of the parapet, metres.
    pub height_m: f64,
    /// The year it was finished.
    pub built_on_year: i32,
    /// Stairwells (单元), counted from 1 in the west; 1 in a public building.
    pub stairwells: u32,
    /// What it is used for.
    #[serde(rename = "use")]
    pub use_: Use,
    /// The standard address, down to the building.
    pub address: String,
}

/// What later stories need to know of a building and its outside record doesn't say; same position as the building.
pub(crate) struct Site {
    pub(crate) frame: Frame,
    pub(crate) plan: FloorPlan,
    /// Dwellings on one storey of one stairwell; 0 in a public building.
    pub(crate) per_stairwell: usize,
    pub(crate) first_dwelling: usize,
    pub(crate) dwellings: usize,
}

/// Builds all residential buildings.
pub(crate) fn raise(layout: &Layout, shapes: &[Shape], recipe: &Recipe) -> (Vec<Building>, Vec<Site>) {
    let mut dice = Dice::for_story(recipe.seed, "building");
    let mut buildings = Vec::new();
    let mut sites = Vec::new();
    let mut first_dwelling = 0;
    for cell in &layout.cells {
        let Purpose::Residential { shapes: planned } = &cell.purpose else {
            continue;
        };
        let begun_on_year = recipe.today.0 - dice.between(5, 24) as i32;
        for (index, lot) in planned.clone().zip(LOTS) {
            let shape = &shapes[index];
            let number = index as u32 + 1;
            let is_landmark = number == LANDMARK_BUILDING;
            let storey_height_m = dice.pick(&[2.8, 2.9, 3.0]);
            let later = dice.between(0, 2) as i32;
            let site = Site {
                frame: stand(cell, lot, shape.form, &mut dice),
                plan: floor_plan::residential(shape, &mut dice),
                per_stairwell: shape.per_stairwell as usize,
                first_dwelling,
                dwellings: shape.dwellings as usize,
            };
            first_dwelling += site.dwellings;
            buildings.push(Building {
                number,
                name: format!("{number}号楼"),
                estate: cell.estate_key(),
                grid: cell.grid_key(),
                footprint: site.frame.ring(&site.plan.outline()),
                storeys: shape.storeys,
                storey_height_m,
                height_m: rounded_m(f64::from(shape.storeys) * storey_height_m + PARAPET_M),
                built_on_year: if is_landmark { recipe.today.0 - 12 } else { begun_on_year + later },
                stairwells: shape.stairwells,
                use_: Use::Residential,
                address: format!("{}{number}号楼", cell.address),
            });
            sites.push(site);
        }
    }
    (buildings, sites)
}

/// Puts a building in its lot, a few degrees off the axis now and then; the longest still keeps clear of the paths.
fn stand(cell: &Cell, lot: (u32, u32), form: Form, dice: &mut Dice) -> Frame {
    let middle = cell.lot(lot);
    let most_turn_deg = match form {
        Form::Slab => 4.0,
        Form::Tower => 9.0,
    };
    let is_turned = dice.chance(0.35);
    let turn_deg = dice.within(-most_turn_deg, most_turn_deg);
    let north = dice.within(-3.0, 3.0);
    Frame {
        origin: [middle[0], middle[1] + north],
        angle_rad: if is_turned { turn_deg.to_radians() } else { 0.0 },
    }
}
