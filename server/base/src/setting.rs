//! Settings: data that an administrator changes, as JSON under a key, each with a version and its history in the audit.

use crate::{
    Dialect, Session,
    audit::{self, Alteration},
    error::{defect, internal},
    keyring::digest,
};
use contract::{Act, Fault, Kind};
use sea_orm::{ActiveValue::Set, QuerySelect, entity::prelude::*, sea_query::OnConflict};
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

/// A setting as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing<T> {
    /// What was set; none while it never was.
    pub value: Option<T>,
    /// Version for the next change; 0 while it was never set.
    pub revision: i32,
    /// Who set it last, as colleagues see them.
    pub changed_by: String,
    /// When.
    pub changed_at: Option<DateTimeUtc>,
    /// Under which object the audit keeps its history.
    pub object: Uuid,
}

/// Under which object the audit keeps the history of a setting: one identity for each key, wherever it is asked for.
fn object_of(key: &str) -> Uuid {
    let hex = digest(key.as_bytes());
    hex.get(..32).and_then(|text| Uuid::parse_str(text).ok()).unwrap_or_default()
}

/// A setting with its version, and who set it when.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn standing<T: DeserializeOwned>(session: &Session, key: &str) -> Result<Standing<T>, Fault> {
    let row = Entity::find_by_id(key).one(session.txn()).await.map_err(internal("reading a setting"))?;
    let object = object_of(key);
    let Some(row) = row else {
        return Ok(Standing {
            value: None,
            revision: 0,
            changed_by: String::new(),
            changed_at: None,
            object,
        });
    };
    let value = serde_json::from_str(&row.value).map_err(|error| defect("reading a setting", &error))?;
    Ok(Standing {
        value: Some(value),
        revision: row.revision,
        changed_by: audit::shown_name(session, row.changed_by).await?,
        changed_at: Some(row.changed_at),
        object,
    })
}

/// Changes a setting that was seen in a version; `changes` are the parts that the audit keeps, before and after.
///
/// # Permission
/// `setting.change` for everything: a setting belongs to no area.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Changed`] when somebody else was faster.
pub async fn change_setting<T: Serialize + Sync>(
    session: &Session,
    module: &str,
    key: &str,
    revision: i32,
    value: &T,
    changes: &[(&str, String, String)],
) -> Result<(), Fault> {
    if !session.reach(Kind::Setting, Act::Change)?.is_all {
        return Err(session.deny(Kind::Setting, Act::Change));
    }
    let mut select = Entity::find_by_id(key);
    if session.store().dialect() == Dialect::Postgres {
        select = select.lock_exclusive();
    }
    let before = select.one(session.txn()).await.map_err(internal("reading a setting"))?;
    if let Some(before) = before.as_ref().filter(|before| before.revision != revision) {
        let who = audit::shown_name(session, before.changed_by).await?;
        return Err(Fault::Changed { who, at: before.changed_at });
    }
    let row = ActiveModel {
        key: Set(key.into()),
        value: Set(serde_json::to_string(value).unwrap_or_default()),
        revision: Set(revision + 1),
        changed_by: Set(session.actor().user()),
        changed_at: Set(session.now()),
    };
    let written = match before {
        Some(_) => Entity::update(row).exec_without_returning(session.txn()).await.map(|_| ()),
        None => Entity::insert(row).exec_without_returning(session.txn()).await.map(|_| ()),
    };
    written.map_err(internal("changing a setting"))?;
    let alteration = Alteration {
        module,
        kind: Kind::Setting,
        act: Act::Change,
        object: Some(object_of(key)),
        area_path: "",
    };
    audit::altered(session, alteration, changes).await
}
