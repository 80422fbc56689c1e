//! `linli import`: a real community from a folder of GeoJSON; every finding is reported, nothing is dropped in silence.

use base::{Actor, Config, Mode, write_setting};
use contract::{
    Fault,
    spatial::{AreaKind, ImportReport},
};
use std::{fs, path::Path};

use crate::wire;

/// The files that are looked for.
const FILES: [&str; 4] = ["buildings.geojson", "roads.geojson", "pois.geojson", "areas.geojson"];

/// Imports a folder and prints what was found.
///
/// # Errors
/// A sentence that says what could not be read; then nothing was kept.
pub async fn run(config: &Config, folder: &Path, name: &str, source: &str) -> Result<(), String> {
    let store = wire::open(config).await?;
    let report = community(&store, folder, name, source).await?;
    println!(
        "read {}, taken {}, known before {}, findings {}",
        report.read,
        report.taken,
        report.unchanged,
        report.findings.len()
    );
    for finding in &report.findings {
        let what = if finding.left_out { "left out" } else { "taken" };
        println!("{} row {} {}: {} ({what})", finding.source, finding.row, finding.id, finding.reason);
    }
    Ok(())
}

/// Imports a folder into a store.
///
/// # Errors
/// A sentence that says what could not be read.
pub async fn community(
    store: &base::Store,
    folder: &Path,
    name: &str,
    source: &str,
) -> Result<ImportReport, String> {
    let mut sources = vec![];
    for file in FILES {
        match fs::read_to_string(folder.join(file)) {
            Ok(text) => sources.push((file.to_owned(), text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(format!("{}: {error}", folder.join(file).display())),
        }
    }
    if sources.is_empty() {
        return Err(format!("{} holds none of {}", folder.display(), FILES.join(", ")));
    }
    let reading = spatial::import::read(&sources);
    let session =
        store.begin(Actor::System("import"), Mode::Write).await.map_err(|fault| format!("{fault:?}"))?;
    let result = async {
        let area = match spatial::area::named(&session, name).await? {
            Some(area) => area,
            None => {
                let new = spatial::area::NewArea {
                    parent: None,
                    kind: AreaKind::Community,
                    name: name.into(),
                    code: None,
                    outline: outline(&reading.buildings),
                };
                spatial::area::add(&session, new).await?
            }
        };
        write_setting(&session, "attribution", &source).await?;
        spatial::import::write(&session, &area, reading, source).await
    }
    .await;
    session.finish(result).await.map_err(|fault: Fault| format!("the import failed: {fault:?}"))
}

/// The box around all buildings, some metres wider: an outline until a better one is drawn.
fn outline(buildings: &[spatial::import::ReadBuilding]) -> contract::geo::Ring {
    const MARGIN: f64 = 0.0005;
    let corners = || buildings.iter().flat_map(|b| b.footprint.iter());
    let west = corners().map(|c| c[0]).fold(f64::INFINITY, f64::min) - MARGIN;
    let east = corners().map(|c| c[0]).fold(f64::NEG_INFINITY, f64::max) + MARGIN;
    let south = corners().map(|c| c[1]).fold(f64::INFINITY, f64::min) - MARGIN;
    let north = corners().map(|c| c[1]).fold(f64::NEG_INFINITY, f64::max) + MARGIN;
    if buildings.is_empty() {
        return vec![];
    }
    vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
}
