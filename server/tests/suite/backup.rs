//! Backup and restore, and what the database file shows of people.

use crate::house::{Browser, House, door, photo};
use base::{Config, Dialect, testing::fresh_database};
use serde_json::{Value, json};
use std::{fs, path::Path};
use uuid::Uuid;

fn config(folder: &Path, database_url: &str) -> Config {
    Config {
        folder: folder.to_owned(),
        database_url: database_url.to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        mqtt_listen: None,
        mqtt_url: None,
        tls: None,
        trusted_proxy: None,
        web: folder.join("web"),
        origin: None,
        observation_days: Some(400),
    }
}

/// Shows: PLT-6.8.1-1
#[tokio::test]
async fn the_database_file_shows_no_personal_data() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    let shown = somebody(&street).await;
    let secrets = ["name", "phone", "id_number"].map(|field| shown[field].as_str().unwrap().to_owned());
    if house.store().dialect() != Dialect::Sqlite {
        return assert!(
            !house.dump().await.iter().any(|text| secrets.iter().any(|s| text.contains(s.as_str())))
        );
    }
    for name in ["linli.db", "linli.db-wal"] {
        let Ok(bytes) = fs::read(house.world.folder().join(name)) else { continue };
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{name} shows {secret}");
        }
    }
}

/// An occupant of 3-1502, disclosed.
async fn somebody(street: &Browser) -> Value {
    let dwelling = street.call("spatial/list_dwellings", json!({ "listing": { "search": "3-1502" } })).await;
    let row = street.call("registry/list_occupants", json!({ "dwelling": dwelling["rows"][0]["id"] })).await;
    street.call("registry/disclose", json!({ "person": row[0]["person"], "purpose": "visit" })).await
}

#[tokio::test]
async fn a_backup_restores_in_another_folder_with_its_keys_and_not_without() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    let picture = Uuid::now_v7();
    assert_eq!(street.upload(picture, photo()).await.0, 200);
    let shown = somebody(&street).await;
    house.world.sequence().await;
    let source = config(house.world.folder(), house.world.url());
    let copy = house.world.folder().join("backup");
    fs::write(source.folder.join("keys.json"), "{}").unwrap();
    house.store().keys().write(&source.folder.join("keys.json")).unwrap();
    linli::backup::make(&source, &copy).await.unwrap();
    assert!(!copy.join("keys.json").exists(), "the keys are not in the backup");

    let folder = house.world.folder().join("other");
    fs::create_dir_all(&folder).unwrap();
    let other = config(&folder, &fresh_database(&folder).await);
    assert!(linli::backup::restore(&other, &copy).await.unwrap_err().contains("keys.json"));
    fs::copy(source.folder.join("keys.json"), folder.join("keys.json")).unwrap();
    linli::backup::restore(&other, &copy).await.unwrap();

    let store = linli::wire::open(&other).await.unwrap();
    assert!(store.is_demo().await.unwrap());
    let running = linli::serve::start(&other, store).await.unwrap();
    let mut there = Browser::at(door(&running));
    there.sign_in("demo-street", &house.passwords["demo-street"]).await;
    assert_eq!(somebody(&there).await, shown, "what is sealed opens with the same keys");
    let (status, bytes) = there.get(&format!("/file/{picture}")).await;
    assert_eq!((status.as_u16(), bytes), (200, street.get(&format!("/file/{picture}")).await.1));
    assert!(
        linli::backup::restore(&other, &copy).await.is_err(),
        "an installation that is there is not overwritten"
    );
}
