//! Alarms: which are open, what each set off, and acknowledging them.

use contract::{
    Act, AlarmId, Cell, Kind, Listing, Page,
    applications::{APPLICATIONS, opened_by},
    live::Event,
    sensing::{ALARM_COLUMNS, AlarmRow, AlarmSheet, Level},
};
use kit::{
    BulkAct, Call, Choice, Fact, Filter, MarkSize, RegisterSpec, Remote, RowAct, SheetSpec, Tab, Trouble, t,
    tf, time,
};
use leptos::prelude::*;
use std::collections::BTreeSet;

use super::{
    linkage::{Distance, linkage_view},
    value_cell,
};
use crate::{
    live, route,
    seat::may,
    shell::{
        acted::Acted,
        beside::{self, Beside},
        mishap::Mishap,
    },
    trouble::ask,
};

/// Value of the filter `open` that shows closed alarms as well.
const ANY: &str = "any";

/// The list of alarms with the opened one beside it.
pub fn page(_audience: &'static str) -> AnyView {
    let beside = Beside::new();
    let mishap = Mishap::new("alarm");
    let acted = Acted::new();
    let tick = live::ticks(|moment| is_alarm(&moment.event));
    let mut spec = RegisterSpec::new("alarm", t("alarm.list"), ALARM_COLUMNS, key, list);
    spec.filters = filters();
    beside.open_in(&mut spec);
    spec.reload = Some(acted.or(tick));
    spec.export = Some("alarm".into());
    spec.hidden = &["acknowledged_at"];
    if may(Kind::Alarm, Act::Acknowledge) {
        let one = move |row: AlarmRow| acknowledge(vec![row.id], mishap, acted);
        let all = move |rows: Vec<AlarmRow>| {
            let ids = rows.iter().filter(|row| row.waits()).map(|row| row.id).collect();
            acknowledge(ids, mishap, acted);
        };
        spec.row_acts.push(
            RowAct::new(t("alarm.acknowledge"), one).when(AlarmRow::waits).key("a").icon("check").primary(),
        );
        spec.bulk_acts.push(BulkAct::new(t("alarm.acknowledge"), all).primary());
    }
    if route::map_href("alarm", "").is_some() {
        spec.row_acts.push(RowAct::new(t("alarm.on_map"), |row: AlarmRow| show_on_map(&row)).icon("locate"));
    }
    view! {
        {mishap.view()}
        {beside.split(kit::register(spec), sheet)}
    }
    .into_any()
}

fn key(row: &AlarmRow) -> String {
    row.id.to_string()
}

/// Only open alarms, unless something else is asked for.
async fn list(mut listing: Listing) -> Result<Page<AlarmRow>, Trouble> {
    match listing.narrowed_to("open") {
        None => listing.set("open", vec!["true".into()]),
        Some(ANY) => listing.set("open", vec![]),
        Some(_) => {}
    }
    ask(api::sensing::list_alarms(listing)).await
}

fn filters() -> Vec<Filter> {
    let open = vec![Choice::new("true", t("alarm.tab.open")), Choice::new(ANY, t("alarm.tab.all"))];
    let states = Choice::of_keys("alarm_state", &["raised", "acknowledged", "cleared", "closed"]);
    let applications = APPLICATIONS.iter().filter(|application| !application.device_kinds.is_empty());
    let applications: Vec<&str> = applications.map(|application| application.key).collect();
    let mut filters = vec![
        Filter::one("open", t("list.open_only"), open),
        Filter::many("level", t("alarm.level"), Choice::of_terms::<Level>()),
        Filter::many("kind", t("alarm.kind"), kinds()),
        Filter::many("state", t("alarm.state"), states),
        Filter::one("application", t("figure.application"), Choice::of_keys("application", &applications)),
        Filter::one("since", t("alarm.since"), Choice::of_last_days()),
        Filter::one("day", t("alarm.raised_at"), Choice::of_last_days()),
    ];
    if may(Kind::Area, Act::Read) {
        let areas = Remote::new("area", || ask(api::spatial::list_areas()));
        let choices = Signal::derive(move || {
            let rows = areas.get().unwrap_or_default();
            rows.into_iter().map(|row| Choice::new(row.code, row.name)).collect::<Vec<_>>()
        });
        filters.push(Filter::one("area", t("figure.area"), vec![]).options(choices));
    }
    filters
}

/// The alarm kinds that any rule raises.
fn kinds() -> Vec<Choice> {
    let rules = APPLICATIONS.iter().flat_map(|application| (application.rules)());
    let keys: BTreeSet<String> = rules.map(|rule| rule.alarm_kind).collect();
    keys.into_iter().map(|key| Choice::new(key.clone(), t(&format!("alarm_kind.{key}")))).collect()
}

/// Whether an event changes the open alarms.
#[must_use]
pub fn is_alarm(event: &Event) -> bool {
    matches!(
        event,
        Event::AlarmRaised(_)
            | Event::AlarmAcknowledged(_)
            | Event::AlarmCleared(_)
            | Event::AlarmEscalated(_)
            | Event::AlarmReplaced(_)
    )
}

fn show_on_map(row: &AlarmRow) {
    if let Some(href) = route::map_href("alarm", row.id) {
        kit::go(&href);
    }
}

fn acknowledge(ids: Vec<AlarmId>, mishap: Mishap, acted: Acted) {
    let asked = ids.clone();
    kit::run(ask(api::sensing::acknowledge_alarms(ids)), move |result| {
        if let Some(count) = mishap.take(result) {
            acted.renew();
            match (count, asked.first()) {
                (0, Some(id)) => say_who(*id),
                _ => kit::toast(tf("alarm.acknowledged_count", &[("n", &count.to_string())])),
            }
        }
    });
}

/// Somebody else was quicker: says who.
fn say_who(id: AlarmId) {
    kit::run(ask(api::sensing::read_alarm(id)), |result| {
        if let Some(who) = result.ok().and_then(|sheet| sheet.row.acknowledged_by) {
            kit::toast(tf("alarm.acknowledged_meanwhile", &[("who", &who)]));
        }
    });
}

/// One alarm in full, with what it set off.
pub fn sheet(id: String, close: Call) -> AnyView {
    let Ok(id) = id.parse::<AlarmId>() else { return beside::unreadable(Kind::Alarm, close) };
    let mishap = Mishap::new("alarm");
    let acted = Acted::new();
    let tick = live::ticks(move |moment| concerns(&moment.event, id));
    let alarm = Remote::new("alarm", move || {
        tick.track();
        acted.track();
        ask(api::sensing::read_alarm(id))
    });
    beside::loaded(alarm, close, move |sheet| sheet_view(sheet, close, mishap, acted))
}

fn concerns(event: &Event, id: AlarmId) -> bool {
    match event {
        Event::AlarmRaised(alarm)
        | Event::AlarmAcknowledged(alarm)
        | Event::AlarmCleared(alarm)
        | Event::AlarmEscalated(alarm)
        | Event::AlarmReplaced(alarm) => alarm.alarm == id.0,
        Event::LinkageAdvanced { alarm, .. } => *alarm == id.0,
        Event::WorkAdvanced { alarm, .. } => *alarm == Some(id.0),
        _ => false,
    }
}

fn sheet_view(sheet: AlarmSheet, close: Call, mishap: Mishap, acted: Acted) -> AnyView {
    let row = sheet.row;
    let kind = t(&format!("alarm_kind.{}", row.kind));
    let title = tf("alarm.title", &[("kind", &kind), ("place", &row.place)]);
    let mut spec = SheetSpec::new(row.device_name.clone(), title);
    beside::place(&mut spec, close);
    let (mark, since) = (kit::alarm_mark(&row, MarkSize::Plain), kit::instant_view(row.raised_at));
    spec.line = Some(view! { {mark} " " {since} }.into_any());
    let resend = Call::new(move |command| {
        kit::run(ask(api::sensing::resend_command(command)), move |result| {
            if mishap.take(result).is_some() {
                kit::toast(t("device.command_sent"));
                acted.renew();
            }
        });
    });
    let (shown, linkage, device) = (row.clone(), sheet.linkage, row.device);
    let overview = move || {
        let linkage = (!linkage.is_empty()).then(|| {
            let rows = linkage_view(&shown, &linkage, Distance::Near, Some(resend));
            kit::section(t("alarm.linkage"), rows)
        });
        view! {
            {kit::facts_view(facts(&shown))}
            {linkage}
        }
        .into_any()
    };
    spec.tabs = vec![
        Tab::new("overview", t("sheet.overview"), overview),
        Tab::new("device", t("alarm.device"), move || super::device::part(device)),
    ];
    if let Some((case, _)) = row.case {
        spec.tabs.push(Tab::new("case", t("alarm.case"), move || crate::work::case::part(case)));
    }
    spec.body = Some(mishap.view());
    spec.acts = Some(acts_view(&row, mishap, acted));
    kit::sheet(spec)
}

fn acts_view(row: &AlarmRow, mishap: Mishap, acted: Acted) -> AnyView {
    let id = row.id;
    let waits = row.waits() && untrack(|| may(Kind::Alarm, Act::Acknowledge));
    let acknowledge = waits
        .then(|| kit::primary_button(t("alarm.acknowledge"), move || acknowledge(vec![id], mishap, acted)));
    let case = row.case.as_ref().and_then(|(case, number)| {
        let (case_type, _) = opened_by(&row.kind)?;
        let href = route::work_href(case_type.kind, case)?;
        Some(kit::link_button(tf("alarm.open_case", &[("number", number)]), href))
    });
    let map = route::map_href("alarm", id).map(|href| kit::link_button(t("alarm.on_map"), href));
    view! {
        {map}
        {case}
        {acknowledge}
    }
    .into_any()
}

fn facts(row: &AlarmRow) -> Vec<Fact> {
    let device = match route::device_href(row.device) {
        Some(href) => view! { <a href=href>{row.device_name.clone()}</a> }.into_any(),
        None => row.device_name.clone().into_any(),
    };
    let mut facts = vec![
        Fact::new("alarm.state", Cell::Term(row.state().into())),
        Fact::new("alarm.place", Cell::text(Some(&row.place))),
        Fact::new("alarm.address", Cell::text(Some(&row.address))).wide(),
        Fact::view("alarm.device", device),
        Fact::new("alarm.raised_value", value_cell(&row.property, row.raised_value.as_ref())),
        Fact::new("alarm.value", value_cell(&row.property, row.value.as_ref())),
        Fact::new("alarm.raised_at", Cell::Instant(row.raised_at)),
    ];
    if let Some(at) = row.acknowledged_at {
        let who = row.acknowledged_by.clone().unwrap_or_default();
        let text = tf("alarm.acknowledged_by", &[("who", &who), ("time", &time::clock_seconds(at))]);
        facts.push(Fact::text("alarm.acknowledged_at", text));
    }
    if let Some(at) = row.cleared_at {
        facts.push(Fact::new("alarm.cleared_at", Cell::Instant(at)));
    }
    if let Some(at) = row.escalated_at {
        let text = tf("alarm.escalated_at_time", &[("time", &time::clock_seconds(at))]);
        facts.push(Fact::text("alarm.escalated_at", text).wide());
    }
    if let Some((all, elders)) = row.registered {
        let text = tf("wall.registered", &[("n", &all.to_string()), ("m", &elders.to_string())]);
        facts.push(Fact::text("alarm.registered", text));
    }
    if let Some(camera) = &row.nearest_camera {
        facts.push(Fact::text("alarm.nearest_camera", camera.clone()));
    }
    if row.case.is_none() {
        facts.push(Fact::text("alarm.case", t("alarm.no_case")));
    }
    facts
}
