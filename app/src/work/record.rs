//! One work item in full: its steps, facts, photos, timeline, and the acts that its workflow allows.

use contract::{
    Act, Cell, Fault, WorkItemId, applications,
    live::{Event, Viewer},
    sensing::AlarmSheet,
    work::{CaseType, Step, WorkSheet, WorkStep, done_key},
};
use kit::{ActAnswer, ActDialogSpec, Album, Call, Fact, Remote, SheetSpec, Tab, Trouble, t, tf};
use leptos::prelude::*;
use std::rc::Rc;
use uuid::Uuid;

use super::{case::name, new::change_view, viewing};
use crate::{
    live, route,
    sensing::value_text,
    shell::{
        beside::{self, loaded},
        mishap::Mishap,
    },
    trouble::ask,
    upload::{photo_url, send_photos},
};

/// What the parts of the sheet share.
#[derive(Clone, Copy)]
struct Hand {
    id: WorkItemId,
    item: Remote<WorkSheet>,
    close: Call,
    /// The act whose dialog is open.
    asked: RwSignal<Option<&'static Step>>,
    /// Whether an act is on its way.
    is_busy: RwSignal<bool>,
    /// Whether the form that corrects it is open.
    changing: RwSignal<bool>,
    /// Identity of the entry being made, so that a repeat makes no second.
    entry: StoredValue<Uuid>,
    mishap: Mishap,
    /// Who else has it open.
    others: RwSignal<Vec<Viewer>>,
}

/// One work item in full.
pub fn sheet(id: String, close: Call) -> AnyView {
    let Ok(id) = id.parse::<WorkItemId>() else {
        return beside::unreadable(applications::CASE_KINDS[0], close);
    };
    let tick = live::ticks(move |moment| concerns(&moment.event, id));
    let item = Remote::new("case", move || {
        tick.track();
        ask(api::work::read_work(id))
    });
    let hand = Hand {
        id,
        item,
        close,
        asked: RwSignal::new(None),
        is_busy: RwSignal::new(false),
        changing: RwSignal::new(false),
        entry: StoredValue::new(Uuid::now_v7()),
        mishap: Mishap::new("case"),
        // A wall shows a case for whoever passes: it is nobody who works on it.
        others: if route::is_wall() { RwSignal::new(Vec::new()) } else { viewing::others(id) },
    };
    view! {
        {loaded(item, close, move |sheet| sheet_view(sheet, hand))}
        {dialog_view(hand)}
        {change_dialog(hand)}
    }
    .into_any()
}

/// What a work item is and how far it has come, for the sheet of the alarm that opened it.
pub fn part(id: WorkItemId) -> AnyView {
    let tick = live::ticks(move |moment| concerns(&moment.event, id));
    let item = Remote::new("case", move || {
        tick.track();
        ask(api::work::read_work(id))
    });
    item.view(|sheet: WorkSheet| {
        let Some(case) = applications::case_type(sheet.row.kind) else { return ().into_any() };
        let steps = kit::steps(case.kind, case.workflow(), sheet.row.state, &sheet.entries);
        let title = name(&sheet.row);
        view! {
            {kit::section(title, steps)}
            {kit::facts_view(facts(case, &sheet))}
        }
        .into_any()
    })
}

fn concerns(event: &Event, id: WorkItemId) -> bool {
    matches!(event, Event::WorkAdvanced { item, .. } if *item == id.0)
}

fn sheet_view(sheet: WorkSheet, hand: Hand) -> AnyView {
    let row = &sheet.row;
    let Some(case) = applications::case_type(row.kind) else { return ().into_any() };
    let flow = case.workflow();
    let mut spec = SheetSpec::new(name(row), row.title.clone());
    beside::place(&mut spec, hand.close);
    let mark = kit::mark_view(row.level.mark(), kit::term(row.level));
    let due = row.deadline().map(|(near, due)| kit::deadline_view(near, due));
    spec.line = Some(view! { {mark} " " {kit::state_word(row.kind, row.state)} " " {due} }.into_any());
    let steps = kit::steps(row.kind, flow, row.state, &sheet.entries);
    spec.steps = Some(view! { {viewing::line(hand.others)} {steps} }.into_any());
    let press = Call::new(move |step: &'static Step| begin(step, hand));
    let acts = kit::act_buttons(row.kind, flow, row.state, &sheet.acts, press);
    let change = sheet.may_change.then(|| kit::button(t("work.change"), move || hand.changing.set(true)));
    spec.acts = Some(view! { {change} {acts} }.into_any());
    let album = Album::of(&sheet, photo_url);
    let taken = sheet.entries.iter().filter(|entry| !entry.photos.is_empty());
    let lists: Vec<AnyView> =
        taken.map(|entry| kit::photo_list(&entry.photos, &album, Some(entry.at))).collect();
    let (kind, entries, whole) = (row.kind, sheet.entries.clone(), sheet.clone());
    spec.tabs = vec![
        Tab::new("facts", t("work.facts"), move || kit::facts_view(facts(case, &whole))),
        Tab::new("timeline", t("work.timeline"), move || kit::timeline(kind, entries.clone(), album.clone())),
    ];
    let wait = sheet.chase_again_at.filter(|again| *again > kit::now()).map(|again| {
        let text = tf("fault.too_soon", &[("time", &kit::time::clock(again))]);
        view! { <p class="hint">{text}</p> }
    });
    let photos = (!lists.is_empty()).then(|| kit::section(t("work.photos"), lists.into_any()));
    spec.body = Some(view! { {hand.mishap.view()} {wait} {photos} }.into_any());
    kit::sheet(spec)
}

fn facts(case: &CaseType, sheet: &WorkSheet) -> Vec<Fact> {
    let row = &sheet.row;
    let mut facts = vec![
        Fact::new("work.category", Cell::Term(format!("{}.category.{}", row.kind, row.category))),
        Fact::new("work.place", Cell::text(Some(&row.place))),
        Fact::new("work.address", Cell::text(Some(&sheet.address))).wide(),
        Fact::new("work.reported_at", Cell::Instant(row.reported_at)),
        Fact::new("work.assignee", Cell::text(row.assignee_name.as_deref())),
    ];
    for field in case.details {
        let cell = match sheet.details.get(field.key) {
            Some(serde_json::Value::Bool(flag)) => Cell::Flag(*flag),
            Some(serde_json::Value::Number(number)) => Cell::Text(number.to_string()),
            Some(serde_json::Value::String(text)) => Cell::text(Some(text)),
            _ => Cell::Empty,
        };
        facts.push(Fact::new(field.label, cell));
    }
    if row.chased > 0 {
        facts.push(Fact::text("work.chased", tf("work.chased_times", &[("n", &row.chased.to_string())])));
    }
    if row.returned > 0 {
        facts.push(Fact::text(
            "work.returned",
            tf("work.returned_times", &[("n", &row.returned.to_string())]),
        ));
    }
    if let Some(rating) = row.rating {
        facts.push(Fact::new("work.rating", Cell::Number(rating.into())));
    }
    if let Some(href) = row.alarm.and_then(route::alarm_href) {
        facts.push(Fact::view("work.alarm", view! { <a href=href>{t("work.open_alarm")}</a> }.into_any()));
    }
    if let Some(href) = row.at.and_then(|_| route::map_href("case", row.id)) {
        facts.push(Fact::view("work.map", view! { <a href=href>{t("alarm.on_map")}</a> }.into_any()));
    }
    facts
}

/// An act is pressed: asked about when it needs something, done at once otherwise.
fn begin(step: &'static Step, hand: Hand) {
    if hand.is_busy.get_untracked() {
        return;
    }
    hand.entry.set_value(Uuid::now_v7());
    if kit::asks(step) {
        hand.asked.set(Some(step));
        return;
    }
    let answer =
        ActAnswer { act: step.act, note: String::new(), photos: Vec::new(), assignee: None, rating: None };
    hand.is_busy.set(true);
    kit::run(act(answer, hand), move |result| {
        hand.is_busy.try_set(false);
        hand.mishap.take(result);
    });
}

/// Does an act; whoever changed the item meanwhile is named, and the item is read again.
async fn act(answer: ActAnswer, hand: Hand) -> Result<(), Trouble> {
    let Some(row) = hand.item.get_untracked().map(|sheet| sheet.row) else { return Ok(()) };
    // Taken before anything is waited for: the sheet may go meanwhile, or another act begin.
    let Some(entry) = hand.entry.try_get_value() else { return Ok(()) };
    let photos = send_photos(&answer.photos).await?;
    let step = WorkStep {
        entry,
        item: hand.id,
        revision: Some(row.revision),
        act: answer.act,
        note: answer.note.trim().to_owned(),
        photos,
        assignee: answer.assignee,
        rating: answer.rating,
        typed_at: None,
    };
    match ask(api::work::step(step)).await {
        Ok(sheet) => {
            let who = sheet.row.assignee_name.clone().unwrap_or_default();
            let told = tf(&done_key(row.kind, answer.act), &[("number", &sheet.row.number), ("who", &who)]);
            hand.item.set(sheet);
            kit::toast(told);
            Ok(())
        }
        Err(trouble) => {
            if matches!(
                trouble,
                Trouble::Fault(Fault::Changed { .. } | Fault::Blocked { .. } | Fault::Missing { .. })
            ) {
                hand.item.reload();
            }
            Err(trouble)
        }
    }
}

/// The form that corrects the item.
fn change_dialog(hand: Hand) -> AnyView {
    let shut = Call::new(move |()| hand.changing.set(false));
    let done = Call::new(move |()| {
        hand.changing.set(false);
        hand.item.reload();
    });
    let form = move || {
        let row = hand.item.get_untracked()?.row;
        Some(change_view(applications::case_type(row.kind)?, &row, done, shut))
    };
    kit::dialog(
        hand.changing,
        Signal::stored(t("work.change")),
        move || form().unwrap_or_else(|| ().into_any()),
        || ().into_any(),
    )
}

fn dialog_view(hand: Hand) -> AnyView {
    let number = Signal::derive(move || hand.item.get().map(|sheet| sheet.row.number).unwrap_or_default());
    // Nothing is asked before the item is there.
    let kind =
        Signal::derive(move || hand.item.get().map_or(applications::CASE_KINDS[0], |sheet| sheet.row.kind));
    let mut spec = ActDialogSpec::new(hand.asked, kind, number, move |answer| act(answer, hand));
    spec.workers =
        Some(Rc::new(move || Remote::new("worker", move || ask(api::work::list_workers(hand.id)))));
    spec.warning = warning(hand);
    kit::act_dialog(spec)
}

/// Closing although the device is still in alarm is said before it is done.
fn warning(hand: Hand) -> Signal<Option<String>> {
    let alarm = Remote::new("alarm", move || {
        let is_closing = hand.asked.get().is_some_and(|step| step.act == Act::Close);
        let alarm = untrack(|| hand.item.get()).and_then(|sheet| sheet.row.alarm).filter(|_| is_closing);
        async move {
            match alarm {
                Some(alarm) => ask(api::sensing::read_alarm(alarm)).await.map(Some),
                None => Ok(None::<AlarmSheet>),
            }
        }
    });
    Signal::derive(move || {
        let row = alarm.get().flatten().filter(|sheet| sheet.row.cleared_at.is_none())?.row;
        let value = row
            .value
            .as_ref()
            .map_or_else(|| t("cell.not_reported"), |value| value_text(&row.property, value));
        Some(tf("work.close_although_alarm", &[("value", &value)]))
    })
}
