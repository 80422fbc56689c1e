use super::{Building, by, system};
use crate::command::{self, Answer, Ask, Courier};
use async_trait::async_trait;
use base::Session;
use chrono::Duration;
use contract::{
    CommandId,
    sensing::{CommandState, Value},
};
use sea_orm::entity::prelude::*;
use std::sync::{Mutex, PoisonError};

/// Remembers what it delivered and whom it sent away.
#[derive(Default)]
pub(super) struct Bag {
    delivered: Mutex<Vec<Delivery>>,
    sent_away: Mutex<Vec<String>>,
}

struct Delivery {
    device_code: String,
    command: CommandId,
    property: String,
    desired: String,
}

#[async_trait]
impl Courier for Bag {
    async fn deliver(
        &self,
        device_code: &str,
        command: CommandId,
        property: &str,
        desired: &str,
    ) -> Result<(), String> {
        self.delivered.lock().unwrap_or_else(PoisonError::into_inner).push(Delivery {
            device_code: device_code.into(),
            command,
            property: property.into(),
            desired: desired.into(),
        });
        Ok(())
    }

    async fn send_away(&self, device_code: &str) {
        self.sent_away.lock().unwrap_or_else(PoisonError::into_inner).push(device_code.into());
    }

    fn tells_presence(&self) -> bool {
        true
    }
}

impl Bag {
    pub(super) fn sent_away(&self) -> Vec<String> {
        self.sent_away.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn delivered(&self) -> Vec<CommandId> {
        let delivered = self.delivered.lock().unwrap_or_else(PoisonError::into_inner);
        delivered.iter().map(|one| one.command).collect()
    }

    /// What a device was sent, as it goes over the wire: property, and what it shall be as JSON.
    pub(super) fn sent_to(&self, device_code: &str) -> Vec<(String, String)> {
        let delivered = self.delivered.lock().unwrap_or_else(PoisonError::into_inner);
        let its = delivered.iter().filter(|one| one.device_code == device_code);
        its.map(|one| (one.property.clone(), one.desired.clone())).collect()
    }
}

async fn unlock(building: &Building) -> CommandId {
    let device = building.device("DOR-1").await;
    let ask = Ask {
        device,
        property: "locked",
        desired: Value::Flag(false),
        linkage: None,
        alarm: None,
        state: CommandState::Waiting,
    };
    by(&building.world, &system(), async |session: &Session| command::ask(session, ask).await).await.unwrap()
}

async fn state(building: &Building, id: CommandId) -> CommandState {
    let found = command::Entity::find_by_id(id.0).one(building.world.store.pool()).await.unwrap();
    found.unwrap().state.0
}

#[tokio::test]
async fn two_dispatchers_at_once_deliver_each_command_once() {
    let building = Building::with(&[("door", "DOR-1", "3号楼")]).await;
    for _ in 0..10 {
        unlock(&building).await;
    }
    let (store, bag) = (&building.world.store, Bag::default());
    let round = || command::dispatch(store, &bag);
    let (a, b, c, d) = tokio::join!(round(), round(), round(), round());
    let busy = [a, b, c, d].into_iter().filter(|sent| *sent == Ok(true)).count();
    assert_eq!(busy, 1, "one of them found something to send");
    assert_eq!(bag.delivered().len(), 10, "a door is never commanded twice");
}

#[tokio::test]
async fn an_answer_that_comes_late_still_counts_and_is_not_given_up_again() {
    let building = Building::with(&[("door", "DOR-1", "3号楼")]).await;
    let (store, bag) = (&building.world.store, Bag::default());
    let id = unlock(&building).await;
    command::dispatch(store, &bag).await.unwrap();
    building.push(Duration::seconds(11));
    let answer = Answer { command: id, is_done: true, detail: None };
    let (round, answered) =
        tokio::join!(command::dispatch(store, &bag), command::answered(store, "DOR-1", &answer));
    round.unwrap();
    answered.unwrap();
    assert_eq!(state(&building, id).await, CommandState::Done);
    command::dispatch(store, &bag).await.unwrap();
    assert_eq!(state(&building, id).await, CommandState::Done);
    assert_eq!(bag.delivered(), [id]);
}
