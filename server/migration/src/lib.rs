//! One history for both databases. Migrations go forward only; nothing here is edited once it has been released.

use sea_orm_migration::prelude::*;

mod column;
mod m0001_platform;
mod m0002_place;
mod m0003_registry;
mod m0004_sensing;
mod m0005_work;
mod m0006_publishing;
mod m0007_setting;
mod m0008_terminal;
mod m0009_premises;
mod m0010_origin;
mod m0011_code;
mod m0012_duty_phone;
mod m0013_rights;

/// The history.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_platform::Migration),
            Box::new(m0002_place::Migration),
            Box::new(m0003_registry::Migration),
            Box::new(m0004_sensing::Migration),
            Box::new(m0005_work::Migration),
            Box::new(m0006_publishing::Migration),
            Box::new(m0007_setting::Migration),
            Box::new(m0008_terminal::Migration),
            Box::new(m0009_premises::Migration),
            Box::new(m0010_origin::Migration),
            Box::new(m0011_code::Migration),
            Box::new(m0012_duty_phone::Migration),
            Box::new(m0013_rights::Migration),
        ]
    }
}
