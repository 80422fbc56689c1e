use super::{Building, by, system};
use crate::alarm;
use base::Session;
use chrono::Duration;
use contract::{AlarmId, Listing, sensing::AlarmFigures};
use sea_orm::entity::prelude::Uuid;

impl Building {
    async fn escalate(&self) -> u32 {
        alarm::escalate_overdue(&self.world.store).await.unwrap()
    }

    async fn figures(&self, days: u32) -> AlarmFigures {
        by(&self.world, &system(), async |session: &Session| alarm::figures(session, days, None).await)
            .await
            .unwrap()
    }

    /// The alarms that the list shows in a state, each with the label of its state.
    async fn in_state(&self, state: &str) -> Vec<(Uuid, &'static str)> {
        let asked = Listing { filters: vec![("state".into(), vec![state.into()])], ..Listing::default() };
        let page = by(&self.world, &system(), async |session: &Session| alarm::list(session, &asked).await)
            .await
            .unwrap();
        page.rows.into_iter().map(|row| (row.id.0, row.state())).collect()
    }

    pub(super) async fn acknowledge(&self, code: &str) {
        let ids: Vec<AlarmId> = self.alarms(code).await.into_iter().map(|row| AlarmId(row.id)).collect();
        self.acknowledge_all(&ids).await;
    }

    async fn acknowledge_all(&self, ids: &[AlarmId]) -> u32 {
        by(&self.world, &system(), async |session: &Session| alarm::acknowledge(session, ids).await)
            .await
            .unwrap()
    }
}

const SMOKE: &str = "smoke_obscuration";

#[tokio::test]
async fn what_nobody_acknowledges_is_passed_on_once_however_many_look() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502"), ("smoke", "SMK-2", "3-1602")]).await;
    building.says("SMK-1", SMOKE, 8.2).await;
    building.says("SMK-2", SMOKE, 8.2).await;
    building.acknowledge("SMK-2").await;
    building.push(Duration::seconds(60));
    let (one, two) = tokio::join!(building.escalate(), building.escalate());
    assert_eq!(one + two, 1);
    let row = &building.alarms("SMK-1").await[0];
    assert_eq!(row.revision, 2, "it was changed once");
}

#[tokio::test]
async fn who_acknowledges_many_alarms_waits_for_nobody_who_waits_for_them() {
    let codes: Vec<String> = (0..20).map(|n| format!("SMK-{n}")).collect();
    let devices: Vec<_> = codes.iter().map(|code| ("smoke", code.as_str(), "3号楼")).collect();
    let building = Building::with(&devices).await;
    let mut ids = vec![];
    for code in &codes {
        building.says(code, SMOKE, 8.2).await;
        ids.push(AlarmId(building.alarms(code).await[0].id));
    }
    building.push(Duration::seconds(60));
    let back: Vec<AlarmId> = ids.iter().rev().copied().collect();
    let clearing = async {
        for code in codes.iter().rev() {
            building.says(code, SMOKE, 0.1).await;
        }
    };
    let (one, two, (), _) = tokio::join!(
        building.acknowledge_all(&ids),
        building.acknowledge_all(&back),
        clearing,
        building.escalate()
    );
    assert_eq!(one + two, 20, "each was acknowledged once");
    for code in &codes {
        assert!(!building.alarms(code).await[0].is_open, "{code}");
    }
}

#[tokio::test]
async fn smoke_that_comes_back_at_once_is_the_same_alarm_and_passed_on_again() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502")]).await;
    building.says("SMK-1", SMOKE, 8.2).await;
    building.push(Duration::seconds(60));
    assert_eq!(building.escalate().await, 1);
    building.says("SMK-1", SMOKE, 0.1).await;
    building.push(Duration::seconds(599));
    building.says("SMK-1", SMOKE, 8.2).await;
    assert_eq!(building.alarms("SMK-1").await.len(), 1);
    assert_eq!(building.escalate().await, 1);
}

#[tokio::test]
async fn smoke_that_comes_back_the_next_day_is_another_alarm_that_sounds_in_the_place_of_the_first() {
    let building = Building::with(&[("smoke", "SMK-1", "3-1502"), ("siren", "SIR-1", "3号楼")]).await;
    building.says("SMK-1", SMOKE, 8.2).await;
    building.settle().await;
    building.push(Duration::seconds(60));
    assert_eq!(building.escalate().await, 1);
    building.says("SMK-1", SMOKE, 0.1).await;
    building.settle().await;
    building.push(Duration::days(1));
    let now = building.world.now();
    building.says("SMK-1", SMOKE, 9.0).await;
    building.settle().await;
    let rows = building.alarms("SMK-1").await;
    let [old, new] = rows.as_slice() else { panic!("{rows:?}") };
    assert!(!old.is_open && old.acknowledged_at.is_none());
    assert!(new.is_open && new.cleared_at.is_none() && new.escalated_at.is_none());
    assert_eq!(new.raised_at, now);
    assert!(building.is_sounding().await);
    assert_eq!(building.in_state("cleared").await, []);
    assert_eq!(building.in_state("closed").await, [(old.id, "alarm_state.replaced")]);
    building.push(Duration::seconds(60));
    assert_eq!(building.escalate().await, 1, "nobody acknowledged this one either");
    assert_eq!(building.acknowledge_all(&[AlarmId(old.id)]).await, 0);
    building.ends("SMK-1").await;
    assert!(!building.is_sounding().await, "the new one has a linkage of its own");
}

#[tokio::test]
async fn figures_add_up_what_the_database_counts() {
    let codes = ["SMK-1", "SMK-2", "SMK-3", "SMK-4"];
    let building = Building::with(&codes.map(|code| ("smoke", code, "3号楼"))).await;
    building.says("SMK-1", SMOKE, 8.2).await;
    building.push(Duration::days(1));
    for code in ["SMK-2", "SMK-3", "SMK-4"] {
        building.says(code, SMOKE, 8.2).await;
    }
    building.says("SMK-4", "battery", 3.0).await;
    building.push(Duration::minutes(2));
    building.acknowledge("SMK-2").await;
    building.acknowledge("SMK-3").await;
    building.push(Duration::minutes(4));
    building.says("SMK-3", SMOKE, 0.1).await;
    building.says("SMK-4", SMOKE, 0.1).await;
    let figures = building.figures(7).await;
    let counts = |dimension: &str| -> Vec<(String, u32)> {
        let by = figures.by.iter().find(|(key, _)| key == dimension).unwrap();
        by.1.iter().filter(|(_, count)| *count > 0).cloned().collect()
    };
    let of = |pairs: &[(&str, u32)]| -> Vec<(String, u32)> {
        pairs.iter().map(|(key, count)| ((*key).to_owned(), *count)).collect()
    };
    assert_eq!((figures.raised, figures.open, figures.escalated), (5, 4, 0));
    assert_eq!(counts("kind"), of(&[("battery_low", 1), ("fire", 4)]));
    assert_eq!(counts("state"), of(&[("acknowledged", 1), ("cleared", 1), ("closed", 1), ("raised", 2)]));
    assert_eq!(counts("day"), of(&[("2026-03-02", 1), ("2026-03-03", 4)]));
    assert_eq!(figures.acknowledged_minutes, Some(2.0));
    assert_eq!(figures.closed_minutes, Some(6.0));
    assert_eq!(building.figures(1).await.raised, 4, "yesterday's is left out");
    building.push(Duration::days(600));
    assert_eq!(building.figures(366).await.raised, 0);
    assert_eq!(building.figures(732).await.raised, 5, "a year is compared with the one before it");
}
