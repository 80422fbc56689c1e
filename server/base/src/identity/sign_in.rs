//! Signing in: argon2id, the same answer whether or not the account exists, and a limit on attempts.

use super::{
    Seat,
    attempt::{self, Subject},
    capacity::capacities,
    user,
};
use crate::{
    Mode, Session, Store,
    error::{defect, internal},
    keyring::random,
};
use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use contract::{Act, Fault, Kind, identity::UserState};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

/// Failed attempts in a quarter of an hour after which an account must wait.
const PER_ACCOUNT: u64 = 5;
/// The same for an address; a whole office may share one.
const PER_ADDRESS: u64 = 50;

/// Hashes a password; slow on purpose, so it runs beside the event loop.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn hash_password(password: String) -> Result<String, Fault> {
    let hashed = tokio::task::spawn_blocking(move || {
        let salt = SaltString::encode_b64(&random::<16>()).map_err(|e| e.to_string())?;
        Argon2::default()
            .hash_password(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
            .map_err(|e| e.to_string())
    });
    hashed
        .await
        .map_err(|error| defect("hashing a password", &error))?
        .map_err(|error| defect("hashing a password", &error))
}

async fn matches(hash: Option<String>, password: String) -> bool {
    // A hash of nothing anybody knows costs an unknown account the same time.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$YlHnLQ4K1r2l0R4oQpVYJxvpF2hUyqNR9v0tLxYJ0dE";
    let hash = hash.unwrap_or_else(|| NOBODY.into());
    let checked = tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    checked.await.unwrap_or(false)
}

/// Checks account and password from an address; answers whose seat it is, in the account's first capacity.
///
/// # Errors
/// [`Fault::WrongPassword`], the same for an unknown, a disabled and an invited account; [`Fault::Limited`].
pub async fn sign_in(store: &Store, account: &str, password: &str, address: &str) -> Result<Seat, Fault> {
    let account = account.trim().to_lowercase();
    let subjects =
        [Subject::new("account", &account, PER_ACCOUNT), Subject::new("address", address, PER_ADDRESS)];
    attempt::allow(store, &subjects).await?;
    let found = user::Entity::find()
        .filter(user::Column::Account.eq(&account))
        .one(&store.db)
        .await
        .map_err(internal("reading an account"))?;
    let hash = found.as_ref().and_then(|user| user.password_hash.clone());
    let is_right = matches(hash, password.to_owned()).await;
    let user =
        found.filter(|user| is_right && user.state.0 == UserState::Enabled && user.password_hash.is_some());
    let Some(user) = user else {
        attempt::fail(store, Kind::User, &subjects).await?;
        return Err(Fault::WrongPassword);
    };
    let first = capacities(store, user.id).await?.into_iter().next().ok_or(Fault::WrongPassword)?;
    let seat = Seat { user: user.id, role: first.role_key };
    let (actor, _) = super::seat(store, &seat).await?;
    let session = store.begin(actor, Mode::Write).await?;
    let result = welcome(&session, user.id).await;
    session.finish(result).await?;
    Ok(seat)
}

async fn welcome(session: &Session, user: Uuid) -> Result<(), Fault> {
    let row = user::ActiveModel { id: Set(user), seen_at: Set(Some(session.now())), ..Default::default() };
    user::Entity::update(row)
        .exec_without_returning(session.txn())
        .await
        .map_err(internal("keeping a sign-in"))?;
    session.witness("identity", Kind::User, Act::Create, Some(user), None).await
}

/// A password that nobody chose: four groups of letters and digits that can't be mistaken for each other.
#[must_use]
pub fn password() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let bytes: [u8; 16] = random();
    let letter = |b: &u8| char::from(LETTERS[usize::from(*b) % LETTERS.len()]);
    bytes.chunks(4).map(|group| group.iter().map(letter).collect::<String>()).collect::<Vec<_>>().join("-")
}
