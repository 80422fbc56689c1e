//! What the wall does as things happen: the alarm moment, presence, cases, and catching up after a break.

use contract::{
    AlarmId, DeviceId, Kind,
    live::{AlarmMoment, Event, Moment},
    sensing::{AlarmRow, Level},
};
use kit::{announce, announce_alarm, t, term, tf};
use leptos::prelude::*;
use map::{LayerGroup, MapEngine, Source, Standing, State};
use std::time::Duration;

use super::{
    left,
    moment::{self, Move, Raised},
    state::Wall,
};
use crate::live::{self, Status};

/// Several changes within this time are read again once.
const SOON: Duration = Duration::from_millis(800);
/// A cut of the feed that lasts longer is heard.
const CUT_S: i64 = 15;
/// How long the camera offers before it leaves by itself.
const OFFER_S: i64 = 10;
/// How long a storm is given to show how far it reaches before the one move of the camera.
const STORM_SHOWS: Duration = Duration::from_secs(3);

/// Listens for as long as the wall is shown.
pub fn listen(wall: Wall) {
    let figures = Soon::new(move || {
        wall.now.reload();
        // By then the map has settled what it was told.
        wall.pane.look_around();
    });
    let cases = Soon::new(move || {
        wall.cases.reload();
        wall.pane.with(|engine| engine.reload(Source::Case));
    });
    let devices = Soon::new(move || {
        wall.pane.with(|engine| engine.reload(Source::Device));
    });
    // Also while they aren't looked at: nothing else reads them again.
    let organisations =
        Soon::new(move || wall.pane.with(|engine| engine.reload(Source::Organisation)).unwrap_or_default());
    let residents = Soon::new(move || reload_shown(wall, LayerGroup::Resident, Source::Resident));
    live::on_moment(move |moment: &Moment| {
        match &moment.event {
            Event::AlarmRaised(told) => raised(wall, told),
            Event::AlarmAcknowledged(told) => {
                step(wall, told, |row| row.acknowledged_at = Some(told.happened_at));
            }
            Event::AlarmCleared(told) => step(wall, told, |row| row.cleared_at = Some(told.happened_at)),
            Event::AlarmEscalated(told) => step(wall, told, |row| row.escalated_at = Some(told.happened_at)),
            Event::AlarmReplaced(told) => step(wall, told, |row| row.replaced_at = Some(told.happened_at)),
            Event::LinkageAdvanced { alarm, .. } => {
                if wall.focus.get_untracked() == Some(*alarm) {
                    wall.card.reload();
                }
                return;
            }
            Event::WorkAdvanced { alarm, .. } => {
                cases.call();
                if let Some(alarm) = alarm {
                    wall.refresh(*alarm);
                }
            }
            // Its step comes as an event of its own.
            Event::WorkEscalated { .. } => return,
            Event::DevicePresence { map_no, is_online, .. } => presence(wall, *map_no, *is_online),
            Event::RecordChanged { kind: Kind::Device, .. } => devices.call(),
            Event::RecordChanged { kind: Kind::Organisation, .. } => {
                organisations.call();
                return;
            }
            // A dwelling is told of when somebody moves in or out.
            Event::RecordChanged { kind: Kind::Dwelling, .. } => {
                residents.call();
                return;
            }
            Event::RecordChanged { .. } => return,
        }
        figures.call();
    });
    catch_up(wall);
    count_down(wall);
    // Figures of a quiet day move too: the hours, the median.
    Effect::new(move |before: Option<i64>| {
        let minute = kit::each_half_minute().timestamp() / 60;
        if before.is_some_and(|before| before != minute) {
            wall.now.reload();
        }
        minute
    });
}

/// Reads a source again while its layers are looked at.
fn reload_shown(wall: Wall, group: LayerGroup, source: Source) {
    if untrack(|| left::is_shown(wall, group)) {
        wall.pane.with(|engine| engine.reload(source));
    }
}

/// An alarm came: at once the row, the band and the words; then the camera, then what the server knows besides.
fn raised(wall: Wall, told: &AlarmMoment) {
    let known = wall.row(told.alarm);
    wall.await_row(told.alarm);
    wall.sound.hear(told.level, known.as_ref());
    let row = match known {
        Some(known) => AlarmRow { level: told.level, acknowledged_at: None, cleared_at: None, ..known },
        None => provisional(told),
    };
    wall.enter(row.clone());
    let raised = Raised {
        alarm: told.alarm,
        level: told.level,
        building: told.building_no,
        at_ms: js_sys::Date::now(),
    };
    let idle_ms = wall.idle_ms();
    let step = wall.watch.try_update(|watch| watch.raise(raised, idle_ms)).unwrap_or(Move::Stay);
    let is_past = wall.past.get_untracked().is_some();
    match step {
        Move::Fly if !is_past => wall.go_to(&row),
        Move::Fly | Move::Offer => offer(wall, &row, is_past),
        Move::Fit => {
            // No more flights: an offer that was made before is taken back.
            wall.offer.set(None);
            wall.unfocus();
            set_timeout(move || fit_storm(wall), STORM_SHOWS);
        }
        Move::Stay => {}
    }
    say(wall, told);
    if told.level == Level::Three {
        wall.sound.play_once();
    }
    wall.refresh(told.alarm);
}

/// The one move of a storm: so far away that all that waits is seen, unless a hand has moved the map meanwhile.
fn fit_storm(wall: Wall) {
    let is_storm = wall.watch.try_with_untracked(|watch| watch.storm.is_some()) == Some(true);
    let is_past = wall.past.try_get_untracked().flatten().is_some();
    if !is_storm || is_past || wall.idle_ms() < STORM_SHOWS.as_secs_f64() * 1_000.0 {
        return;
    }
    let places: Vec<_> = wall.rows().iter().filter(|row| moment::is_waiting(row)).map(|row| row.at).collect();
    wall.pane.fit(&places);
}

/// Somebody is at work, so the camera asks first; in the past it only asks.
fn offer(wall: Wall, row: &AlarmRow, is_past: bool) {
    wall.focus.set(Some(row.id.0));
    wall.light_up(row);
    if !is_past {
        wall.offer.set(Some((row.id.0, kit::now() + chrono::Duration::seconds(OFFER_S))));
    }
}

fn say(wall: Wall, told: &AlarmMoment) {
    let is_grave = told.level <= Level::Two;
    let storm = wall.watch.with_untracked(|watch| watch.storm.as_ref().map(super::band::storm_words));
    let words = storm.unwrap_or_else(|| {
        let kind = t(&format!("alarm_kind.{}", told.kind));
        tf("wall.alert", &[("level", &term(told.level)), ("kind", &kind), ("place", &told.place)])
    });
    if is_grave { announce_alarm(words) } else { announce(words) }
}

/// An alarm went a step on.
fn step(wall: Wall, told: &AlarmMoment, change: impl FnOnce(&mut AlarmRow)) {
    if let Some(mut row) = wall.row(told.alarm) {
        change(&mut row);
        let is_over = !row.is_open();
        if is_over && wall.focus.get_untracked() == Some(told.alarm) {
            wall.unfocus();
        } else if row.cleared_at.is_some()
            && let Some(dwelling) = row.dwelling_no
        {
            wall.pane.with(|engine| engine.set_dwelling_state(dwelling, State::Normal));
        }
        wall.enter(row);
        if is_over {
            wall.end(told.alarm);
            return;
        }
    }
    wall.refresh(told.alarm);
}

fn presence(wall: Wall, map_no: u32, is_online: bool) {
    // An alarm is shown before its device's silence.
    if moment::device_standing(&wall.rows(), map_no).is_none() {
        let state = if is_online { State::Normal } else { State::Offline };
        wall.pane.with(|engine: &MapEngine| engine.set_device_state(map_no, state, Standing::default()));
    }
}

/// What the feed tells of an alarm, before the server has been asked for the rest.
fn provisional(told: &AlarmMoment) -> AlarmRow {
    AlarmRow {
        id: AlarmId(told.alarm),
        level: told.level,
        kind: told.kind.clone(),
        device: DeviceId(told.device),
        device_no: told.device_no,
        device_name: String::new(),
        place: told.place.clone(),
        address: String::new(),
        dwelling_no: told.dwelling_no,
        building_no: told.building_no,
        property: String::new(),
        raised_value: None,
        value: None,
        at: told.at,
        raised_at: told.happened_at,
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

/// After a break everything is read again; a long break is heard.
fn catch_up(wall: Wall) {
    Effect::new(move |was_cut: Option<bool>| {
        let is_cut = matches!(live::status(), Status::Cut { .. });
        if is_cut && was_cut == Some(false) {
            announce(t("live.reconnecting"));
        }
        is_cut
    });
    let returns = live::returns();
    Effect::new(move |before: Option<u32>| {
        let returned = returns.get();
        if before.is_some_and(|before| before != returned) {
            wall.alarms.reload();
            wall.cases.reload();
            wall.now.reload();
            wall.pane.with(|engine| {
                engine.reload(Source::Device);
                engine.reload(Source::Case);
            });
            reload_shown(wall, LayerGroup::Organisation, Source::Organisation);
            reload_shown(wall, LayerGroup::Resident, Source::Resident);
        }
        returned
    });
    Effect::new(move |was_heard: Option<bool>| {
        let now = kit::each_second();
        let is_long = matches!(live::status(), Status::Cut { since } if (now - since).num_seconds() > CUT_S);
        if is_long && was_heard != Some(true) {
            wall.sound.play_low();
        }
        is_long
    });
}

/// Leaves for the alarm when the offer has run out; any touch takes the offer back.
fn count_down(wall: Wall) {
    Effect::new(move |_| {
        let now = kit::each_second();
        let Some((alarm, until)) = wall.offer.get() else { return };
        let Some(row) = wall.row(alarm).filter(moment::is_waiting) else {
            wall.offer.set(None);
            return;
        };
        if now >= until {
            wall.go_to(&row);
        }
    });
}

/// Does something once for several calls that come close together.
#[derive(Clone, Copy)]
struct Soon {
    is_due: StoredValue<bool>,
    act: kit::Call,
}

impl Soon {
    fn new(act: impl Fn() + 'static) -> Self {
        Self { is_due: StoredValue::new(false), act: kit::Call::new(move |()| act()) }
    }

    fn call(self) {
        if self.is_due.try_get_value() != Some(false) {
            return;
        }
        self.is_due.set_value(true);
        set_timeout(
            move || {
                self.is_due.try_set_value(false);
                self.act.try_run(());
            },
            SOON,
        );
    }
}
