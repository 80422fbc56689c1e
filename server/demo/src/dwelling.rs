//! Dwellings (户/套): the labelled boxes a building is divided into.

use serde::Serialize;

use crate::{
    building::{Building, Site},
    calendar::Date,
    plane::{Ring, rounded_m, signed_area_m2},
};

/// One dwelling.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dwelling {
    /// The position of its building in `Community::buildings`.
    pub building: usize,
    /// Its stairwell (单元), counted from 1 in the west.
    pub stairwell: u32,
    /// Its storey, counted from 1 at the ground.
    pub storey: i32,
    /// `{building number}-{number}`, such as `3-1502`; unique in the community.
    pub label: String,
    /// Storey and two digits that run on from stairwell to stairwell, such as `1502`.
    pub number: String,
    /// Its outline.
    pub footprint: Ring,
    /// Its floor above the ground, metres.
    pub base_m: f64,
    /// The floor above it, above the ground, metres.
    pub top_m: f64,
    /// The area within its outline, square metres.
    pub floor_area_m2: f64,
    /// Whether it is vacant by record; then no tenancy in it is open.
    pub vacant: bool,
    /// The day on which someone went and saw that it is vacant.
    pub vacancy_checked_on: Option<Date>,
    /// The standard address in Chinese.
    pub address: String,
}

/// Divides every building; who lives where comes later.
pub(crate) fn divide(buildings: &[Building], sites: &[Site]) -> Vec<Dwelling> {
    let mut dwellings = Vec::new();
    for (index, (building, site)) in buildings.iter().zip(sites).enumerate() {
        let slots: Vec<(Ring, f64)> = site
            .plan
            .slots
            .iter()
            .map(|slot| {
                let area_m2 = signed_area_m2(&slot.outline).abs();
                (site.frame.ring(&slot.outline), rounded_m(area_m2))
            })
            .collect();
        for nth in 0..site.dwellings {
            let storey = nth / slots.len() + 1;
            let slot = nth % slots.len();
            let stairwell = slot / site.per_stairwell + 1;
            let number = format!("{storey}{:02}", slot + 1);
            let (footprint, floor_area_m2) = slots[slot].clone();
            dwellings.push(Dwelling {
                building: index,
                stairwell: stairwell as u32,
                storey: storey as i32,
                label: format!("{}-{number}", building.number),
                footprint,
                base_m: rounded_m((storey - 1) as f64 * building.storey_height_m),
                top_m: rounded_m(storey as f64 * building.storey_height_m),
                floor_area_m2,
                vacant: false,
                vacancy_checked_on: None,
                address: format!("{}{stairwell}单元{number}室", building.address),
                number,
            });
        }
    }
    dwellings
}
