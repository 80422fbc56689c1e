//! What the wall knows: lists, selection, layers, the alarm in focus, and what to do about each.

use chrono::{DateTime, Utc};
use contract::{
    Act, AlarmId, Kind, Listing, Page,
    applications::case_types,
    sensing::{AlarmRow, AlarmSheet},
    spatial::GroupRow,
    wall::WallNow,
    work::WorkRow,
};
use kit::{Remote, Trouble, push_query, query, run, set_query};
use leptos::prelude::*;
use map::{Focus, PickKind, Standing, State};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

use super::{
    address::{self, Selection},
    asking::Asking,
    moment::{self, Watch},
    query::Query,
    rows::Rows,
    sound::Sound,
    tree::Tree,
};
use crate::{
    scene::{Pane, bearing_from, camera_near},
    seat,
    trouble::ask,
};

/// The state of the wall; `Copy`, so that every part of it can hold it.
#[derive(Clone, Copy)]
pub struct Wall {
    /// The map.
    pub pane: Pane,
    /// The figures.
    pub now: Remote<WallNow>,
    /// Open alarms and forewarnings.
    pub alarms: Remote<Vec<AlarmRow>>,
    /// Open cases.
    pub cases: Remote<Vec<WorkRow>>,
    /// The alarm in focus with what it set off.
    pub card: Remote<Option<AlarmSheet>>,
    /// Which alarm that is.
    pub focus: RwSignal<Option<Uuid>>,
    /// What came lately, and whether it is a storm.
    pub watch: RwSignal<Watch>,
    /// The alarm that the camera offers to leave for, and when it does.
    pub offer: RwSignal<Option<(Uuid, DateTime<Utc>)>>,
    /// The alarm whose row has the keyboard.
    pub pointed: RwSignal<Option<Uuid>>,
    /// The loudspeaker.
    pub sound: Sound,
    /// What is selected, by the address.
    pub selection: Memo<Option<Selection>>,
    /// What a link said and could not be found, or means several things: the search answers it.
    pub sought: RwSignal<Option<String>>,
    /// Layers that are shown, by the address.
    pub on: Memo<BTreeSet<String>>,
    /// The time that is looked back at, by the address.
    pub past: Memo<Option<DateTime<Utc>>>,
    /// Which list is shown.
    pub tab: RwSignal<String>,
    /// Alarms that are being acknowledged.
    pub acknowledging: RwSignal<HashSet<Uuid>>,
    /// The scene as a tree.
    pub tree: Tree,
    /// What is asked of the map.
    pub query: Query,
    /// Groups of buildings.
    pub groups: RwSignal<Vec<GroupRow>>,
    touched_ms: StoredValue<f64>,
    /// Alarms whose rows have not been drawn yet.
    awaited: StoredValue<HashSet<Uuid>>,
    asking: StoredValue<Asking>,
}

impl Wall {
    /// The wall as its address says; must be made inside a router.
    pub fn new() -> Self {
        let (sel, on, past) = (query("sel"), query("on"), query("t"));
        let alarms = Remote::new("alarm", || all_open(|listing| ask(api::sensing::list_alarms(listing))));
        let focus = RwSignal::new(None::<Uuid>);
        let sounding = move || {
            let rows = alarms.get_untracked()?;
            moment::sounding(&rows)
        };
        Self {
            pane: Pane::new(),
            now: Remote::new("figure", || ask(api::work::read_wall())),
            alarms,
            cases: Remote::new("case", || {
                let watched = untrack(watched);
                async move {
                    let mut rows: Vec<WorkRow> = Vec::new();
                    for kind in watched {
                        rows.extend(all_open(|listing| ask(api::work::list_work(kind, listing))).await?);
                    }
                    rows.retain(|row| !row.state.is_final());
                    rows.sort_by_key(|row| (row.level, std::cmp::Reverse(row.reported_at)));
                    Ok::<_, Trouble>(rows)
                }
            }),
            card: Remote::new("alarm", move || {
                let alarm = focus.get();
                async move {
                    match alarm {
                        Some(id) => ask(api::sensing::read_alarm(AlarmId(id))).await.map(Some),
                        None => Ok::<_, Trouble>(None),
                    }
                }
            }),
            focus,
            watch: RwSignal::new(Watch::default()),
            offer: RwSignal::new(None),
            pointed: RwSignal::new(None),
            sound: Sound::new(sounding),
            selection: Memo::new(move |_| sel.get().as_deref().and_then(Selection::parse)),
            sought: RwSignal::new(None),
            on: Memo::new(move |_| address::layers_of(on.get().as_deref())),
            past: Memo::new(move |_| address::time_of(past.get().as_deref(), kit::now())),
            tab: RwSignal::new(query("tab").get_untracked().unwrap_or_default()),
            acknowledging: RwSignal::new(HashSet::new()),
            tree: Tree::new(),
            query: Query::new(),
            groups: RwSignal::new(Vec::new()),
            touched_ms: StoredValue::new(f64::NEG_INFINITY),
            awaited: StoredValue::new(HashSet::new()),
            asking: StoredValue::new(Asking::default()),
        }
    }

    /// Notes that a person is at work here.
    pub fn touch(self) {
        self.touched_ms.try_set_value(js_sys::Date::now());
    }

    /// How long nobody has touched the wall, in milliseconds.
    pub fn idle_ms(self) -> f64 {
        js_sys::Date::now() - self.touched_ms.get_value()
    }

    /// Selects a thing: its sheet opens, Back closes it.
    pub fn select(self, selection: &Selection) {
        push_query(&[("sel", Some(&selection.to_string()))]);
    }

    /// Closes the sheet.
    pub fn unselect(self) {
        push_query(&[("sel", None)]);
        self.pane.with(|engine| engine.select(None));
    }

    /// Returns from the past.
    pub fn back_to_now(self) {
        set_query(&[("t", None)]);
    }

    /// The open alarms, without waiting for them.
    pub fn rows(self) -> Vec<AlarmRow> {
        self.alarms.get_untracked().unwrap_or_default()
    }

    /// An open alarm.
    pub fn row(self, alarm: Uuid) -> Option<AlarmRow> {
        self.rows().into_iter().find(|row| row.id.0 == alarm)
    }

    /// Puts an alarm into the list of open ones, or takes it out when it is over, and what follows from it on the map.
    pub fn enter(self, row: AlarmRow) {
        let device_no = row.device_no;
        self.alarms.change(move |rows| moment::enter(rows, row.clone()));
        let rows = self.rows();
        self.watch.try_update(|watch| watch.settle(&rows));
        self.show_device(&rows, device_no);
    }

    /// Reads an alarm again: its reading, its case, who acknowledged it.
    pub fn refresh(self, alarm: Uuid) {
        let Some(question) = self.asking.try_update_value(|asking| asking.ask(alarm)) else { return };
        run(ask(api::sensing::read_alarm(AlarmId(alarm))), move |answer| {
            let is_newest = self.asking.try_update_value(|asking| asking.take(alarm, question)) == Some(true);
            if is_newest && let Ok(sheet) = answer {
                self.enter(sheet.row.clone());
                if self.focus.try_get_untracked().flatten() == Some(alarm) {
                    self.card.set(Some(sheet));
                }
            }
        });
    }

    /// Notes that an alarm is over, whatever is still to be answered about it.
    pub fn end(self, alarm: Uuid) {
        self.asking.try_update_value(|asking| asking.give_up(alarm));
    }

    /// Shows on the map how a device stands by its open alarms.
    pub fn show_device(self, rows: &[AlarmRow], device_no: u32) {
        let (state, standing) = match moment::device_standing(rows, device_no) {
            Some((level, is_acknowledged, is_cleared)) => {
                (State::of(level.mark().key()), Standing::of(is_acknowledged, is_cleared))
            }
            None => (State::Normal, Standing::default()),
        };
        self.pane.with(|engine| engine.set_device_state(device_no, state, standing));
    }

    /// Turns the camera to an alarm and lights up its dwelling.
    pub fn go_to(self, row: &AlarmRow) {
        self.offer.set(None);
        self.focus.set(Some(row.id.0));
        if self.past.get_untracked().is_some() {
            self.back_to_now();
        }
        // From outside, towards the façade behind which it burns.
        let facade =
            row.building_no.and_then(|no| self.pane.find(PickKind::Building, no)).and_then(|building| {
                bearing_from(row.at, contract::geo::Wgs84 { lon: building.lon, lat: building.lat })
            });
        let bearing =
            facade.or_else(|| self.pane.camera.get_untracked().map(|camera| camera.bearing)).unwrap_or(0.0);
        self.pane.fly_to(camera_near(row.at, bearing));
        super::mark::mark("alarm-camera", row.id.0);
        self.light_up(row);
    }

    /// Lights up the dwelling of an alarm: solid, with its needle, the other dwellings of the building pale.
    pub fn light_up(self, row: &AlarmRow) {
        super::chosen::load_near(self, row.at);
        let Some((dwelling, building)) = row.dwelling_no.zip(row.building_no) else { return };
        let is_over = row.cleared_at.is_some();
        let state = if is_over { State::Normal } else { State::of(row.level.mark().key()) };
        self.pane.with(|engine| {
            engine.set_dwelling_state(dwelling, state);
            engine.focus_dwelling(Some(Focus { dwelling, building }));
        });
        super::chosen::load_dwelling(self, row.place.clone(), dwelling);
    }

    /// Takes the focus off an alarm: card, needle and pale neighbours go.
    pub fn unfocus(self) {
        let alarm = self.focus.get_untracked();
        self.focus.set(None);
        self.pane.with(|engine| engine.focus_dwelling(None));
        if let Some(dwelling) = alarm.and_then(|alarm| self.row(alarm)).and_then(|row| row.dwelling_no) {
            // Its devices go on colouring it by themselves.
            self.pane.with(|engine| engine.set_dwelling_state(dwelling, State::Normal));
        }
    }

    /// Acknowledges alarms; what follows comes by the feed, to every wall.
    pub fn acknowledge(self, alarms: Vec<Uuid>) {
        let ids: Vec<AlarmId> = alarms.iter().copied().map(AlarmId).collect();
        if ids.is_empty() {
            return;
        }
        self.acknowledging.update(|busy| busy.extend(alarms.iter().copied()));
        run(ask(api::sensing::acknowledge_alarms(ids)), move |answer| {
            self.acknowledging.try_update(|busy| busy.retain(|id| !alarms.contains(id)));
            match answer {
                Ok(_) if alarms.len() == 1 => self.refresh(alarms[0]),
                Ok(count) => {
                    kit::toast(kit::tf("wall.storm_acknowledged", &[("n", &count.to_string())]));
                    self.alarms.reload();
                }
                // An error is never only a toast: it stands in a dialog until it is read.
                Err(trouble) => {
                    let again = kit::t("state.try_again");
                    kit::confirm(trouble.sentence("alarm"), None, again, false, move || {
                        self.acknowledge(alarms)
                    });
                }
            }
        });
    }

    /// Expects a row, to measure when it is drawn.
    pub fn await_row(self, alarm: Uuid) {
        self.awaited.update_value(|awaited| {
            awaited.insert(alarm);
        });
    }

    /// Notes that a row is drawn.
    pub fn row_is_drawn(self, alarm: Uuid) {
        if self.awaited.try_update_value(|awaited| awaited.remove(&alarm)) == Some(true) {
            super::mark::mark("alarm-row", alarm);
        }
    }
}

/// The case types that alarms open, as far as one may read them.
pub fn watched() -> Vec<Kind> {
    let kinds = case_types().filter(|case| case.is_opened_by_alarms()).map(|case| case.kind);
    kinds.filter(|kind| seat::may(*kind, Act::Read)).collect()
}

/// Reads all that is open, as far as a wall can show it.
async fn all_open<R, F>(list: impl Fn(Listing) -> F) -> Result<Vec<R>, Trouble>
where
    F: Future<Output = Result<Page<R>, Trouble>>,
{
    Rows::read("open", "true", list).await.map(|read| read.rows)
}
