//! The plan of one storey: dwellings that tile the building around the core (stairs, lifts, corridor) of each stairwell.
//!
//! Drawn in the building's own frame: metres, the building's middle at (0, 0), its length along the first axis,
//! its front to the south. The same plan holds for every storey that holds as many dwellings.

/// Metres east and north in the building's own frame.
pub type Metres = [f64; 2];

/// Half the width of the core between two dwellings, and between four.
const NARROW_CORE_M: f64 = 2.5;
const WIDE_CORE_M: f64 = 4.0;
/// How far north the core between two dwellings begins.
const NARROW_CORE_FROM_M: f64 = 0.5;
/// How deep the core behind a middle dwelling is.
const BACK_CORE_DEPTH_M: f64 = 4.5;
/// What is left of a dwelling beside or before a core, at least; where it is less, there is no room for a core.
const LEAST_M: f64 = 2.0;

/// The place of one dwelling on the storey.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// Its walls; the last corner is not the first.
    pub outline: Vec<Metres>,
    /// A point well within: where its smoke detector hangs.
    pub anchor: Metres,
    /// A point in the kitchen.
    pub kitchen: Metres,
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

    /// The same so many metres further east.
    #[must_use]
    pub fn moved_east(&self, by_m: f64) -> Self {
        self.mapped(|point| [point[0] + by_m, point[1]])
    }
}

/// The plan of one storey.
#[derive(Clone, Debug, PartialEq)]
pub struct FloorPlan {
    /// Along the front, metres.
    pub length_m: f64,
    /// From front to back, metres.
    pub depth_m: f64,
    /// In the order of the dwelling numbers, stairwell after stairwell from the west.
    pub slots: Vec<Slot>,
    /// The middle of each stairwell's core.
    pub cores: Vec<Metres>,
    /// The door of each stairwell, on the outer wall.
    pub entrances: Vec<Metres>,
}

impl FloorPlan {
    /// The outer wall.
    #[must_use]
    pub fn outline(&self) -> [Metres; 4] {
        let (east, north) = (self.length_m / 2.0, self.depth_m / 2.0);
        [[-east, -north], [east, -north], [east, north], [-east, north]]
    }
}

/// The plan of a building with the same section, of a width and depth in metres, around each of its stairwells.
#[must_use]
pub fn storey(width_m: f64, depth_m: f64, stairwells: u32, per_stairwell: u32) -> FloorPlan {
    let length_m = width_m * f64::from(stairwells);
    let slots = section(width_m, depth_m, per_stairwell as usize);
    let core = match per_stairwell {
        4 => [0.0, 0.0],
        3 => [0.0, (depth_m - BACK_CORE_DEPTH_M) / 2.0],
        _ => [0.0, depth_m / 4.0 + NARROW_CORE_FROM_M / 2.0],
    };
    let mut plan = FloorPlan { length_m, depth_m, slots: vec![], cores: vec![], entrances: vec![] };
    for stairwell in 0..stairwells {
        let middle = width_m * (f64::from(stairwell) + 0.5) - length_m / 2.0;
        plan.slots.extend(slots.iter().map(|slot| slot.moved_east(middle)));
        plan.cores.push([core[0] + middle, core[1]]);
        plan.entrances.push([middle, depth_m / 2.0]);
    }
    plan
}

/// The dwellings around one stairwell, its middle at (0, 0): two, three or four of them around a core where there is
/// room for one, else side by side.
#[must_use]
pub fn section(width_m: f64, depth_m: f64, dwellings: usize) -> Vec<Slot> {
    let (half, back) = (width_m / 2.0 - LEAST_M, depth_m / 2.0 - LEAST_M);
    match dwellings {
        2 if half >= NARROW_CORE_M && back >= NARROW_CORE_FROM_M => two(width_m, depth_m),
        3 if half >= WIDE_CORE_M && depth_m - LEAST_M >= BACK_CORE_DEPTH_M => three(width_m, depth_m),
        4 if half >= WIDE_CORE_M && back >= WIDE_CORE_M => four(width_m, depth_m),
        _ => side_by_side(width_m, depth_m, dwellings),
    }
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

/// Any number of equal dwellings from the west to the east, without a core.
fn side_by_side(width: f64, depth: f64, dwellings: usize) -> Vec<Slot> {
    let back = depth / 2.0;
    let share = width / dwellings.max(1) as f64;
    let slot = |nth: usize| {
        let west = share * nth as f64 - width / 2.0;
        let (middle, east) = (west + share / 2.0, west + share);
        Slot {
            outline: vec![[west, -back], [east, -back], [east, back], [west, back]],
            anchor: [middle, 0.0],
            kitchen: [middle, back - (depth / 4.0).min(2.0)],
        }
    };
    (0..dwellings).map(slot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area_m2(outline: &[Metres]) -> f64 {
        let next = outline.iter().cycle().skip(1);
        let doubled: f64 = outline.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum();
        (doubled / 2.0).abs()
    }

    #[test]
    fn dwellings_fill_their_section_but_for_the_core() {
        let cores = [(2, 5.0 * 5.5), (3, 8.0 * 4.5), (4, 64.0), (1, 0.0), (7, 0.0)];
        for (dwellings, core) in cores {
            let slots = section(24.0, 12.0, dwellings);
            let filled: f64 = slots.iter().map(|slot| area_m2(&slot.outline)).sum();
            assert_eq!(slots.len(), dwellings);
            assert!((filled - (24.0 * 12.0 - core)).abs() < 1e-9, "{dwellings}: {filled}");
        }
        let narrow: f64 = section(12.0, 8.0, 4).iter().map(|slot| area_m2(&slot.outline)).sum();
        assert!((narrow - 96.0).abs() < 1e-9, "where there is no room for a core there is none");
    }

    #[test]
    fn stairwells_follow_each_other_from_the_west() {
        let plan = storey(20.0, 12.0, 3, 2);
        assert_eq!((plan.length_m, plan.slots.len(), plan.cores.len()), (60.0, 6, 3));
        let anchors: Vec<f64> = plan.slots.iter().map(|slot| slot.anchor[0]).collect();
        assert!(anchors.windows(2).all(|pair| pair[0] < pair[1]), "{anchors:?}");
        assert_eq!(plan.outline()[0], [-30.0, -6.0]);
    }
}
