//! The plans of the demo's buildings: how wide and deep each is; how a storey is divided is in `plan`.

use crate::{
    dice::Dice,
    shape::{Form, Shape},
};
pub(crate) use plan::FloorPlan;

/// The plan of a residential building.
pub(crate) fn residential(shape: &Shape, dice: &mut Dice) -> FloorPlan {
    let (width, depth) = section_size(shape, dice);
    plan::storey(width, depth, shape.stairwells, shape.per_stairwell)
}

/// The plan of a building without dwellings: one core, one door to the south.
pub(crate) fn public(length_m: f64, depth_m: f64) -> FloorPlan {
    FloorPlan {
        length_m,
        depth_m,
        slots: Vec::new(),
        cores: vec![[0.0, 0.0]],
        entrances: vec![[0.0, -depth_m / 2.0]],
    }
}

/// Width and depth of one stairwell's section; three of the widest fit into a lot.
fn section_size(shape: &Shape, dice: &mut Dice) -> (f64, f64) {
    let ((least_width, most_width), (least_depth, most_depth)) = match (shape.form, shape.per_stairwell) {
        (_, 4) => ((21.0, 23.0), (20.0, 22.0)),
        (Form::Slab, 3) => ((25.0, 27.0), (11.5, 12.5)),
        (Form::Tower, 3) => ((25.0, 27.0), (14.0, 15.0)),
        (Form::Slab, _) => ((18.0, 20.5), (11.0, 12.5)),
        (Form::Tower, _) => ((19.0, 21.0), (13.5, 14.5)),
    };
    let width = dice.within(least_width, most_width);
    let depth = dice.within(least_depth, most_depth);
    (width, depth)
}
