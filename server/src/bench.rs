//! `linli bench`: the server's own speed, in a folder that is thrown away. One line of JSON for each measure.

use base::{Clock, Config, KeyRing, Store};
use contract::sensing::Value;
use sensing::{Intake, Measured, Message, Outcome};
use serde_json::json;
use std::time::Instant;

/// Values stored in the throughput measure.
const VALUES: usize = 20_000;

/// Measures and prints.
///
/// # Errors
/// A sentence that says what could not be measured.
pub async fn run(config: &Config) -> Result<(), String> {
    let folder = config.folder.join(format!("bench-{}", uuid::Uuid::now_v7().simple()));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let result = measure(&folder).await;
    std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    result
}

async fn measure(folder: &std::path::Path) -> Result<(), String> {
    let url = format!("sqlite://{}?mode=rwc", folder.join("linli.db").display());
    let store = Store::open(&url, KeyRing::fresh(), Clock::system(), folder.to_path_buf())
        .await
        .map_err(|error| error.to_string())?;
    let bench = Config { database_url: url, folder: folder.to_path_buf(), ..Config::read()? };
    crate::wire::seed(&store).await.map_err(|fault| format!("{fault:?}"))?;
    crate::plant::into(&bench, &store, 60, None, 7).await?;
    let codes = smoke_detectors(&store).await?;
    let intake = Intake::start(store.clone());
    let busy_before = busy_seconds();
    let began = Instant::now();
    let now_ms = store.clock().now().timestamp_millis();
    let mut waiting = vec![];
    for n in 0..VALUES {
        let message = Message {
            device_code: codes[n % codes.len()].clone(),
            phenomenon_at_ms: Some(now_ms - (VALUES - n) as i64),
            seq: 0,
            values: vec![("smoke_obscuration".into(), Measured { value: Value::Number(0.1), unit: None })],
        };
        let intake = intake.clone();
        waiting.push(tokio::spawn(async move { intake.accept(message).await }));
    }
    let mut stored = 0;
    for answer in waiting {
        if matches!(answer.await, Ok(Outcome::Stored { stored: 1, .. })) {
            stored += 1;
        }
    }
    let (wall, busy) = (began.elapsed().as_secs_f64(), busy_seconds() - busy_before);
    if stored != VALUES {
        return Err(format!("{stored} of {VALUES} values were stored"));
    }
    println!(
        "{}",
        json!({ "name": "observations stored per second", "value": (VALUES as f64 / wall).round(), "unit": "1/s" })
    );
    println!(
        "{}",
        json!({ "name": "observations stored per second and busy core", "value": (VALUES as f64 / busy).round(), "unit": "1/s" })
    );
    Ok(())
}

async fn smoke_detectors(store: &Store) -> Result<Vec<String>, String> {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let rows = sensing::device::Entity::find()
        .filter(sensing::device::Column::Kind.eq("smoke"))
        .all(store.pool())
        .await
        .map_err(|error| error.to_string())?;
    Ok(rows.into_iter().map(|row| row.code).collect())
}

/// Processor seconds of this process, as Linux counts them (100 ticks a second on every architecture that matters).
fn busy_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |i: usize| fields.get(i).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}
