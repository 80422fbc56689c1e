//! Backup and restore, and what the database file shows of people.

use crate::house::{Browser, House, door, photo};
use base::{
    Config, Dialect, KeyRing,
    testing::{World, fresh_database, outdated_database},
};
use sea_orm::{ConnectionTrait, Database, Statement};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// A server of this folder and database.
pub fn config(folder: &Path, database_url: &str) -> Config {
    Config {
        folder: folder.to_owned(),
        database_url: database_url.to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        mqtt_listen: None,
        mqtt_url: None,
        metrics_listen: None,
        tls: None,
        trusted_proxy: None,
        web: folder.join("web"),
        origin: None,
        observation_days: Some(400),
    }
}

/// Shows: PLT-6.8.1-1
#[tokio::test]
async fn neither_database_nor_files_show_personal_data_or_photos() {
    let house = House::new().await;
    let street = house.browser("demo-street").await;
    let mut secrets = reported(&house, &street).await;
    secrets.extend(everybody(&house, &street).await);
    let picture = Uuid::now_v7();
    assert_eq!(street.upload(picture, photo()).await.0, 200);
    let (status, jpeg) = street.get(&format!("/file/{picture}")).await;
    assert_eq!((status.as_u16(), &jpeg[..3]), (200, [0xFF, 0xD8, 0xFF].as_slice()));
    let mut is_title_found = false;
    if house.store().dialect() != Dialect::Sqlite {
        let shown: Vec<[String; 2]> =
            secrets.iter().map(|secret| [secret.clone(), hexadecimal(secret)]).collect();
        for text in house.dump().await {
            let found = shown.iter().flatten().find(|secret| text.contains(secret.as_str()));
            assert_eq!(found, None, "a table shows it: {text}");
            is_title_found |= text.contains(TITLE);
        }
    }
    let mut looked_at = 0;
    for file in files_below(house.world.folder()) {
        let bytes = fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "{} shows {secret}", file.display());
        }
        assert!(!contains(&bytes, &jpeg), "{} shows a photo", file.display());
        is_title_found |= text.contains(TITLE);
        looked_at += 1;
    }
    assert!(looked_at > 1, "the database and the photo are among {looked_at} files");
    assert!(is_title_found, "what is not sealed is found, so what is not found is sealed");
}

/// The bytes of a text as PostgreSQL writes them.
fn hexadecimal(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// What somebody reports, which is nobody's secret.
const TITLE: &str = "演示水管漏水，一直流";

/// Phones and names that people type into reports, at home, at a desk and at a kiosk.
async fn reported(house: &House, street: &Browser) -> Vec<String> {
    let report = async |browser: &Browser, kind: &str, category: &str, details: Value| {
        let draft = json!({
            "id": Uuid::now_v7(), "kind": kind, "category": category, "title": TITLE, "place": "3", "at": null,
            "photos": [], "details": details, "typed_at": null,
        });
        browser.call("work/report", json!({ "draft": draft })).await
    };
    let sheet = async |browser: &Browser, item: &Value| {
        browser.call("work/read_work", json!({ "id": item["id"] })).await
    };
    let (own, public) = ("10090731001", "10090731002");
    let (resident, kiosk) = (house.browser("demo-resident").await, house.browser("demo-kiosk").await);
    let repair = report(&resident, "repair", "water", json!({ "phone": own })).await;
    assert_eq!(sheet(&resident, &repair).await["details"]["phone"], own, "it is kept");
    let details = json!({ "is_shared_area": true, "phone": public });
    let repair = report(&kiosk, "repair", "shared_area", details).await;
    let masked = contract::registry::mask_phone(public);
    assert_eq!(sheet(street, &repair).await["details"]["phone"], masked);

    let (first, second) = ("演示责任单位甲〇七三一", "演示责任单位乙〇七三一");
    let hazard = report(street, "fire_hazard", "other", json!({ "responsible": first })).await;
    let change = json!({
        "category": "other", "title": TITLE, "place": "3", "details": { "responsible": second },
    });
    let change = json!({ "id": hazard["id"], "revision": hazard["revision"], "change": change });
    street.call("work/change_work", change).await;
    assert_eq!(sheet(street, &hazard).await["details"]["responsible"], second);
    [own, public, first, second].map(str::to_owned).into()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// All files of a folder and of those in it.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Names, phones and identity numbers of everybody who is registered in a dwelling, disclosed.
async fn everybody(house: &House, street: &Browser) -> Vec<String> {
    let page = street.call("spatial/list_dwellings", json!({ "listing": { "limit": 200 } })).await;
    let mut persons = BTreeSet::new();
    for dwelling in page["rows"].as_array().unwrap() {
        for list in ["registry/list_occupants", "registry/list_past_occupants"] {
            let rows = street.call(list, json!({ "dwelling": dwelling["id"] })).await;
            persons.extend(rows.as_array().unwrap().iter().map(|row| row["person"].to_string()));
        }
    }
    assert!(persons.len() > 50, "{} people are registered", persons.len());
    let mut secrets = vec![];
    for person in persons {
        let person: Value = serde_json::from_str(&person).unwrap();
        let asked = json!({ "person": person, "purpose": "visit" });
        let shown = street.call("registry/disclose", asked).await;
        let fields = ["name", "phone", "id_number"].map(|field| shown[field].as_str().unwrap().to_owned());
        secrets.extend(fields.into_iter().filter(|text| !text.is_empty()));
    }
    house.world.sequence().await;
    secrets
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

    let folder = house.world.folder().join("foreign");
    fs::create_dir_all(&folder).unwrap();
    KeyRing::fresh().write(&folder.join("keys.json")).unwrap();
    let foreign = config(&folder, &fresh_database(&folder).await);
    let said = linli::backup::restore(&foreign, &copy).await.unwrap_err();
    assert!(said.contains("not those that the database was sealed under"), "{said}");
    fs::copy(source.folder.join("keys.json"), folder.join("keys.json")).unwrap();
    linli::wire::verify_audit(&foreign).await.unwrap();

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

/// Tables and columns of a database, and the migrations that made them.
async fn schema(database_url: &str) -> Vec<String> {
    let db = Database::connect(database_url).await.unwrap();
    let tables = match Dialect::of(&db) {
        Dialect::Sqlite => "SELECT name || ' ' || COALESCE(sql, '') AS line FROM sqlite_master",
        Dialect::Postgres => {
            "SELECT CAST(table_name || ' ' || column_name AS text) AS line FROM information_schema.columns \
            WHERE table_schema = current_schema()"
        }
    };
    let mut lines = vec![];
    for sql in [tables, "SELECT version AS line FROM seaql_migrations"] {
        let found = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
        lines.extend(found.iter().map(|row| row.try_get::<String>("", "line").unwrap()));
    }
    db.close().await.unwrap();
    lines.sort();
    lines
}

#[tokio::test]
async fn a_newer_program_backs_up_without_changing_the_schema_and_brings_it_up_to_date_as_it_restores() {
    let world = World::new().await;
    let folder = world.folder().join("older");
    fs::create_dir_all(&folder).unwrap();
    let older = config(&folder, &outdated_database(&folder).await);
    KeyRing::fresh().write(&folder.join("keys.json")).unwrap();
    let before = schema(&older.database_url).await;

    let copy = world.folder().join("backup");
    linli::backup::make(&older, &copy).await.unwrap();
    let said = linli::wire::verify_audit(&older).await.unwrap_err();
    assert!(said.contains("still that of an older program"), "{said}");
    assert_eq!(schema(&older.database_url).await, before, "the older server goes on with what it knows");
    let file = copy.join("linli.db");
    if file.exists() {
        assert_eq!(schema(&format!("sqlite://{}", file.display())).await, before, "it leads back");
    }

    let folder = world.folder().join("newer");
    fs::create_dir_all(&folder).unwrap();
    let newer = config(&folder, &fresh_database(&folder).await);
    fs::copy(older.folder.join("keys.json"), folder.join("keys.json")).unwrap();
    linli::backup::restore(&newer, &copy).await.unwrap();
    assert_ne!(schema(&newer.database_url).await, before);
    linli::wire::verify_audit(&newer).await.unwrap();
}

#[tokio::test]
async fn an_installation_opens_with_its_own_keys_only_and_makes_none_in_their_place() {
    let house = House::new().await;
    let here = config(house.world.folder(), house.world.url());
    let path = here.folder.join("keys.json");
    let refused = async |word: &str| {
        let said = linli::wire::open(&here).await.err().unwrap();
        assert!(
            said.contains(word) && said.contains("put the key file of this installation there"),
            "{said}"
        );
    };
    refused("no key file").await;
    assert!(!path.exists(), "none is made");
    let foreign = KeyRing::fresh();
    foreign.write(&path).unwrap();
    refused("not those").await;
    let own = house.store().keys();
    own.write(&path).unwrap();
    linli::wire::open(&here).await.unwrap();
    foreign.write(&path).unwrap();
    refused("not those").await;
    fs::remove_file(&path).unwrap();
    refused("no key file").await;

    own.write(&path).unwrap();
    linli::wire::rotate_keys(&here).unwrap();
    linli::wire::open(&here).await.unwrap();
    own.write(&path).unwrap();
    refused("not those").await;
}

#[tokio::test]
async fn an_empty_database_gets_keys_of_its_own_and_is_opened_again_with_them() {
    let world = World::new().await;
    let folder = world.folder().join("new");
    fs::create_dir_all(&folder).unwrap();
    let new = config(&folder, &fresh_database(&folder).await);
    linli::wire::open(&new).await.unwrap();
    let made = fs::read_to_string(folder.join("keys.json")).unwrap();
    linli::wire::open(&new).await.unwrap();
    assert_eq!(fs::read_to_string(folder.join("keys.json")).unwrap(), made);
    fs::remove_file(folder.join("keys.json")).unwrap();
    assert!(linli::wire::open(&new).await.is_err(), "other keys would not open what the first sealed");
}

#[tokio::test]
async fn a_file_that_goes_meanwhile_fails_no_backup_and_one_that_fails_leaves_nothing() {
    let world = World::new().await;
    let here = config(world.folder(), world.url());
    world.store.keys().write(&here.folder.join("keys.json")).unwrap();
    let shelf = here.folder.join("files").join("aa");
    fs::create_dir_all(&shelf).unwrap();
    fs::write(shelf.join("kept"), "sealed").unwrap();
    // Listed, but not there when it is to be copied.
    std::os::unix::fs::symlink(shelf.join("nothing"), shelf.join("swept")).unwrap();
    let copy = here.folder.join("backup");
    linli::backup::make(&here, &copy).await.unwrap();
    assert_eq!(files_below(&copy.join("files")), [copy.join("files").join("aa").join("kept")]);

    // What can't be copied at all.
    let _socket = std::os::unix::net::UnixListener::bind(shelf.join("socket")).unwrap();
    let failed = here.folder.join("failed");
    assert!(linli::backup::make(&here, &failed).await.is_err());
    assert!(!failed.exists(), "half a backup is none");
}
