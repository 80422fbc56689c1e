//! What lies within the fence: gates, paths, garden and pond, parking, trees, and the places people look for.

use crate::{
    civic,
    feature::{Feature, FeatureClass},
    layout::{Cell, END_MARGIN_M, LOT_HEIGHT_M, LOTS, Layout, Purpose, Quarter, SIDE_MARGIN_M, public_name},
    plane::{Bounds, ellipse},
};

/// The grounds of every estate and public block.
pub(crate) fn draw(layout: &Layout) -> Vec<Feature> {
    let mut features = Vec::new();
    for cell in &layout.cells {
        draw_ways(cell, &mut features);
        draw_garden(cell, &mut features);
        draw_edges(cell, &mut features);
        draw_open_lots(cell, &mut features);
        draw_places(cell, &mut features);
    }
    features
}

fn draw_ways(cell: &Cell, features: &mut Vec<Feature>) {
    let estate = cell.estate();
    for gate in cell.gates() {
        let name = format!("{}{}", cell.name, gate.name);
        features.push(Feature::point(FeatureClass::Gate, gate.position).named(name));
        let east = gate.position[0];
        let path = [[east, estate.south], [east, estate.north]];
        features.push(Feature::line(FeatureClass::Path, &path, 5.0));
    }
    for rows_south in [1.0, 3.0] {
        let north = estate.south + END_MARGIN_M + LOT_HEIGHT_M * rows_south;
        let path = [[estate.west + SIDE_MARGIN_M, north], [estate.east - SIDE_MARGIN_M, north]];
        features.push(Feature::line(FeatureClass::Path, &path, 4.0));
    }
}

fn draw_garden(cell: &Cell, features: &mut Vec<Feature>) {
    let centre = cell.garden();
    let garden = Bounds::about(centre, 72.0, 84.0).corners();
    let (half_width_m, half_height_m, water) = match cell.purpose {
        Purpose::Civic { quarter: Quarter::Park, .. } => (34.0, 30.0, "湖"),
        _ => (18.0, 12.0, "景观池"),
    };
    features.push(Feature::polygon(FeatureClass::Green, &garden).named(format!("{}中心花园", cell.name)));
    let pond = ellipse(centre, half_width_m, half_height_m);
    features.push(Feature::polygon(FeatureClass::Water, &pond).named(format!("{}{water}", cell.name)));
}

fn draw_edges(cell: &Cell, features: &mut Vec<Feature>) {
    let estate = cell.estate();
    let parking = Bounds {
        west: estate.west + 100.0,
        south: estate.south + 3.0,
        east: estate.east - 10.0,
        north: estate.south + 9.0,
    };
    let lawn = Bounds {
        west: estate.west + 5.0,
        south: estate.north - 10.0,
        east: estate.west + 160.0,
        north: estate.north - 3.0,
    };
    features.push(
        Feature::polygon(FeatureClass::Parking, &parking.corners()).named(format!("{}地面停车位", cell.name)),
    );
    features.push(Feature::polygon(FeatureClass::Green, &lawn.corners()));
    for step in 0..9_u32 {
        let east = estate.west + 15.0 + 26.0 * f64::from(step);
        for north in [estate.south + 11.5, estate.north - 11.5] {
            features.push(Feature::point(FeatureClass::Tree, [east, north]));
        }
    }
}

/// Lots without a building become lawns and parking by turns.
fn draw_open_lots(cell: &Cell, features: &mut Vec<Feature>) {
    let open: Vec<(u32, u32)> = match &cell.purpose {
        Purpose::Residential { shapes } => LOTS.iter().copied().skip(shapes.len()).collect(),
        Purpose::Civic { quarter, .. } => {
            let is_open = |lot: &(u32, u32)| civic::specs(*quarter).iter().all(|spec| spec.lot != *lot);
            LOTS.iter().copied().filter(is_open).collect()
        }
    };
    let is_park = matches!(cell.purpose, Purpose::Civic { quarter: Quarter::Park, .. });
    for (nth, lot) in open.into_iter().enumerate() {
        let corners = Bounds::about(cell.lot(lot), 62.0, 30.0).corners();
        let (class, name) = if nth % 3 == 1 && !is_park {
            (FeatureClass::Parking, "停车场")
        } else {
            (FeatureClass::Green, "活动场地")
        };
        features.push(Feature::polygon(class, &corners).named(format!("{}{name}", cell.name)));
    }
}

fn draw_places(cell: &Cell, features: &mut Vec<Feature>) {
    let estate = cell.estate();
    let gate_east = estate.west + 90.0;
    match &cell.purpose {
        Purpose::Residential { .. } => {
            for (category, name, east) in [
                ("shop", "便利店", gate_east - 9.0),
                ("parcel_locker", "快递柜", gate_east - 16.0),
                ("property_office", "物业服务处", gate_east - 24.0),
            ] {
                let name = format!("{}{name}", cell.name);
                features.push(Feature::place(category, name, [east, estate.south + 6.0]));
            }
        }
        Purpose::Civic { quarter, round } => {
            for spec in civic::specs(*quarter) {
                let name = public_name(*round, spec.name);
                features.push(Feature::place(spec.category, name, cell.lot(spec.lot)));
            }
            match quarter {
                Quarter::Centre => {
                    let beside_gate = [gate_east - 9.0, estate.south + 6.0];
                    let name = public_name(*round, "药店");
                    features.push(Feature::place("pharmacy", name, beside_gate));
                }
                Quarter::Commerce => {}
                Quarter::Park => {
                    features.push(Feature::place("park", cell.name.clone(), cell.garden()));
                }
            }
        }
    }
}
