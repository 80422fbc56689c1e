//! Places: the area tree, buildings, storeys, dwellings, the base map, and the codes that name them.

use crate::{
    AreaId, BuildingId, Cell, Column, DwellingId, Mark,
    field::{Field, Input},
    geo::Wgs84,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub mod code;
mod import;
mod shape;

pub use import::*;
pub use shape::*;

terms! {
    /// Level of an area.
    AreaKind in "area_kind" {
        /// 市.
        City = "city",
        /// 区.
        District = "district",
        /// 街道.
        Street = "street",
        /// 社区.
        Community = "community",
        /// 网格.
        Grid = "grid",
        /// 小区.
        Estate = "estate",
    }
}

terms! {
    /// Class of a feature of the base map.
    GroundClass in "ground_class" {
        /// A road for vehicles.
        Road = "road",
        /// A footway.
        Path = "path",
        /// Lawn, park, wood.
        Green = "green",
        /// A pond or stream.
        Water = "water",
        /// A car park.
        Parking = "parking",
        /// An entrance of an estate.
        Gate = "gate",
        /// A place that people look for: school, clinic, market.
        Place = "place",
    }
}

terms! {
    /// Use of a building.
    BuildingUse in "building_use" {
        /// Dwellings.
        Residential = "residential",
        /// A dormitory.
        Dormitory = "dormitory",
        /// A school or kindergarten.
        School = "school",
        /// Shops and offices.
        Commercial = "commercial",
        /// Rooms of the community.
        Community = "community",
        /// Anything else, or not known.
        Other = "other",
    }
}

terms! {
    /// Occupancy by record.
    Occupancy in "occupancy" {
        /// Somebody is registered.
        Occupied = "occupied",
        /// Checked to be empty.
        Vacant = "vacant",
        /// Nobody is registered and nobody checked.
        Unknown = "unknown",
    }
}

/// An area.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaRow {
    /// Identity.
    pub id: AreaId,
    /// The one above.
    pub parent: Option<AreaId>,
    /// Level.
    pub kind: AreaKind,
    /// Name.
    pub name: String,
    /// Unified code.
    pub code: String,
    /// Buildings below.
    pub buildings: u32,
    /// Dwellings below.
    pub dwellings: u32,
}

/// A building in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BuildingRow {
    /// Identity.
    pub id: BuildingId,
    /// Number on the map.
    pub map_no: u32,
    /// Name.
    pub name: String,
    /// Unified code.
    pub code: String,
    /// Use.
    pub use_: BuildingUse,
    /// Standard address.
    pub address: String,
    /// Storeys above ground.
    pub storeys: u32,
    /// Height in metres.
    pub height_m: f64,
    /// Dwellings.
    pub dwellings: u32,
    /// Position.
    pub at: Wgs84,
    /// Dataset that it came with.
    pub source: String,
    /// By which path it came into the model, and from when.
    pub provenance: Provenance,
}

/// Columns of the building list.
pub const BUILDING_COLUMNS: &[Column<BuildingRow>] = &[
    Column { key: "name", label: "building.name", sortable: true, cell: |r| Cell::Text(r.name.clone()) },
    Column { key: "code", label: "building.code", sortable: false, cell: |r| Cell::Code(r.code.clone()) },
    Column {
        key: "use",
        label: "building.use",
        sortable: false,
        cell: |r| Cell::Term(format!("building_use.{}", r.use_)),
    },
    Column {
        key: "storeys",
        label: "building.storeys",
        sortable: false,
        cell: |r| Cell::Number(r.storeys.into()),
    },
    Column {
        key: "dwellings",
        label: "building.dwellings",
        sortable: false,
        cell: |r| Cell::Number(r.dwellings.into()),
    },
    Column {
        key: "origin",
        label: "building.origin",
        sortable: false,
        cell: |r| Cell::Term(format!("origin.{}", r.provenance.origin)),
    },
    Column {
        key: "address",
        label: "building.address",
        sortable: false,
        cell: |r| Cell::Text(r.address.clone()),
    },
];

/// A dwelling in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DwellingRow {
    /// Identity.
    pub id: DwellingId,
    /// Number on the map.
    pub map_no: u32,
    /// Its building's number on the map.
    pub building_no: u32,
    /// Group of buildings under which its shape is served.
    pub group: String,
    /// Short name: `3-1502`.
    pub label: String,
    /// Unified code.
    pub code: String,
    /// Standard address.
    pub address: String,
    /// Storey.
    pub storey: i32,
    /// Stairwell.
    pub stairwell: u32,
    /// Floor area in square metres.
    pub floor_area_m2: f64,
    /// Occupancy by record.
    pub occupancy: Occupancy,
    /// Day on which a vacancy was checked.
    pub vacancy_checked_on: Option<NaiveDate>,
    /// Persons registered now.
    pub occupants: u32,
    /// Position of its middle.
    pub at: Wgs84,
    /// By which path it came into the model.
    pub origin: Origin,
    /// Version for the next change.
    pub revision: i32,
}

impl DwellingRow {
    /// The mark of its occupancy.
    #[must_use]
    pub fn mark(&self) -> Mark {
        match self.occupancy {
            Occupancy::Occupied => Mark::Normal,
            Occupancy::Vacant => Mark::Offline,
            Occupancy::Unknown => Mark::Unknown,
        }
    }
}

/// Columns of the dwelling list.
pub const DWELLING_COLUMNS: &[Column<DwellingRow>] = &[
    Column { key: "label", label: "dwelling.label", sortable: true, cell: |r| Cell::Text(r.label.clone()) },
    Column { key: "code", label: "dwelling.code", sortable: false, cell: |r| Cell::Code(r.code.clone()) },
    Column {
        key: "occupancy",
        label: "dwelling.occupancy",
        sortable: false,
        cell: |r| Cell::State(r.mark(), format!("occupancy.{}", r.occupancy)),
    },
    Column {
        key: "occupants",
        label: "dwelling.occupants",
        sortable: false,
        cell: |r| Cell::Number(r.occupants.into()),
    },
    Column {
        key: "floor_area",
        label: "dwelling.floor_area",
        sortable: false,
        cell: |r| Cell::Quantity(crate::Quantity { value: r.floor_area_m2, sign: "m²".into() }),
    },
    Column {
        key: "address",
        label: "dwelling.address",
        sortable: false,
        cell: |r| Cell::Text(r.address.clone()),
    },
];

/// Fields that may be changed of a dwelling.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DwellingDraft {
    /// Floor area in square metres.
    pub floor_area_m2: String,
    /// Day on which it was found vacant; empty when it is not.
    pub vacancy_checked_on: String,
}

/// Fields of the dwelling form.
pub const DWELLING_FIELDS: &[Field<DwellingDraft>] = &[
    Field {
        key: "floor_area_m2",
        label: "dwelling.floor_area",
        hint: None,
        input: Input::Number(1.0, 100_000.0),
        optional: false,
        get: |d| d.floor_area_m2.clone(),
        set: |d, v| d.floor_area_m2 = v.into(),
    },
    Field {
        key: "vacancy_checked_on",
        label: "dwelling.vacancy_checked_on",
        hint: Some("dwelling.vacancy_checked_on.hint"),
        input: Input::Day,
        optional: true,
        get: |d| d.vacancy_checked_on.clone(),
        set: |d, v| d.vacancy_checked_on = v.into(),
    },
];

/// A place that people look for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlaceRow {
    /// Number on the map.
    pub map_no: u32,
    /// Name.
    pub name: String,
    /// Category, such as `clinic`.
    pub category: String,
    /// Position.
    pub at: Wgs84,
    /// Straight distance from where it was asked, in metres.
    pub distance_m: Option<f64>,
    /// Nearest landmark.
    pub near: Option<String>,
}

/// One answer of the search that spans the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// `building`, `dwelling`, `device`, `person`, `organisation`, `place` or `area`.
    pub kind: String,
    /// What is shown; persons masked.
    pub title: String,
    /// Where it is, in words.
    pub detail: String,
    /// Unified code or id to select by: of a person, and of an organisation with premises, their dwelling's.
    pub code: String,
    /// Number on the map.
    pub map_no: u32,
    /// Position.
    pub at: Wgs84,
    /// Group under which its shape is served, for dwellings.
    pub group: Option<String>,
    /// Whether it is out of use; such a thing is found by its code alone.
    pub is_retired: bool,
}

/// A node of the scene tree: area, building, storey, dwelling, class of devices or device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SceneNode {
    /// Key to ask for its children: `area/<id>`, `building/<id>`, `storey/<building id>/<number>`, `dwelling/<id>`,
    /// `class/<kind of device>/<key of where they are>`, `device/<id>`.
    pub key: String,
    /// What it is called; of a class the key of the kind of device.
    pub name: String,
    /// Its class: an area kind, `building`, `storey`, `dwelling`, `device_kind` or `device`.
    pub class: String,
    /// How many are directly below.
    pub children: u32,
    /// Number on the map; none for storeys and classes.
    pub map_no: Option<u32>,
    /// Unified code, a storey's being its building's; none for a class.
    pub code: Option<String>,
    /// Storey that it is or lies on.
    pub storey: Option<i32>,
    /// Position; none for a class.
    pub at: Option<Wgs84>,
}

/// A group of buildings whose dwellings are served together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupRow {
    /// Key of the group.
    pub group: String,
    /// Its middle.
    pub at: Wgs84,
    /// Dwellings in it.
    pub dwellings: u32,
}
