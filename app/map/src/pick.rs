//! What a person can point at, and which of several things under one point is meant.

use crate::geodesy::LonLat;

/// The kinds of thing on the map, in the order in which a click prefers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PickKind {
    /// A device with an open alarm.
    Alarm,
    /// A case.
    Case,
    /// A device.
    Device,
    /// An organisation.
    Organisation,
    /// How many live in a building; `map_no` is the building's.
    Resident,
    /// A dwelling.
    Dwelling,
    /// A storey of a building; `map_no` is the building's.
    Storey,
    /// A building.
    Building,
    /// A grid, an estate, a gate, a place.
    Area,
}

impl PickKind {
    /// Whether it is drawn as a symbol, so that several may lie on top of each other at one spot.
    #[must_use]
    pub const fn is_symbol(self) -> bool {
        matches!(self, Self::Alarm | Self::Case | Self::Device | Self::Organisation | Self::Resident)
    }
}

/// A thing that was picked, hovered over or found.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick {
    /// What it is.
    pub kind: PickKind,
    /// Its number on the map.
    pub map_no: u32,
    /// Its unified code; empty when the map does not carry one.
    pub code: String,
    /// Its name, number or label.
    pub name: String,
    /// Longitude, degrees WGS-84.
    pub lon: f64,
    /// Latitude, degrees WGS-84.
    pub lat: f64,
    /// The storey that it is on, if it is on one.
    pub storey: Option<i32>,
}

impl Pick {
    /// Where it is.
    #[must_use]
    pub const fn position(&self) -> LonLat {
        LonLat::new(self.lon, self.lat)
    }
}

/// What a click means, out of everything under it, nearest to the eye first: all symbols, since they may hide each
/// other, or else the one solid thing of the most wanted kind.
#[must_use]
pub fn meant(found: Vec<Pick>) -> Vec<Pick> {
    let mut once: Vec<Pick> = Vec::with_capacity(found.len());
    for pick in found {
        match once.iter_mut().find(|other| is_same(other, &pick)) {
            // An alarm and the device that raised it are one thing, named by the graver kind.
            Some(other) if pick.kind < other.kind => *other = pick,
            Some(_) => {}
            None => once.push(pick),
        }
    }
    once.sort_by_key(|pick| pick.kind);
    let symbols = once.iter().take_while(|pick| pick.kind.is_symbol()).count();
    once.truncate(symbols.max(1));
    once
}

fn is_same(one: &Pick, other: &Pick) -> bool {
    let is_device = |kind| matches!(kind, PickKind::Alarm | PickKind::Device);
    one.map_no == other.map_no && (one.kind == other.kind || (is_device(one.kind) && is_device(other.kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pick(kind: PickKind, map_no: u32) -> Pick {
        Pick {
            kind,
            map_no,
            code: String::new(),
            name: format!("{kind:?} {map_no}"),
            lon: 0.0,
            lat: 0.0,
            storey: None,
        }
    }

    fn kinds(picks: &[Pick]) -> Vec<(PickKind, u32)> {
        picks.iter().map(|pick| (pick.kind, pick.map_no)).collect()
    }

    #[test]
    fn the_front_dwelling_wins_over_those_behind_and_its_building() {
        let found = vec![
            pick(PickKind::Building, 1),
            pick(PickKind::Dwelling, 7),
            pick(PickKind::Dwelling, 8),
            pick(PickKind::Area, 2),
        ];
        assert_eq!(kinds(&meant(found)), [(PickKind::Dwelling, 7)]);
    }

    #[test]
    fn symbols_on_one_spot_are_all_offered_alarms_first() {
        let found = vec![
            pick(PickKind::Device, 3),
            pick(PickKind::Device, 4),
            pick(PickKind::Case, 9),
            pick(PickKind::Alarm, 4),
            pick(PickKind::Dwelling, 7),
        ];
        assert_eq!(kinds(&meant(found)), [(PickKind::Alarm, 4), (PickKind::Case, 9), (PickKind::Device, 3)]);
    }

    #[test]
    fn an_organisation_wins_over_the_dwelling_that_it_is_in() {
        let found = vec![pick(PickKind::Dwelling, 7), pick(PickKind::Organisation, 1)];
        assert_eq!(kinds(&meant(found)), [(PickKind::Organisation, 1)]);
    }

    #[test]
    fn nothing_is_nothing() {
        assert!(meant(Vec::new()).is_empty());
    }
}
