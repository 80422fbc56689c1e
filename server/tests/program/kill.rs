//! Nothing is lost and nothing happens twice, whenever the program is killed.

use crate::{
    device::{COUNTED, Device},
    installation::Installation,
};
use base::{Stored, subscription::dead_letter};
use contract::{Act, sensing::CommandState};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, entity::prelude::*};
use sensing::{
    alarm::entity as alarm,
    command,
    datastream::{self, hour, observation},
    device,
};
use std::{
    collections::HashSet,
    sync::{Arc, atomic::AtomicBool, atomic::Ordering::SeqCst},
    time::{Duration, Instant},
};
use tokio::task::JoinSet;
use work::item::entity as case;

/// Messages a second that all devices together publish, where the machine can.
const RATE: u32 = 500;
/// Messages a second that must be acknowledged all in all, on however slow a machine: fewer would not be a storm to be
/// killed in. What was reached is printed.
const LEAST_RATE: f64 = 100.0;
/// Connections of each detector: the broker takes a connection's messages one by one, so one alone waits for commits.
const LINES: u16 = 8;
/// The detector that smells smoke,
const LANDMARK: &str = "SMK-3-1502";
/// and its message that says so first.
const FIRST_SMOKE: u32 = 20;
/// How long any part of the story may take.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn whenever_it_is_killed_what_was_acknowledged_is_there_once_with_one_alarm_and_one_case() {
    let mut installation = Installation::new().await;
    let detectors = detectors(&installation);
    let landmark = detectors.iter().find(|d| d.burns()).unwrap();
    let total = || detectors.iter().map(|d| d.acknowledged()).sum::<u32>();
    installation.start();
    let mut storm = Storm::default();
    let (is_over, mut reports) = (Arc::new(AtomicBool::new(false)), JoinSet::new());
    let pace = Duration::from_secs(1) * u32::try_from(detectors.len()).unwrap() / RATE;
    for detector in &detectors {
        let (detector, is_over, broker) = (Arc::clone(detector), Arc::clone(&is_over), installation.mqtt);
        reports.spawn(async move { detector.report(broker, pace, &is_over).await });
    }

    until("somebody is heard", async || total() > 0).await;
    storm.begin(total());
    // The moment the smoke is acknowledged the alarm is stored, and hardly anything of what it sets off.
    until("the smoke is acknowledged", async || landmark.acknowledged() > FIRST_SMOKE).await;
    storm.end(total());
    installation.kill();
    let db = installation.database().await;
    nothing_is_lost(&db, &detectors).await;
    assert_eq!(alarm::Entity::find().count(&db).await.unwrap(), 1, "acknowledged smoke has its alarm");
    db.close().await.unwrap();
    installation.start();

    let before = total();
    until("somebody is heard again", async || total() > before).await;
    storm.begin(total());
    until("two thousand more messages", async || total() >= before + 2_000).await;
    storm.end(total());
    installation.kill();
    let db = installation.database().await;
    nothing_is_lost(&db, &detectors).await;
    db.close().await.unwrap();
    installation.start();

    let before = total();
    until("somebody is heard a third time", async || total() > before).await;
    storm.begin(total());
    until("a thousand more messages", async || total() >= before + 1_000).await;
    storm.end(total());
    is_over.store(true, SeqCst);
    until("the last acknowledgement", async || {
        while let Some(ended) = reports.try_join_next() {
            ended.unwrap();
        }
        reports.is_empty()
    })
    .await;
    let rate = storm.rate();
    println!("{rate:.0} acknowledged messages a second of {RATE} asked for");
    assert!(rate >= LEAST_RATE, "{rate:.0} messages a second are no storm");

    let db = installation.database().await;
    until("everything that waits is done", async || is_drained(&db).await).await;
    nothing_is_lost(&db, &detectors).await;
    the_hours_count_each_once(&db, &detectors).await;
    the_fire_happened_once(&db).await;
    assert_eq!(dead_letter::Entity::find().count(&db).await.unwrap(), 0, "there is no dead letter");
    // What is sent again after others is kept as history, and counted as that.
    let refused = "SELECT COUNT(*) AS n FROM rejection_count WHERE reason <> 'late'";
    assert_eq!(number(&db, refused).await, 0, "nothing was refused");
    db.close().await.unwrap();
    installation.run(&["verify-audit"]);
}

/// How fast messages are acknowledged while the server runs.
#[derive(Default)]
struct Storm {
    began: Option<(Instant, u32)>,
    messages: u32,
    lasted: Duration,
}

impl Storm {
    fn begin(&mut self, acknowledged: u32) {
        self.began = Some((Instant::now(), acknowledged));
    }

    fn end(&mut self, acknowledged: u32) {
        let (began, before) = self.began.take().unwrap();
        self.messages += acknowledged - before;
        self.lasted += began.elapsed();
    }

    /// Acknowledged messages a second, without the times at which nothing listened.
    fn rate(&self) -> f64 {
        f64::from(self.messages) / self.lasted.as_secs_f64()
    }
}

/// The smoke and heat detectors of the community, each with all its lines.
fn detectors(installation: &Installation) -> Vec<Arc<Device>> {
    let devices = installation.devices();
    let detectors = devices.iter().filter(|d| d["kind"] == "smoke" || d["kind"] == "heat").flat_map(|d| {
        let (code, secret) = (d["code"].as_str().unwrap(), d["password"].as_str().unwrap());
        (0..LINES).map(move |line| {
            let burns_from = (code == LANDMARK && line == 0).then_some(FIRST_SMOKE);
            Arc::new(Device::new(code, secret, line, burns_from))
        })
    });
    detectors.collect()
}

/// What is stored of each detector is what it said, in order and once: all that was acknowledged, perhaps a message more.
async fn nothing_is_lost(db: &DatabaseConnection, detectors: &[Arc<Device>]) {
    for detector in detectors {
        let stream = observation::Column::DatastreamNo.eq(stream_of(db, detector).await);
        let stored = observation::Entity::find()
            .filter(stream)
            .filter(observation::Column::Seq.eq(i64::from(detector.line)));
        let mut stored = stored.all(db).await.unwrap();
        stored.sort_by_key(|row| row.phenomenon_at_ms);
        let count = u32::try_from(stored.len()).unwrap();
        let (code, acknowledged, said) = (&detector.code, detector.acknowledged(), detector.said());
        assert!(
            (acknowledged..=said).contains(&count),
            "{code}: {acknowledged} acknowledged, {said} said, {count} stored"
        );
        for (row, message) in stored.iter().zip(0..) {
            let (at_ms, value) = detector.observation(message);
            let found = (row.phenomenon_at_ms, row.seq, row.value_number);
            assert_eq!(found, (at_ms, i64::from(detector.line), Some(value)), "{code}: message {message}");
        }
    }
}

/// In the hourly roll-ups a message that was sent again is not counted again.
async fn the_hours_count_each_once(db: &DatabaseConnection, detectors: &[Arc<Device>]) {
    for lines in detectors.chunk_by(|one, next| one.code == next.code) {
        let stream = hour::Column::DatastreamNo.eq(stream_of(db, &lines[0]).await);
        let hours = hour::Entity::find().filter(stream).all(db).await.unwrap();
        let counted: i64 = hours.iter().map(|hour| hour.count).sum();
        let acknowledged: u32 = lines.iter().map(|line| line.acknowledged()).sum();
        assert_eq!(counted, i64::from(acknowledged), "{}", lines[0].code);
    }
}

/// The datastream of a detector's counted property.
async fn stream_of(db: &DatabaseConnection, detector: &Device) -> i64 {
    let device =
        device::Entity::find().filter(device::Column::Code.eq(&detector.code)).one(db).await.unwrap();
    let streams = datastream::Entity::find()
        .filter(datastream::Column::DeviceId.eq(device.unwrap().id))
        .filter(datastream::Column::Property.eq(COUNTED));
    streams.one(db).await.unwrap().unwrap().no
}

/// One open alarm, its one case with the duty list's worker, and each linked device asked once.
async fn the_fire_happened_once(db: &DatabaseConnection) {
    let alarms = alarm::Entity::find().all(db).await.unwrap();
    let [alarm] = alarms.as_slice() else { panic!("one alarm was expected: {alarms:?}") };
    let device = device::Entity::find_by_id(alarm.device_id).one(db).await.unwrap().unwrap();
    assert_eq!(
        (device.code.as_str(), alarm.rule_key.as_str(), alarm.is_open),
        (LANDMARK, "smoke_high", true)
    );

    let cases = case::Entity::find().all(db).await.unwrap();
    let [case] = cases.as_slice() else { panic!("one case was expected: {cases:?}") };
    assert_eq!((case.alarm_id, alarm.work_item_id), (Some(alarm.id), Some(case.id)));
    let entries = case::entry::Entity::find().filter(case::entry::Column::ItemId.eq(case.id));
    let acts: Vec<Act> = entries.all(db).await.unwrap().iter().map(|entry| entry.act.0).collect();
    for act in [Act::Create, Act::Accept, Act::Dispatch] {
        assert_eq!(acts.iter().filter(|done| **done == act).count(), 1, "{act:?} in {acts:?}");
    }

    let linked = command::Entity::find().filter(command::Column::AlarmId.eq(alarm.id)).all(db).await.unwrap();
    let asked: HashSet<_> = linked.iter().map(|row| (row.device_id, row.property.as_str())).collect();
    assert!(!asked.is_empty(), "the linkage was set off");
    assert_eq!(asked.len(), linked.len(), "no device was asked twice: {linked:?}");
}

/// Every event has its place and was taken by every subscriber, and every command is on its way.
async fn is_drained(db: &DatabaseConnection) -> bool {
    let subscribers = i64::try_from(linli::wire::subscribers().len()).unwrap();
    let waiting = command::Column::State.eq(Stored(CommandState::Waiting));
    let at_the_end =
        "SELECT COUNT(*) AS n FROM subscription WHERE position = (SELECT MAX(position) FROM outbox)";
    number(db, "SELECT COUNT(*) AS n FROM outbox WHERE position IS NULL").await == 0
        && number(db, at_the_end).await == subscribers
        && command::Entity::find().filter(waiting).count(db).await.unwrap() == 0
}

/// The `n` of a query's only row.
async fn number(db: &DatabaseConnection, sql: &str) -> i64 {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    db.query_one_raw(statement).await.unwrap().unwrap().try_get("", "n").unwrap()
}

/// Waits until something holds.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}
