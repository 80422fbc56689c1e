//! One-time links: how a first administrator, an invited user or somebody who forgot chooses a password.

use super::{hash_password, user};
use crate::{
    Actor, Mode, Session, Store, Stored,
    error::internal,
    keyring::{digest, random},
};
use chrono::{DateTime, Duration, Utc};
use contract::{
    Fault,
    field::{Input, check_text},
    identity::UserState,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

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

/// Draws a link's token for a user, good for a day; only its digest is kept.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn draw(session: &Session, user: Uuid) -> Result<String, Fault> {
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

/// Uses a link to choose a password.
///
/// # Errors
/// [`Fault::Expired`] when it is used up, too old, or none of ours; [`Fault::Invalid`] when the password is too short.
pub async fn use_link(store: &Store, token: &str, password: &str) -> Result<String, Fault> {
    if let Some(fault) = check_text("password", Input::Password, false, password) {
        return Err(Fault::Invalid { fields: vec![fault] });
    }
    let hash = hash_password(password.to_owned()).await?;
    let session = store.begin(Actor::System("identity"), Mode::Write).await?;
    let result = take(&session, token, hash).await;
    session.finish(result).await
}

async fn take(session: &Session, token: &str, hash: String) -> Result<String, Fault> {
    let now: DateTime<Utc> = session.now();
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Some(now).into())
        .filter(Column::TokenHash.eq(digest(token.as_bytes())))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
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
    super::http_session::end_all(session, user).await?;
    let held = session.held::<user::Entity>(contract::Kind::User, contract::Act::Change, user).await?;
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
