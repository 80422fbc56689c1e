//! The duty list: who is on duty for what, where, on which days.

use chrono::NaiveDate;
use contract::{
    Act, AreaId, Kind, Listing, Page, UserId,
    field::{Field, Input},
    live::Event,
    work::{DUTY_COLUMNS, DutyRow},
};
use kit::{Call, Choice, DraftSpec, Filter, HeadAct, RegisterSpec, Remote, RowAct, Trouble, t, tf};
use leptos::prelude::*;

use crate::{live, seat::may, shell::mishap::Mishap, trouble::ask};

/// The case types that are given out by the duty list.
const KINDS: &[Kind] = &[Kind::FireHazard, Kind::Repair];

/// The duty list.
pub fn page() -> AnyView {
    let mishap = Mishap::new("duty");
    let acted = RwSignal::new(0u32);
    let is_adding = RwSignal::new(false);
    let tick = live::ticks(|moment| matches!(moment.event, Event::RecordChanged { kind: Kind::Duty, .. }));
    let mut spec = RegisterSpec::new("duty", t("duty.list"), DUTY_COLUMNS, key, list);
    spec.searchable = false;
    spec.filters = vec![Filter::many("kind", t("duty.kind"), kind_choices())];
    spec.reload = Some(Signal::derive(move || tick.get().wrapping_add(acted.get())));
    spec.export = Some("duty".into());
    if may(Kind::Duty, Act::Create) {
        let new = HeadAct::press(t("duty.new"), move || is_adding.set(true));
        spec.head_acts = vec![new.clone()];
        spec.empty_act = Some(new);
    }
    if may(Kind::Duty, Act::Retire) {
        let remove = move |row: DutyRow| ask_removal(row, mishap, acted);
        spec.row_acts = vec![RowAct::new(t("form.remove"), remove).icon("remove")];
    }
    let added = Call::new(move |()| {
        is_adding.set(false);
        acted.update(|n| *n = n.wrapping_add(1));
        kit::toast(t("duty.created"));
    });
    view! {
        {mishap.view()}
        {kit::register(spec)}
        {kit::dialog(is_adding, Signal::stored(t("duty.new")), move || add_view(is_adding, added), || ().into_any())}
    }
    .into_any()
}

fn key(row: &DutyRow) -> String {
    row.id.to_string()
}

async fn list(listing: Listing) -> Result<Page<DutyRow>, Trouble> {
    ask(api::work::list_duty(listing)).await
}

fn kind_choices() -> Vec<Choice> {
    use contract::Term;
    KINDS.iter().map(|kind| Choice::new(kind.key(), kit::term(*kind))).collect()
}

fn ask_removal(row: DutyRow, mishap: Mishap, acted: RwSignal<u32>) {
    let question = tf("duty.remove_question", &[("who", &row.user_name)]);
    kit::confirm(question, None, t("form.remove"), true, move || {
        kit::run(ask(api::work::retire_duty(row.id)), move |result| {
            if mishap.take(result).is_some() {
                acted.try_update(|n| *n = n.wrapping_add(1));
                kit::toast(t("duty.removed"));
            }
        });
    });
}

/// An entry as typed.
#[derive(Clone, Default)]
struct DutyDraft {
    area: String,
    user: String,
    from_on: String,
    to_on: String,
}

const FIELDS: &[Field<DutyDraft>] = &[
    Field {
        key: "area",
        label: "duty.area",
        hint: None,
        input: Input::Pick("area"),
        optional: false,
        get: |d| d.area.clone(),
        set: |d, v| d.area = v.into(),
    },
    Field {
        key: "user",
        label: "duty.user",
        hint: None,
        input: Input::Pick("user"),
        optional: false,
        get: |d| d.user.clone(),
        set: |d, v| d.user = v.into(),
    },
    Field {
        key: "from_on",
        label: "duty.from_on",
        hint: None,
        input: Input::Day,
        optional: false,
        get: |d| d.from_on.clone(),
        set: |d, v| d.from_on = v.into(),
    },
    Field {
        key: "to_on",
        label: "duty.to_on",
        hint: None,
        input: Input::Day,
        optional: false,
        get: |d| d.to_on.clone(),
        set: |d, v| d.to_on = v.into(),
    },
];

fn add_view(is_adding: RwSignal<bool>, added: Call) -> AnyView {
    use contract::Term;
    let mine: Vec<Kind> = KINDS.iter().copied().filter(|kind| may(*kind, Act::Dispatch)).collect();
    let first = mine.first().copied().unwrap_or(Kind::FireHazard);
    let kind = RwSignal::new(first.key().to_owned());
    let areas = Remote::new("area", || ask(api::spatial::list_areas()));
    let people = Remote::new("worker", move || workers(Kind::from_key(&kind.get()).unwrap_or(first)));
    let area_choices = Signal::derive(move || {
        let areas = areas.get().unwrap_or_default();
        areas.into_iter().map(|area| Choice::new(area.id.to_string(), area.name)).collect::<Vec<_>>()
    });
    let user_choices = Signal::derive(move || people.get().unwrap_or_default());
    let submit = move |draft: DutyDraft| {
        let kind = Kind::from_key(&kind.get_untracked()).unwrap_or(first);
        add(kind, draft)
    };
    let mut spec = DraftSpec::new("duty", FIELDS, DutyDraft::default(), submit);
    spec.picks = vec![("area", area_choices), ("user", user_choices)];
    spec.on_done = Some(added);
    spec.on_cancel = Some(Call::new(move |()| is_adding.set(false)));
    let kinds = mine.into_iter().map(|kind| Choice::new(kind.key(), kit::term(kind))).collect();
    spec.above = Some(kit::segmented("duty-kind", t("duty.kind"), kinds, kind));
    kit::draft(spec)
}

/// Who may take such work: those to whom the newest item of the kind could be given.
async fn workers(kind: Kind) -> Result<Vec<Choice>, Trouble> {
    let listing = Listing { limit: 1, ..Listing::default() };
    let newest = ask(api::work::list_work(kind, listing)).await?;
    let Some(item) = newest.rows.first() else { return Ok(Vec::new()) };
    let workers = ask(api::work::list_workers(item.id)).await?;
    Ok(workers.into_iter().map(|worker| Choice::new(worker.user.to_string(), worker.name)).collect())
}

async fn add(kind: Kind, draft: DutyDraft) -> Result<(), Trouble> {
    let wrong = |field: &str, label: &str| Trouble::Fault(contract::Fault::invalid(field, label));
    let area: AreaId = draft.area.parse().map_err(|_| wrong("area", "field.not_offered"))?;
    let user: UserId = draft.user.parse().map_err(|_| wrong("user", "field.not_offered"))?;
    let from_on: NaiveDate = draft.from_on.trim().parse().map_err(|_| wrong("from_on", "field.not_a_day"))?;
    let to_on: NaiveDate = draft.to_on.trim().parse().map_err(|_| wrong("to_on", "field.not_a_day"))?;
    ask(api::work::add_duty(area, kind, user, from_on, to_on)).await.map(|_| ())
}
