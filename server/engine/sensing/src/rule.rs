//! Alarm rules: data, seeded from the applications, changed by an administrator, with their history in the audit.

use base::{Session, internal};
use contract::{
    Act, Fault, Kind, RuleId,
    applications::APPLICATIONS,
    sensing::{RuleRow, rule::Rule},
};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*, sea_query::IntoCondition};

use crate::alarm;

/// A rule at rest.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "alarm_rule")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Stable key.
    pub key: String,
    /// Key of the device kind.
    pub device_kind: String,
    /// The rule, as JSON.
    pub rule: String,
    /// Whether it is judged.
    pub is_on: bool,
    /// Version.
    pub revision: i32,
    /// Who changed it last.
    pub changed_by: Option<Uuid>,
    /// When.
    pub changed_at: DateTimeUtc,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

base::record!(Entity, kinds: [Rule], module: "sensing", scope: none, plain: [Rule, IsOn], sealed: []);

/// Writes the rules that the applications begin with; those that exist are left as they are.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn seed(session: &Session) -> Result<(), Fault> {
    for rule in APPLICATIONS.iter().flat_map(|a| (a.rules)()) {
        let known = Entity::find().filter(Column::Key.eq(&rule.key)).one(session.txn()).await;
        if known.map_err(internal("looking for a rule"))?.is_none() {
            let row = ActiveModel {
                id: Set(Uuid::now_v7()),
                key: Set(rule.key.clone()),
                device_kind: Set(rule.device_kind.clone()),
                rule: Set(serde_json::to_string(&rule).unwrap_or_default()),
                is_on: Set(true),
                ..Default::default()
            };
            session.insert::<Entity>(Kind::Rule, row).await?;
        }
    }
    Ok(())
}

/// The rules that are judged.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn active(session: &Session) -> Result<Vec<Rule>, Fault> {
    let rows = Entity::find()
        .filter(Column::IsOn.eq(true))
        .all(session.txn())
        .await
        .map_err(internal("reading rules"))?;
    Ok(rows.iter().filter_map(|row| serde_json::from_str(&row.rule).ok()).collect())
}

/// All rules.
///
/// # Permission
/// `rule.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list(session: &Session) -> Result<Vec<RuleRow>, Fault> {
    let rows = session.find::<Entity>()?.select().order_by_asc(Column::Key).all(session.txn()).await;
    let rows = rows.map_err(internal("reading rules"))?;
    Ok(rows.into_iter().filter_map(view).collect())
}

fn view(row: Model) -> Option<RuleRow> {
    let rule = serde_json::from_str(&row.rule).ok()?;
    Some(RuleRow { id: RuleId(row.id), rule, is_on: row.is_on, revision: row.revision })
}

/// Changes a rule's numbers, level or schedule, or switches it off; its key, device kind and property stay. Once it is off
/// nobody judges what it raised, so its open alarms are cleared.
///
/// # Permission
/// `rule.change`.
///
/// # Errors
/// [`Fault::Changed`]; [`Fault::Invalid`] when it would become another rule, or one that no reading could ever meet.
pub async fn change(
    session: &Session,
    id: RuleId,
    revision: i32,
    rule: &Rule,
    is_on: bool,
) -> Result<RuleRow, Fault> {
    let held = session.held::<Entity>(Kind::Rule, Act::Change, id.0).await?;
    let before: Option<Rule> = serde_json::from_str(&held.rule).ok();
    if before.is_none_or(|b| {
        (b.key, b.device_kind, b.property)
            != (rule.key.clone(), rule.device_kind.clone(), rule.property.clone())
    }) {
        return Err(Fault::invalid("rule", "field.not_offered"));
    }
    rule.check()?;
    let text = serde_json::to_string(rule).unwrap_or_default();
    let after = session
        .change(Act::Change, held, Some(revision), |row| {
            row.rule = Set(text);
            row.is_on = Set(is_on);
        })
        .await?;
    if !is_on {
        alarm::clear_all(session, alarm::entity::Column::RuleKey.eq(&after.key).into_condition()).await?;
    }
    view(after).ok_or(Fault::Missing { kind: Kind::Rule })
}
