//! Work items, their timelines, and duty lists.

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
                    .table("work_item")
                    .col(id())
                    .col(string("kind"))
                    .col(integer("workflow_version"))
                    .col(string_uniq("number"))
                    .col(string("category"))
                    .col(string("title"))
                    .col(string("level"))
                    .col(string("state"))
                    .col(boolean("is_open"))
                    .col(area_path(m))
                    .col(string("place"))
                    .col(string("address"))
                    .col(double_null("lon"))
                    .col(double_null("lat"))
                    .col(integer("map_no").unique_key())
                    .col(integer_null("building_no"))
                    .col(integer_null("dwelling_no"))
                    .col(uuid_null("reporter_id"))
                    .col(uuid_null("organisation_id"))
                    .col(uuid_null("assignee_id"))
                    .col(string_null("assignee_name"))
                    .col(uuid_null("alarm_id").unique_key())
                    .col(timestamp_with_time_zone("reported_at"))
                    .col(timestamp_with_time_zone("state_since"))
                    .col(timestamp_with_time_zone_null("due_at"))
                    .col(big_integer_null("left_ms"))
                    .col(timestamp_with_time_zone_null("warned_at"))
                    .col(timestamp_with_time_zone_null("escalated_at"))
                    .col(timestamp_with_time_zone_null("chased_at"))
                    .col(integer("chased"))
                    .col(integer("returned"))
                    .col(boolean("was_late"))
                    .col(small_integer_null("rating"))
                    .col(timestamp_with_time_zone_null("closed_at"))
                    .col(blob("details_sealed")),
            )
            .take(),
        )
        .await?;
        index(m, "work_item", &["area_path", "kind", "reported_at"]).await?;
        index(m, "work_item", &["kind", "is_open", "due_at"]).await?;
        index(m, "work_item", &["assignee_id", "is_open"]).await?;
        index(m, "work_item", &["reporter_id", "reported_at"]).await?;
        m.create_table(
            Table::create()
                .table("work_entry")
                .col(id())
                .col(uuid("item_id"))
                .col(timestamp_with_time_zone("at"))
                .col(timestamp_with_time_zone_null("typed_at"))
                .col(string("source"))
                .col(uuid_null("actor_id"))
                .col(string("actor"))
                .col(string("capacity"))
                .col(string("act"))
                .col(string("state"))
                .col(text("note"))
                .col(text("photos"))
                .col(string_null("assignee_name"))
                .take(),
        )
        .await?;
        index(m, "work_entry", &["item_id", "at"]).await?;
        m.create_table(
            stamp(
                Table::create()
                    .table("duty")
                    .col(id())
                    .col(uuid("area_id"))
                    .col(area_path(m))
                    .col(string("area_name"))
                    .col(string("kind"))
                    .col(uuid("user_id"))
                    .col(string("user_name"))
                    .col(date("from_on"))
                    .col(date("to_on")),
            )
            .col(retired_at())
            .take(),
        )
        .await?;
        index(m, "duty", &["area_path", "kind"]).await?;
        Ok(())
    }
}
