//! One-time links: how a first administrator, an invited user or somebody who forgot chooses a password.

use super::{
    attempt::{self, Attempt, Subject},
    hash_password,
    sign_in::PER_ADDRESS,
    user,
};
use crate::{
    Actor, Mode, Session, Store, Stored,
    error::internal,
    keyring::{digest, random},
};
use chrono::{DateTime, Duration, Utc};
use contract::{
    Fault, Kind,
    field::{Input, check_text},
    identity::UserState,
};
use sea_orm::{ActiveValue::Set, Condition, entity::prelude::*};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    pub user_id: Uuid,
    pub expires_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Draws a link's token for a user, good for a day; only its digest is kept, and links before it work no more.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn draw(session: &Session, user: Uuid) -> Result<String, Fault> {
    use_up(session, user).await?;
    let token = hex::encode(random::<24>());
    let row = ActiveModel {
        token_hash: Set(digest(token.as_bytes())),
        user_id: Set(user),
        expires_at: Set(session.now() + Duration::days(1)),
        used_at: Set(None),
    };
    Entity::insert(row)
        .exec_without_returning(session.txn())
        .await
        .map_err(internal("keeping a one-time link"))?;
    Ok(token)
}

/// Marks all links of a user as used.
async fn use_up(session: &Session, user: Uuid) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(Column::UsedAt, Some(session.now()).into())
        .filter(Column::UserId.eq(user))
        .filter(Column::UsedAt.is_null())
        .exec(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("using up one-time links"))
}

/// The condition that a token opens a link now.
fn is_open(token: &str, now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::TokenHash.eq(digest(token.as_bytes())))
        .add(Column::UsedAt.is_null())
        .add(Column::ExpiresAt.gt(now))
}

/// Uses a link to choose a password, from an address. A stranger may try, so nothing slow is done for a wrong one.
///
/// # Errors
/// [`Fault::Expired`] when it is used up, too old, or none of ours; [`Fault::Invalid`] when the password is too short;
/// [`Fault::Limited`].
pub async fn use_link(store: &Store, token: &str, password: &str, address: &str) -> Result<String, Fault> {
    if let Some(fault) = check_text("password", Input::Password, false, password) {
        return Err(Fault::Invalid { fields: vec![fault] });
    }
    let attempt = attempt::begin(store, &[Subject::new("link", address, PER_ADDRESS)]).await?;
    let found = Entity::find().filter(is_open(token, store.clock.now())).one(&store.db).await;
    if found.map_err(internal("looking for a one-time link"))?.is_none() {
        attempt.fail(store, Kind::User).await?;
        return Err(Fault::Expired);
    }
    let hash = hash_password(password.to_owned()).await?;
    let session = store.begin(Actor::System("identity"), Mode::Write).await?;
    let result = take(&session, token, hash, attempt).await;
    session.finish(result).await
}

async fn take(session: &Session, token: &str, hash: String, attempt: Attempt) -> Result<String, Fault> {
    attempt.forgive(session).await?;
    // Looked at again, and marked in the same step: two may have come with it at once.
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Some(session.now()).into())
        .filter(is_open(token, session.now()))
        .exec(session.txn())
        .await
        .map_err(internal("using a one-time link"))?;
    if used.rows_affected == 0 {
        return Err(Fault::Expired);
    }
    let link = Entity::find_by_id(digest(token.as_bytes()))
        .one(session.txn())
        .await
        .map_err(internal("reading a link"))?;
    let user = link.ok_or(Fault::Expired)?.user_id;
    use_up(session, user).await?;
    super::http_session::end_all(session, user).await?;
    let held = session.held::<user::Entity>(Kind::User, contract::Act::Change, user).await?;
    if matches!(held.state.0, UserState::Disabled | UserState::Retired) {
        return Err(Fault::Expired);
    }
    let after = session
        .change(contract::Act::Change, held, None, |row| {
            row.password_hash = Set(Some(hash));
            row.state = Set(Stored(UserState::Enabled));
        })
        .await?;
    Ok(after.account)
}
