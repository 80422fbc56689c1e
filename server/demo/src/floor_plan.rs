//! The plan of one storey: dwellings that tile the building around the core (stairs, lifts, corridor) of each stairwell.
//!
//! Drawn in the building's own frame: metres, the building's middle at (0, 0), its length along the first axis,
//! its front to the south. The same plan holds for every storey.

use crate::{
    dice::Dice,
    plane::Metres,
    shape::{Form, Shape},
};

/// Half the width of the core between two dwellings, and between four.
const NARROW_CORE_M: f64 = 2.5;
const WIDE_CORE_M: f64 = 4.0;
/// How far north the core between two dwellings begins.
const NARROW_CORE_FROM_M: f64 = 0.5;
/// How deep the core behind a middle dwelling is.
const BACK_CORE_DEPTH_M: f64 = 4.5;

/// The place of one dwelling on the storey.
pub(crate) struct Slot {
    pub(crate) outline: Vec<Metres>,
    /// A point well within: where its smoke detector hangs.
    pub(crate) anchor: Metres,
    /// A point in the kitchen.
    pub(crate) kitchen: Metres,
}

impl Slot {
    fn mapped(&self, map: impl Fn(Metres) -> Metres) -> Self {
        Self {
            outline: self.outline.iter().map(|corner| map(*corner)).collect(),
            anchor: map(self.anchor),
            kitchen: map(self.kitchen),
        }
    }

    /// Mirrored at either axis where the sign is -1.
    fn mirrored(&self, east: f64, north: f64) -> Self {
        self.mapped(|point| [point[0] * east, point[1] * north])
    }

    fn moved_east(&self, by_m: f64) -> Self {
        self.mapped(|point| [point[0] + by_m, point[1]])
    }
}

/// The plan of one storey.
pub(crate) struct FloorPlan {
    pub(crate) length_m: f64,
    pub(crate) depth_m: f64,
    /// In the order of the dwelling numbers, stairwell after stairwell from the west.
    pub(crate) slots: Vec<Slot>,
    /// The middle of each stairwell's core.
    pub(crate) cores: Vec<Metres>,
    /// The door of each stairwell, on the outer wall.
    pub(crate) entrances: Vec<Metres>,
}

impl FloorPlan {
    /// The outer wall.
    pub(crate) fn outline(&self) -> [Metres; 4] {
        let (east, north) = (self.length_m / 2.0, self.depth_m / 2.0);
        [[-east, -north], [east, -north], [east, north], [-east, north]]
    }
}

/// The plan of a residential building.
pub(crate) fn residential(shape: &Shape, dice: &mut Dice) -> FloorPlan {
    let (width, depth) = section_size(shape, dice);
    let length = width * f64::from(shape.stairwells);
    let (section, core) = match shape.per_stairwell {
        4 => (four(width, depth), [0.0, 0.0]),
        3 => (three(width, depth), [0.0, (depth - BACK_CORE_DEPTH_M) / 2.0]),
        _ => (two(width, depth), [0.0, depth / 4.0 + NARROW_CORE_FROM_M / 2.0]),
    };

    let mut plan = FloorPlan {
        length_m: length,
        depth_m: depth,
        slots: Vec::new(),
        cores: Vec::new(),
        entrances: Vec::new(),
    };
    for stairwell in 0..shape.stairwells {
        let middle = width * (f64::from(stairwell) + 0.5) - length / 2.0;
        plan.slots.extend(section.iter().map(|slot| slot.moved_east(middle)));
        plan.cores.push([core[0] + middle, core[1]]);
        plan.entrances.push([middle, depth / 2.0]);
    }
    plan
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

/// Two dwellings, west and east of a core at the back that they both reach around.
fn two(width: f64, depth: f64) -> Vec<Slot> {
    let (half, back) = (width / 2.0, depth / 2.0);
    let middle = (half + NARROW_CORE_M) / 2.0;
    let east = Slot {
        outline: vec![
            [0.0, -back],
            [half, -back],
            [half, back],
            [NARROW_CORE_M, back],
            [NARROW_CORE_M, NARROW_CORE_FROM_M],
            [0.0, NARROW_CORE_FROM_M],
        ],
        anchor: [middle, -1.0],
        kitchen: [middle, back - 2.0],
    };
    vec![east.mirrored(-1.0, 1.0), east]
}

/// Three dwellings: west, a smaller one in front of the core, east.
fn three(width: f64, depth: f64) -> Vec<Slot> {
    let (half, back) = (width / 2.0, depth / 2.0);
    let core_from = back - BACK_CORE_DEPTH_M;
    let middle = (half + WIDE_CORE_M) / 2.0;
    let east = Slot {
        outline: vec![[WIDE_CORE_M, -back], [half, -back], [half, back], [WIDE_CORE_M, back]],
        anchor: [middle, 0.0],
        kitchen: [middle, back - 2.0],
    };
    let front = Slot {
        outline: vec![
            [-WIDE_CORE_M, -back],
            [WIDE_CORE_M, -back],
            [WIDE_CORE_M, core_from],
            [-WIDE_CORE_M, core_from],
        ],
        anchor: [0.0, (core_from - back) / 2.0],
        kitchen: [2.5, core_from - 1.5],
    };
    vec![east.mirrored(-1.0, 1.0), front, east]
}

/// Four dwellings, one in each corner around a core in the middle: south-west, south-east, north-east, north-west.
fn four(width: f64, depth: f64) -> Vec<Slot> {
    let (half, back) = (width / 2.0, depth / 2.0);
    let middle = (half + WIDE_CORE_M) / 2.0;
    let north_east = Slot {
        outline: vec![
            [WIDE_CORE_M, 0.0],
            [half, 0.0],
            [half, back],
            [0.0, back],
            [0.0, WIDE_CORE_M],
            [WIDE_CORE_M, WIDE_CORE_M],
        ],
        anchor: [middle, back / 2.0],
        kitchen: [middle, back - 2.0],
    };
    vec![
        north_east.mirrored(-1.0, -1.0),
        north_east.mirrored(1.0, -1.0),
        north_east.mirrored(1.0, 1.0),
        north_east.mirrored(-1.0, 1.0),
    ]
}
