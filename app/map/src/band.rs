//! Storey bands: how a building with an alarm is drawn from afar, before its dwellings are.

use std::collections::BTreeMap;

/// A run of storeys of one building that are drawn alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Lower edge above the ground.
    pub base_m: f64,
    /// Upper edge above the ground.
    pub top_m: f64,
    /// Rank of the worst state in it; 0 is plain.
    pub rank: u8,
    /// The storey, if it is a single one with an alarm.
    pub storey: Option<i32>,
}

/// A building cut into bands: each storey with an alarm by itself, the plain ones between them together.
#[must_use]
pub fn bands(height_m: f64, storeys: i32, ranks: &BTreeMap<i32, u8>) -> Vec<Band> {
    let count = storeys.max(1);
    let each_m = height_m / f64::from(count);
    let mut bands = Vec::new();
    let mut reached = 0;
    for (&storey, &rank) in ranks.range(1..=count) {
        if storey - 1 > reached {
            bands.push(plain(reached, storey - 1, each_m));
        }
        bands.push(Band { rank, storey: Some(storey), ..plain(storey - 1, storey, each_m) });
        reached = storey;
    }
    if reached < count {
        bands.push(plain(reached, count, each_m));
    }
    bands
}

fn plain(from: i32, to: i32, each_m: f64) -> Band {
    Band { base_m: f64::from(from) * each_m, top_m: f64::from(to) * each_m, rank: 0, storey: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_fill_the_building_without_gaps() {
        let bands = bands(30.0, 10, &BTreeMap::from([(1, 7), (5, 4), (99, 7)]));
        let edges: Vec<(f64, f64, u8)> =
            bands.iter().map(|band| (band.base_m, band.top_m, band.rank)).collect();
        assert_eq!(edges, [(0.0, 3.0, 7), (3.0, 12.0, 0), (12.0, 15.0, 4), (15.0, 30.0, 0)]);
        assert_eq!(super::bands(6.0, 2, &BTreeMap::new()).len(), 1);
    }
}
