//! The one map: a typed binding over MapLibre GL JS behind [`MapEngine`].
//!
//! A screen tells the engine what there is and how it is, and hears from it what a person points at. It knows the layers
//! of a community (ground, buildings, dwellings, organisations, how many live where, devices, cases, alarms) and nothing of
//! the modules behind them. Bulk data goes from the server to MapLibre by URL; only states, changes and picks pass through
//! here.
//!
//! Reading order: `engine` (start, look, end), `sight` (camera), `live` (states), `overlay` (what follows from states),
//! `highlight` (what is selected), `pointer` (picking, measuring). `style`, `ground` and `symbol` are the layers as a pure
//! function of the look; `symbology` holds every colour; `gl` is the binding itself.

mod band;
mod camera;
mod canvas;
mod engine;
mod feature;
mod geodesy;
mod gl;
mod ground;
mod highlight;
mod icon;
mod index;
mod listeners;
mod live;
mod measure;
mod options;
mod overlay;
mod pick;
mod pointer;
mod read;
mod sift;
mod sight;
mod spot;
mod state;
mod style;
mod symbol;
mod symbology;

pub use camera::{BadCamera, Camera, PITCH_MAX, wrapped};
pub use canvas::MapCanvas;
pub use engine::MapEngine;
pub use geodesy::{Bounds, EARTH_RADIUS_M, LonLat, Region, area_m2, distance_m, is_inside, length_m};
pub use measure::{Measure, MeasureKind};
pub use options::{Hover, NoMap, Options, Source};
pub use pick::{Pick, PickKind};
pub use sight::{Motion, View};
pub use spot::Spot;
pub use state::{Standing, State, Status};
pub use style::{Focus, LayerGroup};
pub use symbology::{Base, Ink, Palette, Shape, Theme, ink, palette, shape};
