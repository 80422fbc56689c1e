//! The four registers of 一标三实, how they lead to one another, and what leads nowhere.

pub mod link;
pub mod organisation;
pub mod orphan;
pub mod premises;
