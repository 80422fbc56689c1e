//! Behaviour of the whole crate, in a building with detectors, a siren and a screen.

mod alarm;
mod command;
mod credential;
mod intake;
mod linkage;
mod often;
mod presence;

use crate::{
    Intake, Measured, Message, Outcome, alarm as alarms, datastream,
    device::{self, NewDevice},
    linkage::Linkage,
    rule,
};
use base::{
    Actor, Session, subscription,
    testing::{World, by},
};
use contract::{AlarmId, sensing::Value};
use sea_orm::{QueryOrder, entity::prelude::*};
use spatial::Spot;

const GRID: &str = "0001/0001/0001/";

/// A building of a test's own, with its rules.
struct Building {
    world: World,
    intake: Intake,
}

fn system() -> Actor {
    Actor::System("test")
}

impl Building {
    /// With devices: kind, code, place.
    async fn with(devices: &[(&str, &str, &str)]) -> Self {
        let devices = devices.iter().map(|(kind, code, place)| (*kind, *code, *place, None::<i32>));
        Self::with_stairwells(&devices.collect::<Vec<_>>()).await
    }

    /// With devices: kind, code, place, stairwell.
    async fn with_stairwells(devices: &[(&str, &str, &str, Option<i32>)]) -> Self {
        let world = World::new().await;
        let building = Uuid::now_v7();
        let new = |(kind, code, place, stairwell): &(&str, &str, &str, Option<i32>)| NewDevice {
            code: Some((*code).into()),
            kind: (*kind).into(),
            name: format!("演示 {code}"),
            spot: Spot {
                area_path: GRID.into(),
                place: (*place).into(),
                building_id: Some(building),
                stairwell: *stairwell,
                ..Spot::default()
            },
            height_m: 1.0,
        };
        let new: Vec<NewDevice> = devices.iter().map(new).collect();
        by(&world, &system(), async |session: &Session| {
            rule::seed(session).await?;
            device::plant(session, new).await
        })
        .await
        .unwrap();
        let intake = Intake::start(world.store.clone());
        Self { world, intake }
    }

    fn push(&self, by: chrono::Duration) {
        self.world.store.clock().push(by);
    }

    async fn device(&self, code: &str) -> device::Model {
        let found = device::Entity::find().filter(device::Column::Code.eq(code));
        found.one(self.world.store.pool()).await.unwrap().unwrap()
    }

    /// A device says a number.
    async fn says(&self, code: &str, property: &str, number: f64) -> Outcome {
        self.intake.accept(message(code, property, number)).await
    }

    /// Lets linkage take whatever happened, a second later.
    async fn settle(&self) {
        self.push(chrono::Duration::seconds(1));
        self.world.sequence().await;
        subscription::drain(&self.world.store, &Linkage).await.unwrap();
        self.push(chrono::Duration::seconds(1));
    }

    /// The alarms of a device, oldest first.
    async fn alarms(&self, code: &str) -> Vec<alarms::entity::Model> {
        let device = self.device(code).await;
        alarms::entity::Entity::find()
            .filter(alarms::entity::Column::DeviceId.eq(device.id))
            .order_by_asc(alarms::entity::Column::RaisedAt)
            .all(self.world.store.pool())
            .await
            .unwrap()
    }

    /// Smoke is gone, and somebody has acknowledged.
    async fn ends(&self, code: &str) {
        self.says(code, "smoke_obscuration", 0.2).await;
        let ids: Vec<AlarmId> = self.alarms(code).await.into_iter().map(|row| AlarmId(row.id)).collect();
        by(&self.world, &system(), async |session: &Session| alarms::acknowledge(session, &ids).await)
            .await
            .unwrap();
        self.settle().await;
    }

    /// What was last asked of a device's property.
    async fn desired(&self, code: &str, property: &str) -> Option<Value> {
        let device = self.device(code).await;
        let stream = datastream::Entity::find()
            .filter(datastream::Column::DeviceId.eq(device.id))
            .filter(datastream::Column::Property.eq(property))
            .one(self.world.store.pool())
            .await
            .unwrap();
        stream.and_then(|row| row.desired).map(|text| serde_json::from_str(&text).unwrap())
    }
}

fn message(code: &str, property: &str, number: f64) -> Message {
    Message {
        device_code: code.into(),
        phenomenon_at_ms: None,
        seq: 0,
        values: vec![(property.into(), Measured { value: Value::Number(number), unit: None })],
    }
}
