//! Devices in the open: gates, the fence's corners, the pump house, environment stations.

use super::{Built, Device, DeviceKind};
use crate::{
    layout::Cell,
    plane::{Metres, lon_lat},
};

/// Three stations, in gardens as far apart as the community allows.
pub(super) fn equip_stations(built: &Built, devices: &mut Vec<Device>) {
    let cells = &built.layout.cells;
    let last = cells.len().saturating_sub(1);
    for nth in 0..3_usize {
        let Some(cell) = cells.get(last * nth / 2) else {
            continue;
        };
        let garden = cell.garden();
        let station = [garden[0] + 8.0 * nth as f64, garden[1] + 36.0];
        devices.push(Device::outdoors(
            DeviceKind::Environment,
            &format!("{:02}", nth + 1),
            format!("{}环境监测站{}", cell.name, nth + 1),
            lon_lat(station),
            3.0,
        ));
    }
}

/// A pump, and a door and cameras at the fence.
pub(super) fn equip(cell: &Cell, devices: &mut Vec<Device>) {
    let code = format!("E{:03}", cell.index + 1);
    let estate = cell.estate();

    let pump_house = [estate.west + 5.0, (estate.south + estate.north) / 2.0];
    devices.push(Device::outdoors(
        DeviceKind::FirePump,
        &code,
        format!("{}消防水泵", cell.name),
        lon_lat(pump_house),
        1.0,
    ));
    for gate in cell.gates() {
        let place_code = format!("{code}-{}", gate.code);
        let name = format!("{}{}", cell.name, gate.name);
        devices.push(Device::outdoors(
            DeviceKind::Door,
            &place_code,
            format!("{name}门禁"),
            lon_lat(gate.position),
            1.2,
        ));
        let beside = [gate.position[0] + 3.0, gate.position[1]];
        devices.push(camera(&place_code, format!("{name}相机"), beside));
    }
    let corners = ["西南", "东南", "东北", "西北"];
    let corner_codes = ["SW", "SE", "NE", "NW"];
    for (nth, corner) in estate.inset(1.0).corners().into_iter().enumerate() {
        let place_code = format!("{code}-{}", corner_codes[nth]);
        let name = format!("{}{}角相机", cell.name, corners[nth]);
        devices.push(camera(&place_code, name, corner));
    }
}

fn camera(place_code: &str, name: String, position: Metres) -> Device {
    Device::outdoors(DeviceKind::Camera, place_code, name, lon_lat(position), 4.0)
}
