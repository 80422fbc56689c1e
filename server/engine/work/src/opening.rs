//! Cases opened by alarms, and what alarms add to their timelines.

use async_trait::async_trait;
use base::{Addressed, Session, Stored, internal, subscription::Subscriber};
use contract::{
    Act, Fault,
    applications::opened_by,
    label::{Lang, label},
    live::{AlarmMoment, Event, Moment},
    work::Source,
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use crate::{
    duty,
    item::{
        self, bare_entry, by_rule,
        entity::{Column, Entity},
        open_by_alarm, write_entry,
    },
};

/// Opens cases by rule and gives them to whoever is on the duty list.
pub struct Opening;

#[async_trait]
impl Subscriber for Opening {
    fn name(&self) -> &'static str {
        "opening"
    }

    async fn take(&self, session: &Session, _to: &Addressed, moment: &Moment) -> Result<(), Fault> {
        match &moment.event {
            Event::AlarmRaised(alarm) => open(session, alarm).await,
            Event::AlarmCleared(alarm) => {
                note(session, alarm, Source::Device, "work.entry.alarm_cleared").await
            }
            Event::AlarmEscalated(alarm) => note(session, alarm, Source::Rule, "work.entry.escalate").await,
            _ => Ok(()),
        }
    }
}

async fn open(session: &Session, alarm: &AlarmMoment) -> Result<(), Fault> {
    let Some((case, category)) = opened_by(&alarm.kind) else { return Ok(()) };
    let title = format!("{} {}", label(&format!("alarm_kind.{}", alarm.kind), Lang::Zh), alarm.place);
    let Some(row) = open_by_alarm(session, case, category, alarm, &title).await? else { return Ok(()) };
    sensing::alarm::attach_case(session, alarm.alarm, row.id, &row.number).await?;
    if let Some(worker) = duty::on_duty(session, case.kind, &row.area_path).await? {
        let row = by_rule(session, &row, Act::Accept, None).await?;
        by_rule(session, &row, Act::Dispatch, Some((worker.user, worker.name))).await?;
    }
    Ok(())
}

async fn note(session: &Session, alarm: &AlarmMoment, source: Source, key: &str) -> Result<(), Fault> {
    let found = Entity::find().filter(Column::AlarmId.eq(alarm.alarm)).one(session.txn()).await;
    let Some(row) = found.map_err(internal("looking for an alarm's case"))? else { return Ok(()) };
    let mut entry = bare_entry(Uuid::now_v7());
    entry.source = Set(Stored(source));
    // The key is kept, not the sentence: it is put into words for each reader.
    entry.note = Set(key.into());
    write_entry(session, &row, Act::Note, entry).await?;
    item::tell(session, &row, Act::Note).await
}
