use super::{Building, by, message, system};
use crate::{
    Intake, Message, Outcome,
    datastream::{self, hour},
    rejection,
};
use base::Session;
use sea_orm::{ConnectionTrait, entity::prelude::*};
use std::time::Duration;
use tokio::time::timeout;

const SMOKE: &str = "smoke_obscuration";

impl Building {
    /// The latest number of a device's property.
    async fn latest(&self, code: &str, property: &str) -> Option<f64> {
        let device = self.device(code).await;
        let stream = datastream::Entity::find()
            .filter(datastream::Column::DeviceId.eq(device.id))
            .filter(datastream::Column::Property.eq(property))
            .one(self.world.store.pool())
            .await;
        stream.unwrap().unwrap().value_number
    }

    async fn refusals(&self) -> Vec<(String, u32)> {
        by(&self.world, &system(), async |session: &Session| rejection::counts(session).await).await.unwrap()
    }

    async fn counted(&self, expected: &[(String, u32)]) {
        for _ in 0..400 {
            if self.refusals().await == expected {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{:?}", self.refusals().await);
    }
}

#[tokio::test]
async fn a_flood_of_strangers_is_counted_to_the_last_and_kept_up_to_a_thousand() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502")]).await;
    building.intake.refuse("wrong_credentials", "SMK-1", "from 10.0.0.1", b"");
    building.counted(&[("wrong_credentials".into(), 1)]).await;
    for n in 0..3_000 {
        building.intake.refuse("wrong_credentials", &format!("X-{n}"), "from 10.0.0.1", b"");
    }
    building.counted(&[("wrong_credentials".into(), 3_001)]).await;
    let kept = rejection::Entity::find().all(building.world.store.pool()).await.unwrap();
    assert_eq!(kept.len(), 1_000);
    let known = kept.iter().find(|row| row.device_code == "SMK-1").unwrap();
    assert_eq!(known.area_path, super::GRID, "whoever answers for the device sees it");
}

#[tokio::test]
async fn it_is_told_when_refusals_are_counted_no_longer() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502")]).await;
    let soon = Duration::from_millis(200);
    assert!(timeout(soon, building.intake.counting_ended()).await.is_err(), "they are");
    let elsewhere =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let intake = {
        let _inside = elsewhere.enter();
        Intake::start(building.world.store.clone())
    };
    elsewhere.shutdown_background();
    assert!(timeout(Duration::from_secs(10), intake.counting_ended()).await.is_ok());
}

#[tokio::test]
async fn a_message_that_can_never_be_stored_is_refused_and_takes_nobody_along() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502"), ("smoke", "SMK-2", "3-1602")]).await;
    building.says("SMK-1", "smoke_obscuration", 8.2).await;
    let spoilt = "UPDATE alarm SET level = 'no such level'";
    building.world.store.pool().execute_unprepared(spoilt).await.unwrap();
    building.push(chrono::Duration::seconds(1));
    let (bad, good) = tokio::join!(
        building.says("SMK-1", "smoke_obscuration", 8.4),
        building.says("SMK-2", "smoke_obscuration", 0.1)
    );
    let Outcome::Rejected(rejection) = bad else { panic!("{bad:?}") };
    assert_eq!(rejection.reason, "internal");
    assert_eq!(good, Outcome::Stored { stored: 1, duplicate: 0, conflicting: 0 });
    assert_eq!(building.refusals().await, [("internal".to_owned(), 1)]);
    let kept = rejection::Entity::find().one(building.world.store.pool()).await.unwrap().unwrap();
    assert_eq!((kept.device_code.as_str(), kept.excerpt.as_str()), ("SMK-1", r#"{"smoke_obscuration":8.4}"#));
}

#[tokio::test]
async fn the_same_message_at_two_doors_is_rolled_up_once() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502")]).await;
    let other = Intake::start(building.world.store.clone());
    for _ in 0..5 {
        building.push(chrono::Duration::seconds(1));
        let same = || message("SMK-1", "battery", 90.0);
        let (one, two) = tokio::join!(building.intake.accept(same()), other.accept(same()));
        assert!([&one, &two].iter().all(|outcome| matches!(outcome, Outcome::Stored { .. })));
    }
    let hours = hour::Entity::find().all(building.world.store.pool()).await.unwrap();
    assert_eq!(hours.iter().map(|hour| hour.count).sum::<i64>(), 5);
}

#[tokio::test]
async fn a_clock_that_was_ahead_makes_no_device_deaf() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502")]).await;
    let ahead = building.world.now() + chrono::Duration::minutes(4);
    let ahead = Message { phenomenon_at_ms: Some(ahead.timestamp_millis()), ..message("SMK-1", SMOKE, 0.1) };
    building.intake.accept(ahead).await;
    building.push(chrono::Duration::seconds(2));
    // It was put right, and its message took a second.
    let smoke = building.world.now() - chrono::Duration::seconds(1);
    let smoke = Message { phenomenon_at_ms: Some(smoke.timestamp_millis()), ..message("SMK-1", SMOKE, 8.2) };
    building.intake.accept(smoke).await;
    assert_eq!(building.alarms("SMK-1").await.len(), 1);
    assert_eq!(building.latest("SMK-1", SMOKE).await, Some(8.2));
}

#[tokio::test]
async fn what_was_kept_from_a_clock_ahead_stands_in_nobody_s_way() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502")]).await;
    building.says("SMK-1", SMOKE, 0.1).await;
    let ahead = (building.world.now() + chrono::Duration::hours(20)).timestamp_millis();
    let update =
        format!("UPDATE datastream SET phenomenon_at_ms = {ahead} WHERE phenomenon_at_ms IS NOT NULL");
    building.world.store.pool().execute_unprepared(&update).await.unwrap();
    building.push(chrono::Duration::seconds(1));
    building.says("SMK-1", SMOKE, 8.2).await;
    assert_eq!(building.alarms("SMK-1").await.len(), 1);
    assert_eq!(building.latest("SMK-1", SMOKE).await, Some(8.2));
}

#[tokio::test]
async fn a_conflict_is_noted_with_its_device_and_area() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502")]).await;
    building.says("SMK-1", SMOKE, 0.1).await;
    let again = building.says("SMK-1", SMOKE, 0.2).await;
    assert_eq!(again, Outcome::Stored { stored: 0, duplicate: 0, conflicting: 1 });
    let kept = rejection::Entity::find().one(building.world.store.pool()).await.unwrap().unwrap();
    let found = (kept.reason.as_str(), kept.device_code.as_str(), kept.area_path.as_str());
    assert_eq!(found, ("conflict", "SMK-1", super::GRID), "whoever answers for the device sees it");
}

#[tokio::test]
async fn low_pressure_that_lasts_raises_whenever_the_hydrants_report() {
    const PRESSURE: &str = "pressure";
    let building = Building::with(&[
        ("hydrant_pressure", "XHS-1", "东门"),
        ("hydrant_pressure", "XHS-2", "西门"),
        ("hydrant_pressure", "XHS-3", "北门"),
    ])
    .await;
    for code in ["XHS-1", "XHS-2", "XHS-3"] {
        building.says(code, PRESSURE, 0.12).await;
    }
    building.push(chrono::Duration::seconds(61));
    building.says("XHS-1", PRESSURE, 0.12).await;
    building.says("XHS-3", PRESSURE, 0.3).await;
    assert!(building.alarms("XHS-1").await.is_empty(), "it must last for two minutes");
    building.push(chrono::Duration::milliseconds(66_500));
    for (code, alarms) in [("XHS-1", 1), ("XHS-2", 1), ("XHS-3", 0)] {
        building.says(code, PRESSURE, 0.12).await;
        assert_eq!(building.alarms(code).await.len(), alarms, "{code}");
    }
}

#[tokio::test]
async fn a_clock_that_fell_back_is_counted_where_operators_look() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502")]).await;
    building.says("SMK-1", SMOKE, 0.1).await;
    let back = (building.world.now() - chrono::Duration::hours(2)).timestamp_millis();
    let back = Message { phenomenon_at_ms: Some(back), ..message("SMK-1", SMOKE, 8.2) };
    assert_eq!(
        building.intake.accept(back).await,
        Outcome::Stored { stored: 1, duplicate: 0, conflicting: 0 }
    );
    assert!(building.alarms("SMK-1").await.is_empty(), "what may be history raises nothing");
    assert_eq!(building.latest("SMK-1", SMOKE).await, Some(0.1));
    building.counted(&[("late".into(), 1)]).await;
}
