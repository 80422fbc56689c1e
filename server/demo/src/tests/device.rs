//! Devices and the number of them.

use std::collections::HashSet;

use super::{SIZES, community, geometry};
use crate::{AreaKind, Community, Device, DeviceKind, LANDMARK_DWELLING, ORIGIN, Recipe, generate};

fn fitted_out(dwellings: u32, devices: u32) -> Community {
    generate(&Recipe { dwellings, devices: Some(devices), ..Recipe::default() })
}

fn check_codes(community: &Community) {
    let mut codes = HashSet::new();
    for device in &community.devices {
        assert!(codes.insert(device.code.as_str()), "{}", device.code);
    }
}

#[test]
fn device_codes_are_unique() {
    for size in SIZES {
        check_codes(&community(size));
    }
}

#[test]
fn every_device_lies_within_the_community() {
    for size in SIZES {
        let community = community(size);
        let outline: Vec<Vec<[f64; 2]>> = community
            .areas
            .iter()
            .filter(|area| area.kind == AreaKind::Community)
            .map(|area| geometry::flat(&area.outline, ORIGIN))
            .collect();
        assert_eq!(outline.len(), 1);
        for device in &community.devices {
            let position = geometry::metres(device.position, ORIGIN);
            assert!(geometry::contains(&outline[0], position), "{}", device.code);
            assert!((0.0..200.0).contains(&device.height_m), "{}", device.code);
        }
    }
}

#[test]
fn a_device_in_a_dwelling_hangs_within_it() {
    for community in [community(400), fitted_out(60, 400)] {
        for device in &community.devices {
            let Some(index) = device.dwelling else {
                continue;
            };
            let dwelling = &community.dwellings[index];
            let walls = geometry::flat(&dwelling.footprint, ORIGIN);
            let position = geometry::metres(device.position, ORIGIN);
            assert!(geometry::contains(&walls, position), "{}", device.code);
            assert!((dwelling.base_m..dwelling.top_m).contains(&device.height_m));
            assert_eq!(device.building, Some(dwelling.building));
            assert_eq!(device.storey, Some(dwelling.storey));
            assert_eq!(device.stairwell, Some(dwelling.stairwell));
        }
    }
}

#[test]
fn the_number_of_devices_is_exact_when_given() {
    for (dwellings, devices) in [(60, 5), (60, 40), (60, 1_000), (400, 212), (400, 5_000)] {
        let community = fitted_out(dwellings, devices);
        assert_eq!(community.devices.len(), devices as usize);
        check_codes(&community);
        check_landmark(&community);
    }
}

#[test]
fn fewer_devices_than_an_alarm_needs_become_five() {
    let community = fitted_out(60, 0);
    assert_eq!(community.devices.len(), 5);
    check_landmark(&community);
}

#[test]
fn the_devices_of_a_community_do_not_move_its_residents() {
    let few = fitted_out(60, 20);
    let many = fitted_out(60, 500);
    assert!(few.tenancies == many.tenancies && few.buildings == many.buildings);
}

#[test]
fn by_itself_a_community_has_every_kind_of_device() {
    for size in SIZES {
        let community = community(size);
        check_landmark(&community);
        let kinds: HashSet<DeviceKind> = community.devices.iter().map(|one| one.kind).collect();
        assert_eq!(kinds.len(), DeviceKind::ALL.len());
    }
}

/// The landmark has its detector, and its building a siren, a screen, a stairwell door and a camera, the nearest of all.
fn check_landmark(community: &Community) {
    let index = community.dwelling(LANDMARK_DWELLING);
    let detector = format!("SMK-{LANDMARK_DWELLING}");
    let Some(detector) = community.devices.iter().find(|one| one.code == detector) else {
        panic!("no {detector}");
    };
    assert!(index.is_some() && detector.dwelling == index);

    let at_building = |kind: DeviceKind| -> Vec<&Device> {
        let devices = community.devices.iter();
        devices.filter(|one| one.kind == kind && one.building == detector.building).collect()
    };
    assert_eq!(at_building(DeviceKind::Siren).len(), 1);
    assert_eq!(at_building(DeviceKind::Screen).len(), 1);
    assert_eq!(at_building(DeviceKind::Door).len(), 1);
    let cameras = at_building(DeviceKind::Camera);
    assert_eq!(cameras.len(), 1);

    let away_m = |device: &Device| {
        let offset = geometry::metres(device.position, detector.position);
        offset[0].hypot(offset[1])
    };
    let all = community.devices.iter();
    let nearest_m =
        all.filter(|one| one.kind == DeviceKind::Camera).map(away_m).fold(f64::INFINITY, f64::min);
    assert!((away_m(cameras[0]) - nearest_m).abs() < 1e-9);
}
