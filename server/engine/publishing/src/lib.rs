//! What the community tells its residents: notices for an area and all that lies under it.

mod area;
pub mod notice;
