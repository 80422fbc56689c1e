//! Lists of work items, one for each case type, with the opened item beside it.

use contract::{
    Act, Kind, Listing, Page, Term, applications,
    live::Event,
    sensing::Level,
    work::{CaseType, WORK_COLUMNS, WorkRow, WorkState},
};
use kit::{BulkAct, Call, CardLook, Choice, Filter, HeadAct, RegisterSpec, RowAct, Trouble, t, tf};
use leptos::prelude::*;
use std::rc::Rc;

pub use super::record::{part, sheet};
use super::{bulk::Bulk, new::new_view};
use crate::{
    admin::area_choices,
    live, route,
    seat::may,
    shell::{acted::Acted, beside::Beside, mishap::Mishap},
    trouble::ask,
};

/// Value of the filter `open` that shows what is done as well.
pub const ANY: &str = "any";

/// The list of the case type that stands at an address.
pub fn page_at(path: &'static str) -> AnyView {
    let is_its = |case: &&'static CaseType| case.lists.iter().any(|list| list.path == path);
    applications::case_types().find(is_its).map_or_else(|| ().into_any(), page)
}

/// The list of a case type with the opened item beside it.
fn page(case: &'static CaseType) -> AnyView {
    let kind = case.kind;
    let beside = Beside::new();
    let acted = Acted::new();
    let is_adding = RwSignal::new(false);
    let renew = Call::new(move |()| acted.renew());
    let bulk = Bulk::new(Mishap::new(kind.key()), renew);
    let tick = live::ticks(move |moment| concerns(&moment.event, kind));
    let mut spec =
        RegisterSpec::new(kind.key(), t(&format!("{kind}.title")), WORK_COLUMNS, key, move |listing| {
            list(kind, listing)
        });
    spec.filters = filters(case);
    beside.open_in(&mut spec);
    spec.reload = Some(acted.or(tick));
    spec.export = Some(kind.key().to_owned());
    spec.card = Some(Rc::new(card));
    add_acts(&mut spec, case, bulk);
    if may(kind, Act::Create) {
        spec.offer(HeadAct::press(new_words(kind), move || is_adding.set(true)));
    }
    let added = Call::new(move |()| {
        is_adding.set(false);
        acted.renew();
    });
    let is_done = Call::new(move |()| is_adding.set(false));
    view! {
        {bulk.view()}
        {beside.split(kit::register(spec), sheet)}
        {kit::dialog(
            is_adding,
            Signal::stored(new_words(kind)),
            move || new_view(case, added, is_done),
            || ().into_any(),
        )}
    }
    .into_any()
}

fn key(row: &WorkRow) -> String {
    row.id.to_string()
}

fn new_words(kind: Kind) -> String {
    t(&format!("{kind}.new_for"))
}

/// Only open items, unless a state, a day or "all" is asked for.
async fn list(kind: Kind, mut listing: Listing) -> Result<Page<WorkRow>, Trouble> {
    let is_wider = ["state", "day"].iter().any(|key| !listing.filter(key).is_empty());
    match listing.narrowed_to("open") {
        None if !is_wider => listing.set("open", vec!["true".into()]),
        Some(ANY) => listing.set("open", vec![]),
        _ => {}
    }
    ask(api::work::list_work(kind, listing)).await
}

fn filters(case: &'static CaseType) -> Vec<Filter> {
    let flow = case.workflow();
    let states = WorkState::ALL.iter().filter(|state| flow.reachable().contains(state));
    let states = states.map(|state| Choice::new(state.key(), kit::state_word(case.kind, *state))).collect();
    let keys: Vec<&str> = case.categories.iter().map(|category| category.key).collect();
    let categories = Choice::of_keys(&format!("{}.category", case.kind.key()), &keys);
    let open = vec![Choice::new("true", t("list.open_only")), Choice::new(ANY, t("list.all"))];
    let mut filters = vec![
        Filter::one("open", t("list.open_only"), open),
        Filter::many("state", t("work.state"), states),
        Filter::many("category", t("work.category"), categories),
        Filter::many("level", t("work.level"), Choice::of_terms::<Level>()),
        Filter::flag("overdue", t("work.overdue")),
        Filter::flag("escalated", t("work.passed_on")),
        Filter::flag("mine", t("list.mine")),
        Filter::flag("unassigned", t("list.unassigned")),
        Filter::one("day", t("work.reported_at"), Choice::of_last_days()),
        Filter::one("from", t("work.reported_from"), Choice::of_last_days()),
        Filter::one("closed_from", t("work.closed_from"), Choice::of_last_days()),
    ];
    if may(Kind::Area, Act::Read) {
        filters.push(Filter::one("area", t("work.area"), vec![]).options(area_choices()));
    }
    filters
}

fn concerns(event: &Event, wanted: Kind) -> bool {
    matches!(event, Event::WorkAdvanced { kind, .. } if *kind == wanted)
}

fn card(row: &WorkRow) -> CardLook {
    let category = t(&format!("{}.category.{}", row.kind, row.category));
    CardLook {
        title: row.title.clone(),
        facts: vec![row.place.clone(), category, row.number.clone()],
        mark: Some((row.level.mark(), kit::state_word(row.kind, row.state))),
        due: row.deadline(),
        note: row.assignee_name.clone(),
    }
}

/// Dispatching one or several, and the way to the one map.
fn add_acts(spec: &mut RegisterSpec<WorkRow>, case: &'static CaseType, bulk: Bulk) {
    if may(case.kind, Act::Dispatch) {
        let flow = case.workflow();
        let can = move |row: &WorkRow| flow.step(row.state, Act::Dispatch).is_some();
        let one = move |row: WorkRow| bulk.ask(vec![row]);
        let verb = kit::act_word(case.kind, Act::Dispatch);
        spec.row_acts.push(RowAct::new(verb.clone(), one).when(can).key("d").primary());
        spec.bulk_acts.push(BulkAct::new(verb, move |rows| bulk.ask(rows)).primary());
    }
    if route::map_href("case", "").is_some() {
        let show = |row: WorkRow| {
            if let Some(href) = route::map_href("case", row.id) {
                kit::go(&href);
            }
        };
        spec.row_acts.push(RowAct::new(t("alarm.on_map"), show).when(|row| row.at.is_some()).icon("locate"));
    }
}

/// What an item is called in a sheet or question.
#[must_use]
pub fn name(row: &WorkRow) -> String {
    tf(&format!("{}.numbered", row.kind), &[("number", &row.number)])
}
