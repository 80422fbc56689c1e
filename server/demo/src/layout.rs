//! The street grid: equal cells between road centre lines, one estate or public block in each, one grid worker's grid each.
//!
//! Cells run row by row from the south-west, every second row backwards, so that public blocks spread like a chessboard.

use std::ops::Range;

use crate::{
    area,
    numeral::numeral,
    plane::{Bounds, Metres},
};

const CELL_WIDTH_M: f64 = 300.0;
const CELL_HEIGHT_M: f64 = 250.0;
/// From a road's centre line to the fence of the estate: half of the widest road and a pavement.
const FENCE_FROM_ROAD_M: f64 = 20.0;

/// Lots are 3 across and 4 deep; a building stands in the middle of one, paths run along their edges.
pub(crate) const LOT_WIDTH_M: f64 = 80.0;
pub(crate) const LOT_HEIGHT_M: f64 = 46.0;
pub(crate) const SIDE_MARGIN_M: f64 = 10.0;
pub(crate) const END_MARGIN_M: f64 = 13.0;

/// The lots, as column from the west and row from the south, in the order in which they are built on.
/// The two in the middle are missing: they are the garden.
pub(crate) const LOTS: [(u32, u32); 10] =
    [(0, 0), (2, 0), (1, 3), (0, 1), (2, 1), (0, 3), (2, 3), (0, 2), (2, 2), (1, 0)];

/// What a public block is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quarter {
    Centre,
    Commerce,
    Park,
}

/// What stands in a cell.
pub(crate) enum Purpose {
    /// Homes; `shapes` are the buildings as positions in the plan.
    Residential { shapes: Range<usize> },
    /// A public block; `round` counts those of the same quarter from 0.
    Civic { quarter: Quarter, round: usize },
}

/// A way into an estate.
pub(crate) struct Gate {
    pub(crate) name: &'static str,
    pub(crate) code: &'static str,
    pub(crate) position: Metres,
}

/// One block between four roads.
pub(crate) struct Cell {
    pub(crate) index: usize,
    pub(crate) bounds: Bounds,
    pub(crate) purpose: Purpose,
    /// The name of the estate or public block.
    pub(crate) name: String,
    /// The standard address down to the estate or public block.
    pub(crate) address: String,
}

impl Cell {
    /// The key of the grid.
    pub(crate) fn grid_key(&self) -> String {
        format!("grid-{:03}", self.index + 1)
    }

    /// The key of the estate.
    pub(crate) fn estate_key(&self) -> String {
        format!("estate-{:03}", self.index + 1)
    }

    /// The ground within the fence.
    pub(crate) fn estate(&self) -> Bounds {
        self.bounds.inset(FENCE_FROM_ROAD_M)
    }

    /// The middle of a lot.
    pub(crate) fn lot(&self, lot: (u32, u32)) -> Metres {
        let estate = self.estate();
        [
            estate.west + SIDE_MARGIN_M + LOT_WIDTH_M * (f64::from(lot.0) + 0.5),
            estate.south + END_MARGIN_M + LOT_HEIGHT_M * (f64::from(lot.1) + 0.5),
        ]
    }

    /// The middle of the garden.
    pub(crate) fn garden(&self) -> Metres {
        let estate = self.estate();
        [(estate.west + estate.east) / 2.0, (estate.south + estate.north) / 2.0]
    }

    /// The gates, at the ends of the two paths between the lots.
    pub(crate) fn gates(&self) -> [Gate; 2] {
        let estate = self.estate();
        let west_path = estate.west + SIDE_MARGIN_M + LOT_WIDTH_M;
        [
            Gate { name: "南门", code: "S", position: [west_path, estate.south] },
            Gate { name: "北门", code: "N", position: [west_path + LOT_WIDTH_M, estate.north] },
        ]
    }
}

/// The whole community as cells.
pub(crate) struct Layout {
    pub(crate) columns: u32,
    pub(crate) rows: u32,
    pub(crate) cells: Vec<Cell>,
}

impl Layout {
    /// Lays out the estates, given as the buildings in each, with one public block for every four of them or more.
    pub(crate) fn new(estates: Vec<Range<usize>>) -> Self {
        let wanted = (estates.len() + estates.len().div_ceil(4)) as u32;
        let columns = (1..=wanted).find(|side| side * side >= wanted).unwrap_or(1);
        let rows = wanted.div_ceil(columns);
        let mut layout = Self { columns, rows, cells: Vec::new() };

        let total = (columns * rows) as usize;
        let civic = total - estates.len();
        let mut estates = estates.into_iter().enumerate();
        let mut civic_so_far = 0;
        for index in 0..total {
            let is_civic = index * civic / total != (index + 1) * civic / total;
            let homes = if is_civic { None } else { estates.next() };
            let (purpose, name) = match homes {
                Some((nth, shapes)) => (Purpose::Residential { shapes }, estate_name(nth)),
                None => {
                    let quarter = [Quarter::Centre, Quarter::Commerce, Quarter::Park][civic_so_far % 3];
                    let round = civic_so_far / 3;
                    civic_so_far += 1;
                    (Purpose::Civic { quarter, round }, quarter_name(quarter, round))
                }
            };
            let cell = layout.cell(index, purpose, name);
            layout.cells.push(cell);
        }
        layout
    }

    /// The community, out to the centre lines of its outermost roads.
    pub(crate) fn bounds(&self) -> Bounds {
        Bounds {
            west: self.road_east_m(0),
            south: self.road_north_m(0),
            east: self.road_east_m(self.columns),
            north: self.road_north_m(self.rows),
        }
    }

    /// How far east the centre line of a road running north lies; there are `columns + 1` of them.
    pub(crate) fn road_east_m(&self, column: u32) -> f64 {
        (f64::from(column) - f64::from(self.columns) / 2.0) * CELL_WIDTH_M
    }

    /// How far north the centre line of a road running east lies; there are `rows + 1` of them.
    pub(crate) fn road_north_m(&self, row: u32) -> f64 {
        (f64::from(row) - f64::from(self.rows) / 2.0) * CELL_HEIGHT_M
    }

    fn cell(&self, index: usize, purpose: Purpose, name: String) -> Cell {
        let row = index as u32 / self.columns;
        let along = index as u32 % self.columns;
        let column = if row.is_multiple_of(2) { along } else { self.columns - 1 - along };
        let address = format!(
            "{}{}{}{}{}号{name}",
            area::CITY,
            area::DISTRICT,
            area::STREET,
            road_name(row),
            column * 20 + 18,
        );
        Cell {
            index,
            bounds: Bounds {
                west: self.road_east_m(column),
                south: self.road_north_m(row),
                east: self.road_east_m(column + 1),
                north: self.road_north_m(row + 1),
            },
            purpose,
            name,
            address,
        }
    }
}

/// The name of a road running east, counted from the south.
pub(crate) fn road_name(row: u32) -> String {
    format!("演示{}路", numeral(row as usize + 1))
}

/// A public name that says 演示, numbered from the second on: 演示小学, 演示第二小学.
pub(crate) fn public_name(round: usize, name: &str) -> String {
    if round == 0 { format!("演示{name}") } else { format!("演示第{}{name}", numeral(round + 1)) }
}

fn quarter_name(quarter: Quarter, round: usize) -> String {
    let name = match quarter {
        Quarter::Centre => "邻里中心",
        Quarter::Commerce => "商业街区",
        Quarter::Park => "公园",
    };
    public_name(round, name)
}

/// Three phases of each name, then the next name; after the last name the phases run on.
fn estate_name(nth: usize) -> String {
    const NAMES: [&str; 8] = ["花园", "家园", "雅苑", "名邸", "佳园", "新村", "公寓", "里弄"];
    let phases_before = nth / (3 * NAMES.len()) * 3;
    let name = NAMES[nth / 3 % NAMES.len()];
    format!("演示{name}{}期", numeral(phases_before + nth % 3 + 1))
}
