//! What the wall decides when alarms come: which band stands, whether the camera leaves, what sounds, in which order the
//! list is. Pure rules; the glass and the loudspeaker follow them.
//!
//! A person's hand wins over the camera, and many alarms at once are one picture, not many flights. Sound follows
//! acknowledgement alone (ISA-18.2): a device that clears first does not silence an alarm that nobody has seen.

use chrono::{DateTime, Duration, Utc};
use contract::sensing::{AlarmRow, Level};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// So many alarms within [`STORM_MS`] are a storm.
const STORM_COUNT: usize = 5;
/// See [`STORM_COUNT`]; milliseconds.
const STORM_MS: f64 = 10_000.0;
/// How long nobody must have touched the wall before the camera leaves for level 1; milliseconds.
const IDLE_ONE_MS: f64 = 10_000.0;
/// The same for level 2.
const IDLE_TWO_MS: f64 = 60_000.0;
/// How long the band of a level 2 alarm stays unfolded.
const FOLD_TWO: Duration = Duration::seconds(20);

/// An alarm as it came.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Raised {
    /// The alarm.
    pub alarm: Uuid,
    /// Its level.
    pub level: Level,
    /// The building's number on the map.
    pub building: Option<u32>,
    /// When it came to this wall; milliseconds of the page's own clock.
    pub at_ms: f64,
}

/// What the camera does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// It leaves at once.
    Fly,
    /// It offers to leave and counts down: somebody is at work.
    Offer,
    /// It moves once so that all of a storm is seen.
    Fit,
    /// It stays.
    Stay,
}

/// Many alarms at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Storm {
    /// Those that made it one, and those that came since.
    pub alarms: Vec<Raised>,
    /// Buildings that it broke out in: those of the first [`STORM_MS`], unless something graver came there.
    pub buildings: BTreeSet<u32>,
}

impl Storm {
    /// Seconds from the first to the last, at least one.
    #[must_use]
    pub fn seconds(&self) -> u32 {
        let first = self.alarms.iter().map(|raised| raised.at_ms).fold(f64::INFINITY, f64::min);
        let last = self.alarms.iter().map(|raised| raised.at_ms).fold(f64::NEG_INFINITY, f64::max);
        ((last - first) / 1_000.0).ceil().max(1.0) as u32
    }

    /// How many of each level, gravest first.
    #[must_use]
    pub fn by_level(&self) -> BTreeMap<Level, usize> {
        let mut counts = BTreeMap::new();
        for raised in &self.alarms {
            *counts.entry(raised.level).or_insert(0) += 1;
        }
        counts
    }

    /// In how many buildings.
    #[must_use]
    pub fn building_count(&self) -> usize {
        self.alarms.iter().filter_map(|raised| raised.building).collect::<BTreeSet<_>>().len()
    }

    /// Takes in an alarm that came while it is on.
    fn take(&mut self, raised: Raised) {
        let first = self.alarms.iter().map(|known| known.at_ms).fold(f64::INFINITY, f64::min);
        // What is graver than all before it is news, however soon it comes.
        let is_like = self.alarms.iter().any(|known| known.level <= raised.level);
        if is_like && raised.at_ms - first <= STORM_MS {
            self.buildings.extend(raised.building);
        }
        match self.alarms.iter_mut().find(|known| known.alarm == raised.alarm) {
            Some(known) => known.level = raised.level,
            None => self.alarms.push(raised),
        }
    }

    /// Whether it holds that alarm and not as something new elsewhere.
    fn covers(&self, row: &AlarmRow) -> bool {
        let is_elsewhere = row.building_no.is_some_and(|building| !self.buildings.contains(&building));
        self.alarms.iter().any(|raised| raised.alarm == row.id.0)
            && !(row.level == Level::One && is_elsewhere)
    }
}

/// What came lately.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watch {
    recent: Vec<Raised>,
    /// The storm that is on.
    pub storm: Option<Storm>,
}

impl Watch {
    /// Takes an alarm in and says what the camera does; `idle_ms` is how long nobody touched the wall.
    pub fn raise(&mut self, raised: Raised, idle_ms: f64) -> Move {
        // A forewarning is no alarm, and no part of a storm.
        if raised.level == Level::Warn {
            return Move::Stay;
        }
        if let Some(storm) = &mut self.storm {
            storm.take(raised);
            return Move::Stay;
        }
        self.recent.retain(|known| raised.at_ms - known.at_ms <= STORM_MS);
        if let Some(known) = self.recent.iter_mut().find(|known| known.alarm == raised.alarm) {
            let is_graver = raised.level < known.level;
            known.level = raised.level;
            return if is_graver { flight(raised.level, idle_ms) } else { Move::Stay };
        }
        self.recent.push(raised);
        if self.recent.len() < STORM_COUNT {
            return flight(raised.level, idle_ms);
        }
        let alarms = std::mem::take(&mut self.recent);
        let buildings = alarms.iter().filter_map(|raised| raised.building).collect();
        self.storm = Some(Storm { alarms, buildings });
        Move::Fit
    }

    /// Ends a storm of which fewer alarms wait than make one.
    pub fn settle(&mut self, rows: &[AlarmRow]) {
        let Some(storm) = &self.storm else { return };
        let waits = |raised: &&Raised| rows.iter().any(|row| row.id.0 == raised.alarm && is_waiting(row));
        if storm.alarms.iter().filter(waits).count() < STORM_COUNT {
            self.storm = None;
        }
    }
}

fn flight(level: Level, idle_ms: f64) -> Move {
    match level {
        Level::One if idle_ms >= IDLE_ONE_MS => Move::Fly,
        Level::One => Move::Offer,
        Level::Two if idle_ms >= IDLE_TWO_MS => Move::Fly,
        _ => Move::Stay,
    }
}

/// Whether nobody has acknowledged it yet, whatever the device says meanwhile.
#[must_use]
pub fn is_waiting(row: &AlarmRow) -> bool {
    row.waits() && row.level != Level::Warn
}

/// The alarm whose band stands: the gravest that waits, the newest of those; a level 2 only while it is fresh or has
/// been passed on. What a storm covers has the storm's band.
#[must_use]
pub fn band<'a>(rows: &'a [AlarmRow], storm: Option<&Storm>, now: DateTime<Utc>) -> Option<&'a AlarmRow> {
    let has_band = |row: &&AlarmRow| match row.level {
        Level::One => true,
        Level::Two => now - row.raised_at <= FOLD_TWO || row.escalated_at.is_some(),
        _ => false,
    };
    rows.iter()
        .filter(|row| is_waiting(row) && !storm.is_some_and(|storm| storm.covers(row)))
        .filter(has_band)
        .min_by_key(|row| (row.level, std::cmp::Reverse(row.raised_at)))
}

/// The gravest level that sounds: of what waits, levels 1 to 3.
#[must_use]
pub fn sounding(rows: &[AlarmRow]) -> Option<Level> {
    rows.iter()
        .filter(|row| is_waiting(row))
        .map(|row| row.level)
        .min()
        .filter(|level| *level <= Level::Three)
}

/// Whether the tone is due again so many milliseconds after it last began: without a pause but its own for level 1, every
/// five seconds for level 2; that of level 3 is not repeated.
#[must_use]
pub fn is_tone_due(level: Level, since_ms: f64) -> bool {
    match level {
        Level::One => since_ms >= 1_600.0,
        Level::Two => since_ms >= 5_000.0,
        _ => false,
    }
}

/// Until when it stays quiet after an alarm came. Quiet is about what has been heard: a grave alarm that is new, graver than
/// it was, or raised again ends it.
#[must_use]
pub fn quiet_after(
    until: Option<DateTime<Utc>>,
    level: Level,
    known: Option<&AlarmRow>,
) -> Option<DateTime<Utc>> {
    let is_heard = known.is_some_and(|row| row.level <= level && row.acknowledged_at.is_none());
    until.filter(|_| level > Level::Two || is_heard)
}

/// Puts a row into the list in place of an older copy, or takes it out when the alarm is over.
pub fn enter(rows: &mut Vec<AlarmRow>, row: AlarmRow) {
    rows.retain(|other| other.id != row.id);
    if row.is_open() {
        rows.push(row);
        sort(rows);
    }
}

/// What waits first, then the gravest, then the newest.
pub fn sort(rows: &mut [AlarmRow]) {
    rows.sort_by_key(|row| (row.acknowledged_at.is_some(), row.level, std::cmp::Reverse(row.raised_at)));
}

/// The next alarm that waits, after the one that is selected, round and round.
#[must_use]
pub fn next_waiting(rows: &[AlarmRow], selected: Option<Uuid>) -> Option<&AlarmRow> {
    let waiting: Vec<&AlarmRow> = rows.iter().filter(|row| is_waiting(row)).collect();
    let after = waiting.iter().position(|row| Some(row.id.0) == selected).map_or(0, |at| at + 1);
    waiting.get(after).or(waiting.first()).copied()
}

/// How a device stands by its open alarms: the worst level, whether all are acknowledged, whether all are cleared.
#[must_use]
pub fn device_standing(rows: &[AlarmRow], device_no: u32) -> Option<(Level, bool, bool)> {
    let of_it = || rows.iter().filter(|row| row.device_no == device_no && row.is_open());
    let level = of_it().map(|row| row.level).min()?;
    Some((
        level,
        of_it().all(|row| row.acknowledged_at.is_some()),
        of_it().all(|row| row.cleared_at.is_some()),
    ))
}

/// The alarms that were open at a time looked back at.
#[must_use]
pub fn open_at(rows: &[AlarmRow], at: DateTime<Utc>) -> Vec<AlarmRow> {
    let was_open = |row: &&AlarmRow| {
        let over_at =
            row.acknowledged_at.zip(row.cleared_at).map(|(acknowledged, cleared)| acknowledged.max(cleared));
        row.raised_at <= at && row.replaced_at.or(over_at).is_none_or(|over| over > at)
    };
    let mut rows: Vec<AlarmRow> = rows.iter().filter(was_open).cloned().collect();
    // Nobody may act on the past, so what happened later does not show.
    for row in &mut rows {
        row.acknowledged_at = row.acknowledged_at.filter(|done| *done <= at);
        row.cleared_at = row.cleared_at.filter(|done| *done <= at);
        row.replaced_at = None;
    }
    sort(&mut rows);
    rows
}

/// The alarms of each storey of a building, the worst storey first.
pub type Storeys = Vec<(Option<i32>, Vec<AlarmRow>)>;

/// Rows by building and storey; the worst building first.
#[must_use]
pub fn groups(
    rows: &[AlarmRow],
    storey_of: impl Fn(&AlarmRow) -> Option<i32>,
) -> Vec<(Option<u32>, Storeys)> {
    let mut buildings: BTreeMap<Option<u32>, BTreeMap<Option<i32>, Vec<AlarmRow>>> = BTreeMap::new();
    for row in rows {
        let storeys = buildings.entry(row.building_no).or_default();
        storeys.entry(storey_of(row)).or_default().push(row.clone());
    }
    let mut groups: Vec<_> = buildings
        .into_iter()
        .map(|(building, storeys)| {
            let mut storeys: Vec<_> = storeys.into_iter().collect();
            storeys.sort_by_key(|(_, rows)| worst(rows));
            (building, storeys)
        })
        .collect();
    groups.sort_by_key(|(_, storeys)| storeys.iter().map(|(_, rows)| worst(rows)).min());
    groups
}

/// What waits is worse than what somebody has seen.
fn worst(rows: &[AlarmRow]) -> Option<(bool, Level, std::cmp::Reverse<DateTime<Utc>>)> {
    rows.iter().map(|row| (!is_waiting(row), row.level, std::cmp::Reverse(row.raised_at))).min()
}

/// A device's name without the place that stands beside it: `烟感` of `3-1502 烟感`; nothing when it is called like its
/// place.
#[must_use]
pub fn short_name<'a>(name: &'a str, place: &str) -> &'a str {
    name.strip_prefix(place).map_or(name, str::trim_start)
}

#[cfg(test)]
#[path = "moment_tests.rs"]
mod tests;
