//! Writing a city's share: what was read becomes rows, once.

use super::{ReadBuilding, ReadGround, Reading};
use base::{Session, internal};
use contract::{
    Act, Fault, Kind,
    geo::{Wgs84, ring_centre},
    spatial::{Attribution, ImportReport, Provenance},
};
use sea_orm::{QuerySelect, entity::prelude::*};
use std::collections::HashSet;

use crate::{
    area,
    building::{self, NewBuilding},
    ground::{self, NewGround},
    locate::{areas, innermost},
};

/// Cells to a degree in which buildings are grouped: some 200 m.
const CELLS: f64 = 500.0;

/// Writes what was read into a community; what the source brought before is left as it is.
///
/// # Permission
/// Creating buildings and ground everywhere.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn write(
    session: &Session,
    area: &area::Model,
    reading: Reading,
    dataset: &Attribution,
) -> Result<ImportReport, Fault> {
    session.reach(Kind::Building, Act::Create)?;
    session.reach(Kind::Ground, Act::Create)?;
    let within = Within::read(session, &area.path).await?;
    let buildings = new_buildings(session, area, &within, reading.buildings, dataset).await?;
    let ground = new_ground(session, &within, reading.ground, dataset).await?;
    let unchanged = buildings.1 + ground.1;
    let buildings = count(building::plant(session, buildings.0).await?.len());
    let ground = count(ground::plant(session, ground.0).await?.len());
    Ok(ImportReport {
        read: reading.read,
        taken: buildings + ground,
        unchanged,
        buildings,
        ground,
        findings: reading.findings,
        ..ImportReport::default()
    })
}

/// How many there are, as a report counts.
pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The areas of a community, to say in which of them something lies.
pub(super) struct Within<'a> {
    /// They, from community down.
    pub areas: Vec<area::Model>,
    community: &'a str,
}

impl<'a> Within<'a> {
    pub(super) async fn read(session: &Session, community: &'a str) -> Result<Self, Fault> {
        Ok(Self { areas: areas(session, community).await?, community })
    }

    pub(super) fn path(&self, at: Wgs84) -> String {
        innermost(&self.areas, at).map_or(self.community, |area| area.path.as_str()).to_owned()
    }
}

/// What a column holds in the rows that were brought before.
async fn texts<E: EntityTrait>(
    session: &Session,
    before: Select<E>,
    column: E::Column,
) -> Result<HashSet<String>, Fault> {
    let texts = before.select_only().column(column).into_tuple::<String>().all(session.txn()).await;
    Ok(texts.map_err(internal("reading what was imported before"))?.into_iter().collect())
}

pub(super) async fn new_buildings(
    session: &Session,
    area: &area::Model,
    within: &Within<'_>,
    read: Vec<ReadBuilding>,
    dataset: &Attribution,
) -> Result<(Vec<NewBuilding>, u32), Fault> {
    let before = building::Entity::find().filter(building::Column::Source.eq(dataset.name.as_str()));
    let before = texts(session, before, building::Column::SourceId).await?;
    let there = building::Entity::find().filter(base::path_under(building::Column::AreaPath, &area.path));
    let labels = texts(session, there, building::Column::Label).await?;
    let full_name = area::full_name(session, &area.path).await?;
    let total = read.len();
    let fresh: Vec<ReadBuilding> = read.into_iter().filter(|one| !before.contains(&one.id)).collect();
    let unchanged = count(total - fresh.len());
    let names = named(&fresh, labels);
    let new = fresh.into_iter().zip(names).map(|(one, (label, name))| {
        let at = ring_centre(&one.footprint);
        NewBuilding {
            area_path: within.path(at),
            label,
            address: format!("{full_name}{name}"),
            name,
            use_: one.use_,
            footprint: one.footprint,
            storeys: one.storeys,
            storey_height_m: one.height_m / f64::from(one.storeys),
            height_m: one.height_m,
            stairwells: 1,
            built_in: one.built_in,
            source: dataset.name.clone(),
            source_id: one.id,
            provenance: Provenance::new(dataset.origin, dataset.dated_on),
            group_key: group(at),
        }
    });
    Ok((new.collect(), unchanged))
}

/// Label and name of each: those with a name keep it, the others get the running numbers that are free.
fn named(buildings: &[ReadBuilding], mut taken: HashSet<String>) -> Vec<(String, String)> {
    let mut names: Vec<Option<(String, String)>> = vec![];
    for building in buildings {
        names.push(building.name.as_ref().map(|name| {
            let number =
                name.strip_suffix("号楼").filter(|n| n.bytes().all(|b| b.is_ascii_digit()) && !n.is_empty());
            let label = number.filter(|n| !taken.contains(*n)).unwrap_or(name).to_owned();
            taken.insert(label.clone());
            (label, name.clone())
        }));
    }
    let free = (1_u32..).map(|n| n.to_string()).filter(|label| !taken.contains(label));
    let mut free = free.map(|label| {
        let name = format!("{label}号楼");
        (label, name)
    });
    names.into_iter().map(|name| name.or_else(|| free.next()).unwrap_or_default()).collect()
}

/// The group of buildings around a point; fit to stand in an address.
pub(super) fn group(at: Wgs84) -> String {
    format!("{:.0}_{:.0}", (at.lon * CELLS).floor(), (at.lat * CELLS).floor())
}

pub(super) async fn new_ground(
    session: &Session,
    within: &Within<'_>,
    read: Vec<ReadGround>,
    dataset: &Attribution,
) -> Result<(Vec<NewGround>, u32), Fault> {
    let before = ground::Entity::find().filter(ground::Column::Source.eq(dataset.name.as_str()));
    let before = texts(session, before, ground::Column::SourceId).await?;
    let total = read.len();
    let fresh = read.into_iter().filter(|one| !before.contains(&one.id));
    let new: Vec<NewGround> = fresh
        .map(|one| NewGround {
            area_path: within.path(one.geometry.centre()),
            class: one.class,
            name: one.name,
            category: one.category,
            width_m: one.width_m,
            geometry: one.geometry,
            source: dataset.name.clone(),
            source_id: one.id,
            provenance: Provenance::new(dataset.origin, dataset.dated_on),
        })
        .collect();
    let unchanged = count(total - new.len());
    Ok((new, unchanged))
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::spatial::BuildingUse;

    fn building(name: Option<&str>) -> ReadBuilding {
        ReadBuilding {
            id: String::new(),
            name: name.map(str::to_owned),
            use_: BuildingUse::Other,
            footprint: vec![],
            storeys: 1,
            height_m: 3.0,
            built_in: None,
        }
    }

    #[test]
    fn a_building_without_a_name_gets_the_first_free_number() {
        let read = [building(None), building(Some("2号楼")), building(Some("教师公寓5#")), building(None)];
        let names = named(&read, HashSet::from(["1".to_owned()]));
        let labels: Vec<&str> = names.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["3", "2", "教师公寓5#", "4"]);
        assert_eq!(names[0].1, "3号楼");
    }
}
