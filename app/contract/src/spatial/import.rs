//! Imports: by which path an object came into the static model, out of which dataset, and what an import found.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

terms! {
    /// The path by which an object came into the static model.
    ///
    /// # Source
    /// 《基于城市信息模型（CIM）的智慧社区建设指南》 (2021) 4.3.2: shared by the city's CIM platform, captured in the field, built from storey tables.
    Origin in "origin" {
        /// Shared by the city's CIM or GIS platform.
        CityShare = "city_share",
        /// Measured on the spot.
        FieldSurvey = "field_survey",
        /// Built from a storey table (楼盘表).
        StoreyTable = "storey_table",
        /// Made up for the demo.
        Demo = "demo",
    }
}

/// Where an object comes from, and from when it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// By which path it came.
    pub origin: Origin,
    /// Day on which it was so: of the survey or the dataset; none when nobody kept it.
    pub on: Option<NaiveDate>,
    /// What it was surveyed with.
    pub device: Option<String>,
    /// How far its position is off at most, in metres.
    pub accuracy_m: Option<f64>,
}

impl Provenance {
    /// Of a path and a day, not surveyed.
    #[must_use]
    pub fn new(origin: Origin, on: NaiveDate) -> Self {
        Self { origin, on: Some(on), device: None, accuracy_m: None }
    }
}

/// Whose data is on the map, and under which licence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// What the dataset is called; whom it names.
    pub name: String,
    /// By which path it came.
    pub origin: Origin,
    /// Licence, such as `ODbL-1.0`.
    pub licence: Option<String>,
    /// Day of the dataset.
    pub dated_on: NaiveDate,
}

/// What an import found, in full: nothing is dropped in silence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportReport {
    /// Rows of the source.
    pub read: u32,
    /// Rows taken.
    pub taken: u32,
    /// Rows that had been taken before.
    pub unchanged: u32,
    /// Buildings that were made of them.
    pub buildings: u32,
    /// Dwellings that were made of them.
    pub dwellings: u32,
    /// Features of the base map that were made of them.
    pub ground: u32,
    /// Objects that stood before and were corrected.
    pub corrected: u32,
    /// What was refused or mended: source, row, and why.
    pub findings: Vec<ImportFinding>,
}

/// One thing that an import noticed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportFinding {
    /// File.
    pub source: String,
    /// Row, from 1; 0 for the whole file.
    pub row: u32,
    /// Identifier in the source.
    pub id: String,
    /// `duplicate`, `bad_geometry`, `no_name`, `height_assumed`, ...
    pub reason: String,
    /// What stands there already, where that is the reason.
    pub with: Option<String>,
    /// Whether the row was left out.
    pub left_out: bool,
}
