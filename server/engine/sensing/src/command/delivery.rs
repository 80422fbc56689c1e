//! Sending commands, and what devices answer.

use super::{ActiveModel, Column, Command, Entity, Model, told};
use async_trait::async_trait;
use base::{Actor, Mode, Session, Store, Stored, internal};
use chrono::Duration;
use contract::{
    CommandId, Fault,
    sensing::{ANSWER_WITHIN_SECONDS, CommandState},
};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*};

/// Delivers commands to devices; the gateway implements it.
#[async_trait]
pub trait Courier: Send + Sync + 'static {
    /// Sends one; an error leaves the command unanswered until its time is over.
    async fn deliver(
        &self,
        device_code: &str,
        command: CommandId,
        property: &str,
        desired: &str,
    ) -> Result<(), String>;

    /// Ends a device's connections, where they are ours to end; it comes back if it may.
    async fn send_away(&self, device_code: &str);

    /// Whether the gateway tells who is connected; otherwise it is taken from when a device was last heard of.
    fn tells_presence(&self) -> bool;
}

/// What a device answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The command.
    pub command: CommandId,
    /// Whether it was done.
    pub is_done: bool,
    /// What the device says, when it was not.
    pub detail: Option<String>,
}

/// Takes a device's answer; one for another device's command, or a repeated one, changes nothing.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn answered(store: &Store, device_code: &str, answer: &Answer) -> Result<(), Fault> {
    let session = store.begin(Actor::System("gateway"), Mode::Write).await?;
    let result = async {
        loop {
            let found = Entity::find_by_id(answer.command.0)
                .one(session.txn())
                .await
                .map_err(internal("reading a command"))?;
            let Some(row) = found.filter(|row| row.device_code == device_code) else { return Ok(()) };
            if matches!(row.state.0, CommandState::Done | CommandState::Failed) {
                return Ok(());
            }
            let state = if answer.is_done { CommandState::Done } else { CommandState::Failed };
            // Where somebody else moved it meanwhile, it is looked at again: an answer is never lost.
            if advance(&session, &row, state, answer.detail.clone()).await? {
                return Ok(());
            }
        }
    }
    .await;
    session.finish(result).await
}

/// Moves a command on from the state in which it was read; false when it is in another by now.
async fn advance(
    session: &Session,
    row: &Model,
    state: CommandState,
    detail: Option<String>,
) -> Result<bool, Fault> {
    let mut next =
        ActiveModel { state: Set(Stored(state)), changed_at: Set(session.now()), ..Default::default() };
    match state {
        CommandState::Sent => next.sent_at = Set(Some(session.now())),
        CommandState::Done | CommandState::Failed => {
            next.answered_at = Set(Some(session.now()));
            next.detail = Set(detail);
        }
        CommandState::Waiting | CommandState::Unanswered => {}
    }
    let moved = Entity::update_many()
        .set(next)
        .filter(Column::Id.eq(row.id))
        .filter(Column::State.eq(row.state))
        .exec(session.txn())
        .await
        .map_err(internal("advancing a command"))?;
    if moved.rows_affected == 0 {
        return Ok(false);
    }
    let command =
        Command { id: row.id, device: row.device_id, area_path: row.area_path.clone(), alarm: row.alarm_id };
    told(session, &command, state).await?;
    Ok(true)
}

/// One round of the dispatcher: sends what waits, and gives up on what got no answer. Says whether anything was sent.
///
/// A command is marked as sent before it is: after a crash it becomes unanswered and can be sent again by hand, but a
/// door is never commanded twice by accident. Whoever marks it delivers it, so that two dispatchers don't either.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn dispatch(store: &Store, courier: &dyn Courier) -> Result<bool, Fault> {
    let doing = || internal("looking for commands");
    let waiting = Entity::find()
        .filter(Column::State.eq(Stored(CommandState::Waiting)))
        .order_by_asc(Column::AskedAt)
        .limit(50)
        .all(store.pool())
        .await
        .map_err(doing())?;
    let late = store.clock().now() - Duration::seconds(ANSWER_WITHIN_SECONDS);
    let silent = Entity::find()
        .filter(Column::State.eq(Stored(CommandState::Sent)))
        .filter(Column::SentAt.lt(late))
        .limit(50)
        .all(store.pool())
        .await
        .map_err(doing())?;
    if waiting.is_empty() && silent.is_empty() {
        return Ok(false);
    }
    let session = store.begin(Actor::System("commands"), Mode::Write).await?;
    let result = async {
        let mut mine = vec![];
        for row in waiting {
            if advance(&session, &row, CommandState::Sent, None).await? {
                mine.push(row);
            }
        }
        for row in &silent {
            advance(&session, row, CommandState::Unanswered, None).await?;
        }
        Ok(mine)
    }
    .await;
    let mine = session.finish(result).await?;
    for row in &mine {
        if let Err(error) =
            courier.deliver(&row.device_code, CommandId(row.id), &row.property, &row.desired).await
        {
            tracing::warn!(device = row.device_code, error, "a command could not be delivered");
        }
    }
    Ok(!mine.is_empty())
}
