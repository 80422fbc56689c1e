//! What the base map draws besides buildings, in the words of OGC API Features.

use serde::Serialize;

use crate::plane::{Metres, Ring, lon_lat, ring};

/// The map layer a feature belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FeatureClass {
    /// A named public road, as its centre line.
    Road,
    /// A way within an estate, as its centre line.
    Path,
    /// Lawn, garden or playground.
    Green,
    /// A pond or lake.
    Water,
    /// Parking in the open.
    Parking,
    /// A way through an estate's fence.
    Gate,
    /// Somewhere people look for.
    Place,
    /// A single tree.
    Tree,
}

/// A shape in WGS-84 longitude and latitude, degrees.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Geometry {
    /// One position.
    Point([f64; 2]),
    /// An open line of two points or more.
    Line(Vec<[f64; 2]>),
    /// An outline without holes.
    Polygon(Ring),
}

/// Something on the base map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Feature {
    /// The layer it belongs to.
    pub class: FeatureClass,
    /// Its name in Chinese, if it has one.
    pub name: Option<String>,
    /// Of a place: `school`, `kindergarten`, `clinic`, `pharmacy`, `community_centre`, `elder_care`, `market`, `mall`,
    /// `shop`, `office`, `library`, `park`, `bus_stop`, `property_office` or `parcel_locker`.
    /// Of a road: `arterial`, `collector` or `local`.
    pub category: Option<String>,
    /// Of a road or path: the width of the carriageway, metres.
    pub width_m: Option<f64>,
    /// Where it is.
    pub geometry: Geometry,
}

impl Feature {
    pub(crate) fn point(class: FeatureClass, position: Metres) -> Self {
        Self::of(class, Geometry::Point(lon_lat(position)))
    }

    pub(crate) fn line(class: FeatureClass, points: &[Metres], width_m: f64) -> Self {
        let line = points.iter().map(|point| lon_lat(*point)).collect();
        Self { width_m: Some(width_m), ..Self::of(class, Geometry::Line(line)) }
    }

    pub(crate) fn polygon(class: FeatureClass, corners: &[Metres]) -> Self {
        Self::of(class, Geometry::Polygon(ring(corners)))
    }

    pub(crate) fn place(category: &str, name: impl Into<String>, position: Metres) -> Self {
        Self::point(FeatureClass::Place, position).named(name).in_category(category)
    }

    pub(crate) fn named(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    pub(crate) fn in_category(self, category: &str) -> Self {
        Self { category: Some(category.to_owned()), ..self }
    }

    fn of(class: FeatureClass, geometry: Geometry) -> Self {
        Self { class, name: None, category: None, width_m: None, geometry }
    }
}
