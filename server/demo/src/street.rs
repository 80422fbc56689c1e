//! The public roads between the blocks, and their bus stops.

use crate::{
    feature::{Feature, FeatureClass},
    layout::{Layout, road_name},
    numeral::numeral,
    plane::Metres,
};

/// Roads running east (路) and north (街), with a point at every crossing, and a bus stop south of every block.
pub(crate) fn draw(layout: &Layout) -> Vec<Feature> {
    let mut features = Vec::new();
    for row in 0..=layout.rows {
        let points: Vec<Metres> = (0..=layout.columns)
            .map(|column| [layout.road_east_m(column), layout.road_north_m(row)])
            .collect();
        features.push(road(&points, row, layout.rows).named(road_name(row)));
    }
    for column in 0..=layout.columns {
        let points: Vec<Metres> =
            (0..=layout.rows).map(|row| [layout.road_east_m(column), layout.road_north_m(row)]).collect();
        let name = format!("演示{}街", numeral(column as usize + 1));
        features.push(road(&points, column, layout.columns).named(name));
    }
    for cell in &layout.cells {
        let stop = [(cell.bounds.west + cell.bounds.east) / 2.0, cell.bounds.south + 14.0];
        let name = format!("{}公交站", cell.name);
        features.push(Feature::place("bus_stop", name, stop));
    }
    features
}

/// The road in the middle is the widest; of the others every second one is wider.
fn road(points: &[Metres], nth: u32, last: u32) -> Feature {
    let (category, width_m) = if nth == last.div_ceil(2) {
        ("arterial", 24.0)
    } else if nth.is_multiple_of(2) {
        ("collector", 16.0)
    } else {
        ("local", 12.0)
    };
    Feature::line(FeatureClass::Road, points, width_m).in_category(category)
}
