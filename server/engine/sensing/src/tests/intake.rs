use super::{Building, by, message, system};
use crate::{Intake, Outcome, datastream::hour, rejection};
use base::Session;
use sea_orm::{ConnectionTrait, entity::prelude::*};
use std::time::Duration;
use tokio::time::timeout;

impl Building {
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
