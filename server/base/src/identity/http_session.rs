//! Browser sessions over SeaORM; the id that the cookie holds is kept only as its digest.

use crate::keyring::digest;
use async_trait::async_trait;
use sea_orm::{
    ActiveValue::Set, DatabaseConnection, DbErr, QueryFilter, TryInsertResult, entity::prelude::*,
    sea_query::OnConflict,
};
use time::OffsetDateTime;
use tower_sessions::{
    Expiry, SessionStore,
    session::{Id, Record},
    session_store::{self, Error, ExpiredDeletion},
};

mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "http_session")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id_hash: String,
        pub user_id: Option<Uuid>,
        pub data: String,
        /// Seconds since 1970.
        pub expires_at: i64,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
use row::{ActiveModel, Column, Entity};

/// How long a paired terminal stays signed in; browsers keep no cookie longer than 400 days.
const PAIRED: time::Duration = time::Duration::days(365);

/// When the session of a paired terminal ends: nobody is there to sign in again.
#[must_use]
pub fn terminal_expiry() -> Expiry {
    Expiry::OnInactivity(PAIRED)
}

/// Under this key a session keeps whose it is.
pub const SEAT_KEY: &str = "seat";

/// The store of browser sessions.
#[derive(Clone, Debug)]
pub struct HttpSessions(pub DatabaseConnection);

fn backend(error: DbErr) -> Error {
    Error::Backend(error.to_string())
}

fn hashed(id: &Id) -> String {
    digest(id.to_string().as_bytes())
}

fn row(record: &Record) -> session_store::Result<ActiveModel> {
    let user = record.data.get(SEAT_KEY).and_then(|seat| seat.get("user")).and_then(|user| user.as_str());
    Ok(ActiveModel {
        id_hash: Set(hashed(&record.id)),
        user_id: Set(user.and_then(|text| text.parse().ok())),
        data: Set(serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?),
        expires_at: Set(record.expiry_date.unix_timestamp()),
    })
}

#[async_trait]
impl SessionStore for HttpSessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        loop {
            let inserted = Entity::insert(row(record)?)
                .on_conflict(OnConflict::column(Column::IdHash).do_nothing().to_owned())
                .try_insert()
                .exec_without_returning(&self.0)
                .await
                .map_err(backend)?;
            match inserted {
                TryInsertResult::Inserted(n) if n > 0 => return Ok(()),
                _ => record.id = Id::default(),
            }
        }
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        let again = OnConflict::column(Column::IdHash)
            .update_columns([Column::UserId, Column::Data, Column::ExpiresAt])
            .to_owned();
        Entity::insert(row(record)?)
            .on_conflict(again)
            .exec_without_returning(&self.0)
            .await
            .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let found = Entity::find_by_id(hashed(id))
            .filter(Column::ExpiresAt.gt(OffsetDateTime::now_utc().unix_timestamp()))
            .one(&self.0)
            .await
            .map_err(backend)?;
        let decode = |error: String| Error::Decode(error);
        found
            .map(|row| {
                Ok(Record {
                    id: *id,
                    data: serde_json::from_str(&row.data).map_err(|error| decode(error.to_string()))?,
                    expiry_date: OffsetDateTime::from_unix_timestamp(row.expires_at)
                        .map_err(|error| decode(error.to_string()))?,
                })
            })
            .transpose()
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        Entity::delete_by_id(hashed(id)).exec(&self.0).await.map(|_| ()).map_err(backend)
    }
}

#[async_trait]
impl ExpiredDeletion for HttpSessions {
    async fn delete_expired(&self) -> session_store::Result<()> {
        let now = OffsetDateTime::now_utc().unix_timestamp();
        Entity::delete_many()
            .filter(Column::ExpiresAt.lte(now))
            .exec(&self.0)
            .await
            .map(|_| ())
            .map_err(backend)
    }
}

/// Ends all sessions of a user; says how many.
///
/// # Errors
/// [`contract::Fault::Internal`].
pub async fn end_all(session: &crate::Session, user: Uuid) -> Result<u32, contract::Fault> {
    let ended = Entity::delete_many()
        .filter(Column::UserId.eq(user))
        .exec(session.txn())
        .await
        .map_err(crate::internal("ending a user's sessions"))?;
    Ok(u32::try_from(ended.rows_affected).unwrap_or(u32::MAX))
}
