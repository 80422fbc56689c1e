//! The rules of the alarm moment.

use super::*;
use contract::{AlarmId, DeviceId, geo::Wgs84};

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_000_000 + second, 0).unwrap()
}

fn row(n: u128, level: Level, raised: i64) -> AlarmRow {
    AlarmRow {
        id: AlarmId(Uuid::from_u128(n)),
        level,
        kind: "fire".into(),
        device: DeviceId(Uuid::from_u128(1_000 + n)),
        device_no: n as u32,
        device_name: "3-1502 烟感".into(),
        place: "3-1502".into(),
        address: String::new(),
        dwelling_no: Some(7),
        building_no: Some(3),
        property: "smoke".into(),
        raised_value: None,
        value: None,
        at: Wgs84::default(),
        raised_at: at(raised),
        acknowledged_at: None,
        acknowledged_by: None,
        cleared_at: None,
        escalated_at: None,
        replaced_at: None,
        case: None,
        registered: None,
        nearest_camera: None,
    }
}

fn raised(n: u128, level: Level, at_ms: f64) -> Raised {
    Raised { alarm: Uuid::from_u128(n), level, building: Some(3), at_ms }
}

fn ids(rows: &[AlarmRow]) -> Vec<u128> {
    rows.iter().map(|row| row.id.0.as_u128()).collect()
}

/// A storm of five alarms in building 3.
fn storm() -> Watch {
    let mut watch = Watch::default();
    for n in 0..5u32 {
        watch.raise(raised(n.into(), Level::Two, f64::from(n) * 1_000.0), 0.0);
    }
    watch
}

#[test]
fn the_camera_leaves_for_level_1_when_nobody_is_at_work() {
    assert_eq!(Watch::default().raise(raised(1, Level::One, 0.0), 10_000.0), Move::Fly);
    assert_eq!(Watch::default().raise(raised(1, Level::One, 0.0), 9_999.0), Move::Offer);
    assert_eq!(Watch::default().raise(raised(1, Level::Two, 0.0), 59_000.0), Move::Stay);
    assert_eq!(Watch::default().raise(raised(1, Level::Two, 0.0), 60_000.0), Move::Fly);
    assert_eq!(Watch::default().raise(raised(1, Level::Three, 0.0), 99_000.0), Move::Stay);
}

#[test]
fn the_same_alarm_told_again_moves_nothing_unless_it_got_graver() {
    let mut watch = Watch::default();
    watch.raise(raised(1, Level::Two, 0.0), 0.0);
    assert_eq!(watch.raise(raised(1, Level::Two, 100.0), 90_000.0), Move::Stay);
    assert_eq!(watch.raise(raised(1, Level::One, 200.0), 90_000.0), Move::Fly);
}

#[test]
fn five_in_ten_seconds_are_a_storm_with_one_move() {
    let mut watch = Watch::default();
    for n in 0..4u32 {
        watch.raise(raised(n.into(), Level::Two, f64::from(n) * 2_000.0), 0.0);
    }
    assert_eq!(watch.raise(raised(9, Level::One, 9_000.0), 90_000.0), Move::Fit);
    assert_eq!(watch.raise(raised(10, Level::One, 9_500.0), 90_000.0), Move::Stay);
    let storm = watch.storm.unwrap();
    assert_eq!(storm.by_level(), BTreeMap::from([(Level::One, 2), (Level::Two, 4)]));
    assert_eq!((storm.seconds(), storm.building_count()), (10, 1));
}

#[test]
fn five_in_a_minute_are_no_storm() {
    let mut watch = Watch::default();
    for n in 0..5u32 {
        watch.raise(raised(n.into(), Level::Two, f64::from(n) * 12_000.0), 0.0);
    }
    assert_eq!(watch.storm, None);
}

#[test]
fn a_storm_ends_when_most_of_it_is_acknowledged() {
    let mut watch = storm();
    let mut rows: Vec<AlarmRow> = (0..5).map(|n| row(n, Level::Two, 0)).collect();
    watch.settle(&rows);
    assert!(watch.storm.is_some());
    rows[0].acknowledged_at = Some(at(5));
    watch.settle(&rows);
    assert!(watch.storm.is_none());
}

#[test]
fn the_band_is_that_of_the_gravest_and_newest_that_waits() {
    let mut rows = vec![row(1, Level::Two, 0), row(2, Level::One, 1), row(3, Level::One, 2)];
    assert_eq!(band(&rows, None, at(3)).map(|row| row.id.0.as_u128()), Some(3));
    rows[2].acknowledged_at = Some(at(3));
    rows[1].acknowledged_at = Some(at(3));
    assert_eq!(band(&rows, None, at(4)).map(|row| row.id.0.as_u128()), Some(1));
    assert_eq!(band(&rows, None, at(21)), None, "a level 2 folds after 20 s");
    rows[0].escalated_at = Some(at(60));
    assert!(band(&rows, None, at(61)).is_some(), "and is back when nobody answered");
}

#[test]
fn what_comes_in_the_first_ten_seconds_is_of_the_storm_wherever_it_is() {
    let mut watch = Watch::default();
    for n in 0..5u32 {
        watch.raise(raised(n.into(), Level::One, f64::from(n) * 100.0), 0.0);
    }
    watch.raise(Raised { building: Some(8), ..raised(20, Level::One, 9_000.0) }, 0.0);
    watch.raise(Raised { building: Some(9), ..raised(21, Level::One, 11_000.0) }, 0.0);
    let elsewhere =
        |n: u128, building: u32| AlarmRow { building_no: Some(building), ..row(n, Level::One, 9) };
    let of_it = elsewhere(20, 8);
    assert_eq!(band(std::slice::from_ref(&of_it), watch.storm.as_ref(), at(10)), None);
    let news = elsewhere(21, 9);
    assert!(band(std::slice::from_ref(&news), watch.storm.as_ref(), at(12)).is_some());
}

#[test]
fn a_new_level_1_elsewhere_breaks_out_of_a_storm() {
    let mut watch = storm();
    watch.raise(Raised { building: Some(8), ..raised(20, Level::One, 9_000.0) }, 0.0);
    let mut elsewhere = row(20, Level::One, 9);
    elsewhere.building_no = Some(8);
    let rows = vec![row(0, Level::Two, 0), elsewhere];
    assert_eq!(band(&rows, watch.storm.as_ref(), at(10)).map(|row| row.id.0.as_u128()), Some(20));
}

#[test]
fn sound_goes_on_until_acknowledged_even_if_the_device_clears_first() {
    let mut rows = vec![row(1, Level::One, 0)];
    rows[0].cleared_at = Some(at(4));
    assert_eq!(sounding(&rows), Some(Level::One));
    rows[0].acknowledged_at = Some(at(5));
    assert_eq!(sounding(&rows), None);
    assert_eq!(sounding(&[row(2, Level::Four, 0), row(3, Level::Warn, 0)]), None);
}

#[test]
fn level_1_sounds_on_and_level_2_every_five_seconds() {
    assert!(is_tone_due(Level::One, 1_600.0) && !is_tone_due(Level::One, 1_500.0));
    assert!(is_tone_due(Level::Two, 5_000.0) && !is_tone_due(Level::Two, 4_900.0));
    assert!(!is_tone_due(Level::Three, 1e9));
}

#[test]
fn a_row_enters_on_top_of_its_like_and_leaves_when_it_is_over() {
    let mut rows = vec![row(1, Level::One, 0), row(2, Level::Two, 5)];
    enter(&mut rows, row(3, Level::One, 9));
    assert_eq!(ids(&rows), [3, 1, 2]);
    let mut seen = row(3, Level::One, 9);
    seen.acknowledged_at = Some(at(10));
    enter(&mut rows, seen.clone());
    assert_eq!(ids(&rows), [1, 2, 3]);
    seen.cleared_at = Some(at(11));
    enter(&mut rows, seen);
    assert_eq!(ids(&rows), [1, 2]);
}

#[test]
fn next_goes_round_what_waits() {
    let mut rows = vec![row(1, Level::One, 0), row(2, Level::Two, 5), row(3, Level::Three, 5)];
    rows[1].acknowledged_at = Some(at(6));
    let next = |after| next_waiting(&rows, after).map(|row| row.id.0.as_u128());
    assert_eq!(next(None), Some(1));
    assert_eq!(next(Some(Uuid::from_u128(1))), Some(3));
    assert_eq!(next(Some(Uuid::from_u128(3))), Some(1));
}

#[test]
fn a_device_stands_by_the_worst_of_its_alarms() {
    let mut rows = vec![row(1, Level::Three, 0), row(1, Level::One, 1)];
    rows[1].cleared_at = Some(at(2));
    assert_eq!(device_standing(&rows, 1), Some((Level::One, false, false)));
    assert_eq!(device_standing(&rows, 2), None);
}

#[test]
fn the_past_knows_nothing_of_what_came_later() {
    let mut over = row(1, Level::One, 0);
    over.acknowledged_at = Some(at(10));
    over.cleared_at = Some(at(20));
    let rows = vec![over, row(2, Level::Two, 15)];
    assert_eq!(ids(&open_at(&rows, at(5))), [1]);
    assert_eq!(open_at(&rows, at(5))[0].acknowledged_at, None);
    assert_eq!(ids(&open_at(&rows, at(16))), [2, 1]);
    assert_eq!(ids(&open_at(&rows, at(30))), [2]);
}

#[test]
fn an_alarm_that_another_took_the_place_of_is_over_though_nobody_acknowledged_it() {
    let mut old = row(1, Level::One, 0);
    old.cleared_at = Some(at(10));
    assert_eq!(sounding(std::slice::from_ref(&old)), Some(Level::One));
    old.replaced_at = Some(at(900));
    assert_eq!(sounding(std::slice::from_ref(&old)), None);
    let mut listed = vec![old.clone(), row(2, Level::One, 900)];
    assert_eq!((ids(&open_at(&listed, at(20))), ids(&open_at(&listed, at(901)))), (vec![1], vec![2]));
    enter(&mut listed, old);
    assert_eq!(ids(&listed), [2]);
}

#[test]
fn a_storm_is_listed_by_building_and_storey_the_worst_first() {
    let mut other = row(2, Level::One, 0);
    other.building_no = Some(8);
    let rows = vec![row(1, Level::Two, 0), other, row(3, Level::Three, 0)];
    let groups = groups(&rows, |row| Some(row.device_no as i32));
    let shape: Vec<_> = groups.iter().map(|(building, storeys)| (*building, storeys.len())).collect();
    assert_eq!(shape, [(Some(8), 1), (Some(3), 2)]);
    assert_eq!(groups[1].1[0].0, Some(1));
}

#[test]
fn a_name_does_not_say_its_place_twice() {
    assert_eq!(short_name("3-1502 烟感", "3-1502"), "烟感");
    assert_eq!(short_name("东门泵房", "东门泵房"), "", "said once");
    assert_eq!(short_name("水位计", "东门泵房"), "水位计");
}

#[test]
fn a_fire_that_is_raised_while_it_is_quiet_is_heard() {
    let until = Some(at(60));
    assert_eq!(quiet_after(until, Level::One, None), None);
    assert_eq!(quiet_after(until, Level::Two, None), None);
    assert_eq!(quiet_after(until, Level::Three, None), until);
    let known = row(1, Level::Two, 0);
    assert_eq!(quiet_after(until, Level::Two, Some(&known)), until, "it was heard before");
    assert_eq!(quiet_after(until, Level::One, Some(&known)), None, "it got graver");
    let seen = AlarmRow { acknowledged_at: Some(at(5)), ..known };
    assert_eq!(quiet_after(until, Level::Two, Some(&seen)), None, "it was raised again");
}

#[test]
fn a_forewarning_is_no_part_of_a_storm() {
    let mut watch = storm();
    watch.raise(raised(20, Level::Warn, 5_000.0), 0.0);
    let storm = watch.storm.unwrap();
    assert_eq!(storm.alarms.len(), 5);
    assert_eq!(storm.by_level().values().sum::<usize>(), storm.alarms.len());
}
