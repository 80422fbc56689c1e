//! When a grant was ended, and what a running deadline began with: when to warn, and whom to tell.

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// An installation that has its roles already lets the offices see the settings and the administrator change them.
const GRANT: &str = "INSERT INTO role_permission (role_id, kind, act, scope) \
    SELECT r.id, 'setting', v.verb, 'all' FROM role r \
    CROSS JOIN (SELECT 'read' AS verb UNION ALL SELECT 'change') v \
    WHERE r.key = 'administrator' OR (v.verb = 'read' AND r.key IN ('street_officer', 'inspector'))";

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
        m.get_connection().execute_unprepared(GRANT).await.map(|_| ())
    }
}
