//! One repair: how far it has come, live; what can be asked for now; and at the end whether it is fixed.

use contract::{
    Act, Kind, WorkItemId,
    applications::repair::{REPAIR, RepairDetails},
    live::Event,
    work::{EntryRow, Source, WorkSheet, WorkState, WorkStep},
};
use kit::{
    Album, Fact, Remote, Trouble, announce, facts_view, page_head, photo_list, run, state_word, t, tf,
    timeline, toast,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{ending, plea, repair_new::slot_words, unsent::unsent_view};
use crate::{
    live,
    offline::{self, Copied, Parcel, Settled, as_of_band, queue, remembered, waiting_acts},
    shell::mishap::Mishap,
    trouble::ask,
    upload::photo_url,
};

/// The repair of a page, with what acts on it share.
#[derive(Clone, Copy)]
pub(super) struct Case {
    pub id: WorkItemId,
    pub sheet: Remote<Copied<WorkSheet>>,
    pub mishap: Mishap,
    pub is_busy: RwSignal<bool>,
}

/// What decides which acts are drawn; they stay as they are while anything else changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Standing {
    pub state: WorkState,
    /// What can be asked for now, beside what waits to be sent.
    pub acts: Vec<Act>,
    pub due_at: Option<chrono::DateTime<chrono::Utc>>,
    pub chase_again_at: Option<chrono::DateTime<chrono::Utc>>,
    pub rating: Option<u8>,
}

impl Standing {
    pub fn may(&self, act: Act) -> bool {
        self.acts.contains(&act)
    }
}

/// `/resident/repair/<id>`.
#[must_use]
pub fn repair_page() -> AnyView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let Ok(id) = id.parse::<WorkItemId>() else {
        let missing = Trouble::Fault(contract::Fault::Missing { kind: Kind::Repair });
        return kit::trouble_view("repair", &missing, None);
    };
    let case = Case { id, sheet: sheet(id), mishap: Mishap::new("repair"), is_busy: RwSignal::new(false) };
    announce_news(case);
    let read_at = Signal::derive(move || case.sheet.get().map(|copy| copy.read_at));
    let waiting = waiting_acts(id, case.is_busy, read_at);
    let standing = Memo::new(move |_| {
        let waiting = waiting.get();
        case.sheet.get().map(|copy| Standing {
            state: copy.value.row.state,
            acts: offered(copy.value.acts, &waiting),
            due_at: copy.value.row.due_at,
            chase_again_at: copy.value.chase_again_at,
            rating: copy.value.row.rating,
        })
    });
    let title = Memo::new(move |_| case.sheet.get().map(|copy| copy.value.row.title).unwrap_or_default());
    let end = ending::Ending::new(case);
    let plea = plea::Plea::new(case);
    view! {
        {move || {
            let state = standing.get().map(|standing| state_word(Kind::Repair, standing.state));
            page_head(title.get(), Some("/resident/repair".into()), state, None)
        }}
        {case.mishap.view()}
        {unsent_view(Some(id))}
        {case.sheet.view(sheet_view)}
        {move || standing.get().map(|standing| untrack(|| end.view(&standing)))}
        {move || standing.get().map(|standing| untrack(|| plea.view(&standing)))}
        {move || {
            let sheet = case.sheet.get()?.value;
            let album = Album::of(&sheet, photo_url);
            Some(timeline(Kind::Repair, sheet.entries, album))
        }}
        {plea.dialog()}
    }
    .into_any()
}

/// What of the acts is offered beside those that wait to be sent: not the same again; and nothing once it waits to be
/// called off, rated or reopened, since it will stand otherwise then.
fn offered(acts: Vec<Act>, waiting: &[Act]) -> Vec<Act> {
    if waiting.iter().any(|act| *act != Act::Chase) {
        return Vec::new();
    }
    acts.into_iter().filter(|act| !waiting.contains(act)).collect()
}

fn sheet(id: WorkItemId) -> Remote<Copied<WorkSheet>> {
    let ticks =
        live::ticks(move |moment| matches!(&moment.event, Event::WorkAdvanced { item, .. } if *item == id.0));
    let returns = offline::returns();
    Remote::new("repair", move || {
        ticks.track();
        returns.track();
        let _ = queue().sends();
        remembered(format!("repair.{id}"), ask(api::work::read_work(id)))
    })
}

fn sheet_view(copy: Copied<WorkSheet>) -> AnyView {
    let Copied { value: sheet, as_of, .. } = copy;
    let flow = REPAIR.workflow();
    let details: RepairDetails = serde_json::from_value(sheet.details.clone()).unwrap_or_default();
    let row = &sheet.row;
    let slot = if details.slot.is_empty() { t("repair.call_first") } else { slot_words(&details.slot) };
    let mut facts = vec![
        Fact::text("work.number", row.number.clone()),
        Fact::text("work.category", t(&format!("repair.category.{}", row.category))),
        Fact::text("work.place", row.place.clone()),
        Fact::text("repair.slot", slot),
        Fact::view("work.reported_at", kit::instant_view(row.reported_at)),
    ];
    if row.assignee_name.is_some() {
        facts.push(Fact::text("work.assignee", row.assignee_name.clone().unwrap_or_default()));
    }
    if row.chased > 0 {
        facts.push(Fact::text("work.chased", tf("work.chased_times", &[("n", &row.chased.to_string())])));
    }
    let first = sheet.entries.iter().find(|entry| entry.act == Act::Create);
    let album = Album::of(&sheet, photo_url);
    let photos = first.filter(|entry| !entry.photos.is_empty());
    view! {
        {as_of_band(as_of)}
        {kit::steps(row.kind, flow, row.state, &sheet.entries)}
        {facts_view(facts)}
        {photos.map(|entry| photo_list(&entry.photos, &album, Some(entry.at)))}
    }
    .into_any()
}

/// Says politely what has just happened; what this person did themselves they know.
fn announce_news(case: Case) {
    Effect::new(move |before: Option<usize>| {
        let Some(copy) = case.sheet.get() else { return before.unwrap_or(0) };
        let count = copy.value.entries.len();
        if before.is_some_and(|before| before > 0 && before < count)
            && let Some(entry) = copy.value.entries.last()
            && let Some(words) = news(entry, copy.value.row.assignee_name.as_deref())
        {
            announce(words);
        }
        count
    });
}

fn news(entry: &EntryRow, assignee: Option<&str>) -> Option<String> {
    let is_own = entry.source == Source::Person
        && matches!(entry.act, Act::Chase | Act::Cancel | Act::Rate | Act::Reopen | Act::Note);
    let key = format!("repair.live.{}", entry.state);
    if is_own || !contract::label::exists(&key) {
        return None;
    }
    let who = match entry.state {
        WorkState::Dispatched => entry.assignee_name.as_deref().or(assignee).unwrap_or_default(),
        _ => entry.actor.as_str(),
    };
    Some(tf(&key, &[("who", who), ("reason", &entry.note)]))
}

impl Case {
    /// Does an act, or keeps it for later. `told` is the label that says so once the server has it; `done` is called as
    /// soon as it is out of the person's hands.
    pub fn act(
        self,
        act: Act,
        note: String,
        rating: Option<u8>,
        told: &'static str,
        done: impl FnOnce() + 'static,
    ) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        let entry = uuid::Uuid::now_v7();
        let step = WorkStep {
            entry,
            item: self.id,
            revision: None,
            act,
            note,
            photos: vec![],
            assignee: None,
            rating,
            typed_at: None,
        };
        let number = self.sheet.get_untracked().map(|copy| copy.value.row.number).unwrap_or_default();
        let sending = async move { Ok::<_, Trouble>(queue().send(Parcel::Step(step), number, vec![]).await) };
        run(sending, move |settled| {
            self.is_busy.try_set(false);
            match settled {
                Ok(Settled::Sent(_)) => {
                    self.sheet.reload();
                    toast(t(told));
                    done();
                }
                Ok(Settled::Kept) => {
                    toast(t("repair.kept_phone"));
                    done();
                }
                Ok(Settled::Full) => self.mishap.say(t("state.storage_full")),
                Ok(Settled::Refused(fault) | Settled::Conflict(fault)) => {
                    // What was typed is still in its field, so it need not wait in the outbox.
                    queue().remove(entry);
                    self.sheet.reload();
                    self.mishap.say(Trouble::Fault(fault).sentence("repair"));
                }
                Err(trouble) => self.mishap.say(trouble.sentence("repair")),
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_to_be_sent_is_not_offered_again() {
        let acts = || vec![Act::Chase, Act::Cancel];
        assert_eq!(offered(acts(), &[]), acts());
        assert_eq!(offered(acts(), &[Act::Chase]), [Act::Cancel]);
        assert!(offered(acts(), &[Act::Chase, Act::Cancel]).is_empty());
        assert!(offered(vec![Act::Rate, Act::Reopen], &[Act::Reopen]).is_empty(), "it is open again by then");
    }
}
