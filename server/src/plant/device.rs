//! The devices of the demo community, and their secrets for the simulators.

use super::place::{Areas, root};
use base::{Config, Session};
use contract::{Fault, geo::Wgs84};
use demo::Community;
use serde_json::json;
use std::collections::HashMap;

/// The secrets of the demo devices, for the simulators: a file of the owner's only.
pub(super) fn keep_secrets(
    config: &Config,
    secrets: &[(String, String)],
    community: &Community,
) -> std::io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let of: HashMap<&str, &demo::Device> = community.devices.iter().map(|d| (d.code.as_str(), d)).collect();
    let rows: Vec<_> = secrets
        .iter()
        .filter_map(|(code, secret)| {
            let device = of.get(code.as_str())?;
            Some(json!({ "code": code, "password": secret, "kind": device.kind.key(), "place": place(community, device) }))
        })
        .collect();
    let path = config.folder.join("demo-devices.json");
    let mut file =
        std::fs::OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(path)?;
    file.write_all(serde_json::to_string(&rows)?.as_bytes())
}

fn place(community: &Community, device: &demo::Device) -> String {
    match (device.dwelling, device.building) {
        (Some(dwelling), _) => community.dwellings[dwelling].label.clone(),
        (None, Some(building)) => match device.storey {
            Some(storey) => format!("{} {storey} 层", community.buildings[building].name),
            None => community.buildings[building].name.clone(),
        },
        (None, None) => device.name.clone(),
    }
}

pub(super) async fn devices(
    session: &Session,
    community: &Community,
    areas: &Areas,
    buildings: &[spatial::building::Model],
    dwellings: &[spatial::dwelling::Model],
) -> Result<Vec<sensing::device::Model>, Fault> {
    let root = root(areas)?;
    let new = community.devices.iter().map(|device| {
        let building = device.building.map(|i| &buildings[i]);
        let dwelling = device.dwelling.map(|i| &dwellings[i]);
        let spot = spatial::Spot {
            area_path: dwelling
                .map(|d| d.area_path.clone())
                .or(building.map(|b| b.area_path.clone()))
                .unwrap_or_else(|| root.path.clone()),
            place: place(community, device),
            address: dwelling
                .map(|d| d.address.clone())
                .or(building.map(|b| b.address.clone()))
                .unwrap_or_else(|| root.name.clone()),
            at: Wgs84 { lon: device.position[0], lat: device.position[1] },
            building_id: building.map(|b| b.id),
            building_no: building.map(|b| b.map_no),
            dwelling_id: dwelling.map(|d| d.id),
            dwelling_no: dwelling.map(|d| d.map_no),
            stairwell: device.stairwell.and_then(|n| i32::try_from(n).ok()),
            storey: device.storey,
            group_key: building.map(|b| b.group_key.clone()),
        };
        sensing::device::NewDevice {
            code: Some(device.code.clone()),
            kind: device.kind.key().into(),
            name: device.name.clone(),
            spot,
            height_m: device.height_m,
        }
    });
    sensing::device::plant(session, new.collect()).await
}
