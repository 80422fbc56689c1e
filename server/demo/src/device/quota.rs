//! Exactly as many devices as someone wants, without losing those that an alarm in the landmark dwelling needs.

use std::collections::HashSet;

use super::{Built, Device, DeviceKind, in_building::in_dwelling};
use crate::plane::rounded_m;

/// The landmark's smoke detector, and its building's siren, screen, stairwell door and entrance camera.
const KEPT: [&str; 5] = ["SMK-3-1502", "SRN-3", "SCR-3", "DOR-3-1", "CAM-3-1"];

/// Thins the devices out evenly, or adds smoke detectors, until there are as many as wanted; never fewer than five.
pub(super) fn meet(mut devices: Vec<Device>, wanted: usize, built: &Built) -> Vec<Device> {
    if devices.len() > wanted {
        thin_out(devices, wanted)
    } else {
        add_smoke_detectors(&mut devices, wanted, built);
        devices
    }
}

fn thin_out(devices: Vec<Device>, wanted: usize) -> Vec<Device> {
    let kept = devices.iter().filter(|device| is_kept(device)).count();
    let others = devices.len() - kept;
    let room = wanted.saturating_sub(kept);
    let mut nth = 0;
    devices
        .into_iter()
        .filter(|device| {
            if is_kept(device) {
                return true;
            }
            nth += 1;
            is_drawn(nth - 1, room, others)
        })
        .collect()
}

fn is_kept(device: &Device) -> bool {
    KEPT.contains(&device.code.as_str())
}

/// First one in each dwelling that has none, then a second in each, and so on; within a round spread evenly.
fn add_smoke_detectors(devices: &mut Vec<Device>, wanted: usize, built: &Built) {
    let equipped: HashSet<usize> = devices
        .iter()
        .filter(|device| device.kind == DeviceKind::Smoke)
        .filter_map(|device| device.dwelling)
        .collect();
    let all = 0..built.dwellings.len();
    let bare: Vec<usize> = all.clone().filter(|index| !equipped.contains(index)).collect();
    add_round(devices, wanted, built, &bare, 1);

    let all: Vec<usize> = all.collect();
    let mut round = 2;
    while devices.len() < wanted && !all.is_empty() {
        add_round(devices, wanted, built, &all, round);
        round += 1;
    }
}

fn add_round(devices: &mut Vec<Device>, wanted: usize, built: &Built, dwellings: &[usize], round: usize) {
    let missing = wanted - devices.len();
    let room = missing.min(dwellings.len());
    for (nth, index) in dwellings.iter().copied().enumerate() {
        if is_drawn(nth, room, dwellings.len()) {
            devices.push(smoke_detector(built, index, round));
        }
    }
}

fn smoke_detector(built: &Built, index: usize, round: usize) -> Device {
    let dwelling = &built.dwellings[index];
    let site = &built.sites[dwelling.building];
    let plan = &site.plan;
    let slot = &plan.slots[(index - site.first_dwelling) % plan.slots.len()];
    let aside_m = 0.6 * ((round + 1) % 5) as f64 - 1.2;
    let position = site.frame.lon_lat([slot.anchor[0] + aside_m, slot.anchor[1]]);
    let ceiling_m = rounded_m(dwelling.top_m - 0.3);
    let mut device = in_dwelling(DeviceKind::Smoke, "烟感", dwelling, index, position, ceiling_m);
    if round > 1 {
        device.code = format!("{}-{round}", device.code);
        device.name = format!("{}{round}", device.name);
    }
    device
}

/// Whether the nth of `total` is among the `room` that are drawn at even distances.
fn is_drawn(nth: usize, room: usize, total: usize) -> bool {
    nth * room / total != (nth + 1) * room / total
}
