//! What a map starts with, where its features come from, and the words for what may go wrong.

use std::fmt;

use crate::camera::Camera;
use crate::pick::Pick;
use crate::symbology::{Base, Theme};

/// Why there is no map; the app shows lists instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMap {
    /// The map's program could not be loaded.
    Module,
    /// The device can't draw it: no WebGL 2.
    Graphics,
}

impl fmt::Display for NoMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Module => "the map's program could not be loaded",
            Self::Graphics => "the device has no WebGL 2",
        })
    }
}

impl std::error::Error for NoMap {}

/// Where the features of a kind come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Roads, green, water, areas, places.
    Ground,
    /// Buildings.
    Building,
    /// Dwellings, by building group.
    Dwelling,
    /// Devices.
    Device,
    /// Cases.
    Case,
    /// Organisations, where they have their premises.
    Organisation,
    /// How many live in each building; stays empty until it is read for the first time.
    Resident,
}

impl Source {
    /// All sources.
    pub const ALL: [Self; 7] = [
        Self::Ground,
        Self::Building,
        Self::Dwelling,
        Self::Device,
        Self::Case,
        Self::Organisation,
        Self::Resident,
    ];

    /// Its id in the style and its file name on the server.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ground => "ground",
            Self::Building => "building",
            Self::Dwelling => "dwelling",
            Self::Device => "device",
            Self::Case => "case",
            Self::Organisation => "organisation",
            Self::Resident => "resident",
        }
    }
}

/// What a map starts with.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// First view.
    pub camera: Camera,
    /// Light or dark.
    pub theme: Theme,
    /// Which ground.
    pub base: Base,
    /// Accessible name of the canvas.
    pub name: String,
    /// Id of the element that describes the map in words.
    pub described_by: Option<String>,
    /// Path under which the server keeps the GeoJSON.
    pub root: String,
    /// Size of text and symbols against the desk's; 2 on a wall of 3840 px.
    pub scale: f64,
    /// Sources that stay empty, since the server would refuse them.
    pub without: Vec<Source>,
}

impl Options {
    /// A light map of that name and first view, with the server's usual paths.
    #[must_use]
    pub fn new(camera: Camera, name: &str) -> Self {
        Self {
            camera,
            theme: Theme::default(),
            base: Base::default(),
            name: name.to_owned(),
            described_by: None,
            root: "/map".to_owned(),
            scale: 1.0,
            without: Vec::new(),
        }
    }
}

/// What the pointer rests on, and where on the canvas, in CSS pixels from its upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Hover {
    /// The thing.
    pub pick: Pick,
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}
