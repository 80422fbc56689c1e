//! Commands to devices: desired and reported state, an acknowledgement, and how long it took.

mod delivery;
mod undo;

pub use delivery::{Answer, Courier, answered, dispatch};
pub(crate) use undo::{Undo, to_undo};

use base::{Addressed, Session, Stored, internal};
use contract::{
    Act, CommandId, DeviceId, Fault, Kind, Term,
    applications::device_kind,
    live::Event,
    sensing::{ANSWER_WITHIN_SECONDS, CommandState, LinkageKind, LinkageRow, Value, ValueType},
};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*, sea_query::OnConflict};

use crate::{alarm, datastream, device};

/// A command.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "command")]
pub struct Model {
    /// Identity, also in the message to the device.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The device.
    pub device_id: Uuid,
    /// Its code.
    pub device_code: String,
    /// Its name.
    pub device_name: String,
    /// Its area.
    pub area_path: String,
    /// Key of the property that shall change.
    pub property: String,
    /// What it shall be, as JSON.
    pub desired: String,
    /// How far it has come.
    pub state: Stored<CommandState>,
    /// The linkage that it carries out.
    pub linkage: Option<Stored<LinkageKind>>,
    /// The alarm that set it off.
    pub alarm_id: Option<Uuid>,
    /// When it was asked for.
    pub asked_at: DateTimeUtc,
    /// When it was sent.
    pub sent_at: Option<DateTimeUtc>,
    /// When the device answered.
    pub answered_at: Option<DateTimeUtc>,
    /// What the device said, when it failed.
    pub detail: Option<String>,
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

base::record!(Entity, kinds: [Device], module: "sensing", scope: base::ScopeColumns::by_area(Column::AreaPath),
    plain: [DeviceCode, Property, Desired, State, Detail], sealed: []);

/// What is asked of a device.
pub struct Ask {
    /// The device.
    pub device: device::Model,
    /// Key of the property.
    pub property: &'static str,
    /// What it shall be.
    pub desired: Value,
    /// The linkage that it carries out.
    pub linkage: Option<LinkageKind>,
    /// The alarm that set it off.
    pub alarm: Option<Uuid>,
    /// Waiting, or failed at once.
    pub state: CommandState,
}

impl Ask {
    /// An action for which there is no device: kept as a failure, so that it never hides.
    #[must_use]
    pub fn none(alarm: Uuid, linkage: LinkageKind, source: &device::Model) -> Self {
        let device = device::Model { name: "—".into(), ..source.clone() };
        Self {
            device,
            property: "",
            desired: Value::Flag(false),
            linkage: Some(linkage),
            alarm: Some(alarm),
            state: CommandState::Failed,
        }
    }
}

/// Writes a command down; it is sent after the commit.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn ask(session: &Session, ask: Ask) -> Result<CommandId, Fault> {
    let desired = serde_json::to_string(&ask.desired).unwrap_or_default();
    let id = Uuid::now_v7();
    let row = ActiveModel {
        id: Set(id),
        device_id: Set(ask.device.id),
        device_code: Set(ask.device.code.clone()),
        device_name: Set(ask.device.name.clone()),
        area_path: Set(ask.device.area_path.clone()),
        property: Set(ask.property.into()),
        desired: Set(desired.clone()),
        state: Set(Stored(ask.state)),
        linkage: Set(ask.linkage.map(Stored)),
        alarm_id: Set(ask.alarm),
        asked_at: Set(session.now()),
        sent_at: Set(None),
        answered_at: Set(None),
        detail: Set((ask.state == CommandState::Failed).then(|| "no_such_device".into())),
        revision: Set(1),
        changed_by: Set(session.actor().user()),
        changed_at: Set(session.now()),
    };
    Entity::insert(row).exec_without_returning(session.txn()).await.map_err(internal("writing a command"))?;
    if ask.state == CommandState::Waiting {
        let stream = datastream::ActiveModel {
            device_id: Set(ask.device.id),
            property: Set(ask.property.into()),
            desired: Set(Some(desired)),
            ..Default::default()
        };
        let again = OnConflict::columns([datastream::Column::DeviceId, datastream::Column::Property])
            .update_column(datastream::Column::Desired)
            .to_owned();
        datastream::Entity::insert(stream)
            .on_conflict(again)
            .exec_without_returning(session.txn())
            .await
            .map_err(internal("keeping a desired state"))?;
    }
    let command = Command { id, device: ask.device.id, area_path: ask.device.area_path, alarm: ask.alarm };
    told(session, &command, ask.state).await?;
    Ok(CommandId(id))
}

struct Command {
    id: Uuid,
    device: Uuid,
    area_path: String,
    alarm: Option<Uuid>,
}

async fn told(session: &Session, command: &Command, state: CommandState) -> Result<(), Fault> {
    let event = match command.alarm {
        Some(alarm) => Event::LinkageAdvanced { alarm, action: command.id, state: state.key().into() },
        None => Event::RecordChanged { kind: Kind::Device, id: command.device },
    };
    session.emit(Addressed::area(Kind::Device, &command.area_path), &event).await
}

/// Commands a device.
///
/// # Permission
/// `device.command`.
///
/// # Errors
/// [`Fault::Invalid`] when the property can't be commanded or the value is not of its type.
pub async fn give(
    session: &Session,
    id: DeviceId,
    property: &str,
    desired: Value,
) -> Result<CommandId, Fault> {
    let held = session.held::<device::Entity>(Kind::Device, Act::Command, id.0).await?;
    let spec = device_kind(&held.kind).and_then(|kind| kind.property(property)).filter(|p| p.is_commanded);
    let Some(spec) = spec else { return Err(Fault::invalid("property", "field.not_offered")) };
    let fits = match (&desired, spec.values) {
        (Value::Flag(_), ValueType::Flag) => true,
        (Value::Text(text), ValueType::Text(words)) => {
            text.chars().count() <= 200 && (words.is_empty() || words.contains(&text.as_str()))
        }
        (Value::Number(n), ValueType::Number(_, low, high)) => (low..=high).contains(n),
        _ => false,
    };
    if !fits {
        return Err(Fault::invalid("desired", "field.wrong_type"));
    }
    session.witness("sensing", Kind::Device, Act::Command, Some(id.0), None).await?;
    let device = (*held).clone();
    ask(
        session,
        Ask { device, property: spec.key, desired, linkage: None, alarm: None, state: CommandState::Waiting },
    )
    .await
}

/// Sends a failed or unanswered command again. What an alarm set off is sent only while that alarm is open: once it is over,
/// nothing would end what it sets off.
///
/// # Permission
/// `device.command`.
///
/// # Errors
/// [`Fault::Missing`]; [`Fault::AlarmOver`].
pub async fn resend(session: &Session, id: CommandId) -> Result<(), Fault> {
    let held = session.held::<Entity>(Kind::Device, Act::Command, id.0).await?;
    let (now, alarm) = (session.now(), held.alarm_id);
    if !matches!(held.state.0, CommandState::Failed | CommandState::Unanswered) || held.property.is_empty() {
        return Ok(());
    }
    if let Some(alarm) = alarm
        && !alarm::stays_open(session, alarm).await?
    {
        return Err(Fault::AlarmOver);
    }
    let after = session
        .change(Act::Command, held, None, |row| {
            row.state = Set(Stored(CommandState::Waiting));
            row.asked_at = Set(now);
            row.sent_at = Set(None);
            row.answered_at = Set(None);
            row.detail = Set(None);
        })
        .await?;
    told(
        session,
        &Command { id: after.id, device: after.device_id, area_path: after.area_path, alarm },
        CommandState::Waiting,
    )
    .await
}

/// The commands that an alarm set off.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn of_alarm(session: &Session, alarm: Uuid) -> Result<Vec<LinkageRow>, Fault> {
    let rows = Entity::find()
        .filter(Column::AlarmId.eq(alarm))
        .order_by_asc(Column::AskedAt)
        .order_by_asc(Column::Id)
        .all(session.txn())
        .await
        .map_err(internal("reading linkage"))?;
    let view = |row: Model| {
        let sent_at = row.sent_at.filter(|_| row.state.0 == CommandState::Unanswered);
        let waited = sent_at.map(|at| (row.changed_at - at).num_seconds().max(ANSWER_WITHIN_SECONDS));
        Some(LinkageRow {
            command: CommandId(row.id),
            kind: row.linkage?.0,
            device: DeviceId(row.device_id),
            device_name: row.device_name,
            state: row.state.0,
            asked_at: row.asked_at,
            answered_at: row.answered_at,
            waited_seconds: waited,
            detail: row.detail,
        })
    };
    Ok(rows.into_iter().filter_map(view).collect())
}
