//! Commands to devices: desired and reported state, an acknowledgement, and how long it took.

use async_trait::async_trait;
use base::{Actor, Addressed, Mode, Session, Store, Stored, internal};
use chrono::Duration;
use contract::{
    Act, CommandId, DeviceId, Fault, Kind, Term,
    applications::device_kind,
    live::Event,
    sensing::{ANSWER_WITHIN_SECONDS, CommandState, LinkageKind, LinkageRow, Value, ValueType},
};
use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict};

use crate::{datastream, device};

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

/// Sends a failed or unanswered command again.
///
/// # Permission
/// `device.command`.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn resend(session: &Session, id: CommandId) -> Result<(), Fault> {
    let held = session.held::<Entity>(Kind::Device, Act::Command, id.0).await?;
    let (now, alarm) = (session.now(), held.alarm_id);
    if !matches!(held.state.0, CommandState::Failed | CommandState::Unanswered) || held.property.is_empty() {
        return Ok(());
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
        Some(LinkageRow {
            command: CommandId(row.id),
            kind: row.linkage?.0,
            device_name: row.device_name,
            state: row.state.0,
            asked_at: row.asked_at,
            answered_at: row.answered_at,
            detail: row.detail,
        })
    };
    Ok(rows.into_iter().filter_map(view).collect())
}

/// Sirens and screens that an alarm switched on and that no later command has touched.
pub(crate) async fn to_undo(session: &Session, alarm: Uuid) -> Result<Vec<Model>, Fault> {
    let doing = || internal("reading what to undo");
    let rows = Entity::find()
        .filter(Column::AlarmId.eq(alarm))
        .filter(Column::Property.is_in(["sounding", "text"]))
        .all(session.txn())
        .await
        .map_err(doing())?;
    let mut open = vec![];
    for row in rows {
        let later = Entity::find()
            .filter(Column::DeviceId.eq(row.device_id))
            .filter(Column::Property.eq(&row.property))
            .filter(Column::AskedAt.gt(row.asked_at))
            .one(session.txn())
            .await
            .map_err(doing())?;
        if later.is_none() {
            open.push(row);
        }
    }
    Ok(open)
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
        let Some(row) = Entity::find_by_id(answer.command.0)
            .one(session.txn())
            .await
            .map_err(internal("reading a command"))?
        else {
            return Ok(());
        };
        if row.device_code != device_code || matches!(row.state.0, CommandState::Done | CommandState::Failed)
        {
            return Ok(());
        }
        let state = if answer.is_done { CommandState::Done } else { CommandState::Failed };
        advance(&session, &row, state, answer.detail.clone()).await
    }
    .await;
    session.finish(result).await
}

async fn advance(
    session: &Session,
    row: &Model,
    state: CommandState,
    detail: Option<String>,
) -> Result<(), Fault> {
    let mut next = ActiveModel { id: Set(row.id), state: Set(Stored(state)), ..Default::default() };
    match state {
        CommandState::Sent => next.sent_at = Set(Some(session.now())),
        CommandState::Done | CommandState::Failed => {
            next.answered_at = Set(Some(session.now()));
            next.detail = Set(detail);
        }
        CommandState::Waiting | CommandState::Unanswered => {}
    }
    Entity::update(next)
        .exec_without_returning(session.txn())
        .await
        .map_err(internal("advancing a command"))?;
    let command =
        Command { id: row.id, device: row.device_id, area_path: row.area_path.clone(), alarm: row.alarm_id };
    told(session, &command, state).await
}

/// One round of the dispatcher: sends what waits, and gives up on what got no answer. Says whether anything was sent.
///
/// A command is marked as sent before it is: after a crash it becomes unanswered and can be sent again by hand, but a
/// door is never commanded twice by accident.
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
        for row in &waiting {
            advance(&session, row, CommandState::Sent, None).await?;
        }
        for row in &silent {
            advance(&session, row, CommandState::Unanswered, None).await?;
        }
        Ok(())
    }
    .await;
    session.finish(result).await?;
    for row in &waiting {
        if let Err(error) =
            courier.deliver(&row.device_code, CommandId(row.id), &row.property, &row.desired).await
        {
            tracing::warn!(device = row.device_code, error, "a command could not be delivered");
        }
    }
    Ok(!waiting.is_empty())
}
