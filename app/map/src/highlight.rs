//! What is selected, and what belongs to it: a device shows the dwelling or building that it is in, and a dwelling or
//! building the devices in it.

use serde_json::{Value, json};
use wasm_bindgen::JsValue;

use crate::engine::MapEngine;
use crate::feature::point;
use crate::geodesy::LonLat;
use crate::gl::js;
use crate::index::{Device, Index};
use crate::overlay::shaped;
use crate::pick::PickKind;

/// What stands out while a thing is selected.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Highlight {
    /// The dwelling that is outlined and coloured.
    pub dwelling: Option<u32>,
    /// The building that is outlined, unless a dwelling is.
    pub building: Option<u32>,
    /// What has a ring: number and position.
    pub rings: Vec<(u32, LonLat)>,
}

impl Index {
    /// What stands out while this is selected. A building whose storey is chosen shows the devices on that storey.
    #[must_use]
    pub fn highlight(&self, kind: PickKind, map_no: u32, storey: Option<i32>) -> Highlight {
        let spot = |at: Option<LonLat>| Highlight {
            rings: at.into_iter().map(|at| (map_no, at)).collect(),
            ..Highlight::default()
        };
        match kind {
            PickKind::Alarm | PickKind::Device => {
                let device = self.devices.get(&map_no);
                Highlight {
                    dwelling: device.and_then(|device| device.dwelling),
                    building: device.and_then(|device| self.building_of(device)),
                    ..spot(device.map(|device| device.pick.position()))
                }
            }
            PickKind::Dwelling => Highlight {
                dwelling: Some(map_no),
                rings: self.rings(|device| device.dwelling == Some(map_no)),
                ..Highlight::default()
            },
            PickKind::Building | PickKind::Storey | PickKind::Resident => Highlight {
                building: Some(map_no),
                rings: self.rings(|device| {
                    let is_on_it = storey.is_none() || device.pick.storey == storey;
                    is_on_it && self.building_of(device) == Some(map_no)
                }),
                ..Highlight::default()
            },
            PickKind::Case => spot(self.cases.get(&map_no).map(|case| case.position())),
            PickKind::Organisation => {
                spot(self.organisations.get(&map_no).map(|organisation| organisation.position()))
            }
            PickKind::Area => spot(self.areas.get(&map_no).map(|area| area.pick.position())),
        }
    }

    fn rings(&self, is_meant: impl Fn(&Device) -> bool) -> Vec<(u32, LonLat)> {
        let meant = self.devices.values().filter(|device| is_meant(device));
        let mut rings: Vec<_> = meant.map(|device| (device.pick.map_no, device.pick.position())).collect();
        rings.sort_by_key(|(map_no, _)| *map_no);
        rings
    }
}

impl MapEngine {
    /// Shows that a thing is selected, in place of whatever was; none ends that.
    pub fn select(&self, thing: Option<(PickKind, u32)>) {
        self.inner.selected.set(thing);
        self.draw_selection();
    }

    pub(crate) fn draw_selection(&self) {
        let shown = self.inner.selected.get().map(|(kind, map_no)| {
            let storey = self.inner.look.borrow().storey;
            self.inner.index.borrow().highlight(kind, map_no, storey)
        });
        let shown = shown.unwrap_or_default();
        let before = self.inner.lit.replace(shown.dwelling);
        if let Some(map_no) = before.filter(|before| shown.dwelling != Some(*before)) {
            self.mark("dwelling", map_no, &json!({ "selected": false }));
        }
        if let Some(map_no) = shown.dwelling {
            self.mark("dwelling", map_no, &json!({ "selected": true }));
        }
        let mut features: Vec<JsValue> =
            shown.rings.iter().map(|(map_no, at)| js(&ring(*map_no, *at))).collect();
        features.extend(self.outline(&shown));
        self.write_features("outline", &features);
    }

    /// The footprint of the dwelling; of its building while the dwelling is not loaded, or when there is none.
    fn outline(&self, shown: &Highlight) -> Option<JsValue> {
        let footprints = self.inner.footprints.borrow();
        let dwelling = shown.dwelling.and_then(|map_no| footprints.get(&(PickKind::Dwelling, map_no)));
        let building = || footprints.get(&(PickKind::Building, shown.building?));
        Some(shaped(dwelling.or_else(building)?, &json!({})))
    }
}

fn ring(map_no: u32, at: LonLat) -> Value {
    let mut feature = point(at, json!({}));
    feature["id"] = json!(map_no);
    feature
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Dwelling;
    use crate::pick::Pick;
    use crate::state::{Standing, State, Status};

    fn pick(kind: PickKind, map_no: u32, storey: Option<i32>) -> Pick {
        let (code, name) = (String::new(), String::new());
        Pick { kind, map_no, code, name, lon: f64::from(map_no), lat: 0.0, storey }
    }

    fn device(
        map_no: u32,
        dwelling: Option<u32>,
        building: Option<u32>,
        storey: Option<i32>,
    ) -> (u32, Device) {
        let status = Status { state: State::Normal, standing: Standing::Raised };
        (map_no, Device { pick: pick(PickKind::Device, map_no, storey), dwelling, building, status })
    }

    /// In building 3 dwelling 30 with device 1 that names only the dwelling, device 2 on storey 2 and one outdoors.
    fn index() -> Index {
        let dwelling = Dwelling { pick: pick(PickKind::Dwelling, 30, Some(15)), building: 3, top_m: 45.0 };
        Index {
            devices: [
                device(1, Some(30), None, Some(15)),
                device(2, None, Some(3), Some(2)),
                device(9, None, None, None),
            ]
            .into(),
            dwellings: [(30, dwelling)].into(),
            ..Index::default()
        }
    }

    fn ringed(shown: &Highlight) -> Vec<u32> {
        shown.rings.iter().map(|(map_no, _)| *map_no).collect()
    }

    #[test]
    fn a_device_shows_its_dwelling_else_its_building() {
        let at_home = index().highlight(PickKind::Alarm, 1, None);
        assert_eq!((at_home.dwelling, at_home.building, ringed(&at_home)), (Some(30), Some(3), vec![1]));
        let in_hall = index().highlight(PickKind::Device, 2, None);
        assert_eq!((in_hall.dwelling, in_hall.building, ringed(&in_hall)), (None, Some(3), vec![2]));
        let outdoors = index().highlight(PickKind::Device, 9, None);
        assert_eq!((outdoors.dwelling, outdoors.building, ringed(&outdoors)), (None, None, vec![9]));
    }

    #[test]
    fn a_dwelling_and_a_building_show_the_devices_in_them() {
        let dwelling = index().highlight(PickKind::Dwelling, 30, None);
        assert_eq!((dwelling.dwelling, ringed(&dwelling)), (Some(30), vec![1]));
        let building = index().highlight(PickKind::Building, 3, None);
        assert_eq!((building.building, ringed(&building)), (Some(3), vec![1, 2]));
    }

    #[test]
    fn a_building_whose_storey_is_chosen_shows_the_devices_on_it() {
        let shown = |storey| ringed(&index().highlight(PickKind::Storey, 3, Some(storey)));
        assert_eq!((shown(2), shown(15), shown(1)), (vec![2], vec![1], vec![]));
    }
}
