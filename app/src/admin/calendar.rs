//! The working calendar: the hours of the week, and the holidays and make-up workdays of a year. Deadlines that count
//! working time and begin after a change go by it; its history is in the audit trail.

use super::deadline;
use crate::{seat::may, trouble::ask};
use chrono::Datelike;
use contract::{
    Act, Cell, Kind,
    time::day_of,
    work::{CALENDAR_FIELDS, CalendarDraft, CalendarRow},
};
use kit::{
    Call, Choice, DraftSpec, Fact, Remote, Trouble, draft, facts_view, leave, link_button, now, page_head,
    query, segmented, set_query, t, tf, time, toast,
};
use leptos::prelude::*;

/// Years before and after this one that can be chosen.
const BEFORE: i32 = 1;
const AFTER: i32 = 2;

/// `/admin/deadline/calendar` and `/street/deadline/calendar`: the calendar of a year.
#[must_use]
pub fn page() -> AnyView {
    let this_year = day_of(now()).year();
    let asked = query("year");
    let year = Memo::new(move |_| {
        let asked = asked.get().and_then(|year| year.parse::<i32>().ok());
        asked.filter(|year| (this_year - BEFORE..=this_year + AFTER).contains(year)).unwrap_or(this_year)
    });
    let all = Remote::new("setting", || ask(api::work::read_calendar()));
    let form = all.view(move |row| {
        // Another year is another form.
        let body = move || year_view(&row, all, year.get());
        body.into_any()
    });
    view! {
        {page_head(t("calendar.title"), Some(deadline::path()), None, None)}
        {deadline::scope_band()}
        {year_choice(this_year, year)}
        {form}
    }
    .into_any()
}

/// The years as a row of words; the chosen one stands in the address.
fn year_choice(this_year: i32, year: Memo<i32>) -> AnyView {
    let value = RwSignal::new(year.get_untracked().to_string());
    let show = move || {
        if let Some(year) = year.try_get_untracked() {
            value.try_set(year.to_string());
        }
    };
    Effect::new(move |_| {
        year.track();
        show();
    });
    Effect::new(move |_| {
        let chosen = value.get();
        if chosen != year.get_untracked().to_string() {
            leave(move || set_query(&[("year", Some(chosen.as_str()))]));
            // While it is asked, and after a no, the year that is shown stays the chosen one.
            request_animation_frame(show);
        }
    });
    let word = |year: i32| Choice::new(year.to_string(), tf("calendar.year_of", &[("n", &year.to_string())]));
    let years = (this_year - BEFORE..=this_year + AFTER).map(word).collect();
    segmented("calendar-year", t("calendar.year"), years, value)
}

fn year_view(row: &CalendarRow, all: Remote<CalendarRow>, year: i32) -> AnyView {
    let change = row
        .changed_at
        .map(|at| tf("calendar.last_change", &[("who", &row.changed_by), ("time", &time::exact(at))]));
    let line = change.unwrap_or_else(|| t("deadline.unchanged"));
    if !may(Kind::Setting, Act::Change) {
        return view! {
            <p class="hint">{line}</p>
            {facts_view(facts(&CalendarDraft::of(&row.hours, year)))}
        }
        .into_any();
    }
    let history = format!("/admin/audit?object={}", row.object);
    view! {
        <p class="hint">{line}</p>
        {link_button(t("admin.audit_link"), history)}
        {change_draft(row, all, year)}
    }
    .into_any()
}

/// The calendar for those who only read it.
fn facts(draft: &CalendarDraft) -> Vec<Fact> {
    let cell = |field: &contract::field::Field<CalendarDraft>| {
        let text = (field.get)(draft);
        match text.as_str() {
            "true" => Cell::Flag(true),
            "false" => Cell::Flag(false),
            _ => Cell::text(Some(&text.replace('\n', &t("text.list")))),
        }
    };
    CALENDAR_FIELDS.iter().map(|field| Fact::new(field.label, cell(field))).collect()
}

fn change_draft(row: &CalendarRow, all: Remote<CalendarRow>, year: i32) -> AnyView {
    let revision = StoredValue::new(row.revision);
    let mut spec = DraftSpec::new(
        "setting",
        CALENDAR_FIELDS,
        CalendarDraft::of(&row.hours, year),
        move |typed: CalendarDraft| async move {
            let changed = ask(api::work::change_calendar(revision.get_value(), typed)).await?;
            revision.set_value(changed.revision);
            Ok::<(), Trouble>(())
        },
    );
    spec.columns = 2;
    spec.on_done = Some(Call::new(move |()| {
        toast(t("calendar.changed"));
        all.reload();
    }));
    spec.theirs(move || async move {
        let theirs = ask(api::work::read_calendar()).await?;
        revision.set_value(theirs.revision);
        Ok(CalendarDraft::of(&theirs.hours, year))
    });
    draft(spec)
}
