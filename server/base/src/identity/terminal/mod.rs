//! Walls and kiosks: device accounts without a password.
//!
//! An administrator draws a code for a name, a kind and an area; whoever stands at the screen types it within ten
//! minutes. The code works once and rests only as a keyed digest. The account acts in the role of its kind, is never
//! shown personal data in full, and ends with the terminal.

mod entity;
#[cfg(test)]
mod tests;

pub use entity::{ActiveModel, Column, Entity, Model};

use super::{
    Seat, administer,
    attempt::{self, Subject},
    http_session, role, user,
};
use crate::{
    Actor, Addressed, Mode, Place, Sensitive, Session, Store, Stored, error::internal, keyring::random,
    session::Keyset,
};
use chrono::{DateTime, Duration, Utc};
use contract::{
    Act, Fault, Kind, Listing, Page, Term, TerminalId, field,
    identity::{
        UserState,
        terminal::{
            CODE_LENGTH, CODE_LETTERS, CODE_MINUTES, TERMINAL_FIELDS, TerminalDraft, TerminalKind,
            TerminalRow, TerminalState, code_of,
        },
    },
    live::Event,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*, sea_query::ExprTrait};
use std::collections::HashMap;

/// Wrong codes in a quarter of an hour after which an address must wait.
const PER_ADDRESS: u64 = 10;

/// Draws the code with which a terminal is paired; it is answered once.
///
/// # Permission
/// `terminal.create`, with the terminal's area within reach; without `role.change`, only a kind whose role may do no more
/// than the actor.
///
/// # Errors
/// [`Fault::Invalid`] with every field at fault.
pub async fn draw(session: &Session, draft: &TerminalDraft) -> Result<(TerminalRow, String), Fault> {
    session.reach(Kind::Terminal, Act::Create)?;
    field::check(TERMINAL_FIELDS, draft)?;
    let unknown = |field: &str| Fault::invalid(field, "field.not_offered");
    let kind = TerminalKind::from_key(draft.kind.trim()).ok_or_else(|| unknown("kind"))?;
    let area: Uuid = draft.area.trim().parse().map_err(|_| unknown("area"))?;
    let (area_path, area_name) =
        super::capacity::area_of(session, area).await?.ok_or_else(|| unknown("area"))?;
    let code = fresh_code();
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        name: Set(draft.name.trim().to_owned()),
        kind: Set(Stored(kind)),
        area_id: Set(area),
        area_path: Set(area_path),
        area_name: Set(area_name),
        code_hash: Set(Some(hashed(session.store(), &code))),
        code_expires_at: Set(session.now() + Duration::minutes(CODE_MINUTES.into())),
        user_id: Set(None),
        paired_at: Set(None),
        revoked_at: Set(None),
        ..Default::default()
    };
    let row = session.insert::<Entity>(Kind::Terminal, row).await?;
    let role = role_of(session, kind).await?;
    if !administer::may_give(session, role.id, std::slice::from_ref(&row.area_path)).await? {
        return Err(unknown("kind"));
    }
    tell(session, &row).await?;
    Ok((view(row, None), code))
}

fn fresh_code() -> String {
    let bytes: [u8; CODE_LENGTH] = random();
    // 256 is a multiple of 32 letters, so each is as likely as the other.
    bytes.iter().map(|byte| char::from(CODE_LETTERS[usize::from(*byte) % CODE_LETTERS.len()])).collect()
}

/// Forty bits can be tried out against a plain digest; the key isn't in the database.
fn hashed(store: &Store, code: &str) -> String {
    store.keys.blind_index("terminal.code", code)
}

/// Pairs whoever typed a code, from an address; answers the seat of the new device account.
///
/// # Errors
/// [`Fault::Invalid`] when it can't be a code; [`Fault::Expired`] when it is used up, too old, or none of ours;
/// [`Fault::Limited`].
pub async fn pair(store: &Store, typed: &str, address: &str) -> Result<Seat, Fault> {
    let code = code_of(typed).ok_or_else(|| Fault::invalid("code", "field.pair_code"))?;
    let attempt = attempt::begin(store, &[Subject::new("pairing", address, PER_ADDRESS)]).await?;
    let session = store.begin(Actor::System("identity"), Mode::Write).await?;
    let result = take(&session, &code).await;
    if result == Err(Fault::Expired) {
        let seat = session.finish(result).await;
        attempt.fail(store, Kind::Terminal).await?;
        return seat;
    }
    let result = match result {
        Ok(seat) => attempt.forgive(&session).await.map(|()| seat),
        Err(fault) => Err(fault),
    };
    session.finish(result).await
}

async fn take(session: &Session, code: &str) -> Result<Seat, Fault> {
    let now = session.now();
    let hash = hashed(session.store(), code);
    let found = Entity::find()
        .filter(Column::CodeHash.eq(&hash))
        .one(session.txn())
        .await
        .map_err(internal("looking for a pairing code"))?
        .ok_or(Fault::Expired)?;
    let held = session.held::<Entity>(Kind::Terminal, Act::Take, found.id).await?;
    // Read once more under the lock: somebody may have typed it first.
    if held.code_hash.as_ref() != Some(&hash) || held.code_expires_at <= now {
        return Err(Fault::Expired);
    }
    let role = role_of(session, held.kind.0).await?;
    let user = account(session, &held).await?;
    let days = (session.store().clock().today(), None);
    administer::plant_grant(session, user, role.id, Some(held.area_id), days).await?;
    let row = session
        .change(Act::Take, held, None, |row| {
            row.code_hash = Set(None);
            row.user_id = Set(Some(user));
            row.paired_at = Set(Some(now));
        })
        .await?;
    tell(session, &row).await?;
    Ok(Seat { user, role: role.key })
}

/// The role in which terminals of a kind act.
async fn role_of(session: &Session, kind: TerminalKind) -> Result<role::Model, Fault> {
    role::Entity::find()
        .filter(role::Column::Key.eq(kind.key()))
        .filter(role::Column::RetiredAt.is_null())
        .one(session.txn())
        .await
        .map_err(internal("reading a terminal's role"))?
        .ok_or(Fault::Missing { kind: Kind::Role })
}

/// Makes a terminal's account.
async fn account(session: &Session, terminal: &Model) -> Result<Uuid, Fault> {
    let id = Uuid::now_v7();
    let name = Sensitive::new(terminal.name.clone());
    let row = user::ActiveModel {
        id: Set(id),
        account: Set(format!("{}-{}", terminal.kind.0, hex::encode(random::<5>()))),
        name_sealed: Set(session.seal(Place { column: "app_user.name", row: id }, &name)?),
        shown_name: Set(terminal.name.clone()),
        password_hash: Set(None),
        state: Set(Stored(UserState::Enabled)),
        organisation_id: Set(None),
        person_id: Set(None),
        area_path: Set(terminal.area_path.clone()),
        seen_at: Set(Some(session.now())),
        created_at: Set(session.now()),
        is_terminal: Set(true),
        ..Default::default()
    };
    session.insert::<user::Entity>(Kind::User, row).await?;
    Ok(id)
}

/// Cuts a terminal off: its session ends at once, and a code that was not typed yet is worth nothing.
///
/// # Permission
/// `terminal.retire`.
///
/// # Errors
/// [`Fault::Changed`], [`Fault::Missing`].
pub async fn revoke(session: &Session, id: TerminalId, revision: i32) -> Result<(), Fault> {
    let held = session.held::<Entity>(Kind::Terminal, Act::Retire, id.0).await?;
    if held.revoked_at.is_some() {
        return Ok(());
    }
    let now = session.now();
    let row = session
        .change(Act::Retire, held, Some(revision), |row| {
            row.code_hash = Set(None);
            row.revoked_at = Set(Some(now));
        })
        .await?;
    tell(session, &row).await?;
    let Some(user) = row.user_id else { return Ok(()) };
    // Cutting off needs no right on accounts: this one belongs to the terminal.
    let account =
        user::ActiveModel { id: Set(user), state: Set(Stored(UserState::Disabled)), ..Default::default() };
    user::Entity::update(account)
        .exec_without_returning(session.txn())
        .await
        .map_err(internal("disabling a terminal's account"))?;
    http_session::end_all(session, user).await?;
    administer::tell_user(session, user, &row.area_path).await
}

/// Lists terminals; codes that nobody typed in time are left out.
///
/// # Permission
/// `terminal.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list(session: &Session, listing: &Listing) -> Result<Page<TerminalRow>, Fault> {
    let is_shown = Column::PairedAt.is_not_null().or(Column::CodeExpiresAt.gt(session.now()));
    let mut found = session.find::<Entity>()?.filter(is_shown);
    if let Some(text) = listing.search.as_deref() {
        found = found.filter(crate::search::anywhere(Column::Name, text));
    }
    let by = Keyset {
        column: Column::Name,
        descending: listing.sort.as_ref().is_some_and(|s| s.descending),
        key: |row: &Model| row.name.clone(),
        parse: |text| Some(text.into()),
    };
    let page = found.page(by, listing.after.as_deref(), listing.rows()).await?;
    let accounts: Vec<Uuid> = page.rows.iter().filter_map(|row| row.user_id).collect();
    let seen: HashMap<Uuid, DateTime<Utc>> = user::Entity::find()
        .filter(user::Column::Id.is_in(accounts))
        .all(session.txn())
        .await
        .map_err(internal("reading when terminals were seen"))?
        .into_iter()
        .filter_map(|user| Some((user.id, user.seen_at?)))
        .collect();
    Ok(page.map(|row| {
        let seen_at = row.user_id.and_then(|user| seen.get(&user).copied());
        view(row, seen_at)
    }))
}

/// Keeps that a terminal was heard of, once a minute; a request doesn't fail for want of it.
pub(super) async fn heard(store: &Store, user: &user::Model) {
    let now = store.clock.now();
    if user.seen_at.is_some_and(|at| now - at < Duration::minutes(1)) {
        return;
    }
    let row = user::ActiveModel { id: Set(user.id), seen_at: Set(Some(now)), ..Default::default() };
    if let Err(error) = user::Entity::update(row).exec_without_returning(&store.db).await {
        tracing::warn!(%error, "when a terminal was seen could not be kept");
    }
}

async fn tell(session: &Session, row: &Model) -> Result<(), Fault> {
    let event = Event::RecordChanged { kind: Kind::Terminal, id: row.id };
    session.emit(Addressed::area(Kind::Terminal, &row.area_path), &event).await
}

fn view(row: Model, seen_at: Option<DateTime<Utc>>) -> TerminalRow {
    let state = match (row.revoked_at, row.paired_at) {
        (Some(_), _) => TerminalState::Revoked,
        (None, Some(_)) => TerminalState::Paired,
        (None, None) => TerminalState::Waiting,
    };
    TerminalRow {
        id: TerminalId(row.id),
        name: row.name,
        kind: row.kind.0,
        area_name: row.area_name,
        state,
        paired_at: row.paired_at,
        seen_at,
        revision: row.revision,
    }
}
