//! Where the buildings of a storey table stand: on a building that is known, or on ground that is free.

use super::{TableBuilding, TablePlace};
use base::Session;
use contract::{
    Fault,
    geo::{Ring, ring_centre},
    spatial::{AreaKind, Attribution, Provenance},
};
use sea_orm::prelude::Uuid;
use std::collections::{HashMap, HashSet};

use crate::{
    area::{self, NewArea},
    building::{self, NewBuilding},
    import::{
        Conflict, Notes,
        correct::{self, Correction},
        standing::{Standing, are_same, shown},
        write::{Within, group},
    },
    locate::innermost,
    number::unsigned,
};

/// How far an estate's outline lies around its buildings, in degrees: some 30 m.
const MARGIN: f64 = 0.0003;

/// How far a building may stand from where the table says, in metres.
const OFF_M: f64 = 20.0;

/// How far a building's height may be from what the table says, in metres.
const OFF_HEIGHT_M: f64 = 0.5;

/// Where a building stands.
pub(super) enum Place {
    /// It is one that stands already.
    Standing(Box<building::Model>),
    /// The same, and it has been corrected.
    Corrected(Box<building::Model>),
    /// It is new.
    Fresh(Box<NewBuilding>),
    /// It can't stand there; a finding says why.
    LeftOut,
}

/// A community with what stands in it and what a table adds.
pub(super) struct Sites<'a> {
    community: &'a area::Model,
    full_name: String,
    within: Within<'a>,
    estates: HashMap<String, area::Model>,
    /// The rings that the table lays into each estate.
    outlines: HashMap<String, Vec<Ring>>,
    standing: Standing,
    laid: Vec<(String, Ring)>,
    /// Buildings that a row of the table has named.
    named: HashSet<Uuid>,
    dataset: &'a Attribution,
    conflict: Conflict,
}

impl<'a> Sites<'a> {
    pub(super) async fn read(
        session: &Session,
        community: &'a area::Model,
        buildings: &[TableBuilding],
        dataset: &'a Attribution,
        conflict: Conflict,
    ) -> Result<Self, Fault> {
        let within = Within::read(session, &community.path).await?;
        let is_estate = |area: &&area::Model| area.kind.0 == AreaKind::Estate;
        let estates = within.areas.iter().filter(is_estate).map(|area| (area.name.clone(), area.clone()));
        let estates = estates.collect();
        let mut outlines: HashMap<String, Vec<Ring>> = HashMap::new();
        for one in buildings {
            let ring = one.body().and_then(|body| body.ring());
            if let (Some(estate), Some(ring)) = (&one.estate, ring) {
                outlines.entry(estate.clone()).or_default().push(ring);
            }
        }
        Ok(Self {
            community,
            full_name: area::full_name(session, &community.path).await?,
            within,
            estates,
            outlines,
            standing: Standing::read(session, &community.path).await?,
            laid: vec![],
            named: HashSet::new(),
            dataset,
            conflict,
        })
    }

    /// Says where a building stands, correcting it where that is wanted.
    pub(super) async fn place(
        &mut self,
        session: &Session,
        one: &TableBuilding,
        notes: &mut Notes,
    ) -> Result<Place, Fault> {
        let known = match &one.place {
            TablePlace::Rectangle { .. } => self.known(one),
            TablePlace::Footprint(reference) => match self.meant(one, reference) {
                Ok(building) => Some(building),
                Err(reason) => {
                    one.rows().into_iter().for_each(|row| notes.left_out(row, &one.id, reason));
                    return Ok(Place::LeftOut);
                }
            },
        };
        match known.cloned() {
            Some(building) if !self.named.insert(building.id) => {
                let with = shown(&building);
                one.rows().into_iter().for_each(|row| notes.met(row, &one.id, "duplicate", with.clone()));
                Ok(Place::LeftOut)
            }
            Some(building) => self.on(session, one, building, notes).await,
            None => self.on_free_ground(session, one, notes).await,
        }
    }

    /// The building that came from this table before, or has this short name in its estate.
    fn known(&self, one: &TableBuilding) -> Option<&building::Model> {
        let estate = one.estate.as_ref().and_then(|name| self.estates.get(name));
        let in_estate = |row: &&building::Model| {
            row.label == one.label && estate.is_some_and(|estate| row.area_path.starts_with(&estate.path))
        };
        self.standing
            .came_from(&self.dataset.name, &source_id(one))
            .or_else(|| self.standing.buildings.iter().find(in_estate))
    }

    /// The building that a reference means, in the table's estate where there are several.
    fn meant(&self, one: &TableBuilding, reference: &str) -> Result<&building::Model, &'static str> {
        let mut meant = self.standing.meant(reference);
        if meant.is_empty() {
            // A building that was renamed after the table is known by the table's own name.
            meant = self.standing.buildings.iter().filter(|row| row.label == one.label).collect();
        }
        let estate = one.estate.as_ref().and_then(|name| self.estates.get(name));
        if let Some(estate) = estate.filter(|_| meant.len() > 1) {
            meant.retain(|row| row.area_path.starts_with(&estate.path));
        }
        match meant.as_slice() {
            [] => Err("no_such_footprint"),
            [building] => Ok(*building),
            _ => Err("several_footprints"),
        }
    }

    /// On a building that stands: as it is, corrected, or not at all.
    async fn on(
        &self,
        session: &Session,
        one: &TableBuilding,
        building: building::Model,
        notes: &mut Notes,
    ) -> Result<Place, Fault> {
        let has_other_storeys = unsigned(building.storeys) != one.storeys;
        let is_called_otherwise = building.label != one.label;
        let is_used_otherwise = one.is_use_told && building.use_.0 != one.use_;
        let is_as_high = !one.is_height_told || (building.height_m - one.height_m).abs() <= OFF_HEIGHT_M;
        let differs = has_other_storeys || is_called_otherwise || is_used_otherwise || !is_as_high;
        if differs && self.conflict == Conflict::Replace && building.dwellings == 0 {
            let correction = Correction {
                called: Some((one.label.clone(), one.name.clone())),
                use_: one.is_use_told.then_some(one.use_),
                footprint: None,
                storeys: Some(one.storeys),
                stairwells: Some(one.stairwells),
                height_m: (has_other_storeys || one.is_height_told).then_some(one.height_m),
                built_in: one.built_in,
            };
            let provenance = Provenance::new(self.dataset.origin, self.dataset.dated_on);
            let corrected = correct::building(session, building.id, correction, &provenance).await?;
            return Ok(Place::Corrected(Box::new(corrected)));
        }
        if has_other_storeys {
            let with = shown(&building);
            one.rows().into_iter().for_each(|row| notes.met(row, &one.id, "storeys_differ", with.clone()));
            return Ok(Place::LeftOut);
        }
        for (is_so, reason) in [
            (is_called_otherwise, "name_differs"),
            (is_used_otherwise, "use_differs"),
            (!is_as_high, "height_differs"),
        ] {
            if is_so {
                notes.mended(one.row, &one.id, reason);
            }
        }
        if let TablePlace::Rectangle { at, .. } = one.place
            && building.at().distance_m(at) > OFF_M
        {
            notes.mended(one.row, &one.id, "position_differs");
        }
        let is_in_estate = |name: &String| {
            self.estates.get(name).is_some_and(|estate| building.area_path.starts_with(&estate.path))
        };
        if one.estate.as_ref().is_some_and(|name| !is_in_estate(name)) {
            notes.mended(one.row, &one.id, "estate_differs");
        }
        Ok(Place::Standing(Box::new(building)))
    }

    async fn on_free_ground(
        &mut self,
        session: &Session,
        one: &TableBuilding,
        notes: &mut Notes,
    ) -> Result<Place, Fault> {
        if self.standing.is_out_of_use(&self.dataset.name, &source_id(one)) {
            one.rows().into_iter().for_each(|row| notes.left_out(row, &one.id, "out_of_use"));
            return Ok(Place::LeftOut);
        }
        let Some(footprint) = one.body().and_then(|body| body.ring()) else {
            one.rows().into_iter().for_each(|row| notes.left_out(row, &one.id, "bad_size"));
            return Ok(Place::LeftOut);
        };
        let there = self.standing.overlapping(&footprint).first().map(|row| shown(row));
        let laid = self.laid.iter().find(|(_, ring)| are_same(ring, &footprint)).map(|(id, _)| id.clone());
        if let Some(with) = there.or(laid) {
            one.rows().into_iter().for_each(|row| notes.met(row, &one.id, "overlaps", with.clone()));
            return Ok(Place::LeftOut);
        }
        self.laid.push((one.id.clone(), footprint.clone()));
        let at = ring_centre(&footprint);
        let (area_path, above) = match &one.estate {
            Some(name) => (self.estate(session, name).await?, format!("{}{name}", self.full_name)),
            None => (self.within.path(at), self.full_name.clone()),
        };
        Ok(Place::Fresh(Box::new(NewBuilding {
            area_path,
            label: one.label.clone(),
            name: one.name.clone(),
            use_: one.use_,
            address: format!("{above}{}", one.name),
            footprint,
            storeys: one.storeys,
            storey_height_m: one.height_m / f64::from(one.storeys),
            height_m: one.height_m,
            stairwells: one.stairwells,
            built_in: one.built_in,
            source: self.dataset.name.clone(),
            source_id: source_id(one),
            provenance: Provenance::new(self.dataset.origin, self.dataset.dated_on),
            group_key: group(at),
        })))
    }

    /// The path of an estate; one that is not known is added around its buildings, in the grid that holds its middle.
    async fn estate(&mut self, session: &Session, name: &str) -> Result<String, Fault> {
        if let Some(estate) = self.estates.get(name) {
            return Ok(estate.path.clone());
        }
        let rings = self.outlines.get(name).map(Vec::as_slice).unwrap_or_default();
        let outline = around(rings);
        let above: Vec<area::Model> =
            self.within.areas.iter().filter(|area| area.kind.0 != AreaKind::Estate).cloned().collect();
        let parent = innermost(&above, ring_centre(&outline)).unwrap_or(self.community);
        let new = NewArea {
            parent: Some(parent.id),
            kind: AreaKind::Estate,
            name: name.to_owned(),
            code: None,
            outline,
        };
        let added = area::add(session, new).await?;
        let path = added.path.clone();
        self.estates.insert(name.to_owned(), added);
        Ok(path)
    }
}

fn source_id(one: &TableBuilding) -> String {
    format!("table/{}", one.id)
}

/// The box around some rings, with a margin.
fn around(rings: &[Ring]) -> Ring {
    let least = |axis: usize| rings.iter().flatten().map(|p| p[axis]).fold(f64::INFINITY, f64::min) - MARGIN;
    let most =
        |axis: usize| rings.iter().flatten().map(|p| p[axis]).fold(f64::NEG_INFINITY, f64::max) + MARGIN;
    let (west, south, east, north) = (least(0), least(1), most(0), most(1));
    vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
}
