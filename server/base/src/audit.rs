//! The audit trail: who did what in which capacity and unit, through which module, to which record.

use crate::{
    Actor, Record, Session, Stored,
    error::internal,
    session::{Found, Keyset, Refusal},
};
use contract::{
    Act, Fault, Kind, Listing, Page, Term,
    identity::{AuditRow, Outcome},
};
use sea_orm::{ActiveValue::Set, ModelTrait, QuerySelect, Value, entity::prelude::*};

/// An entry. It is only ever added.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Place in the chain, given by the sequencer.
    pub position: Option<i64>,
    /// When.
    pub at: DateTimeUtc,
    /// The account's id, for people.
    pub actor_id: Option<Uuid>,
    /// Operator.
    pub actor: String,
    /// Capacity.
    pub capacity: String,
    /// Accessing unit.
    pub organisation: String,
    /// System module.
    pub module: String,
    /// Act.
    pub act: String,
    /// Kind of the record.
    pub kind: String,
    /// The record.
    pub object_id: Option<Uuid>,
    /// Its area.
    pub area_path: String,
    /// How it ended.
    pub outcome: Stored<Outcome>,
    /// Purpose of a disclosure.
    pub purpose: Option<String>,
    /// Field by field, as JSON.
    pub changes: String,
    /// Link to the entry before.
    pub link: Option<String>,
}

/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

crate::record!(Entity, kinds: [Audit], module: "audit", scope: crate::ScopeColumns::by_area(Column::AreaPath),
    plain: [], sealed: [], revision: none);

fn entry(session: &Session) -> ActiveModel {
    let (actor_id, actor, capacity, organisation) = match session.actor() {
        Actor::Operator(o) => {
            (Some(o.user), o.account.clone(), o.capacity.clone(), o.organisation_name.clone())
        }
        Actor::System(module) => (None, format!("system:{module}"), String::new(), String::new()),
    };
    ActiveModel {
        id: Set(Uuid::now_v7()),
        position: Set(None),
        at: Set(session.now()),
        actor_id: Set(actor_id),
        actor: Set(actor),
        capacity: Set(capacity),
        organisation: Set(organisation),
        area_path: Set(String::new()),
        outcome: Set(Stored(Outcome::Done)),
        purpose: Set(None),
        changes: Set("[]".into()),
        link: Set(None),
        object_id: Set(None),
        ..Default::default()
    }
}

async fn write(session: &Session, row: ActiveModel) -> Result<(), Fault> {
    Entity::insert(row)
        .exec_without_returning(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("writing the audit trail"))
}

/// A change that was made.
pub(crate) async fn done<R: Record>(
    session: &Session,
    act: Act,
    before: Option<&R::Model>,
    after: &R::Model,
    purpose: Option<String>,
) -> Result<(), Fault> {
    let changes = changes::<R>(before, after);
    let row = ActiveModel {
        module: Set(R::MODULE.into()),
        act: Set(act.key().into()),
        kind: Set(R::kind(after).key().into()),
        object_id: Set(Some(R::id(after))),
        area_path: Set(R::area_path(after).into()),
        purpose: Set(purpose),
        changes: Set(serde_json::to_string(&changes).unwrap_or_default()),
        ..entry(session)
    };
    write(session, row).await
}

/// What was changed that is no record of its own: a grant of a user, a setting.
pub(crate) struct Alteration<'a> {
    /// The module that answers for it.
    pub module: &'a str,
    /// The noun.
    pub kind: Kind,
    /// The verb.
    pub act: Act,
    /// Under which object its history is found.
    pub object: Option<Uuid>,
    /// Its area.
    pub area_path: &'a str,
}

/// A change that was made to something that is no record of its own: name, before and after of each part that differs.
pub(crate) async fn altered(
    session: &Session,
    of: Alteration<'_>,
    changes: &[(&str, String, String)],
) -> Result<(), Fault> {
    let changes: Vec<_> = changes.iter().filter(|(_, before, after)| before != after).collect();
    let row = ActiveModel {
        module: Set(of.module.into()),
        act: Set(of.act.key().into()),
        kind: Set(of.kind.key().into()),
        object_id: Set(of.object),
        area_path: Set(of.area_path.into()),
        changes: Set(serde_json::to_string(&changes).unwrap_or_default()),
        ..entry(session)
    };
    write(session, row).await
}

/// An act that changed no record.
pub(crate) async fn witnessed(
    session: &Session,
    module: &str,
    kind: Kind,
    act: Act,
    object: Option<Uuid>,
    purpose: Option<&str>,
) -> Result<(), Fault> {
    let row = ActiveModel {
        module: Set(module.into()),
        act: Set(act.key().into()),
        kind: Set(kind.key().into()),
        object_id: Set(object),
        purpose: Set(purpose.map(str::to_owned)),
        ..entry(session)
    };
    write(session, row).await
}

/// Something that was not allowed, by the module that would have done it.
pub(crate) async fn refused(session: &Session, refusal: &Refusal) -> Result<(), Fault> {
    let outcome = if refusal.is_out_of_reach { Outcome::OutOfReach } else { Outcome::Denied };
    let row = ActiveModel {
        module: Set(refusal.kind.module().into()),
        act: Set(refusal.act.key().into()),
        kind: Set(refusal.kind.key().into()),
        object_id: Set(refusal.object),
        outcome: Set(Stored(outcome)),
        ..entry(session)
    };
    write(session, row).await
}

/// An attempt to sign in or to pair that failed; what was typed is not kept.
pub(crate) async fn sign_in_failed(session: &Session, kind: Kind) -> Result<(), Fault> {
    let row = ActiveModel {
        module: Set("identity".into()),
        act: Set(Act::Create.key().into()),
        kind: Set(kind.key().into()),
        outcome: Set(Stored(Outcome::SignInFailed)),
        ..entry(session)
    };
    write(session, row).await
}

/// Old and new of plain fields that differ; of sealed ones only that they do.
fn changes<R: Record>(before: Option<&R::Model>, after: &R::Model) -> Vec<(String, String, String)> {
    use sea_orm::Iden;
    let plain = R::PLAIN.iter().filter_map(|column| {
        let old = before.map(|row| shown(&row.get(*column))).unwrap_or_default();
        let new = shown(&after.get(*column));
        (old != new).then(|| (column.to_string(), old, new))
    });
    let sealed = R::SEALED.iter().filter_map(|column| {
        let differs = before.is_none_or(|row| row.get(*column) != after.get(*column));
        differs.then(|| (column.to_string(), String::new(), "***".to_owned()))
    });
    plain.chain(sealed).collect()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Bool(Some(v)) => v.to_string(),
        Value::SmallInt(Some(v)) => v.to_string(),
        Value::Int(Some(v)) => v.to_string(),
        Value::BigInt(Some(v)) => v.to_string(),
        Value::Double(Some(v)) => v.to_string(),
        Value::String(Some(v)) => v.to_string(),
        Value::ChronoDate(Some(v)) => v.to_string(),
        Value::ChronoDateTimeUtc(Some(v)) => v.to_rfc3339(),
        Value::Uuid(Some(v)) => v.to_string(),
        _ => String::new(),
    }
}

/// The name that colleagues see of a user; the system's when there is none.
pub(crate) async fn shown_name(session: &Session, user: Option<Uuid>) -> Result<String, Fault> {
    let Some(user) = user else { return Ok("系统".into()) };
    let name = crate::identity::user::Entity::find_by_id(user)
        .select_only()
        .column(crate::identity::user::Column::ShownName)
        .into_tuple::<String>()
        .one(session.txn())
        .await
        .map_err(internal("reading who changed a record"))?;
    Ok(name.unwrap_or_default())
}

/// Lists the trail, newest first.
///
/// # Permission
/// `audit.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list(session: &Session, listing: &Listing) -> Result<Page<AuditRow>, Fault> {
    let mut found: Found<'_, Entity> = session.find::<Entity>()?;
    if let Some(text) = listing.search.as_deref() {
        found = found.filter(crate::search::anywhere(Column::Actor, text));
    }
    for (key, column) in
        [("act", Column::Act), ("kind", Column::Kind), ("outcome", Column::Outcome), ("actor", Column::Actor)]
    {
        let values = listing.filter(key);
        if !values.is_empty() {
            found = found.filter(column.is_in(values.iter().cloned()));
        }
    }
    if let Some(object) = listing.narrowed_to("object").and_then(|id| id.parse::<Uuid>().ok()) {
        found = found.filter(Column::ObjectId.eq(object));
    }
    let by = Keyset {
        column: Column::At,
        descending: listing.sort.as_ref().is_none_or(|s| s.descending),
        key: |row: &Model| row.at.to_rfc3339(),
        parse: |text| text.parse::<DateTimeUtc>().ok().map(Into::into),
    };
    Ok(found.page(by, listing.after.as_deref(), listing.rows()).await?.map(view))
}

fn view(row: Model) -> AuditRow {
    AuditRow {
        position: row.position,
        at: row.at,
        actor: row.actor,
        capacity: row.capacity,
        organisation: row.organisation,
        module: row.module,
        act: row.act,
        kind: row.kind,
        object: row.object_id,
        outcome: row.outcome.0,
        purpose: row.purpose,
        changes: serde_json::from_str(&row.changes).unwrap_or_default(),
    }
}

/// What the chain signs: every column of an entry, in a fixed order, each with its length.
pub(crate) fn signed(row: &Model) -> Vec<u8> {
    let parts = [
        row.id.to_string(),
        row.position.unwrap_or_default().to_string(),
        row.at.timestamp_millis().to_string(),
        row.actor_id.map(|id| id.to_string()).unwrap_or_default(),
        row.actor.clone(),
        row.capacity.clone(),
        row.organisation.clone(),
        row.module.clone(),
        row.act.clone(),
        row.kind.clone(),
        row.object_id.map(|id| id.to_string()).unwrap_or_default(),
        row.area_path.clone(),
        row.outcome.0.key().to_owned(),
        row.purpose.clone().unwrap_or_default(),
        row.changes.clone(),
    ];
    parts
        .iter()
        .flat_map(|part| [(part.len() as u64).to_be_bytes().as_slice(), part.as_bytes()].concat())
        .collect()
}
