use super::{Building, GRID, by, command::Bag, system};
use crate::{
    credential::{self, Ended},
    device, rejection,
};
use base::Session;
use chrono::Duration;
use contract::{DeviceId, Listing, sensing::CredentialRow};
use sea_orm::{ActiveValue::Set, IntoActiveModel, entity::prelude::*};

impl Building {
    async fn issue(&self, code: &str) -> String {
        by(&self.world, &system(), async |session: &Session| credential::issue(session, code).await)
            .await
            .unwrap()
    }

    async fn credentials(&self) -> Vec<CredentialRow> {
        let listing = Listing::default();
        by(&self.world, &system(), async |session: &Session| credential::list(session, &listing).await)
            .await
            .unwrap()
            .rows
    }

    /// Whom a look at the ended credentials sends away.
    async fn sent_away(&self, ended: &mut Ended) -> Vec<String> {
        let bag = Bag::default();
        ended.send_away(&self.world.store, &bag).await.unwrap();
        bag.sent_away()
    }
}

async fn a_detector() -> Building {
    Building::with(&[("smoke", "SMK-1", "3-1502"), ("smoke", "SMK-2", "3-1602")]).await
}

#[tokio::test]
async fn a_device_whose_credential_is_revoked_is_sent_away_once() {
    let building = a_detector().await;
    building.issue("SMK-1").await;
    building.issue("SMK-2").await;
    let mut ended = Ended::default();
    assert!(building.sent_away(&mut ended).await.is_empty());
    let id = building.credentials().await.into_iter().find(|row| row.device_code == "SMK-1").unwrap().id;
    by(&building.world, &system(), async |session: &Session| credential::revoke(session, id).await)
        .await
        .unwrap();
    assert_eq!(building.sent_away(&mut ended).await, ["SMK-1"]);
    assert!(building.sent_away(&mut ended).await.is_empty(), "it may have come back with another");
}

#[tokio::test]
async fn a_device_that_is_retired_is_sent_away() {
    let building = a_detector().await;
    building.issue("SMK-1").await;
    let row = building.device("SMK-1").await;
    by(&building.world, &system(), async |session: &Session| {
        device::retire(session, DeviceId(row.id), row.revision).await
    })
    .await
    .unwrap();
    assert_eq!(building.sent_away(&mut Ended::default()).await, ["SMK-1"]);
}

#[tokio::test]
async fn a_credential_that_was_replaced_sends_away_when_its_day_is_over() {
    let building = a_detector().await;
    let (old, new) = (building.issue("SMK-1").await, building.issue("SMK-1").await);
    let mut ended = Ended::default();
    assert!(building.sent_away(&mut ended).await.is_empty(), "both work for a day");
    building.push(Duration::hours(24));
    assert_eq!(building.sent_away(&mut ended).await, ["SMK-1"]);
    let store = &building.world.store;
    assert_eq!(credential::is_right(store, "SMK-1", old.as_bytes()).await, Ok(false));
    assert_eq!(credential::is_right(store, "SMK-1", new.as_bytes()).await, Ok(true));
}

#[tokio::test]
async fn credentials_follow_their_device() {
    let building = a_detector().await;
    building.issue("SMK-1").await;
    let mut row = building.device("SMK-1").await.into_active_model();
    row.name = Set("新名".into());
    row.area_path = Set("0001/0002/".into());
    let moved = row.update(building.world.store.pool()).await.unwrap();
    by(&building.world, &system(), async |session: &Session| credential::follow(session, &moved).await)
        .await
        .unwrap();
    let found = credential::Entity::find().one(building.world.store.pool()).await.unwrap().unwrap();
    assert_eq!((found.device_name.as_str(), found.area_path.as_str()), ("新名", "0001/0002/"));
}

#[tokio::test]
async fn renaming_a_device_renames_its_credential() {
    let building = a_detector().await;
    building.issue("SMK-1").await;
    let row = building.device("SMK-1").await;
    let draft = contract::sensing::DeviceDraft {
        kind: "smoke".into(),
        name: "厨房烟感".into(),
        place: row.place.clone(),
        storey: String::new(),
    };
    by(&building.world, &system(), async |session: &Session| {
        device::change(session, DeviceId(row.id), row.revision, &draft).await
    })
    .await
    .unwrap();
    assert_eq!(building.credentials().await[0].device_name, "厨房烟感");
}

#[tokio::test]
async fn a_credential_shows_its_device_s_newest_refusal() {
    let building = a_detector().await;
    building.issue("SMK-1").await;
    building.issue("SMK-2").await;
    for reason in ["not_utf8", "no_values", "wrong_credentials"] {
        by(&building.world, &system(), async |session: &Session| {
            rejection::note(session, reason, "SMK-1", GRID, "", b"").await
        })
        .await
        .unwrap();
        building.push(Duration::seconds(1));
    }
    let shown: Vec<Option<String>> =
        building.credentials().await.into_iter().map(|row| row.last_refusal).collect();
    assert_eq!(shown, [Some("wrong_credentials".to_owned()), None]);
}
