//! Writing a storey table: buildings with their storeys, then their dwellings, each with code, address and outline.

use super::{
    TableBuilding, TablePlace, TableReading,
    body::Body,
    site::{Place, Sites},
};
use base::{Session, internal};
use contract::{
    Act, Fault, Kind,
    geo::ring_area_m2,
    spatial::{Attribution, ImportReport},
};
use sea_orm::{QuerySelect, entity::prelude::*};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::{
    area, building,
    dwelling::{self, NewDwelling},
    import::{Conflict, Notes, write::count},
    number::unsigned,
};

/// Writes what was read into a community. What stands there already stays: a building that the table tells otherwise is
/// corrected only when whoever imports says so, and while it has no dwellings.
///
/// # Permission
/// Creating areas, buildings and dwellings everywhere; for corrections also changing buildings.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn write(
    session: &Session,
    area: &area::Model,
    reading: TableReading,
    dataset: &Attribution,
    conflict: Conflict,
) -> Result<ImportReport, Fault> {
    session.reach(Kind::Building, Act::Create)?;
    session.reach(Kind::Dwelling, Act::Create)?;
    let mut report = ImportReport { read: reading.read, ..ImportReport::default() };
    let mut rows = Rows { notes: reading.notes, ..Rows::default() };
    let mut sites = Sites::read(session, area, &reading.buildings, dataset, conflict).await?;
    let (mut homes, mut fresh, mut new) = (vec![], vec![], vec![]);
    for one in reading.buildings {
        match sites.place(session, &one, &mut rows.notes).await? {
            Place::LeftOut => {}
            Place::Fresh(building) => {
                new.push(*building);
                fresh.push(one);
            }
            Place::Standing(building) => homes.push((*building, one)),
            Place::Corrected(building) => {
                report.corrected += 1;
                rows.taken.extend(one.is_one_row.then_some(one.row));
                homes.push((*building, one));
            }
        }
    }
    let planted = building::plant(session, new).await?;
    report.buildings = count(planted.len());
    rows.taken.extend(fresh.iter().filter(|one| one.is_one_row).map(|one| one.row));
    homes.extend(planted.into_iter().zip(fresh));
    let mut dwellings = vec![];
    for (home, one) in &homes {
        dwellings.extend(divide(session, home, one, dataset, &mut rows).await?);
    }
    report.dwellings = count(dwelling::plant(session, dwellings).await?.len());
    report.taken = count(rows.taken.len());
    report.unchanged = count(rows.known.difference(&rows.taken).count());
    report.findings = rows.notes.findings;
    report.findings.sort_by_key(|finding| finding.row);
    Ok(report)
}

/// What became of the rows.
#[derive(Default)]
struct Rows {
    taken: BTreeSet<u32>,
    known: BTreeSet<u32>,
    notes: Notes,
}

impl Rows {
    /// Dwellings that can't be made; a row that tells of the whole building is known all the same.
    fn refuse(&mut self, one: &TableBuilding, nth: &[usize], reason: &str) {
        if one.is_one_row {
            if self.known.insert(one.row) {
                self.notes.mended(one.row, &one.id, reason);
            }
            return;
        }
        for dwelling in nth.iter().map(|nth| &one.dwellings[*nth]) {
            let id = format!("{}/{}", one.id, dwelling.number);
            self.notes.left_out(dwelling.row, &id, reason);
        }
    }
}

/// The dwellings of a building that are not there yet.
async fn divide<'h>(
    session: &Session,
    home: &'h building::Model,
    one: &TableBuilding,
    dataset: &Attribution,
    rows: &mut Rows,
) -> Result<Vec<NewDwelling<'h>>, Fault> {
    let standing: Vec<(i32, i32, String)> = dwelling::Entity::find()
        .filter(dwelling::Column::BuildingId.eq(home.id))
        .filter(dwelling::Column::RetiredAt.is_null())
        .select_only()
        .columns([dwelling::Column::Stairwell, dwelling::Column::Storey, dwelling::Column::Number])
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("reading the dwellings of a building"))?;
    let divided: HashSet<(u32, i32)> =
        standing.iter().map(|(stairwell, storey, _)| (unsigned(*stairwell), *storey)).collect();
    let known: HashSet<(u32, &str)> =
        standing.iter().map(|(stairwell, _, number)| (unsigned(*stairwell), number.as_str())).collect();
    let labels = Labels::of(home, one, &known);
    let mut around: BTreeMap<(u32, i32), Vec<usize>> = BTreeMap::new();
    for (nth, dwelling) in one.dwellings.iter().enumerate() {
        if known.contains(&(dwelling.stairwell, dwelling.number.as_str())) {
            rows.known.insert(dwelling.row);
        } else {
            around.entry((dwelling.stairwell, dwelling.storey)).or_default().push(nth);
        }
    }
    if one.dwellings.is_empty() {
        rows.known.insert(one.row);
    }
    let body = Body::of(&home.ring());
    let stairwells = one.stairwells.max(unsigned(home.stairwells));
    let mut new = vec![];
    for ((stairwell, storey), mut side) in around {
        if divided.contains(&(stairwell, storey)) {
            rows.refuse(one, &side, "divided_before");
            continue;
        }
        let Some(outlines) = body.dwellings(stairwell.saturating_sub(1), stairwells, side.len()) else {
            rows.refuse(one, &side, "no_room");
            continue;
        };
        side.sort_by_key(|nth| (one.dwellings[*nth].number.len(), one.dwellings[*nth].number.clone()));
        for (nth, footprint) in side.into_iter().zip(outlines) {
            let dwelling = &one.dwellings[nth];
            rows.taken.insert(dwelling.row);
            let base_m = f64::from(if storey > 0 { storey - 1 } else { storey }) * home.storey_height_m;
            let outline_m2 = (ring_area_m2(&footprint) * 100.0).round() / 100.0;
            new.push(NewDwelling {
                building: home,
                label: labels.label(stairwell, &dwelling.number),
                number: dwelling.number.clone(),
                stairwell,
                storey,
                base_m,
                top_m: base_m + home.storey_height_m,
                footprint,
                floor_area_m2: dwelling.area_m2.unwrap_or(outline_m2),
                address: format!("{}{stairwell}单元{}室", home.address, dwelling.number),
                vacancy_checked_on: None,
                origin: dataset.origin,
                origin_on: Some(dataset.dated_on),
            });
        }
    }
    Ok(new)
}

/// The short names of a building's dwellings: `3-1502`, with the stairwell where a number stands in several, `3-2-1502`.
struct Labels<'a> {
    building: &'a str,
    stairwells: HashMap<&'a str, BTreeSet<u32>>,
}

impl<'a> Labels<'a> {
    fn of(home: &'a building::Model, one: &'a TableBuilding, known: &HashSet<(u32, &'a str)>) -> Self {
        let mut stairwells: HashMap<&str, BTreeSet<u32>> = HashMap::new();
        let told = one.dwellings.iter().map(|dwelling| (dwelling.stairwell, dwelling.number.as_str()));
        for (stairwell, number) in told.chain(known.iter().copied()) {
            stairwells.entry(number).or_default().insert(stairwell);
        }
        Self { building: &home.label, stairwells }
    }

    fn label(&self, stairwell: u32, number: &str) -> String {
        let building = self.building;
        match self.stairwells.get(number) {
            Some(several) if several.len() > 1 => format!("{building}-{stairwell}-{number}"),
            _ => format!("{building}-{number}"),
        }
    }
}

impl TableBuilding {
    /// Its body, where the table itself says how it stands.
    pub(super) fn body(&self) -> Option<Body> {
        match self.place {
            TablePlace::Footprint(_) => None,
            TablePlace::Rectangle { at, length_m, width_m, bearing_deg } => {
                Some(Body::rectangle(at, length_m, width_m, bearing_deg))
            }
        }
    }

    /// The rows that tell of it.
    pub(super) fn rows(&self) -> Vec<u32> {
        if self.is_one_row {
            return vec![self.row];
        }
        self.dwellings.iter().map(|dwelling| dwelling.row).collect()
    }
}
