//! Dwellings: the register, and for each who is registered there, its devices, its cases and what was before.

use contract::{
    Act, Cell, Kind, Listing, Page, applications,
    live::Event,
    registry::{Register, TenancyRow},
    sensing::AlarmRow,
    spatial::{DWELLING_COLUMNS, DWELLING_FIELDS, DwellingDraft, DwellingRow, Occupancy},
    work::WorkRow,
};
use kit::{
    Call, Choice, DraftSpec, Fact, Filter, MarkSize, RegisterSpec, Remote, RowLook, SheetSpec, Tab, Trouble,
    t, tf,
};
use leptos::prelude::*;

use super::occupant::{Household, past_view};
use crate::{
    live,
    registry::link,
    route,
    seat::may,
    sensing::device,
    shell::beside::{self, Beside},
    trouble::ask,
};

/// The register of dwellings with the opened one beside it.
pub fn page() -> AnyView {
    let beside = Beside::new();
    let tick =
        live::ticks(|moment| matches!(moment.event, Event::RecordChanged { kind: Kind::Dwelling, .. }));
    let mut spec = RegisterSpec::new("dwelling", t("dwelling.list"), DWELLING_COLUMNS, key, list);
    let buildings = Remote::new("building", || {
        ask(api::spatial::list_buildings(Listing { limit: 200, ..Listing::default() }))
    });
    let choices = Signal::derive(move || {
        let rows = buildings.get().map(|page| page.rows).unwrap_or_default();
        rows.into_iter().map(|row| Choice::new(row.map_no.to_string(), row.name)).collect::<Vec<_>>()
    });
    spec.filters = vec![
        Filter::one("building_no", t("dwelling.building"), vec![]).options(choices),
        Filter::many("occupancy", t("dwelling.occupancy"), Choice::of_terms::<Occupancy>()),
    ];
    beside.open_in(&mut spec);
    spec.reload = Some(tick);
    spec.export = Some("dwelling".into());
    beside.split(kit::register(spec), sheet)
}

/// A dwelling is known by its unified code.
fn key(row: &DwellingRow) -> String {
    row.code.clone()
}

async fn list(listing: Listing) -> Result<Page<DwellingRow>, Trouble> {
    ask(api::spatial::list_dwellings(listing)).await
}

/// One dwelling in full, by its unified code.
pub fn sheet(code: String, close: Call) -> AnyView {
    let tick = live::ticks(|moment| {
        matches!(moment.event, Event::RecordChanged { kind: Kind::Dwelling | Kind::Tenancy, .. })
    });
    let dwelling = Remote::new("dwelling", move || {
        tick.track();
        ask(api::spatial::read_dwelling(code.clone()))
    });
    let is_changing = RwSignal::new(false);
    let hand = Hand { dwelling, close, is_changing, household: Household::new() };
    view! {
        {beside::loaded(dwelling, close, move |row| sheet_view(row, hand))}
        {kit::dialog(is_changing, Signal::stored(t("dwelling.change")), move || change_view(hand), || ().into_any())}
        {hand.household.dialogs_view()}
    }
    .into_any()
}

/// What the parts of the sheet share.
#[derive(Clone, Copy)]
struct Hand {
    dwelling: Remote<DwellingRow>,
    close: Call,
    is_changing: RwSignal<bool>,
    household: Household,
}

fn sheet_view(row: DwellingRow, hand: Hand) -> AnyView {
    hand.household.enter(&row);
    let mut spec = SheetSpec::new(row.code.clone(), row.label.clone());
    beside::place(&mut spec, hand.close);
    let (no, id) = (row.map_no, row.id);
    spec.line = Some(worst_view(no));
    let facts = row.clone();
    spec.tabs = vec![Tab::new("overview", t("sheet.overview"), move || kit::facts_view(facts_of(&facts)))];
    if untrack(|| may(Kind::Tenancy, Act::Read)) {
        let tab = Tab::new("occupants", t("sheet.occupants"), move || hand.household.view());
        spec.tabs.push(tab.count(row.occupants));
    }
    if untrack(|| may(Kind::Device, Act::Read)) {
        spec.tabs.push(Tab::new("devices", t("sheet.devices"), move || device::short_list(of_dwelling(no))));
    }
    spec.tabs.push(Tab::new("cases", t("sheet.cases"), move || cases_view(no)));
    if untrack(|| may(Kind::Tenancy, Act::Read)) {
        spec.tabs.push(Tab::new("history", t("sheet.history"), move || history_view(id)));
    }
    if link::may_follow() {
        let body = move || link::links_view(Register::Dwelling, id.to_string());
        spec.tabs.push(Tab::new("links", t("sheet.links"), body));
    }
    spec.acts = Some(acts_view(&row, hand));
    kit::sheet(spec)
}

/// The gravest open alarm of the dwelling.
fn worst_view(no: u32) -> AnyView {
    if !untrack(|| may(Kind::Alarm, Act::Read)) {
        return ().into_any();
    }
    let tick = live::ticks(|moment| crate::sensing::alarm::is_alarm(&moment.event));
    let alarms = Remote::new("alarm", move || {
        tick.track();
        let mut listing = Listing::default();
        listing.set("open", vec!["true".into()]);
        listing.set("dwelling_no", vec![no.to_string()]);
        ask(api::sensing::list_alarms(listing))
    });
    let worst = move || {
        alarms.get().map(|page| match page.rows.iter().min_by_key(|row: &&AlarmRow| row.level) {
            Some(row) => kit::alarm_mark(row, MarkSize::Plain),
            None => t("dwelling.no_alarm").into_any(),
        })
    };
    worst.into_any()
}

fn facts_of(row: &DwellingRow) -> Vec<Fact> {
    let occupancy = match (row.occupancy, row.vacancy_checked_on) {
        (Occupancy::Vacant, Some(day)) => tf("dwelling.vacant_checked", &[("time", &day.to_string())]),
        (occupancy, _) => kit::term(occupancy),
    };
    vec![
        Fact::new("dwelling.address", Cell::text(Some(&row.address))).wide(),
        Fact::new("dwelling.code", Cell::Code(row.code.clone())).wide(),
        Fact::text("dwelling.occupancy", occupancy),
        Fact::text(
            "dwelling.occupants",
            tf("dwelling.occupants_count", &[("n", &row.occupants.to_string())]),
        ),
        Fact::new("dwelling.storey", Cell::Number(row.storey.into())),
        Fact::new("dwelling.stairwell", Cell::Number(row.stairwell.into())),
        Fact::text("dwelling.floor_area", kit::quantity(row.floor_area_m2, "m²")),
        Fact::new("dwelling.origin", Cell::Term(format!("origin.{}", row.origin))),
    ]
}

fn of_dwelling(no: u32) -> Listing {
    let mut listing = Listing { limit: 100, ..Listing::default() };
    listing.set("dwelling_no", vec![no.to_string()]);
    listing
}

/// The items of all case types that the reader may read, newest first.
fn cases_view(no: u32) -> AnyView {
    let kinds: Vec<Kind> = untrack(|| {
        applications::case_types().map(|case| case.kind).filter(|kind| may(*kind, Act::Read)).collect()
    });
    let cases = Remote::new("case", move || {
        let kinds = kinds.clone();
        async move {
            let mut rows: Vec<WorkRow> = Vec::new();
            for kind in kinds {
                rows.extend(ask(api::work::list_work(kind, of_dwelling(no))).await?.rows);
            }
            rows.sort_by_key(|row| std::cmp::Reverse(row.reported_at));
            Ok::<_, Trouble>(rows)
        }
    });
    cases.view(|rows| {
        if rows.is_empty() {
            return kit::empty_view("case", None);
        }
        let line = |row: &WorkRow| {
            kit::row(RowLook {
                mark: Some(kit::mark_with(row.level.mark(), kit::term(row.level), None, MarkSize::Small)),
                title: tf("work.row", &[("number", &row.number), ("title", &row.title)]),
                href: route::work_href(row.kind, row.id),
                note: kit::state_word(row.kind, row.state),
                time: Some(kit::instant_view(row.reported_at)),
                ..RowLook::default()
            })
        };
        kit::rows(rows.iter().map(line).collect())
    })
}

fn history_view(id: contract::DwellingId) -> AnyView {
    let past = Remote::new("tenancy", move || ask(api::registry::list_past_occupants(id)));
    past.view(|rows: Vec<TenancyRow>| past_view(&rows))
}

fn acts_view(row: &DwellingRow, hand: Hand) -> AnyView {
    let may_change = untrack(|| may(Kind::Dwelling, Act::Change)) && !route::is_wall();
    let change = may_change.then(|| kit::button(t("form.edit"), move || hand.is_changing.set(true)));
    let map =
        route::map_href("dwelling", &row.code).map(|href| kit::link_button(t("dwelling.show_on_wall"), href));
    view! {
        {change}
        {map}
    }
    .into_any()
}

fn draft_of(row: &DwellingRow) -> DwellingDraft {
    DwellingDraft {
        floor_area_m2: row.floor_area_m2.to_string(),
        vacancy_checked_on: row.vacancy_checked_on.map(|day| day.to_string()).unwrap_or_default(),
    }
}

fn change_view(hand: Hand) -> AnyView {
    let Some(row) = hand.dwelling.get_untracked() else { return kit::loading_view(None) };
    let (id, code) = (row.id, StoredValue::new(row.code.clone()));
    let revision = StoredValue::new(row.revision);
    let submit = move |draft: DwellingDraft| async move {
        let row = ask(api::spatial::change_dwelling(id, revision.get_value(), draft)).await?;
        hand.dwelling.set(row);
        kit::toast(t("form.saved"));
        Ok::<(), Trouble>(())
    };
    let mut spec = DraftSpec::new("dwelling", DWELLING_FIELDS, draft_of(&row), submit);
    spec.theirs(move || async move {
        let row = ask(api::spatial::read_dwelling(code.get_value())).await?;
        revision.try_set_value(row.revision);
        Ok(draft_of(&row))
    });
    spec.on_done = Some(Call::new(move |()| hand.is_changing.set(false)));
    spec.on_cancel = Some(Call::new(move |()| hand.is_changing.set(false)));
    kit::draft(spec)
}
