//! Reporting a problem without signing in: what, where, a photo if one likes, a phone if one likes, and a number at the
//! end. It isn't kept for later: without a network it is refused, and says whom to call or where to go instead.

use contract::{
    Act, Fault, Kind, Term, WorkItemId,
    applications::{case_type, case_types},
    field::{Input, is_phone},
    geo::Wgs84,
    work::WorkDraft,
};
use kit::{
    BandLevel, Photos, TileChoice, Trouble, band, busy_button, button, choice_tiles, once_made, photo_input,
    primary_button, push_query, query, run, t, tf,
};
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use super::{
    duty::{DutyPhone, duty_phone, offline_words},
    frame::{page_losing, title_view},
    idle,
    keys::{Keys, keyboard},
    map::{here, place_map},
    phone::phone_view,
};
use crate::{offline, scene::landmarks, seat, trouble::ask, upload::send_photos};

/// Photos of a report.
const MOST_PHOTOS: usize = 3;
/// Characters of a building's number.
const NUMBER: usize = 8;
/// The category of what is none of the others; it stands last.
const OTHER: &str = "other";

/// The steps, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
enum Stage {
    What,
    Where,
    Photo,
    Phone,
}

/// What is typed; gone with the person.
#[derive(Clone, Copy)]
struct Form {
    id: StoredValue<WorkItemId>,
    what: RwSignal<String>,
    at: RwSignal<Option<Wgs84>>,
    building: RwSignal<String>,
    photos: Photos,
    phone: RwSignal<String>,
    missing: RwSignal<Option<&'static str>>,
    trouble: RwSignal<Option<String>>,
    is_busy: RwSignal<bool>,
    number: RwSignal<Option<String>>,
    duty: DutyPhone,
}

/// `/kiosk/report?step=1`.
#[must_use]
pub fn report_page() -> AnyView {
    let form = Form {
        id: StoredValue::new(WorkItemId::fresh()),
        what: RwSignal::new(String::new()),
        at: RwSignal::new(None),
        building: RwSignal::new(String::new()),
        photos: kit::photos(),
        phone: RwSignal::new(String::new()),
        missing: RwSignal::new(None),
        trouble: RwSignal::new(None),
        is_busy: RwSignal::new(false),
        number: RwSignal::new(None),
        duty: duty_phone(),
    };
    let asked = query("step");
    let stage = Memo::new(move |_| {
        // A step that was not reached isn't shown, as after a reload.
        let is_begun = !form.what.with(String::is_empty);
        match asked.get().as_deref() {
            Some("2") if is_begun => Stage::Where,
            Some("3") if is_begun => Stage::Photo,
            Some("4") if is_begun => Stage::Phone,
            _ => Stage::What,
        }
    });
    let body = move || match form.number.get() {
        Some(number) => done_view(number),
        None => {
            let stage = stage.get();
            untrack(|| stage_view(form, stage))
        }
    };
    page_losing(Signal::derive(move || loss(form)), form.duty, body.into_any())
}

/// What is lost when the page is loaded anew: what was typed, or the number that was given.
fn loss(form: Form) -> Option<&'static str> {
    if form.number.with(Option::is_some) {
        return Some("kiosk.language_loses_number");
    }
    let is_begun = [form.what, form.building, form.phone].iter().any(|text| !text.with(String::is_empty))
        || form.at.with(Option::is_some)
        || !form.photos.with(Vec::is_empty);
    is_begun.then_some("kiosk.language_loses")
}

fn stage_view(form: Form, stage: Stage) -> AnyView {
    let body = match stage {
        Stage::What => what_view(form),
        Stage::Where => where_view(form),
        Stage::Photo => photo_input(form.photos, MOST_PHOTOS),
        Stage::Phone => phone_step(form),
    };
    let n = stage as usize + 1;
    let missing =
        move || form.missing.get().map(|key| view! { <p class="field-error" role="alert">{t(key)}</p> });
    let trouble = move || form.trouble.get().map(|text| band(BandLevel::Warn, text, None, None));
    let last = last_stage(form);
    let is_last = stage == last;
    let steps = tf("form.step", &[("n", &n.to_string()), ("m", &(last as usize + 1).to_string())]);
    let next = if is_last {
        busy_button(t("kiosk.report_send"), t("form.sending"), form.is_busy.into(), move || {
            once_made(form.photos, move || send(form))
        })
    } else {
        primary_button(t("kiosk.next"), move || {
            if is_filled(form, stage) {
                once_made(form.photos, move || go_to(n + 1));
            }
        })
    };
    view! {
        <div class="kiosk-line">
            {title_view("kiosk.report")}
            <p class="hint">{steps}</p>
        </div>
        {trouble}
        {body}
        {missing}
        <div class="draft-bar">
            {(n > 1).then(|| button(t("kiosk.back"), move || go_to(n - 1)))}
            {next}
        </div>
    }
    .into_any()
}

/// A phone is asked for where the case type has a place for it.
fn last_stage(form: Form) -> Stage {
    let is_for_phone = |(kind, _): (Kind, &str)| case_type(kind).is_some_and(|case| case.has_detail("phone"));
    if problem(form).is_none_or(is_for_phone) { Stage::Phone } else { Stage::Photo }
}

/// What can be reported here: the case type and its category.
fn problems() -> Vec<(Kind, &'static str)> {
    let mut problems: Vec<_> =
        case_types().flat_map(|case| case.kiosk.iter().map(move |key| (case.kind, *key))).collect();
    problems.sort_by_key(|(_, category)| *category == OTHER);
    problems
}

fn go_to(step: usize) {
    let step = (step > 1).then(|| step.to_string());
    push_query(&[("step", step.as_deref())]);
}

fn key_of((kind, category): (Kind, &str)) -> String {
    format!("{}.{category}", kind.key())
}

fn problem(form: Form) -> Option<(Kind, &'static str)> {
    let chosen = form.what.get_untracked();
    problems().into_iter().find(|problem| key_of(*problem) == chosen)
}

fn words_of((kind, category): (Kind, &str)) -> String {
    t(&format!("{}.category.{category}", kind.key()))
}

fn what_view(form: Form) -> AnyView {
    let open = problems().into_iter().filter(|(kind, _)| seat::may(*kind, Act::Create));
    let tiles = open.map(|problem| TileChoice::new(key_of(problem), words_of(problem))).collect();
    let danger = move || {
        form.what.track();
        let found = problem(form).and_then(|(kind, key)| case_type(kind)?.category(key));
        found
            .is_some_and(|category| category.is_dangerous)
            .then(|| band(BandLevel::One, t("repair.danger"), None, None))
    };
    view! {
        {choice_tiles("what", t("kiosk.report_what"), tiles, form.what)}
        {danger}
    }
    .into_any()
}

fn where_view(form: Form) -> AnyView {
    let marked = Signal::derive(move || form.at.get().map(|at| (at, t("work.place"))));
    let is_here_known = move || here().is_some();
    let right_here = move || {
        is_here_known().then(|| {
            button(t("kiosk.report_here"), move || {
                form.at.set(untrack(here));
                form.missing.set(None);
            })
        })
    };
    // The line is always there, so that the map keeps still under the finger.
    let picked = move || match form.at.get() {
        Some(at) => tf("map.picked", &[("value", &format!("{:.5}, {:.5}", at.lon, at.lat))]),
        None => t("kiosk.report_unpicked"),
    };
    let point = kit::Call::new(move |at: Wgs84| {
        form.at.set(Some(at));
        form.missing.set(None);
    });
    let map = landmarks().view(move |copy| {
        let centre = copy.value.first().map(|place| place.at);
        place_map(t("kiosk.report_where"), marked, centre, Some(point))
    });
    // Who can't point on a map types the building's number.
    let mut field =
        kit::FieldView::new("report-building", t("repair.building"), Input::Text(8), form.building);
    field.is_optional = true;
    view! {
        <div class="kiosk-line">
            <h2>{t("kiosk.report_where")}</h2>
            {right_here}
        </div>
        <p class="hint" role="status">{picked}</p>
        {map}
        <div class="kiosk-typed">
            {kit::field_view(field)}
            {keyboard(form.building, Keys::Digits, NUMBER)}
        </div>
    }
    .into_any()
}

fn phone_step(form: Form) -> AnyView {
    view! {
        {phone_view(form.phone)}
        <p class="field-hint">{t("kiosk.report_no_phone")}</p>
    }
    .into_any()
}

/// Whether a step is filled in; says what is missing if not.
fn is_filled(form: Form, stage: Stage) -> bool {
    let has_building = form.building.with_untracked(|text| !text.trim().is_empty());
    let missing = match stage {
        Stage::What => problem(form).is_none().then_some("field.required"),
        Stage::Where => (form.at.get_untracked().is_none() && !has_building).then_some("field.required"),
        Stage::Photo => None,
        Stage::Phone => {
            let phone = form.phone.get_untracked();
            (!phone.is_empty() && !is_phone(&phone)).then_some("field.phone")
        }
    };
    form.missing.set(missing);
    missing.is_none()
}

fn send(form: Form) {
    if form.is_busy.get_untracked() || !is_filled(form, last_stage(form)) {
        return;
    }
    let Some((kind, category)) = problem(form) else { return };
    if !untrack(offline::is_online) {
        form.trouble.set(Some(untrack(|| offline_words(form.duty))));
        return;
    }
    let photos = form.photos.get_untracked();
    // A kiosk knows no home: what is reported here is in a shared area, where the case type asks.
    let said = [("is_shared_area", json!(true)), ("phone", json!(form.phone.get_untracked()))];
    let is_asked = |key: &str| case_type(kind).is_some_and(|case| case.has_detail(key));
    let details: Map<String, Value> = said
        .into_iter()
        .filter(|(key, _)| is_asked(key))
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
    let draft = WorkDraft {
        id: form.id.get_value(),
        kind,
        category: category.to_owned(),
        title: words_of((kind, category)),
        place: form.building.with_untracked(|text| text.trim().to_owned()),
        at: form.at.get_untracked(),
        photos: photos.iter().map(|photo| photo.id).collect(),
        details: Value::Object(details),
        typed_at: None,
    };
    form.trouble.set(None);
    form.is_busy.set(true);
    idle::sending(true);
    let sending = async move {
        send_photos(&photos).await?;
        ask(api::work::report(draft)).await
    };
    run(sending, move |result| {
        idle::sending(false);
        form.is_busy.try_set(false);
        match result {
            Ok(row) => {
                form.number.try_set(Some(row.number));
            }
            Err(Trouble::Network(_)) => {
                form.trouble.try_set(Some(untrack(|| offline_words(form.duty))));
            }
            Err(Trouble::Fault(Fault::Invalid { fields })) => {
                form.trouble.try_set(Some(kit::fault_sentences(&fields)));
            }
            Err(trouble) => {
                form.trouble.try_set(Some(trouble.sentence(kind.key())));
            }
        }
    });
}

/// The number, large enough to be written down or photographed.
fn done_view(number: String) -> AnyView {
    let text = tf("kiosk.report_sent", &[("number", &number)]);
    kit::announce(text.clone());
    view! {
        {title_view("kiosk.report")}
        <p class="kiosk-news-text" role="status">{text}</p>
        <p class="kiosk-number">{number}</p>
        {primary_button(t("kiosk.report_done"), idle::reset)}
    }
    .into_any()
}
