//! One case on the spot: what is known, what its alarm set off, and handing it back with photos and a note. All of it
//! works offline: what was read is shown as it was then, and what is typed waits on this device and is sent once, in
//! order, when the network is back.

use contract::{
    Act, Kind, WorkItemId,
    applications::{CASE_KINDS, case_type},
    live::Event,
    work::{EntryRow, Step, WorkSheet, WorkState, WorkStep},
};
use kit::{
    ActAnswer, ActDialogSpec, Album, BandLevel, Call, Fact, MarkSize, Photos, Remote, Trouble, act_dialog,
    asks, band, facts_view, mark_with, other_act_buttons, page_head, primary_button, t, term, tf, timeline,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{hand_back, linkage::linkage_view, today, waiting};
use crate::{
    live,
    offline::{
        self, Copied, Parcel, Settled, as_of_band, is_outdated, kept_photos, queue, remembered, waiting_acts,
    },
    position::position,
    shell::mishap::Mishap,
    trouble::ask,
    upload::photo_url,
    work::viewing,
};

/// A case on its page, with what is typed for it.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub id: WorkItemId,
    pub sheet: Remote<Copied<WorkSheet>>,
    pub mishap: Mishap,
    pub is_busy: RwSignal<bool>,
    /// The note of handing back.
    pub note: RwSignal<String>,
    /// The photos of handing back.
    pub photos: Photos,
}

/// What decides which acts are drawn; they stay as they are while anything else changes.
#[derive(Clone, Debug, PartialEq)]
struct Standing {
    kind: Kind,
    state: WorkState,
    /// What may be done and was not done here already.
    acts: Vec<Act>,
    alarm: Option<contract::AlarmId>,
}

/// `/grid/case/<id>`.
#[must_use]
pub fn case_page() -> AnyView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let Ok(id) = id.parse::<WorkItemId>() else {
        let missing = Trouble::Fault(contract::Fault::Missing { kind: CASE_KINDS[0] });
        return kit::trouble_view("case", &missing, None);
    };
    let desk = Desk {
        id,
        sheet: sheet(id),
        mishap: Mishap::new("case"),
        is_busy: RwSignal::new(false),
        note: hand_back::kept_note(id),
        photos: kept_photos(&format!("case.{id}")),
    };
    let read_at = Signal::derive(move || desk.sheet.get().map(|copy| copy.read_at));
    let waiting = waiting_acts(id, desk.is_busy, read_at);
    let standing = Memo::new(move |_| {
        let waiting = waiting.get();
        desk.sheet.get().map(|copy| Standing {
            kind: copy.value.row.kind,
            state: copy.value.row.state,
            acts: copy.value.acts.into_iter().filter(|act| !waiting.contains(act)).collect(),
            alarm: copy.value.row.alarm,
        })
    });
    let alarm = Memo::new(move |_| standing.get().and_then(|standing| standing.alarm));
    let title = Memo::new(move |_| desk.sheet.get().map(|copy| copy.value.row.title).unwrap_or_default());
    // One may hand back what one has taken, also while the taking itself still waits to be sent.
    let is_mine_to_do = Memo::new(move |_| {
        let waiting = waiting.get();
        let may = standing.get().is_some_and(|standing| standing.acts.contains(&Act::Resolve));
        (may || waiting.contains(&Act::Take)) && !waiting.contains(&Act::Resolve)
    });
    let asked = RwSignal::new(None::<&'static Step>);
    let others = viewing::others(id);
    view! {
        {move || page_head(title.get(), Some("/grid".into()), None, None)}
        {viewing::line(others)}
        {desk.mishap.view()}
        {waiting::waiting_view(desk)}
        {desk.sheet.view(facts)}
        {move || alarm.get().map(|alarm| untrack(|| linkage_view(alarm, desk.mishap)))}
        {move || is_mine_to_do.get().then(|| untrack(|| hand_back::form_view(desk)))}
        {move || standing.get().map(|standing| untrack(|| acts_view(desk, &standing, asked)))}
        {move || {
            let sheet = desk.sheet.get()?.value;
            let album = Album::of(&sheet, photo_url);
            Some(timeline(sheet.row.kind, sheet.entries, album))
        }}
        {dialog_view(desk, asked)}
    }
    .into_any()
}

fn sheet(id: WorkItemId) -> Remote<Copied<WorkSheet>> {
    let ticks =
        live::ticks(move |moment| matches!(&moment.event, Event::WorkAdvanced { item, .. } if *item == id.0));
    let returns = offline::returns();
    Remote::new("case", move || {
        ticks.track();
        returns.track();
        let _ = queue().sends();
        remembered(format!("case.{id}"), ask(api::work::read_work(id)))
    })
}

fn facts(copy: Copied<WorkSheet>) -> AnyView {
    let Copied { value: sheet, as_of, .. } = copy;
    let row = &sheet.row;
    let Some(case) = case_type(row.kind) else { return ().into_any() };
    let (place, at) = (position(), row.at);
    let far = move || match place.get().at().zip(at) {
        Some((here, there)) => today::distance_words(here.distance_m(there)),
        None => t("grid.distance_unknown"),
    };
    let mut facts = vec![
        Fact::text("work.number", row.number.clone()),
        Fact::view("work.level", mark_with(row.level.mark(), term(row.level), None, MarkSize::Plain)),
        Fact::text("work.category", t(&format!("{}.category.{}", row.kind, row.category))),
        Fact::text("work.place", row.place.clone()),
        Fact::text("work.address", sheet.address.clone()),
        Fact::view("grid.straight_distance", far.into_any()),
        Fact::view("work.reported_at", kit::instant_view(row.reported_at)),
    ];
    if let Some((near, due)) = row.deadline() {
        facts.push(Fact::view("work.due_at", kit::deadline_view(near, due)));
    }
    view! {
        {as_of_band(as_of)}
        {returned_band(&sheet)}
        {kit::steps(row.kind, case.workflow(), row.state, &sheet.entries)}
        {facts_view(facts)}
        {kit::link_button(t("map.on_map"), format!("/grid/map?sel={}", row.id))}
    }
    .into_any()
}

/// Why it was sent back, until it is handed back again: what the worker is to do now.
fn returned_band(sheet: &WorkSheet) -> Option<AnyView> {
    let is_step = |entry: &&EntryRow| !matches!(entry.act, Act::Note | Act::Chase);
    let last = sheet.entries.iter().rfind(is_step)?;
    (sheet.row.state == WorkState::Taken && last.act == Act::Return).then(|| {
        let told = tf("grid.returned", &[("who", &last.actor)]);
        band(BandLevel::Warn, told, Some(last.note.clone()), None)
    })
}

/// Taking it is the main act; handing back has its own form above; the rest comes from the workflow.
fn acts_view(desk: Desk, standing: &Standing, asked: RwSignal<Option<&'static Step>>) -> AnyView {
    let acts: Vec<Act> =
        standing.acts.iter().copied().filter(|act| !matches!(act, Act::Resolve | Act::Take)).collect();
    let take = standing.acts.contains(&Act::Take).then(|| {
        primary_button(t("grid.take"), move || {
            let Some(copy) = desk.sheet.get_untracked() else { return };
            if !desk.is_busy.get_untracked() {
                desk.is_busy.set(true);
                today::take(&copy.value.row, desk.mishap, move || {
                    desk.is_busy.try_set(false);
                    desk.sheet.reload();
                });
            }
        })
    });
    let press = Call::new(move |step: &'static Step| {
        if asks(step) {
            asked.set(Some(step));
        } else if !desk.is_busy.get_untracked() {
            let plain = ActAnswer {
                act: step.act,
                note: String::new(),
                photos: vec![],
                assignee: None,
                rating: None,
            };
            kit::run(send(desk, plain), move |result| {
                desk.mishap.take(result);
            });
        }
    });
    let others = case_type(standing.kind)
        .map(|case| other_act_buttons(case.kind, case.workflow(), standing.state, &acts, press));
    view! {
        <div class="sheet-acts">
            {take}
            {others}
        </div>
    }
    .into_any()
}

fn dialog_view(desk: Desk, asked: RwSignal<Option<&'static Step>>) -> AnyView {
    let number =
        Signal::derive(move || desk.sheet.get().map(|copy| copy.value.row.number).unwrap_or_default());
    let kind = Signal::derive(move || desk.sheet.get().map_or(CASE_KINDS[0], |copy| copy.value.row.kind));
    act_dialog(ActDialogSpec::new(asked, kind, number, move |answer: ActAnswer| send(desk, answer)))
}

/// Sends an act, or keeps it for later. What the server would not take stays in its dialog, not in the outbox.
async fn send(desk: Desk, answer: ActAnswer) -> Result<(), Trouble> {
    let step = desk.step(answer.act, answer.note, answer.photos.iter().map(|photo| photo.id).collect());
    let entry = step.entry;
    desk.is_busy.try_set(true);
    let settled = queue().send(Parcel::Step(step), desk.number(), answer.photos).await;
    desk.is_busy.try_set(false);
    match settled {
        Settled::Sent(_) | Settled::Kept => {
            desk.sheet.reload();
            Ok(())
        }
        Settled::Full => Err(Trouble::Full),
        Settled::Refused(fault) | Settled::Conflict(fault) => {
            queue().remove(entry);
            desk.sheet.reload();
            Err(Trouble::Fault(fault))
        }
    }
}

impl Desk {
    /// The case's number, as far as it is known.
    pub fn number(self) -> String {
        self.sheet.get_untracked().map(|copy| copy.value.row.number).unwrap_or_default()
    }

    /// An act on what was seen here: if somebody else changed it meanwhile, the person is asked. What follows something
    /// that isn't seen here yet acts on what that leaves.
    pub fn step(self, act: Act, note: String, photos: Vec<contract::FileId>) -> WorkStep {
        let seen = self.sheet.get_untracked().filter(|copy| !is_outdated(self.id, copy.read_at));
        WorkStep {
            entry: uuid::Uuid::now_v7(),
            item: self.id,
            revision: seen.map(|copy| copy.value.row.revision),
            act,
            note,
            photos,
            assignee: None,
            rating: None,
            typed_at: None,
        }
    }
}
