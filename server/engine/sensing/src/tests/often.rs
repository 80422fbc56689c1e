//! Devices that report so often that not all of it is read: what is read is the newest.

use super::{Building, by, system};
use crate::{
    datastream::{self, observation},
    rule,
};
use base::Session;
use chrono::Duration;
use contract::{
    DeviceId,
    sensing::rule::{Rule, Timing},
};
use sea_orm::{ActiveValue::Set, entity::prelude::*};

impl Building {
    /// Plants what a device has read so long ago, each time the same.
    async fn has_read(&self, code: &str, property: &str, number: f64, ago: impl Iterator<Item = Duration>) {
        let (device, pool) = (self.device(code).await, self.world.store.pool());
        let stream = datastream::Entity::find()
            .filter(datastream::Column::DeviceId.eq(device.id))
            .filter(datastream::Column::Property.eq(property))
            .one(pool)
            .await;
        let (stream, now) = (stream.unwrap().unwrap(), self.world.now());
        let row = |ago: Duration| observation::ActiveModel {
            datastream_no: Set(stream.no),
            phenomenon_at_ms: Set((now - ago).timestamp_millis()),
            seq: Set(0),
            value_number: Set(Some(number)),
            value_text: Set(None),
            result_at_ms: Set(now.timestamp_millis()),
        };
        let rows: Vec<_> = ago.map(row).collect();
        for batch in rows.chunks(1_000) {
            let insert = observation::Entity::insert_many(batch.iter().cloned());
            insert.exec_without_returning(pool).await.unwrap();
        }
    }

    /// Lets the rule of a property be met so long or so often, in place of its own timing.
    async fn judges_by(&self, property: &str, timing: Timing) {
        by(&self.world, &system(), async |session: &Session| {
            let row =
                rule::list(session).await?.into_iter().find(|row| row.rule.property == property).unwrap();
            let with = Rule { timing, ..row.rule };
            rule::change(session, row.id, row.revision, &with, true).await
        })
        .await
        .unwrap();
    }
}

#[tokio::test]
async fn the_series_of_a_day_ends_with_the_newest_value_however_often_the_device_reports() {
    let building = Building::with(&[("environment", "ENV-1", "东门")]).await;
    let every_ten_seconds = (0..5_001).map(|n| Duration::seconds(10 * n));
    building.has_read("ENV-1", "noise", 50.0, every_ten_seconds).await;
    let (device, now) = (building.device("ENV-1").await, building.world.now());
    let series = by(&building.world, &system(), async |session: &Session| {
        datastream::series(session, DeviceId(device.id), "noise", 24).await
    })
    .await
    .unwrap();
    let back = |n: usize| (now - Duration::seconds(10 * i64::try_from(n).unwrap())).timestamp_millis();
    let found: Vec<i64> = series.iter().map(|point| point.at_ms).collect();
    assert_eq!(found, (0..5_000).rev().map(back).collect::<Vec<_>>());
}

const AIR: &str = "pm25";

#[tokio::test]
async fn a_rule_judges_the_newest_reading_however_many_its_window_holds() {
    let building = Building::with(&[("environment", "ENV-1", "东门")]).await;
    building.judges_by(AIR, Timing::Within { count: 3, seconds: 600 }).await;
    let twenty_a_second = (0..=10_000).map(|n| Duration::milliseconds(50 * n));
    building.has_read("ENV-1", AIR, 20.0, twenty_a_second).await;
    for n in 0..3 {
        assert_eq!(building.alarms("ENV-1").await.len(), 0, "the air was bad {n} times");
        building.push(Duration::seconds(1));
        building.says("ENV-1", AIR, 200.0).await;
    }
    assert_eq!(building.alarms("ENV-1").await.len(), 1, "and now three times");
    building.push(Duration::seconds(1));
    building.says("ENV-1", AIR, 20.0).await;
    let alarms = building.alarms("ENV-1").await;
    assert!(alarms.len() == 1 && alarms[0].cleared_at.is_some(), "and is good now: {alarms:?}");
}

#[tokio::test]
async fn a_window_of_which_not_all_is_read_is_not_taken_as_bad_throughout() {
    let building = Building::with(&[("environment", "ENV-1", "东门")]).await;
    building.judges_by(AIR, Timing::For { seconds: 600 }).await;
    let twenty_a_second = (0..=10_000).map(|n| Duration::milliseconds(50 * n));
    building.has_read("ENV-1", AIR, 200.0, twenty_a_second).await;
    building.has_read("ENV-1", AIR, 20.0, (51..57).map(|n| Duration::seconds(10 * n))).await;
    building.has_read("ENV-1", AIR, 200.0, [Duration::seconds(700)].into_iter()).await;
    building.push(Duration::seconds(1));
    building.says("ENV-1", AIR, 200.0).await;
    assert_eq!(building.alarms("ENV-1").await.len(), 0, "eight minutes ago it was good");
}
