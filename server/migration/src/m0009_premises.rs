//! Where an organisation has its premises: the last link between the four registers.

use crate::column::index;
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Organisations get their codes from a series of their own; it goes on after those that are there.
const SERIES: &str = "INSERT INTO series (name, next) SELECT 'organisation', COUNT(*) + 1 FROM organisation";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let column = uuid_null("dwelling_id");
        m.alter_table(Table::alter().table("organisation").add_column(column).take()).await?;
        index(m, "organisation", &["dwelling_id"]).await?;
        m.get_connection().execute_unprepared(SERIES).await.map(|_| ())
    }
}
