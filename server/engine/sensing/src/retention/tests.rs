use super::*;
use crate::datastream::hour;
use base::testing::World;
use chrono::Duration;
use sea_orm::ActiveValue::Set;
use std::sync::Arc;

const DAY_MS: i64 = 24 * 3_600_000;

async fn a_stream(world: &World, property: &str) -> i64 {
    let row = datastream::ActiveModel {
        device_id: Set(Uuid::now_v7()),
        property: Set(property.into()),
        value_number: Set(None),
        value_text: Set(None),
        phenomenon_at_ms: Set(None),
        desired: Set(None),
        ..Default::default()
    };
    datastream::Entity::insert(row).exec(world.store.pool()).await.unwrap().last_insert_id
}

/// Observations of a datastream at the given milliseconds, and the roll-up of their hours.
async fn observe(world: &World, stream: i64, times: impl IntoIterator<Item = i64>) {
    let times: Vec<i64> = times.into_iter().collect();
    for batch in times.chunks(1000) {
        let rows = batch.iter().map(|at_ms| observation::ActiveModel {
            datastream_no: Set(stream),
            phenomenon_at_ms: Set(*at_ms),
            seq: Set(0),
            value_number: Set(Some(1.0)),
            value_text: Set(None),
            result_at_ms: Set(*at_ms),
        });
        observation::Entity::insert_many(rows).exec_without_returning(world.store.pool()).await.unwrap();
    }
    let hour_ms = times[0].div_euclid(3_600_000) * 3_600_000;
    let row = hour::ActiveModel {
        datastream_no: Set(stream),
        hour_ms: Set(hour_ms),
        count: Set(i64::try_from(times.len()).unwrap()),
        sum: Set(1.0),
        low: Set(1.0),
        high: Set(1.0),
    };
    hour::Entity::insert(row).exec_without_returning(world.store.pool()).await.unwrap();
}

async fn left(world: &World) -> Vec<(i64, i64)> {
    observation::Entity::find()
        .order_by_asc(observation::Column::DatastreamNo)
        .order_by_asc(observation::Column::PhenomenonAtMs)
        .all(world.store.pool())
        .await
        .unwrap()
        .into_iter()
        .map(|row| (row.datastream_no, row.phenomenon_at_ms))
        .collect()
}

/// Does the jobs that are due until none is; says how many transactions it took.
async fn run_out(world: &World, days: Option<u32>) -> usize {
    let workers: Vec<Arc<dyn Worker>> = vec![Arc::new(Retention { days })];
    let mut rounds = 0;
    while job::due(&world.store, &workers).await.unwrap() > 0 {
        rounds += 1;
    }
    rounds
}

#[tokio::test]
async fn single_observations_go_after_their_days_and_the_roll_ups_stay() {
    let world = World::new().await;
    crate::watch::partitions(&world.store).await.unwrap();
    let (first, second) = (a_stream(&world, "battery").await, a_stream(&world, "temperature").await);
    let midnight = start_of(day_of(world.now())).timestamp_millis();
    observe(&world, first, [midnight - 31 * DAY_MS, midnight - 30 * DAY_MS - 1, midnight - 30 * DAY_MS])
        .await;
    observe(&world, second, [midnight - 400 * DAY_MS, midnight]).await;
    plan(&world.store).await.unwrap();
    assert_eq!(run_out(&world, Some(30)).await, 0, "it waits for the night");
    world.store.clock().push(Duration::days(1));
    run_out(&world, Some(31)).await;
    assert_eq!(left(&world).await, [(first, midnight - 30 * DAY_MS), (second, midnight)]);
    assert_eq!(hour::Entity::find().count(world.store.pool()).await.unwrap(), 2);
}

#[tokio::test]
async fn it_runs_again_the_next_night_and_a_missed_night_is_made_up_for() {
    let world = World::new().await;
    let stream = a_stream(&world, "battery").await;
    plan(&world.store).await.unwrap();
    world.store.clock().push(Duration::days(1));
    run_out(&world, Some(2)).await;
    observe(&world, stream, [start_of(day_of(world.now())).timestamp_millis()]).await;
    world.store.clock().push(Duration::days(5));
    // A restart plans anew, which must not put off what is due.
    plan(&world.store).await.unwrap();
    assert_eq!(run_out(&world, Some(2)).await, 1);
    assert!(left(&world).await.is_empty());
}

#[tokio::test]
async fn a_large_heap_goes_in_batches() {
    let world = World::new().await;
    let (first, second) = (a_stream(&world, "battery").await, a_stream(&world, "temperature").await);
    let old = start_of(day_of(world.now())).timestamp_millis() - 100 * DAY_MS;
    observe(&world, first, old..old + 7_000).await;
    observe(&world, second, old..old + 1_000).await;
    plan(&world.store).await.unwrap();
    world.store.clock().push(Duration::days(1));
    assert_eq!(run_out(&world, Some(30)).await, 2, "8,000 rows are two batches");
    assert!(left(&world).await.is_empty());
}

#[tokio::test]
async fn without_a_limit_everything_stays() {
    let world = World::new().await;
    let stream = a_stream(&world, "battery").await;
    observe(&world, stream, [0]).await;
    plan(&world.store).await.unwrap();
    world.store.clock().push(Duration::days(1));
    assert_eq!(run_out(&world, None).await, 1);
    assert_eq!(left(&world).await, [(stream, 0)]);
}
