//! Areas, the base map, buildings, storeys, dwellings, unified codes.

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
                    .table("area")
                    .col(id())
                    .col(column::path(m, "path").unique_key().take())
                    .col(uuid_null("parent_id"))
                    .col(string("kind"))
                    .col(string("name"))
                    .col(string_uniq("code"))
                    .col(text("outline"))
                    .col(integer("map_no").unique_key()),
            )
            .col(retired_at())
            .take(),
        )
        .await?;
        m.create_table(
            Table::create()
                .table("ground")
                .col(id())
                .col(area_path(m))
                .col(string("class"))
                .col(string_null("name"))
                .col(string_null("category"))
                .col(double_null("width_m"))
                .col(text("geometry"))
                .col(double("lon"))
                .col(double("lat"))
                .col(integer("map_no").unique_key())
                .col(string("source"))
                .col(string("source_id"))
                .col(retired_at())
                .take(),
        )
        .await?;
        index(m, "ground", &["area_path"]).await?;
        unique(m, "ground", &["source", "source_id"]).await?;
        m.create_table(
            stamp(
                Table::create()
                    .table("building")
                    .col(id())
                    .col(integer("map_no").unique_key())
                    .col(area_path(m))
                    .col(string("label"))
                    .col(string("name"))
                    .col(string_uniq("code"))
                    .col(string("use"))
                    .col(string("address"))
                    .col(text("footprint"))
                    .col(integer("storeys"))
                    .col(double("storey_height_m"))
                    .col(double("height_m"))
                    .col(integer("stairwells"))
                    .col(integer("dwellings"))
                    .col(integer_null("built_in"))
                    .col(double("lon"))
                    .col(double("lat"))
                    .col(string("group_key"))
                    .col(string("source"))
                    .col(string("source_id")),
            )
            .col(retired_at())
            .take(),
        )
        .await?;
        index(m, "building", &["area_path", "name"]).await?;
        index(m, "building", &["label"]).await?;
        unique(m, "building", &["source", "source_id"]).await?;
        m.create_table(
            Table::create()
                .table("storey")
                .col(id())
                .col(uuid("building_id"))
                .col(integer("number"))
                .col(double("base_m"))
                .col(double("height_m"))
                .take(),
        )
        .await?;
        unique(m, "storey", &["building_id", "number"]).await?;
        m.create_table(
            stamp(
                Table::create()
                    .table("dwelling")
                    .col(id())
                    .col(integer("map_no").unique_key())
                    .col(uuid("building_id"))
                    .col(integer("building_no"))
                    .col(area_path(m))
                    .col(string("label"))
                    .col(string("number"))
                    .col(integer("stairwell"))
                    .col(integer("storey"))
                    .col(double("base_m"))
                    .col(double("top_m"))
                    .col(text("footprint"))
                    .col(double("floor_area_m2"))
                    .col(string_uniq("code"))
                    .col(string("address"))
                    .col(date_null("vacancy_checked_on"))
                    .col(integer("occupants"))
                    .col(double("lon"))
                    .col(double("lat"))
                    .col(string("group_key")),
            )
            .col(retired_at())
            .take(),
        )
        .await?;
        index(m, "dwelling", &["area_path", "label"]).await?;
        index(m, "dwelling", &["label"]).await?;
        index(m, "dwelling", &["building_id", "storey"]).await?;
        index(m, "dwelling", &["group_key"]).await?;
        m.create_table(
            Table::create()
                .table("unified_code")
                .col(string("code").primary_key())
                .col(string("class"))
                .col(uuid("object_id"))
                .col(double_null("lon"))
                .col(double_null("lat"))
                .col(timestamp_with_time_zone("allotted_at"))
                .col(retired_at())
                .take(),
        )
        .await?;
        index(m, "unified_code", &["object_id"]).await?;
        Ok(())
    }
}
