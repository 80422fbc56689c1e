//! Devices, datastreams, observations, rules, alarms, commands, credentials, rejections.

use crate::column::{self, area_path, id, index, retired_at, stamp, unique};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.create_table(
            stamp(
                Table::create()
                    .table("device")
                    .col(id())
                    .col(integer("map_no").unique_key())
                    .col(string_uniq("code"))
                    .col(string("kind"))
                    .col(string("name"))
                    .col(area_path(m))
                    .col(uuid_null("building_id"))
                    .col(uuid_null("dwelling_id"))
                    .col(integer_null("building_no"))
                    .col(integer_null("dwelling_no"))
                    .col(integer_null("stairwell"))
                    .col(integer_null("storey"))
                    .col(string("place"))
                    .col(string("address"))
                    .col(double("lon"))
                    .col(double("lat"))
                    .col(double("height_m"))
                    .col(boolean("is_online"))
                    .col(big_integer_null("heard_at_ms"))
                    .col(string_null("level"))
                    .col(boolean("is_acknowledged")),
            )
            .col(retired_at())
            .take(),
        )
        .await?;
        index(m, "device", &["area_path", "code"]).await?;
        index(m, "device", &["heard_at_ms"]).await?;
        index(m, "device", &["building_id"]).await?;
        index(m, "device", &["dwelling_id"]).await?;
        m.create_table(
            Table::create()
                .table("datastream")
                .col(big_integer("no").auto_increment().primary_key())
                .col(uuid("device_id"))
                .col(string("property"))
                .col(double_null("value_number"))
                .col(text_null("value_text"))
                .col(big_integer_null("phenomenon_at_ms"))
                .col(text_null("desired"))
                .take(),
        )
        .await?;
        unique(m, "datastream", &["device_id", "property"]).await?;
        column::observations(m).await?;
        m.create_table(
            Table::create()
                .table("observation_hour")
                .col(big_integer("datastream_no"))
                .col(big_integer("hour_ms"))
                .col(big_integer("count"))
                .col(double("sum"))
                .col(double("low"))
                .col(double("high"))
                .primary_key(Index::create().col("datastream_no").col("hour_ms"))
                .take(),
        )
        .await?;
        m.create_table(
            stamp(
                Table::create()
                    .table("alarm_rule")
                    .col(id())
                    .col(string_uniq("key"))
                    .col(string("device_kind"))
                    .col(text("rule"))
                    .col(boolean("is_on")),
            )
            .take(),
        )
        .await?;
        m.create_table(
            stamp(
                Table::create()
                    .table("alarm")
                    .col(id())
                    .col(string_null("open_key"))
                    .col(string("rule_key"))
                    .col(uuid("device_id"))
                    .col(area_path(m))
                    .col(string("level"))
                    .col(string("kind"))
                    .col(string("property"))
                    .col(string("place"))
                    .col(string("address"))
                    .col(string("device_name"))
                    .col(integer("device_no"))
                    .col(integer_null("dwelling_no"))
                    .col(integer_null("building_no"))
                    .col(uuid_null("dwelling_id"))
                    .col(double("lon"))
                    .col(double("lat"))
                    .col(text_null("raised_value"))
                    .col(timestamp_with_time_zone("raised_at"))
                    .col(timestamp_with_time_zone_null("acknowledged_at"))
                    .col(uuid_null("acknowledged_by"))
                    .col(string_null("acknowledged_name"))
                    .col(timestamp_with_time_zone_null("cleared_at"))
                    .col(timestamp_with_time_zone_null("escalated_at"))
                    .col(boolean("is_open"))
                    .col(string_null("nearest_camera"))
                    .col(uuid_null("work_item_id"))
                    .col(string_null("work_number")),
            )
            .take(),
        )
        .await?;
        unique(m, "alarm", &["open_key"]).await?;
        index(m, "alarm", &["area_path", "raised_at"]).await?;
        index(m, "alarm", &["is_open", "raised_at"]).await?;
        index(m, "alarm", &["device_id", "is_open"]).await?;
        m.create_table(
            stamp(
                Table::create()
                    .table("command")
                    .col(id())
                    .col(uuid("device_id"))
                    .col(string("device_code"))
                    .col(string("device_name"))
                    .col(area_path(m))
                    .col(string("property"))
                    .col(text("desired"))
                    .col(string("state"))
                    .col(string_null("linkage"))
                    .col(uuid_null("alarm_id"))
                    .col(timestamp_with_time_zone("asked_at"))
                    .col(timestamp_with_time_zone_null("sent_at"))
                    .col(timestamp_with_time_zone_null("answered_at"))
                    .col(text_null("detail")),
            )
            .take(),
        )
        .await?;
        index(m, "command", &["alarm_id"]).await?;
        index(m, "command", &["device_id", "asked_at"]).await?;
        index(m, "command", &["state", "asked_at"]).await?;
        m.create_table(
            stamp(
                Table::create()
                    .table("credential")
                    .col(id())
                    .col(uuid("device_id"))
                    .col(string("device_code"))
                    .col(string("device_name"))
                    .col(area_path(m))
                    .col(string("secret_hash"))
                    .col(timestamp_with_time_zone("issued_at"))
                    .col(timestamp_with_time_zone_null("revoked_at"))
                    .col(timestamp_with_time_zone_null("used_at")),
            )
            .take(),
        )
        .await?;
        index(m, "credential", &["device_code"]).await?;
        m.create_table(
            Table::create()
                .table("rejection")
                .col(id())
                .col(string("reason"))
                .col(string("device_code"))
                .col(area_path(m))
                .col(timestamp_with_time_zone("at"))
                .col(text("detail"))
                .col(text("excerpt"))
                .take(),
        )
        .await?;
        index(m, "rejection", &["at"]).await?;
        index(m, "rejection", &["device_code", "at"]).await?;
        m.create_table(
            Table::create()
                .table("rejection_count")
                .col(string("reason"))
                .col(date("day"))
                .col(big_integer("count"))
                .primary_key(Index::create().col("reason").col("day"))
                .take(),
        )
        .await?;
        Ok(())
    }
}
