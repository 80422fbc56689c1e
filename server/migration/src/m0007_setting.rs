//! When a grant was ended, and what a running deadline began with: when to warn, and whom to tell.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("user_grant", timestamp_with_time_zone_null("ended_at")),
            ("work_item", timestamp_with_time_zone_null("warn_at")),
            ("work_item", string_null("escalate_to")),
        ] {
            m.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        Ok(())
    }
}
