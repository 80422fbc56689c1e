//! Dead letters can be put away, and organisations stand on the map.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// An installation has its roles already. Its administrators may put away the dead letters that they may give again, and
/// who has the map open sees organisations on it as far as dwellings.
const GRANTS: [&str; 2] = [
    "INSERT INTO role_permission (role_id, kind, act, scope) \
     SELECT p.role_id, p.kind, 'close', p.scope FROM role_permission p \
     WHERE p.kind = 'dead_letter' AND p.act = 'retry' \
     AND p.role_id IN (SELECT r.id FROM role r WHERE r.key = 'administrator') \
     ON CONFLICT DO NOTHING",
    "INSERT INTO role_permission (role_id, kind, act, scope) \
     SELECT p.role_id, 'organisation', p.act, p.scope FROM role_permission p \
     WHERE p.kind = 'dwelling' AND p.act = 'read' \
     AND p.role_id IN (SELECT r.id FROM role r WHERE r.key IN ('street_officer', 'wall')) \
     ON CONFLICT DO NOTHING",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, m: &SchemaManager) -> Result<(), DbErr> {
        for grant in GRANTS {
            m.get_connection().execute_unprepared(grant).await?;
        }
        Ok(())
    }
}
