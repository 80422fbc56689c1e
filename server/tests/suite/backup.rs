//! Backup and restore, and what the database file shows of people.

use crate::house::House;
use base::{Config, Dialect};
use serde_json::json;
use std::fs;

fn config(folder: &std::path::Path) -> Config {
    Config {
        folder: folder.to_owned(),
        database_url: format!("sqlite://{}?mode=rwc", folder.join("linli.db").display()),
        listen: ([127, 0, 0, 1], 0).into(),
        mqtt_listen: None,
        mqtt_url: None,
        tls: None,
        trusted_proxy: None,
        web: folder.join("web"),
        origin: None,
    }
}

/// Shows: PLT-6.8.1-1
#[tokio::test]
async fn the_database_file_shows_no_personal_data() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    let dwelling = street.call("spatial/list_dwellings", json!({ "listing": { "search": "3-1502" } })).await;
    let row = street.call("registry/list_occupants", json!({ "dwelling": dwelling["rows"][0]["id"] })).await;
    let person = row[0]["person"].clone();
    let shown = street.call("registry/disclose", json!({ "person": person, "purpose": "visit" })).await;
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

#[tokio::test]
async fn a_backup_restores_in_another_folder_with_its_keys_and_not_without() {
    let house = House::new().await;
    if house.store().dialect() != Dialect::Sqlite {
        return;
    }
    house.world.sequence().await;
    let source = config(house.world.folder());
    let copy = house.world.folder().join("backup");
    fs::write(source.folder.join("keys.json"), "{}").unwrap();
    house.store().keys().write(&source.folder.join("keys.json")).unwrap();
    linli::backup::make(&source, &copy).await.unwrap();
    assert!(!copy.join("keys.json").exists(), "the keys are not in the backup");
    let other = config(&house.world.folder().join("other"));
    fs::create_dir_all(&other.folder).unwrap();
    assert!(linli::backup::restore(&other, &copy).await.unwrap_err().contains("keys.json"));
    fs::copy(source.folder.join("keys.json"), other.folder.join("keys.json")).unwrap();
    linli::backup::restore(&other, &copy).await.unwrap();
    let store = linli::wire::open(&other).await.unwrap();
    assert!(store.is_demo().await.unwrap());
    assert!(
        linli::backup::restore(&other, &copy).await.is_err(),
        "an installation that is there is not overwritten"
    );
}
