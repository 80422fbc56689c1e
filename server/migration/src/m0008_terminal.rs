//! Paired walls and kiosks.

use crate::column::{area_path, id, index, stamp, unique};
use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// An installation that has its roles already gives the administrator the new permissions.
const GRANT: &str = "INSERT INTO role_permission (role_id, kind, act, scope) \
    SELECT r.id, 'terminal', v.verb, 'all' FROM role r \
    CROSS JOIN (SELECT 'read' AS verb UNION ALL SELECT 'create' UNION ALL SELECT 'retire') v \
    WHERE r.key = 'administrator'";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        m.alter_table(
            Table::alter().table("app_user").add_column(boolean("is_terminal").default(false)).take(),
        )
        .await?;
        m.create_table(
            stamp(
                Table::create()
                    .table("terminal")
                    .col(id())
                    .col(string("name"))
                    .col(string("kind"))
                    .col(uuid("area_id"))
                    .col(area_path(m))
                    .col(string("area_name"))
                    .col(string_null("code_hash"))
                    .col(timestamp_with_time_zone("code_expires_at"))
                    .col(uuid_null("user_id"))
                    .col(timestamp_with_time_zone_null("paired_at"))
                    .col(timestamp_with_time_zone_null("revoked_at")),
            )
            .take(),
        )
        .await?;
        unique(m, "terminal", &["code_hash"]).await?;
        unique(m, "terminal", &["user_id"]).await?;
        index(m, "terminal", &["name"]).await?;
        m.get_connection().execute_unprepared(GRANT).await.map(|_| ())
    }
}
