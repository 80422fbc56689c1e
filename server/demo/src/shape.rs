//! How many buildings and how big: low ones of 6 storeys, mid-rise of 11 to 18, high-rise of 25 to 33.
//!
//! The last building, and in the smallest communities the first two, are fitted to the dwellings that are left
//! and may have any number of storeys from 6 to 33.

use std::ops::Range;

use crate::{dice::Dice, layout::LOTS};

/// Long and thin along the street, or compact around its core.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Slab,
    Tower,
}

/// The size of a residential building in storeys, stairwells and dwellings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) form: Form,
    pub(crate) storeys: u32,
    pub(crate) stairwells: u32,
    /// Dwellings on one storey of one stairwell, 2 to 4.
    pub(crate) per_stairwell: u32,
    /// Dwellings in all; fewer than the storeys could hold if the top one is set back.
    pub(crate) dwellings: u32,
}

impl Shape {
    const fn full(form: Form, storeys: u32, stairwells: u32, per_stairwell: u32) -> Self {
        Self { form, storeys, stairwells, per_stairwell, dwellings: storeys * stairwells * per_stairwell }
    }
}

/// The number of the building that holds the landmark dwelling.
pub(crate) const LANDMARK_BUILDING: u32 = 3;
const LANDMARK: Shape = Shape::full(Form::Tower, 18, 1, 2);

/// Fewer dwellings than this make no building: 6 storeys of 2.
const FEWEST_IN_BUILDING: u32 = 12;
/// The most that one fitted building, and any other, can hold: 33 storeys of 4.
const MOST_IN_BUILDING: u32 = 132;
/// A grid worker looks after 150 to 300 dwellings, and an estate lies in one grid.
const MOST_IN_ESTATE: u32 = 280;

/// The shapes of buildings 1, 2, 3 and so on that hold exactly this many dwellings, at least 60.
pub(crate) fn plan(dwellings: u32, seed: u64) -> Vec<Shape> {
    let mut dice = Dice::for_story(seed, "shape");
    let mut left = dwellings - LANDMARK.dwellings;

    // Invariant: what is left is either nothing or enough for a building.
    let mut first = low(&mut dice);
    if first.dwellings + FEWEST_IN_BUILDING > left {
        first = fitted(left / 2);
    }
    left -= first.dwellings;
    let second = next(mid(&mut dice), left);
    left -= second.dwellings;

    let mut shapes = vec![first, second, LANDMARK];
    while left > 0 {
        let wish = if shapes.len() == 3 { high(&mut dice) } else { any(&mut dice) };
        let shape = next(wish, left);
        left -= shape.dwellings;
        shapes.push(shape);
    }
    shapes
}

/// Which buildings, as positions in `shapes`, stand together in an estate.
pub(crate) fn share_among_estates(shapes: &[Shape]) -> Vec<Range<usize>> {
    let mut estates = Vec::new();
    let mut start = 0;
    let mut dwellings = 0;
    for (index, shape) in shapes.iter().enumerate() {
        let is_full = dwellings + shape.dwellings > MOST_IN_ESTATE || index - start == LOTS.len();
        if is_full && index > start {
            estates.push(start..index);
            start = index;
            dwellings = 0;
        }
        dwellings += shape.dwellings;
    }
    estates.push(start..shapes.len());
    estates
}

fn next(wish: Shape, left: u32) -> Shape {
    if wish.dwellings == left || wish.dwellings + FEWEST_IN_BUILDING <= left {
        wish
    } else if left <= MOST_IN_BUILDING {
        fitted(left)
    } else {
        fitted(left / 2)
    }
}

fn fitted(dwellings: u32) -> Shape {
    let (form, stairwells, per_stairwell) = match dwellings {
        0..=36 => (Form::Tower, 1, 2),
        37..=72 => (Form::Slab, 2, 2),
        _ => (Form::Tower, 1, 4),
    };
    Shape {
        form,
        storeys: dwellings.div_ceil(stairwells * per_stairwell),
        stairwells,
        per_stairwell,
        dwellings,
    }
}

fn any(dice: &mut Dice) -> Shape {
    match dice.below(10) {
        0..=3 => low(dice),
        4..=7 => mid(dice),
        _ => high(dice),
    }
}

fn low(dice: &mut Dice) -> Shape {
    Shape::full(Form::Slab, 6, dice.between(2, 3), 2)
}

fn mid(dice: &mut Dice) -> Shape {
    let storeys = dice.between(11, 18);
    let stairwells = dice.between(1, 2);
    let per_stairwell = dice.between(2, 3);
    Shape::full(Form::Slab, storeys, stairwells, per_stairwell)
}

fn high(dice: &mut Dice) -> Shape {
    let storeys = dice.between(25, 33);
    let per_stairwell = dice.between(2, 4);
    Shape::full(Form::Tower, storeys, 1, per_stairwell)
}
