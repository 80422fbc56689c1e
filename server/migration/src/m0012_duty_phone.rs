//! Under which public number an organisation is called.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let column = string_null("duty_phone");
        m.alter_table(Table::alter().table("organisation").add_column(column).take()).await
    }
}
