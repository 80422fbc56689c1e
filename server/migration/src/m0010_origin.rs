//! By which path each object came into the static model, from when it is, and whose data the map shows.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What stands in the model already is the demo's or came with a city's share.
const BEFORE: [&str; 4] = [
    "UPDATE building SET origin = 'demo' WHERE source = 'demo'",
    "UPDATE ground SET origin = 'demo' WHERE source = 'demo'",
    "UPDATE dwelling SET origin = 'demo' WHERE building_id IN (SELECT id FROM building WHERE source = 'demo')",
    "INSERT INTO dataset (name, origin, dated_on, imported_at) \
        SELECT source, MIN(origin), date(MIN(changed_at)), MIN(changed_at) FROM building GROUP BY source",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for table in ["building", "ground", "dwelling"] {
            m.alter_table(
                Table::alter().table(table).add_column(string("origin").default("city_share")).take(),
            )
            .await?;
            m.alter_table(Table::alter().table(table).add_column(date_null("origin_on")).take()).await?;
        }
        for table in ["building", "ground"] {
            for column in [string_null("surveyed_with"), double_null("accuracy_m")] {
                m.alter_table(Table::alter().table(table).add_column(column).take()).await?;
            }
        }
        m.create_table(
            Table::create()
                .table("dataset")
                .col(string("name").primary_key())
                .col(string("origin"))
                .col(string_null("licence"))
                .col(date("dated_on"))
                .col(timestamp_with_time_zone("imported_at"))
                .take(),
        )
        .await?;
        for statement in BEFORE {
            m.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
