//! Settings: data that an administrator changes, as JSON under a key.

use crate::{Session, error::internal};
use contract::Fault;
use sea_orm::{ActiveValue::Set, entity::prelude::*, sea_query::OnConflict};
use serde::{Serialize, de::DeserializeOwned};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "setting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub value: String,
    pub revision: i32,
    pub changed_by: Option<Uuid>,
    pub changed_at: DateTimeUtc,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// The setting under a key, or its default when it was never set.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn read_setting<T: DeserializeOwned + Default>(session: &Session, key: &str) -> Result<T, Fault> {
    let row = Entity::find_by_id(key).one(session.txn()).await.map_err(internal("reading a setting"))?;
    Ok(row.and_then(|row| serde_json::from_str(&row.value).ok()).unwrap_or_default())
}

/// The text under a key, outside any session.
pub(crate) async fn read_plain(db: &sea_orm::DatabaseConnection, key: &str) -> Result<Option<String>, Fault> {
    let row = Entity::find_by_id(key).one(db).await.map_err(internal("reading a setting"))?;
    Ok(row.map(|row| row.value))
}

/// Sets a setting.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn write_setting<T: Serialize + Sync>(
    session: &Session,
    key: &str,
    value: &T,
) -> Result<(), Fault> {
    let row = ActiveModel {
        key: Set(key.into()),
        value: Set(serde_json::to_string(value).unwrap_or_default()),
        revision: Set(1),
        changed_by: Set(session.actor().user()),
        changed_at: Set(session.now()),
    };
    let again = OnConflict::column(Column::Key)
        .update_columns([Column::Value, Column::ChangedBy, Column::ChangedAt])
        .to_owned();
    Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(session.txn())
        .await
        .map_err(internal("writing a setting"))?;
    Ok(())
}
