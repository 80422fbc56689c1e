//! Devices in and at a building, from the door to the top storey.

use super::{Built, Device, DeviceKind};
use crate::{
    building::{Building, Site, Use},
    dice::Dice,
    dwelling::Dwelling,
    plane::{Metres, rounded_m},
    recipe::LANDMARK_DWELLING,
};

const SMOKE_SHARE: f64 = 0.4;
const HEAT_SHARE: f64 = 0.12;
/// A corridor detector and an extinguisher on every third storey.
const STOREYS_APART: u32 = 3;

/// Everything for one building.
pub(super) fn equip(built: &Built, index: usize, dice: &mut Dice, devices: &mut Vec<Device>) {
    let house = House { index, building: &built.buildings[index], site: &built.sites[index] };
    house.equip_lobby(devices);
    for stairwell in 1..=house.building.stairwells {
        house.equip_entrance(stairwell, devices);
        house.equip_core(stairwell, devices);
    }
    for nth in 0..house.site.dwellings {
        let position = house.site.first_dwelling + nth;
        let dwelling = &built.dwellings[position];
        let slot = &house.site.plan.slots[nth % house.site.plan.slots.len()];
        let ceiling_m = rounded_m(dwelling.top_m - 0.3);
        if dice.chance(SMOKE_SHARE) || dwelling.label == LANDMARK_DWELLING {
            let at = house.site.frame.lon_lat(slot.anchor);
            devices.push(in_dwelling(DeviceKind::Smoke, "烟感", dwelling, position, at, ceiling_m));
        }
        if dice.chance(HEAT_SHARE) {
            let at = house.site.frame.lon_lat(slot.kitchen);
            devices.push(in_dwelling(DeviceKind::Heat, "厨房温感", dwelling, position, at, ceiling_m));
        }
    }
}

/// A device in a dwelling, named and coded after it.
pub(super) fn in_dwelling(
    kind: DeviceKind,
    what: &str,
    dwelling: &Dwelling,
    index: usize,
    position: [f64; 2],
    height_m: f64,
) -> Device {
    let name = format!("{} {what}", dwelling.label);
    Device {
        building: Some(dwelling.building),
        stairwell: Some(dwelling.stairwell),
        storey: Some(dwelling.storey),
        dwelling: Some(index),
        ..Device::outdoors(kind, &dwelling.label, name, position, height_m)
    }
}

struct House<'a> {
    index: usize,
    building: &'a Building,
    site: &'a Site,
}

impl House<'_> {
    fn equip_lobby(&self, devices: &mut Vec<Device>) {
        let code = self.building.number.to_string();
        let core = self.site.plan.cores[0];
        let beside = [core[0] + 1.0, core[1]];
        for (kind, what, local, height_m) in
            [(DeviceKind::Siren, "警号", core, 2.5), (DeviceKind::Screen, "信息屏", beside, 1.6)]
        {
            let name = format!("{}{what}", self.building.name);
            devices.push(self.place(kind, &code, name, 1, 1, local, height_m));
        }
    }

    fn equip_entrance(&self, stairwell: u32, devices: &mut Vec<Device>) {
        let code = format!("{}-{stairwell}", self.building.number);
        let name = self.stairwell_name(stairwell);
        let door = self.site.plan.entrances[stairwell as usize - 1];
        let outwards = if door[1] < 0.0 { -1.5 } else { 1.5 };
        let camera = [door[0] + 1.5, door[1] + outwards];
        for (kind, what, local, height_m) in
            [(DeviceKind::Door, "门禁", door, 1.2), (DeviceKind::Camera, "门口相机", camera, 3.0)]
        {
            let name = format!("{name}{what}");
            devices.push(self.place(kind, &code, name, stairwell, 1, local, height_m));
        }
    }

    fn equip_core(&self, stairwell: u32, devices: &mut Vec<Device>) {
        let top = self.building.storeys;
        let core = self.site.plan.cores[stairwell as usize - 1];
        let hydrant = [core[0] - 1.0, core[1]];
        let extinguisher = [core[0] + 1.0, core[1] - 0.5];
        let stairwell_name = self.stairwell_name(stairwell);
        let mut hang = |kind, what: &str, storey: u32, local, above_floor_m: f64| {
            let code = format!("{}-{stairwell}-{storey}F", self.building.number);
            let name = format!("{stairwell_name}{storey}层{what}");
            let floor_m = f64::from(storey - 1) * self.building.storey_height_m;
            let height_m = rounded_m(floor_m + above_floor_m);
            devices.push(self.place(kind, &code, name, stairwell, storey, local, height_m));
        };
        for storey in [1, top] {
            hang(DeviceKind::HydrantPressure, "消火栓水压", storey, hydrant, 1.1);
        }
        for storey in (1..=top).step_by(STOREYS_APART as usize) {
            hang(DeviceKind::Extinguisher, "灭火器", storey, extinguisher, 0.5);
            let ceiling_m = self.building.storey_height_m - 0.3;
            hang(DeviceKind::Smoke, "走廊烟感", storey, core, ceiling_m);
        }
    }

    fn stairwell_name(&self, stairwell: u32) -> String {
        match self.building.use_ {
            Use::Residential => format!("{}{stairwell}单元", self.building.name),
            Use::School | Use::Commercial | Use::Community => self.building.name.clone(),
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a device's place has as many parts; a struct for one caller family says no more"
    )]
    fn place(
        &self,
        kind: DeviceKind,
        code: &str,
        name: String,
        stairwell: u32,
        storey: u32,
        local: Metres,
        height_m: f64,
    ) -> Device {
        let position = self.site.frame.lon_lat(local);
        Device {
            building: Some(self.index),
            stairwell: Some(stairwell),
            storey: Some(storey as i32),
            ..Device::outdoors(kind, code, name, position, height_m)
        }
    }
}
