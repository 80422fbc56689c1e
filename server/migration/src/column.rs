//! Columns that many tables share, each spelt once.

use sea_orm_migration::{prelude::*, schema::*};

/// Identity: UUIDv7.
pub fn id() -> ColumnDef {
    uuid("id").primary_key().take()
}

/// Materialised path of the area, by bytes, so that a range of paths is a subtree.
pub fn area_path(manager: &SchemaManager<'_>) -> ColumnDef {
    path(manager, "area_path")
}

/// A column of paths, compared by bytes on both databases.
pub fn path(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    match manager.get_database_backend() {
        sea_orm_migration::sea_orm::DbBackend::Postgres => column.custom("text COLLATE \"C\""),
        _ => column.text(),
    };
    column.not_null().take()
}

/// Who changed the row last, when, and its version.
pub fn stamp(table: &mut TableCreateStatement) -> &mut TableCreateStatement {
    table
        .col(integer("revision").default(1))
        .col(uuid_null("changed_by"))
        .col(timestamp_with_time_zone("changed_at"))
}

/// Since when the row is out of use.
pub fn retired_at() -> ColumnDef {
    timestamp_with_time_zone_null("retired_at").take()
}

/// Makes an index named after its table and columns.
pub async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(plain(table, columns)).await
}

/// Makes a unique index named after its table and columns.
pub async fn unique(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    manager.create_index(plain(table, columns).unique().take()).await
}

fn plain(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("ix_{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(*column);
    }
    index.take()
}

/// The observations: partitioned by time on PostgreSQL, so that retention drops a partition; a clustered table on SQLite.
pub async fn observations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = "datastream_no bigint NOT NULL, phenomenon_at_ms bigint NOT NULL, seq bigint NOT NULL, \
        value_number double precision, value_text text, result_at_ms bigint NOT NULL, \
        PRIMARY KEY (datastream_no, phenomenon_at_ms, seq)";
    let db = manager.get_connection();
    match manager.get_database_backend() {
        sea_orm_migration::sea_orm::DbBackend::Postgres => {
            db.execute_unprepared(&format!(
                "CREATE TABLE observation ({columns}) PARTITION BY RANGE (phenomenon_at_ms)"
            ))
            .await?;
            db.execute_unprepared("CREATE TABLE observation_other PARTITION OF observation DEFAULT").await?;
        }
        _ => {
            db.execute_unprepared(&format!("CREATE TABLE observation ({columns}) WITHOUT ROWID")).await?;
        }
    }
    Ok(())
}
