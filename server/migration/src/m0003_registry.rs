//! Persons and tenancies; personal data only sealed.

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
                    .table("person")
                    .col(id())
                    .col(area_path(m))
                    .col(string_uniq("code"))
                    .col(blob("name_sealed"))
                    .col(string("name_index"))
                    .col(blob("phone_sealed"))
                    .col(string("phone_index"))
                    .col(string("phone_last4_index"))
                    .col(blob("id_number_sealed"))
                    .col(string("id_number_index"))
                    .col(blob("born_on_sealed")),
            )
            .col(retired_at())
            .take(),
        )
        .await?;
        index(m, "person", &["name_index"]).await?;
        index(m, "person", &["phone_index"]).await?;
        index(m, "person", &["phone_last4_index"]).await?;
        index(m, "person", &["id_number_index"]).await?;
        m.create_table(
            stamp(
                Table::create()
                    .table("tenancy")
                    .col(id())
                    .col(uuid("person_id"))
                    .col(uuid("dwelling_id"))
                    .col(area_path(m))
                    .col(string("relation"))
                    .col(date("from_on"))
                    .col(date_null("to_on")),
            )
            .take(),
        )
        .await?;
        index(m, "tenancy", &["dwelling_id", "to_on"]).await?;
        index(m, "tenancy", &["person_id", "to_on"]).await?;
        index(m, "tenancy", &["area_path"]).await?;
        Ok(())
    }
}
