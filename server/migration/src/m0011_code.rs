//! Every code that was given stands in the register of codes, which says what it stands for; where that is, the object
//! says.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Tables whose codes were given past the register, with their classes.
const GIVEN: [(&str, &str); 4] = [("area", "QY"), ("organisation", "DW"), ("person", "RK"), ("device", "SB")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        let db = m.get_connection();
        for column in ["lon", "lat"] {
            db.execute_unprepared(&format!("ALTER TABLE unified_code DROP COLUMN {column}")).await?;
        }
        for (table, class) in GIVEN {
            db.execute_unprepared(&format!(
                "INSERT INTO unified_code (code, class, object_id, allotted_at, retired_at) \
                SELECT UPPER(o.code), '{class}', o.id, o.changed_at, o.retired_at FROM {table} o \
                WHERE NOT EXISTS (SELECT 1 FROM unified_code u WHERE u.object_id = o.id) \
                ON CONFLICT DO NOTHING"
            ))
            .await?;
        }
        // Organisations had a series of their own.
        db.execute_unprepared("DELETE FROM series WHERE name = 'organisation'").await.map(|_| ())
    }
}
