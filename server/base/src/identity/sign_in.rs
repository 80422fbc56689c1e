//! Signing in: argon2id, the same answer whether or not the account exists, and a limit on attempts.

use super::{
    Seat,
    attempt::{self, Attempt, Subject},
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
use tokio::sync::{Semaphore, SemaphorePermit};

/// Failed attempts in a quarter of an hour after which an account must wait.
const PER_ACCOUNT: u64 = 5;
/// The same for an address; a whole office may share one.
pub(super) const PER_ADDRESS: u64 = 50;

/// How many passwords are worked on at a time: each costs 19 MiB and most of a core, and whoever comes waits in line.
const AT_A_TIME: u32 = 2;
static ROOM: Semaphore = Semaphore::const_new(AT_A_TIME as usize);

/// Waits in line for the slow work. The permit goes along into it, since a caller that gives up does not end it.
async fn room() -> Result<SemaphorePermit<'static>, Fault> {
    ROOM.acquire().await.map_err(|error| defect("waiting to work on a password", &error))
}

/// Hashes a password; slow on purpose, so it runs beside the event loop.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn hash_password(password: String) -> Result<String, Fault> {
    let permit = room().await?;
    let hashed = tokio::task::spawn_blocking(move || {
        let _permit = permit;
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

async fn matches(hash: Option<String>, password: String) -> Result<bool, Fault> {
    // A hash of nothing anybody knows costs an unknown account the same time.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$YlHnLQ4K1r2l0R4oQpVYJxvpF2hUyqNR9v0tLxYJ0dE";
    let hash = hash.unwrap_or_else(|| NOBODY.into());
    let permit = room().await?;
    let checked = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    Ok(checked.await.unwrap_or(false))
}

/// Checks account and password from an address; answers whose seat it is, in the account's first capacity.
///
/// # Errors
/// [`Fault::WrongPassword`], the same for an unknown, a disabled and an invited account; [`Fault::Limited`].
pub async fn sign_in(store: &Store, account: &str, password: &str, address: &str) -> Result<Seat, Fault> {
    let account = account.trim().to_lowercase();
    let subjects =
        [Subject::new("account", &account, PER_ACCOUNT), Subject::new("address", address, PER_ADDRESS)];
    let attempt = attempt::begin(store, &subjects).await?;
    let found = user::Entity::find()
        .filter(user::Column::Account.eq(&account))
        .one(&store.db)
        .await
        .map_err(internal("reading an account"))?;
    let hash = found.as_ref().and_then(|user| user.password_hash.clone());
    let is_right = matches(hash, password.to_owned()).await?;
    let user =
        found.filter(|user| is_right && user.state.0 == UserState::Enabled && user.password_hash.is_some());
    let Some(user) = user else {
        attempt.fail(store, Kind::User).await?;
        return Err(Fault::WrongPassword);
    };
    let Some(first) = capacities(store, user.id).await?.into_iter().next() else {
        attempt.fail(store, Kind::User).await?;
        return Err(Fault::WrongPassword);
    };
    let seat = Seat { user: user.id, role: first.role_key };
    let (actor, _) = super::seat(store, &seat).await?;
    let session = store.begin(actor, Mode::Write).await?;
    let result = welcome(&session, user.id, attempt).await;
    session.finish(result).await?;
    Ok(seat)
}

async fn welcome(session: &Session, user: Uuid, attempt: Attempt) -> Result<(), Fault> {
    attempt.forgive(session).await?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Actor,
        identity::{NewUser, draw_link, plant_user, role, seed_roles, use_link},
        testing::World,
    };
    use futures::future::join_all;
    use std::time::Duration;

    const PASSWORD: &str = "a long enough password";
    const ADDRESS: &str = "192.0.2.1";

    /// An account with a password.
    async fn somebody(world: &World) -> Uuid {
        let hash = hash_password(PASSWORD.into()).await.unwrap();
        let session = world.store.begin(Actor::System("test"), Mode::Write).await.unwrap();
        seed_roles(&session).await.unwrap();
        let role = role::Entity::find().filter(role::Column::Key.eq("inspector")).one(session.txn()).await;
        let new = NewUser {
            account: "somebody".into(),
            shown_name: "somebody".into(),
            password_hash: Some(hash),
            role: role.unwrap().unwrap().id,
            ..NewUser::default()
        };
        let id = plant_user(&session, new).await.unwrap();
        session.commit().await.unwrap();
        id
    }

    async fn link_to(world: &World, user: Uuid) -> String {
        let session = world.store.begin(Actor::System("test"), Mode::Write).await.unwrap();
        let token = draw_link(&session, user).await.unwrap();
        session.commit().await.unwrap();
        token
    }

    #[tokio::test]
    async fn attempts_side_by_side_are_counted_before_they_are_tried() {
        let world = World::new().await;
        let tries = (0..12).map(|_| sign_in(&world.store, "nobody", "not the password", ADDRESS));
        let answers = join_all(tries).await;
        let wrong = answers.iter().filter(|answer| **answer == Err(Fault::WrongPassword)).count();
        let limited = answers.iter().filter(|answer| matches!(answer, Err(Fault::Limited { .. }))).count();
        assert_eq!((wrong, limited), (5, 7), "{answers:?}");
    }

    #[tokio::test]
    async fn who_signs_in_is_not_counted_as_having_failed() {
        let world = World::new().await;
        let id = somebody(&world).await;
        for _ in 0..=PER_ACCOUNT {
            let seat = sign_in(&world.store, "somebody", PASSWORD, ADDRESS).await;
            assert_eq!(seat.map(|seat| seat.user), Ok(id));
        }
    }

    #[tokio::test]
    async fn a_link_of_nobody_costs_no_hashing_and_soon_nothing_at_all() {
        let world = World::new().await;
        // While these are held no password is worked on, so an answer shows that none was.
        let _all = ROOM.acquire_many(AT_A_TIME).await.unwrap();
        let answer = tokio::time::timeout(Duration::from_secs(20), async {
            for _ in 0..PER_ADDRESS {
                assert_eq!(use_link(&world.store, "none", PASSWORD, ADDRESS).await, Err(Fault::Expired));
            }
            use_link(&world.store, "none", PASSWORD, ADDRESS).await
        });
        assert!(matches!(answer.await, Ok(Err(Fault::Limited { .. }))));
    }

    #[tokio::test]
    async fn only_the_newest_link_works_and_that_once() {
        let world = World::new().await;
        let user = somebody(&world).await;
        let (first, second) = (link_to(&world, user).await, link_to(&world, user).await);
        let chosen = "another long password";
        assert_eq!(use_link(&world.store, &first, chosen, ADDRESS).await, Err(Fault::Expired));
        assert_eq!(use_link(&world.store, &second, chosen, ADDRESS).await, Ok("somebody".into()));
        for token in [&first, &second] {
            let again = use_link(&world.store, token, "a third long password", ADDRESS).await;
            assert_eq!(again, Err(Fault::Expired));
        }
        assert!(sign_in(&world.store, "somebody", chosen, ADDRESS).await.is_ok());
    }
}
