//! Writing a survey: what is new is added; what stands already is told, and corrected where that is wanted.

use super::{SurveyReading, Surveyed, SurveyedBuilding, SurveyedKind};
use base::{Session, Stored};
use contract::{
    Act, Fault, Kind,
    geo::ring_holds,
    spatial::{Attribution, BuildingUse, GroundClass, ImportReport, Provenance},
};
use std::collections::HashMap;

use crate::{
    area, building, ground,
    import::{
        Conflict, Notes, ReadBuilding, ReadGround,
        correct::{self, Correction, GroundCorrection},
        height,
        standing::{Standing, are_same, shown},
        write::{Within, count, new_buildings, new_ground},
    },
};

/// Writes a survey into a community.
///
/// # Permission
/// Creating buildings and ground everywhere; for corrections also changing them.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn write(
    session: &Session,
    area: &area::Model,
    reading: SurveyReading,
    dataset: &Attribution,
    conflict: Conflict,
) -> Result<ImportReport, Fault> {
    session.reach(Kind::Building, Act::Create)?;
    session.reach(Kind::Ground, Act::Create)?;
    let standing = Standing::read(session, &area.path).await?;
    let mut writing = Writing {
        session,
        dataset,
        conflict,
        standing,
        notes: reading.notes,
        report: ImportReport { read: reading.read, ..ImportReport::default() },
        buildings: vec![],
        ground: vec![],
        provenances: HashMap::new(),
    };
    for object in reading.objects {
        match &object.what {
            SurveyedKind::Building(building) => writing.building(&object, building).await?,
            SurveyedKind::Ground { class, category, width_m, geometry } => {
                let read = ReadGround {
                    id: object.id.clone(),
                    class: *class,
                    name: object.name.clone(),
                    category: category.clone(),
                    width_m: *width_m,
                    geometry: geometry.clone(),
                };
                writing.ground(&object, read).await?;
            }
        }
    }
    writing.add(area).await
}

struct Writing<'a> {
    session: &'a Session,
    dataset: &'a Attribution,
    conflict: Conflict,
    standing: Standing,
    notes: Notes,
    report: ImportReport,
    buildings: Vec<ReadBuilding>,
    ground: Vec<ReadGround>,
    /// Of what is new, by identifier.
    provenances: HashMap<String, Provenance>,
}

impl Writing<'_> {
    async fn building(&mut self, object: &Surveyed, surveyed: &SurveyedBuilding) -> Result<(), Fault> {
        let there = self.there(object, surveyed);
        let before = match there.as_slice() {
            [] => {
                self.new_building(object, surveyed);
                return Ok(());
            }
            [before] => before.clone(),
            several => {
                let with = several.iter().map(shown).collect::<Vec<_>>().join(", ");
                self.notes.met(object.row, &object.id, "covers_several", with);
                return Ok(());
            }
        };
        if is_told_already(&before, object, surveyed) {
            self.report.unchanged += 1;
            return Ok(());
        }
        if self.conflict == Conflict::Report {
            self.notes.met(object.row, &object.id, "conflict", shown(&before));
            return Ok(());
        }
        // A dwelling's address and outline are its building's: they are not moved by hearsay.
        if before.dwellings > 0 {
            let mut told = |is_so: bool, reason: &str| {
                if is_so {
                    self.notes.mended(object.row, &object.id, reason);
                }
            };
            told(object.name.as_ref().is_some_and(|name| *name != before.name), "name_kept");
            let storeys = surveyed.storeys.map(crate::number::signed);
            told(storeys.is_some_and(|storeys| storeys != before.storeys), "storeys_kept");
            let ring = surveyed.footprint.as_ref();
            told(ring.is_some_and(|ring| *ring != before.ring()), "dwellings_not_moved");
        }
        let correction = Correction {
            called: object.name.clone().map(|name| {
                // A building without a number is known by its name.
                let label = if before.label == before.name { name.clone() } else { before.label.clone() };
                (label, name)
            }),
            use_: surveyed.use_,
            footprint: surveyed.footprint.clone(),
            storeys: surveyed.storeys,
            stairwells: None,
            height_m: surveyed.height_m,
            built_in: surveyed.built_in,
        };
        correct::building(self.session, before.id, correction, &object.provenance).await?;
        self.report.corrected += 1;
        self.report.taken += 1;
        Ok(())
    }

    /// The buildings that a surveyed one may be: the one that it was added as, else those where it lies.
    fn there(&self, object: &Surveyed, surveyed: &SurveyedBuilding) -> Vec<building::Model> {
        if let Some(before) = self.standing.came_from(&self.dataset.name, &object.id) {
            return vec![before.clone()];
        }
        let mut there = match &surveyed.footprint {
            Some(ring) => self.standing.overlapping(ring),
            None => {
                let holds = |row: &&building::Model| ring_holds(&row.ring(), surveyed.at);
                self.standing.buildings.iter().filter(holds).collect()
            }
        };
        if there.is_empty() {
            let called = object.name.as_deref().map(|name| self.standing.called(name, surveyed.at));
            there = called.unwrap_or_default();
        }
        there.into_iter().cloned().collect()
    }

    fn new_building(&mut self, object: &Surveyed, surveyed: &SurveyedBuilding) {
        let Some(footprint) = surveyed.footprint.clone() else {
            return self.notes.left_out(object.row, &object.id, "no_footprint");
        };
        if let Some(other) = self.buildings.iter().find(|other| are_same(&other.footprint, &footprint)) {
            let with = other.id.clone();
            return self.notes.met(object.row, &object.id, "duplicate", with);
        }
        if object.name.is_none() {
            self.notes.mended(object.row, &object.id, "no_name");
        }
        if surveyed.use_.is_none() {
            self.notes.mended(object.row, &object.id, "use_assumed");
        }
        let storeys = surveyed.storeys.map(|storeys| storeys.to_string());
        let height = surveyed.height_m.map(|height_m| height_m.to_string());
        let heights = height::judge(storeys.as_deref(), height.as_deref(), "");
        self.provenances.insert(object.id.clone(), object.provenance.clone());
        self.buildings.push(ReadBuilding {
            id: object.id.clone(),
            name: object.name.clone(),
            use_: surveyed.use_.unwrap_or(BuildingUse::Other),
            footprint,
            storeys: heights.storeys,
            height_m: heights.height_m,
            built_in: surveyed.built_in,
        });
    }

    async fn ground(&mut self, object: &Surveyed, read: ReadGround) -> Result<(), Fault> {
        let at = read.geometry.centre();
        let kind = (read.class, read.category.as_deref());
        let before = self.standing.ground_came_from(&self.dataset.name, &object.id);
        let before = before.or_else(|| self.standing.same_ground(kind, read.name.as_deref(), at)).cloned();
        let Some(before) = before else {
            let is_twin = |other: &&ReadGround| {
                (other.class, &other.category, &other.name, &other.geometry)
                    == (read.class, &read.category, &read.name, &read.geometry)
            };
            if let Some(with) = self.ground.iter().find(is_twin).map(|other| other.id.clone()) {
                self.notes.met(object.row, &object.id, "duplicate", with);
                return Ok(());
            }
            let is_entrance = read.category.as_deref() == Some("building");
            if read.class == GroundClass::Place && read.name.is_none() && !is_entrance {
                self.notes.mended(object.row, &object.id, "no_name");
            }
            self.provenances.insert(object.id.clone(), object.provenance.clone());
            self.ground.push(read);
            return Ok(());
        };
        if is_ground_told_already(&before, &read, &object.provenance) {
            self.report.unchanged += 1;
            return Ok(());
        }
        if self.conflict == Conflict::Report || before.class != Stored(read.class) {
            let name = before.name.clone().unwrap_or_default();
            self.notes.met(object.row, &object.id, "conflict", format!("{} {name}", before.map_no));
            return Ok(());
        }
        let correction = GroundCorrection {
            name: read.name,
            category: read.category,
            width_m: read.width_m,
            geometry: read.geometry,
        };
        correct::ground(self.session, before.id, correction, &object.provenance).await?;
        self.report.corrected += 1;
        self.report.taken += 1;
        Ok(())
    }

    /// Adds what is new, in the areas in which it lies.
    async fn add(mut self, area: &area::Model) -> Result<ImportReport, Fault> {
        let (session, dataset) = (self.session, self.dataset);
        let within = Within::read(session, &area.path).await?;
        let (mut buildings, again) = new_buildings(session, area, &within, self.buildings, dataset).await?;
        self.report.unchanged += again;
        for new in &mut buildings {
            if let Some(provenance) = self.provenances.get(&new.source_id) {
                new.provenance = provenance.clone();
            }
        }
        let (mut ground, again) = new_ground(session, &within, self.ground, dataset).await?;
        self.report.unchanged += again;
        for new in &mut ground {
            if let Some(provenance) = self.provenances.get(&new.source_id) {
                new.provenance = provenance.clone();
            }
        }
        let mut report = self.report;
        report.buildings = count(building::plant(session, buildings).await?.len());
        report.ground = count(ground::plant(session, ground).await?.len());
        report.taken += report.buildings + report.ground;
        report.findings = self.notes.findings;
        report.findings.sort_by_key(|finding| finding.row);
        Ok(report)
    }
}

/// Whether a building is already as this survey found it.
fn is_told_already(before: &building::Model, object: &Surveyed, surveyed: &SurveyedBuilding) -> bool {
    let is_empty = before.dwellings == 0;
    before.provenance() == object.provenance
        && surveyed.footprint.as_ref().is_none_or(|ring| *ring == before.ring())
        && surveyed.height_m.is_none_or(|height_m| height_m == before.height_m)
        && surveyed
            .storeys
            .is_none_or(|storeys| crate::number::signed(storeys) == before.storeys || !is_empty)
        && surveyed.use_.is_none_or(|use_| Stored(use_) == before.use_)
        && object.name.as_ref().is_none_or(|name| *name == before.name || !is_empty)
}

/// Whether a feature of the ground is already as this survey found it.
fn is_ground_told_already(before: &ground::Model, read: &ReadGround, provenance: &Provenance) -> bool {
    before.provenance() == *provenance
        && before.shape().as_ref() == Some(&read.geometry)
        && (read.name.is_none() || read.name == before.name)
        && (read.category.is_none() || read.category == before.category)
}
