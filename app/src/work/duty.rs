//! The duty list: who is on duty for what, where, on which days.

use contract::{
    Act, AreaId, Kind, Listing, Page, UserId,
    applications::CASE_KINDS,
    field::{Field, Input},
    live::Event,
    work::{DUTY_COLUMNS, DutyRow, WorkerRow},
};
use kit::{
    BandLevel, Call, Choice, DraftSpec, FieldView, Filter, HeadAct, RegisterSpec, Remote, RowAct, Trouble, t,
    tf,
};
use leptos::prelude::*;

use crate::{
    live,
    seat::may,
    shell::{acted::Acted, mishap::Mishap},
    trouble::ask,
};

/// The duty list.
pub fn page() -> AnyView {
    let mishap = Mishap::new("duty");
    let acted = Acted::new();
    let is_adding = RwSignal::new(false);
    let tick = live::ticks(|moment| matches!(moment.event, Event::RecordChanged { kind: Kind::Duty, .. }));
    let mut spec = RegisterSpec::new("duty", t("duty.list"), DUTY_COLUMNS, key, list);
    spec.searchable = false;
    spec.filters = vec![Filter::many("kind", t("duty.kind"), kind_choices())];
    spec.reload = Some(acted.or(tick));
    spec.export = Some("duty".into());
    if may(Kind::Duty, Act::Create) {
        spec.offer(HeadAct::press(t("duty.new"), move || is_adding.set(true)));
    }
    if may(Kind::Duty, Act::Retire) {
        let remove = move |row: DutyRow| ask_removal(row, mishap, acted);
        spec.row_acts = vec![RowAct::new(t("form.remove"), remove).icon("remove")];
    }
    let added = Call::new(move |()| {
        is_adding.set(false);
        acted.renew();
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
    CASE_KINDS.iter().map(|kind| Choice::new(kind.key(), kit::term(*kind))).collect()
}

fn ask_removal(row: DutyRow, mishap: Mishap, acted: Acted) {
    let question = tf("duty.remove_question", &[("who", &row.user_name)]);
    kit::confirm(question, None, t("form.remove"), true, move || {
        kit::run(ask(api::work::retire_duty(row.id)), move |result| {
            if mishap.take(result).is_some() {
                acted.renew();
                kit::toast(t("duty.removed"));
            }
        });
    });
}

/// An entry as typed, but for its case type and area, which decide who is offered.
#[derive(Clone, Default)]
struct DutyDraft {
    user: String,
    from_on: String,
    to_on: String,
}

const FIELDS: &[Field<DutyDraft>] = &[
    Field {
        key: "user",
        label: "duty.user",
        hint: Some("duty.user.hint"),
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

/// For what and where somebody is to be on duty.
#[derive(Clone, Copy)]
struct Post {
    kind: RwSignal<String>,
    area: RwSignal<String>,
}

impl Post {
    /// The case type and the area, once both are chosen; tracked.
    fn chosen(self) -> Option<(Kind, AreaId)> {
        use contract::Term;
        Some((Kind::from_key(&self.kind.get())?, self.area.get().parse().ok()?))
    }
}

fn add_view(is_adding: RwSignal<bool>, added: Call) -> AnyView {
    use contract::Term;
    let mine: Vec<Kind> = CASE_KINDS.iter().copied().filter(|kind| may(*kind, Act::Dispatch)).collect();
    let first = mine.first().map_or("", |kind| kind.key());
    let post = Post { kind: RwSignal::new(first.to_owned()), area: RwSignal::new(String::new()) };
    let people = Remote::new("worker", move || able(post.chosen()));
    let area = area_field(post.area);
    let asked = area.clone();
    let submit = move |draft: DutyDraft| {
        let is_placed = asked.check();
        let chosen = untrack(|| post.chosen()).filter(|_| is_placed);
        add(chosen, draft)
    };
    let mut spec = DraftSpec::new("duty", FIELDS, DutyDraft::default(), submit);
    spec.picks = vec![("user", Signal::derive(move || user_choices(people.get().unwrap_or_default())))];
    spec.on_done = Some(added);
    spec.on_cancel = Some(Call::new(move |()| is_adding.set(false)));
    let kinds = mine.into_iter().map(|kind| Choice::new(kind.key(), kit::term(kind))).collect();
    spec.above = Some(
        view! {
            {kit::segmented("duty-kind", t("duty.kind"), kinds, post.kind)}
            {kit::field_view(area)}
            {people_band(post, people)}
        }
        .into_any(),
    );
    kit::draft(spec)
}

fn area_field(value: RwSignal<String>) -> FieldView {
    let areas = Remote::new("area", || ask(api::spatial::list_areas()));
    let mut field = FieldView::new("duty-area", t("duty.area"), Input::Pick("area"), value);
    field.options = Signal::derive(move || {
        let areas = areas.get().unwrap_or_default();
        areas.into_iter().map(|area| Choice::new(area.id.to_string(), area.name)).collect()
    });
    field
}

/// Who can take such work there; nobody until it is known where.
async fn able(chosen: Option<(Kind, AreaId)>) -> Result<Vec<WorkerRow>, Trouble> {
    match chosen {
        Some((kind, area)) => ask(api::work::list_able(area, kind)).await,
        None => Ok(Vec::new()),
    }
}

fn user_choices(people: Vec<WorkerRow>) -> Vec<Choice> {
    let word =
        |worker: &WorkerRow| tf("duty.able", &[("name", &worker.name), ("n", &worker.open.to_string())]);
    people.into_iter().map(|worker| Choice::new(worker.user.to_string(), word(&worker))).collect()
}

/// Why there is nobody to choose: they could not be read, or nobody can take such work there.
fn people_band(post: Post, people: Remote<Vec<WorkerRow>>) -> AnyView {
    let band = move || {
        if let Some(trouble) = people.trouble() {
            let again = trouble.can_retry().then(|| kit::button(t("state.retry"), move || people.reload()));
            return Some(kit::band(BandLevel::Warn, trouble.sentence("worker"), None, again));
        }
        let is_nobody = post.chosen().is_some()
            && !people.is_loading()
            && people.get().is_some_and(|people| people.is_empty());
        is_nobody.then(|| kit::band(BandLevel::Note, t("state.empty.any.able"), None, None))
    };
    band.into_any()
}

async fn add(chosen: Option<(Kind, AreaId)>, draft: DutyDraft) -> Result<(), Trouble> {
    let wrong = |field: &str, label: &str| Trouble::Fault(contract::Fault::invalid(field, label));
    let (kind, area) = chosen.ok_or_else(|| wrong("area", "duty.area_needed"))?;
    let user: UserId = draft.user.parse().map_err(|_| wrong("user", "field.not_offered"))?;
    ask(api::work::add_duty(area, kind, user, draft.from_on, draft.to_on)).await.map(|_| ())
}
