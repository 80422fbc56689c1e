//! Reading a storey table: its rows become buildings, with a finding for everything amiss.

use super::{
    TableBuilding, TableDwelling, TablePlace, TableReading,
    dwelling::{self, STOREYS, number, whole, within},
    header::{self, Field, Layout, Line},
};
use contract::{geo::Wgs84, spatial::BuildingUse};
use std::collections::{HashMap, HashSet};

use crate::{
    import::{Notes, csv, height, kind::use_of},
    locate::ENDINGS,
};

/// Length and width of a building's rectangle, in metres.
const SIDES_M: std::ops::RangeInclusive<f64> = 3.0..=400.0;

/// Reads a storey table.
#[must_use]
pub fn read(file: &str, text: &str) -> TableReading {
    let mut notes = Notes::on(file);
    let records = csv::records(text).unwrap_or_else(|row| {
        notes.left_out(row, "", "unclosed_quote");
        vec![]
    });
    if records.is_empty() && notes.findings.is_empty() {
        notes.left_out(0, "", "empty");
    }
    if !notes.findings.is_empty() {
        return TableReading { notes, ..TableReading::default() };
    }
    let Some((header, rows)) = header::split(&records, &mut notes) else {
        return TableReading { notes, ..TableReading::default() };
    };
    let mut groups: Vec<Group<'_>> = vec![];
    let mut known: HashMap<String, usize> = HashMap::new();
    for (row, cells) in rows {
        let line = Line { row: *row, cells, header: &header };
        let Some(building) = line.text(Field::Building) else {
            notes.left_out(*row, "", "no_building");
            continue;
        };
        let group = Group::new(line, building);
        match known.get(&group.id) {
            Some(_) if header.layout == Layout::Building => notes.left_out(*row, &group.id, "duplicate"),
            Some(nth) => groups[*nth].lines.push(line),
            None => {
                known.insert(group.id.clone(), groups.len());
                groups.push(group);
            }
        }
    }
    let mut buildings = vec![];
    for group in groups {
        match group.building(header.layout, &mut notes) {
            Ok(building) => buildings.extend(building),
            Err(reason) => group.lines.iter().for_each(|line| notes.left_out(line.row, &group.id, reason)),
        }
    }
    notes.findings.sort_by_key(|finding| finding.row);
    let read = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    TableReading { read, buildings, notes }
}

/// Short name and name of a building: `3`, `3栋` and `03号楼` are all `3号楼`.
fn called(text: &str) -> (String, String) {
    let number = ENDINGS.iter().find_map(|ending| text.strip_suffix(*ending)).unwrap_or(text).trim();
    match number.parse::<u32>() {
        Ok(number) => (number.to_string(), format!("{number}号楼")),
        Err(_) => (text.to_owned(), text.to_owned()),
    }
}

/// The rows of one building.
struct Group<'a> {
    id: String,
    estate: Option<&'a str>,
    label: String,
    name: String,
    lines: Vec<Line<'a>>,
}

impl<'a> Group<'a> {
    fn new(line: Line<'a>, building: &str) -> Self {
        let (label, name) = called(building);
        let estate = line.text(Field::Estate);
        let id = estate.map_or_else(|| label.clone(), |estate| format!("{estate}/{label}"));
        Self { id, estate, label, name, lines: vec![line] }
    }

    /// What its rows say of the whole building: the first that says anything; others that differ are told.
    fn said(&self, field: Field, notes: &mut Notes) -> Option<&'a str> {
        let mut says = self.lines.iter().filter_map(|line| Some((line.row, line.text(field)?)));
        let (_, first) = says.next()?;
        for (row, _) in says.filter(|(_, other)| *other != first) {
            notes.mended(row, &self.id, "differs_from_first");
        }
        Some(first)
    }

    /// The building; none when each of its rows was left out by itself.
    fn building(&self, layout: Layout, notes: &mut Notes) -> Result<Option<TableBuilding>, &'static str> {
        let row = self.lines[0].row;
        let place = self.place(notes)?;
        let told = self.said(Field::Storeys, notes);
        let told = told.map(|text| whole(text, STOREYS).ok_or("bad_storeys")).transpose()?;
        let one_m = self.said(Field::StoreyHeight, notes);
        let one_m = one_m.map(|text| within(text, 2.0..=15.0).ok_or("bad_storey_height")).transpose()?;
        let (storeys, stairwells, dwellings) = match layout {
            Layout::Dwelling => self.named(told, notes),
            Layout::Building => {
                // Where there is no column of storeys, that of the storey holds their number.
                let highest = self.lines[0].text(Field::Storey).and_then(|text| whole(text, STOREYS));
                let storeys = told.or(highest).ok_or("no_storeys")?;
                let (stairwells, dwellings) = dwelling::count(self.lines[0], storeys)?;
                (storeys, stairwells, dwellings)
            }
        };
        if layout == Layout::Dwelling && dwellings.is_empty() {
            return Ok(None);
        }
        if layout == Layout::Building && dwellings.first().is_some_and(|one| one.area_m2.is_none()) {
            notes.mended(row, &self.id, "area_assumed");
        }
        let height = self.said(Field::Height, notes).map(str::to_owned);
        let height = height.or_else(|| one_m.map(|one_m| (one_m * f64::from(storeys)).to_string()));
        let heights = height::judge(Some(&storeys.to_string()), height.as_deref(), "");
        if let Some(reason) = heights.finding {
            notes.mended(row, &self.id, reason);
        }
        let year = self.said(Field::BuiltIn, notes);
        let built_in = year.and_then(|text| whole(text, 1900.0..=2100.0));
        if year.is_some() && built_in.is_none() {
            notes.mended(row, &self.id, "bad_year");
        }
        Ok(Some(TableBuilding {
            id: self.id.clone(),
            row,
            is_one_row: layout == Layout::Building,
            estate: self.estate.map(str::to_owned),
            label: self.label.clone(),
            name: self.name.clone(),
            use_: self.use_(notes),
            is_use_told: self.lines.iter().any(|line| line.text(Field::Usage).is_some()),
            place,
            storeys,
            height_m: heights.height_m,
            is_height_told: height.is_some(),
            stairwells,
            built_in: built_in.and_then(|year| i32::try_from(year).ok()),
            dwellings,
        }))
    }

    fn place(&self, notes: &mut Notes) -> Result<TablePlace, &'static str> {
        if let Some(reference) = self.said(Field::Footprint, notes) {
            return Ok(TablePlace::Footprint(reference.to_owned()));
        }
        let (lon, lat) = (self.said(Field::Lon, notes), self.said(Field::Lat, notes));
        let (Some(lon), Some(lat)) = (lon, lat) else { return Err("no_position") };
        let at = number(lon).zip(number(lat)).map(|(lon, lat)| Wgs84 { lon, lat });
        let at = at.filter(|at| at.is_valid()).ok_or("bad_position")?;
        let (length, width) = (self.said(Field::Length, notes), self.said(Field::Width, notes));
        let (Some(length), Some(width)) = (length, width) else { return Err("no_size") };
        let sides = within(length, SIDES_M).zip(within(width, SIDES_M));
        let (length_m, width_m) = sides.ok_or("bad_size")?;
        let bearing_deg = match self.said(Field::Bearing, notes) {
            Some(text) => within(text, 0.0..=360.0).ok_or("bad_bearing")?,
            None => {
                notes.mended(self.lines[0].row, &self.id, "bearing_assumed");
                90.0
            }
        };
        Ok(TablePlace::Rectangle { at, length_m, width_m, bearing_deg })
    }

    /// The dwellings that its rows name, each once; storeys and stairwells as far as they reach.
    fn named(&self, told: Option<u32>, notes: &mut Notes) -> (u32, u32, Vec<TableDwelling>) {
        let mut seen = HashSet::new();
        let mut dwellings: Vec<TableDwelling> = vec![];
        for line in &self.lines {
            let door = line.text(Field::Dwelling).unwrap_or_default();
            let id = format!("{}/{door}", self.id);
            match dwelling::read(*line) {
                Err(reason) => notes.left_out(line.row, &id, reason),
                Ok((one, _)) if i64::from(one.storey) > told.map_or(i64::MAX, i64::from) => {
                    notes.left_out(line.row, &id, "storey_out_of_range");
                }
                Ok((one, _)) if !seen.insert((one.stairwell, one.number.clone())) => {
                    notes.left_out(line.row, &id, "duplicate");
                }
                Ok((one, mended)) => {
                    mended.iter().for_each(|reason| notes.mended(line.row, &id, reason));
                    dwellings.push(one);
                }
            }
        }
        let highest = dwellings.iter().filter_map(|one| u32::try_from(one.storey).ok()).max();
        let stairwells = dwellings.iter().map(|one| one.stairwell).max();
        (told.or(highest).unwrap_or(1), stairwells.unwrap_or(1), dwellings)
    }

    /// The use that most of its rows name, and the first of those.
    fn use_(&self, notes: &mut Notes) -> BuildingUse {
        let mut uses: Vec<(BuildingUse, usize)> = vec![];
        let mut of_rows = vec![];
        for line in &self.lines {
            let Some(word) = line.text(Field::Usage) else { continue };
            let (use_, is_known) = use_of(word);
            if !is_known {
                notes.mended(line.row, &self.id, "unknown_use");
            }
            of_rows.push((line.row, use_));
            match uses.iter_mut().find(|(other, _)| *other == use_) {
                Some((_, n)) => *n += 1,
                None => uses.push((use_, 1)),
            }
        }
        let Some(most) = uses.iter().map(|(_, n)| *n).max() else {
            notes.mended(self.lines[0].row, &self.id, "use_assumed");
            return BuildingUse::Residential;
        };
        let chosen = uses.iter().find(|(_, n)| *n == most).map_or(BuildingUse::Other, |(use_, _)| *use_);
        for (row, _) in of_rows.into_iter().filter(|(_, use_)| *use_ != chosen) {
            notes.mended(row, &self.id, "mixed_use");
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_building_is_called_by_its_number_or_as_it_is_written() {
        for text in ["3", "3栋", "03号楼", "3 号楼"] {
            assert_eq!(called(text), ("3".into(), "3号楼".into()), "{text}");
        }
        assert_eq!(called("A座").1, "A座");
    }
}
