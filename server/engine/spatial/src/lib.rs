//! Places: the area tree, buildings, storeys, dwellings, the ground between them, and the codes that name them.
//!
//! What is somewhere is there by three names that never disagree: a standard address (标准地址) for people, a unified
//! code for other systems, a number for the map. An area is a path, so that a subtree is a range.

pub mod area;
pub mod building;
pub mod code;
pub mod dataset;
pub mod dwelling;
pub mod geometry;
pub mod ground;
pub mod import;
mod locate;
mod number;
mod plane;
pub mod scene;
mod search;
pub mod shape;
pub mod storey;
#[cfg(test)]
mod tests;
pub mod unified_code;
mod within;

pub use geometry::Geometry;
pub use locate::{Spot, locate, locate_at};
pub use search::{find, search};
pub use within::within;
