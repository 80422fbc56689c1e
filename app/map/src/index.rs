//! What the map knows about the things on it: where they are, what they belong to and how they are.
//!
//! MapLibre answers only for what is drawn at the moment, and a cluster hides its members. Lists of what is in view,
//! queries by region, needles and storey bands need all of it, so the engine keeps this index beside the map. It is
//! plain data: no browser.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::geodesy::{LonLat, Region, is_inside};
use crate::pick::{Pick, PickKind};
use crate::state::Status;

/// A device and how it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Name, code, position.
    pub pick: Pick,
    /// The dwelling that it is in.
    pub dwelling: Option<u32>,
    /// The building that it is in; a device in a dwelling has the dwelling's.
    pub building: Option<u32>,
    /// State and standing.
    pub status: Status,
}

/// A building.
#[derive(Clone, Debug, PartialEq)]
pub struct Building {
    /// Name, code, position.
    pub pick: Pick,
    /// What the label says, such as "3".
    pub number: String,
    /// Height of the roof above the ground.
    pub height_m: f64,
    /// Storeys above the ground.
    pub storeys: i32,
}

/// A dwelling.
#[derive(Clone, Debug, PartialEq)]
pub struct Dwelling {
    /// Label, code, middle of the footprint.
    pub pick: Pick,
    /// The building that it is in.
    pub building: u32,
    /// Its ceiling above the ground.
    pub top_m: f64,
}

/// A grid, an estate, a gate or a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Name, code, position.
    pub pick: Pick,
    /// The `class` of the ground feature.
    pub class: String,
    /// Its edge; empty for a point.
    pub ring: Vec<LonLat>,
}

/// Everything on the map by its number.
#[derive(Debug, Default)]
pub struct Index {
    /// Devices.
    pub devices: HashMap<u32, Device>,
    /// Buildings.
    pub buildings: HashMap<u32, Building>,
    /// Dwellings of the groups that are loaded.
    pub dwellings: HashMap<u32, Dwelling>,
    /// Cases.
    pub cases: HashMap<u32, Pick>,
    /// Organisations.
    pub organisations: HashMap<u32, Pick>,
    /// How many live in each building, by the building's number.
    pub residents: HashMap<u32, Pick>,
    /// Areas and places.
    pub areas: HashMap<u32, Area>,
}

impl Index {
    /// Devices with an open alarm, worst first, then by number so that the order keeps still.
    #[must_use]
    pub fn alarms(&self) -> Vec<&Device> {
        let mut alarms: Vec<&Device> =
            self.devices.values().filter(|device| device.status.state.is_alarm()).collect();
        alarms.sort_by_key(|device| (std::cmp::Reverse(device.status), device.pick.map_no));
        alarms
    }

    /// The building of a device, directly or by its dwelling.
    #[must_use]
    pub fn building_of(&self, device: &Device) -> Option<u32> {
        let by_dwelling =
            device.dwelling.and_then(|map_no| self.dwellings.get(&map_no)).map(|dwelling| dwelling.building);
        device.building.or(by_dwelling)
    }

    /// The worst rank by dwelling, of alarms whose condition lasts.
    #[must_use]
    pub fn dwelling_ranks(&self) -> HashMap<u32, u8> {
        let mut ranks = HashMap::new();
        for device in self.devices.values().filter(|device| device.status.is_lasting()) {
            if let Some(dwelling) = device.dwelling {
                raise(&mut ranks, dwelling, device.status.state.rank());
            }
        }
        ranks
    }

    /// The worst rank by building and storey, of alarms whose condition lasts.
    #[must_use]
    pub fn storey_ranks(&self) -> BTreeMap<u32, BTreeMap<i32, u8>> {
        let mut buildings: BTreeMap<u32, BTreeMap<i32, u8>> = BTreeMap::new();
        for device in self.devices.values().filter(|device| device.status.is_lasting()) {
            let Some(building) = self.building_of(device) else {
                continue;
            };
            let storeys = buildings.entry(building).or_default();
            if let Some(storey) = device.pick.storey {
                let worst = storeys.entry(storey).or_insert(0);
                *worst = (*worst).max(device.status.state.rank());
            }
        }
        buildings
    }

    /// The number of open alarms in each estate, and their worst rank.
    #[must_use]
    pub fn estate_alarms(&self) -> HashMap<u32, (usize, u8)> {
        let alarms = self.alarms();
        let mut found = HashMap::new();
        for area in self.areas.values().filter(|area| area.class == "estate") {
            let inside = alarms.iter().filter(|device| is_inside(&area.ring, device.pick.position()));
            let ranks: Vec<u8> = inside.map(|device| device.status.state.rank()).collect();
            found.insert(area.pick.map_no, (ranks.len(), ranks.into_iter().max().unwrap_or(0)));
        }
        found
    }

    /// Everything in the region except dwellings, in the order of the kinds, nearest to `from` first.
    #[must_use]
    pub fn within(&self, region: &Region, from: LonLat) -> Vec<Pick> {
        let devices = self.devices.values().map(device_pick);
        let buildings = self.buildings.values().map(|building| building.pick.clone());
        let areas = self.areas.values().map(|area| area.pick.clone());
        let mut found: Vec<Pick> = devices
            .chain(self.cases.values().cloned())
            .chain(self.organisations.values().cloned())
            .chain(self.residents.values().cloned())
            .chain(buildings)
            .chain(areas)
            .filter(|pick| region.contains(pick.position()))
            .collect();
        found.sort_by(|one, other| {
            let (near, far) = (square_degrees(from, one.position()), square_degrees(from, other.position()));
            one.kind.cmp(&other.kind).then(near.total_cmp(&far)).then(one.map_no.cmp(&other.map_no))
        });
        found
    }

    /// The buildings whose dwellings are loaded.
    #[must_use]
    pub fn opened_buildings(&self) -> HashSet<u32> {
        self.dwellings.values().map(|dwelling| dwelling.building).collect()
    }
}

/// A device as it is picked: an alarm as long as it has one.
#[must_use]
pub fn device_pick(device: &Device) -> Pick {
    let kind = if device.status.state.is_alarm() { PickKind::Alarm } else { PickKind::Device };
    Pick { kind, ..device.pick.clone() }
}

fn raise(ranks: &mut HashMap<u32, u8>, map_no: u32, rank: u8) {
    let worst = ranks.entry(map_no).or_insert(0);
    *worst = (*worst).max(rank);
}

fn square_degrees(one: LonLat, other: LonLat) -> f64 {
    let east = (one.lon - other.lon) * one.lat.to_radians().cos();
    let north = one.lat - other.lat;
    east * east + north * north
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::Bounds;
    use crate::state::{Standing, State};

    fn pick(kind: PickKind, map_no: u32, storey: Option<i32>) -> Pick {
        let lon = f64::from(map_no) / 1000.0;
        Pick { kind, map_no, code: String::new(), name: String::new(), lon, lat: 0.0, storey }
    }

    fn device(map_no: u32, state: State, standing: Standing) -> Device {
        let status = Status { state, standing };
        Device {
            pick: pick(PickKind::Device, map_no, Some(15)),
            dwelling: Some(100),
            building: Some(3),
            status,
        }
    }

    fn index(devices: Vec<Device>) -> Index {
        let devices = devices.into_iter().map(|device| (device.pick.map_no, device)).collect();
        Index { devices, ..Index::default() }
    }

    #[test]
    fn alarms_come_worst_and_unacknowledged_first() {
        let index = index(vec![
            device(1, State::Level1, Standing::Acknowledged),
            device(2, State::Level4, Standing::Raised),
            device(3, State::Level1, Standing::Raised),
            device(4, State::Offline, Standing::Raised),
        ]);
        let order: Vec<u32> = index.alarms().iter().map(|device| device.pick.map_no).collect();
        assert_eq!(order, [3, 1, 2]);
    }

    #[test]
    fn a_dwelling_shows_the_worst_of_its_lasting_alarms() {
        let index = index(vec![
            device(1, State::Level3, Standing::Acknowledged),
            device(2, State::Level1, Standing::Cleared),
        ]);
        assert_eq!(index.dwelling_ranks(), HashMap::from([(100, State::Level3.rank())]));
        assert_eq!(index.storey_ranks()[&3], BTreeMap::from([(15, State::Level3.rank())]));
    }

    #[test]
    fn a_region_gives_alarms_before_devices_and_the_nearest_first() {
        let index = index(vec![
            device(1, State::Normal, Standing::Raised),
            device(2, State::Normal, Standing::Raised),
            device(3, State::Level2, Standing::Raised),
            device(900, State::Level1, Standing::Raised),
        ]);
        let region = Region::Bounds(Bounds { west: 0.0, south: -1.0, east: 0.01, north: 1.0 });
        let found = index.within(&region, LonLat::new(0.002, 0.0));
        let order: Vec<(PickKind, u32)> = found.iter().map(|pick| (pick.kind, pick.map_no)).collect();
        assert_eq!(order, [(PickKind::Alarm, 3), (PickKind::Device, 2), (PickKind::Device, 1)]);
    }

    #[test]
    fn an_estate_counts_the_alarms_inside_it() {
        let mut index = index(vec![
            device(1, State::Level2, Standing::Raised),
            device(900, State::Level1, Standing::Raised),
        ]);
        let ring = vec![
            LonLat::new(0.0, -1.0),
            LonLat::new(0.01, -1.0),
            LonLat::new(0.01, 1.0),
            LonLat::new(0.0, 1.0),
        ];
        index.areas.insert(5, Area { pick: pick(PickKind::Area, 5, None), class: "estate".to_owned(), ring });
        assert_eq!(index.estate_alarms()[&5], (1, State::Level2.rank()));
    }
}
