//! Notices.

use crate::column::{area_path, id, index, retired_at, stamp};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            stamp(
                Table::create()
                    .table("notice")
                    .col(id())
                    .col(uuid("area_id"))
                    .col(area_path(m))
                    .col(string("area_name"))
                    .col(string("title"))
                    .col(text("body"))
                    .col(timestamp_with_time_zone("published_at"))
                    .col(date_null("valid_to")),
            )
            .col(retired_at())
            .take(),
        )
        .await?;
        index(m, "notice", &["area_path", "published_at"]).await?;
        Ok(())
    }
}
