//! `linli import`: a real community into the model by one of three paths: a city's share, a storey table, a field survey.
//! Every finding is reported, nothing is dropped in silence.

use base::{Actor, Config, Mode, Session, Store};
use chrono::NaiveDate;
use contract::{
    Fault, Kind,
    geo::Ring,
    spatial::{AreaKind, Attribution, ImportReport, Origin},
};
use spatial::{
    area,
    import::{
        self, Conflict, Reading,
        survey::{self, SurveyReading, SurveyedKind},
        table::{self, TablePlace, TableReading},
    },
};
use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::wire;

/// The files of a city's share that are looked for.
const FILES: [&str; 4] = ["buildings.geojson", "roads.geojson", "pois.geojson", "areas.geojson"];

/// What a city's share is called when neither it nor the operator says so.
const UNNAMED: &str = "import";

/// How far the outline of a new community lies around what is in it, in degrees: some 50 m.
const MARGIN: f64 = 0.0005;

/// By which path an import comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// A city's share: a folder of GeoJSON.
    Folder(PathBuf),
    /// A storey table: a file of comma-separated values.
    Table(PathBuf),
    /// A field survey: a GeoJSON file.
    Survey(PathBuf),
}

/// What shall be imported, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// By which path it comes.
    pub route: Route,
    /// What the community is called.
    pub community: String,
    /// What the dataset is called, whom it names; the file's own name for it when absent.
    pub source: Option<String>,
    /// Its licence; the file's own word when absent.
    pub licence: Option<String>,
    /// Day of the dataset; today when absent.
    pub dated_on: Option<NaiveDate>,
    /// What becomes of what stands already and is told otherwise.
    pub conflict: Conflict,
}

/// Imports and prints what was found.
///
/// # Errors
/// A sentence that says what could not be read; then nothing was kept.
pub async fn run(config: &Config, import: &Import) -> Result<(), String> {
    let store = wire::open(config).await?;
    let report = into(&store, import).await?;
    println!(
        "read {}, taken {}, known before {}, findings {}",
        report.read,
        report.taken,
        report.unchanged,
        report.findings.len()
    );
    println!(
        "made {} buildings, {} dwellings, {} features of the base map; corrected {}",
        report.buildings, report.dwellings, report.ground, report.corrected
    );
    for finding in &report.findings {
        let what = if finding.left_out { "left out" } else { "taken" };
        let with = finding.with.as_deref().map(|with| format!(" with {with}")).unwrap_or_default();
        println!("{} row {} {}: {}{with} ({what})", finding.source, finding.row, finding.id, finding.reason);
    }
    Ok(())
}

/// Imports into a store.
///
/// # Errors
/// A sentence that says what could not be read; then nothing was kept.
pub async fn into(store: &Store, import: &Import) -> Result<ImportReport, String> {
    let today = store.clock().today();
    let mut dataset = Attribution {
        name: import.source.clone().unwrap_or_default(),
        origin: match import.route {
            Route::Folder(_) => Origin::CityShare,
            Route::Table(_) => Origin::StoreyTable,
            Route::Survey(_) => Origin::FieldSurvey,
        },
        licence: import.licence.clone(),
        dated_on: import.dated_on.unwrap_or(today),
    };
    if dataset.dated_on > today {
        return Err(format!("the dataset is of {}, which is still to come", dataset.dated_on));
    }
    let goods = unpack(import, &mut dataset, today)?;
    let session =
        store.begin(Actor::System("import"), Mode::Write).await.map_err(|fault| format!("{fault:?}"))?;
    let result = put(&session, import, goods, &dataset).await;
    session.finish(result).await.map_err(|fault| match fault {
        Fault::Missing { kind: Kind::Area } => {
            format!("there is no community {} yet, and nothing here says where it lies", import.community)
        }
        fault => format!("the import failed: {fault:?}"),
    })
}

/// What was read, by its path.
enum Goods {
    Share(Reading),
    Table(TableReading),
    Survey(SurveyReading),
}

fn unpack(import: &Import, dataset: &mut Attribution, today: NaiveDate) -> Result<Goods, String> {
    match &import.route {
        Route::Folder(folder) => {
            let sources = share(folder)?;
            sources.iter().for_each(|(_, text)| import::describe(dataset, text));
            if dataset.name.is_empty() {
                dataset.name = UNNAMED.into();
            }
            Ok(Goods::Share(import::read(&sources)))
        }
        Route::Table(file) => {
            let (name, text) = file_of(file)?;
            if dataset.name.is_empty() {
                dataset.name.clone_from(&name);
            }
            Ok(Goods::Table(table::read(&name, &text)))
        }
        Route::Survey(file) => {
            let (name, text) = file_of(file)?;
            import::describe(dataset, &text);
            if dataset.name.is_empty() {
                dataset.name.clone_from(&name);
            }
            Ok(Goods::Survey(survey::read(&name, &text, today, import.dated_on)))
        }
    }
}

/// The files of a city's share, each with its name.
fn share(folder: &Path) -> Result<Vec<(String, String)>, String> {
    let mut sources = vec![];
    for name in FILES {
        let file = folder.join(name);
        if file.exists() {
            sources.push(file_of(&file)?);
        }
    }
    if sources.is_empty() {
        return Err(format!("{} holds none of {}", folder.display(), FILES.join(", ")));
    }
    Ok(sources)
}

/// A file's name and text.
fn file_of(file: &Path) -> Result<(String, String), String> {
    let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let text = import::decoded(&bytes)
        .ok_or_else(|| format!("{} is written neither in UTF-8 nor in GB18030", file.display()))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((name, text))
}

async fn put(
    session: &Session,
    import: &Import,
    goods: Goods,
    dataset: &Attribution,
) -> Result<ImportReport, Fault> {
    let known = area::named(session, &import.community).await?;
    let area = match known {
        Some(area) => area,
        None => {
            let positions = positions(&goods);
            if positions.is_empty() {
                return findings_of(goods);
            }
            let new = area::NewArea {
                parent: None,
                kind: AreaKind::Community,
                name: import.community.clone(),
                code: None,
                outline: outline(&positions),
            };
            area::add(session, new).await?
        }
    };
    spatial::dataset::note(session, dataset).await?;
    match goods {
        Goods::Share(reading) => import::write(session, &area, reading, dataset).await,
        Goods::Table(reading) => table::write(session, &area, reading, dataset, import.conflict).await,
        Goods::Survey(reading) => survey::write(session, &area, reading, dataset, import.conflict).await,
    }
}

/// Where things lie that were read.
fn positions(goods: &Goods) -> Vec<[f64; 2]> {
    match goods {
        Goods::Share(reading) => {
            let ground = reading.ground.iter().map(|one| one.geometry.centre());
            let corners = reading.buildings.iter().flat_map(|one| one.footprint.iter().copied());
            corners.chain(ground.map(|at| [at.lon, at.lat])).collect()
        }
        Goods::Table(reading) => {
            let places = reading.buildings.iter().filter_map(|one| match &one.place {
                TablePlace::Rectangle { at, .. } => Some([at.lon, at.lat]),
                TablePlace::Footprint(_) => None,
            });
            places.collect()
        }
        Goods::Survey(reading) => {
            let places = reading.objects.iter().map(|object| match &object.what {
                SurveyedKind::Building(building) => building.at,
                SurveyedKind::Ground { geometry, .. } => geometry.centre(),
            });
            places.map(|at| [at.lon, at.lat]).collect()
        }
    }
}

/// The box around all positions, some metres wider: an outline until a better one is drawn.
fn outline(positions: &[[f64; 2]]) -> Ring {
    let least = |axis: usize| positions.iter().map(|p| p[axis]).fold(f64::INFINITY, f64::min) - MARGIN;
    let most = |axis: usize| positions.iter().map(|p| p[axis]).fold(f64::NEG_INFINITY, f64::max) + MARGIN;
    let (west, south, east, north) = (least(0), least(1), most(0), most(1));
    vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
}

/// What was found in goods of which nothing can be taken; a table may stand on buildings that nobody knows.
fn findings_of(goods: Goods) -> Result<ImportReport, Fault> {
    let (read, findings) = match goods {
        Goods::Share(reading) => (reading.read, reading.findings),
        Goods::Table(reading) if !reading.buildings.is_empty() => {
            return Err(Fault::Missing { kind: Kind::Area });
        }
        Goods::Table(reading) => (reading.read, reading.notes.findings),
        Goods::Survey(reading) => (reading.read, reading.notes.findings),
    };
    Ok(ImportReport { read, findings, ..ImportReport::default() })
}
