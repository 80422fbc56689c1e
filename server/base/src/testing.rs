//! Tests: a database of their own, on SQLite or on the PostgreSQL that `LINLI_TEST_DATABASE` names.

#![expect(clippy::unwrap_used, reason = "what fails while a test is set up fails the test")]

use crate::{Actor, Clock, KeyRing, Mode, Operator, Sequencer, Session, Store, dialect::connect};
use chrono::{DateTime, Utc};
use contract::{Act, Fault, Kind, Permission, Scope, geo::Wgs84};
use image::{DynamicImage, Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use migration::Migrator;
use sea_orm::{
    ConnectionTrait,
    sea_query::{Expr, Query},
};
use sea_orm_migration::MigratorTrait;
use std::{
    io::Cursor,
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// A store of a test's own, gone when it ends.
pub struct World {
    /// The store.
    pub store: Store,
    folder: PathBuf,
    url: String,
}

/// The address of an empty database: a file in a folder, or one of its own where `LINLI_TEST_DATABASE` points.
pub async fn fresh_database(folder: &Path) -> String {
    let Ok(base) = std::env::var("LINLI_TEST_DATABASE") else {
        return format!("sqlite://{}?mode=rwc", folder.join("linli.db").display());
    };
    let name = format!("linli_test_{}", Uuid::now_v7().simple());
    let admin = connect(&base).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    admin.close().await.unwrap();
    let (server, query) = base.split_once('?').map_or((base.as_str(), ""), |(s, q)| (s, q));
    let server = server.rsplit_once('/').unwrap().0;
    if query.is_empty() { format!("{server}/{name}") } else { format!("{server}/{name}?{query}") }
}

/// The address of such a database as the program before the newest migration left it, with nobody in it.
pub async fn outdated_database(folder: &Path) -> String {
    let url = fresh_database(folder).await;
    let db = connect(&url).await.unwrap();
    let older = Migrator::migrations().len() - 1;
    Migrator::up(&db, Some(u32::try_from(older).unwrap())).await.unwrap();
    db.close().await.unwrap();
    url
}

impl World {
    /// A fresh database, with its clock standing at 2026-03-02 08:30 in Shanghai.
    pub async fn new() -> Self {
        Self::with_clock(Clock::standing_at(
            DateTime::parse_from_rfc3339("2026-03-02T08:30:00+08:00").unwrap().to_utc(),
        ))
        .await
    }

    /// A fresh database with a clock.
    pub async fn with_clock(clock: Clock) -> Self {
        let folder = std::env::temp_dir().join(format!("linli_test_{}", Uuid::now_v7().simple()));
        std::fs::create_dir_all(&folder).unwrap();
        let url = fresh_database(&folder).await;
        let store = Store::open(&url, KeyRing::fresh(), clock, folder.clone()).await.unwrap();
        Self { store, folder, url }
    }

    /// Gives out positions for all that was written so far.
    pub async fn sequence(&self) {
        Sequencer::new(self.store.clone()).await.unwrap().round().await.unwrap();
    }

    /// The folder of keys, files and, on SQLite, the database.
    #[must_use]
    pub fn folder(&self) -> &PathBuf {
        &self.folder
    }

    /// The address of the database, as `DATABASE_URL` names it.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Now, by the standing clock.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.store.clock().now()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Somebody with exactly these permissions, in these areas.
#[must_use]
pub fn operator(name: &str, areas: &[&str], lines: &[(Kind, Scope, &[Act])]) -> Operator {
    let areas: Vec<String> = areas.iter().map(|a| (*a).to_owned()).collect();
    let permissions = lines
        .iter()
        .flat_map(|(kind, scope, acts)| {
            acts.iter().map(|act| Permission { kind: *kind, act: *act, scope: *scope })
        })
        .map(|permission| (permission, areas.clone()))
        .collect();
    Operator {
        user: Uuid::now_v7(),
        account: name.into(),
        shown_name: name.into(),
        person: None,
        role_key: name.into(),
        capacity: name.into(),
        organisation: None,
        organisation_name: "演示单位".into(),
        permissions,
    }
}

/// The same, ready to begin a session.
#[must_use]
pub fn actor(name: &str, areas: &[&str], lines: &[(Kind, Scope, &[Act])]) -> Actor {
    Actor::Operator(Box::new(operator(name, areas, lines)))
}

/// Does something in a session of its own, as a request does.
///
/// # Errors
/// What it was refused for.
pub async fn by<T>(
    world: &World,
    actor: &Actor,
    act: impl AsyncFnOnce(&Session) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let session = world.store.begin(actor.clone(), Mode::Write).await.unwrap();
    let result = act(&session).await;
    session.finish(result).await
}

/// An area at a path, called 演示区域 and its number, for crates that don't know the table of areas.
pub async fn plant_area(session: &Session, path: &str, no: i32) -> Uuid {
    let id = Uuid::now_v7();
    let columns = ["id", "path", "kind", "name", "code", "outline", "map_no", "revision", "changed_at"];
    let values: [Expr; 9] = [
        id.into(),
        path.into(),
        "estate".into(),
        format!("演示区域{no}").into(),
        format!("QY{no}").into(),
        "[]".into(),
        no.into(),
        1_i32.into(),
        session.now().into(),
    ];
    let insert = Query::insert().into_table("area").columns(columns).values_panic(values).to_owned();
    session.txn().execute(&insert).await.unwrap();
    id
}

/// A JPEG of 64 x 48 pixels as a phone writes it: its maker, how it was held (1 to 8, 1 being upright), where, and when in
/// its own time, such as `2026:03:02 08:31:07`.
#[must_use]
pub fn phone_photo(held: u16, at: Wgs84, when: &str) -> Vec<u8> {
    let ascii = |text: &str| exif::Value::Ascii(vec![text.as_bytes().to_vec()]);
    let side = |value: f64, plus: &str, minus: &str| ascii(if value < 0.0 { minus } else { plus });
    let fields = [
        (exif::Tag::Make, ascii("SecretMaker")),
        (exif::Tag::Orientation, exif::Value::Short(vec![held])),
        (exif::Tag::DateTimeOriginal, ascii(when)),
        (exif::Tag::GPSLatitudeRef, side(at.lat, "N", "S")),
        (exif::Tag::GPSLatitude, degrees(at.lat)),
        (exif::Tag::GPSLongitudeRef, side(at.lon, "E", "W")),
        (exif::Tag::GPSLongitude, degrees(at.lon)),
    ]
    .map(|(tag, value)| exif::Field { tag, ifd_num: exif::In::PRIMARY, value });
    let mut writer = exif::experimental::Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut tiff = Cursor::new(Vec::new());
    writer.write(&mut tiff, false).unwrap();
    let segment = [b"Exif\0\0".as_slice(), &tiff.into_inner()].concat();
    let length = u16::try_from(segment.len() + 2).unwrap().to_be_bytes();

    let picture = RgbImage::from_fn(64, 48, |x, y| Rgb([x as u8, y as u8, 90]));
    let mut jpeg = Vec::new();
    JpegEncoder::new(&mut jpeg).encode_image(&DynamicImage::ImageRgb8(picture)).unwrap();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &segment, &jpeg[2..]].concat()
}

/// Degrees, minutes, and seconds to a hundredth, without their sign.
fn degrees(value: f64) -> exif::Value {
    let hundredths = (value.abs() * 360_000.0).round() as u32;
    let part = |num, denom| exif::Rational { num, denom };
    exif::Value::Rational(vec![
        part(hundredths / 360_000, 1),
        part(hundredths / 6_000 % 60, 1),
        part(hundredths % 6_000, 100),
    ])
}
