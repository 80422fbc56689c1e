use super::{Building, by, message, system};
use crate::{Message, watch};
use base::Session;
use chrono::Duration;

impl Building {
    async fn look(&self) -> u32 {
        by(&self.world, &system(), async |session: &Session| watch::by_voice(session).await).await.unwrap()
    }

    /// One round that raises at most two alarms of silence.
    async fn silent(&self) -> u32 {
        by(&self.world, &system(), async |session: &Session| watch::silence(session, 2).await).await.unwrap()
    }
}

#[tokio::test]
async fn behind_another_broker_a_device_is_connected_while_it_is_heard_of_in_time() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502"), ("smoke", "SMK-2", "3-1602")]).await;
    building.says("SMK-1", "battery", 90.0).await;
    assert_eq!(building.look().await, 1);
    assert!(building.device("SMK-1").await.is_online);
    assert!(!building.device("SMK-2").await.is_online, "nobody has heard of it");
    building.push(Duration::minutes(30));
    assert_eq!(building.look().await, 0, "half an hour is what a detector has");
    building.push(Duration::minutes(1));
    assert_eq!(building.look().await, 1);
    assert!(!building.device("SMK-1").await.is_online);
    building.says("SMK-1", "battery", 89.0).await;
    building.look().await;
    assert!(building.device("SMK-1").await.is_online);
}

#[tokio::test]
async fn every_silent_device_has_its_alarm_however_many_there_are() {
    let codes = ["SMK-1", "SMK-2", "SMK-3", "SMK-4", "SMK-5"];
    let building = Building::with(&codes.map(|code| ("smoke", code, "3号楼"))).await;
    for code in codes {
        building.says(code, "battery", 90.0).await;
    }
    building.push(Duration::minutes(31));
    for raised in [2, 2, 1, 0] {
        assert_eq!(building.silent().await, raised);
    }
    building.says("SMK-3", "battery", 90.0).await;
    building.push(Duration::minutes(31));
    assert_eq!(building.silent().await, 1, "it was heard of and fell silent again");
    for code in codes {
        let expected = if code == "SMK-3" { 2 } else { 1 };
        assert_eq!(building.alarms(code).await.len(), expected, "{code}");
    }
}

#[tokio::test]
async fn a_device_whose_clock_fell_back_is_not_silent() {
    let building = Building::with(&[("smoke", "SMK-1", "3号楼")]).await;
    building.says("SMK-1", "battery", 90.0).await;
    let before = building.world.now().timestamp_millis();
    building.push(Duration::minutes(31));
    assert_eq!(building.silent().await, 1);
    let back = Message { phenomenon_at_ms: Some(before - 60_000), ..message("SMK-1", "battery", 89.0) };
    building.intake.accept(back).await;
    assert!(building.alarms("SMK-1").await[0].cleared_at.is_some());
}
