//! Deadlines: data, by case type and level, changed by an administrator, with their history in the audit.

use base::{Session, Standing, change_setting, identity::role, internal, standing};
use contract::{
    Act, Fault, Kind, Term,
    applications::case_types,
    sensing::Level,
    work::{CaseType, DeadlineRow, DeadlineRule, StateTime, TargetRow},
};
use sea_orm::{QueryOrder, entity::prelude::*};

use crate::item::type_of;

fn key_of(kind: Kind, level: Level) -> String {
    format!("deadline.{}.{}", kind.key(), level.key())
}

/// What holds for new deadlines of a case type at a level.
pub(crate) async fn rule_of(session: &Session, case: &CaseType, level: Level) -> Result<DeadlineRule, Fault> {
    let found: Standing<DeadlineRule> = standing(session, &key_of(case.kind, level)).await?;
    Ok(found.value.unwrap_or_else(|| DeadlineRule::seed(case)))
}

/// The deadlines of all case types, the gravest level first.
///
/// # Permission
/// `setting.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list(session: &Session) -> Result<Vec<DeadlineRow>, Fault> {
    session.reach(Kind::Setting, Act::Read)?;
    let mut rows = vec![];
    for case in case_types() {
        for level in Level::ALL {
            rows.push(row_of(session, case, *level).await?);
        }
    }
    Ok(rows)
}

async fn row_of(session: &Session, case: &CaseType, level: Level) -> Result<DeadlineRow, Fault> {
    let found: Standing<DeadlineRule> = standing(session, &key_of(case.kind, level)).await?;
    let rule = found.value.unwrap_or_else(|| DeadlineRule::seed(case));
    let time = |deadline: &contract::work::Deadline| StateTime {
        state: deadline.state,
        minutes: rule.minutes_of(case, deadline.state).unwrap_or(deadline.minutes),
        in_working_hours: deadline.in_working_hours,
    };
    Ok(DeadlineRow {
        kind: case.kind,
        level,
        times: case.deadlines.iter().map(time).collect(),
        warn_percent: rule.warn_percent,
        escalate_name: role_name(session, &rule.escalate_to).await?,
        escalate_to: rule.escalate_to,
        revision: found.revision,
        changed_by: found.changed_by,
        changed_at: found.changed_at,
        object: found.object,
    })
}

/// What the role with a key is called; nothing when there is none.
pub(crate) async fn role_name(session: &Session, key: &str) -> Result<String, Fault> {
    let found = role::Entity::find().filter(role::Column::Key.eq(key)).one(session.txn()).await;
    Ok(found
        .map_err(internal("reading who is told of a deadline"))?
        .map(|role| role.name)
        .unwrap_or_default())
}

/// The roles that can be told of items of a kind: those that may read them.
///
/// # Permission
/// `setting.read`.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Invalid`] when the kind is no case type.
pub async fn targets(session: &Session, kind: Kind) -> Result<Vec<TargetRow>, Fault> {
    session.reach(Kind::Setting, Act::Read)?;
    type_of(kind)?;
    let readers = role::that_may(session, kind, Act::Read).await?;
    let roles = role::Entity::find()
        .filter(role::Column::Id.is_in(readers))
        .filter(role::Column::RetiredAt.is_null())
        .order_by_asc(role::Column::Key)
        .all(session.txn())
        .await
        .map_err(internal("reading who can be told of a deadline"))?;
    Ok(roles.into_iter().map(|role| TargetRow { key: role.key, name: role.name }).collect())
}

/// Changes the deadlines of a case type at a level, for those that begin from now on.
///
/// # Permission
/// `setting.change`.
///
/// # Errors
/// [`Fault::Changed`]; [`Fault::Invalid`] with every field at fault: states by their keys, `warn_percent`, `escalate_to`.
pub async fn change(
    session: &Session,
    kind: Kind,
    level: Level,
    revision: i32,
    rule: &DeadlineRule,
) -> Result<DeadlineRow, Fault> {
    session.reach(Kind::Setting, Act::Change)?;
    let case = type_of(kind)?;
    rule.check(case)?;
    let is_offered = rule.escalate_to.is_empty()
        || targets(session, kind).await?.iter().any(|target| target.key == rule.escalate_to);
    if !is_offered {
        return Err(Fault::invalid("escalate_to", "field.not_offered"));
    }
    let before = rule_of(session, case, level).await?;
    let times = case.deadlines.iter().map(|deadline| {
        let of = |rule: &DeadlineRule| rule.minutes_of(case, deadline.state).unwrap_or_default().to_string();
        (deadline.state.key(), of(&before), of(rule))
    });
    let mut changes: Vec<(&str, String, String)> = times.collect();
    changes.push(("warn_percent", before.warn_percent.to_string(), rule.warn_percent.to_string()));
    changes.push((
        "escalate_to",
        role_name(session, &before.escalate_to).await?,
        role_name(session, &rule.escalate_to).await?,
    ));
    change_setting(session, "work", &key_of(kind, level), revision, rule, &changes).await?;
    row_of(session, case, level).await
}
