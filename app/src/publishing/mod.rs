//! Screens of those who publish.

pub mod notice;
