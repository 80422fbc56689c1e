//! Acts on items, along their workflow.

use super::{
    CHASE_PAUSE, RATE_WITHIN, bare_entry, checks_own_work,
    entity::{ActiveModel, Column, Entity, Model, entry},
    kind_of,
    report::evidence,
    sheet_of, tell, tell_former, type_of, view, workflow_of, write_entry,
};
use base::{Session, Stored, file, internal};
use chrono::{DateTime, Duration, Utc};
use contract::{
    Act, Fault, Kind, UserId, WorkItemId,
    work::{WorkRow, WorkSheet, WorkState, WorkStep},
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use crate::{
    duty,
    timing::{self, Due},
};

/// Makes one step; the same entry id again answers what is, so that sent twice never acts twice. Whoever has given the
/// item out of their hands by it is then told no more than that it was taken.
///
/// # Permission
/// The act on the item's kind, with the item within reach.
///
/// # Errors
/// [`Fault::Blocked`] when its state does not allow the act; [`Fault::Changed`]; [`Fault::Invalid`] when evidence is missing.
pub async fn step(session: &Session, step: &WorkStep) -> Result<WorkSheet, Fault> {
    let kind = kind_of(session, step.item).await?;
    let known = entry::Entity::find_by_id(step.entry)
        .one(session.txn())
        .await
        .map_err(internal("looking for a step"))?;
    if let Some(known) = known {
        let is_mine = known.item_id == step.item.0 && known.actor_id == session.actor().user();
        return if is_mine {
            after(session, kind, step.item).await
        } else {
            Err(Fault::invalid("entry", "field.taken"))
        };
    }
    let held = session.held::<Entity>(kind, step.act, step.item.0).await?;
    let from = held.state.0;
    let arrow = workflow_of(&held)?.step(from, step.act).ok_or(Fault::Blocked { from, act: step.act })?;
    if checks_own_work(session, &held, step.act) {
        return Err(Fault::Blocked { from, act: step.act });
    }
    evidence(arrow.evidence, step, session.now())?;
    timely(session, &held, step.act)?;
    let assignee = match step.assignee {
        Some(user) if matches!(step.act, Act::Dispatch | Act::Transfer) => {
            Some(worker(session, &held, user).await?)
        }
        _ => None,
    };
    let to = arrow.to.unwrap_or(from);
    let (before, now) = ((*held).clone(), session.now());
    let clock = clock(session, &before, step.act, to).await?;
    let row = session
        .change(step.act, held, step.revision, |row| {
            moved(row, &before, step, to, clock, now);
            if let Some((user, name)) = assignee.clone() {
                row.assignee_id = Set(Some(user.0));
                row.assignee_name = Set(Some(name));
            }
        })
        .await?;
    file::attach(session, &step.photos, row.id, &row.area_path).await?;
    let mut entry = bare_entry(step.entry);
    entry.typed_at = Set(step.typed_at);
    entry.note = Set(step.note.trim().into());
    entry.photos = Set(serde_json::to_string(&step.photos).unwrap_or_default());
    entry.assignee_name = Set(assignee.map(|(_, name)| name));
    write_entry(session, &row, step.act, entry).await?;
    tell(session, &row, step.act).await?;
    tell_former(session, &before, &row, step.act).await?;
    sheet_of(session, row).await
}

async fn after(session: &Session, kind: Kind, id: WorkItemId) -> Result<WorkSheet, Fault> {
    if session.actor().reach(kind, Act::Read).is_some() {
        let found = session.find_as::<Entity>(kind, Act::Read)?.filter(Column::Id.eq(id.0)).first(1);
        if let Some(row) = found.all().await?.pop() {
            return sheet_of(session, row).await;
        }
    }
    let row = Entity::find_by_id(id.0).one(session.txn()).await.map_err(internal("reading an item"))?;
    row.map(receipt).ok_or(Fault::Missing { kind })
}

/// That a step was taken: number, category and state, and nothing that tells of people or places.
fn receipt(item: Model) -> WorkSheet {
    let row = WorkRow {
        title: String::new(),
        place: String::new(),
        at: None,
        map_no: 0,
        building_no: None,
        dwelling_no: None,
        assignee: None,
        assignee_name: None,
        rating: None,
        alarm: None,
        ..view(item)
    };
    WorkSheet {
        row,
        address: String::new(),
        details: serde_json::Value::Null,
        entries: vec![],
        photos: vec![],
        acts: vec![],
        may_change: false,
        chase_again_at: None,
    }
}

/// A chase has its pause, a rating its end.
fn timely(session: &Session, item: &Model, act: Act) -> Result<(), Fault> {
    match (act, item.chased_at, item.closed_at) {
        (Act::Chase, Some(at), _) if at + CHASE_PAUSE > session.now() => {
            Err(Fault::TooSoon { again_at: at + CHASE_PAUSE })
        }
        (Act::Rate, _, Some(at)) if item.rating.is_some() || at + RATE_WITHIN < session.now() => {
            Err(Fault::Blocked { from: item.state.0, act })
        }
        _ => Ok(()),
    }
}

/// Work is given only to somebody who may take it there.
async fn worker(session: &Session, item: &Model, user: UserId) -> Result<(UserId, String), Fault> {
    let found = duty::able(session, item.kind.0, &item.area_path).await?.into_iter().find(|w| w.user == user);
    found.map(|w| (w.user, w.name)).ok_or_else(|| Fault::invalid("assignee", "field.not_offered"))
}

/// How the time of an item goes on: towards a deadline, or it stands with what is left of one.
struct Clock {
    due: Option<Due>,
    left: Option<Duration>,
}

/// How the time of an item goes on after an act that leads to a state.
async fn clock(session: &Session, before: &Model, act: Act, to: WorkState) -> Result<Clock, Fault> {
    let (case, now) = (type_of(before.kind.0)?, session.now());
    if to == WorkState::Suspended {
        return Ok(Clock { due: None, left: before.due_at.map(|due_at| due_at - now) });
    }
    let due = timing::due(session, case, before.level.0, to, now).await?;
    let left = before.left_ms.map(Duration::milliseconds).filter(|_| act == Act::Resume);
    let due = due.map(|due| match left {
        Some(left) => due.with_left(now, before.state_since, left),
        None => due,
    });
    Ok(Clock { due, left: None })
}

fn moved(
    row: &mut ActiveModel,
    before: &Model,
    step: &WorkStep,
    to: WorkState,
    clock: Clock,
    now: DateTime<Utc>,
) {
    match step.act {
        Act::Chase => {
            row.chased = Set(before.chased + 1);
            row.chased_at = Set(Some(now));
        }
        Act::Return | Act::Reopen => row.returned = Set(before.returned + 1),
        Act::Rate => row.rating = Set(step.rating.map(i16::from)),
        _ => {}
    }
    if to == before.state.0 {
        return;
    }
    row.state = Set(Stored(to));
    row.state_since = Set(now);
    row.warned_at = Set(None);
    row.escalated_at = Set(None);
    row.was_late = Set(before.was_late || before.due_at.is_some_and(|due| now > due));
    row.left_ms = Set(clock.left.map(|left| left.num_milliseconds()));
    put_due(row, clock.due);
    match to {
        // Back on the dispatcher's desk, it is nobody's; what is resumed is whose it was.
        WorkState::Accepted if step.act != Act::Resume => {
            row.assignee_id = Set(None);
            row.assignee_name = Set(None);
        }
        WorkState::Closed | WorkState::Cancelled => {
            row.is_open = Set(false);
            row.closed_at = Set(Some(now));
        }
        _ => {}
    }
}

fn put_due(row: &mut ActiveModel, due: Option<Due>) {
    row.due_at = Set(due.as_ref().map(|due| due.at));
    row.warn_at = Set(due.as_ref().and_then(|due| due.warn_at));
    row.escalate_to = Set(due.and_then(|due| due.escalate_to));
}

/// A step that a rule makes: dispatch by the duty list, closing after the time to answer has passed. What the rule saw may
/// be past by now: the item's state under the lock decides.
///
/// # Errors
/// [`Fault::Blocked`] when that state is another than the rule saw, or does not allow it.
pub async fn by_rule(
    session: &Session,
    item: &Model,
    act: Act,
    assignee: Option<(UserId, String)>,
) -> Result<Model, Fault> {
    let held = session.held::<Entity>(item.kind.0, act, item.id).await?;
    let from = held.state.0;
    let arrow = workflow_of(&held)?.step(from, act).filter(|_| from == item.state.0);
    let to = arrow.ok_or(Fault::Blocked { from, act })?.to.unwrap_or(from);
    let (before, now) = ((*held).clone(), session.now());
    let clock = clock(session, &before, act, to).await?;
    let made = WorkStep {
        entry: Uuid::now_v7(),
        item: WorkItemId(item.id),
        revision: None,
        act,
        note: String::new(),
        photos: vec![],
        assignee: assignee.as_ref().map(|(user, _)| *user),
        rating: None,
        typed_at: None,
    };
    let row = session
        .change(act, held, None, |row| {
            moved(row, &before, &made, to, clock, now);
            if let Some((user, name)) = assignee.clone() {
                row.assignee_id = Set(Some(user.0));
                row.assignee_name = Set(Some(name));
            }
        })
        .await?;
    let mut entry = bare_entry(made.entry);
    entry.assignee_name = Set(assignee.map(|(_, name)| name));
    write_entry(session, &row, act, entry).await?;
    tell(session, &row, act).await?;
    Ok(row)
}
