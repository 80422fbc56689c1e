//! Browser sessions over SeaORM; the id that the cookie holds is kept only as its digest.

use crate::keyring::digest;
use async_trait::async_trait;
use contract::identity::{Audience, Me};
use sea_orm::{
    ActiveValue::Set, DatabaseConnection, DbErr, QueryFilter, TryInsertResult, entity::prelude::*,
    sea_query::OnConflict,
};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
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

/// How long a paired terminal stays signed in, for nobody is there to sign in again; browsers keep no cookie longer than
/// 400 days.
const PAIRED: Duration = Duration::days(365);
/// How long a person's own sign-in on a wall lasts, whatever they do: it stands in a room that others enter.
const ON_A_WALL: Duration = Duration::hours(8);
/// How long anybody else may be away.
pub const AWAY: Duration = Duration::hours(12);
/// A session that is in use is written anew so often, not at each request.
const BETWEEN_RENEWALS: Duration = Duration::hours(1);

/// Under this key a session keeps whose it is.
pub const SEAT_KEY: &str = "seat";
/// Under this key a session keeps its [`Lease`].
pub const LEASE_KEY: &str = "lease";

/// How long a session lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    lasts_s: i64,
    is_renewable: bool,
    /// Seconds since 1970.
    since: i64,
}

impl Lease {
    /// The lease of somebody who takes a seat now.
    #[must_use]
    pub fn begin(me: &Me) -> Self {
        Self::begun(me, OffsetDateTime::now_utc())
    }

    fn begun(me: &Me, now: OffsetDateTime) -> Self {
        let (lasts, is_renewable) = match me.capacity.audience {
            _ if me.is_terminal => (PAIRED, true),
            Audience::Wall => (ON_A_WALL, false),
            _ => (AWAY, true),
        };
        Self { lasts_s: lasts.whole_seconds(), is_renewable, since: now.unix_timestamp() }
    }

    /// The lease from now on, when it is time to write it anew.
    #[must_use]
    pub fn renewed(self) -> Option<Self> {
        self.renewed_at(OffsetDateTime::now_utc())
    }

    fn renewed_at(self, now: OffsetDateTime) -> Option<Self> {
        let now = now.unix_timestamp();
        let is_time = self.is_renewable && now - self.since >= BETWEEN_RENEWALS.whole_seconds();
        is_time.then_some(Self { since: now, ..self })
    }

    /// When a session ends whose lease begins or is renewed at this moment.
    #[must_use]
    pub fn expiry(self) -> Expiry {
        Expiry::OnInactivity(Duration::seconds(self.lasts_s))
    }
}

/// The store of browser sessions.
#[derive(Clone, Debug)]
pub struct HttpSessions(pub DatabaseConnection);

fn backend(error: DbErr) -> Error {
    Error::Backend(error.to_string())
}

fn hashed(id: &Id) -> String {
    digest(id.to_string().as_bytes())
}

fn user_of(record: &Record) -> Option<Uuid> {
    let user = record.data.get(SEAT_KEY).and_then(|seat| seat.get("user"));
    user.and_then(|user| user.as_str()).and_then(|text| text.parse().ok())
}

fn encoded(record: &Record) -> session_store::Result<String> {
    serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))
}

fn row(record: &Record) -> session_store::Result<ActiveModel> {
    Ok(ActiveModel {
        id_hash: Set(hashed(&record.id)),
        user_id: Set(user_of(record)),
        data: Set(encoded(record)?),
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

    /// A session that was ended meanwhile stays ended: a request that was on its way doesn't write it back.
    async fn save(&self, record: &Record) -> session_store::Result<()> {
        Entity::update_many()
            .col_expr(Column::UserId, user_of(record).into())
            .col_expr(Column::Data, encoded(record)?.into())
            .col_expr(Column::ExpiresAt, record.expiry_date.unix_timestamp().into())
            .filter(Column::IdHash.eq(hashed(&record.id)))
            .exec(&self.0)
            .await
            .map(|_| ())
            .map_err(backend)
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

/// Ends all sessions of a user; says how many. Whoever calls it tells of the user too, so that their feeds end at once.
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

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{RoleId, UserId, identity::Capacity};

    const START: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn lease(audience: Audience, is_terminal: bool) -> Lease {
        let capacity = Capacity {
            role: RoleId::fresh(),
            role_key: "role".into(),
            role_name: "角色".into(),
            area_name: "城东街道".into(),
            audience,
        };
        let me = Me {
            user: UserId::fresh(),
            account: "somebody".into(),
            shown_name: "某人".into(),
            capacities: vec![capacity.clone()],
            capacity,
            permissions: vec![],
            is_demo: false,
            is_terminal,
        };
        Lease::begun(&me, START)
    }

    #[test]
    fn a_session_in_use_is_renewed_after_an_hour() {
        let usual = lease(Audience::Grid, false);
        assert_eq!(usual.renewed_at(START + Duration::minutes(59)), None);
        let renewed = usual.renewed_at(START + Duration::minutes(61)).unwrap();
        assert_eq!(renewed.expiry(), Expiry::OnInactivity(Duration::hours(12)));
        assert_eq!(renewed.renewed_at(START + Duration::minutes(119)), None);
    }

    #[test]
    fn a_person_on_the_wall_signs_in_again_after_eight_hours_and_a_terminal_after_a_year_unused() {
        let person = lease(Audience::Wall, false);
        assert_eq!(person.expiry(), Expiry::OnInactivity(Duration::hours(8)));
        assert_eq!(person.renewed_at(START + Duration::hours(7)), None);
        let terminal = lease(Audience::Wall, true);
        assert_eq!(terminal.expiry(), Expiry::OnInactivity(Duration::days(365)));
        assert!(terminal.renewed_at(START + Duration::hours(2)).is_some());
    }
}
